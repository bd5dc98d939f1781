"""What a report looks like in Zendesk. No database here."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpdesk.lib.pii import mask_personal_data
from helpdesk.taxonomy import Category, Level, Priority, State, UserType
from helpdesk.tickets.snapshot import MessageSnapshot, TicketSnapshot
from integrations.zendesk import mapping
from integrations.zendesk.fake_account import FakeAccount

NIK = "9901015508900001"


def message(number: int = 1, **changes: Any) -> MessageSnapshot:
    fields = {
        "id": number, "author": "reporter", "author_name": "Lestari Contoh", "public": True,
        "channel": "form", "created_at": datetime(2026, 1, 5, tzinfo=UTC), "body": "Tolong.",
    }  # fmt: skip
    return MessageSnapshot(**{**fields, **changes})


def report(**changes: Any) -> TicketSnapshot:
    fields = {
        "number": 1870001, "title": "Tidak bisa masuk", "state": State.QUEUED,
        "category": Category.PASSWORD, "priority": Priority.NORMAL, "user_type": UserType.TEACHER,
        "requester_name": "Lestari Contoh", "email": "lestari@example.com",
        "account": "lestaricontoh12@guru.sd.belajar.id", "level": Level.SD,
        "school_name": "SD Negeri Contoh 1", "npsn": "99900001", "province": "32",
        "province_name": "Jawa Barat", "regency_name": "Kabupaten Bogor",
        "queue": "co-kapten-3201", "created_at": datetime(2026, 1, 5, tzinfo=UTC),
        "messages": (message(),),
    }  # fmt: skip
    return TicketSnapshot(**{**fields, **changes})


@pytest.mark.parametrize(
    ("state", "status"),
    [
        (State.NEW, "new"),
        (State.NEEDS_SORTING, "new"),
        (State.QUEUED, "open"),
        (State.IN_PROGRESS, "open"),
        (State.WAITING_REQUESTER, "pending"),
        (State.ON_HOLD, "hold"),
        (State.SOLVED, "solved"),
        (State.CLOSED, "closed"),
        (State.REJECTED, "solved"),
        (State.MERGED, "solved"),
    ],
)
def test_each_state_has_its_status(state: State, status: str) -> None:
    assert mapping.wanted(report(state=state), {}).status == status


def test_no_state_is_forgotten() -> None:
    for state in State:
        assert mapping.status_of(state) in ("new", "open", "pending", "hold", "solved", "closed")


@pytest.mark.parametrize(
    ("want", "have", "sent"),
    [
        ("new", None, "new"),
        ("new", "new", None),
        ("new", "solved", "open"),
        ("new", "open", None),
        ("open", "new", "open"),
        ("solved", "solved", None),
    ],
)
def test_there_is_no_way_back_to_new(want: str, have: str | None, sent: str | None) -> None:
    assert mapping.next_status(want, have) == sent


def test_tags_and_fields_carry_the_same_words() -> None:
    ids = {"category": 1, "province": 2, "state": 3, "queue": 4, "user_type": 5, "number": 6}
    want = mapping.wanted(report(), ids)
    assert want.fields == {
        1: "kategori-password",
        2: "provinsi-32",
        3: "status-queued",
        4: "antrean-co-kapten-3201",
        5: "teacher",
        6: "1870001",
    }
    assert set(want.tags) == {want.fields[i] for i in (1, 2, 3, 4)}


@pytest.mark.parametrize("priority", list(Priority))
def test_each_priority_has_its_word(priority: Priority) -> None:
    assert mapping.wanted(report(priority=priority), {}).priority in (
        "low", "normal", "high", "urgent",
    )  # fmt: skip


def test_the_first_comment_tells_the_facts_with_the_account_masked() -> None:
    (piece,) = mapping.pieces(report(messages=(message(files=2),)))
    assert piece.body == (
        "Laporan #1870001\nKategori: Kendala password\nTipe pengguna: Pendidik\n"
        "Akun: le***12@guru.sd.belajar.id\nJenjang: SD\n"
        "Sekolah: SD Negeri Contoh 1 (NPSN 99900001)\nWilayah: Kabupaten Bogor, Jawa Barat\n\n"
        "Tolong.\n\n[2 berkas lampiran, hanya dapat dibuka di meja kerja]"
    )
    assert (piece.key, piece.public, piece.by_reporter) == ("m1.1", True, True)


def test_what_came_from_zendesk_is_not_sent_back() -> None:
    both = (message(1), message(2, channel="zendesk"))
    assert [p.key for p in mapping.pieces(report(messages=both))] == ["m1.1"]


def test_the_header_of_no_category_looks_like_a_secret() -> None:
    for category in Category:
        for user_type in UserType:
            (piece,) = mapping.pieces(report(category=category, user_type=user_type, account=""))
            assert mask_personal_data(piece.body) == piece.body


def test_a_snapshot_cannot_hold_a_nik_wherever_it_is_written() -> None:
    dirty = report(
        title=f"NIK {NIK}", requester_name=NIK, account=NIK, school_name=f"SD {NIK}",
        regency_name=NIK, messages=(message(body=f"password saya Rahasia#77, {NIK}"),),
    )  # fmt: skip
    payload = str(mapping.creation(dirty, {}, mapping.pieces(dirty)[0], 1))
    assert NIK not in payload
    assert "Rahasia#77" not in payload
    assert NIK not in repr(replace(dirty, title=NIK))


@given(st.text(max_size=400))
def test_whatever_is_written_a_snapshot_holds_it_masked(text: str) -> None:
    assert message(body=text).body == mask_personal_data(text)


@given(st.text(max_size=3000), st.integers(100, 400))
def test_no_part_is_too_long_and_nothing_but_space_gets_lost(text: str, limit: int) -> None:
    parts = mapping.split(text, limit)
    assert all(len(part.encode()) <= limit for part in parts)
    assert "".join("".join(parts).split()) == "".join(text.split())


def test_a_long_answer_becomes_numbered_parts_of_one_visibility() -> None:
    long = message(2, body="é" * 40_000, public=False, author="staff")
    first, second = mapping.pieces(report(messages=(message(), long)))[1:]
    assert (first.key, second.key) == ("m2.1", "m2.2")
    assert first.body.startswith("(bagian 1 dari 2)\n")
    assert not first.public
    assert not second.public
    assert len(first.body.encode()) <= mapping.MAX_BYTES


def test_a_ticket_is_not_born_closed() -> None:
    closed = report(state=State.CLOSED)
    assert mapping.creation(closed, {}, None, None)["status"] == "solved"


def test_every_comment_says_whether_it_is_public() -> None:
    nothing = report(messages=())
    assert mapping.creation(nothing, {}, None, None)["comment"]["public"] is False
    (piece,) = mapping.pieces(report())
    assert mapping.creation(report(), {}, piece, None)["comment"]["public"] is True


def test_a_nameless_reporter_is_called_reporter_without_a_number() -> None:
    payload = mapping.creation(report(requester_name=""), {}, None, None)
    assert payload["requester"] == {"name": "Pelapor", "email": "lestari@example.com"}


def test_the_complaint_appears_under_the_requester() -> None:
    account = FakeAccount()
    (first,) = mapping.pieces(report())
    assert mapping.speaks_for_itself(first)
    ticket, _ = account.create(mapping.creation(report(), {}, first, None))
    ((_, said),) = account.comments(ticket["id"])
    assert said["author_id"] == ticket["submitter_id"] == ticket["requester_id"]
    assert account.users[said["author_id"]]["name"] == "Lestari Contoh"


@pytest.mark.parametrize("messages", [(), (message(author="staff"),)])
def test_what_the_reporter_did_not_write_does_not_appear_under_their_name(
    messages: tuple[MessageSnapshot, ...],
) -> None:
    account, other = FakeAccount(), report(messages=messages)
    first = next(iter(mapping.pieces(other)), None)
    assert not mapping.speaks_for_itself(first)
    payload = mapping.creation(other, {}, first, None)
    ticket, _ = account.create({**payload, "submitter_id": account.agent["id"]})
    ((_, said),) = account.comments(ticket["id"])
    assert said["author_id"] == account.agent["id"] != ticket["requester_id"]


def test_only_the_difference_is_sent() -> None:
    ids = {"category": 1, "state": 2}
    now = mapping.wanted(report(), ids)
    agreed = mapping.remote_values(
        subject=now.subject, status="new", priority="normal", tags=["vip", "status-new", *now.tags],
        fields={1: "kategori-password", 2: "status-new", 99: "x"}, field_ids=ids,
    )  # fmt: skip
    change = mapping.difference(now, agreed)
    assert change.values == {
        "status": "open",
        "custom_fields": [{"id": 2, "value": "status-queued"}],
    }
    assert (change.add_tags, change.remove_tags) == ((), ("status-new",))


def test_a_refused_value_is_tried_again_only_when_it_changes() -> None:
    sent = {"status": "hold", "custom_fields": [{"id": 1, "value": "kategori-password"}]}
    answered = mapping.remote_values(
        subject="", status="open", priority=None, tags=(), fields={}, field_ids={"category": 1}
    )
    agreed = mapping.agreed({}, sent, answered)
    assert agreed["refused"] == {"status": "hold", "field 1": "kategori-password"}
    held = mapping.wanted(report(state=State.ON_HOLD), {"category": 1})
    kept = {**answered, **agreed, "subject": held.subject, "priority": "normal"}
    assert mapping.difference(held, kept).values == {}
    waiting = replace(held, status="pending")
    assert mapping.difference(waiting, kept).values == {"status": "pending"}


@pytest.mark.parametrize(
    ("text", "fields"),
    [
        ("", {}),
        ("category=123, province = 456,", {"category": 123, "province": 456}),
    ],
)
def test_field_ids_are_read_from_the_configuration(text: str, fields: dict[str, int]) -> None:
    assert mapping.parse_fields(text) == fields


@pytest.mark.parametrize("text", ["kategori=1", "category=abc", "category", "=5", "category=²"])
def test_a_wrong_configuration_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        mapping.parse_fields(text)


@given(st.text(max_size=60))
def test_any_configuration_text_is_read_or_refused(text: str) -> None:
    try:
        ids = mapping.parse_fields(text)
    except ValueError:
        return
    assert set(ids) <= set(mapping.FIELD_NAMES)
