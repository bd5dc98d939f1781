"""belajar.id addresses: read, doubted, corrected, masked (domain.md 3)."""

import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpdesk.lib import account_address
from helpdesk.lib.account_address import level_role_mismatch, mask_account, parse_account
from helpdesk.taxonomy import Level, UserType

TABLE = Path(account_address.__file__).with_name("data") / "account_domains.csv"
ROWS = list(csv.DictReader(TABLE.open(encoding="utf-8", newline="")))


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["domain"])
def test_every_domain_of_the_table_is_known(row: dict[str, str]) -> None:
    account = parse_account(f" SitiAminah41@{row['domain'].upper()} ")
    assert account.known
    assert account.is_belajar_id
    assert account.role == row["role"]
    assert (account.level.value if account.level else None) == (
        row["level"] if row["level"] in set(Level) else None
    )
    assert account.address == f"sitiaminah41@{row['domain']}"
    assert account.suggestion is None
    assert account.problem is None


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("a@guru.kesetaraan.belajar.id", "a@pendidik.kesetaraan.belajar.id"),
        ("a@pendidik.sd.belajar.id", "a@guru.sd.belajar.id"),
        ("a@paud.admin.belajar.id", "a@admin.paud.belajar.id"),
        ("a@guru.smp.belajarid", "a@guru.smp.belajar.id"),
        ("a@sd.belajar.co.id", "a@sd.belajar.id"),
        ("a@dinas.belajar.com", "a@dinas.belajar.id"),
        ("a@gurusd.belajar.id", "a@guru.sd.belajar.id"),
        ("a@gurusdbelajarid", "a@guru.sd.belajar.id"),
        ("a@guru,sd,belajar,id", "a@guru.sd.belajar.id"),
        ("a@guru..sd.belajar.id", "a@guru.sd.belajar.id"),
        ("a@guru sd.belajar.id", "a@guru.sd.belajar.id"),
        ("a@@sd.belajar.id", "a@sd.belajar.id"),
        ("a@guru@sd.belajar.id", "a@guru.sd.belajar.id"),
        ("a@siswa.smk.belajar.id", "a@smk.belajar.id"),
        ("a@operator.sma.belajar.id", "a@admin.sma.belajar.id"),
        ("a@admn.sma.belajr.id", "a@admin.sma.belajar.id"),
        ("a@tk.belajar.id", "a@paud.belajar.id"),
        ("a@kemdikbud.belajar.id", "a@dikbud.belajar.id"),
        ("siti.guru.sd.belajar.id", "siti@guru.sd.belajar.id"),
        ("siti aminah@sd.belajar.id", "sitiaminah@sd.belajar.id"),
    ],
)
def test_a_near_miss_is_corrected(typed: str, meant: str) -> None:
    account = parse_account(typed)
    assert not account.known
    assert account.suggestion == meant
    assert account.problem
    assert parse_account(meant).known


@pytest.mark.parametrize("typed", ["a@smo.belajar.id", "a@guru.belajar.id", "a@belajar.id",
                                   "a@guru.xx.belajar.id"])  # fmt: skip
def test_an_unknown_belajar_id_domain_is_kept_with_a_warning(typed: str) -> None:
    account = parse_account(typed)
    assert (account.known, account.is_belajar_id, account.is_acceptable) == (False, True, True)
    assert account.suggestion is None
    assert account.problem


@pytest.mark.parametrize("typed", ["", "  ", "siti", "@sd.belajar.id", "siti@", "a@gmail.com",
                                   "si ti@sd.belajar.id", "sítì@sd.belajar.id", "x" * 5000])  # fmt: skip
def test_what_is_no_account_is_not_acceptable(typed: str) -> None:
    account = parse_account(typed)
    assert not account.is_acceptable
    assert account.problem


@pytest.mark.parametrize(
    "domain", ["evilbelajar.id", "sd.belajar.id.contoh.com", "kemenag.go.id.x"]
)
def test_a_look_alike_domain_is_not_ours(domain: str) -> None:
    account = parse_account(f"a@{domain}")
    assert not account.is_belajar_id
    assert not account.is_madrasah


def test_a_madrasah_account_is_named_as_such() -> None:
    account = parse_account("a@madrasah.kemenag.go.id")
    assert account.is_madrasah
    assert "Kementerian Agama" in (account.problem or "")


def test_pasted_wrapping_is_taken_off() -> None:
    assert parse_account("<mailto:siti41@guru.sd.belajar.id>").known
    assert parse_account("\u200bsiti41@guru.sd.belajar.id.").known


@given(st.text(max_size=300) | st.from_regex(r"[a-z@., ]{0,40}belajar[a-z.@, ]{0,9}"))
def test_any_text_is_survived_and_a_suggestion_is_known(text: str) -> None:
    account = parse_account(text)
    if account.suggestion:
        assert parse_account(account.suggestion).known
    assert account.known != bool(account.problem)


@pytest.mark.parametrize(
    ("address", "user_type", "level"),
    [
        ("a@guru.sd.belajar.id", UserType.TEACHER, Level.SD),
        ("a@admin.sd.belajar.id", UserType.PRINCIPAL, Level.SD),
        ("a@admin.sd.belajar.id", UserType.SCHOOL_OPERATOR, None),
        ("a@dinas.belajar.id", UserType.DINAS, None),
        ("a@entah.belajar.id", UserType.TEACHER, Level.SD),
        ("bukan alamat", UserType.TEACHER, Level.SD),
    ],
)
def test_no_hint_where_form_and_address_agree_or_nothing_is_known(
    address: str, user_type: UserType, level: Level | None
) -> None:
    assert level_role_mismatch(parse_account(address), user_type, level) is None


def test_a_mismatch_names_both_sides() -> None:
    found = level_role_mismatch(
        parse_account("a@guru.sd.belajar.id"), UserType.PRINCIPAL, Level.SMP
    )
    assert found is not None
    assert found.account == ("Pendidik", Level.SD)
    assert found.form == ("Kepala Sekolah", Level.SMP)
    office = level_role_mismatch(parse_account("a@sd.belajar.id"), UserType.DINAS, Level.SD)
    assert office is not None
    assert office.form == ("Dinas Pendidikan Kab/Kota/Provinsi", None)


@pytest.mark.parametrize(
    ("address", "masked"),
    [
        ("sitiaminah41@guru.sd.belajar.id", "si***41@guru.sd.belajar.id"),
        ("budi01@sd.belajar.id", "***@sd.belajar.id"),
        ("tanpadomain", "ta***in"),
        ("", "***"),
    ],
)
def test_a_mask_keeps_the_ends_of_long_names_only(address: str, masked: str) -> None:
    assert mask_account(address) == masked
