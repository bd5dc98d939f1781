"""NPSN, NIK, phone, report number (domain.md 6 and 10). All numbers are invented."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpdesk.lib import identifiers as ids


@pytest.mark.parametrize(("typed", "clean"), [("99900001", "99900001"), (" p999 0001 ", "P9990001"),
                                              ("k9990001", "K9990001"), ("9990.0001", "99900001")])  # fmt: skip
def test_an_npsn_is_cleaned(typed: str, clean: str) -> None:
    assert ids.clean_npsn(typed) == clean


@pytest.mark.parametrize("typed", ["", "999001", "999000011", "Q9990001", "٩٩٩٠٠٠٠١x", "P99900011"])
def test_another_npsn_is_refused(typed: str) -> None:
    with pytest.raises(ids.IdentifierError, match="NPSN terdiri atas 8 angka"):
        ids.clean_npsn(typed)


@pytest.mark.parametrize(
    "typed",
    ["9901015508900001", "9901 0155 0890 0001", "990101.550890.0001", "9901017108900001",
     "9901012902010001", "9901016902990001", "0000003112990001"],
)  # fmt: skip
def test_a_possible_nik_is_never_refused(typed: str) -> None:
    assert len(ids.clean_nik(typed)) == 16


@pytest.mark.parametrize(
    "typed",
    ["", "990101550890000", "99010155089000011", "9901013102900001", "9901017102900001",
     "9901013104900001", "9901010008900001", "9901013208900001", "9901014008900001",
     "9901017208900001", "9901010100900001", "9901010113900001", "99010155O8900001"],
)  # fmt: skip
def test_an_impossible_nik_is_refused_without_repeating_it(typed: str) -> None:
    with pytest.raises(ids.IdentifierError) as caught:
        ids.clean_nik(typed)
    assert "NIK harus 16 angka" in str(caught.value)
    assert not typed or typed not in str(caught.value)


@pytest.mark.parametrize("clean", [ids.clean_nik, ids.clean_npsn, ids.clean_phone])
@pytest.mark.parametrize("start", ["9901015508900001", "99900001", "081200001234"])
def test_the_start_of_a_long_text_is_no_number(clean, start: str) -> None:
    with pytest.raises(ids.IdentifierError):
        clean(start + " " * 200 + "dan seterusnya")


def test_odd_niks_only_warn() -> None:
    assert ids.nik_warnings("3201015508900001") == []
    assert len(ids.nik_warnings("9901015508900001")) == 1
    assert len(ids.nik_warnings("3201015508900000")) == 1
    assert len(ids.nik_warnings("1111111111111111")) == 1
    assert len(ids.nik_warnings("3201012902010001")) == 1
    assert ids.nik_warnings("3201012902000001") == []


@pytest.mark.parametrize(
    "typed", ["081200001234", "+62 812-0000-1234", "6281200001234", "0812.0000.1234"]
)
def test_a_phone_is_stored_with_country_code(typed: str) -> None:
    assert ids.clean_phone(typed) == "+6281200001234"


@pytest.mark.parametrize(
    "typed", ["", "0211234567", "08123", "0812000012345678", "abc", "8120000123"]
)
def test_another_phone_is_refused(typed: str) -> None:
    with pytest.raises(ids.IdentifierError, match="Nomor HP"):
        ids.clean_phone(typed)


@pytest.mark.parametrize(
    ("typed", "number"),
    [("  .#1.869.899 ", 1869899), ("#1234567", 1234567), (".1869899", 1869899), ("12345", 12345),
     ("1 869 899", 1869899), ("[#1234567]", 1234567), ("No. Laporan #1234567", 1234567),
     ("＃１２３４５", 12345), ("0", None), ("", None), ("#", None), ("-5", None), ("1.2", None),
     ("12a", None), ("1" * 20, None), ("9" * 5000, None), ("12 Januari", None)],
)  # fmt: skip
def test_a_report_number_is_read_in_every_spelling_seen(typed: str, number: int | None) -> None:
    assert ids.parse_report_number(typed) == number


@given(st.integers(1, 2**31 - 1))
def test_a_shown_report_number_reads_back(number: int) -> None:
    assert ids.parse_report_number(ids.format_report_number(number)) == number


@given(st.text(max_size=250))
def test_any_text_is_cleaned_or_refused(text: str) -> None:
    for clean in (ids.clean_npsn, ids.clean_nik, ids.clean_nisn, ids.clean_phone):
        try:
            once = clean(text)
        except ids.IdentifierError:
            continue
        assert clean(once) == once
    ids.parse_report_number(text)


def test_masks_keep_what_the_owner_recognises() -> None:
    assert ids.mask_nik("9901015508900001") == "************0001"
    assert ids.mask_nik("salah 1234") == "*" * 16
    assert ids.mask_nisn("4990001234") == "******1234"
    assert ids.mask_nisn("salah 1234") == "*" * 10
    assert ids.mask_email("sari.dewi@example.com") == "sa***wi@example.com"
    assert ids.mask_email("budi@example.com") == "***@example.com"
    assert ids.mask_email("bukan email") == "***"
    assert ids.mask_phone("081200001234") == "+62812*****234"
    assert ids.mask_phone("123") == "***"
