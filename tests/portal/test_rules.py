"""Every rule of domain.md 5 and 6 through the real form: one refused and one accepted example."""

from __future__ import annotations

from html import unescape
from typing import Any

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from helpdesk.portal import rules
from helpdesk.tickets import access
from helpdesk.tickets.models import Ticket
from tests.factories import NIK
from tests.portal.forms import PDF, filled, upload

pytestmark = pytest.mark.django_db

EMAIL = (
    "Masukkan alamat email pribadi yang aktif, bukan akun belajar.id. "
    "Jawaban kami dikirim ke alamat ini."
)
TITLE = "Tuliskan kendala Anda secara singkat (5–120 karakter)."
USER_TYPE = "Pilih tipe pengguna yang sesuai dengan peran Anda."
NAME = "Isi nama lengkap sesuai data resmi."
PRIVATE = "Email pribadi belum benar. Gunakan email yang aktif dan terdaftar di Dapodik."
ACCOUNT = "Akun belajar.id belum dikenali. Contoh penulisan: namaakun@guru.sd.belajar.id."
LEVEL = "Pilih jenjang satuan pendidikan Anda."
SCHOOL = "Isi nama sekolah sesuai Dapodik."
NPSN = "NPSN terdiri atas 8 angka, atau huruf P atau K diikuti 7 angka."
NIK_TEXT = "NIK harus 16 angka dengan tanggal lahir yang sah. Periksa kembali KTP atau KK Anda."
POSITION = "Pilih jabatan Anda di Dinas Pendidikan."
OFFICE = "Pilih Dinas Provinsi atau Dinas Kabupaten/Kota."
PROVINCE = "Pilih provinsi."
REGENCY = "Pilih kabupaten/kota yang sesuai dengan provinsi."
CATEGORY = "Pilih kategori masalah."
DETAIL = "Jelaskan kendala Anda (minimal 20 karakter). Jangan menuliskan kata sandi."
PAPER = "Kategori ini memerlukan surat permohonan/tangkapan layar."
PASSWORD = "Sepertinya ada kata sandi di dalam teks."

REFUSED: list[tuple[str, str, Any, str]] = [
    ("A", "email", None, EMAIL),
    ("A", "email", "bukan-email", EMAIL),
    ("A", "email", "ani@guru.sd.belajar.id", EMAIL),
    ("A", "email", "ani@BELAJAR.ID", EMAIL),
    ("A", "email", "a" * 250 + "@example.com", EMAIL),
    ("A", "email", "nama@localhost", EMAIL),
    ("A", "email", "nama@gmail", EMAIL),
    ("A", "email", "nama@[127.0.0.1]", EMAIL),
    ("A", "email", "nama@127.0.0.10", EMAIL),
    ("A", "email", "a" * 65 + "@example.com", EMAIL),
    ("A", "email", "ani@guru.sd.\uff42elajar.id", EMAIL),
    ("A", "email", "ani@guru.sd.bela\u200djar.id", EMAIL),
    ("A", "email", "ani@guru.sd.bela\u00adjar.id", EMAIL),
    ("A", "email", "ani@guru.sd\u3002belajar\uff0eid", EMAIL),
    ("A", "email", "ani@\u212celajar.id", EMAIL),
    ("A", "title", None, TITLE),
    ("A", "title", "\u200d" * 20, TITLE),
    ("A", "title", "Lu\u200d\u200d\u200d\u200dpa", TITLE),
    ("A", "title", "\u3164" * 20, TITLE),
    ("A", "title", "👍👍👍👍👍👍", TITLE),
    ("A", "title", "Lupa", TITLE),
    ("A", "title", "x" * 121, TITLE),
    ("A", "title", "12345 67890", TITLE),
    ("A", "title", "?!?!?!?!", TITLE),
    ("A", "title", "password saya Rahasia#77", PASSWORD),
    ("A", "user_type", None, USER_TYPE),
    ("A", "user_type", "wizard", USER_TYPE),
    ("C", "name", None, NAME),
    ("C", "name", "A", NAME),
    ("C", "name", "Budi <b>", NAME),
    ("C", "name", "\u3164\u3164\u3164", NAME),
    ("C", "name", "x" * 101, NAME),
    ("A", "name", "R2D2", NAME),
    ("A", "private_email", None, PRIVATE),
    ("A", "private_email", "salah@", PRIVATE),
    ("A", "private_email", "ani@guru.sd.belajar.id", PRIVATE),
    ("A", "private_email", "ani@guru.sd.\uff42elajar.id", PRIVATE),
    ("A", "private_email", "nama@localhost", PRIVATE),
    ("A", "private_email", "a" * 70 + "@example.com", PRIVATE),
    ("A", "account", None, ACCOUNT),
    ("A", "account", "belum punya", ACCOUNT),
    ("A", "account", "ani@gmail.com", ACCOUNT),
    ("A", "account", "ani contoh@guru.sd.belajar.id", ACCOUNT),
    ("C", "account", None, ACCOUNT),
    ("A", "level", None, LEVEL),
    ("A", "level", "universitas", LEVEL),
    ("A", "school_name", None, SCHOOL),
    ("A", "school_name", "SD", SCHOOL),
    ("A", "school_name", "x" * 151, SCHOOL),
    ("A", "school_name", "\u200d" * 20, SCHOOL),
    ("A", "npsn", None, NPSN),
    ("A", "npsn", "123456", NPSN),
    ("A", "npsn", "X9990001", NPSN),
    ("A", "nik", None, NIK_TEXT),
    ("A", "nik", "990101550890000", NIK_TEXT),
    ("A", "nik", "9901013213900001", NIK_TEXT),
    ("A", "nik", "9901017508900001", NIK_TEXT),
    ("B", "position", None, POSITION),
    ("B", "position", "raja", POSITION),
    ("B", "office_type", None, OFFICE),
    ("B", "office_type", "desa", OFFICE),
    ("A", "province", None, PROVINCE),
    ("A", "province", "99", PROVINCE),
    ("B", "province", "Jawa Barat", PROVINCE),
    ("B", "regency", None, REGENCY),
    ("B", "regency", "5171", REGENCY),
    ("A", "regency", "5171", REGENCY),
    ("A", "regency", "kota mana", REGENCY),
    ("A", "category", None, CATEGORY),
    ("A", "category", "17", CATEGORY),
    ("A", "category", "0", CATEGORY),
    ("A", "category", "9" * 5000, CATEGORY),
    ("A", "category", "15", CATEGORY),
    ("C", "category", "dinas-referral-code", CATEGORY),
    ("A", "category", "4", PAPER),
    ("A", "category", "10", PAPER),
    ("A", "category", "11", PAPER),
    ("A", "detail", None, DETAIL),
    ("A", "detail", "Tidak bisa masuk", DETAIL),
    ("A", "detail", "   kosong          ", DETAIL),
    ("A", "detail", "x" * 4001, DETAIL),
    ("A", "detail", "\u200d" * 20, DETAIL),
    ("A", "detail", "\u200c\u200d" * 200, DETAIL),
    ("A", "detail", "tolong" + "\u200d" * 40, DETAIL),
    ("A", "detail", "a" + "\u3164" * 40, DETAIL),
    ("A", "detail", "a" + " " * 40 + "b", DETAIL),
    ("A", "detail", "12345 67890 12345 67890 12345", DETAIL),
    ("A", "detail", "🙏" * 40, DETAIL),
    ("A", "detail", "Kata sandi saya adalah Rahasia#77 tapi ditolak terus", PASSWORD),
]

ACCEPTED: list[tuple[str, dict[str, Any], dict[str, Any]]] = [
    ("A", {}, {"email": "lestari.contoh@example.com", "province_id": "32", "regency": None}),
    ("A", {"email": " Lestari.Contoh@Example.com "}, {"email": "lestari.contoh@example.com"}),
    ("A", {"email": "\uff4eama@\uff47mail.com"}, {"email": "nama@gmail.com"}),
    ("A", {"email": "a" * 64 + "@example.com"}, {"email": "a" * 64 + "@example.com"}),
    ("A", {"email": "nama@b\u00fccher.example"}, {"email": "nama@xn--bcher-kva.example"}),
    ("A", {"title": "Lupaa"}, {"title": "Lupaa"}),
    ("A", {"title": "Lupa sandi 👨\u200d👩\u200d👧🙏🏽"}, {"title": "Lupa sandi 👨\u200d👩\u200d👧🙏🏽"}),
    ("A", {"title": "x" * 120}, {"title": "x" * 120}),
    ("A", {"name": "Drs. H. Nur'aini-Siti, S.Pd."}, {"requester_name": "Drs. H. Nur'aini-Siti, S.Pd."}),
    ("A", {"salutation": "ibu"}, {"salutation": "ibu"}),
    ("C", {}, {"requester_name": "Paulus Contoh", "province_id": None}),
    ("A", {"account": "ANI1@Guru.SD.belajar.id"}, {"account": "ani1@guru.sd.belajar.id"}),
    ("A", {"account": "ani1@guru.kesetaraan.belajar.id"}, {"account": "ani1@guru.kesetaraan.belajar.id"}),
    ("A", {"account": "ani1@belajar.id"}, {"account": "ani1@belajar.id"}),
    ("A", {"account": "ani1@admin.smp.belajar.id"}, {"account_role": "tenaga_kependidikan"}),
    ("A", {"account": None, "category": "2"}, {"account": "", "category": 2}),
    ("A", {"account": "belum ada", "category": "3"}, {"account": "", "category": 3}),
    ("B", {"account": None, "category": "15"}, {"account": "", "category": 15}),
    ("A", {"npsn": "p 9990001"}, {"npsn": "P9990001"}),
    ("A", {"npsn": "K9990001"}, {"npsn": "K9990001"}),
    ("A", {"nik": "9901 0155 0890 0001"}, {"user_type": "teacher"}),
    ("A", {"nik": "9101010101010000"}, {"user_type": "teacher"}),
    ("A", {"regency": "3201"}, {"regency__code": "3201"}),
    ("B", {}, {"regency__code": "3201", "position": "kepala_bidang"}),
    ("B", {"office_type": "provinsi", "regency": None}, {"regency": None}),
    ("A", {"category": "password"}, {"category": 1}),
    ("A", {"category": "4", "attachments": [upload(PDF, "surat.pdf")]}, {"category": 4}),
    ("A", {"category": "5"}, {"category": 5}),
    ("A", {"detail": "x" * 4000}, {"category": 1}),
    ("A", {"detail": "Saya lupa kata sandi, NIK teman saya 9901015508900002 juga."}, {"category": 1}),
    ("A", {"self_service_tried": "1"}, {"self_service_tried": True}),
    ("A", {"user_type": "student", "account": "ani1@sd.belajar.id"}, {"user_type": "student"}),
]  # fmt: skip


def _text(response: Any) -> str:
    return unescape(response.content.decode())


@pytest.mark.parametrize("variant, field, value, sentence", REFUSED)
def test_a_wrong_value_is_refused_at_its_field_with_the_words_of_the_handbook(
    client: Client, variant: str, field: str, value: Any, sentence: str
) -> None:
    response = client.post("/lapor/", filled(variant, **{field: value}))
    assert response.status_code == 422
    shown_at = "attachments" if sentence == PAPER else field
    page = _text(response)
    assert sentence in " ".join(response.context["form"].errors[shown_at])
    assert page.count(sentence) >= 2  # at the field and in the summary
    assert f'href="#id_{shown_at}"' in page
    assert not Ticket.objects.exists()


@pytest.mark.parametrize("variant, changes, stored", ACCEPTED)
def test_a_right_value_is_taken_and_stored(
    client: Client, variant: str, changes: dict[str, Any], stored: dict[str, Any]
) -> None:
    response = client.post("/lapor/", filled(variant, **changes))
    assert response.status_code == 303
    token = response["Location"].split("/")[2]
    assert response["Location"] == f"/lapor/{token}/?baru=1"
    assert Ticket.objects.filter(pk=access.number_of(token), **stored).exists()


def test_the_regency_is_taken_by_our_own_id_too(client: Client) -> None:
    from helpdesk.regions.models import Regency

    regency = Regency.objects.get(code="3273")
    client.post("/lapor/", filled("B", regency=str(regency.pk)))
    assert Ticket.objects.get().regency == regency


def test_everything_typed_comes_back_after_an_error(client: Client) -> None:
    form = filled(
        "A", name="Lestari Contoh", regency="3201", detail="pendek sekali", title="<b>Lupa"
    )
    page = _text(client.post("/lapor/", form))
    for value in (form["email"], "Lestari Contoh", form["account"], "SD Negeri Contoh 1", NIK,
                  "pendek sekali", "99900001"):  # fmt: skip
        assert value in page
    assert 'value="<b>Lupa"' in page  # shown as text ...
    assert b"<b>Lupa" not in client.post("/lapor/", form).content  # ... and escaped on the wire


def test_a_missing_user_type_keeps_the_fields_of_every_variant(client: Client) -> None:
    page = _text(client.post("/lapor/", filled("A", user_type=None)))
    assert 'name="school_name" value="SD Negeri Contoh 1"' in page
    assert 'name="npsn" value="99900001"' in page


def test_an_empty_form_is_answered_not_broken(client: Client) -> None:
    assert client.post("/lapor/").status_code == 422


@pytest.mark.parametrize("value", ["\0", "\u202e abc", "é" * 50_000, "😀" * 3000, "%s{}{{}}"])
def test_strange_text_never_breaks_the_form(client: Client, value: str) -> None:
    fields = filled("A")
    for name in fields:
        assert client.post("/lapor/", {**fields, name: value}).status_code in (303, 422)


def test_control_characters_do_not_reach_the_ticket(client: Client) -> None:
    client.post("/lapor/", filled("A", title="Lupa\0 kata\r\n sandi\u202e akun"))
    assert Ticket.objects.get().title == "Lupa kata sandi akun"


def test_an_emoji_family_reaches_the_ticket_whole(client: Client) -> None:
    detail = "Mohon dibantu ya, terima kasih banyak 👨\u200d👩\u200d👧\u200d👦 ❤\ufe0f"
    client.post("/lapor/", filled("A", detail=detail))
    assert Ticket.objects.get().messages.get().body == detail


@given(st.text(max_size=60))
def test_what_is_seen_is_never_more_than_what_is_there(text: str) -> None:
    assert 0 <= rules.visible_length(text) <= len(text)
    assert rules.visible_length(f"\u200d{text}\u200c") == rules.visible_length(text)


@given(
    st.text(max_size=40), st.sampled_from(["belajar.id", "\uff42elajar.id", "x.y", "a\u3002b", ""])
)
def test_any_address_is_taken_clean_or_refused(local: str, domain: str) -> None:
    try:
        address = rules.email(f"{local}@{domain}")
    except ValueError:
        return
    assert rules.email(address) == address
    assert address.isascii()
    assert not address.endswith("belajar.id")
