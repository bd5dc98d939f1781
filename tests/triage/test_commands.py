"""triage_predict and triage_evaluate on files that people really hand in, and on worse ones."""

from __future__ import annotations

import io
import json
import os
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from triage.classifier.dataset import DatasetError, load_labelled

pytestmark = pytest.mark.usefixtures("model_in_service")
GOOD = b'{"id": "b", "text": "chromebook sekolah tidak mau menyala"}'


def predict(folder: Path, content: bytes) -> tuple[list[dict[str, Any]], str, str]:
    """Return (rows, stdout, stderr); every row must be strict JSON in plain ASCII."""
    source, target = folder / "in.jsonl", folder / "out.jsonl"
    source.write_bytes(content)
    said, complained = io.StringIO(), io.StringIO()
    call_command("triage_predict", input=source, output=target, stdout=said, stderr=complained)
    lines = target.read_text(encoding="ascii").splitlines()
    rows = [json.loads(line, parse_constant=pytest.fail) for line in lines]
    return rows, said.getvalue(), complained.getvalue()


def evaluate(path: Path) -> str:
    said = io.StringIO()
    call_command("triage_evaluate", input=path, stdout=said)
    return said.getvalue()


def test_every_line_gets_an_answer_in_the_same_order(tmp_path: Path) -> None:
    content = b"".join(b'{"id": %d, "text": "lupa kata sandi"}\n' % n for n in range(1100))
    rows, said, complained = predict(tmp_path, content)
    assert [row["id"] for row in rows] == list(range(1100))
    assert {row["category"] for row in rows} == {1}
    assert set(rows[0]) == {
        "id", "category", "slug", "confidence", "abstained", "top", "model_version",
    }  # fmt: skip
    assert said.startswith("1100 classified, 0 lines skipped")
    assert complained == ""


@pytest.mark.parametrize("number", [b"Infinity", b"-Infinity", b"NaN", b"1e999", b"true", b"2.5"])
def test_a_ticked_category_that_is_no_number_counts_as_none(tmp_path: Path, number: bytes) -> None:
    line = b'{"id": 1, "text": "lupa kata sandi", "chosen_category": %s}\n'
    rows, _, _ = predict(tmp_path, line % number + line % b"null")
    assert rows[0] == rows[1]


def test_a_ticked_category_written_as_text_or_as_3_0_counts(tmp_path: Path) -> None:
    line = b'{"id": 1, "text": "mohon dibantu", "chosen_category": %s}\n'
    rows, _, _ = predict(tmp_path, line % b"14" + line % b'"14"' + line % b"14.0" + line % b"0")
    assert rows[0] == rows[1] == rows[2] != rows[3]


@pytest.mark.parametrize("name", ["NaN", "Infinity", "-Infinity", "1e999"])
def test_an_id_that_json_cannot_carry_back_becomes_the_text_that_stood_there(
    tmp_path: Path, name: str
) -> None:
    rows, _, _ = predict(tmp_path, b'{"id": %s, "text": "x"}\n' % name.encode())
    assert rows[0]["id"] == name


def test_half_a_surrogate_pair_in_id_and_text_is_carried_through(tmp_path: Path) -> None:
    rows, _, _ = predict(
        tmp_path, rb'{"id": "\ud800", "text": "lupa sandi \udfff", "title": "\ud83d"}'
    )
    assert rows[0]["id"] == "\ud800"


def test_a_byte_order_mark_is_no_part_of_the_first_line(tmp_path: Path) -> None:
    rows, _, complained = predict(tmp_path, b"\xef\xbb\xbf" + GOOD)
    assert rows[0]["id"] == "b"
    assert complained == ""


def test_letters_beyond_ascii_come_back_as_they_were(tmp_path: Path) -> None:
    rows, _, _ = predict(tmp_path, '{"id": "é🙏", "text": "terima kasih 🙏"}'.encode())
    assert rows[0]["id"] == "é🙏"


@pytest.mark.parametrize(
    "line",
    [
        b"not json",
        b"[]",
        b"null",
        b'{"id": 1, "text": "cut',
        b"[" * 100_000,
        b'{"id": ' + b"[" * 100_000 + b"]" * 100_000 + b"}",
        b'{"text": ' + b'{"a":' * 50_000 + b"1" + b"}" * 50_000 + b"}",
        b'{"id": ' + b"9" * 5000 + b"}",
        b"\xff\xfe\x00",
    ],
)
def test_a_line_that_cannot_be_read_is_named_and_the_rest_goes_on(
    tmp_path: Path, line: bytes
) -> None:
    rows, said, complained = predict(tmp_path, b"\n" + line + b"\n" + GOOD + b"\n")
    assert [row["id"] for row in rows] == ["b"]
    assert complained.startswith("line 2: ")
    assert complained.count("\n") == 1
    assert said.startswith("1 classified, 1 lines skipped")


@pytest.mark.parametrize("depth", [*range(300, 1000, 25), 2000])
def test_nesting_of_any_depth_is_answered_or_named(tmp_path: Path, depth: int) -> None:
    nested = b"[" * depth + b"]" * depth
    content = b'{"id": %s, "text": "x"}\n{"id": 2, "text": %s}\n' % (nested, nested)
    rows, _, complained = predict(tmp_path, content + GOOD)
    assert rows[-1]["id"] == "b"
    assert len(rows) + complained.count("line ") == 3


@given(
    line=st.binary(max_size=60)
    | st.recursive(
        st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=8),
        lambda inner: st.lists(inner, max_size=3),
        max_leaves=6,
    ).flatmap(
        lambda value: st.sampled_from(["id", "text", "title", "user_type", "chosen_category"]).map(
            lambda key: json.dumps({"text": "x", key: value}).encode()
        )
    )
)
@settings(deadline=None, max_examples=150, suppress_health_check=list(HealthCheck))
def test_no_line_stops_the_line_after_it(tmp_path: Path, line: bytes) -> None:
    rows, _, _ = predict(tmp_path, line + b"\n" + GOOD)
    assert rows[-1]["id"] == "b"


def test_input_and_output_that_are_the_same_file_are_refused_untouched(tmp_path: Path) -> None:
    source, link, twin = (tmp_path / name for name in ("in.jsonl", "link", "twin"))
    source.write_bytes(GOOD)
    link.symlink_to(source)
    os.link(source, twin)
    (tmp_path / "sub").mkdir()
    for output in (source, link, twin, tmp_path / "sub" / ".." / "in.jsonl"):
        with pytest.raises(CommandError, match="same file"):
            call_command("triage_predict", input=source, output=output)
    assert source.read_bytes() == GOOD
    assert not list(tmp_path.glob(".*"))


def test_a_run_that_fails_leaves_the_earlier_predictions_and_no_rest(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source, target = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    source.write_bytes(GOOD)
    target.write_text("earlier")

    def full(*_: object) -> str:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("triage.management.commands.triage_predict.encoded", full)
    with pytest.raises(CommandError, match="No space left"):
        call_command("triage_predict", input=source, output=target)
    assert target.read_text() == "earlier"
    assert sorted(p.name for p in tmp_path.glob("*.*")) == ["in.jsonl", "out.jsonl"]


def test_an_output_behind_a_link_is_written_where_the_link_points(tmp_path: Path) -> None:
    source, link, target = (tmp_path / name for name in ("in", "link", "target"))
    source.write_bytes(GOOD)
    link.symlink_to(target)
    call_command("triage_predict", input=source, output=link, stdout=io.StringIO())
    assert link.is_symlink()
    assert json.loads(target.read_text())["id"] == "b"


def test_a_ticked_category_may_be_a_slug_and_what_is_none_is_named_by_line(tmp_path: Path) -> None:
    line = b'{"id": 1, "text": "mohon dibantu", "chosen_category": %s, "user_type": %s}\n'
    rows, said, complained = predict(
        tmp_path,
        line % (b'"chromebook"', b"null")
        + line % (b"14", b'""')
        + line % (b'"kromebuk"', b'"wali"'),
    )
    assert rows[0] == rows[1]
    assert rows[2] != rows[1]
    assert "3 classified, 0 lines skipped, 2 values ignored" in said
    assert complained.splitlines() == [
        "line 3: user_type 'wali' ignored",
        "line 3: chosen_category 'kromebuk' ignored",
    ]


def test_rows_to_standard_output_are_not_mixed_with_the_report(tmp_path: Path) -> None:
    source = tmp_path / "in.jsonl"
    source.write_bytes(GOOD)
    said, complained = io.StringIO(), io.StringIO()
    call_command(
        "triage_predict", input=source, output=Path("/dev/stdout"), stdout=said, stderr=complained
    )
    assert [json.loads(line)["id"] for line in said.getvalue().splitlines()] == ["b"]
    assert "1 classified" in complained.getvalue()


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le"])
def test_a_file_in_another_encoding_is_refused_by_name(tmp_path: Path, encoding: str) -> None:
    with pytest.raises(CommandError, match=encoding[:6].upper()):
        predict(tmp_path, GOOD.decode().encode(encoding))
    assert not (tmp_path / "out.jsonl").exists()


def test_a_number_beyond_all_sense_is_said_plainly(tmp_path: Path) -> None:
    rows, _, complained = predict(tmp_path, GOOD + b'\n{"id": %s, "text": "x"}' % (b"9" * 4301))
    assert len(rows) == 1
    assert complained == "line 2: a number with more than 4,300 digits\n"


def test_the_path_that_was_given_is_in_the_message(tmp_path: Path) -> None:
    source = tmp_path / "in.jsonl"
    source.write_bytes(GOOD)
    for output, word in ((tmp_path / "no" / "out.jsonl", "folder"), (tmp_path, "is a folder")):
        with pytest.raises(CommandError) as caught:
            call_command("triage_predict", input=source, output=output)
        assert str(caught.value).startswith(f"{output}: ")
        assert word in str(caught.value)
        assert ".part" not in str(caught.value)


def test_paths_that_cannot_be_read_or_written_are_named(tmp_path: Path) -> None:
    source, circle = tmp_path / "in.jsonl", tmp_path / "circle"
    source.write_bytes(GOOD)
    circle.symlink_to(circle)
    fine = tmp_path / "out.jsonl"
    for given_input, output in [
        (tmp_path / "nothing.jsonl", fine),
        (tmp_path, fine),
        (source, tmp_path),
        (source, tmp_path / "no-folder" / "out.jsonl"),
        (source, Path("/dev/null")),
        (source, circle),
        (source, Path("a\0b")),
        (Path("a\0b"), fine),
    ]:
        with pytest.raises(CommandError):
            call_command("triage_predict", input=given_input, output=output)
    assert not fine.exists()
    assert Path("/dev/null").is_char_device()


def test_without_a_usable_model_the_way_out_is_named(tmp_path: Path, settings: Any) -> None:
    settings.TRIAGE_SHIPPED_MODEL = tmp_path / "none.model"
    source = tmp_path / "in.jsonl"
    source.write_bytes(GOOD)
    with pytest.raises(CommandError, match="triage_train"):
        call_command("triage_predict", input=source, output=tmp_path / "out.jsonl")
    assert not (tmp_path / "out.jsonl").exists()


@pytest.mark.parametrize(
    "line",
    [
        b'{"text": "x", "label": Infinity}',
        b'{"text": "x", "label": 1e999}',
        b'{"text": "x", "label": NaN}',
        b'{"text": "x", "label": 3.5}',
        b'{"text": "x", "label": true}',
        b'{"text": "x", "label": [1]}',
        b'{"text": "x", "label": "no-such-slug"}',
        b'{"text": "x", "label": "\xc2\xb2"}',
        b'{"text": "x", "label": 1, "chosen_category": -Infinity}',
        b'{"text": "x", "label": 1, "second": 1e999}',
        b'{"text": "x", "label": 1, "title": 5}',
        b'{"text": "x", "label": 1, "user_type": ["teacher"]}',
        b'{"text": "caf\xe9", "label": 1}',
        b"\xff\xfe",
        b"[" * 100_000,
        b'{"label": ' + b"9" * 5000 + b"}",
    ],
)
def test_a_labelled_line_that_cannot_be_used_is_named_with_its_file(
    tmp_path: Path, line: bytes
) -> None:
    path = tmp_path / "labelled.jsonl"
    path.write_bytes(b'{"text": "lupa kata sandi", "label": 1}\n\n' + line + b"\n")
    with pytest.raises(DatasetError, match=r"^labelled\.jsonl:3: "):
        load_labelled(path)
    with pytest.raises(CommandError, match=r"labelled\.jsonl:3: "):
        evaluate(path)


@given(line=st.binary(max_size=80))
@settings(deadline=None, max_examples=200, suppress_health_check=list(HealthCheck))
def test_a_labelled_file_is_read_or_refused_with_its_place(tmp_path: Path, line: bytes) -> None:
    path = tmp_path / "labelled.jsonl"
    path.write_bytes(line)
    try:
        examples = load_labelled(path)
    except DatasetError as error:
        said = str(error)
    else:
        blank = not line.decode("utf-8-sig").strip()  # Unicode knows more blanks than bytes do
        said = "" if examples or blank else "nothing read and nothing said"
    assert not said or said.startswith("labelled.jsonl:")


def test_a_labelled_file_with_a_byte_order_mark_and_odd_letters_is_measured(
    tmp_path: Path,
) -> None:
    path = tmp_path / "labelled.jsonl"
    path.write_bytes(
        b'\xef\xbb\xbf{"text": "lupa kata sandi \\ud800", "label": 1, "title": "\\udfff"}\r\n'
        b'{"text": "chromebook retak", "label": "chromebook", "chosen_category": 14.0}\r\n'
    )
    assert evaluate(path)


def test_what_triage_evaluate_cannot_measure_is_said(tmp_path: Path) -> None:
    empty = tmp_path / "empty.jsonl"
    empty.touch()
    for path in (empty, tmp_path, tmp_path / "nothing.jsonl"):
        with pytest.raises(CommandError):
            evaluate(path)
    with pytest.raises(CommandError, match="unknown part"):
        call_command("triage_evaluate", part="practice")
