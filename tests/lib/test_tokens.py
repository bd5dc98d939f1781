"""Codes and secrets."""

import pytest

from helpdesk.lib.tokens import clean_code, hash_secret, new_code, new_link_token, same


def test_codes_are_long_enough_readable_and_different() -> None:
    codes = {new_code() for _ in range(200)}
    assert len(codes) == 200
    assert all(len(code) == 8 and not set(code) & set("01OILSZBAEU58") for code in codes)
    assert len(new_code(12)) == 12
    with pytest.raises(ValueError):
        new_code(4)


def test_a_code_typed_by_hand_is_the_code() -> None:
    code = new_code()
    assert clean_code(f" {code[:4].lower()}-{code[4:].lower()} ") == code


def test_link_tokens_are_url_safe_and_different() -> None:
    token = new_link_token()
    assert len(token) == 43
    assert set(token) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")
    assert token != new_link_token()


def test_a_hash_depends_on_secret_and_key() -> None:
    assert hash_secret("a", b"k1") == hash_secret("a", b"k1")
    assert len({hash_secret("a", b"k1"), hash_secret("b", b"k1"), hash_secret("a", b"k2")}) == 3
    assert len(hash_secret("a", b"k")) == 64
    with pytest.raises(ValueError):
        hash_secret("a", b"")


def test_sameness_covers_all_of_unicode() -> None:
    assert same("é", "é")
    assert not same("a", "b")
