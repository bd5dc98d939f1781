"""What the mails say: from a report to a finished mail (domain.md 9, 11).

Everything is read through the reporter's own eyes (`viewer.reporter`), so that a mail can't
carry an internal note or another person's data.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils import timezone

from helpdesk.accounts.viewer import reporter
from helpdesk.lib.identifiers import format_report_number, mask_nik, mask_nisn
from helpdesk.lib.pii import find_password, find_personal_data, mask_personal_data
from helpdesk.sla.calendar import ZONES, greeting, in_zone_label
from helpdesk.sla.hours import desk
from helpdesk.taxonomy import Category, Salutation, UserType
from helpdesk.tickets import access, queries
from integrations.email import headers
from integrations.outbox import NeedsPerson
from knowledge_base import rendering

# The form is open to everybody and its title comes back in a mail: without this anybody could
# have us mail a link of theirs to a stranger.
_LINK = re.compile(r"(?:[a-z][a-z0-9+.-]*://|www\.|\b[\w-]+(?:\.[\w-]+)+/)\S*", re.IGNORECASE)
_MASKED = {"nik": mask_nik, "kk": mask_nik, "nisn": mask_nisn}
_AUTOMATIC = {"Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "All"}


def confirmation(number: int) -> EmailMultiAlternatives:
    """Return the mail that says: we have your report, and what happens next."""
    ticket = queries.get(reporter(number), number)
    before = ticket.follow_up_of_id
    context = {
        "due": _due(ticket),
        "code": access.code_of(number),
        "follows": format_report_number(before) if before else "",
        "admin_first": ticket.category == Category.PASSWORD
        and UserType(ticket.user_type).asks_admin_sekolah,
    }
    names = {"Message-ID": headers.confirmation_id(number)}
    return _mail(ticket, "confirmation", context, {**names, **_AUTOMATIC})


def access_again(number: int, event: int) -> EmailMultiAlternatives:
    """Return the mail that repeats link and code because the reporter asked for them."""
    ticket = queries.get(reporter(number), number)
    names = {"Message-ID": headers.access_id(number, event), **headers.thread(number)}
    context = {"code": access.code_of(number)}
    return _mail(ticket, "access", context, {**names, **_AUTOMATIC})


def ended(number: int, event: int, kind: str) -> EmailMultiAlternatives:
    """Return the mail that says that a report was merged or is out of scope (domain.md R16).

    The colleagues' reason stays with them. Raises NeedsPerson when it was taken back meanwhile.
    """
    ticket = queries.get(reporter(number), number)
    if f"ticket.{ticket.state}" != kind:
        raise NeedsPerson("Penolakan atau penggabungan sudah dibatalkan; surat tidak dikirim.")
    target = ticket.merged_into
    own = target is not None and target.email.lower() == ticket.email.lower()
    context = {
        "merged": target is not None,
        # Another person's number and link are not this reporter's business.
        "into": format_report_number(target.pk) if target is not None and own else "",
        "into_url": access.status_url(target.pk) if target is not None and own else "",
        "madrasah": ticket.rule == "R16",
    }
    names = {"Message-ID": headers.ended_id(number, event), **headers.thread(number)}
    return _mail(ticket, "ended", context, {**names, **_AUTOMATIC})


def answer(number: int, message_pk: int) -> EmailMultiAlternatives:
    """Return the mail that carries one public answer of the desk.

    Raises NeedsPerson when there is no such answer (any more) or it holds a password.
    """
    viewer = reporter(number)
    ticket = queries.get(viewer, number)
    answers = [m for m in queries.conversation(viewer, ticket) if m.author != "reporter"]
    message = next((m for m in answers if m.pk == message_pk), None)
    if message is None:
        raise NeedsPerson("Jawaban yang akan dikirim tidak ditemukan atau bukan untuk pelapor.")
    earlier = [m.pk for m in answers if m.pk < message_pk]
    body = _presentable(message)
    context = {
        "body_text": rendering.to_plain_text(body),
        "body_html": rendering.to_safe_html(body),
    }
    names = {
        "Message-ID": headers.answer_id(number, message_pk),
        **headers.thread(number, earlier),
    }
    return _mail(ticket, "answer", context, names)


def _presentable(message: Any) -> str:
    """The text of an answer, its NIKs and NISNs masked to the last four digits (domain.md 11)."""
    if find_password(message.body):
        raise NeedsPerson("Jawaban berisi kata sandi, jadi tidak dikirim.")
    parts, at = [], 0
    for found in find_personal_data(message.body):
        mask = _MASKED.get(found.kind)
        if mask is not None:
            digits = re.sub(r"\D", "", message.body[found.start : found.end])
            # Escaped: two bare stars would switch Markdown to bold.
            parts += [message.body[at : found.start], mask(digits).replace("*", "\\*")]
            at = found.end
    return "".join((*parts, message.body[at:]))


def _mail(
    ticket: Any, kind: str, context: dict[str, Any], names: dict[str, str]
) -> EmailMultiAlternatives:
    number = format_report_number(ticket.pk)
    title = _quoted(ticket.title)
    filled = {
        "greeting": greeting(timezone.now()),
        "person": rendering.salutation(
            _quoted(ticket.requester_name),
            Salutation(ticket.salutation),
            UserType(ticket.user_type),
        ),
        "number": number,
        "title": title,
        "status_url": access.status_url(ticket.pk),
        "hours": f"{desk().hours_text}, kecuali hari libur nasional",
        "check_url": f"{settings.BASE_URL}/lapor/cek/",
        "ministry": settings.MINISTRY_NAME,
        **context,
    }
    mail = EmailMultiAlternatives(
        subject=f"[{number}] {title}",
        body=render_to_string(f"email/{kind}.txt", filled).strip() + "\n",
        to=[ticket.email],
        reply_to=[headers.reply_address(ticket.pk)],
        headers=names,
    )
    mail.attach_alternative(render_to_string(f"email/{kind}.html", filled), "text/html")
    return mail


def _quoted(text: str) -> str:
    """What the reporter typed, fit for a mail: one line, no personal data, no links."""
    visible = (" " if unicodedata.category(char)[0] in "CZ" else char for char in text)
    masked = mask_personal_data(" ".join("".join(visible).split()))
    return _LINK.sub("[tautan disembunyikan]", masked)


def _due(ticket: Any) -> str:
    """`Senin, 23 November 2026 pukul 17.00 WIB (19.00 WIT)`; empty without a due date."""
    due = ticket.first_response_due
    if due is None:
        return ""
    return in_words(due, ticket.province.time_zone if ticket.province else "WIB")


def in_words(at: datetime, zone: str) -> str:
    """Return a moment in WIB, and in the reader's zone where that is another."""
    day, _, clock = in_zone_label(at, "WIB").rpartition(" ")[0].rpartition(" ")
    text = f"{day} pukul {clock} WIB"
    if zone == "WIB":
        return text
    there = at.astimezone(ZONES[zone])
    if there.date() == at.astimezone(ZONES["WIB"]).date():
        return f"{text} ({there:%H.%M} {zone})"
    return f"{text} ({in_zone_label(at, zone)})"
