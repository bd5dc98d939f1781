"""Sending the form: hours, traps, limits, and one report for one form (domain.md 8, design.md 7)."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
import time_machine
from django.test import Client

from helpdesk.portal.clock import opening_stamp
from helpdesk.sla import hours
from helpdesk.sla.models import ClosedMode, DeskHours
from helpdesk.tickets.models import Ticket, TicketEvent
from tests.portal.forms import filled

pytestmark = pytest.mark.django_db

# 23 November 2026 is a Monday; WIB is seven hours ahead.
MONDAY_1000 = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)
MONDAY_1659 = datetime(2026, 11, 23, 9, 59, tzinfo=UTC)
MONDAY_1700 = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
MONDAY_1714 = datetime(2026, 11, 23, 10, 14, 59, tzinfo=UTC)
MONDAY_1715 = datetime(2026, 11, 23, 10, 15, tzinfo=UTC)
SUNDAY = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)
CHRISTMAS = datetime(2026, 12, 25, 3, 0, tzinfo=UTC)


@pytest.fixture
def real_hours(settings: Any) -> Iterator[None]:
    settings.DESK_ALWAYS_OPEN = False
    hours.forget()
    yield
    hours.forget()


@pytest.mark.parametrize("at", [SUNDAY, CHRISTMAS, MONDAY_1700])
def test_outside_the_hours_the_closed_page_replaces_the_form(
    client: Client, real_hours: None, at: datetime
) -> None:
    with time_machine.travel(at, tick=False):
        page = client.get("/lapor/?user_type=teacher").content.decode()
    assert '<form class="form report"' not in page
    assert "Senin–Jumat pukul 09.00–17.00 WIB" in page
    assert "tidak termasuk hari libur nasional" in page
    assert "ringkas.kemdikbud.go.id/permohonanakundinas" in page
    assert "/bantuan/" in page
    assert "09.00 WIB (10.00 WITA, 11.00 WIT)" in page


def test_within_the_hours_the_form_is_open(client: Client, real_hours: None) -> None:
    with time_machine.travel(MONDAY_1000, tick=False):
        assert b'class="form report"' in client.get("/lapor/?user_type=teacher").content
        assert client.post("/lapor/", filled()).status_code == 303


def test_the_start_page_says_when_it_opens_again(client: Client, real_hours: None) -> None:
    with time_machine.travel(SUNDAY, tick=False):
        page = client.get("/").content.decode()
    assert "Tutup, buka lagi Senin, 23 November 09.00 WIB (10.00 WITA, 11.00 WIT)" in page


def test_a_form_sent_when_closed_keeps_its_text_and_says_why(
    client: Client, real_hours: None
) -> None:
    with time_machine.travel(SUNDAY, tick=False):
        response = client.post("/lapor/", filled())
    page = response.content.decode()
    assert response.status_code == 422
    assert "Formulir sedang ditutup" in page
    assert "23 November 09.00 WIB" in page
    assert "SD Negeri Contoh 1" in page
    assert not Ticket.objects.exists()


def test_a_closed_desk_is_told_before_any_field_is_corrected(
    client: Client, real_hours: None
) -> None:
    with time_machine.travel(SUNDAY, tick=False):
        response = client.post("/lapor/", filled(title="x", nik="1", npsn="1"))
    page = response.content.decode()
    assert response.status_code == 422
    assert page.count("Formulir sedang ditutup") == 1
    assert "NIK harus 16 angka" not in page
    assert "SD Negeri Contoh 1" in page


@pytest.mark.parametrize("button", [{"refresh": "user_type"}, {"language": "en"}])
def test_a_form_redrawn_when_closed_is_the_closed_page_with_the_text_to_copy(
    client: Client, real_hours: None, button: dict[str, str]
) -> None:
    with time_machine.travel(SUNDAY, tick=False):
        response = client.post("/lapor/", filled(**button))
    page = response.content.decode()
    assert '<form class="form report"' not in page
    assert "mohon dibantu.</textarea>" in page
    assert "Lupa kata sandi akun\n" in page
    assert response["HX-Retarget"] == "#isi"  # htmx had asked for a part of the form only


def test_a_form_opened_before_closing_may_still_be_redrawn(
    client: Client, real_hours: None
) -> None:
    with time_machine.travel(MONDAY_1714, tick=False):
        form = filled(opened_at=opening_stamp(MONDAY_1659), refresh="user_type")
        assert b'class="form report"' in client.post("/lapor/", form).content


@pytest.mark.parametrize(
    "opened, sent, status",
    [
        (MONDAY_1659, MONDAY_1714, 303),
        (MONDAY_1659, MONDAY_1715, 422),
        (MONDAY_1700, MONDAY_1714, 422),
        (SUNDAY, MONDAY_1714, 422),
        (MONDAY_1000, SUNDAY, 422),
    ],
)
def test_a_form_opened_before_closing_may_be_sent_for_fifteen_minutes(
    client: Client, real_hours: None, opened: datetime, sent: datetime, status: int
) -> None:
    with time_machine.travel(sent, tick=False):
        response = client.post("/lapor/", filled(opened_at=opening_stamp(opened)))
    assert response.status_code == status


@pytest.mark.parametrize("stamp", ["1795000000", "1795000000:falsch", "x" * 5000])
def test_a_forged_opening_time_opens_nothing(client: Client, real_hours: None, stamp: str) -> None:
    with time_machine.travel(MONDAY_1714, tick=False):
        assert client.post("/lapor/", filled(opened_at=stamp)).status_code == 422


def test_the_other_closed_mode_takes_reports_at_night(client: Client, real_hours: None) -> None:
    DeskHours.objects.update(closed_mode=ClosedMode.ACCEPT_LATER)
    hours.forget()
    with time_machine.travel(SUNDAY, tick=False):
        page = client.get("/lapor/?user_type=teacher").content.decode()
        assert "dijawab pada jam layanan" in page
        assert client.post("/lapor/", filled()).status_code == 303


def test_the_demo_can_show_the_closed_page(client: Client, settings: Any) -> None:
    assert b'class="form report"' in client.get("/lapor/?tampilan=tutup&user_type=dinas").content
    settings.DEMO = True
    assert b"Formulir sedang tutup" in client.get("/lapor/?tampilan=tutup&user_type=dinas").content


def test_a_robot_that_fills_the_hidden_field_gets_no_report(client: Client) -> None:
    response = client.post("/lapor/", filled(website="https://example.com"))
    assert response.status_code == 422
    assert "SD Negeri Contoh 1" in response.content.decode()
    assert not Ticket.objects.exists()


def test_a_form_sent_by_a_foreign_page_is_refused(client: Client) -> None:
    response = client.post("/lapor/", filled(), headers={"Sec-Fetch-Site": "cross-site"})
    assert response.status_code == 422
    assert not Ticket.objects.exists()


def test_the_form_needs_no_cookie(settings: Any) -> None:
    client = Client(enforce_csrf_checks=True)
    response = client.post("/lapor/", filled(), headers={"Sec-Fetch-Site": "same-origin"})
    assert response.status_code == 303
    assert not response.cookies


def test_too_many_reports_of_one_address_wait_with_their_text(
    client: Client, settings: Any
) -> None:
    settings.FORM_LIMIT_PER_ADDRESS = 2
    for _ in range(2):
        assert client.post("/lapor/", filled()).status_code == 303
    response = client.post("/lapor/", filled())
    assert response.status_code == 429
    assert "SD Negeri Contoh 1" in response.content.decode()
    assert Ticket.objects.count() == 2
    assert client.post("/lapor/", filled(), REMOTE_ADDR="10.0.0.9").status_code == 303


def test_a_forwarded_address_counts_only_behind_a_trusted_proxy(
    client: Client, settings: Any
) -> None:
    settings.FORM_LIMIT_PER_ADDRESS = 1
    sent = [client.post("/lapor/", filled(), headers={"X-Forwarded-For": f"10.0.0.{n}"}).status_code
            for n in (1, 2)]  # fmt: skip
    assert sent == [303, 429]
    settings.TRUSTED_PROXIES = 1
    sent = [
        client.post(
            "/lapor/", filled(), headers={"X-Forwarded-For": f"6.6.6.{n}, 10.0.1.1"}
        ).status_code
        for n in (1, 2)
    ]
    assert sent == [303, 429]


def test_the_same_form_twice_makes_one_report(client: Client) -> None:
    form = filled(submission_key=str(uuid.uuid4()))
    first, second = client.post("/lapor/", form), client.post("/lapor/", form)
    assert first["Location"] == second["Location"]
    assert Ticket.objects.count() == TicketEvent.objects.count() == 1


@pytest.mark.parametrize(
    "change",
    [
        {"email": "paulus.contoh@example.com"},
        {"title": "Akun saya terkunci"},
        {"user_type": "student", "account": "lestaricontoh12@sd.belajar.id"},
        {"category": "5"},
        {"detail": "Ini laporan lain dari orang lain di komputer yang sama."},
        {"nik": "9901015508900002"},
        {"npsn": "99900002"},
        {"school_name": "SD Negeri Contoh 2"},
    ],
)
def test_another_text_under_a_used_key_comes_back_to_be_sent_as_a_new_report(
    client: Client, change: dict[str, str]
) -> None:
    key = str(uuid.uuid4())
    first = client.post("/lapor/", filled(submission_key=key))
    other = filled(submission_key=key, **change)
    response = client.post("/lapor/", other)
    page = response.content.decode()
    assert response.status_code == 409
    assert (
        "Isian ini berbeda dari laporan yang sudah terkirim; periksa lalu kirim lagi sebagai "
        "laporan baru."
    ) in page
    assert "Location" not in response
    assert first["Location"].split("?")[0] not in page
    assert str(Ticket.objects.get().pk) not in page
    assert all(str(response.context["form"][name].value()) == value
               for name, value in change.items())  # fmt: skip
    new_key = response.context["submission_key"]
    assert new_key != key
    assert f'value="{new_key}"' in page
    again = client.post("/lapor/", {**other, "submission_key": new_key})
    assert again.status_code == 303
    assert again["Location"] != first["Location"]
    assert Ticket.objects.count() == 2


def test_two_forms_make_two_reports(client: Client) -> None:
    client.post("/lapor/", filled(submission_key="keine-uuid"))
    client.post("/lapor/", filled(submission_key="keine-uuid"))
    assert Ticket.objects.count() == 2


@pytest.mark.parametrize("what", ["user_type", "province"])
def test_without_javascript_a_button_redraws_the_form_and_keeps_the_text(
    client: Client, what: str
) -> None:
    response = client.post("/lapor/", filled("B", refresh=what, detail="pendek", title="x"))
    page = response.content.decode()
    assert response.status_code == 200
    assert "Kabupaten Bogor" in page
    assert "pendek" in page
    assert "Laporan belum terkirim" not in page


def test_the_language_switch_of_the_form_keeps_every_typed_field(client: Client) -> None:
    typed = filled("B", title="x", detail="pendek", school_name="SD Lain", language="en")
    response = client.post("/lapor/", typed)
    page = response.content.decode()
    assert response.status_code == 200
    assert response.cookies["django_language"].value == "en"
    assert "Complaint form" in page
    for name in ("email", "title", "nik", "account", "position", "province", "regency", "category"):
        assert str(response.context["form"][name].value()) == typed[name]
    assert "pendek</textarea>" in page
    assert 'name="school_name" value="SD Lain"' in page
    back = client.post("/lapor/", {**typed, "language": "id"})
    assert '<html lang="id"' in back.content.decode()
    assert not Ticket.objects.exists()


def test_changing_the_user_type_keeps_what_only_the_other_type_asks(client: Client) -> None:
    page = client.post(
        "/lapor/", filled("A", refresh="user_type", user_type="ministry_staff")
    ).content.decode()
    assert 'type="hidden" name="school_name" value="SD Negeri Contoh 1"' in page


def test_a_valid_report_costs_few_queries(
    client: Client, django_assert_max_num_queries: Any
) -> None:
    client.post("/lapor/", filled())  # regions and hours are read once per process
    with django_assert_max_num_queries(7):  # savepoint, ticket, message, NIK, event, mail, release
        assert client.post("/lapor/", filled()).status_code == 303


def test_a_refused_report_costs_no_query(client: Client, django_assert_num_queries: Any) -> None:
    client.post("/lapor/", filled(title="x"))
    with django_assert_num_queries(0):
        client.post("/lapor/", filled(title="x"))
