"""Personal data in free text is found and masked (domain.md 15). All data are invented."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpdesk.lib.folding import same_length
from helpdesk.lib.pii import PLACEHOLDERS, find_personal_data, mask_personal_data
from tests.guards import no_runaway

FOUND = [
    ("NIK saya 9901015508900001.", "nik", "9901015508900001"),
    ("nik 9901 0155 0890 0001", "nik", "9901 0155 0890 0001"),
    ("990101.550890.0001", "nik", "990101.550890.0001"),
    ("NIK 99 01 01 55 08 90 0001", "nik", "99 01 01 55 08 90 0001"),
    ("99 01 01 55 08 90 0001", "nik", "99 01 01 55 08 90 0001"),
    ("99.01.01.550890.0001", "nik", "99.01.01.550890.0001"),
    ("9901.0155.0890.0001.", "nik", "9901.0155.0890.0001"),
    ("9901-01-550890-0001", "nik", "9901-01-550890-0001"),
    ("SDN 2 9901 0155 0890 0001", "nik", "9901 0155 0890 0001"),
    ("NIK: 99010155 08900001", "nik", "99010155 08900001"),
    ("no ktp saya 990101-5508900001", "nik", "990101-5508900001"),
    ("nik:9901 - 0155 - 0890 - 0001", "nik", "9901 - 0155 - 0890 - 0001"),
    ("NIK 9901\u00a00155\u00a00890\u00a00001", "nik", "9901\u00a00155\u00a00890\u00a00001"),
    ("NIK 99O1O15508900001", "nik", "99O1O15508900001"),
    ("akun 99O1O15508900001 hilang", "nik", "99O1O15508900001"),
    ("nik 990101550890000l", "nik", "990101550890000l"),
    ("nik 9901015508\n900001 salah", "nik", "9901015508\n900001"),
    ("NIK\n9901 0155 0890\n0001", "nik", "9901 0155 0890\n0001"),
    ("nik saya 990101550890000", "nik", "990101550890000"),
    ("nik saya 99010155089000012 kelebihan", "nik", "99010155089000012"),
    ("nik saya 9901 0155 0890 000", "nik", "9901 0155 0890 000"),
    ("NIK saya 9901013208900001 ditolak", "nik", "9901013208900001"),
    ("KK saya 990101550890002", "kk", "990101550890002"),
    ("NIK9901015508900001", "nik", "9901015508900001"),
    ("saya9901015508900001ya", "nik", "9901015508900001"),
    ("n.i.k 9901/0155/0890/0001", "nik", "9901/0155/0890/0001"),
    ("9901/0155/0890/0001", "nik", "9901/0155/0890/0001"),
    ("9901,0155,0890,0001", "nik", "9901,0155,0890,0001"),
    ("9901_0155_0890_0001", "nik", "9901_0155_0890_0001"),
    ("nik 9901    0155    0890    0001", "nik", "9901    0155    0890    0001"),
    ("NIK 9901\t0155\t0890\t0001", "nik", "9901\t0155\t0890\t0001"),
    ("9901\u20110155\u20110890\u20110001", "nik", "9901\u20110155\u20110890\u20110001"),
    ("9901\u200b0155\u200b0890\u200b0001", "nik", "9901\u200b0155\u200b0890\u200b0001"),
    ("9 9 0 1 0 1 5 5 0 8 9 0 0 0 0 1", "nik", "9 9 0 1 0 1 5 5 0 8 9 0 0 0 0 1"),
    ("\uff19\uff19\uff10\uff11\uff10\uff11\uff15\uff15\uff10\uff18\uff19\uff10\uff10\uff10\uff10\uff11", "nik",
     "\uff19\uff19\uff10\uff11\uff10\uff11\uff15\uff15\uff10\uff18\uff19\uff10\uff10\uff10\uff10\uff11"),
    ("\u0669\u0669\u0660\u0661\u0660\u0661\u0665\u0665\u0660\u0668\u0669\u0660\u0660\u0660\u0660\u0661", "nik",
     "\u0669\u0669\u0660\u0661\u0660\u0661\u0665\u0665\u0660\u0668\u0669\u0660\u0660\u0660\u0660\u0661"),
    ("hp0812000012345", "phone", "0812000012345"),
    ("no hp saya O81200001234", "phone", "O81200001234"),
    ("0812/0000/1234", "phone", "0812/0000/1234"),
    ("08 12 00 00 12 34", "phone", "08 12 00 00 12 34"),
    ("saya081200001234", "phone", "081200001234"),
    ("wa.me/6281200001234", "phone", "6281200001234"),
    ("siti(at)example.com", "email", "siti(at)example.com"),
    ("siti [at] guru.sd.belajar.id", "account", "siti [at] guru.sd.belajar.id"),
    ("siti41@guru,sd.belajar.id salah", "account", "siti41@guru,sd.belajar.id"),
    ("KK 9901 0155 0890 0002", "kk", "9901 0155 0890 0002"),
    ("nuptk 1234 5678 9012 3456", "nuptk", "1234 5678 9012 3456"),
    ("No. KK: 9901015508900002", "kk", "9901015508900002"),
    ("nuptk 9901015508900001", "nuptk", "9901015508900001"),
    ("1234567890123456", "nuptk", "1234567890123456"),
    ("NISN anak saya 4990001234.", "nisn", "4990001234"),
    ("nisn: 499 000 1234 kelas 7", "nisn", "499 000 1234"),
    ("nisnnya 0812345678", "nisn", "0812345678"),
    ("wa 0812-0000-1234 ya", "phone", "0812-0000-1234"),
    ("hubungi +62 812 0000 1234", "phone", "+62 812 0000 1234"),
    ("no hp 81200001234", "phone", "81200001234"),
    ("email siti.contoh@example.com,", "email", "siti.contoh@example.com"),
    ("akun siti41@guru.sd.belajar.id.", "account", "siti41@guru.sd.belajar.id"),
    ("siti41@guru.sd.belajarid", "account", "siti41@guru.sd.belajarid"),
    ("pw nya rahasia99", "password", "rahasia99"),
    ("kode OTP saya 482913", "otp", "482913"),
    ("kode verifikasi: 123 456", "otp", "123 456"),
    ("G-482913 adalah kode Google", "otp", "G-482913"),
    ("kode referral ABC12-34 ditolak", "referral_code", "ABC12-34"),
    ("kode refferal dinas: JB2022X", "referral_code", "JB2022X"),
    ("ttl: Bandung, 15-08-1990", "birth_date", "15-08-1990"),
    ("tanggal lahir 15 Agustus 1990", "birth_date", "15 Agustus 1990"),
    ("tgl lahir: 1990-08-15", "birth_date", "1990-08-15"),
    ("Nama ibu kandung: Siti Aminah", "mother_name", "Siti Aminah"),
    ("nama ibu = siti aminah, mohon dicek", "mother_name", "siti aminah"),
    ("NAMA IBU KANDUNG SAYA ADALAH SITI AMINAH.", "mother_name", "SITI AMINAH"),
    ("ibu kandung yaitu Hj. Nur'aini dan sudah benar", "mother_name", "Hj. Nur'aini"),
    ("Nama ibu :Siti\nNPSN 69900001", "mother_name", "Siti"),
    ("nama ibu kandungnya: Maria Goreti Contoh Sari lahir", "mother_name", "Maria Goreti Contoh Sari"),
]  # fmt: skip
CLEAN = [
    "NPSN 69900001, laporan #1234567",
    "akun @admin.sd.belajar.id kami",
    "ganti sandi tanggal 12-08-2024",
    "kode referral tidak sesuai dengan Data Dinas",
    "KODE REFERRAL DINAS TIDAK BISA",
    "kode otp tidak masuk sejak 2024",
    "siswa kelas 7 sebanyak 120 orang",
    "12345678901234567",
    "NPSN 30517412 10517483",  # 16 digits with a possible date inside
    "30517412 10517483",
    "69900001-69900002",
    "KTP sudah ada, NPSN 30517412 10517483",
    "ktp dan NISN 30517412 10517483",
    "NISN siswa tidak muncul, nomor antrean 4990001234567",
    "laporan 4990001234",
    "tanggal 12-08-2024 13-09-2024",
    "KTP dari 12-08-1210 13-09-2024",
    "12.08.2024 - 13.09.2024",
    "tahun 2020 2021 2022 2023",
    "120824 130924 2024",
    "1234-5678-9012-3456-7890",
    "9901-0155-1290-0001-2345",
    "99 01 01 55 08 90 00 01",
    "NIK 2024 2025, siswa 120 orang, kelas 7",
    "NIK\n30517412\n69900001",
    "nik dan npsn 69900001 69900002",
    "NIK kurang, 2024/2025",
    "KTP dari 12/08/1210 13/09/2024",
    "ktp 12/08/2024",
    "nik 12 digit",
    "NIK:\nNPSN: 69900001",
    "12/08/2024 13/09/2024",
    "08-12-2024 13.09.30",
    "kode ABCD1234OIl05678",
    "OOOOIIIIllll0000",
    "9901/0155/1290/0001/2345",
    "budi (at) sekolah",
    "No. 8 tahun 2024",
    "nama ibu kandung: tidak sesuai Dapodik",
    "Nama ibu: salah ketik",
    "nama ibu kandung berbeda dengan di KK",
    "nama ibu kandung siti",
    "ibu kepala sekolah: Siti",
]


@pytest.mark.parametrize(("text", "kind", "piece"), FOUND)
def test_each_kind_is_found_where_it_stands(text: str, kind: str, piece: str) -> None:
    assert [(f.kind, text[f.start : f.end]) for f in find_personal_data(text)] == [(kind, piece)]
    assert mask_personal_data(text) == text.replace(piece, PLACEHOLDERS[kind])


@pytest.mark.parametrize("text", CLEAN)
def test_what_is_not_personal_stays(text: str) -> None:
    assert mask_personal_data(text) == text


@pytest.mark.parametrize(
    "phones",
    ["081234567890 081234567891", "0812 3456 7808 0812 3456 7890", "0812-3456-7808, 0812-3456-7890",
     "+62 812 3456 7808 +62 812 3456 7890", "ktp ada 081200001234 2024"],
)  # fmt: skip
def test_a_list_of_phones_is_no_nik(phones: str) -> None:
    assert {found.kind for found in find_personal_data(phones)} == {"phone"}


def test_two_people_in_a_row_are_both_masked() -> None:
    text = "9901 0155 1290 0001 9901 0155 1290 0002 / 9901.0155.1290.0003"
    assert mask_personal_data(text) == "{0} {0} / {0}".format(PLACEHOLDERS["nik"])


def test_each_pupil_of_a_list_is_masked_and_a_phone_stays_a_phone() -> None:
    text = "NISN 4990001234, 4990001235 dan 4990001236, HP 0812345678"
    assert [found.kind for found in find_personal_data(text)] == ["nisn"] * 3 + ["phone"]


PIECES = st.sampled_from(
    [text for text, _, _ in FOUND] + CLEAN + list(PLACEHOLDERS.values())
    + list("0 8.-\n\0:=\"'@é🙏") + ["password", "otp", "kode referral", "lahir", "a@b.c", "Xy12#z", "NIK ", "ktp", "nama ibu: ", "ibu kandung", "Siti ", "9901", "12", "550890",
       " 0812", "npsn", "pw ", "password: ", "O", "l", "/", ",", "_", "\u200b", "\u2011", "\t", "\uff19", "[at]",
     "a@guru,sd.belajar.id", "nik 9901015508\n", "9901015508900001"]
)  # fmt: skip


@settings(max_examples=300)
@given(st.lists(PIECES, max_size=12).map("".join) | st.text(max_size=200))
def test_masking_twice_changes_nothing_and_finds_do_not_overlap(text: str) -> None:
    masked = mask_personal_data(text)
    assert mask_personal_data(masked) == masked
    at = 0
    for found in find_personal_data(text):
        assert at <= found.start < found.end <= len(text)
        at = found.end


@pytest.mark.parametrize(
    "piece",
    ["a", "a@", "0812", "1 ", "password:", "pass=A1b2c3 ", "ttl ", "otp ", "kode referral ", "[NIK ",
     "9901015508900001 ", "a@b.c ", " ", "kk 1", "9901 0155 0890 0001 ", "12-", "99 01 ", "1 . ", "nik 99010155 08900001 ",
     "nama ibu: ", "nama ibu: Siti ", "+62", "9901-", "nik 1\n", "nik 990101550890000 ", "99O1", "1/", "1_", "\u0669 ",
     "\u200b", "1\u200b", "(at)a.", "a [at] b.", "a@b,", "@belajar", "hp08", "08 12 ", "n i k ", "ktp 1\n1\n",
     "nisn ", "nisn 4990001234 ", "4990001234 "],
)  # fmt: skip
def test_a_huge_text_is_masked_without_running_away(piece: str) -> None:
    text = piece * (100_000 // len(piece))
    with no_runaway():
        mask_personal_data(text)


@pytest.mark.parametrize(
    "two",
    ["9901-0155-0890-0001/9901-0155-0890-0002", "9901.0155.0890.0001,9901.0155.0890.0002",
     "9901015508900001_9901015508900002", "9901015508900001;9901015508900002"],
)  # fmt: skip
def test_two_numbers_written_without_a_blank_are_both_masked(two: str) -> None:
    assert [found.kind for found in find_personal_data(two)] == ["nik", "nik"]


SEPARATORS = st.sampled_from(
    ["", " ", ".", "-", "/", "_", ",", "  ", "\u2011", "\u00a0", "\u200b", "\t"]
)


@given(st.integers(1, 9999), st.sampled_from([(4, 4, 4, 4), (6, 6, 4), (16,), (2,) * 6 + (4,)]), SEPARATORS,
       st.sampled_from(["", "NIK ", "nik saya: ", "KTP\n", "Nama Contoh, "]))  # fmt: skip
def test_a_nik_is_masked_however_it_is_parted(
    serial: int, sizes: tuple[int, ...], separator: str, before: str
) -> None:
    digits, parts = f"990101550890{serial:04}", []
    if digits.endswith(("19", "20"), 0, 14) and len(sizes) == 7:
        return  # "… 20 24" could be a year
    for size in sizes:
        parts.append(digits[:size])
        digits = digits[size:]
    masked = mask_personal_data(before + separator.join(parts))
    assert masked == before + PLACEHOLDERS["nik"]


@given(st.text(max_size=300))
def test_folding_keeps_every_place(text: str) -> None:
    folded = same_length(text)
    assert len(folded) == len(text)
    assert same_length(folded) == folded
    assert all(a == b for a, b in zip(text, folded, strict=True) if a.isascii() and a != "\t")
