"""The reporter's own page: who gets in, what is shown, what may be done."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from django.core.signing import Signer
from django.test import Client

from helpdesk.accounts.viewer import system
from helpdesk.taxonomy import State, UserType
from helpdesk.tickets import access
from helpdesk.tickets.models import Message, Ticket, TicketEvent
from helpdesk.tickets.services import talking, working
from tests.cast import Cast, viewer
from tests.factories import claimed_report, open_report, sorted_report
from tests.portal.forms import filled, png, upload

pytestmark = pytest.mark.django_db


def _url(ticket: Ticket, part: str = "") -> str:
    return f"/lapor/{access.token_of(ticket.pk)}/{part}"


@pytest.fixture
def solved(cast: Cast) -> Ticket:
    sari = viewer(cast.kartika)
    ticket = claimed_report(sari, title="Lupa kata sandi akun")
    answer = talking.Reply("Silakan **coba** lagi.", key=uuid.uuid4(), then=State.SOLVED)
    talking.answer(sari, ticket.pk, answer)
    return Ticket.objects.get(pk=ticket.pk)


def _state(ticket: Ticket) -> str:
    return Ticket.objects.get(pk=ticket.pk).state


def test_the_receipt_shows_number_code_and_by_when(client: Client) -> None:
    ticket = open_report()
    page = client.get(_url(ticket) + "?baru=1").content.decode()
    assert f"#{ticket.pk}" in page
    assert access.code_of(ticket.pk) in page
    assert "Jawaban pertama paling lambat" in page
    assert "WIB" in page
    assert 'data-draft-sent="lapor"' in page


_TWO_DAYS = "Bila belum ada jawaban dalam dua hari kerja"


@pytest.mark.parametrize("address", ["?baru=1", ""])
def test_a_report_with_a_volunteer_promises_two_working_days_and_no_other_day(
    client: Client, cast: Cast, address: str
) -> None:
    ticket = sorted_report()
    assert ticket.queue_id == "co-kapten-3201"
    page = client.get(_url(ticket) + address).content.decode()
    assert _TWO_DAYS in page
    assert "paling lambat" not in page


@pytest.mark.parametrize("address", ["?baru=1", ""])
def test_a_report_with_the_helpdesk_promises_its_day_and_nothing_else(
    client: Client, cast: Cast, address: str
) -> None:
    ticket = sorted_report(user_type=UserType.PRINCIPAL)
    assert ticket.queue_id == "helpdesk"
    page = client.get(_url(ticket) + address).content.decode()
    assert _TWO_DAYS not in page
    assert page.count("paling lambat") == 1


_OTHERS_NIK = "9902026612850002"  # region 99 does not exist
_NIK_NOTICE = "NIK di dalam judul atau detail"


@pytest.mark.parametrize(
    "change",
    [
        {"detail": f"Rekan saya dengan NIK {_OTHERS_NIK} juga tidak bisa masuk."},
        {"title": f"Akun NIK {_OTHERS_NIK} hilang"},
    ],
)
def test_the_receipt_says_that_a_nik_stands_in_the_text(
    client: Client, change: dict[str, str]
) -> None:
    response = client.post("/lapor/", filled(**change))
    assert response.status_code == 303
    receipt = client.get(response["Location"]).content.decode()
    assert _NIK_NOTICE in receipt
    assert "tersamar" in receipt
    assert _NIK_NOTICE not in client.get(response["Location"].split("?")[0]).content.decode()


def test_the_receipt_of_a_text_without_a_nik_says_nothing_of_it(client: Client) -> None:
    detail = "Nomor seri laptop 1234567890123456 dan HP 081234567890, mohon dibantu."
    response = client.post("/lapor/", filled(detail=detail))
    assert _NIK_NOTICE not in client.get(response["Location"]).content.decode()


def test_the_time_is_also_told_in_the_zone_of_the_province(client: Client) -> None:
    ticket = open_report(province="91", regency_code=None)
    assert " WIT)" in client.get(_url(ticket)).content.decode()


def test_the_page_leaks_its_address_nowhere(client: Client) -> None:
    response = client.get(_url(open_report()))
    assert response["Referrer-Policy"] == "no-referrer"
    assert response["Cache-Control"] == "no-store"
    assert "noindex" in response["X-Robots-Tag"]


@pytest.mark.parametrize("forge", ["swap", "cut", "other-salt", "empty"])
def test_a_forged_token_looks_like_no_page_at_all(client: Client, forge: str) -> None:
    ticket, other = open_report(), open_report()
    token = access.token_of(ticket.pk)
    head = access.token_of(other.pk).partition(":")[0]
    forged = {
        "swap": f"{head}:{token.partition(':')[2]}",
        "cut": token[:-1],
        "other-salt": Signer(salt="lain").sign_object(ticket.pk),
        "empty": "x",
    }[forge]
    for part, call in (("", client.get), ("balas/", client.post), ("selesai/", client.post),
                       ("nilai/", client.post)):  # fmt: skip
        assert call(f"/lapor/{forged}/{part}").status_code == 404


def test_progress_is_told_in_five_words(client: Client, solved: Ticket) -> None:
    page = client.get(_url(solved)).content.decode()
    for word in ("Diterima", "Antre", "Diproses", "Selesai", "Ditutup"):
        assert f">{word}</li>" in page
    assert '<li class="now" aria-current="step">Selesai</li>' in page
    assert "<strong>coba</strong>" in page


def test_a_rejected_report_shows_no_progress_and_no_rating(client: Client) -> None:
    ticket = open_report()
    working.reject(system("uji"), ticket.pk, reason="Bukan urusan akun.")
    page = client.get(_url(ticket)).content.decode()
    assert 'class="steps"' not in page
    assert "Bagaimana pelayanan kami?" not in page
    assert "Buat laporan baru" in page


def test_internal_notes_and_other_peoples_names_are_not_shown(client: Client, cast: Cast) -> None:
    ticket = claimed_report(viewer(cast.kartika))
    talking.note(viewer(cast.kartika), ticket.pk, "catatan rahasia petugas", key=uuid.uuid4())
    page = client.get(_url(ticket)).content.decode()
    assert "catatan rahasia" not in page
    assert cast.kartika.display_name not in page


def test_what_people_write_is_never_run(client: Client, cast: Cast) -> None:
    ticket = claimed_report(viewer(cast.kartika), detail="<script>alert(1)</script> baris\nkedua")
    reply = talking.Reply("[x](javascript:alert(1)) <img src=x>", key=uuid.uuid4())
    talking.answer(viewer(cast.kartika), ticket.pk, reply)
    page = client.get(_url(ticket)).content.decode()
    assert "<script>alert" not in page
    assert "javascript:" not in page.replace("(javascript:alert(1))", "")
    assert "<img src=x" not in page


def test_a_reply_joins_the_report_once(client: Client) -> None:
    ticket = open_report()
    form = {"body": "Ini tambahan keterangan.", "key": str(uuid.uuid4()),
            "attachments": [upload(png())]}  # fmt: skip
    for _ in range(2):
        form["attachments"] = [upload(png())]
        response = client.post(_url(ticket, "balas/"), form)
        assert response.status_code == 303
    assert Message.objects.filter(ticket=ticket).count() == 2
    page = client.get(_url(ticket)).content.decode()
    assert page.count("Ini tambahan keterangan.") == 1
    assert "layar.png" in page


def test_another_reply_under_a_used_key_comes_back_with_its_text_and_a_new_key(
    client: Client,
) -> None:
    ticket = open_report()
    key = str(uuid.uuid4())
    client.post(_url(ticket, "balas/"), {"body": "Pesan yang pertama.", "key": key})
    response = client.post(_url(ticket, "balas/"), {"body": "Pesan yang kedua.", "key": key})
    page = response.content.decode()
    assert response.status_code == 422
    assert "Pesan lain sudah terkirim dari halaman ini." in page
    assert "Pesan yang kedua.</textarea>" in page
    assert f'value="{key}"' not in page
    form = {"body": "Pesan yang kedua.", "key": response.context["reply_key"]}
    assert client.post(_url(ticket, "balas/"), form).status_code == 303
    assert Message.objects.filter(ticket=ticket).count() == 3


@pytest.mark.parametrize(
    "form, sentence",
    [
        ({"body": ""}, "Tuliskan pesan Anda"),
        ({"body": "password saya Rahasia#77 ya"}, "Sepertinya ada kata sandi"),
        ({"body": "x" * 4001}, "4001"),
    ],
)
def test_a_reply_that_cannot_go_comes_back_with_its_text(
    client: Client, form: dict[str, str], sentence: str
) -> None:
    ticket = open_report()
    response = client.post(_url(ticket, "balas/"), form)
    assert response.status_code == 422
    assert sentence in response.content.decode()
    assert form["body"] in response.content.decode()


def test_a_lie_as_attachment_of_a_reply_is_refused(client: Client) -> None:
    ticket = open_report()
    form = {"body": "Ini surat saya.", "attachments": [upload(b"MZ", "surat.pdf")]}
    response = client.post(_url(ticket, "balas/"), form)
    assert response.status_code == 422
    assert "Ini surat saya." in response.content.decode()


def test_sudah_selesai_closes_and_opens_the_rating(client: Client, solved: Ticket) -> None:
    assert "Sudah selesai" in client.get(_url(solved)).content.decode()
    assert client.post(_url(solved, "selesai/")).status_code == 303
    assert client.post(_url(solved, "selesai/")).status_code == 303  # a second click is no error
    assert _state(solved) == State.CLOSED
    assert (
        client.post(_url(solved, "nilai/"), {"rating": "5", "comment": "Cepat"}).status_code == 303
    )
    stored = Ticket.objects.get(pk=solved.pk)
    assert (stored.rating, stored.rating_comment) == (5, "Cepat")
    page = client.get(_url(solved)).content.decode()
    assert "Buat laporan baru" in page
    assert 'name="body"' not in page


def test_belum_selesai_opens_the_report_again(client: Client, solved: Ticket) -> None:
    assert client.post(_url(solved, "balas/"), {"belum": "1", "body": ""}).status_code == 303
    assert _state(solved) == State.IN_PROGRESS


@pytest.mark.parametrize("rating", ["", "0", "6", "lima", "5.0"])
def test_a_rating_is_one_to_five(client: Client, solved: Ticket, rating: str) -> None:
    response = client.post(_url(solved, "nilai/"), {"rating": rating, "comment": "Bagus"})
    assert response.status_code == 422
    assert "Bagus" in response.content.decode()


def test_an_open_report_takes_no_rating_and_no_closing(client: Client) -> None:
    ticket = open_report()
    assert client.post(_url(ticket, "nilai/"), {"rating": "5"}).status_code == 422
    assert client.post(_url(ticket, "selesai/")).status_code == 422
    assert _state(ticket) == State.NEW


def test_a_closed_report_takes_no_reply(client: Client, solved: Ticket) -> None:
    client.post(_url(solved, "selesai/"))
    assert client.post(_url(solved, "balas/"), {"body": "Masih gagal juga"}).status_code == 422


def test_a_merged_report_links_only_to_the_reporters_own(client: Client) -> None:
    mine, same, foreign = open_report(), open_report(), open_report(email="lain@example.com")
    for target, linked in ((same, True), (foreign, False)):
        ticket = open_report()
        working.merge(system("uji"), ticket.pk, into=target.pk)
        page = client.get(_url(ticket)).content.decode()
        assert (access.token_of(target.pk) in page) is linked
    assert client.get(_url(mine)).status_code == 200


def test_acts_from_a_foreign_page_are_refused(client: Client, solved: Ticket) -> None:
    headers = {"Sec-Fetch-Site": "cross-site"}
    assert client.post(_url(solved, "selesai/"), headers=headers).status_code == 422
    assert _state(solved) == State.SOLVED


def test_the_page_costs_three_queries(client: Client, django_assert_num_queries: Any) -> None:
    ticket = open_report()
    client.get(_url(ticket))
    with django_assert_num_queries(3):  # the report, its messages, their files
        client.get(_url(ticket))


# --- Number and code -----------------------------------------------------------------------------


@pytest.mark.parametrize("write", [str, "#{}".format, " .{}".format])
def test_number_and_code_open_the_page(client: Client, write: Any) -> None:
    ticket = open_report()
    code = access.code_of(ticket.pk)
    typed = f"{code[:4].lower()} - {code[4:]}"
    response = client.post("/lapor/cek/", {"number": write(ticket.pk), "code": typed})
    assert response.status_code == 303
    assert response["Location"] == _url(ticket)


@pytest.mark.parametrize(
    "number, code", [("", ""), ("abc", "x"), ("1", "AAAAAAAA"), ("9" * 50, "")]
)
def test_a_wrong_pair_opens_nothing(client: Client, number: str, code: str) -> None:
    open_report()
    assert client.post("/lapor/cek/", {"number": number, "code": code}).status_code == 422


def test_after_ten_tries_even_the_right_code_waits(client: Client) -> None:
    ticket = open_report()
    for n in range(10):  # from ten addresses: the number counts too
        client.post(
            "/lapor/cek/", {"number": ticket.pk, "code": "SALAH"}, REMOTE_ADDR=f"10.0.0.{n}"
        )
    form = {"number": ticket.pk, "code": access.code_of(ticket.pk)}
    assert client.post("/lapor/cek/", form, REMOTE_ADDR="10.0.1.1").status_code == 429


def test_the_code_is_resent_to_the_report_and_the_answer_tells_nothing(client: Client) -> None:
    ticket = open_report()
    answers = {
        client.post("/lapor/cek/kirim-ulang/", {"number": number, "email": email})
        .content.decode().split("<main")[1].split("</main")[0].count("sudah kami kirim")
        for number, email in (
            (ticket.pk, "Lestari.Contoh@example.com"),
            (ticket.pk, "orang.lain@example.com"),
            (ticket.pk + 1000, "lestari.contoh@example.com"),
            ("", ""),
        )
    }  # fmt: skip
    assert answers == {1}
    assert TicketEvent.objects.filter(kind="access.resent", ticket=ticket).count() == 1
    assert Ticket.objects.get(pk=ticket.pk).version == ticket.version


def test_one_report_is_mailed_again_only_a_few_times(client: Client) -> None:
    ticket = open_report()
    for n in range(6):
        client.post("/lapor/cek/kirim-ulang/", {"number": ticket.pk, "email": ticket.email},
                    REMOTE_ADDR=f"10.0.0.{n}")  # fmt: skip
    assert TicketEvent.objects.filter(kind="access.resent").count() == 3
