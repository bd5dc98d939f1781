"""What the helpdesk passes on to volunteers, and what comes back and stays (domain.md R1, R5)."""

from __future__ import annotations

import pytest

from helpdesk.accounts.viewer import system
from helpdesk.taxonomy import Category, State, UserType
from helpdesk.tickets.models import Ticket, TicketEvent
from helpdesk.tickets.services import sorting, working
from tests.cast import viewer
from tests.factories import claimed_report, open_report, sorted_report
from triage.pipeline import route_for

pytestmark = pytest.mark.django_db


def url(ticket: Ticket, act: str = "") -> str:
    return f"/meja/tiket/{ticket.pk}/{act}"


def html(response) -> str:
    return response.content.decode()


def now(ticket: Ticket) -> Ticket:
    return Ticket.objects.get(pk=ticket.pk)


def label(browser, ticket: Ticket, category: Category):
    data = {"category": category.value, "version": now(ticket).version}
    return browser.post(url(ticket, "kategori/"), data, follow=True)


def doubted(**changes) -> Ticket:
    """A report the classifier was not sure of."""
    ticket = open_report(**{"category": Category.OTHER, **changes})
    route = sorting.Route("helpdesk", "T1", "Model belum yakin.")
    sorting.leave_to_person(system("uji"), ticket.pk, guess=None, route=route)
    return now(ticket)


def test_confirming_the_category_leaves_a_returned_report_with_the_helpdesk(cast, as_user) -> None:
    ticket = claimed_report(viewer(cast.yohana))
    working.hand_back(viewer(cast.yohana), ticket.pk, reason="Data tidak cocok")
    before = now(ticket)
    label(as_user(cast.sari), ticket, Category.PASSWORD)
    after = now(ticket)
    assert (after.queue_id, after.rule, after.reason) == ("helpdesk", "R5", before.reason)
    assert after.queued_at == before.queued_at


def test_a_real_correction_does_not_move_what_a_volunteer_returned(cast, as_user) -> None:
    ticket = claimed_report(viewer(cast.yohana))
    working.hand_back(viewer(cast.yohana), ticket.pk, reason="Ternyata Dapodik")
    label(as_user(cast.sari), ticket, Category.DAPODIK_DATA)
    assert (now(ticket).queue_id, now(ticket).rule) == ("helpdesk", "R5")
    assert now(ticket).category == Category.DAPODIK_DATA


def test_confirming_the_category_does_not_undo_a_move_by_hand(cast, as_user) -> None:
    ticket = sorted_report(category=Category.DAPODIK_DATA)
    working.transfer(viewer(cast.bima), ticket.pk, queue="helpdesk", reason="Bukan Dapodik")
    label(as_user(cast.sari), ticket, Category.DAPODIK_DATA)
    assert (now(ticket).queue_id, now(ticket).rule) == ("helpdesk", "manual")


def test_a_region_without_volunteers_still_follows_a_correction(cast, as_user) -> None:
    ticket = sorted_report(province="12", regency_code=None)
    assert (ticket.queue_id, ticket.rule) == ("helpdesk", "R5")
    label(as_user(cast.sari), ticket, Category.DAPODIK_DATA)
    assert (now(ticket).queue_id, now(ticket).rule) == ("dapodik", "K-DAPODIK")


def test_after_a_correction_in_work_one_click_passes_it_on(cast, as_user) -> None:
    ticket, browser = doubted(), as_user(cast.sari)
    browser.post(url(ticket, "ambil/"))
    page = label(browser, ticket, Category.PASSWORD)
    held = now(ticket)
    assert (held.state, held.assignee_id) == (State.IN_PROGRESS, cast.sari.pk)
    assert held.rule == "R1"
    assert "Kategori dipastikan petugas" in held.reason
    assert "Model belum yakin" not in held.reason
    assert "Teruskan ke Co-Kapten Kabupaten Bogor" in html(page)
    browser.post(url(ticket, "teruskan/"), {"version": held.version})
    passed = now(ticket)
    assert (passed.queue_id, passed.state, passed.rule) == ("co-kapten-3201", State.QUEUED, "R1")
    assert passed.assignee_id is None
    assert passed.reason == route_for(passed, Category.PASSWORD).reason


def test_released_after_the_correction_it_can_still_be_passed_on(cast, as_user) -> None:
    ticket, browser = doubted(), as_user(cast.sari)
    browser.post(url(ticket, "ambil/"))
    label(browser, ticket, Category.PASSWORD)
    browser.post(url(ticket, "lepas/"))
    assert browser.get(url(ticket)).context["hand_over"] == "Co-Kapten Kabupaten Bogor"


def test_confirming_in_work_what_the_model_doubted_is_a_word_on_the_category(cast, as_user) -> None:
    ticket, browser = doubted(category=Category.PASSWORD), as_user(cast.sari)
    browser.post(url(ticket, "ambil/"))
    label(browser, ticket, Category.PASSWORD)
    assert now(ticket).rule == "R1"
    assert TicketEvent.objects.filter(ticket=ticket, kind="ticket.category_confirmed").count() == 1
    label(browser, ticket, Category.PASSWORD)
    assert TicketEvent.objects.filter(ticket=ticket, kind="ticket.category_confirmed").count() == 1


@pytest.mark.parametrize("who", ["sari", "kartika"])
def test_moving_offers_the_volunteers_of_the_region(cast, as_user, who) -> None:
    ticket = claimed_report(viewer(cast.yohana))
    working.hand_back(viewer(cast.yohana), ticket.pk, reason="Salah pencet")
    browser = as_user(getattr(cast, who))
    offered = dict(browser.get(url(ticket, "pindah/")).context["form"].fields["queue"].choices)
    assert {"co-kapten-3201", "kapten-32"} <= set(offered)
    assert not {"co-kapten-5171", "kapten-51"} & set(offered)
    moved = {"queue": "kapten-32", "reason": "Kapten yang tahu"}
    browser.post(url(ticket, "pindah/"), moved)
    assert (now(ticket).queue_id, now(ticket).rule) == ("kapten-32", "manual")


@pytest.mark.parametrize(
    "changes",
    [
        {"category": Category.GOOGLE_EDUCATION},
        {"user_type": UserType.SCHOOL_OPERATOR, "account": "operator12@admin.sd.belajar.id"},
    ],
)
def test_volunteers_are_never_offered_what_is_not_theirs(cast, as_user, changes) -> None:
    ticket, browser = sorted_report(**changes), as_user(cast.kartika)
    offered = dict(browser.get(url(ticket, "pindah/")).context["form"].fields["queue"].choices)
    assert not any("kapten" in slug for slug in offered)
    assert browser.get(url(ticket)).context["hand_over"] == ""
    with pytest.raises(working.Refused):
        working.transfer(viewer(cast.kartika), ticket.pk, queue="co-kapten-3201", reason="coba")
    browser.post(url(ticket, "teruskan/"))
    assert now(ticket).queue_id == "helpdesk"


def test_passing_on_from_a_stale_page_is_refused(cast, as_user) -> None:
    ticket, browser = doubted(), as_user(cast.sari)
    browser.post(url(ticket, "ambil/"))
    label(browser, ticket, Category.PASSWORD)
    page = browser.post(url(ticket, "teruskan/"), {"version": 1}, follow=True)
    assert "baru saja diubah" in html(page)
    assert now(ticket).queue_id == "helpdesk"
