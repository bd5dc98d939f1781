"""The state of a report in the reporter's words (ui.md: progress in five words)."""

from __future__ import annotations

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from helpdesk.portal.texts import Text
from helpdesk.sla.policy import volunteer_limit
from helpdesk.taxonomy import QueueKind, State

STEPS: tuple[Text, ...] = (
    _("Diterima"), _("Antre"), _("Diproses"), _("Selesai"), _("Ditutup"),
)  # fmt: skip

_WORDS: dict[State, tuple[Text, Text]] = {
    State.NEW: (
        _("Laporan Anda sudah kami terima"),
        _("Kami sedang menentukan siapa yang paling tepat menanganinya."),
    ),
    State.NEEDS_SORTING: (
        _("Laporan Anda sudah kami terima"),
        _("Petugas sedang membaca laporan Anda untuk menentukan penanganannya."),
    ),
    State.QUEUED: (
        _("Laporan Anda dalam antrean"),
        _("Petugas akan mengambil laporan Anda sesuai urutan."),
    ),
    State.IN_PROGRESS: (
        _("Laporan Anda sedang diproses"),
        _("Jawaban kami kirim ke email Anda dan muncul juga di halaman ini."),
    ),
    State.WAITING_REQUESTER: (
        _("Kami menunggu jawaban Anda"),
        _("Baca pesan terakhir di bawah, lalu balas. Waktu penanganan berhenti selama menunggu."),
    ),
    State.ON_HOLD: (
        _("Laporan Anda kami tahan sebentar"),
        _("Kami menunggu sinkronisasi data atau jawaban pihak lain, lalu melanjutkan."),
    ),
    State.SOLVED: (
        _("Laporan Anda sudah dijawab"),
        _("Bila kendala masih ada, balas di bawah: laporan ini akan dibuka lagi."),
    ),
    State.CLOSED: (
        _("Laporan ini sudah ditutup"),
        _("Terima kasih. Bila kendalanya masih ada atau muncul lagi, tulis balasan di bawah: "
          "balasan itu menjadi laporan baru yang tertaut ke laporan ini."),
    ),
    State.REJECTED: (
        _("Laporan ini tidak kami proses"),
        _("Isinya di luar layanan Akun Pembelajaran. Bila menurut Anda keliru, buat laporan baru "
          "dengan penjelasan yang lebih lengkap."),
    ),
    State.MERGED: (
        _("Laporan ini digabung"),
        _("Isinya sama dengan laporan lain, dan jawabannya kami kirim ke email Anda."),
    ),
}  # fmt: skip


def steps(state: State) -> list[tuple[Text, str]]:
    """The five words with their mark: `done`, `now`, or nothing yet."""
    at = state.facts.public_step
    marks = ("done" if n < at else "now" if n == at else "" for n in range(1, len(STEPS) + 1))
    return list(zip(STEPS, marks, strict=True))


def words_for(state: State, queue: QueueKind | None) -> tuple[Text, Text]:
    """Return headline and explanation; names the volunteer where one has the report."""
    if state is State.QUEUED and queue is not None and queue.is_volunteer:
        return (
            _WORDS[state][0],
            gettext(
                "Relawan Kapten belajar.id di wilayah Anda akan mengambil laporan ini. "
                "Bila belum ada jawaban dalam %(limit)s, helpdesk melanjutkannya."
            )
            % {"limit": volunteer_limit()},
        )
    return _WORDS[state]


def promises_a_day(queue: QueueKind | None) -> bool:
    """True where the desk answers by the due date of the report.

    Volunteers have two working days instead (domain.md 10, R5), which `words_for` tells; a date
    beside it would be a second promise.
    """
    return queue is None or not queue.is_volunteer
