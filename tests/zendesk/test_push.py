"""A report goes to Zendesk: once, in order, and nothing that must stay here."""

from __future__ import annotations

import uuid
from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from helpdesk.accounts.viewer import reporter, system
from helpdesk.taxonomy import State
from helpdesk.tickets import access
from helpdesk.tickets.models import Ticket
from helpdesk.tickets.services import mirror, retention, talking, working
from integrations import outbox
from integrations.models import DeliveryJob
from tests.cast import viewer
from tests.factories import NIK, NISN, claimed_report, open_report, sorted_report
from tests.zendesk.conftest import comments, doubles, parked, sent

pytestmark = pytest.mark.django_db


def _answer(who, number, text, then=State.IN_PROGRESS):
    talking.answer(who, number, talking.Reply(text, uuid.uuid4(), then))


def test_nothing_is_written_while_zendesk_is_off(settings, cast) -> None:
    settings.ZENDESK_URL = ""
    _answer(viewer(cast.kartika), claimed_report(viewer(cast.kartika)).pk, "Sudah kami atur ulang.")
    assert not DeliveryJob.objects.filter(channel="zendesk").exists()


def test_a_report_becomes_one_ticket_with_its_facts(zendesk, hurry, cast) -> None:
    ticket = sorted_report()
    hurry()
    (remote,) = zendesk.account.listed()
    assert remote["external_id"] == f"belajar-{ticket.pk}"
    assert remote["status"] == "open"
    assert remote["subject"] == ticket.title
    assert remote["tags"] == [
        "antrean-co-kapten-3201", "kategori-password", "provinsi-32", "status-queued",
    ]  # fmt: skip
    assert {f["id"]: f["value"] for f in remote["custom_fields"]} == {
        501: "kategori-password",
        502: "status-queued",
    }
    requester = zendesk.account.users[remote["requester_id"]]
    assert (requester["name"], requester["email"]) == (ticket.requester_name, ticket.email)
    ((public, text),) = comments(zendesk)
    assert public
    assert f"Laporan #{ticket.pk}" in text
    assert "mohon dibantu reset" in text
    assert not parked()


def test_the_whole_life_of_a_report_is_followed(zendesk, hurry, cast) -> None:
    kartika = viewer(cast.kartika)
    ticket = claimed_report(kartika)
    hurry()
    statuses = []
    for step in (
        lambda: _answer(kartika, ticket.pk, "Mohon kirim nama sekolah.", State.WAITING_REQUESTER),
        lambda: talking.reporter_replies(reporter(ticket.pk), ticket.pk, "SDN 1", key=uuid.uuid4()),
        lambda: working.hold(
            kartika, ticket.pk, reason="Menunggu Dapodik", until=timezone.localdate() + timedelta(3)
        ),
        lambda: _answer(kartika, ticket.pk, "Sudah selesai.", State.SOLVED),
        lambda: talking.reporter_replies(
            reporter(ticket.pk), ticket.pk, "Belum.", key=uuid.uuid4()
        ),
        lambda: _answer(kartika, ticket.pk, "Sekarang sudah.", State.SOLVED),
        lambda: working.close(system("uji"), ticket.pk),
    ):
        step()
        hurry()
        statuses.append(zendesk.account.ticket(1)["status"])
    assert statuses == ["pending", "open", "hold", "solved", "open", "solved", "closed"]
    assert [text for _, text in comments(zendesk)][1:] == [
        "Mohon kirim nama sekolah.", "SDN 1", "Sudah selesai.", "Belum.", "Sekarang sudah.",
    ]  # fmt: skip
    assert "status-closed" in zendesk.account.ticket(1)["tags"]
    assert not parked()
    assert not doubles(zendesk)


def test_a_reply_of_the_reporter_speaks_with_the_reporters_voice(zendesk, hurry, cast) -> None:
    ticket = claimed_report(viewer(cast.kartika))
    talking.reporter_replies(reporter(ticket.pk), ticket.pk, "Ada kabar?", key=uuid.uuid4())
    hurry()
    (_, event) = zendesk.account.comments(1)[-1]
    assert event["author_id"] == zendesk.account.ticket(1)["requester_id"]


def test_a_reply_to_a_held_report_takes_it_up_again_on_both_sides(zendesk, hurry, cast) -> None:
    kartika = viewer(cast.kartika)
    ticket = claimed_report(kartika)
    working.hold(
        kartika, ticket.pk, reason="Menunggu Dapodik", until=timezone.localdate() + timedelta(3)
    )
    hurry()
    talking.reporter_replies(reporter(ticket.pk), ticket.pk, "Ada kabar?", key=uuid.uuid4())
    hurry()
    assert zendesk.account.ticket(1)["status"] == "open"


def test_a_note_stays_private_over_there(zendesk, hurry, cast) -> None:
    kartika = viewer(cast.kartika)
    ticket = claimed_report(kartika)
    talking.note(kartika, ticket.pk, "Sekolah ini sudah sering bertanya.", key=uuid.uuid4())
    hurry()
    public, text = comments(zendesk)[-1]
    assert not public
    assert text == "Kartika Ayu (Petugas):\nSekolah ini sudah sering bertanya."
    for body in [*sent(zendesk, "POST", "tickets"), *sent(zendesk, "PUT", "tickets/1.json")]:
        comment = body["ticket"].get("comment")
        assert comment is None or isinstance(comment["public"], bool)


def test_no_nik_no_password_and_no_referral_code_leaves_the_house(zendesk, hurry, cast) -> None:
    kartika = viewer(cast.kartika)
    ticket = open_report(
        title=f"NIK {NIK} tidak cocok",
        name=f"Lestari {NIK}",
        school_name=f"SDN {NIK}",
        detail=f"NIK saya {NIK}, NISN anak {NISN}, password saya Rahasia#77, kode referral: DINAS-8812.",
        nisn=NISN,
        account="lestaricontoh12@guru.sd.belajar.id",
    )
    talking.note(kartika, ticket.pk, f"NIK benar: {NIK}", key=uuid.uuid4())
    hurry()
    assert len(comments(zendesk)) == 2
    for request in zendesk.seen:
        for secret in (NIK, NISN, "Rahasia#77", "DINAS-8812", "lestaricontoh12@guru"):
            assert secret.encode() not in request.body
            assert secret not in request.path


def test_changes_without_a_meaning_over_there_are_not_sent(zendesk, hurry, cast) -> None:
    ticket = sorted_report()
    hurry()
    before = len(zendesk.seen)
    outbox.put("zendesk", "update", dedupe_key="uji-tanpa-isi", ticket_number=ticket.pk)
    hurry()
    assert len(zendesk.seen) == before
    assert DeliveryJob.objects.get(dedupe_key="uji-tanpa-isi").status == "done"


def test_only_what_changed_is_sent_and_foreign_tags_stay(zendesk, hurry, cast) -> None:
    ticket = sorted_report()
    hurry()
    zendesk.account.change_tags(1, ["vip"], "PUT")
    zendesk.seen.clear()
    working.claim(viewer(cast.kartika), ticket.pk)
    hurry()
    (update,) = sent(zendesk, "PUT", "tickets/1.json")
    # open stays open: only our state's own field differs, and zenpy's id
    assert set(update["ticket"]) == {"id", "metadata", "custom_fields"}
    assert update["ticket"]["custom_fields"] == [{"id": 502, "value": "status-in_progress"}]
    tags = zendesk.account.ticket(1)["tags"]
    assert "vip" in tags
    assert "status-in_progress" in tags
    assert "status-queued" not in tags


def test_a_change_made_in_zendesk_is_not_overwritten_by_an_unrelated_push(
    zendesk, hurry, cast
) -> None:
    kartika = viewer(cast.kartika)
    ticket = claimed_report(kartika)
    hurry()
    zendesk.account.update(1, {"priority": "urgent"})
    _answer(kartika, ticket.pk, "Sudah kami terima.")
    hurry()
    _answer(kartika, ticket.pk, "Masih kami periksa.")
    hurry()
    assert zendesk.account.ticket(1)["priority"] == "urgent"


def test_solving_names_an_assignee_only_where_there_is_none(zendesk, hurry, cast) -> None:
    kartika = viewer(cast.kartika)
    first, second = claimed_report(kartika), claimed_report(kartika)
    hurry()
    zendesk.account.update(2, {"assignee_id": 77})
    for ticket in (first, second):
        _answer(kartika, ticket.pk, "Selesai.", State.SOLVED)
    hurry()
    assert zendesk.account.ticket(1)["assignee_id"] == zendesk.account.agent["id"]
    assert zendesk.account.ticket(2)["assignee_id"] == 77


def test_what_zendesk_does_not_take_is_not_tried_for_ever(
    zendesk, hurry, cast, monkeypatch
) -> None:
    kartika = viewer(cast.kartika)
    ticket = claimed_report(kartika)
    hurry()
    take = zendesk.account._assign
    monkeypatch.setattr(
        zendesk.account,
        "_assign",
        lambda t, data, name: (
            False if name == "status" and data.get(name) == "hold" else take(t, data, name)
        ),
    )
    working.hold(
        kartika, ticket.pk, reason="Menunggu Dapodik", until=timezone.localdate() + timedelta(3)
    )
    hurry()
    assert mirror.find(ticket.pk).synced["refused"] == {"status": "hold"}
    before = len(zendesk.seen)
    talking.note(kartika, ticket.pk, "Masih menunggu.", key=uuid.uuid4())
    hurry()
    assert len(zendesk.seen) == before + 1
    working.resume(kartika, ticket.pk)
    hurry()
    assert mirror.find(ticket.pk).synced["status"] == "open"
    assert not parked()


@pytest.mark.parametrize("undone", [True, False])
def test_a_rejected_report_is_solved_over_there_so_that_it_can_be_restored(
    zendesk, hurry, cast, undone
) -> None:
    kartika = viewer(cast.kartika)
    ticket = sorted_report()
    working.reject(kartika, ticket.pk, reason="Bukan wewenang kami.")
    hurry()
    assert zendesk.account.ticket(1)["status"] == "solved"
    assert "status-rejected" in zendesk.account.ticket(1)["tags"]
    if undone:
        working.restore(kartika, ticket.pk)
        hurry()
        assert zendesk.account.ticket(1)["status"] == "open"  # there is no way back to new
    assert not parked()


def test_a_ticket_closed_by_zendesk_itself_agrees_with_our_closing(zendesk, hurry, cast) -> None:
    kartika = viewer(cast.kartika)
    ticket = claimed_report(kartika)
    _answer(kartika, ticket.pk, "Selesai.", State.SOLVED)
    hurry()
    zendesk.account.update(1, {"status": "closed"})
    working.close(system("uji"), ticket.pk)
    hurry()
    assert not parked()
    assert mirror.find(ticket.pk).synced["status"] == "closed"


def test_news_for_a_closed_ticket_wait_for_a_person_with_a_reason(zendesk, hurry, cast) -> None:
    kartika = viewer(cast.kartika)
    ticket = claimed_report(kartika)
    _answer(kartika, ticket.pk, "Selesai.", State.SOLVED)
    hurry()
    zendesk.account.update(1, {"status": "closed"})
    talking.reporter_replies(reporter(ticket.pk), ticket.pk, "Masih gagal.", key=uuid.uuid4())
    hurry()
    (reason,) = parked()
    assert "Tiket Zendesk #1 sudah ditutup" in reason


def test_a_report_closed_before_its_first_push_ends_closed(zendesk, hurry, cast) -> None:
    kartika = viewer(cast.kartika)
    ticket = claimed_report(kartika)
    _answer(kartika, ticket.pk, "Selesai.", State.SOLVED)
    working.close(system("uji"), ticket.pk)
    hurry()
    assert zendesk.account.ticket(1)["status"] == "closed"
    assert len(comments(zendesk)) == 2
    assert not parked()


def test_a_report_older_than_the_connection_gets_its_mirror_with_the_next_change(
    zendesk, hurry, cast, settings
) -> None:
    kartika = viewer(cast.kartika)
    settings.ZENDESK_URL = ""
    ticket = claimed_report(kartika)
    _answer(kartika, ticket.pk, "Kami periksa.")
    settings.ZENDESK_URL = zendesk.url
    _answer(kartika, ticket.pk, "Sudah selesai.", State.SOLVED)
    hurry()
    assert [text for _, text in comments(zendesk)][1:] == ["Kami periksa.", "Sudah selesai."]


def test_own_audits_and_comments_are_kept_for_the_loop_guard(zendesk, hurry, cast) -> None:
    kartika = viewer(cast.kartika)
    ticket = claimed_report(kartika)
    _answer(kartika, ticket.pk, "Kami periksa.")
    hurry()
    known = mirror.find(ticket.pk)
    remote = zendesk.account.comments(1)
    assert set(known.comments.values()) == {event["id"] for _, event in remote}
    assert {audit["id"] for audit, _ in remote} <= set(known.audits)
    assert not known.unsure


def test_the_reporters_way_in_stays_here(zendesk, hurry, cast) -> None:
    kartika = viewer(cast.kartika)
    ticket = claimed_report(kartika)
    url, code = access.status_url(ticket.pk), access.code_of(ticket.pk)
    Ticket.objects.filter(pk=ticket.pk).update(title=f"Kode {code} ditolak {url}")
    _answer(kartika, ticket.pk, f"Balas lewat <{url}>.\nKode Anda {code}.")
    talking.note(kartika, ticket.pk, f"Pelapor: {url} dan {code.lower()}", key=uuid.uuid4())
    hurry()
    said = " ".join(
        [zendesk.account.ticket(1)["subject"], *(text for _, text in comments(zendesk))]
    )
    assert said.count("(tautan laporan)") == 3
    assert url.rstrip("/").rpartition("/")[2] not in said
    assert code.lower() not in said.lower()
    asked = b"".join(request.body for request in zendesk.seen).decode().lower()
    assert "/lapor/" not in asked
    assert code.lower() not in asked


@pytest.mark.parametrize("written", [NISN, f"{NISN[:3]} {NISN[3:6]} {NISN[6:]}"])
def test_the_pupils_number_is_hidden_without_a_word_before_it(zendesk, hurry, written) -> None:
    open_report(nisn=NISN, title=f"Data {written} salah", detail=f"Ini {written}. NPSN 99900001.")
    hurry()
    ((_, text),) = comments(zendesk)
    assert written not in text + zendesk.account.ticket(1)["subject"]
    assert "[NISN disembunyikan]. NPSN 99900001." in text


# --- Follow-ups and erased reports ----------------------------------------------------------------
def _closed(kartika):
    ticket = claimed_report(kartika)
    _answer(kartika, ticket.pk, "Sudah selesai.", State.SOLVED)
    working.close(system("uji"), ticket.pk)
    return ticket


def _goes_on(ticket):
    return talking.reporter_replies(
        reporter(ticket.pk), ticket.pk, "Masih belum bisa.", key=uuid.uuid4()
    )


def test_a_follow_up_report_is_a_follow_up_ticket(zendesk, hurry, cast) -> None:
    before = _closed(viewer(cast.kartika))
    hurry()
    assert zendesk.account.ticket(1)["status"] == "closed"
    after = _goes_on(before)
    hurry()
    (creation,) = [
        body["ticket"] for body in sent(zendesk, "POST", "tickets.json")
        if body["ticket"]["external_id"] == f"belajar-{after.pk}"
    ]  # fmt: skip
    assert creation["via_followup_source_id"] == 1
    assert zendesk.account.ticket(2)["follows"] == 1
    assert f"Lanjutan dari: laporan #{before.pk}" in comments(zendesk, 2)[0][1]
    assert not parked()


def test_where_the_parents_mirror_is_not_closed_the_comment_alone_names_it(
    zendesk, hurry, cast
) -> None:
    before = _closed(viewer(cast.kartika))
    hurry()
    zendesk.account.ticket(1)["status"] = "solved"
    _goes_on(before)
    hurry()
    assert zendesk.account.ticket(2)["follows"] is None
    assert f"Lanjutan dari: laporan #{before.pk}" in comments(zendesk, 2)[0][1]
    assert not parked()


def test_a_parent_deleted_or_never_mirrored_holds_up_no_follow_up(zendesk, hurry, cast) -> None:
    deleted = _closed(viewer(cast.kartika))
    hurry()
    zendesk.account.delete(1)
    _goes_on(deleted)
    unknown = _closed(viewer(cast.kartika))
    DeliveryJob.objects.filter(ticket_number=unknown.pk, channel="zendesk").delete()
    _goes_on(unknown)
    hurry()
    assert len(zendesk.account.listed()) == 2
    assert not parked()


def test_an_erased_report_is_neither_emptied_nor_made_over_there(zendesk, hurry, cast) -> None:
    kartika = viewer(cast.kartika)
    mirrored = _closed(kartika)
    hurry()
    subject, said = zendesk.account.ticket(1)["subject"], comments(zendesk)
    never = _closed(kartika)
    DeliveryJob.objects.all().delete()
    with time_machine.travel(timezone.now() + timedelta(days=4000), tick=False):
        retention.run()
        zendesk.seen.clear()
        for number in (mirrored.pk, never.pk):
            outbox.put(
                "zendesk", "update", ticket_number=number, dedupe_key=f"late:{number}",
                payload={"event": 1},
            )  # fmt: skip
        assert outbox.deliver_due(channels=["zendesk"]) == {"done": 2, "failed": 0}
    assert not zendesk.seen
    assert (zendesk.account.ticket(1)["subject"], comments(zendesk)) == (subject, said)
    assert len(zendesk.account.listed()) == 1
