"""From a template to the reply in the composer (domain.md 11).

The renderer refuses to leave a variable open. The composer wants the text all the same, so that
the officer can fill the gap by hand: gaps stay as `{{name}}`, are named, and block the sending.
"""

from __future__ import annotations

import re
from collections.abc import Container, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils import timezone

from helpdesk.accounts.viewer import Right, Viewer
from helpdesk.lib.account_address import mask_account
from helpdesk.sla.calendar import MONTH_NAMES, ZONES, in_zone_label, regreeted
from helpdesk.sla.hours import desk
from helpdesk.sla.policy import (
    HOUR,
    HOURS_A_DAY,
    data_request_deadline,
    shifted,
    suspension_deadline,
)
from helpdesk.taxonomy import Category, Salutation, State, UserType
from helpdesk.tickets.access import status_url
from helpdesk.workspace.queue_names import queue_name
from knowledge_base import queries as knowledge
from knowledge_base.rendering import (
    VARIABLES,
    MissingVariable,
    RenderingError,
    compose_reply,
    matter_kind,
    person_context,
    to_safe_html,
    used_variables,
)
from triage import pipeline

if TYPE_CHECKING:
    from helpdesk.tickets.models import Ticket
    from knowledge_base.models import AnswerTemplate

# The link opens the reporter's own page, so it must not be in the hands of a volunteer, who may
# not see the papers there (design.md 5). Volunteers write and read these words instead.
LINK_WORDS = "(tautan laporan)"
HELPDESK = "Petugas helpdesk"
# First answers that only tell how to help oneself.
SELF_SERVICE = frozenset(
    {"password-self-service", "password-self-service-student", "password-school-admin-first",
     "password-dinas"}
)  # fmt: skip
_TEAM = re.compile(r"\{\{\s*tim\s*\}\}")
_FOLLOW_UPS = (State.IN_PROGRESS, State.WAITING_REQUESTER, State.ON_HOLD, State.SOLVED)
_LOOK_AGAIN_DAYS = 3  # working days


@dataclass(frozen=True, slots=True)
class Draft:
    """Text for the composer; `problems` are sentences that block the sending."""

    text: str
    template_key: str = ""
    template_title: str = ""
    then: State = State.IN_PROGRESS
    problems: tuple[str, ...] = ()


def context_of(
    ticket: Ticket, viewer: Viewer, *, nik: str = "", now: datetime | None = None
) -> dict[str, str]:
    """Return the values of a ticket for the variables of knowledge_base.rendering.

    `nik` is the masked number; its last four are passed on only for viewers who may reveal it.
    """
    now = now or timezone.now()
    local = now.astimezone(ZONES["WIB"])
    category = Category(ticket.category)
    return {
        **person_context(
            ticket.requester_name, _salutation(ticket), UserType(ticket.user_type), local
        ),
        "nomor": f"#{ticket.number}",
        "judul": ticket.title,
        "kategori": category.short_label,
        "jenis": matter_kind(category),
        "nama_sekolah": ticket.school_name,
        "npsn": ticket.npsn,
        "akun_tersamar": mask_account(ticket.account) if ticket.account else "",
        "nik_akhir": nik[-4:] if nik and viewer.may(Right.REVEAL_IDENTITY) else "",
        "provinsi": ticket.province.name if ticket.province else "",
        "kabupaten": ticket.regency.name if ticket.regency else "",
        "jam_operasional": desk().hours_text,
        "laman": settings.HELP_SITE,
        "tautan_status": LINK_WORDS if viewer.is_volunteer else status_url(ticket.number),
        "nama_petugas": viewer.name,
        "tim": _team(ticket) if viewer.is_volunteer else HELPDESK,
        # A time that has passed is no promise: it stays open and blocks, like a missing value.
        **{name: _words(due) if due > now else "" for name, due in deadlines(ticket, now).items()},
        "akun_baru": "",
        "tanggal": f"{local.day} {MONTH_NAMES[local.month - 1]} {local.year}",
        "kementerian": settings.MINISTRY_NAME,
    }


def _team(ticket: Ticket) -> str:
    """Return who handles the report: a region's volunteers, now or where it can be handed over
    to them, else the helpdesk."""
    kind = ticket.queue_kind
    if kind and kind.is_volunteer and ticket.queue:
        return ticket.queue.name
    route = pipeline.hand_over_route(ticket)
    return queue_name(route.queue) if route else HELPDESK


def _salutation(ticket: Ticket) -> Salutation:
    try:
        return Salutation(ticket.salutation)
    except ValueError:
        return Salutation.UNKNOWN


def deadlines(ticket: Ticket, now: datetime) -> dict[str, datetime]:
    """Return what each deadline variable would promise for this ticket, also when it has passed.

    `batas_penangguhan` counts from now: the template says that the data are complete now (R10).
    """
    kind = ticket.queue_kind
    with_volunteers = kind is not None and kind.is_volunteer and ticket.queue is not None
    due = ticket.resolution_due
    if with_volunteers and ticket.volunteer_due is not None:
        due = ticket.volunteer_due
    if due and ticket.paused_at and due > ticket.paused_at:
        due = shifted(due, ticket.paused_at, now)
    return {
        **({"batas_waktu": due} if due else {}),
        "batas_penangguhan": suspension_deadline(now),
        "batas_data_pribadi": data_request_deadline(ticket.created_at),
    }


def passed_deadlines(text: str, ticket: Ticket, now: datetime | None = None) -> dict[str, str]:
    """Return a sentence for each deadline that a text would promise although it has passed.

    Found by the variable left open, and by the very words of a draft that lay too long.
    """
    now = now or timezone.now()
    open_names = used_variables(text)
    return {
        name: f"{VARIABLES[name].label_id} sudah lewat ({_words(due)}): tulis waktu yang dapat "
        "ditepati atau hapus kalimatnya."
        for name, due in deadlines(ticket, now).items()
        if due <= now and (name in open_names or _words(due) in text)
    }


def _words(due: datetime) -> str:
    """`Rabu, 25 November 2026 pukul 15.00 WIB`."""
    day, clock, zone = in_zone_label(due, "WIB").rsplit(" ", 2)
    return f"{day} pukul {clock} {zone}"


def compose(body: str, context: Mapping[str, str]) -> tuple[str, tuple[str, ...]]:
    """Return the whole reply and what blocks it; variables without a value stay in braces."""
    gaps: dict[str, str] = {}
    problems: list[str] = []
    for _ in range(len(VARIABLES) + 1):
        marked = body
        for name, mark in gaps.items():
            marked = re.sub(r"\{\{\s*" + re.escape(name) + r"\s*\}\}", mark, marked)
        try:
            text = compose_reply(marked, context)
        except MissingVariable as fault:
            new = [name for name in fault.names if name in used_variables(body)]
            if not new or all(name in gaps for name in new):
                return body, (str(fault),)
        except RenderingError as fault:
            name = getattr(fault, "name", "")
            if not name or name in gaps:
                return body, (str(fault),)
            problems.append(str(fault))
            new = [name]
        else:
            for name, mark in gaps.items():
                text = text.replace(mark, f"{{{{{name}}}}}")
            return readable(text), tuple(dict.fromkeys([*problems, *unresolved(text)]))
        gaps.update({name: f"\ue000{len(gaps) + i}\ue001" for i, name in enumerate(new)})
    return body, ("Templat ini tidak dapat dipakai.",)


_ESCAPE = re.compile(r"\\(.)", re.DOTALL)
# Behind a letter of the same line these mean nothing to Markdown; all others stay escaped.
_HARMLESS = frozenset(".,:;@/()\"'?%=+#$-")


def readable(markdown: str) -> str:
    """Take away escapes that Markdown does not need, so that people can read what they edit.

    The text means the same afterwards: where taking an escape away would change the rendered
    HTML, it stays. Braces stay escaped always, for a value must never become a variable.
    """
    lines = []
    for line in _ESCAPE.sub(lambda m: "  \n" if m[1] == "\n" else m[0], markdown).split("\n"):
        first = next((i for i, char in enumerate(line) if char.isalpha()), len(line))
        rest = _ESCAPE.sub(lambda m: m[1] if m[1] in _HARMLESS else m[0], line[first:])
        lines.append(line[:first] + rest)
    text = "\n".join(lines)
    meant = to_safe_html(markdown)
    if to_safe_html(text) != meant:
        return markdown
    for char in "*_[]&":
        bare = _without_escape(text, char)
        if bare != text and to_safe_html(bare) == meant:
            text = bare
    return text


def _without_escape(text: str, char: str) -> str:
    return _ESCAPE.sub(lambda match: char if match[1] == char else match[0], text)


def unresolved(text: str, besides: Container[str] = ()) -> tuple[str, ...]:
    """Return one Indonesian sentence for each variable still open in a text, but for some."""
    problems = []
    names = used_variables(text)
    for name in names:
        if name in besides:
            continue
        known = VARIABLES.get(name)
        if known:
            problems.append(
                f"{known.label_id} belum terisi: ganti {{{{{name}}}}} dengan isi yang benar "
                "atau hapus."
            )
        else:
            problems.append(f"Variabel {{{{{name}}}}} tidak dikenal: ganti atau hapus.")
    if not names and ("{{" in text or "}}" in text):
        problems.append("Masih ada kurung kurawal ganda di dalam teks: ganti atau hapus.")
    return tuple(problems)


def blocks(text: str, ticket: Ticket) -> tuple[str, ...]:
    """Return what keeps this text from being sent: deadlines passed, variables still open."""
    passed = passed_deadlines(text, ticket)
    return (*passed.values(), *unresolved(text, besides=passed))


def from_template(template: AnswerTemplate, ticket: Ticket, viewer: Viewer, nik: str = "") -> Draft:
    """Return the draft that a chosen template makes for this ticket."""
    # In the text the team is the one that handles the report, in the signature the writer's own.
    body = _TEAM.sub(lambda _: _team(ticket), template.body)
    text, problems = compose(body, context_of(ticket, viewer, nik=nik))
    if problems:
        problems = _with_passed(text, ticket, problems)
    then = follow_up(template.state_after)
    if then is State.ON_HOLD and not viewer.may(Right.ROUTE):
        then = State.IN_PROGRESS  # a volunteer hands back instead of holding (design.md 5)
    return Draft(text, template.key, template.title, then, problems)


def _with_passed(text: str, ticket: Ticket, problems: tuple[str, ...]) -> tuple[str, ...]:
    """Say of a deadline that it has passed, not only that it is missing."""
    passed = passed_deadlines(text, ticket)
    others = (p for p in problems if not any(f"{{{{{name}}}}}" in p for name in passed))
    return (*passed.values(), *others)


def from_body(body: str, ticket: Ticket, viewer: Viewer, then: State) -> Draft:
    """Return the draft of a text of our own, in the full form of a reply."""
    text, problems = compose(body, context_of(ticket, viewer))
    return Draft(text, "", "", then, problems)


def greeted_now(text: str) -> str:
    """Return a text that greets by the clock of its sending (domain.md 11.1)."""
    return regreeted(text, timezone.now())


def first_draft(ticket: Ticket, viewer: Viewer, nik: str = "") -> Draft | None:
    """Return the draft of the fitting first answer, or None when one has been given already.

    Who has tried the ways of one's own already is not sent there again (domain.md 5).
    """
    if ticket.first_answered_at is not None:
        return None
    for template in knowledge.templates_for(ticket.category, ticket.user_type):
        if ticket.self_service_tried and template.key in SELF_SERVICE:
            continue
        fits = ticket.user_type in template.default_for
        if fits or (template.is_default and template.suits(ticket.user_type)):
            return from_template(template, ticket, viewer, nik)
    return None


def follow_up(state: str) -> State:
    """Return the state a template proposes, where an answer can lead there."""
    return State(state) if state in _FOLLOW_UPS else State.IN_PROGRESS


def look_again(now: datetime | None = None) -> date:
    """Return the day on which a held report is looked at again, unless the officer says so."""
    now = now or timezone.now()
    seconds = _LOOK_AGAIN_DAYS * HOURS_A_DAY * HOUR
    day = desk().calendar.add_working_seconds(now, seconds).astimezone(ZONES["WIB"]).date()
    return max(day, timezone.localdate(now) + timedelta(days=1))


def with_link(text: str, number: int, viewer: Viewer) -> str:
    """Put the reporter's link where a volunteer left the words for it."""
    return text.replace(LINK_WORDS, f"<{status_url(number)}>") if viewer.is_volunteer else text


def without_link(text: str, number: int) -> str:
    """Take the reporter's link out of a text before a volunteer reads it."""
    url = status_url(number)
    return text.replace(f"<{url}>", LINK_WORDS).replace(url, LINK_WORDS)
