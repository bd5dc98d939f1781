"""Replies are whole, polite and harmless, or they are not made at all."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpdesk.taxonomy import Category, Salutation, UserType
from knowledge_base.rendering import (
    VARIABLES,
    MissingVariable,
    RenderingError,
    UnsafeValue,
    compose_reply,
    matter_kind,
    person_context,
    render_body,
    salutation,
    to_plain_text,
    to_safe_html,
)

WIB = ZoneInfo("Asia/Jakarta")
SAMPLE = {variable.name: variable.example for variable in VARIABLES.values()}


def at(hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, 23, hour, minute, tzinfo=WIB)


def test_a_reply_greets_names_the_matter_and_number_and_closes_with_hours_and_thanks():
    text = to_plain_text(compose_reply("1. Buka laman belajar.id.\n2. Masuk.", SAMPLE))
    paragraphs = text.strip().split("\n\n")
    assert paragraphs[0] == "Selamat pagi, Ibu Sari Contoh,"
    assert paragraphs[1] == (
        'Kami menindaklanjuti keluhan Ibu berjudul "Lupa kata sandi akun guru" '
        "dengan nomor laporan #1234567."
    )
    assert paragraphs[2] == "1. Buka laman belajar.id.\n2. Masuk."
    assert "pukul 09.00–17.00 WIB" in paragraphs[3]
    assert paragraphs[3].endswith("Terima kasih.")
    assert paragraphs[4] == "Salam hangat,\nRini Contoh\nPetugas helpdesk"


def test_the_officers_name_is_signed_only_where_it_is_given():
    text = to_plain_text(compose_reply("Isi.", {**SAMPLE, "nama_petugas": ""}))
    assert text.endswith("Salam hangat,\nPetugas helpdesk\n")


def test_an_empty_body_makes_no_reply():
    with pytest.raises(RenderingError, match="kosong"):
        compose_reply("  \n", SAMPLE)


def test_missing_variables_stop_the_reply_and_are_named_together():
    context = {**SAMPLE, "batas_waktu": " ", "jam_operasional": ""}
    with pytest.raises(MissingVariable) as caught:
        compose_reply("Paling lambat {{batas_waktu}} di {{nama_ibu}}.", context)
    assert caught.value.names == ("batas_waktu", "nama_ibu", "jam_operasional")
    assert "{{batas_waktu}}" in str(caught.value)


@pytest.mark.parametrize(
    "text", ["{{", "a }} b", "{{nama", "{{ }}", "{{Nama Sekolah}}", "{{{nama}}}"]
)
def test_a_malformed_variable_stops_the_reply(text: str):
    with pytest.raises(MissingVariable):
        render_body(text, SAMPLE)


@pytest.mark.parametrize(
    "value",
    [
        "[x](javascript:alert(1))",
        "[klik](https://jahat.example)",
        "<https://jahat.example>",
        "<script>alert(1)</script>",
        "![x](https://jahat.example/a.png)",
        "**tebal** _miring_ `kode`",
        "# Judul",
        "1. satu",
        "- satu",
        "&lt;b&gt; &amp;",
        "\\*a\\*",
        "~~~",
        "> kutipan",
    ],
)
def test_a_name_can_not_become_markup(value: str):
    body = render_body("{{nama}}", {"nama": value})
    html = to_safe_html(body)
    assert to_plain_text(body) == value + "\n"
    assert html.count("<") == 2, html


@given(st.text(max_size=60))
def test_any_value_is_shown_as_one_plain_paragraph(value: str):
    try:
        body = render_body("x {{nama}} y", {"nama": value})
    except MissingVariable:
        return
    html = to_safe_html(body)
    assert html.startswith("<p>x ")
    assert html.endswith(" y</p>\n")
    assert html.count("<") == 2


@given(st.text(max_size=200))
def test_any_text_of_an_officer_gives_html_without_scripts_images_or_foreign_schemes(text: str):
    html = to_safe_html(text).lower()
    assert "<script" not in html
    assert "<img" not in html
    assert 'href="javascript' not in html
    assert isinstance(to_plain_text(text), str)


def test_a_value_is_not_searched_for_variables_again():
    body = render_body("{{judul}}", {"judul": "{{nik_akhir}}", "nik_akhir": "0001"})
    assert to_plain_text(body) == "{{nik_akhir}}\n"
    assert render_body(body, {}) == body


def test_line_breaks_and_invisible_characters_in_a_value_disappear():
    body = render_body("{{nama}}", {"nama": "Sari\r\n\u202eContoh\u200b\x00\u2028A"})
    assert to_plain_text(body) == "Sari Contoh A\n"


def test_a_full_nik_in_a_title_keeps_only_its_last_four_digits():
    body = render_body("{{judul}}", {"judul": "NIK 9901015508900001 dan 9901 0155 0890 0001"})
    assert to_plain_text(body) == "NIK ************0001 dan ************0001\n"
    body = render_body("{{judul}}", {"judul": "NISN 4990001234, 499 000 1235 hilang"})
    assert to_plain_text(body) == "NISN ******1234, ******1235 hilang\n"


@pytest.mark.parametrize("value", ["9901015508900001", "12", "12a4"])
def test_only_four_last_digits_of_a_nik_may_be_given(value: str):
    with pytest.raises(UnsafeValue, match="empat angka terakhir"):
        render_body("{{nik_akhir}}", {"nik_akhir": value})


def test_an_account_that_is_not_masked_is_refused():
    with pytest.raises(UnsafeValue, match="disamarkan"):
        render_body("{{akun_tersamar}}", {"akun_tersamar": "namaakun01@guru.sd.belajar.id"})


def test_the_status_link_is_clickable_in_html_and_plain_in_text():
    body = render_body("Lihat {{tautan_status}}.", SAMPLE)
    assert 'href="https://bantuan.example.id/lapor/contoh/"' in to_safe_html(body)
    assert to_plain_text(body) == "Lihat https://bantuan.example.id/lapor/contoh/.\n"


def test_a_status_link_that_is_no_address_stays_text():
    body = render_body("{{tautan_status}}", {"tautan_status": "javascript:alert(1)"})
    assert "<a" not in to_safe_html(body)


@pytest.mark.parametrize(
    ("name", "chosen", "user_type", "expected"),
    [
        ("Budi", Salutation.BAPAK, UserType.TEACHER, "Bapak Budi"),
        ("Sari", Salutation.IBU, UserType.PRINCIPAL, "Ibu Sari"),
        ("Sari", Salutation.UNKNOWN, UserType.DINAS, "Bapak/Ibu Sari"),
        ("", Salutation.UNKNOWN, UserType.TEACHER, "Bapak/Ibu"),
        ("  ", Salutation.IBU, None, "Ibu"),
        ("Andi", Salutation.UNKNOWN, UserType.STUDENT, "Sdr. Andi"),
        ("", Salutation.UNKNOWN, UserType.STUDENT, "Saudara"),
    ],
)
def test_people_are_addressed_as_they_asked_and_never_by_a_guess(name, chosen, user_type, expected):
    assert salutation(name, chosen, user_type) == expected


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        (at(4), "Selamat pagi"),
        (at(10, 59), "Selamat pagi"),
        (at(11), "Selamat siang"),
        (at(15), "Selamat sore"),
        (at(18), "Selamat malam"),
        (at(3, 59), "Selamat malam"),
    ],
)
def test_the_greeting_follows_the_clock_in_wib(moment: datetime, expected: str):
    context = person_context("Sari", Salutation.IBU, UserType.TEACHER, moment)
    assert context["sapaan"] == expected


def test_a_pupil_is_called_sdr_at_the_top_and_anda_in_the_text():
    context = person_context("Andi", Salutation.UNKNOWN, UserType.STUDENT, at(9))
    text = to_plain_text(compose_reply("Akun {{sebutan}} aktif.", {**SAMPLE, **context}))
    assert text.startswith("Selamat pagi, Sdr. Andi,")
    assert "Akun Anda aktif." in text


def test_the_kind_of_matter_follows_the_category():
    assert matter_kind(Category.PASSWORD) == "keluhan"
    assert matter_kind(Category.NEW_ACCOUNT) == "permohonan"
    assert matter_kind(Category.ADD_SCHOOL_ADMIN) == "permohonan"
    assert matter_kind(Category.OTHER) == "pertanyaan"


def test_plain_text_keeps_steps_bullets_and_addresses():
    markdown = (
        "Mohon:\n\n1. **Buka** [laman](https://belajar.id) ini\n   - satu\n   - dua\n2. Kirim\n\n"
        "> kutip\n\n[dapo@kemendikdasmen.go.id](mailto:dapo@kemendikdasmen.go.id)"
    )
    assert to_plain_text(markdown) == (
        "Mohon:\n\n1. Buka laman (https://belajar.id) ini\n\n   - satu\n   - dua\n2. Kirim\n\n"
        "> kutip\n\ndapo@kemendikdasmen.go.id\n"
    )


@pytest.mark.parametrize(
    "markdown",
    [
        "[x](javascript:alert(1))",
        "[x](http://belajar.example)",
        "[x](//jahat.example)",
        "[x](/meja/)",
        "[x](data:text/html,a)",
        "[x](&#106;avascript:alert(1))",
        "![x](https://jahat.example/p.png)",
        "<img src=https://jahat.example/p.png>",
        '<a href="https://jahat.example" onclick="x()">a</a>',
    ],
)
def test_html_lets_only_https_and_mailto_links_through(markdown: str):
    html = to_safe_html(markdown)
    assert "<a href=" not in html
    assert "<img" not in html
