"""Informal Indonesian becomes regular tokens, and quickly."""

import csv

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpdesk.lib import indonesian
from helpdesk.lib.indonesian import fold_accents, normalise, stem_token, tokens
from tests.guards import no_runaway

ROWS = list(csv.DictReader(indonesian._GLOSSARY.open(encoding="utf-8", newline=""), delimiter="\t"))


@pytest.mark.parametrize(
    ("typed", "regular"),
    [
        ("Sy lupaa paswod, tolooong!!! 🙏", "saya lupa password tolong"),
        ("bisaaa maaaf maaf saat pass PMM", "bisa maaf saat password pmm"),
        ("kata sandi gk bs, kt sandi", "password tidak bisa password"),
        ("cek2 guru-guru siswa2nya bolak-balik", "cek guru siswanya bolak balik"),
        ("di-reset e-mail", "direset email"),
        ("dapo dh singkron, KS & ops", "dapodik sudah sinkron kepala sekolah operator sekolah"),
        ("ops sekolah", "operator sekolah"),
        ("ora iso mlebu", "tidak bisa masuk"),
        ("teu tiasa lebet", "tidak bisa masuk"),
        ("ambo indak bisa", "saya tidak bisa"),
        ("kagak bise", "tidak bisa"),
        ("sa tra bisa masuk", "saya tidak bisa masuk"),
        ("ulun kada kawa masuk", "saya tidak bisa masuk"),
        ("sudahmi tena bisaji", "sudah tidak bisa"),
        ("ndang boi mauliate", "tidak boi terima kasih"),
        ("a@guru.sd.belajar.id b@admin.smp.belajar.id", "xakunguru xakunadmin"),
        ("a@sd.belajar.id a@dinas.belajar.id", "xakunsiswa xakundinas"),
        ("a@dikbud.belajar.id a@x.belajar.id", "xakundikbud xakunlain"),
        ("a@guru.kesetaraan.belajar.id", "xakunguru"),
        ("@admin.sd.belajar.id", "xakunadmin"),
        ("a@example.com https://contoh.com/x?y=1", "xemail xurl"),
        ("belajar.id pd.data.kemdikbud.go.id pd.data", "belajarid pddata"),
        ("NPSN 69900001 NIK 9901015508900001", "npsn xnpsn nik xnik"),
        ("wa 0812-0000-1234, kelas 7", "wa xtelepon kelas xangka"),
        ("jum'at", "jumat"),
        ("", ""),
        ("🙏🙏 !!!", ""),
    ],
)
def test_a_text_becomes_regular(typed: str, regular: str) -> None:
    assert normalise(typed) == regular
    assert tokens(typed) == regular.split()


def test_the_glossary_is_large_sorted_out_and_leads_to_standing_words() -> None:
    forms = [row["bentuk"] for row in ROWS]
    assert len(forms) >= 350
    assert len(set(forms)) == len(forms)
    for row in ROWS:
        assert normalise(row["baku"]) == row["baku"]
        assert row["asal"]


@given(st.text(max_size=200))
def test_any_text_is_normalised_once_for_all(text: str) -> None:
    once = normalise(text)
    assert normalise(once) == once


@given(
    st.lists(st.sampled_from([row["bentuk"] for row in ROWS] + ["sekolah", "id", "2"]), max_size=8)
)
def test_slang_in_any_order_is_normalised_once_for_all(words: list[str]) -> None:
    once = normalise(" ".join(words))
    assert normalise(once) == once


@pytest.mark.parametrize(
    ("token", "root"),
    [("mereset", "reset"), ("direset", "reset"), ("loginnya", "login"), ("passwordnya", "password"),
     ("mengunduh", "unduh"), ("diaktivasi", "aktivasi"), ("dapodiknya", "dapodik"),
     ("mendapatkan", "dapat"), ("terdaftar", "daftar"), ("pengawas", "pengawas"),
     ("kesetaraan", "kesetaraan"), ("pengawasnya", "pengawas"), ("dinonaktifkan", "nonaktif"),
     ("xakunguru", "xakunguru"), ("pmm", "pmm"), ("di", "di"), ("ngereset", "reset"),
     ("kodenya", "kode"), ("belajarid", "belajarid")],
)  # fmt: skip
def test_a_stem_keeps_the_words_of_the_house(token: str, root: str) -> None:
    assert stem_token(token) == root


def test_tokens_can_be_stemmed() -> None:
    assert tokens("akunnya belum diaktivasi", stem=True) == ["akun", "belum", "aktivasi"]


def test_accents_fall_off() -> None:
    assert fold_accents("Déwi Ñoño") == "Dewi Nono"


@pytest.mark.parametrize(
    "piece", ["a", "a.", "a@", "a-", "a'", "http://", "@", "1-", "ops sekolah "]
)
def test_a_huge_text_is_normalised_without_running_away(piece: str) -> None:
    text = piece * (100_000 // len(piece))
    with no_runaway():
        normalise(text)
