"""Who writes a password is stopped; who talks about one is not (domain.md 15)."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpdesk.lib.pii import find_password
from tests.guards import no_runaway
from tests.lib.password_sentences import TALK, WRITTEN

CORPUS = Path(__file__).parents[2] / "triage" / "corpus"


@pytest.mark.parametrize("sentence", TALK)
def test_talk_about_a_password_passes(sentence: str) -> None:
    assert find_password(sentence) is None


@pytest.mark.parametrize("line", WRITTEN)
def test_a_written_password_is_found(line: str) -> None:
    sentence, _, password = line.rpartition("|")
    sentence = sentence.replace("\\n", "\n")
    found = find_password(sentence)
    assert found is not None
    assert found.kind == "password"
    assert sentence[found.start : found.end] == password


@pytest.mark.parametrize("ending", ["", "\n", ".", ",", ";", " untuk akun saya", " akun guru"])
def test_a_word_of_letters_counts_only_where_the_clause_ends(ending: str) -> None:
    assert find_password(f"Password: kenanga{ending}") is not None
    assert find_password(f"Password: kenanga mekar{ending}") is None


@pytest.mark.parametrize("form", ["Password:\nNPSN:\n", "Sandi:\nMohon dibantu", "pass:\n\nqwerty"])
def test_an_empty_field_of_a_form_is_no_password(form: str) -> None:
    assert find_password(form) is None


def test_the_tables_are_as_long_as_promised() -> None:
    assert len(set(TALK)) >= 200
    assert len(set(WRITTEN)) >= 30


@given(st.text(st.sampled_from("pasword sandi:=\"'.!1A\n\0@_/|"), max_size=300))
def test_any_text_is_survived(text: str) -> None:
    found = find_password(text)
    assert found is None or 0 <= found.start < found.end <= len(text)


@pytest.mark.parametrize(
    "piece",
    [
        "password ",
        "password:",
        "pw: kenanga ",
        "pw 123456 ",
        "password saya ",
        'pw "',
        "pass = ",
        "password\n",
        "password\n\n   ",
        "password saya a_",
        "password yang saya ",
        "passwordnya adalah ",
        "a@b.id / ",
        "a@b.id:",
        "a%b+",
        "a@",
        "aaaaa   ",
        " ",
    ],
)
def test_a_huge_text_is_searched_without_running_away(piece: str) -> None:
    text = piece * (100_000 // len(piece))
    with no_runaway():
        find_password(text)


@given(
    st.sampled_from(["passwordnya", "kata sandi saya", "Password", "sandi"]),
    st.sampled_from([" adalah ", " yaitu ", ": ", " = ", " itu: ", "\n"]),
    st.from_regex(r"[a-z]{4,8}[A-Z][a-z]{1,4}[0-9]{2,4}[#@!][a-z]", fullmatch=True),
)
def test_whatever_announces_it_an_odd_token_is_found(cue: str, link: str, secret: str) -> None:
    if link == "\n":
        cue = cue.removesuffix("nya")
    elif link.strip() in ("adalah", "yaitu", "itu:"):
        cue = "passwordnya"
    text = f"{cue}{link}{secret}"
    found = find_password(text)
    assert found is not None
    assert text[found.start : found.end] == secret


def test_no_complaint_of_the_corpus_is_refused() -> None:
    # None of these texts holds a password: each hit would be a false alarm.
    texts = [
        f"{row.get('title') or ''}\n{row['text']}"
        for file in sorted(CORPUS.rglob("*.jsonl"))
        for row in map(json.loads, file.read_text(encoding="utf-8").splitlines())
    ]
    assert len(texts) > 5000
    alarms = [text for text in texts if find_password(text)]
    assert len(alarms) <= len(texts) // 1000, alarms[:5]
