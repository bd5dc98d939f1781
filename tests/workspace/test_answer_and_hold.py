"""An answer that says “kami tahan” holds the report, in the same act."""

from __future__ import annotations

import re
import uuid
from datetime import date, timedelta

import pytest
from django.utils import timezone

from helpdesk.taxonomy import Category, State
from helpdesk.tickets.models import Message, Ticket, TicketEvent
from helpdesk.tickets.services import talking
from helpdesk.tickets.services.base import NotAllowed
from knowledge_base.content_files import CONTENT_ROOT, read_folder
from tests.cast import viewer
from tests.factories import claimed_report

pytestmark = pytest.mark.django_db
HOLDING = [c for c in read_folder(CONTENT_ROOT / "templates") if c.state_after is State.ON_HOLD]


@pytest.fixture
def report(cast) -> Ticket:
    return claimed_report(viewer(cast.kartika), category=Category.DAPODIK_DATA)


def url(ticket: Ticket, verb: str = "") -> str:
    return f"/meja/tiket/{ticket.pk}/" + (f"{verb}/" if verb else "")


def held(fields: dict[str, str], **changes: str) -> dict[str, str]:
    until = (timezone.localdate() + timedelta(days=3)).isoformat()
    hold = {"then": "on_hold", "hold_reason": "Menunggu sinkronisasi", "hold_until": until}
    return {**fields, **hold, **changes}


def test_there_are_templates_that_hold() -> None:
    assert len(HOLDING) == 7


@pytest.mark.parametrize("content", HOLDING, ids=lambda c: c.key)
def test_such_a_template_proposes_holding_with_reason_and_day(
    cast, as_user, report, content, time_machine
) -> None:
    time_machine.move_to("2026-11-26T03:00:00Z", tick=False)  # Thursday 10.00 WIB
    page = as_user(cast.kartika).get(f"{url(report)}?templat={content.key}")
    composer = page.context["composer"]
    assert composer.then_choices[0][0] == "on_hold"
    assert composer.hold_reason == content.title
    assert composer.hold_until == "2026-12-01"  # three working days on, over a weekend
    main = re.search(r'<button class="button" name="then" value="(\w+)"', page.content.decode())
    assert main
    assert main[1] == "on_hold"


def test_an_answer_and_its_hold_are_one_act(cast, as_user, report, composer) -> None:
    browser = as_user(cast.kartika)
    fields = held(composer(browser.get(url(report))))
    assert browser.post(url(report, "balas"), fields).status_code == 302
    now = Ticket.objects.get(pk=report.pk)
    assert (now.state, now.hold_reason) == (State.ON_HOLD, "Menunggu sinkronisasi")
    assert now.hold_until == date.fromisoformat(fields["hold_until"])
    assert now.paused_at is not None
    assert now.version == report.version + 1
    kinds = TicketEvent.objects.filter(ticket=report, data__version=now.version)
    assert sorted(kinds.values_list("kind", flat=True)) == ["message.sent", "ticket.held"]
    again = browser.post(url(report, "balas"), fields)
    assert again.status_code == 302
    assert Message.objects.filter(ticket=report, author="staff").count() == 1


def test_a_held_report_may_be_answered_and_held_anew(cast, report) -> None:
    kartika = viewer(cast.kartika)
    today = timezone.localdate()
    for days in (2, 9):
        reply = talking.Reply(
            f"Kabar ke-{days}.", uuid.uuid4(), State.ON_HOLD,
            hold_reason=f"Alasan {days}", hold_until=today + timedelta(days=days),
        )  # fmt: skip
        talking.answer(kartika, report.pk, reply)
    now = Ticket.objects.get(pk=report.pk)
    assert (now.hold_reason, now.hold_until) == ("Alasan 9", today + timedelta(days=9))


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"hold_reason": "  "}, "alasan penahanan"),
        ({"hold_until": ""}, "sesudah hari ini"),
        ({"hold_until": "2020-01-01"}, "sesudah hari ini"),
        ({"hold_until": "besok"}, "Tanggal periksa lagi belum benar"),
        ({"hold_reason": "x" * 201}, "200 huruf"),
    ],
)
def test_holding_without_reason_or_day_sends_nothing_and_keeps_all(
    cast, as_user, report, composer, changes, said
) -> None:
    browser = as_user(cast.kartika)
    fields = held({**composer(browser.get(url(report))), "body": "Teks saya."}, **changes)
    refused = browser.post(url(report, "balas"), fields)
    assert refused.status_code == 422
    kept = refused.context["composer"]
    assert said in " ".join(kept.problems)
    assert (kept.text, kept.then, kept.hold_reason) == (
        "Teks saya.", State.ON_HOLD, fields["hold_reason"],
    )  # fmt: skip
    assert not Message.objects.filter(ticket=report, author="staff").exists()


def test_a_volunteer_cannot_hold_by_an_answer(cast) -> None:
    yohana = viewer(cast.yohana)
    ticket = claimed_report(yohana)
    reply = talking.Reply(
        "Kami tahan.", uuid.uuid4(), State.ON_HOLD,
        hold_reason="Dapodik", hold_until=timezone.localdate() + timedelta(days=2),
    )  # fmt: skip
    with pytest.raises(NotAllowed):
        talking.answer(yohana, ticket.pk, reply)
    assert not Message.objects.filter(ticket=ticket, author="volunteer").exists()
