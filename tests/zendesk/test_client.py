"""The client over real HTTP with the real zenpy: what comes out is ours, faults included."""

from __future__ import annotations

import threading
import time
from datetime import timedelta
from email.utils import format_datetime
from pathlib import Path

import pytest
from django.utils import timezone

from integrations.zendesk import client
from integrations.zendesk.faults import (
    AuthFault,
    ClosedFault,
    ConflictFault,
    GoneFault,
    KeyReusedFault,
    PermanentFault,
    TransientFault,
)

ROOT = Path(__file__).resolve().parents[2]
NEW = {"subject": "Uji", "comment": {"body": "Isi", "public": True}, "external_id": "uji-1"}


def test_zenpy_is_imported_in_one_place_only() -> None:
    places = [
        path.relative_to(ROOT).as_posix()
        for folder in ("helpdesk", "triage", "knowledge_base", "integrations", "benchmarks")
        for path in (ROOT / folder).rglob("*.py")
        if any(
            line.startswith(("import zenpy", "from zenpy"))
            for line in map(str.strip, path.read_text(encoding="utf-8").splitlines())
        )
    ]
    assert places == ["integrations/zendesk/client.py"]


def test_starting_the_site_does_not_load_zenpy() -> None:
    import subprocess
    import sys

    code = (
        "import sys, django; django.setup();"
        "import integrations.zendesk.push; sys.exit('zenpy' in sys.modules)"
    )
    env = {**__import__("os").environ, "DJANGO_SETTINGS_MODULE": "helpdesk.config.settings"}
    assert (
        subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=env, check=False).returncode == 0
    )


@pytest.mark.parametrize(
    ("kind", "fault"),
    [
        ("rate_limit", TransientFault),
        ("unavailable", TransientFault),
        ("error", TransientFault),
        ("html", TransientFault),
        ("conflict", ConflictFault),
        ("unauthorized", AuthFault),
        ("forbidden", AuthFault),
        ("drop", TransientFault),
        ("drop_after", TransientFault),
        ("slow_after", TransientFault),
        ("half_after", TransientFault),
        ("redirect", TransientFault),
        ("nowhere", TransientFault),
        ("ticket_limit", TransientFault),
    ],
)
def test_each_fault_has_one_name(zendesk, kind, fault) -> None:
    zendesk.fail(kind)
    with pytest.raises(fault) as caught:
        client.connect().create(NEW, idempotency_key="")
    assert caught.value.reason
    assert caught.value.untouched == (
        kind
        in (
            "rate_limit",
            "conflict",
            "unauthorized",
            "forbidden",
            "redirect",
            "nowhere",
            "ticket_limit",
        )
    )


@pytest.mark.parametrize("kind", ["drop_after", "slow_after", "unavailable", "error"])
def test_the_transport_repeats_no_writing(zendesk, kind) -> None:
    zendesk.fail(kind, methods=("PUT",))
    here = client.connect()
    here.create(NEW, idempotency_key="")
    with pytest.raises(TransientFault):
        here.update(1, {"comment": {"body": "Sekali", "public": True}})
    assert sum(s.method == "PUT" for s in zendesk.seen) == 1


def test_reading_survives_a_dropped_connection(zendesk) -> None:
    here = client.connect()
    here.create(NEW, idempotency_key="")
    zendesk.fail("drop", methods=("GET",))
    assert here.show(1).subject == "Uji"


@pytest.mark.parametrize("form", ["seconds", "date"])
def test_retry_after_is_read_and_not_slept(zendesk, form) -> None:
    moment = format_datetime(timezone.now() + timedelta(seconds=8))
    zendesk.fail("rate_limit", retry_after="7" if form == "seconds" else moment)
    begin = time.monotonic()
    with pytest.raises(TransientFault) as caught:
        client.connect().show(1)
    assert time.monotonic() - begin < 6  # not the seven seconds the answer asked for
    assert 0 < caught.value.retry_after <= 8
    assert caught.value.everywhere


def test_a_missing_ticket_is_gone_and_a_wrong_address_is_not(zendesk, settings) -> None:
    with pytest.raises(GoneFault):
        client.connect().show(9)
    settings.ZENDESK_URL = zendesk.url + "/"
    assert client.connect().by_external_id("uji-1") == []


def test_closed_is_final(zendesk) -> None:
    here = client.connect()
    here.create(NEW, idempotency_key="")
    here.update(1, {"status": "closed", "assignee_id": here.me().id})
    for act in (lambda: here.update(1, {"subject": "x"}), lambda: here.add_tags(1, ["x"])):
        with pytest.raises(ClosedFault):
            act()


def test_a_refusal_tells_why_without_personal_data(zendesk) -> None:
    here = client.connect()
    here.create(NEW, idempotency_key="")
    with pytest.raises(PermanentFault) as caught:
        here.update(1, {"priority": "9901015508900001"})
    assert "422" in caught.value.reason
    assert "9901015508900001" not in caught.value.reason


def test_the_same_key_makes_one_ticket_and_another_payload_is_noticed(zendesk) -> None:
    here = client.connect()
    first = here.create(NEW, idempotency_key="k")
    assert here.create(NEW, idempotency_key="k") == first
    with pytest.raises(KeyReusedFault):
        here.create({**NEW, "subject": "Lain"}, idempotency_key="k")
    assert len(zendesk.account.tickets) == 1


def test_an_anonymous_welcome_is_no_welcome(zendesk) -> None:
    stranger = client.Client(zendesk.url, "orang@example.com", "salah")
    with pytest.raises(AuthFault) as caught:
        stranger.me()
    assert caught.value.credentials


def test_each_thread_has_its_own_client(zendesk) -> None:
    found = [client.connect(), client.connect()]
    other = threading.Thread(target=lambda: found.append(client.connect()))
    other.start()
    other.join()
    assert found[0] is found[1]
    assert found[2] is not found[0]


def test_changed_credentials_make_a_new_client(zendesk, settings) -> None:
    before = client.connect()
    settings.ZENDESK_TOKEN = "token-lain"
    assert client.connect() is not before


@pytest.mark.parametrize(
    "url", ["http://contoh.zendesk.com", "ftp://127.0.0.1", "https://tanpatitik", "contoh"]
)
def test_an_odd_address_is_refused_with_a_reason(url) -> None:
    with pytest.raises(PermanentFault, match="ZENDESK_URL"):
        client.Client(url, "a@example.com", "t")


@pytest.mark.parametrize("answer", ["[]", '"teks"', "{}", '{"ticket": {}}', '{"ticket": null}'])
def test_an_answer_that_makes_no_sense_is_a_passing_fault(zendesk, monkeypatch, answer) -> None:
    from integrations.zendesk import fake

    monkeypatch.setitem(fake._REFUSALS, "error", (200, "application/json", answer))
    zendesk.fail("error")
    with pytest.raises(TransientFault):
        client.connect().update(1, {"subject": "x"})


def test_lists_longer_than_a_page_are_read_whole(zendesk) -> None:
    here = client.connect()
    here.create(NEW, idempotency_key="")
    for number in range(120):
        zendesk.account.update(1, {"comment": {"body": str(number), "public": False}})
    assert len(here.audits(1)) == 121


@pytest.mark.parametrize(
    ("value", "seconds"),
    [("Fri, 31 Dec 9999 23:59:59 GMT", 3600), ("999999999999", 3600), ("-5", 60), ("²", 60),
     ("Mon, 01 Jan 2001 00:00:00 GMT", 60), ("bald", 60), ("Mon, 01 Jan 2001 00:00:00 -0000", 60)],
)  # fmt: skip
def test_a_retry_after_that_makes_no_sense_stops_nobody_for_long(zendesk, value, seconds) -> None:
    zendesk.fail("rate_limit", retry_after=value)
    with pytest.raises(TransientFault) as caught:
        client.connect().show(1)
    assert caught.value.retry_after == seconds


@pytest.mark.parametrize(
    "answer", ['{"ticket": {"id": 1}}', '{"ticket": {"id": 1}, "audit": null}']
)
def test_a_write_that_changed_nothing_may_come_back_without_an_audit(
    zendesk, monkeypatch, answer
) -> None:
    from integrations.zendesk import fake

    monkeypatch.setitem(fake._REFUSALS, "error", (200, "application/json", answer))
    zendesk.fail("error")
    assert client.connect().update(1, {"subject": "x"}).audit.id == 0
