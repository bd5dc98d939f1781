"""Who writes a password is stopped; who talks about one is not (domain.md 15)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpdesk.lib.pii import find_password
from tests.guards import no_runaway
from tests.lib.password_sentences import TALK, WRITTEN


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
    assert len(set(TALK)) >= 60
    assert len(set(WRITTEN)) >= 30


@given(st.text(st.sampled_from("pasword sandi:=\"'.!1A\n\0@"), max_size=300))
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
        "a@",
        "aaaaa   ",
        " ",
    ],
)
def test_a_huge_text_is_searched_without_running_away(piece: str) -> None:
    text = piece * (100_000 // len(piece))
    with no_runaway():
        find_password(text)
