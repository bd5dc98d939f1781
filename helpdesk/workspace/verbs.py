"""The verbs of a ticket as buttons: names, forms, services, and what undoes them.

Which buttons a person sees comes from the transitions open to them (design.md 4), so that page
and rule can't differ. A verb without a form is one click.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django import forms as django_forms
from django.utils import timezone

from helpdesk.accounts.models import User
from helpdesk.accounts.viewer import Right, Viewer
from helpdesk.taxonomy import QueueKind, Role, State
from helpdesk.tickets import policy, queries
from helpdesk.tickets.services import working
from helpdesk.workspace import forms
from triage import pipeline

if TYPE_CHECKING:
    from helpdesk.tickets.models import Ticket

Run = Callable[[Viewer, int, dict[str, Any]], object]
MakeForm = Callable[["Ticket", Viewer, Any], django_forms.Form]
Open = Callable[["Ticket", Viewer, set[str]], bool]


@dataclass(frozen=True, slots=True)
class Verb:
    """One act. `open` tells whether this viewer may; `undo` is the slug of the way back."""

    slug: str
    label: str
    icon: str
    run: Run
    done: str
    open: Open
    form: MakeForm | None = None
    explain: str = ""
    undo: str = ""
    grave: bool = False

    @property
    def asks(self) -> bool:
        """True where something has to be filled in first (templates can't test a callable)."""
        return self.form is not None


def _transition(name: str) -> Open:
    return lambda ticket, viewer, names: name in names


def _is_with_volunteers(ticket: Ticket) -> bool:
    return ticket.queue_kind in (QueueKind.KAPTEN, QueueKind.CO_KAPTEN)


def _hands_back(ticket: Ticket, viewer: Viewer, names: set[str]) -> bool:
    return viewer.is_volunteer and "transfer" in names and _is_with_volunteers(ticket)


def _moves(ticket: Ticket, viewer: Viewer, names: set[str]) -> bool:
    return not viewer.is_volunteer and "transfer" in names


def _reassigns(ticket: Ticket, viewer: Viewer, names: set[str]) -> bool:
    return viewer.may(Right.SUPERVISE) and ticket.state in (
        State.QUEUED,
        State.IN_PROGRESS,
        State.WAITING_REQUESTER,
        State.ON_HOLD,
    )


def _reason_form(ticket: Ticket, viewer: Viewer, data: Any) -> django_forms.Form:
    return forms.ReasonForm(data)


def _hold_form(ticket: Ticket, viewer: Viewer, data: Any) -> django_forms.Form:
    return forms.HoldForm(data, initial={"until": timezone.localdate() + timedelta(days=3)})


def _transfer_form(ticket: Ticket, viewer: Viewer, data: Any) -> django_forms.Form:
    queues = [
        (queue.slug, queue.name)
        for queue in queries.queues_for_transfer(pipeline.volunteer_queues(ticket))
        if queue.slug != ticket.queue_id
    ]
    return forms.TransferForm(data, queues=queues)


def _merge_form(ticket: Ticket, viewer: Viewer, data: Any) -> django_forms.Form:
    return forms.MergeForm(data)


def _reassign_form(ticket: Ticket, viewer: Viewer, data: Any) -> django_forms.Form:
    return forms.ReassignForm(data, people=_people_for(ticket))


def _people_for(ticket: Ticket) -> list[tuple[int, str]]:
    """Return (id, name) of the agents of the ticket's queue and the supervisors, by name."""
    people = User.objects.filter(is_active=True, role__in=[Role.AGENT, Role.SUPERVISOR])
    return sorted(
        (
            (person.pk, f"{person.name} ({Role(person.role).label})")
            for person in people
            if person.pk != ticket.assignee_id
            and (person.role == Role.SUPERVISOR or ticket.queue_id in person.queues)
        ),
        key=lambda pair: pair[1],
    )


_ALL = (
    Verb(
        "ambil", "Ambil", "hand",
        lambda v, n, d: working.claim(v, n),
        "Laporan ini sekarang Anda pegang.", _transition("claim"), undo="lepas",
    ),
    Verb(
        "lepas", "Lepas", "undo-2",
        lambda v, n, d: working.release(v, n),
        "Laporan dikembalikan ke antrean.", _transition("release"), undo="ambil",
    ),
    Verb(
        "lanjutkan", "Lanjutkan", "play",
        lambda v, n, d: working.resume(v, n),
        "Laporan dilanjutkan.", _transition("resume"),
    ),
    Verb(
        "tahan", "Tahan", "circle-pause",
        lambda v, n, d: working.hold(v, n, reason=d["reason"], until=d["until"], seen_version=d["version"]),
        "Laporan ditahan; jam layanan berhenti.", _transition("hold"), _hold_form,
        "Untuk laporan yang menunggu Dapodik atau pihak lain. Laporan muncul lagi pada "
        "tanggal yang dipilih.", undo="lanjutkan",
    ),
    Verb(
        "pindah", "Pindahkan", "arrow-right-left",
        lambda v, n, d: working.transfer(v, n, queue=d["queue"], reason=d["reason"], seen_version=d["version"]),
        "Laporan dipindahkan.", _moves, _transfer_form,
        "Laporan masuk antrean lain dan belum dipegang siapa pun di sana.",
    ),
    Verb(
        "kembalikan", "Kembalikan ke helpdesk", "corner-up-left",
        lambda v, n, d: working.hand_back(v, n, reason=d["reason"], seen_version=d["version"]),
        "Laporan dikembalikan ke helpdesk. Terima kasih.", _hands_back, _reason_form,
        "Helpdesk melanjutkan laporan ini. Pelapor tidak perlu melapor ulang.",
    ),
    Verb(
        "alihkan", "Alihkan", "user-round-cog",
        lambda v, n, d: working.reassign(v, n, user_id=d["person"], seen_version=d["version"]),
        "Laporan dialihkan.", _reassigns, _reassign_form,
        "Laporan langsung menjadi tugas orang yang dipilih.",
    ),
    Verb(
        "buka-lagi", "Buka lagi", "rotate-ccw",
        lambda v, n, d: working.reopen(v, n, reason=d["reason"], seen_version=d["version"]),
        "Laporan dibuka lagi.", _transition("reopen"), _reason_form,
        "Laporan yang sudah selesai dikerjakan lagi.",
    ),
    Verb(
        "gabung", "Gabungkan", "git-merge",
        lambda v, n, d: working.merge(
            v, n, into=d["into"], other_person=d["other_person"], seen_version=d["version"]
        ),
        "Laporan digabungkan.", _transition("merge"), _merge_form,
        "Untuk laporan ganda tentang hal yang sama dari pelapor yang sama.", undo="pisah",
    ),
    Verb(
        "pisah", "Pisahkan lagi", "git-branch",
        lambda v, n, d: working.unmerge(v, n),
        "Laporan berdiri sendiri lagi.", _transition("unmerge"),
    ),
    Verb(
        "tolak", "Tolak", "circle-x",
        lambda v, n, d: working.reject(v, n, reason=d["reason"], seen_version=d["version"]),
        "Laporan ditolak.", _transition("reject"), _reason_form,
        "Hanya untuk spam atau hal di luar layanan. Supervisor dapat memulihkannya.",
        undo="pulihkan", grave=True,
    ),
    Verb(
        "pulihkan", "Pulihkan", "archive-restore",
        lambda v, n, d: working.restore(v, n),
        "Laporan dipulihkan dan perlu dipilah lagi.", _transition("restore"),
    ),
)  # fmt: skip
VERBS: dict[str, Verb] = {verb.slug: verb for verb in _ALL}
# Said after acts that are no verbs of this table.
DONE = {
    "balas": "Jawaban dikirim ke email pelapor.",
    "catatan": "Catatan disimpan. Pelapor tidak melihatnya.",
    "kategori": "Kategori disimpan.",
    "teruskan": "Laporan diteruskan ke relawan wilayah.",
    **{verb.slug: verb.done for verb in _ALL},
}


def transitions_open(ticket: Ticket, viewer: Viewer) -> set[str]:
    """Return the names of the transitions this viewer may run now; none when anonymised."""
    if ticket.is_anonymised:
        return set()
    open_now = ticket.get_available_user_state_transitions(viewer)  # type: ignore[attr-defined]
    return {transition.name for transition in open_now}


def open_verbs(ticket: Ticket, viewer: Viewer) -> list[Verb]:
    """Return the buttons of a ticket for this viewer, in the order of the page."""
    names = transitions_open(ticket, viewer)
    return [verb for verb in _ALL if verb.open(ticket, viewer, names)]


def may_answer(ticket: Ticket, viewer: Viewer) -> bool:
    """True where `services.talking.answer` would take an answer: held, free to claim, or paused."""
    names = transitions_open(ticket, viewer)
    if ticket.state in (State.QUEUED, State.NEEDS_SORTING):
        return ticket.assignee_id is None and "claim" in names
    if ticket.state in (State.WAITING_REQUESTER, State.ON_HOLD):
        return "resume" in names or (ticket.assignee_id is None and viewer.may(Right.WORK))
    return ticket.state == State.IN_PROGRESS and policy.works(ticket, viewer)


def undo_of(done: str, ticket: Ticket, viewer: Viewer) -> Verb | None:
    """Return the way back from an act just done, where it is still open to this viewer."""
    verb = VERBS.get(done)
    back = VERBS.get(verb.undo) if verb else None
    if back and back.open(ticket, viewer, transitions_open(ticket, viewer)):
        return back
    return None
