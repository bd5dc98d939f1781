"""Pictures: well-formed, described, and without anything the CSP forbids."""

from __future__ import annotations

import re
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpdesk.dashboard import charts
from helpdesk.dashboard.templatetags import figures as shown_figures
from triage.figures import Share

SVG = "{http://www.w3.org/2000/svg}"
NASTY = '<b onclick="x">&\'"</b>'
shares = st.one_of(st.none(), st.floats(0, 1))


def parsed(picture: str) -> ElementTree.Element:
    root = ElementTree.fromstring(picture)
    assert root.tag == f"{SVG}svg"
    title, description = root[0], root[1]
    assert (title.tag, description.tag) == (f"{SVG}title", f"{SVG}desc")
    assert title.text
    assert description.text
    assert root.get("aria-labelledby") == f"{title.get('id')} {description.get('id')}"
    for element in root.iter():
        assert "style" not in element.attrib
        assert element.tag != f"{SVG}script"
        assert not any(name.startswith("on") for name in element.attrib)
    assert not re.search(r"=\"-?(nan|inf)", picture)
    return root


def inside(root: ElementTree.Element) -> bool:
    """Every coordinate lies within the picture."""
    width, height = map(float, root.attrib["viewBox"].split()[2:])
    for element in root.iter():
        for name, most in (("x", width), ("cx", width), ("x1", width), ("x2", width),
                           ("y", height), ("cy", height), ("y1", height), ("y2", height)):  # fmt: skip
            if name in element.attrib and not -0.1 <= float(element.attrib[name]) <= most + 0.1:
                return False
    return True


@given(st.lists(shares, max_size=40), st.lists(shares, max_size=40))
def test_lines_stay_inside_whatever_the_values(
    a: list[float | None], b: list[float | None]
) -> None:
    labels = [f"{n} Nov" for n in range(max(len(a), len(b)))]
    series = [charts.Series("Satu", a, a, "a"), charts.Series(NASTY, b, (), "b")]
    marks = [(len(labels) - 1, NASTY)] if labels else []
    root = parsed(charts.lines("k", NASTY, NASTY, series, labels, target=0.97, marks=marks))
    assert inside(root)


def test_a_gap_breaks_the_line_and_a_lonely_day_is_a_point() -> None:
    picture = charts.lines(
        "k", "t", "d", [charts.Series("A", [0.9, 0.8, None, 0.7])], ["1", "2", "3", "4"]
    )
    root = parsed(picture)
    assert len(root.findall(f"{SVG}path")) == 1
    assert len(root.findall(f"{SVG}circle")) == 1


def test_each_line_is_named_at_its_end_without_overlapping() -> None:
    series = [
        charts.Series("Atas", [0.95, 0.95], (), "a"),
        charts.Series("Bawah", [0.94, 0.94], (), "b"),
    ]
    root = parsed(charts.lines("k", "t", "d", series, ["1", "2"]))
    heights = {
        e.text: float(e.attrib["y"]) for e in root.iter(f"{SVG}text") if e.text in ("Atas", "Bawah")
    }
    assert heights["Bawah"] - heights["Atas"] >= 30


@pytest.mark.parametrize("low", [0.0, 0.05, 0.31, 0.55, 0.79, 0.93, 1.0])
def test_the_axis_has_few_round_numbers_below_the_values(low: float) -> None:
    root = parsed(charts.lines("k", "t", "d", [charts.Series("A", [low, 1.0])], ["1", "2"]))
    ticks = [
        e.text
        for e in root.iter(f"{SVG}text")
        if (e.text or "").endswith("%") and e.get("class") == "tick"
    ]
    numbers = [int((t or "").rstrip("%")) for t in ticks]
    assert numbers == sorted(numbers)
    assert numbers[-1] == 100
    assert numbers[0] <= max(0, low * 100)
    assert 3 <= len(numbers) <= 7
    assert all(n % 5 == 0 for n in numbers)


@given(st.lists(st.tuples(st.floats(0, 1), shares), min_size=0, max_size=16))
def test_bars_are_described_and_inside(values: list[tuple[float, float | None]]) -> None:
    rows = [charts.Bar(f"{n} {NASTY}", value, other) for n, (value, other) in enumerate(values)]
    assert inside(parsed(charts.bars("k", "t", "d", rows)))


def test_the_heat_map_tells_hits_from_mistakes_and_prints_the_counts() -> None:
    cells = [[0] * 16 for _ in range(16)]
    cells[0][0], cells[0][5], cells[5][5] = 100, 1, 25
    root = parsed(charts.heat_map("k", "t", "d", cells, [f"K{n}" for n in range(16)]))
    assert inside(root)
    kinds = [r.attrib["class"] for r in root.iter(f"{SVG}rect")]
    assert len(kinds) == 256
    assert "hit h6" in kinds
    assert "hit h3" in kinds
    assert "miss h1" in kinds
    assert {"100", "1", "25"} <= {e.text for e in root.iter(f"{SVG}text")}


def test_an_empty_heat_map_is_drawn_all_the_same() -> None:
    parsed(charts.heat_map("k", "t", "d", [[0] * 16 for _ in range(16)], ["n"] * 16))


@given(st.lists(st.tuples(st.floats(0, 1), st.floats(0, 1), st.integers(1, 900)), max_size=10))
def test_reliability_has_the_diagonal_and_a_point_for_each_bin(
    dots: list[tuple[float, float, int]],
) -> None:
    root = parsed(charts.reliability("k", "t", "d", [charts.Dot(*d) for d in dots]))
    assert len(root.findall(f"{SVG}circle")) == len(dots)
    assert [e for e in root.iter(f"{SVG}line") if e.get("class") == "diagonal"]


@given(st.lists(st.tuples(st.floats(0, 1), st.floats(0, 1)), max_size=20))
def test_risk_and_coverage_stay_inside(points: list[tuple[float, float]]) -> None:
    curves = [charts.Curve("satu", points), charts.Curve(NASTY, [(0.2, 0.0), (1.0, 0.1)], "b")]
    root = parsed(charts.risk_coverage("k", "t", "d", curves, now=(0.7, 0.03)))
    assert inside(root)
    for path in root.iter(f"{SVG}path"):
        height = float(root.attrib["viewBox"].split()[3])
        numbers = [float(n) for n in re.findall(r"-?[\d.]+", path.attrib["d"])]
        assert all(-0.1 <= y <= height for y in numbers[1::2])


def test_percentages_are_written_the_indonesian_way() -> None:
    assert charts.percent(0.934, 1) == "93,4%"
    assert charts.percent(0.934) == "93%"


def test_a_share_of_few_cases_brings_its_interval_and_an_f1_of_few_is_not_shown() -> None:
    assert shown_figures.share(Share(9, 10)) == (
        '90% <span class="interval nowrap">(60–98%)</span>'
    )
    assert shown_figures.share(Share(27, 30)) == "90,0%"
    assert "terlalu sedikit data" in shown_figures.share(Share(4, 4))
    assert "terlalu sedikit data" in shown_figures.f1(Share(50, 59))
    assert shown_figures.f1(Share(54, 60)) == "90,0%"


def test_the_names_of_the_risk_curves_stand_above_the_picture_and_not_on_a_line() -> None:
    curves = [
        charts.Curve("di lapangan", [(0.1, 0.0), (1.0, 0.3)]),
        charts.Curve("validasi", [(0.1, 0.0), (1.0, 0.1)], "b"),
    ]
    svg = charts.risk_coverage("k", "t", "d", curves, now=(0.8, 0.1))
    names = re.findall(r'y="([\d.]+)" class="name', svg)
    top = min(float(y) for y in re.findall(r'y1="([\d.]+)"[^>]*class="grid"', svg))
    assert len(names) == 2
    assert all(float(y) < top for y in names)
