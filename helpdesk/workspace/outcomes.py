"""What a volunteer needs at hand: checks, questions, and the texts of the outcomes (ui.md)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from helpdesk.accounts.viewer import Viewer
from helpdesk.taxonomy import State
from helpdesk.workspace import drafting
from knowledge_base import queries as knowledge

if TYPE_CHECKING:
    from helpdesk.tickets.models import Ticket

CHECKS = (
    "Nama pelapor sama dengan nama pemilik akun di Admin Console.",
    "Sekolah dan jenjang sama dengan alamat akun.",
    "Pelapor adalah guru atau peserta didik di wilayah saya, bukan Admin Sekolah.",
    "Laporan meminta akun sendiri, bukan akun orang lain.",
)
QUESTIONS = (
    "Apakah nama akun yang tertulis pada laporan sudah benar dan masih dipakai?",
    "Apa pesan yang muncul di layar saat mencoba masuk?",
    "Apakah email pribadi dan nomor HP di Dapodik masih aktif?",
)
# Used where the knowledge base has no closing template that suits this kind of reporter.
_RESET_DONE = """Data {{sebutan}} sudah cocok dan akun {{akun_tersamar}} sudah diatur ulang. \
Demi keamanan, kata sandi tidak ditulis di email ini.

1. Buka email pribadi yang terdaftar di Dapodik dan cari pesan berisi tautan pengaturan ulang. \
Periksa juga folder spam.
2. Buka tautan itu, lalu buat kata sandi baru: paling sedikit 8 karakter dengan huruf besar, \
huruf kecil, dan angka.
3. Masuk di mail.google.com dengan alamat akun dan kata sandi baru.

Bila pesan tidak datang atau tautan ditolak, mohon balas melalui \
halaman laporan."""
_ASK = """Supaya akun {{akun_tersamar}} dapat diatur ulang, mohon bantu menjawab:

%s

Mohon balas melalui halaman laporan dengan jawabannya. Mohon tidak mengirimkan kata sandi, \
kode, atau NIK."""


def reset_done(ticket: Ticket, viewer: Viewer) -> drafting.Draft:
    """Return the draft of “Sudah direset”."""
    for template in knowledge.templates_for(ticket.category, ticket.user_type):
        if template.state_after == State.SOLVED and template.suits(ticket.user_type):
            draft = drafting.from_template(template, ticket, viewer)
            if not draft.problems:
                return draft
    return drafting.from_body(_RESET_DONE, ticket, viewer, State.SOLVED)


def ask(ticket: Ticket, viewer: Viewer) -> drafting.Draft:
    """Return the draft of “Tanya pelapor” with the usual questions, to be shortened."""
    numbered = "\n".join(f"{i}. {text}" for i, text in enumerate(QUESTIONS, start=1))
    return drafting.from_body(_ASK % numbered, ticket, viewer, State.WAITING_REQUESTER)
