"""Marked words never change what was written, and never let a tag through."""

from __future__ import annotations

from dataclasses import dataclass
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpdesk.taxonomy import Category
from triage import inference
from triage.classifier.predict import ComplaintInput
from triage.highlight import marked_html, segments, strength
from triage.reasons import reasons


@dataclass(frozen=True)
class Place:
    start: int
    end: int
    weight: float


class Reader(HTMLParser):
    """Reads back text and tags as a browser would."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.text, self.tags, self.depth, self.deepest = "", [], 0, 0

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        self.depth += 1
        self.deepest = max(self.deepest, self.depth)

    def handle_endtag(self, tag):
        self.depth -= 1

    def handle_data(self, data):
        self.text += data

    def handle_comment(self, data):
        raise AssertionError("a comment got through")

    handle_decl = handle_pi = unknown_decl = handle_comment


def read(html: str) -> Reader:
    reader = Reader()
    reader.feed(html)
    reader.close()
    return reader


TEXTS = st.text() | st.text(alphabet="ab <>&\"'/;#!-\n😀é", max_size=60)
PLACES = st.lists(
    st.builds(
        Place,
        st.integers(-5, 70),
        st.integers(-5, 70),
        st.floats(-5, 5, allow_nan=False),
    ),
    max_size=12,
)


@given(TEXTS, PLACES, TEXTS)
def test_the_text_content_stays_what_was_written_and_only_marks_are_added(
    text: str, places: list[Place], guess: str
) -> None:
    found = read(marked_html(text, places, guess, 5.0))
    assert found.text == text
    assert {tag for tag, _ in found.tags} <= {"mark"}
    assert all(set(attrs) == {"class", "title"} for _, attrs in found.tags)
    assert found.depth == 0
    assert found.deepest <= 1


@given(TEXTS, PLACES)
def test_segments_join_to_the_text_and_carry_the_sum_of_what_covers_them(
    text: str, places: list[Place]
) -> None:
    found = list(segments(text, places))
    assert "".join(segment.text for segment in found) == text
    at = 0
    for segment in found:
        covering = [p.weight for p in places if max(p.start, 0) <= at < min(p.end, len(text))]
        assert segment.weight == pytest.approx(sum(covering))
        at += len(segment.text)


def test_overlapping_words_of_both_sides_keep_the_stronger_voice() -> None:
    html = marked_html("kata sandi", [Place(0, 10, 2.0), Place(5, 10, -3.0)], "Password", 3.0)
    assert [(a["class"], a["title"]) for _, a in read(html).tags] == [
        ("says-for is-kuat", "Mendukung “Password”: kuat"),
        ("says-against is-sedang", "Melawan “Password”: sedang"),
    ]


def test_markup_in_a_report_is_shown_not_obeyed() -> None:
    html = marked_html('<script>"x"</script>', [Place(1, 7, 1.0)], '"><b>', 1.0)
    assert "<script" not in html
    assert "<b>" not in html


def test_strength_in_three_words() -> None:
    assert [strength(w, 3.0) for w in (3.0, -1.5, 0.2, 0.0)] == ["kuat", "sedang", "lemah", "lemah"]
    assert strength(1.0, 0.0) == "lemah"


def test_reasons_come_from_title_and_original_text(model_in_service) -> None:
    text = "Saya LUPA   sandi akun guru,\n<b>mohon</b> di-reset. 🙏"
    found = reasons(ComplaintInput(text=text, title="Lupa kata"), Category.PASSWORD)
    assert found is not None
    assert read(found.text_html).text == text
    assert read(found.title_html).text == "Lupa kata"
    assert "<b>" not in found.text_html
    assert any(row.supports and row.strength == "kuat" for row in found.rows)
    assert {row.category for row in found.rows} == {Category.PASSWORD}


@given(text=TEXTS, title=TEXTS)
def test_any_report_can_be_explained(small_model, text: str, title: str) -> None:
    from triage.classifier.predict import Classifier

    said = Classifier(small_model).explain(ComplaintInput(text=text, title=title), 1)
    shares = [*said.words_for, *said.words_against]
    for field, whole in (("text", text), ("title", title)):
        places = [share for share in shares if share.field == field]
        assert read(marked_html(whole, places, "x", 1.0)).text == whole


def test_without_a_model_there_are_no_reasons() -> None:
    assert reasons(ComplaintInput(text="lupa sandi"), Category.PASSWORD) is None


def test_a_failing_explanation_gives_none_and_logs_no_text(
    model_in_service, monkeypatch, caplog
) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("rahasia lupa sandi")

    monkeypatch.setattr(type(inference.classifier()), "explain", broken)
    assert reasons(ComplaintInput(text="rahasia"), Category.PASSWORD) is None
    assert "RuntimeError" in caplog.text
    assert "rahasia" not in caplog.text
