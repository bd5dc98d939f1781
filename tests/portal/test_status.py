"""The reporter's own page: who gets in, what is shown, what may be done."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.core.signing import Signer
from django.test import Client
from django.utils import timezone

from helpdesk.accounts.viewer import system
from helpdesk.taxonomy import State, UserType
from helpdesk.tickets import access
from helpdesk.tickets.models import Message, Ticket, TicketEvent
from helpdesk.tickets.services import sorting, talking, working
from tests.cast import Cast, viewer
from tests.factories import NIK, claimed_report, open_report, sorted_report
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


_TWO_DAYS = "Bila belum ada jawaban dalam 2 hari kerja"


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
        ({"body": "x" * 4001}, "Paling panjang 4.000 karakter."),
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
    assert "Terima kasih atas penilaian Anda" in page
    assert 'value="5" checked' in page


@pytest.mark.parametrize("state", ["needs_sorting", "queued", "in_progress", "on_hold"])
def test_who_solved_it_alone_says_so_with_one_click(client: Client, cast: Cast, state: str) -> None:
    desk = viewer(cast.kartika)
    ticket = open_report()
    if state == "needs_sorting":
        route = sorting.Route(sorting.SORTING_QUEUE, "T1", "Model belum yakin.")
        sorting.leave_to_person(system("uji"), ticket.pk, guess=None, route=route)
    else:
        ticket = sorted_report()
    if state in ("in_progress", "on_hold"):
        working.claim(desk, ticket.pk)
    if state == "on_hold":
        until = timezone.localdate() + timedelta(days=3)
        working.hold(desk, ticket.pk, reason="Menunggu Dapodik.", until=until)
    assert _state(ticket) == state
    assert "Sudah selesai" in client.get(_url(ticket)).content.decode()
    for _ in range(2):  # a second click is no error
        assert client.post(_url(ticket, "selesai/")).status_code == 303
    closed = Ticket.objects.get(pk=ticket.pk)
    assert closed.state == State.CLOSED
    assert closed.solved_at == closed.closed_at is not None
    assert (closed.hold_reason, closed.hold_until) == ("", None)
    told = TicketEvent.objects.filter(ticket=ticket, reason="Pelapor menyatakan sudah selesai.")
    assert [event.kind for event in told] == ["ticket.solved", "ticket.closed"]
    assert "Bagaimana pelayanan kami?" in client.get(_url(ticket)).content.decode()


@pytest.mark.parametrize("end", ["reject", "merge"])
def test_what_is_over_otherwise_cannot_be_called_solved(client: Client, end: str) -> None:
    ticket = open_report()
    if end == "reject":
        working.reject(system("uji"), ticket.pk, reason="Bukan urusan akun.")
    else:
        working.merge(system("uji"), ticket.pk, into=open_report().pk)
    assert "Sudah selesai" not in client.get(_url(ticket)).content.decode()
    assert client.post(_url(ticket, "selesai/")).status_code == 422


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


@pytest.mark.parametrize("end", ["reject", "merge"])
def test_a_reply_that_nobody_takes_any_more_is_printed_again(client: Client, end: str) -> None:
    ticket = open_report()
    if end == "reject":
        working.reject(system("uji"), ticket.pk, reason="Bukan urusan akun.")
    else:
        working.merge(system("uji"), ticket.pk, into=open_report().pk)
    response = client.post(_url(ticket, "balas/"), {"body": "Masih gagal <juga>, mohon dibantu"})
    page = response.content.decode()
    assert response.status_code == 422
    assert "Balasan Anda belum terkirim: laporan ini tidak menerima balasan lagi." in page
    assert "Teks Anda yang belum terkirim" in page
    assert "Masih gagal &lt;juga&gt;, mohon dibantu</textarea>" in page
    assert Message.objects.filter(ticket=ticket).count() == 1


@pytest.mark.parametrize(
    "typed, stored",
    [
        ("  Cepat\x00 dan\u202e ramah\r\n ", "Cepat dan ramah"),
        (f"NIK saya {NIK} aman?", "NIK saya [NIK disembunyikan] aman?"),
        (
            "Nomor KK 9901015508900009 jangan dipakai",
            "Nomor KK [nomor KK disembunyikan] jangan dipakai",
        ),
    ],
)
def test_the_rating_sentence_is_kept_tidy_and_without_numbers_of_people(
    client: Client, solved: Ticket, typed: str, stored: str
) -> None:
    form = {"rating": "4", "comment": typed}
    assert client.post(_url(solved, "nilai/"), form).status_code == 303
    assert Ticket.objects.get(pk=solved.pk).rating_comment == stored


@pytest.mark.parametrize(
    "comment, sentence",
    [
        ("Bagus, password saya Rahasia#77 ya", "Sepertinya ada kata sandi"),
        ("x" * 501, "paling panjang 500 karakter"),
    ],
)
def test_a_rating_sentence_that_cannot_be_kept_comes_back(
    client: Client, solved: Ticket, comment: str, sentence: str
) -> None:
    response = client.post(_url(solved, "nilai/"), {"rating": "4", "comment": comment})
    page = response.content.decode()
    assert response.status_code == 422
    assert sentence in page
    assert f'value="{comment}"' in page
    assert 'value="4" checked' in page
    assert Ticket.objects.get(pk=solved.pk).rating is None


def test_a_reply_counts_line_breaks_once_and_holds_nothing_invisible(client: Client) -> None:
    ticket = open_report()
    lines = [f"{n:02}" + "x" * 97 for n in range(40)]
    body = "\r\n".join(lines)  # what a browser sends for 3,999 characters
    assert len(body) > 4000
    assert client.post(_url(ticket, "balas/"), {"body": body}).status_code == 303
    hidden = "Saya\x00 \u202etidak\u202c bisa\r\nmasuk."
    assert client.post(_url(ticket, "balas/"), {"body": hidden}).status_code == 303
    said = list(Message.objects.filter(ticket=ticket).order_by("pk").values_list("body", flat=True))
    assert said[1:] == ["\n".join(lines), "Saya tidak bisa\nmasuk."]


def test_a_merged_report_links_only_to_the_reporters_own(client: Client) -> None:
    mine, same, foreign = open_report(), open_report(), open_report(email="lain@example.com")
    for target, linked in ((same, True), (foreign, False)):
        ticket = open_report()
        working.merge(system("uji"), ticket.pk, into=target.pk, other_person=True)
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
