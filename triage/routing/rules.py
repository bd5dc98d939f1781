"""Routing rules as dated data and the pure decision over them (domain.md 7).

`decide(facts, rules)` walks the rules in order and takes the first that holds on the day.
Nothing here reads a database.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from helpdesk.taxonomy import Category, Handler, UserType


@dataclass(frozen=True, slots=True)
class Facts:
    """What a rule may look at. Codes are Kemendagri's; `day` is the local day of the report.

    `co_kapten_serves` and `kapten_serves` say whether someone holds the post today;
    `kapten_province` is the province whose Kapten serves this one (its parent for the four of
    2022 without a Kapten of their own), or None.
    """

    category: Category
    user_type: UserType
    day: date
    account_role: str = ""
    madrasah: bool = False
    province: str | None = None
    province_name: str = ""
    regency: str | None = None
    regency_name: str = ""
    co_kapten_serves: bool = False
    kapten_province: str | None = None
    kapten_province_name: str = ""


@dataclass(frozen=True, slots=True)
class Decision:
    """Queue slug, the rule's id and the reason in words kept on the ticket."""

    queue: str
    rule: str
    reason: str


@dataclass(frozen=True, slots=True)
class When:
    """The condition of a rule; None means any."""

    categories: frozenset[Category] | None = None
    user_types: frozenset[UserType] | None = None
    account_roles: frozenset[str] | None = None
    handlers: frozenset[Handler] | None = None
    madrasah: bool | None = None
    co_kapten_serves: bool | None = None
    kapten_serves: bool | None = None
    parent_kapten: bool | None = None
    regency_known: bool | None = None

    def holds(self, facts: Facts) -> bool:
        """True when every named condition fits the facts."""
        kapten = facts.kapten_province is not None
        pairs: tuple[tuple[object, object], ...] = (
            (self.madrasah, facts.madrasah),
            (self.co_kapten_serves, facts.co_kapten_serves),
            (self.kapten_serves, kapten),
            (self.parent_kapten, kapten and facts.kapten_province != facts.province),
            (self.regency_known, facts.regency is not None),
        )
        if any(wanted is not None and wanted != actual for wanted, actual in pairs):
            return False
        sets: tuple[tuple[frozenset[object] | None, object], ...] = (
            (self.categories, facts.category),
            (self.user_types, facts.user_type),
            (self.account_roles, facts.account_role),
            (self.handlers, facts.category.facts.handler),
        )
        return all(wanted is None or actual in wanted for wanted, actual in sets)


@dataclass(frozen=True, slots=True)
class Rule:
    """One dated rule. `queue` and `reason` may use fields of Facts in braces."""

    id: str
    when: When
    queue: str
    reason: str
    valid_from: date = date(2020, 12, 1)
    valid_until: date | None = None

    def holds(self, facts: Facts) -> bool:
        in_force = self.valid_from <= facts.day
        if self.valid_until is not None:
            in_force = in_force and facts.day <= self.valid_until
        return in_force and self.when.holds(facts)


_PASSWORD = frozenset({Category.PASSWORD})
_SCHOOL_PEOPLE = frozenset({UserType.TEACHER, UserType.STUDENT})
_SCHOOL_ADMINS = frozenset({UserType.SCHOOL_OPERATOR, UserType.PRINCIPAL})
_OFFICES = frozenset({"dinas", "staf_kementerian"})

RULES: tuple[Rule, ...] = (
    Rule(
        "R16",
        When(madrasah=True),
        "helpdesk",
        "Akun atau satuan pendidikan madrasah dikelola Kementerian Agama; dijawab dengan sopan "
        "bahwa hal ini di luar layanan belajar.id.",
    ),
    Rule(
        "R2",
        When(categories=_PASSWORD, user_types=_SCHOOL_ADMINS),
        "helpdesk",
        "Kendala password Admin Sekolah (kepala atau operator) hanya ditangani helpdesk.",
    ),
    Rule(
        "R2",
        When(categories=_PASSWORD, account_roles=frozenset({"tenaga_kependidikan"})),
        "helpdesk",
        "Alamat akun memakai domain admin; password Admin Sekolah hanya ditangani helpdesk.",
    ),
    Rule(
        "R3",
        When(categories=_PASSWORD, user_types=frozenset({UserType.DINAS})),
        "helpdesk",
        "Kendala password Dinas: dijawab dengan reset lewat nomor HP terdaftar; helpdesk bila "
        "nomornya hilang.",
    ),
    Rule(
        "R4",
        When(categories=_PASSWORD, user_types=frozenset({UserType.MINISTRY_STAFF})),
        "helpdesk",
        "Kendala password staf kementerian ditangani helpdesk.",
    ),
    Rule(
        "R4",
        When(categories=_PASSWORD, account_roles=_OFFICES | {"yayasan", "konsultan", "mitra",
             "penggerak", "instruktur", "program"}),
        "helpdesk",
        "Akun ini bukan akun guru atau murid; kendala password ditangani helpdesk.",
    ),
    Rule(
        "R1",
        When(categories=_PASSWORD, user_types=_SCHOOL_PEOPLE, co_kapten_serves=True),
        "co-kapten-{regency}",
        "Kendala password guru atau murid diteruskan ke Co-Kapten {regency_name}.",
    ),
    Rule(
        "R6",
        When(categories=_PASSWORD, user_types=_SCHOOL_PEOPLE, parent_kapten=True),
        "kapten-{kapten_province}",
        "{province_name} belum memiliki Kapten; diteruskan ke Kapten {kapten_province_name}.",
    ),
    Rule(
        "R7",
        When(categories=_PASSWORD, user_types=_SCHOOL_PEOPLE, kapten_serves=True,
             regency_known=True),
        "kapten-{kapten_province}",
        "{regency_name} belum memiliki Co-Kapten; diteruskan ke Kapten {kapten_province_name}.",
    ),
    Rule(
        "R1",
        When(categories=_PASSWORD, user_types=_SCHOOL_PEOPLE, kapten_serves=True),
        "kapten-{kapten_province}",
        "Kendala password guru atau murid; kabupaten/kota tidak disebutkan, diteruskan ke "
        "Kapten {kapten_province_name}.",
    ),
    Rule(
        "R5",
        When(categories=_PASSWORD, user_types=_SCHOOL_PEOPLE),
        "helpdesk",
        "Belum ada Kapten atau Co-Kapten yang bertugas di wilayah ini; ditangani helpdesk.",
    ),
    Rule(
        "K-DAPODIK",
        When(handlers=frozenset({Handler.HELPDESK_DAPODIK})),
        "dapodik",
        "Helpdesk menjawab; perbaikannya dilakukan operator di Dapodik.",
    ),
    Rule(
        "K-PLATFORM",
        When(handlers=frozenset({Handler.HELPDESK_PLATFORM})),
        "platform",
        "Helpdesk memeriksa akunnya; selebihnya ditangani layanan platform.",
    ),
    Rule("K-HELPDESK", When(), "helpdesk", "Kategori ini ditangani helpdesk."),
)  # fmt: skip


def decide(facts: Facts, rules: Sequence[Rule] = RULES) -> Decision:
    """Return where a report with these facts goes.

    Raises LookupError when no rule holds, which the last rule of RULES prevents.
    """
    for rule in rules:
        if rule.holds(facts):
            return Decision(
                queue=_filled(rule.queue, facts),
                rule=rule.id,
                reason=_filled(rule.reason, facts),
            )
    raise LookupError(f"no routing rule holds for {facts.category.slug} on {facts.day}")


def _filled(text: str, facts: Facts) -> str:
    fill: Callable[..., str] = text.format
    return fill(
        regency=facts.regency,
        regency_name=facts.regency_name,
        province_name=facts.province_name,
        kapten_province=facts.kapten_province,
        kapten_province_name=facts.kapten_province_name,
    )
