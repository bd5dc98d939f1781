"""Personal data go when their time is over, and not a day before (domain.md 15)."""

from __future__ import annotations

import os
import time
import uuid
from collections.abc import Callable
from datetime import date, timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.apps import apps
from django.core.management import CommandError, call_command
from django.utils import timezone

from helpdesk.accounts.viewer import reporter, system
from helpdesk.config.schedule import BEAT_SCHEDULE
from helpdesk.taxonomy import Category, Erased, State, UserType
from helpdesk.tickets import identity, tasks
from helpdesk.tickets.files import NewFile, path_of
from helpdesk.tickets.models import Attachment, Identity, Message, Ticket, TicketEvent
from helpdesk.tickets.services import contact, mirror, retention, talking, working
from helpdesk.tickets.services.base import NotAllowed
from helpdesk.tickets.services.reveal import reveal_identity
from integrations.models import DeliveryJob
from tests.cast import viewer
from tests.factories import NIK, NISN, claimed_report, sorted_report
from triage.models import HumanLabel

pytestmark = pytest.mark.django_db
PDF = NewFile("surat Yosefina.pdf", "application/pdf", b"%PDF-1.4\n%%EOF\n")
PERSONAL = (
    "Yosefina", "Wanimbo", "yosefina", "SMA Negeri Contoh", "99900007", NIK, NISN, "1234'",
    "halo@example", "nenek", "Kepala Dinas", "kepala_dinas", "lestari",
)  # fmt: skip
DAY = timedelta(days=1)


def pupils_report(holder: Any, **changes: Any) -> Ticket:
    """A report full of a person, held by somebody, talked about, revealed, labelled and mirrored."""
    ticket = claimed_report(
        holder,
        user_type=UserType.STUDENT,
        category=Category.CHROMEBOOK,
        title="Akun Yosefina hilang",
        detail="Saya Yosefina Wanimbo, tinggal dengan nenek, akun saya tidak bisa dibuka.",
        name="Yosefina Wanimbo",
        email="yosefina.halo@example.com",
        private_email="yosefina.dua@example.com",
        account="yosefinawanimbo@sma.belajar.id",
        school_name="SMA Negeri Contoh 7",
        npsn="99900007",
        position="kepala_dinas",
        nisn=NISN,
        files=[PDF],
        **changes,
    )
    number = ticket.pk
    reveal_identity(holder, number, reason="Mencocokkan Yosefina dengan Dapodik")
    talking.note(holder, number, "Yosefina menelepon, suaranya pelan.", key=uuid.uuid4())
    talking.reporter_replies(
        reporter(number), number, "Ini fotonya. Yosefina", key=uuid.uuid4(), files=[PDF]
    )
    working.hold(
        holder, number, reason="Menunggu sekolah Yosefina", until=timezone.localdate() + 3 * DAY
    )
    HumanLabel.objects.create(
        ticket_id=number,
        category=14,
        title="Akun Yosefina",
        text="kata nenek Yosefina",
        by_name="Sari",
    )
    mirror.begin(number)
    mirror.link(number, 7_000_000 + number, synced={"subject": ticket.title, "status": "open"})
    return Ticket.objects.get(pk=number)


def end(ticket: Ticket, state: State, kartika: Any) -> None:
    """Bring a held report to one of the final states."""
    number = ticket.pk
    working.resume(kartika, number)
    if state is State.REJECTED:
        working.reject(kartika, number, reason="Yosefina bercanda")
    elif state is State.MERGED:
        working.merge(kartika, number, into=sorted_report(name="Orang Lain").pk, other_person=True)
    else:
        reply = talking.Reply("Bu Yosefina, sudah kami perbaiki.", uuid.uuid4(), State.SOLVED)
        talking.answer(kartika, number, reply)
        talking.reporter_rates(reporter(number), number, rating=5, comment="Terima kasih, Yosefina")
        working.close(system("uji"), number, reason="14 hari tanpa balasan.")


@pytest.fixture
def committed(django_capture_on_commit_callbacks: Any) -> Callable[[], retention.Summary]:
    """Run the retention and what it does after commit."""

    def run() -> retention.Summary:
        with django_capture_on_commit_callbacks(execute=True):
            return retention.run()

    return run


def rows_about(ticket: Ticket) -> str:
    """Everything any table of ours holds on a report, as text to search in."""
    found: list[Any] = list(Ticket.objects.filter(pk=ticket.pk).values())
    for model in apps.get_models():
        for field in model._meta.get_fields():
            points_here = getattr(field, "concrete", False) and field.related_model is Ticket
            if points_here and field.name not in ("merged_into", "follow_up_of"):
                found += model.objects.filter(**{field.name: ticket.pk}).values()
            elif field.name == "ticket_number":
                found += model.objects.filter(ticket_number=ticket.pk).values()
    return repr(found)


def files_of(ticket: Ticket) -> list[Path]:
    return [path_of(n) for n in Attachment.objects.filter(ticket=ticket).values_list(
        "stored_name", flat=True)]  # fmt: skip


def age(days: float) -> time_machine.travel:
    return time_machine.travel(timezone.now() + timedelta(days=days), tick=False)


def test_the_search_finds_a_person_where_there_is_one(cast) -> None:
    """Or the test of emptiness below would prove nothing."""
    text = rows_about(pupils_report(viewer(cast.sari)))
    for word in ("Yosefina", "Wanimbo", "SMA Negeri Contoh", "99900007", "nenek", "halo@example",
                 "kepala_dinas", "1234'", "0001'"):  # fmt: skip
        assert word in text


@pytest.mark.parametrize("state", [State.CLOSED, State.REJECTED, State.MERGED])
def test_numbers_and_papers_go_on_their_day_and_not_before(cast, committed, state) -> None:
    ticket = pupils_report(viewer(cast.sari))
    end(ticket, state, viewer(cast.kartika))
    files = files_of(ticket)
    assert len(files) == 2
    with age(89.9):
        assert committed().reports == 0
        assert all(file.exists() for file in files)
        assert identity.masked(ticket).nisn
    with age(90.1):
        summary = committed()
        assert (summary.papers, summary.text, summary.files) == (1, 0, 2)
    assert not any(file.exists() for file in files)
    assert not Attachment.objects.filter(ticket=ticket).exists()
    assert not Identity.objects.filter(ticket=ticket).exists()
    fresh = Ticket.objects.get(pk=ticket.pk)
    assert (fresh.title, fresh.erased) == ("Akun Yosefina hilang", Erased.PAPERS)
    event = TicketEvent.objects.get(ticket=ticket, kind="data.erased")
    assert event.data == {"stage": "papers", "version": fresh.version}
    assert "90 hari" in event.reason


@pytest.mark.parametrize("state", [State.CLOSED, State.REJECTED, State.MERGED])
def test_after_two_years_no_table_knows_the_person_and_statistics_stay(
    cast, committed, state
) -> None:
    ticket = pupils_report(viewer(cast.sari))
    end(ticket, state, viewer(cast.kartika))
    before = Ticket.objects.get(pk=ticket.pk)
    counts = Message.objects.filter(ticket=ticket).count()
    with age(729.9):
        assert committed().text == 0
        assert "Yosefina" in rows_about(ticket)
    with age(730.1):
        assert committed().text == 1
    left = rows_about(ticket)
    for word in PERSONAL:
        assert word not in left
    after = Ticket.objects.get(pk=ticket.pk)
    for name in ("state", "category", "chosen_category", "user_type", "level", "province_id",
                 "regency_id", "queue_id", "rule", "created_at", "closed_at", "solved_at",
                 "first_answered_at", "rating", "assignee_id", "account_role"):  # fmt: skip
        assert getattr(after, name) == getattr(before, name)
    assert Message.objects.filter(ticket=ticket).count() == counts
    assert TicketEvent.objects.filter(ticket=ticket, kind="identity.revealed", reason="").exists()
    label = HumanLabel.objects.get(ticket=ticket)
    assert (label.category, label.text) == (14, "")
    link = mirror.find(ticket.pk)
    assert link is not None
    assert link.remote_id == 7_000_000 + ticket.pk  # what is needed to erase it over there
    assert not DeliveryJob.objects.filter(ticket_number=ticket.pk).exists()


def test_a_report_far_overdue_is_emptied_in_one_step(cast, committed) -> None:
    ticket = pupils_report(viewer(cast.sari))
    end(ticket, State.CLOSED, viewer(cast.kartika))
    files = files_of(ticket)
    with age(1825.1):
        summary = committed()
    assert (summary.papers, summary.text, summary.log) == (0, 0, 1)
    assert not any(file.exists() for file in files)
    assert [event.kind for event in TicketEvent.objects.filter(ticket=ticket)] == ["data.erased"]
    assert "Yosefina" not in rows_about(ticket)


def test_the_log_goes_after_five_years_but_for_the_proof_of_the_erasure(cast, committed) -> None:
    ticket = pupils_report(viewer(cast.sari))
    end(ticket, State.CLOSED, viewer(cast.kartika))
    for days, left in ((731, True), (1824.9, True), (1825.1, False)):
        with age(days):
            committed()
        assert TicketEvent.objects.filter(ticket=ticket, kind="ticket.closed").exists() is left
    event = TicketEvent.objects.get(ticket=ticket)
    assert (event.kind, event.data["stage"]) == ("data.erased", "log")


@pytest.mark.parametrize("days", [100, 800, 2000])
def test_twice_does_nothing(cast, committed, days) -> None:
    ticket = pupils_report(viewer(cast.sari))
    end(ticket, State.CLOSED, viewer(cast.kartika))
    with age(days):
        assert committed().reports == 1
        before = rows_about(ticket)
        assert committed() == retention.Summary()
    assert rows_about(ticket) == before


def test_a_report_that_is_not_over_is_left_alone_however_old(cast, committed) -> None:
    kartika = viewer(cast.kartika)
    held = pupils_report(viewer(cast.sari))
    restored, separated, reopened = (pupils_report(viewer(cast.sari)) for _ in range(3))
    end(restored, State.REJECTED, kartika)
    working.restore(kartika, restored.pk)
    end(separated, State.MERGED, kartika)
    working.unmerge(kartika, separated.pk)
    working.resume(kartika, reopened.pk)
    reply = talking.Reply("Sudah selesai, silakan dicoba.", uuid.uuid4(), State.SOLVED)
    talking.answer(kartika, reopened.pk, reply)
    working.reopen(kartika, reopened.pk, reason="belum selesai")
    with age(3000):
        assert committed().reports == 0
    for ticket in (held, restored, separated, reopened):
        assert Ticket.objects.get(pk=ticket.pk).title == "Akun Yosefina hilang"
        assert len([f for f in files_of(ticket) if f.exists()]) == 2


def test_papers_that_came_after_a_restoring_go_too(cast, committed) -> None:
    kartika = viewer(cast.kartika)
    ticket = pupils_report(viewer(cast.sari))
    end(ticket, State.REJECTED, kartika)
    with age(91):
        committed()
        working.restore(kartika, ticket.pk)
        talking.reporter_replies(
            reporter(ticket.pk), ticket.pk, "Foto lagi.", key=uuid.uuid4(), files=[PDF]
        )
        working.reject(kartika, ticket.pk, reason="tetap di luar layanan")
    (file,) = files_of(ticket)
    with age(170):
        assert committed().reports == 0
        assert file.exists()
    with age(182):
        assert committed().papers == 1
    assert not file.exists()


def test_a_report_that_held_nothing_is_passed_without_an_event(cast, committed) -> None:
    ticket = claimed_report(viewer(cast.kartika), nik="")
    working.reject(viewer(cast.kartika), ticket.pk, reason="di luar layanan")
    with age(100):
        assert committed().papers == 1
        assert committed().papers == 0
    assert not TicketEvent.objects.filter(ticket=ticket, kind="data.erased").exists()


def test_an_anonymised_report_takes_no_word_any_more(cast, committed) -> None:
    kartika = viewer(cast.kartika)
    closed, rejected = (pupils_report(viewer(cast.sari)) for _ in range(2))
    end(closed, State.CLOSED, kartika)
    end(rejected, State.REJECTED, kartika)
    with age(731):
        committed()
    for act in (
        lambda: talking.note(kartika, closed.pk, "Yosefina lagi", key=uuid.uuid4()),
        lambda: talking.reporter_rates(
            reporter(closed.pk), closed.pk, rating=1, comment="Yosefina"
        ),
        lambda: working.restore(kartika, rejected.pk),
    ):
        with pytest.raises(NotAllowed, match="sudah dihapus sesuai masa simpan"):
            act()
    assert contact.resend_access(closed.pk, "") is False


def test_the_page_of_an_anonymised_report_opens_and_says_so(cast, client, committed) -> None:
    first, second = (pupils_report(viewer(cast.sari)) for _ in range(2))
    end(first, State.REJECTED, viewer(cast.kartika))
    end(second, State.REJECTED, viewer(cast.kartika))
    client.force_login(cast.kartika)
    with age(731):
        committed()
    page = client.get(f"/meja/tiket/{first.pk}/").content.decode()
    assert "sudah dihapus sesuai masa simpan" in page
    assert "Data pribadi dihapus" in page
    assert "panel-catatan" not in page
    assert "Pulihkan" not in page
    assert f"/meja/tiket/{second.pk}/" not in page  # two reports without an address are strangers


def test_a_file_without_a_row_is_swept_after_a_day_and_others_stay(cast) -> None:
    ticket = pupils_report(viewer(cast.sari))
    kept = files_of(ticket)
    old, young = path_of(uuid.uuid4()), path_of(uuid.uuid4())
    for file in (old, young):
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(b"paper")
    yesterday = time.time() - 25 * 3600
    for file in (old, *kept):
        os.utime(file, (yesterday, yesterday))
    assert retention.sweep_orphans() == 1
    assert not old.exists()
    assert young.exists()
    assert all(file.exists() for file in kept)


def test_a_file_that_cannot_be_deleted_now_is_swept_later(cast, committed, monkeypatch) -> None:
    ticket = pupils_report(viewer(cast.sari))
    end(ticket, State.CLOSED, viewer(cast.kartika))
    files = files_of(ticket)

    def broken(names: Any) -> None:
        raise OSError("disk")

    with monkeypatch.context() as patch, age(91):
        patch.setattr(retention, "discard", broken)
        assert committed().files == 2
    assert all(file.exists() for file in files)
    yesterday = time.time() - 25 * 3600
    for file in files:
        os.utime(file, (yesterday, yesterday))
    assert retention.sweep_orphans() == 2
    assert not any(file.exists() for file in files)


def test_a_failing_neighbour_leaves_report_and_files_whole(cast, monkeypatch) -> None:
    ticket = pupils_report(viewer(cast.sari))
    end(ticket, State.CLOSED, viewer(cast.kartika))
    files = files_of(ticket)

    def broken(**_: Any) -> None:
        raise RuntimeError("neighbour")

    monkeypatch.setattr(retention.personal_data_erased, "send", broken)
    with age(731), pytest.raises(RuntimeError):
        retention.run()
    assert Ticket.objects.get(pk=ticket.pk).erased is None
    assert "Yosefina" in rows_about(ticket)
    assert all(file.exists() for file in files)


class TestCommand:
    @pytest.fixture
    def three(self, cast) -> list[Ticket]:
        tickets = [pupils_report(viewer(cast.sari)) for _ in range(3)]
        for ticket in tickets:
            end(ticket, State.CLOSED, viewer(cast.kartika))
        return tickets

    def say(self, *args: str) -> str:
        out = StringIO()
        call_command("purge_personal_data", *args, stdout=out)
        return out.getvalue()

    def test_a_dry_run_counts_and_changes_nothing(self, three) -> None:
        before = [rows_about(ticket) for ticket in three]
        with age(731):
            said = self.say("--dry-run")
        assert "papers: 0 due" in said
        assert "text: 3 due after 730 days" in said
        assert "3 reports would be erased" in said
        assert [rows_about(ticket) for ticket in three] == before

    def test_a_limit_is_kept_and_the_oldest_go_first(self, three) -> None:
        oldest = min(three, key=lambda t: Ticket.objects.get(pk=t.pk).closed_at)
        with age(731):
            assert "text of 1" in self.say("--limit", "1")
            assert Ticket.objects.filter(erased=Erased.TEXT).get().pk == oldest.pk
            assert "text of 2" in self.say()
            assert "papers of 0, text of 0, log of 0 reports; 0 files" in self.say()

    def test_a_senseless_limit_is_refused(self) -> None:
        with pytest.raises(CommandError):
            self.say("--limit", "0")


def test_the_nightly_task_does_it_and_is_in_the_schedule(cast) -> None:
    entry = BEAT_SCHEDULE["erase-personal-data"]
    assert entry["task"] == tasks.erase_personal_data.name
    assert max(entry["schedule"].hour) <= 4  # type: ignore[attr-defined]
    ticket = pupils_report(viewer(cast.sari))
    end(ticket, State.CLOSED, viewer(cast.kartika))
    with age(91):
        assert tasks.erase_personal_data() == 1
    assert Ticket.objects.get(pk=ticket.pk).erased == Erased.PAPERS


def test_a_batch_costs_a_fixed_number_of_queries(cast, django_assert_max_num_queries) -> None:
    def closed() -> None:
        ticket = claimed_report(viewer(cast.kartika), files=[PDF])
        working.reject(viewer(cast.kartika), ticket.pk, reason="di luar layanan")

    for count in (1, 6):
        for _ in range(count):
            closed()
        with age(731), django_assert_max_num_queries(33):
            assert retention.run().text == count


def test_the_day_of_a_run_is_not_a_day_of_the_calendar() -> None:
    """Every eighth folder a night: eight nights see all 256."""
    days = {date(2026, 1, 1).toordinal() + n for n in range(8)}
    assert {f for day in days for f in range(day % 8, 256, 8)} == set(range(256))
