"""Codes typed by hand."""

from helpdesk.lib.tokens import clean_code, same


def test_a_code_typed_by_hand_is_the_code() -> None:
    assert clean_code(" 7qkm-w3 rt ") == "7QKMW3RT"
    assert len(clean_code("a" * 100_000)) == 100


def test_sameness_covers_all_of_unicode() -> None:
    assert same("é", "é")
    assert not same("a", "b")
