"""Answers as the desk writes them: a template of the category, completed by the renderer."""

from __future__ import annotations

import random
from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING
from zlib import crc32

from django.conf import settings

from helpdesk.accounts.viewer import Viewer
from helpdesk.config.synthetic.phrases import ANSWERS, VOLUNTEER_ANSWERS
from helpdesk.lib.account_address import mask_account
from helpdesk.lib.identifiers import format_report_number
from helpdesk.regions.reference import choices
from helpdesk.sla.calendar import MONTH_NAMES, ZONES, in_zone_label
from helpdesk.sla.hours import desk
from helpdesk.sla.policy import data_request_deadline, suspension_deadline
from helpdesk.taxonomy import Category, Salutation, State, UserType
from helpdesk.tickets.access import status_url
from knowledge_base import queries
from knowledge_base.rendering import (
    MissingVariable,
    compose_reply,
    matter_kind,
    person_context,
)

if TYPE_CHECKING:
    from helpdesk.tickets.models import Ticket
    from knowledge_base.models import AnswerTemplate


class Answers:
    """Writes answers; reads each category's templates once."""

    def __init__(self, rng: random.Random) -> None:
        self._rng = rng
        self._templates: dict[tuple[int, str], list[AnswerTemplate]] = {}

    def write(
        self, ticket: Ticket, viewer: Viewer, then: State, at: datetime, used: set[str]
    ) -> tuple[str, str]:
        """Return (text, template key or '') of an answer that leads to the state `then`.

        `used` are the keys this report has seen; they are not sent again. Volunteers and
        interim answers use phrases of their own, and so does a template with a gap.
        """
        context = context_of(ticket, viewer, at)
        if not viewer.is_volunteer and then is not State.IN_PROGRESS:
            for row in self._fitting(ticket, then, used):
                try:
                    return compose_reply(row.body, context), row.key
                except MissingVariable:
                    continue
        phrases = VOLUNTEER_ANSWERS if viewer.is_volunteer else ANSWERS
        step = State.WAITING_REQUESTER if then is State.ON_HOLD else then
        return compose_reply(self._rng.choice(phrases[step]), context), ""

    def _fitting(self, ticket: Ticket, then: State, used: set[str]) -> list[AnswerTemplate]:
        key = (ticket.category, ticket.user_type)
        if key not in self._templates:
            rows = queries.templates_for(*key)
            self._templates[key] = [row for row in rows if row.suits(ticket.user_type)]
        fitting = [
            row
            for row in self._templates[key]
            if row.state_after == then and row.key not in used
        ]  # fmt: skip
        return fitting[:1] if self._rng.random() < 0.6 else self._shuffled(fitting)

    def _shuffled(self, rows: list[AnswerTemplate]) -> list[AnswerTemplate]:
        return self._rng.sample(rows, len(rows))


def context_of(ticket: Ticket, viewer: Viewer, at: datetime) -> Mapping[str, str]:
    """Return the variables of knowledge_base.rendering for one report, viewer and moment."""
    regions = choices()
    wib = at.astimezone(ZONES["WIB"])
    province = regions.provinces.get(ticket.province_id or "")
    regency = regions.regencies.get(ticket.regency_id or 0)
    category = Category(ticket.category)
    return {
        **person_context(
            ticket.requester_name, Salutation(ticket.salutation), UserType(ticket.user_type), wib
        ),
        "nomor": format_report_number(ticket.pk),
        "judul": ticket.title,
        "kategori": category.short_label,
        "jenis": matter_kind(category),
        "nama_sekolah": ticket.school_name,
        "npsn": ticket.npsn,
        "akun_tersamar": mask_account(ticket.account) if ticket.account else "",
        "provinsi": province.name if province else "",
        "kabupaten": regency.name if regency else "",
        "jam_operasional": desk().hours_text,
        "laman": settings.HELP_SITE,
        "tautan_status": status_url(ticket.pk),
        "nama_petugas": viewer.name,
        "tim": _team(viewer),
        "batas_waktu": in_zone_label(ticket.resolution_due, "WIB") if ticket.resolution_due else "",
        "akun_baru": _new_account(ticket),
        "batas_penangguhan": in_zone_label(suspension_deadline(at), "WIB"),
        "batas_data_pribadi": in_zone_label(data_request_deadline(ticket.created_at), "WIB"),
        "tanggal": f"{wib.day} {MONTH_NAMES[wib.month - 1]} {wib.year}",
        "kementerian": settings.MINISTRY_NAME,
    }


def _new_account(ticket: Ticket) -> str:
    """An invented account, masked, as an officer would fill it in; never the reporter's own."""
    admin = ticket.category == Category.ADD_SCHOOL_ADMIN
    start, role = ("ad", "admin") if admin else ("ba", "guru")
    # From the address, not the number: the same seed tells the same month wherever it starts.
    digits = crc32(ticket.email.encode()) % 90 + 10
    return f"{start}***{digits}@{role}.{ticket.level or 'sd'}.belajar.id"


def _team(viewer: Viewer) -> str:
    return viewer.role.label if viewer.is_volunteer and viewer.role else "Petugas helpdesk"
