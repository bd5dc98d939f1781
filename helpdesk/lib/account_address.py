"""belajar.id account addresses: parse, recognise level and role, suggest, mask (domain.md 3).

The table of domains is `data/account_domains.csv`; a domain is known by exact match only.
Nothing here raises on user input: what is wrong is said in `AccountAddress.problem`.
"""

from __future__ import annotations

import csv
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from helpdesk.lib.edit_distance import within
from helpdesk.taxonomy import Level, UserType

_TABLE = Path(__file__).with_name("data") / "account_domains.csv"
_LOCAL = re.compile(r"[a-z0-9._-]{1,64}")
_MAX_LENGTH = 254  # an e-mail address can't be longer (RFC 5321), so neither can a useful typo
_EXAMPLE = "Contoh penulisan: namaakun@guru.sd.belajar.id."
_UNKNOWN = f"Akun belajar.id belum dikenali. {_EXAMPLE}"

# What people type for a label, and the level or role it means. Student is the bare level.
_LEVEL_WORDS = {level.value: level for level in Level} | {
    "tk": Level.PAUD,
    "pkbm": Level.KESETARAAN,
    "paket": Level.KESETARAAN,
}
_ROLE_WORDS = {
    "guru": "pendidik",
    "pendidik": "pendidik",
    "ptk": "pendidik",
    "admin": "tenaga_kependidikan",
    "operator": "tenaga_kependidikan",
    "ops": "tenaga_kependidikan",
    "kepsek": "tenaga_kependidikan",
    "siswa": "peserta_didik",
    "murid": "peserta_didik",
}
_SINGLE_WORDS = {
    "dinas": "dinas",
    "disdik": "dinas",
    "dikbud": "staf_kementerian",
    "kemdikbud": "staf_kementerian",
    "kemendikbud": "staf_kementerian",
    **{w: w for w in ("yayasan", "konsultan", "mitra", "penggerak", "instruktur", "program")},
}
_WORDS = frozenset((*_LEVEL_WORDS, *_ROLE_WORDS, *_SINGLE_WORDS))
# Endings seen in place of "id", without dots, longest first.
_TAILS = (
    "idcom", "coid", "goid", "schid", "acid", "webid", "orid", "com", "net", "idn",
    "id", "co", "ld", "di", "is", "od", "ud", "i", "d", "",
)  # fmt: skip

_ROLE_LABELS = {
    "peserta_didik": "Peserta Didik",
    "pendidik": "Pendidik",
    "tenaga_kependidikan": "Kepala Sekolah/Operator Sekolah",
    "dinas": "Dinas Pendidikan",
    "staf_kementerian": "Staf Kementerian",
}
_ROLE_OF_USER_TYPE = {
    UserType.STUDENT: "peserta_didik",
    UserType.TEACHER: "pendidik",
    UserType.SCHOOL_OPERATOR: "tenaga_kependidikan",
    UserType.PRINCIPAL: "tenaga_kependidikan",
    UserType.DINAS: "dinas",
    UserType.MINISTRY_STAFF: "staf_kementerian",
}


@dataclass(frozen=True, slots=True)
class AccountAddress:
    """One typed account, read as far as it can be read.

    `role` is the role column of the table; `suggestion` the full corrected address;
    `problem` an Indonesian sentence for the field, also set for mere warnings: whether the
    form may go on is `is_acceptable` (an unknown belajar.id domain is kept, domain.md 3.2).
    """

    local: str
    domain: str
    level: Level | None = None
    role: str | None = None
    known: bool = False
    is_belajar_id: bool = False
    is_madrasah: bool = False
    suggestion: str | None = None
    problem: str | None = None

    @property
    def address(self) -> str:
        """The cleaned address; without `@` when no domain was typed."""
        return f"{self.local}@{self.domain}" if self.domain else self.local

    @property
    def is_acceptable(self) -> bool:
        """True for a well-formed address under belajar.id, known domain or not."""
        return self.is_belajar_id and _LOCAL.fullmatch(self.local) is not None


@dataclass(frozen=True, slots=True)
class _Domain:
    level: Level | None
    role: str


@cache
def _domains() -> dict[str, _Domain]:
    """The table: domain -> level (None outside schools) and role."""
    levels = {level.value: level for level in Level}
    with _TABLE.open(encoding="utf-8", newline="") as file:
        return {
            row["domain"]: _Domain(levels.get(row["level"]), row["role"])
            for row in csv.DictReader(file)
        }


@cache
def _domain_by_meaning() -> dict[tuple[Level | None, str], str]:
    return {(facts.level, facts.role): domain for domain, facts in _domains().items()}


def parse_account(text: str) -> AccountAddress:
    """Read a typed account address; never raises (domain.md 3, rules 1 to 5)."""
    typed = _tidy(text)
    if not typed:
        return AccountAddress("", "", problem=f"Isi alamat akun belajar.id. {_EXAMPLE}")
    if len(typed) > _MAX_LENGTH:
        return AccountAddress(typed[:_MAX_LENGTH], "", problem=_UNKNOWN)
    local, _, domain = typed.rpartition("@")
    if not local or not domain:
        return _without_domain(typed)
    suggestion = _suggest(local, domain)
    facts = _domains().get(domain)
    is_belajar_id = domain == "belajar.id" or domain.endswith(".belajar.id")
    problem = None
    if any(c.isspace() for c in typed):
        problem = "Alamat akun tidak boleh berisi spasi."
        facts, is_belajar_id = None, is_belajar_id and not any(c.isspace() for c in domain)
    elif not _LOCAL.fullmatch(local):
        problem = (
            "Bagian sebelum @ hanya boleh berisi huruf, angka, titik, garis bawah, atau tanda "
            f"hubung, paling panjang 64 karakter. {_EXAMPLE}"
        )
    if facts is not None:
        return AccountAddress(
            local, domain, facts.level, facts.role, problem is None, True,
            suggestion=None if problem is None else suggestion, problem=problem,
        )  # fmt: skip
    is_madrasah = domain == "kemenag.go.id" or domain.endswith(".kemenag.go.id")
    return AccountAddress(
        local, domain, is_belajar_id=is_belajar_id, is_madrasah=is_madrasah,
        suggestion=suggestion,
        problem=problem or _problem_of_domain(domain, is_belajar_id, is_madrasah, suggestion),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Mismatch:
    """What the address tells and what the form tells, each as label and level of a school."""

    account: tuple[str, Level | None]
    form: tuple[str, Level | None]


def level_role_mismatch(
    address: AccountAddress, user_type: UserType | None, level: Level | None
) -> Mismatch | None:
    """Both sides where the address tells another level or role than the form.

    Worth a hint, never a refusal: such moves are what people report (domain.md 3.4).
    """
    if not address.known or address.role is None or user_type is None:
        return None
    expected = _ROLE_OF_USER_TYPE[user_type]
    same_level = address.level is None or level is None or address.level is level
    if address.role == expected and same_level:
        return None
    of_account = _ROLE_LABELS.get(address.role, address.role.replace("_", " ").title())
    # Outside schools the form has no level, so only the role can be named there.
    in_form = level if user_type.variant == "A" else None
    return Mismatch((of_account, address.level), (user_type.label, in_form))


def mask_account(address: str) -> str:
    """`sitiaminah41@guru.sd.belajar.id` -> `si***41@guru.sd.belajar.id`; short names all stars."""
    local, at, domain = address.strip().rpartition("@")
    if not at:
        local, domain = domain, ""
    shown = "***" if len(local) < 7 else f"{local[:2]}***{local[-2:]}"
    return f"{shown}{at}{domain}"


def _tidy(text: str) -> str:
    """Fold case and width; drop invisible characters and what surrounds a pasted address."""
    folded = unicodedata.normalize("NFKC", text[: 4 * _MAX_LENGTH]).lower()
    visible = "".join(c for c in folded if c.isspace() or unicodedata.category(c)[0] != "C")
    stripped = visible.strip(" \t\r\n<>()[]\"'“”‘’`;:,").removeprefix("mailto:")
    return stripped.rstrip(".").strip()


def _without_domain(typed: str) -> AccountAddress:
    """Only one side of the `@` was typed, or the `@` itself was left out."""
    bare = re.sub(r"\s+", "", typed).strip("@")
    for domain in sorted(_domains(), key=len, reverse=True):
        local = bare.removesuffix(domain).rstrip("._-,") if bare.endswith(domain) else ""
        if _LOCAL.fullmatch(local):
            return AccountAddress(
                typed, "", suggestion=f"{local}@{domain}",
                problem="Tanda @ belum ada pada alamat akun.",
            )  # fmt: skip
    if typed.startswith("@"):
        return AccountAddress(
            "", typed.strip("@"), problem=f"Nama akun sebelum tanda @ belum diisi. {_EXAMPLE}"
        )
    return AccountAddress(
        typed.strip("@"), "",
        problem=f"Tuliskan alamat lengkap, termasuk bagian setelah tanda @. {_EXAMPLE}",
    )  # fmt: skip


def _problem_of_domain(
    domain: str, is_belajar_id: bool, is_madrasah: bool, suggestion: str | None
) -> str:
    if is_madrasah:
        return (
            "Ini akun madrasah. Akun madrasah dikelola Kementerian Agama, bukan layanan belajar.id."
        )
    if suggestion:
        return f"Akun belajar.id belum dikenali. Mungkin maksud Anda {suggestion}."
    if is_belajar_id:
        words = [label for label in domain.split(".")[:-2] if label]
        if not words or all(word in _ROLE_WORDS for word in words):
            return f"Alamat akun belum lengkap, jenjangnya belum tertulis. {_EXAMPLE}"
        return _UNKNOWN
    return f"Alamat ini bukan akun belajar.id. {_EXAMPLE}"


def _suggest(local: str, domain: str) -> str | None:
    """The corrected full address, or None when no single correction is likely."""
    # "siti@guru@sd.belajar.id" and "siti@@sd...": all behind the first @ belongs to the domain.
    local, _, middle = local.partition("@")
    right = _right_domain(f"{middle}.{domain}" if middle else domain)
    local = re.sub(r"\s+", "", local).replace(",", ".").strip(".")
    if right is None or not _LOCAL.fullmatch(local):
        return None
    return f"{local}@{right}"


def _right_domain(domain: str) -> str | None:
    """The table's domain that was most likely meant."""
    compact = re.sub(r"[^a-z0-9]", "", domain)
    for prefix in _prefixes(compact):
        found = {right for parts in _readings(prefix) if (right := _meant(parts))}
        if len(found) == 1:
            return found.pop()
    return None


def _prefixes(compact: str) -> Iterator[str]:
    """What stands before something like `belajarid`; exact spellings first."""
    for slack in (0, 1):
        for tail in _TAILS:
            if not compact.endswith(tail):
                continue
            rest = compact.removesuffix(tail)
            for length in (7, 8, 6) if slack else (7,):
                if len(rest) > length and within(rest[-length:], "belajar", slack):
                    yield rest[:-length]


def _readings(prefix: str) -> Iterator[tuple[str, ...]]:
    """Ways to read `gurusd` as one or two labels; letter for letter before one typo."""
    exact = [parts for parts in _splits(prefix) if all(part in _WORDS for part in parts)]
    if exact:
        yield from exact
        return
    for parts in _splits(prefix):
        near = [_near_word(part) for part in parts]
        if all(near):
            yield tuple(word for word in near if word)


def _splits(prefix: str) -> Iterator[tuple[str, ...]]:
    yield (prefix,)
    for cut in range(2, len(prefix) - 1):
        yield prefix[:cut], prefix[cut:]


def _near_word(part: str) -> str | None:
    """The word itself, or the only longer one within one typo: `smo` could be two levels."""
    if part in _WORDS:
        return part
    near = [word for word in _WORDS if len(word) >= 4 and within(part, word, 1)]
    return near[0] if len(near) == 1 else None


def _meant(parts: tuple[str, ...]) -> str | None:
    """The domain of one reading: a single word such as `dinas`, or role and level in any order."""
    singles = [_SINGLE_WORDS[part] for part in parts if part in _SINGLE_WORDS]
    levels = [_LEVEL_WORDS[part] for part in parts if part in _LEVEL_WORDS]
    roles = [_ROLE_WORDS[part] for part in parts if part in _ROLE_WORDS]
    if len(singles) == 1 and not levels:
        return _domain_by_meaning()[(None, singles[0])]
    if len(levels) == 1 and len(roles) <= 1 and not singles:
        return _domain_by_meaning()[(levels[0], roles[0] if roles else "peserta_didik")]
    return None
