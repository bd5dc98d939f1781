"""Messages: answer, ask, note, and what the reporter says (design.md 6.4-6.6)."""

from __future__ import annotations

import re
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from helpdesk.accounts.viewer import Right, Viewer
from helpdesk.lib.pii import find_password, mask_personal_data
from helpdesk.taxonomy import State
from helpdesk.tickets.files import NewFile, attach, discard
from helpdesk.tickets.models import Message, Ticket
from helpdesk.tickets.models.message import Author, Channel
from helpdesk.tickets.services.base import Change, NotAllowed, Refused, change
from helpdesk.tickets.services.following import follow_up
from helpdesk.tickets.services.keys import stands
from helpdesk.tickets.services.words import COMMENT_TOO_LONG, REPLY_TOO_LONG, from_reporter

MAX_LENGTH = 20_000
COMMENT_MAX = 500
_NUMBERS_OF_PEOPLE = frozenset({"nik", "kk"})
_MARKDOWN_ESCAPE = re.compile(r"\\([!-/:-@\[-`{-~])")


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer of the desk. `then` is the state wanted after it: in_progress, waiting, held or
    solved. `hold_reason` and `hold_until`, the day to look again, belong to a held one.

    `body` is Markdown, complete with greeting and closing (knowledge_base.rendering).
    """

    body: str
    key: uuid.UUID
    then: State = State.IN_PROGRESS
    template_key: str = ""
    hold_reason: str = ""
    hold_until: date | None = None


_STEP_AFTER_REPLY = {
    State.IN_PROGRESS: None,
    State.WAITING_REQUESTER: "ask_requester",
    State.ON_HOLD: "hold",
    State.SOLVED: "solve",
}


def answer(viewer: Viewer, number: int, reply: Reply, *, seen_version: int | None = None) -> Ticket:
    """Send an answer to the reporter and set the state that follows, once for each key.

    A report nobody holds is claimed on the way. Raises Conflict against a colleague's change,
    NotAllowed when someone else holds it or the viewer may not hold, Refused for an empty or
    secret-bearing text, or for holding without a reason or a day to come.
    """
    body = _checked(reply.body)
    if reply.then not in _STEP_AFTER_REPLY:
        raise Refused("Status setelah jawaban tidak dikenal.")
    hold_reason = reply.hold_reason.strip()
    if reply.then is State.ON_HOLD:
        _check_hold(hold_reason, reply.hold_until)
    with change(viewer, number) as work:
        ticket = work.ticket
        # The key first: of two clicks at once the second meets the version of the first.
        if stands(ticket, reply.key, body, public=True, then=reply.then):
            return ticket
        work.expect(seen_version)
        _hold_it(work)
        message = _say(work, body, key=reply.key, public=True, template_key=reply.template_key)
        if ticket.first_answered_at is None:
            work.set(first_answered_at=work.now)
        step = _STEP_AFTER_REPLY[reply.then]
        if step:
            work.to(step)
        if reply.then is State.SOLVED:
            work.set(solved_at=work.now)
        elif reply.then is State.ON_HOLD:
            work.set(hold_reason=hold_reason[:200], hold_until=reply.hold_until)
        work.event("message.sent", message, data={"message": message.pk,
                                                  "template": reply.template_key,
                                                  "then": reply.then.value})  # fmt: skip
        if reply.then is State.SOLVED:
            work.event("ticket.solved")
        elif reply.then is State.WAITING_REQUESTER:
            work.event("ticket.asked")
        elif reply.then is State.ON_HOLD and reply.hold_until:
            work.event("ticket.held", reason=hold_reason[:500],
                       data={"until": reply.hold_until.isoformat()})  # fmt: skip
        return ticket


def _check_hold(reason: str, until: date | None) -> None:
    if not reason:
        raise Refused("Tuliskan alasan penahanan.")
    if until is None or until <= timezone.localdate():
        raise Refused("Tanggal periksa lagi harus sesudah hari ini.")


def note(viewer: Viewer, number: int, body: str, *, key: uuid.UUID) -> Ticket:
    """Write an internal note; the reporter never sees it."""
    body = _checked(body)
    with change(viewer, number) as work:
        if not viewer.may(Right.WORK):
            raise NotAllowed("Anda tidak berwenang menulis catatan.")
        if stands(work.ticket, key, body, public=False):
            return work.ticket
        message = _say(work, body, key=key, public=False)
        work.event("note.added", message, data={"message": message.pk})
        return work.ticket


def reporter_replies(
    viewer: Viewer,
    number: int,
    body: str,
    *,
    key: uuid.UUID,
    files: Sequence[NewFile] = (),
    channel: Channel = Channel.WEB,
) -> Ticket:
    """Add what the reporter says; a waiting report goes on, a solved one reopens.

    Returns the report that holds it: closed is final, so there it is a new one that follows
    (docs/decisions/0010). Raises NotAllowed for rejected and merged ones, Refused for an empty
    or too long text or a password, KeyTaken for another text under a used key.
    """
    body = from_reporter(body, limit=4000, too_long=REPLY_TOO_LONG, multiline=True)
    if not body and not files:
        raise Refused("Tuliskan pesan Anda atau lampirkan berkas.")
    stored: list[uuid.UUID] = []
    try:
        with change(viewer, number) as work:
            ticket = work.ticket
            if stands(ticket, key, body, public=True, files=files):
                return ticket
            if ticket.state == State.CLOSED:
                return follow_up(work, body, key=key, files=files, channel=channel, stored=stored)
            if ticket.state in (State.REJECTED, State.MERGED):
                raise NotAllowed(
                    "Balasan Anda belum terkirim: laporan ini tidak menerima balasan lagi."
                )
            message = _say(work, body, key=key, public=True, channel=channel)
            attach(ticket, message, files, stored)
            work.set(last_requester_at=work.now)
            if ticket.state in (State.WAITING_REQUESTER, State.ON_HOLD):
                work.to("resume")
            elif ticket.state == State.SOLVED:
                work.to("reopen")
                work.set(solved_at=None)
            work.event("message.received", message, data={"message": message.pk,
                                                          "files": len(files)})  # fmt: skip
            return ticket
    except BaseException:
        discard(stored)
        raise


def reporter_confirms(viewer: Viewer, number: int) -> Ticket:
    """“Sudah selesai”: a solved report closes, one in work is over too; twice changes nothing.

    Raises NotAllowed for a report that the sorter still has in hand, or that is over otherwise.
    """
    with change(viewer, number) as work:
        ticket = work.ticket
        if ticket.state == State.CLOSED:
            return ticket
        if ticket.state != State.SOLVED:
            being_sorted = "Laporan ini baru masuk dan sedang dipilah. Coba lagi sebentar lagi."
            work.to("withdraw", being_sorted if ticket.state == State.NEW else "")
            work.set(solved_at=work.now)
            work.event("ticket.solved", reason="Pelapor menyatakan sudah selesai.")
        work.to("close")
        work.set(closed_at=work.now)
        work.event("ticket.closed", reason="Pelapor menyatakan sudah selesai.")
        return ticket


def may_confirm(ticket: Ticket, viewer: Viewer) -> bool:
    """True when `reporter_confirms` would end this report now."""
    open_now = ticket.get_available_user_state_transitions(viewer)  # type: ignore[attr-defined]
    return any(step.name in ("withdraw", "close") for step in open_now)


def reporter_rates(viewer: Viewer, number: int, *, rating: int, comment: str = "") -> Ticket:
    """Store the reporter's rating (1-5) with one optional sentence; may be changed later.

    The sentence is read in lists and exports, so a NIK in it is masked here already. Raises
    Refused for another number, a sentence over 500 characters or one with a password.
    """
    if not 1 <= rating <= 5:
        raise Refused("Pilih nilai 1 sampai 5.")
    comment = from_reporter(comment, limit=COMMENT_MAX, too_long=COMMENT_TOO_LONG)
    # A placeholder is longer than the number it stands for.
    comment = mask_personal_data(comment, _NUMBERS_OF_PEOPLE)[:COMMENT_MAX]
    with change(viewer, number) as work:
        if work.ticket.state not in (State.SOLVED, State.CLOSED):
            raise NotAllowed("Penilaian dibuka setelah laporan selesai.")
        work.set(rating=rating, rating_comment=comment)
        work.event("ticket.rated", data={"rating": rating})
        return work.ticket


def _checked(body: str) -> str:
    body = body.strip()
    if not body:
        raise Refused("Jawaban masih kosong.")
    if len(body) > MAX_LENGTH:
        raise Refused("Jawaban terlalu panjang (paling banyak 20.000 karakter).")
    # The renderer escapes what a reporter typed; a backslash is no sign of a password.
    if find_password(_MARKDOWN_ESCAPE.sub(r"\1", body)):
        raise Refused(
            "Sepertinya ada kata sandi di dalam teks. Hapus kata sandi itu: kata sandi tidak "
            "pernah dikirim lewat laporan."
        )
    return body


def _hold_it(work: Change) -> None:
    """Make sure the viewer holds the report, claiming it when nobody does."""
    ticket, viewer = work.ticket, work.viewer
    if ticket.state in (State.QUEUED, State.NEEDS_SORTING) and ticket.assignee_id is None:
        work.to("claim")
        work.set(assignee_id=viewer.user_id, claimed_at=work.now)
        work.event("ticket.claimed")
    elif ticket.state in (State.WAITING_REQUESTER, State.ON_HOLD):
        if ticket.assignee_id is None:
            work.set(assignee_id=viewer.user_id, claimed_at=work.now)
        work.to("resume", "Laporan ini sedang dipegang rekan lain.")
    elif ticket.assignee_id != viewer.user_id and not viewer.may(Right.SUPERVISE):
        name = ticket.assignee.name if ticket.assignee else "rekan lain"
        raise NotAllowed(f"Laporan ini sedang dipegang {name}.")
    elif ticket.state != State.IN_PROGRESS:
        raise NotAllowed(f"Laporan berstatus “{State(ticket.state).label}” tidak dapat dijawab.")


def _say(
    work: Change,
    body: str,
    *,
    key: uuid.UUID,
    public: bool,
    template_key: str = "",
    channel: Channel | None = None,
) -> Message:
    viewer = work.viewer
    author = Author.STAFF
    if viewer.is_reporter:
        author = Author.REPORTER
    elif viewer.is_volunteer:
        author = Author.VOLUNTEER
    elif viewer.is_system:
        author = Author.SYSTEM
    message = Message(
        ticket=work.ticket,
        created_at=work.now,
        author=author,
        author_user_id=viewer.user_id,
        author_name=work.ticket.requester_name if viewer.is_reporter else viewer.name[:100],
        public=public,
        channel=channel or Channel.WORKSPACE,
        body=body,
        template_key=template_key,
        idempotency_key=key,
    )
    message.save(force_insert=True)
    return message
