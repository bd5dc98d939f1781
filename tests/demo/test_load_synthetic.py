"""The sample data: complete, deterministic, invented, and made by the real services."""

from __future__ import annotations

import random
import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from django.utils import timezone

from helpdesk.accounts.models import User, VolunteerPost
from helpdesk.accounts.viewer import system, viewer_of
from helpdesk.config.synthetic.load import Loaded, load
from helpdesk.config.synthetic.logins import DEMO_PASSWORD, LOGINS
from helpdesk.config.synthetic.people import account_of, make_person
from helpdesk.lib.account_address import parse_account
from helpdesk.lib.file_types import FileType, sniff
from helpdesk.lib.identifiers import clean_nik
from helpdesk.lib.pii import find_password, find_personal_data
from helpdesk.taxonomy import Category, Level, Role, State, UserType
from helpdesk.tickets import identity, queries
from helpdesk.tickets.files import path_of
from helpdesk.tickets.models import Attachment, Message, Ticket, TicketEvent
from integrations.models import DeliveryJob

pytestmark = pytest.mark.django_db
COUNT, SEED = 60, 11
NOW = datetime(2026, 11, 19, 7, 30, tzinfo=UTC)  # a Thursday, 14.30 WIB


@pytest.fixture
def loaded(settings: Any) -> Loaded:
    """Sixty reports of the month before NOW."""
    settings.DEMO = True
    return load(COUNT, SEED, now=NOW)


def test_sixty_reports_show_every_state_category_province_and_role(loaded: Loaded) -> None:
    assert Ticket.objects.count() == loaded.reports == COUNT
    assert set(Ticket.objects.values_list("state", flat=True)) == {s.value for s in State}
    true_or_corrected = set(Ticket.objects.values_list("category", flat=True))
    chosen = set(Ticket.objects.values_list("chosen_category", flat=True))
    assert true_or_corrected | chosen == {int(c) for c in Category}
    assert Ticket.objects.exclude(province=None).values("province").distinct().count() >= 36
    assert set(User.objects.values_list("role", flat=True)) == {r.value for r in Role}
    assert VolunteerPost.objects.filter(regency=None).count() == 34
    assert VolunteerPost.objects.exclude(regency=None).count() == 60


def test_no_story_breaks_a_rule_of_the_desk(loaded: Loaded) -> None:
    assert loaded.cut_short == 0


def test_the_same_seed_tells_the_same_month_and_another_seed_another() -> None:
    def told(seed: int) -> list[tuple[object, ...]]:
        with transaction.atomic():
            load(COUNT, seed, now=NOW)
            facts = [
                *Ticket.objects.order_by("pk").values_list(
                    "created_at", "title", "state", "category", "queue", "email", "school_name"
                ),
                *Message.objects.order_by("pk").values_list("created_at", "body"),
            ]
            transaction.set_rollback(True)
        number = re.compile(r"#?\d{7}|lapor/[^/]+/|\\#\d+")
        return [tuple(number.sub("", str(value)) for value in row) for row in facts]

    first = told(SEED)
    assert told(SEED) == first
    assert told(SEED + 1) != first


def test_nothing_lies_in_the_future_and_numbers_rise_with_time(loaded: Loaded) -> None:
    for model, name in (
        (Ticket, "updated_at"),
        (Message, "created_at"),
        (TicketEvent, "at"),
        (Attachment, "created_at"),
        (DeliveryJob, "created_at"),
    ):
        assert not model.objects.filter(**{f"{name}__gt": NOW}).exists(), model
    oldest = Ticket.objects.order_by("pk").first()
    assert oldest is not None
    assert NOW - timedelta(days=31) < oldest.created_at < NOW - timedelta(days=14)
    moments = list(Ticket.objects.order_by("pk").values_list("created_at", flat=True))
    assert moments == sorted(moments)
    events = list(TicketEvent.objects.order_by("pk").values_list("at", flat=True))
    assert events == sorted(events)


def test_no_identity_number_could_belong_to_a_person(loaded: Loaded) -> None:
    for ticket in Ticket.objects.all():
        numbers = identity.read(ticket)
        if ticket.user_type == UserType.STUDENT:
            assert not numbers.nik
            assert numbers.nisn.startswith("499")
        else:
            assert clean_nik(numbers.nik) == numbers.nik
            assert numbers.nik.startswith("99")
        assert not ticket.npsn or re.fullmatch(r"999\d{5}", ticket.npsn)


def test_all_addresses_are_under_the_reserved_domains(loaded: Loaded) -> None:
    pattern = re.compile(r"[a-z0-9.]+@example\.(com|id|org)")
    addresses = [*Ticket.objects.values_list("email", flat=True),
                 *Ticket.objects.values_list("private_email", flat=True),
                 *User.objects.values_list("email", flat=True)]  # fmt: skip
    assert all(pattern.fullmatch(address) for address in addresses)


def test_no_text_holds_a_password_and_no_report_personal_data(loaded: Loaded) -> None:
    for message in Message.objects.all():
        assert find_password(message.body) is None, message.body
        if message.author == "reporter":
            assert find_personal_data(message.body) == [], message.body


def test_answers_greet_the_reporter_by_name_and_close_as_the_handbook_says(loaded: Loaded) -> None:
    answers = Message.objects.filter(public=True, author__in=["staff", "volunteer"])
    assert answers.exclude(template_key="").exists()
    for message in answers.select_related("ticket"):
        assert message.body.startswith("Selamat ")
        assert message.ticket.requester_name.split()[0] in message.body
        assert "Terima kasih" in message.body
        assert "{{" not in message.body


def test_each_volunteer_of_the_demo_has_waiting_and_claimed_reports(loaded: Loaded) -> None:
    for username in ("kapten", "cokapten"):
        person = User.objects.get(username=username)
        mine = queries.visible_to(viewer_of(person))
        assert mine.filter(state=State.QUEUED, assignee=None).exists()
        assert mine.filter(state=State.IN_PROGRESS, assignee=person).exists()


def test_a_volunteers_waiting_report_is_not_beyond_its_time_limit(loaded: Loaded) -> None:
    assert Ticket.objects.filter(state=State.QUEUED, volunteer_due__isnull=False).exists()
    assert not queries.overdue_volunteer_tickets(NOW)


def test_the_petugas_finds_something_in_every_view(loaded: Loaded) -> None:
    supervisor = viewer_of(User.objects.get(username="supervisor"))
    counts = queries.view_counts(supervisor)
    assert all(counts[view] for view in ("antre", "triase", "tenggat", "menunggu", "ditahan"))
    assert queries.view_counts(viewer_of(User.objects.get(username="petugas")))["saya"]


def test_merged_reports_repeat_the_one_they_are_merged_into(loaded: Loaded) -> None:
    for ticket in Ticket.objects.filter(state=State.MERGED):
        assert ticket.merged_into is not None
        assert ticket.merged_into.email == ticket.email
        assert ticket.merged_into.created_at < ticket.created_at


def test_attachments_are_what_their_type_says(loaded: Loaded) -> None:
    assert Attachment.objects.exists()
    for row in Attachment.objects.all():
        kind = sniff(path_of(row.stored_name).read_bytes())
        assert isinstance(kind, FileType)
        assert kind.mime == row.content_type


def test_only_the_newest_mails_are_left_for_the_worker(loaded: Loaded) -> None:
    waiting = DeliveryJob.objects.filter(channel="email", status="waiting")
    assert {job.action for job in waiting} == {"confirmation", "answer"}
    assert waiting.count() <= 16
    done = DeliveryJob.objects.filter(channel="email", status="done")
    assert done.count() > waiting.count()
    assert not done.filter(done_at=None).exists()


def test_nobody_is_rung_for_a_month_that_is_over(
    bells: Any, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        load(COUNT, SEED, now=NOW)
    assert bells.rings == []


@pytest.mark.parametrize("login", LOGINS, ids=lambda login: login.username)
def test_every_printed_login_works_in_the_demo(loaded: Loaded, login: Any, client: Any) -> None:
    assert client.login(username=login.username, password=DEMO_PASSWORD)


def test_outside_the_demo_the_public_password_opens_nothing(settings: Any, client: Any) -> None:
    settings.DEMO = False
    load(COUNT, SEED, now=NOW)
    assert not client.login(username="admin", password=DEMO_PASSWORD)
    assert not User.objects.get(username="admin").has_usable_password()


def test_loading_over_reports_is_refused_unless_forced() -> None:
    call_command("load_synthetic", tickets=20, seed=1, verbosity=0)
    before = Ticket.objects.count()
    with pytest.raises(CommandError, match="--force"):
        call_command("load_synthetic", tickets=20, seed=1)
    assert Ticket.objects.count() == before
    call_command("load_synthetic", tickets=20, seed=2, force=True)
    assert Ticket.objects.count() == 2 * before


def test_less_than_one_report_is_refused() -> None:
    with pytest.raises(CommandError, match="at least 1"):
        call_command("load_synthetic", tickets=0)
    assert not queries.visible_to(system("uji")).exists()


@pytest.mark.parametrize("count", [1, 2, 7, 15, 39])
def test_any_number_of_reports_can_be_asked_for(count: int) -> None:
    assert load(count, count, now=NOW).cut_short == 0
    assert Ticket.objects.count() == count


@pytest.mark.parametrize("moment", ["2026-03-22T03:00", "2026-11-22T18:00", "2026-01-01T00:10"])
def test_it_loads_in_holidays_at_night_and_on_sundays(moment: str) -> None:
    now = datetime.fromisoformat(f"{moment}+00:00")
    assert load(COUNT, 5, now=now).cut_short == 0
    assert not TicketEvent.objects.filter(at__gt=now).exists()


def test_a_month_that_fails_half_way_leaves_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    from helpdesk.config.synthetic import story

    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("out of paper")

    monkeypatch.setattr(story.working, "merge", broken)
    with pytest.raises(RuntimeError):
        load(COUNT, SEED, now=NOW)
    assert not Ticket.objects.exists()
    assert not User.objects.exists()
    assert abs(timezone.now() - datetime.now(UTC)) < timedelta(seconds=5)


@pytest.mark.parametrize("user_type", [UserType.STUDENT, UserType.TEACHER, UserType.PRINCIPAL])
@pytest.mark.parametrize("level", list(Level))
def test_invented_accounts_follow_the_domain_table(user_type: UserType, level: Level) -> None:
    person = make_person(random.Random(4), "33")
    account = parse_account(account_of(person, user_type, level))
    assert account.known
    assert account.level is level


def test_dinas_and_ministry_accounts_follow_the_domain_table() -> None:
    person = make_person(random.Random(4), "33")
    assert account_of(person, UserType.DINAS, None).endswith("@dinas.belajar.id")
    assert account_of(person, UserType.MINISTRY_STAFF, None).endswith("@dikbud.belajar.id")
