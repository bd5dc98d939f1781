"""`manage.py zendesk_push` by hand and from cron."""

from __future__ import annotations

from io import StringIO

import pytest
from django.core.management import call_command
from django.utils import timezone

from integrations.models import DeliveryJob
from tests.factories import open_report

pytestmark = pytest.mark.django_db


def _run(*options: str) -> tuple[int, str]:
    out = StringIO()
    try:
        call_command("zendesk_push", *options, stdout=out, stderr=out)
    except SystemExit as end:
        return int(end.code or 0), out.getvalue()
    return 0, out.getvalue()


def test_all_that_waits_is_sent(zendesk) -> None:
    for _ in range(3):
        open_report()
    code, text = _run("--once")
    assert code == 0
    assert "Terkirim 3" in text
    assert "Masih menunggu 0. Perlu orang 0." in text
    assert len(zendesk.account.tickets) == 3


def test_without_once_it_waits_for_the_next_try(zendesk) -> None:
    open_report()
    zendesk.fail("rate_limit", retry_after=1)
    code, text = _run("--timeout", "20")
    assert code == 0
    assert "Percobaan gagal 1" in text


def test_once_does_not_wait(zendesk) -> None:
    open_report()
    zendesk.fail("rate_limit", retry_after=60)
    code, text = _run("--once")
    assert code == 1
    assert "Masih menunggu 1" in text


def test_what_needs_a_person_is_named(zendesk) -> None:
    ticket = open_report()
    zendesk.fail("forbidden")
    code, text = _run()
    assert code == 1
    assert f"laporan #{ticket.pk}: Zendesk tidak mengizinkan" in text


def test_a_second_run_finds_nothing_to_do(zendesk) -> None:
    open_report()
    _run("--once")
    assert _run("--once") == (
        0,
        "Terkirim 0. Percobaan gagal 0. Masih menunggu 0. Perlu orang 0.\n",
    )


def test_without_an_address_nothing_happens_and_the_exit_code_says_so(settings) -> None:
    settings.ZENDESK_URL = ""
    open_report()
    code, text = _run("--once")
    assert code == 2
    assert "ZENDESK_URL kosong" in text
    assert not DeliveryJob.objects.filter(channel="zendesk").exists()


def test_what_needs_a_person_is_named_however_many_mails_do_too(zendesk) -> None:
    ticket = open_report()
    zendesk.fail("forbidden")
    DeliveryJob.objects.bulk_create(
        DeliveryJob(channel="email", action="answer", lane=str(i), dedupe_key=f"surat:{i}",
                    status="parked") for i in range(220)
    )  # fmt: skip
    _, text = _run("--once")
    assert "Perlu orang 1." in text
    assert f"laporan #{ticket.pk}: Zendesk tidak mengizinkan" in text


def test_what_another_worker_has_in_hand_has_not_arrived(zendesk) -> None:
    open_report()
    DeliveryJob.objects.filter(channel="zendesk").update(
        status="running", claimed_at=timezone.now()
    )
    code, text = _run("--once")
    assert code == 1
    assert "Masih menunggu 1" in text


def test_a_pause_is_waited_for_and_not_counted_job_by_job(zendesk) -> None:
    for _ in range(5):
        open_report()
    zendesk.fail("rate_limit", retry_after=1)
    code, text = _run("--timeout", "30")
    assert code == 0
    assert "Terkirim 5" in text
    assert "Percobaan gagal 1." in text
