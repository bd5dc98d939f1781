"""Enums known to every part of the house. No Django here, no I/O (design.md 2).

Categories are those of domain.md 4 (numbers, slugs and names are stable, used by the form,
the classifier's files and Zendesk). States are those of design.md 4.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, IntEnum, StrEnum


class Handler(StrEnum):
    """Who cures a category's reports (domain.md 4)."""

    ROLE_RULE = "role_rule"
    HELPDESK = "helpdesk"
    HELPDESK_DAPODIK = "helpdesk_dapodik"
    HELPDESK_PLATFORM = "helpdesk_platform"


class AttachmentKind(StrEnum):
    """What paper a category asks for (domain.md 4)."""

    OPTIONAL = "optional"
    SCREENSHOT = "screenshot"
    LETTER = "letter"


@dataclass(frozen=True, slots=True)
class CategoryFacts:
    """The fixed facts of one category, one row of domain.md 4."""

    number: int
    slug: str
    name_id: str
    name_en: str
    short_id: str
    handler: Handler
    attachment: AttachmentKind


class Category(IntEnum):
    """The sixteen complaint categories; the value is the stable number 1-16."""

    PASSWORD = 1
    ACCOUNT_NOT_FOUND_WEB = 2
    ACCOUNT_NOT_FOUND_PD_DATA = 3
    ACCOUNT_DELETED_DISABLED = 4
    ACTIVATION = 5
    SCHOOL_OPERATOR_ACCESS = 6
    PMM_ACCESS = 7
    DAPODIK_DATA = 8
    PD_DATA_DOWNLOAD = 9
    ADD_SCHOOL_ADMIN = 10
    NEW_ACCOUNT = 11
    SIMPKB = 12
    GOOGLE_EDUCATION = 13
    CHROMEBOOK = 14
    DINAS_REFERRAL_CODE = 15
    OTHER = 16

    @property
    def facts(self) -> CategoryFacts:
        """The row of domain.md 4 for this category."""
        return _FACTS[self]

    @property
    def slug(self) -> str:
        return _FACTS[self].slug

    @property
    def label(self) -> str:
        """Full Indonesian name, spelled as the ministry does."""
        return _FACTS[self].name_id

    @property
    def short_label(self) -> str:
        """Short Indonesian name for lists and tiles."""
        return _FACTS[self].short_id

    @classmethod
    def from_slug(cls, slug: str) -> Category:
        """Return the category of a slug; raises KeyError when unknown."""
        return _BY_SLUG[slug]

    @property
    def account_optional(self) -> bool:
        """True where no account may exist yet (domain.md 5, field Email Akun Pembelajaran)."""
        return self in (
            Category.ACCOUNT_NOT_FOUND_WEB,
            Category.ACCOUNT_NOT_FOUND_PD_DATA,
            Category.NEW_ACCOUNT,
            Category.DINAS_REFERRAL_CODE,
        )

    @property
    def attachment_required(self) -> bool:
        """True where a missing attachment blocks the form (domain.md 4: 4, 10 and 11 only)."""
        return self in (
            Category.ACCOUNT_DELETED_DISABLED,
            Category.ADD_SCHOOL_ADMIN,
            Category.NEW_ACCOUNT,
        )


def _facts(number: int, slug: str, name_id: str, name_en: str, short_id: str, handler: Handler,
           attachment: AttachmentKind) -> CategoryFacts:  # fmt: skip
    return CategoryFacts(number, slug, name_id, name_en, short_id, handler, attachment)


_H, _A = Handler, AttachmentKind
_ROWS = (
    _facts(1, "password",
           "Kendala password (lupa password, password salah, password kosong di pd.data)",
           "Password trouble (forgotten, wrong, or blank in the pd.data file)",
           "Kendala password", _H.ROLE_RULE, _A.OPTIONAL),
    _facts(2, "account-not-found-web", "Akun tidak dapat ditemukan di website belajar.id",
           "Account cannot be found on the belajar.id website",
           "Akun tidak ditemukan di belajar.id", _H.HELPDESK_DAPODIK, _A.OPTIONAL),
    _facts(3, "account-not-found-pd-data",
           "Akun tidak dapat ditemukan di pd.data.kemdikbud.go.id",
           "Account cannot be found in pd.data",
           "Akun tidak ditemukan di pd.data", _H.HELPDESK_DAPODIK, _A.OPTIONAL),
    _facts(4, "account-deleted-disabled", "Akun terhapus/dinonaktifkan",
           "Account deleted or disabled",
           "Akun terhapus/dinonaktifkan", _H.HELPDESK, _A.SCREENSHOT),
    _facts(5, "activation", "Kendala aktivasi akun", "Account activation trouble",
           "Kendala aktivasi", _H.HELPDESK, _A.SCREENSHOT),
    _facts(6, "school-operator-access", "Kendala seputar akses ke akun operator sekolah",
           "Access to the school operator account",
           "Akses akun operator sekolah", _H.HELPDESK, _A.SCREENSHOT),
    _facts(7, "pmm-access", "Kendala seputar akses ke Platform Merdeka Mengajar",
           "Access to Platform Merdeka Mengajar (now Ruang GTK)",
           "Akses PMM / Ruang GTK", _H.HELPDESK_PLATFORM, _A.SCREENSHOT),
    _facts(8, "dapodik-data", "Kendala seputar akun/data di dapodik",
           "Account or data trouble in Dapodik",
           "Akun/data di Dapodik", _H.HELPDESK_DAPODIK, _A.OPTIONAL),
    _facts(9, "pd-data-download", "Kendala seputar unduh data di pd.data.kemdikbud.go.id",
           "Trouble downloading data from pd.data",
           "Unduh data di pd.data", _H.HELPDESK, _A.SCREENSHOT),
    _facts(10, "add-school-admin", "Permintaan penambahan admin sekolah",
           "Request to add a school admin",
           "Tambah admin sekolah", _H.HELPDESK, _A.LETTER),
    _facts(11, "new-account", "Permintaan pembuatan akun baru", "Request for a new account",
           "Pembuatan akun baru", _H.HELPDESK_DAPODIK, _A.LETTER),
    _facts(12, "simpkb", "Kendala seputar SIMPKB", "SIMPKB trouble",
           "SIMPKB", _H.HELPDESK_PLATFORM, _A.SCREENSHOT),
    _facts(13, "google-education", "Kendala seputar Google for education",
           "Google Workspace for Education trouble",
           "Google for Education", _H.HELPDESK, _A.SCREENSHOT),
    _facts(14, "chromebook", "Kendala Chromebook", "Chromebook trouble",
           "Chromebook", _H.HELPDESK, _A.SCREENSHOT),
    _facts(15, "dinas-referral-code", "Kendala kode refferal akun dinas",
           "Referral code trouble for a Dinas account",
           "Kode referral akun Dinas", _H.HELPDESK, _A.SCREENSHOT),
    _facts(16, "other", "Lainnya", "Other", "Lainnya", _H.HELPDESK, _A.OPTIONAL),
)  # fmt: skip
_FACTS: dict[Category, CategoryFacts] = {Category(row.number): row for row in _ROWS}
_BY_SLUG: dict[str, Category] = {row.slug: Category(row.number) for row in _ROWS}


class State(StrEnum):
    """The ten states of a ticket (design.md 4)."""

    NEW = "new"
    NEEDS_SORTING = "needs_sorting"
    QUEUED = "queued"
    IN_PROGRESS = "in_progress"
    WAITING_REQUESTER = "waiting_requester"
    ON_HOLD = "on_hold"
    SOLVED = "solved"
    CLOSED = "closed"
    REJECTED = "rejected"
    MERGED = "merged"

    @property
    def facts(self) -> StateFacts:
        return STATE_FACTS[self]

    @property
    def label(self) -> str:
        return STATE_FACTS[self].label


@dataclass(frozen=True, slots=True)
class StateFacts:
    """All that lists, badges, the clock and Zendesk need to know of a state.

    `public_step` is the step 1-5 of the reporter's progress bar; `icon` a lucide icon name;
    `tone` a CSS colour token; `clock_runs` False where the service clock is paused.
    """

    label: str
    zendesk: str
    open: bool
    clock_runs: bool
    public_step: int
    icon: str
    tone: str


STATE_FACTS: dict[State, StateFacts] = {
    State.NEW: StateFacts("Baru", "new", True, True, 1, "sparkles", "info"),
    State.NEEDS_SORTING: StateFacts("Perlu triase", "new", True, True, 1, "split", "warn"),
    State.QUEUED: StateFacts("Dalam antrean", "open", True, True, 2, "inbox", "info"),
    State.IN_PROGRESS: StateFacts("Diproses", "open", True, True, 3, "loader", "accent"),
    State.WAITING_REQUESTER: StateFacts(
        "Menunggu pelapor", "pending", True, False, 3, "message-circle-question-mark", "warn"
    ),
    State.ON_HOLD: StateFacts("Ditahan", "hold", True, False, 3, "circle-pause", "muted"),
    State.SOLVED: StateFacts("Selesai", "solved", False, False, 4, "circle-check", "ok"),
    State.CLOSED: StateFacts("Ditutup", "closed", False, False, 5, "lock", "muted"),
    # These two can be undone here, but closed is irrevocable over there: solved with a tag
    # (docs/decisions/0007).
    State.REJECTED: StateFacts("Ditolak", "solved", False, False, 5, "circle-x", "bad"),
    State.MERGED: StateFacts("Digabung", "solved", False, False, 5, "git-merge", "muted"),
}
OPEN_STATES: tuple[State, ...] = tuple(s for s, f in STATE_FACTS.items() if f.open)
# Over for the reporter: `closed_at` is set, and the retention of personal data counts from it.
FINAL_STATES: tuple[State, ...] = (State.CLOSED, State.REJECTED, State.MERGED)


class Erased(IntEnum):
    """How much of a final report the retention has deleted (domain.md 15, art. 42-44)."""

    PAPERS = 1  # NIK, NISN and attachments
    TEXT = 2  # anonymised: no text, name, address or school is left
    LOG = 3  # the events too


class QueueKind(StrEnum):
    """What sort of people work a queue (domain.md 7)."""

    HELPDESK = "helpdesk"
    KAPTEN = "kapten"
    CO_KAPTEN = "co_kapten"

    @property
    def is_volunteer(self) -> bool:
        return self is not QueueKind.HELPDESK


class UserType(StrEnum):
    """Tipe Pengguna of the form (design.md 9); labels as on the form."""

    STUDENT = "student"
    TEACHER = "teacher"
    SCHOOL_OPERATOR = "school_operator"
    PRINCIPAL = "principal"
    DINAS = "dinas"
    MINISTRY_STAFF = "ministry_staff"

    @property
    def label(self) -> str:
        return _USER_TYPE_LABELS[self]

    @property
    def variant(self) -> FormVariant:
        """Which of the three form variants opens for this type (domain.md 5)."""
        if self is UserType.DINAS:
            return FormVariant.B
        return FormVariant.C if self is UserType.MINISTRY_STAFF else FormVariant.A

    @property
    def asks_admin_sekolah(self) -> bool:
        """True for those whose password the school's own admin can reset (domain.md 7, R1)."""
        return self in (UserType.STUDENT, UserType.TEACHER)


class FormVariant(StrEnum):
    """The three variants of the complaint form (domain.md 5)."""

    A = "A"
    B = "B"
    C = "C"


_USER_TYPE_LABELS = {
    UserType.STUDENT: "Peserta Didik",
    UserType.TEACHER: "Pendidik",
    UserType.SCHOOL_OPERATOR: "Operator Sekolah",
    UserType.PRINCIPAL: "Kepala Sekolah",
    UserType.DINAS: "Dinas Pendidikan Kab/Kota/Provinsi",
    UserType.MINISTRY_STAFF: "Staf Kementerian",
}


class Level(StrEnum):
    """Jenjang of variant A (domain.md 1)."""

    PAUD = "paud"
    SD = "sd"
    SMP = "smp"
    SMA = "sma"
    SMK = "smk"
    SLB = "slb"
    KESETARAAN = "kesetaraan"

    @property
    def label(self) -> str:
        return "Kesetaraan (Paket A/B/C)" if self is Level.KESETARAAN else self.value.upper()


class Position(StrEnum):
    """Jabatan of variant B (domain.md 5)."""

    HEAD_OF_OFFICE = "kepala_dinas"
    HEAD_OF_DIVISION = "kepala_bidang"
    SCHOOL_SUPERVISOR = "pengawas_sekolah"
    PENILIK = "penilik"
    PAMONG_BELAJAR = "pamong_belajar"
    OTHER = "lainnya"

    @property
    def label(self) -> str:
        return self.value.replace("_", " ").title()


class OfficeType(StrEnum):
    """Tipe Dinas Daerah of variant B (domain.md 5)."""

    REGENCY = "kabupaten_kota"
    PROVINCE = "provinsi"

    @property
    def label(self) -> str:
        return "Kabupaten/Kota" if self is OfficeType.REGENCY else "Provinsi"


class Priority(IntEnum):
    """Working priority; higher is more urgent."""

    LOW = 10
    NORMAL = 20
    HIGH = 30
    URGENT = 40

    @property
    def label(self) -> str:
        return {10: "Rendah", 20: "Biasa", 30: "Tinggi", 40: "Mendesak"}[int(self)]


class Role(StrEnum):
    """Roles of design.md 5 (the reporter signs in by number and code, not as a user)."""

    AGENT = "agent"
    CO_KAPTEN = "co_kapten"
    KAPTEN = "kapten"
    SUPERVISOR = "supervisor"
    ADMIN = "admin"

    @property
    def label(self) -> str:
        return {
            "agent": "Petugas",
            "co_kapten": "Co-Kapten",
            "kapten": "Kapten",
            "supervisor": "Supervisor",
            "admin": "Admin",
        }[self.value]

    @property
    def is_volunteer(self) -> bool:
        return self in (Role.CO_KAPTEN, Role.KAPTEN)


class Salutation(Enum):
    """How a reporter wants to be addressed (domain.md 11.2); asked, never guessed."""

    BAPAK = "bapak"
    IBU = "ibu"
    UNKNOWN = ""
