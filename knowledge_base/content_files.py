"""Read and check the content files: one answer template or FAQ article per Markdown file.

A file starts with `key: value` lines between two `---` lines; the Markdown body follows.
Pure apart from `read_folder`. Errors are sentences in Indonesian: editors read them too.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import TypeVar

from helpdesk.lib.pii import find_personal_data
from helpdesk.taxonomy import Category, State, UserType
from knowledge_base.rendering import ARTICLE_VARIABLES, VARIABLES, used_variables

_T = TypeVar("_T")


class ContentKind(StrEnum):
    """What a content file holds."""

    TEMPLATE = "template"
    ARTICLE = "article"


class ContentError(ValueError):
    """A content file can't be read; `problems` are sentences in Indonesian."""

    def __init__(self, problems: list[str]) -> None:
        self.problems = tuple(problems)
        super().__init__(" ".join(problems))


@dataclass(frozen=True, slots=True)
class ContentFile:
    """One parsed content file.

    `audience` and `default_for` hold user types; an audience of "all" is every type.
    `when`, `state_after`, `default` and `default_for` are of templates, `summary` and
    `keywords` of articles; they are empty in the other kind.
    """

    kind: ContentKind
    key: str
    category: Category
    title: str
    audience: frozenset[UserType]
    source: tuple[str, ...]
    checked: date
    review_by: date
    body: str
    when: str = ""
    state_after: State | None = None
    default: bool = False
    default_for: frozenset[UserType] = frozenset()
    summary: str = ""
    keywords: tuple[str, ...] = ()


STATES_AFTER = (State.WAITING_REQUESTER, State.ON_HOLD, State.SOLVED, State.IN_PROGRESS)
_COMMON = ("key", "category", "title", "audience", "source", "checked", "review_by")
_REQUIRED = {
    ContentKind.TEMPLATE: (*_COMMON, "when", "state_after"),
    ContentKind.ARTICLE: (*_COMMON, "summary", "keywords"),
}
_OPTIONAL = {ContentKind.TEMPLATE: ("default", "default_for"), ContentKind.ARTICLE: ()}


def parse_content_file(text: str) -> ContentFile:
    """Return the content of one file; raises ContentError naming every problem at once.

    A file with `when` or `state_after` is a template, else an article.
    """
    fields, body = _split(text)
    kind = ContentKind.ARTICLE
    if "when" in fields or "state_after" in fields:
        kind = ContentKind.TEMPLATE
    problems = [f'Baris "{name}:" wajib diisi.' for name in _REQUIRED[kind] if not fields.get(name)]
    allowed = {*_REQUIRED[kind], *_OPTIONAL[kind]}
    problems += [f'Baris "{name}:" tidak dikenal.' for name in fields if name not in allowed]
    if not body:
        problems.append("Isi setelah baris --- kedua masih kosong.")
    if problems:
        raise ContentError(problems)
    return _build(kind, fields, body)


def _split(text: str) -> tuple[dict[str, str], str]:
    lines = text.removeprefix("\ufeff").splitlines()
    if not lines or lines[0].strip() != "---":
        raise ContentError(["Berkas harus dimulai dengan baris ---."])
    fields: dict[str, str] = {}
    for number, line in enumerate(lines[1:], start=2):
        if line.strip() == "---":
            return fields, "\n".join(lines[number:]).strip()
        name, colon, value = line.partition(":")
        if not colon or not re.fullmatch(r"[a-z_]+", name.strip()):
            raise ContentError([f'Baris {number} harus berbentuk "kunci: nilai".'])
        if name.strip() in fields:
            raise ContentError([f'Baris {number}: "{name.strip()}" tertulis dua kali.'])
        fields[name.strip()] = value.strip()
    raise ContentError(["Baris --- penutup tidak ditemukan."])


def _build(kind: ContentKind, fields: dict[str, str], body: str) -> ContentFile:
    problems: list[str] = []

    def read(name: str, reader: Callable[[str], _T], hint: str, fallback: _T) -> _T:
        try:
            return reader(fields[name])
        except (ValueError, KeyError):
            problems.append(f'Nilai "{fields[name]}" pada "{name}:" tidak sah. {hint}')
            return fallback

    is_template = kind is ContentKind.TEMPLATE
    date_hint = "Tulis tanggal sebagai TTTT-BB-HH."
    types_hint = "Pakai all atau daftar tipe pengguna yang dipisahkan koma."
    today = date.min
    content = ContentFile(
        kind=kind,
        key=read("key", _slug, "Pakai huruf kecil, angka, dan tanda hubung.", ""),
        category=read("category", Category.from_slug, "Pakai slug kategori.", Category.OTHER),
        title=fields["title"],
        audience=read("audience", _user_types, types_hint, frozenset()),
        source=_items(fields["source"]),
        checked=read("checked", date.fromisoformat, date_hint, today),
        review_by=read("review_by", date.fromisoformat, date_hint, today),
        body=body,
        when=fields.get("when", ""),
        state_after=(
            read("state_after", _state_after, f"Pilihan: {', '.join(STATES_AFTER)}.", State.SOLVED)
            if is_template
            else None
        ),
        default="default" in fields and read("default", _yes, "Hanya yes.", False),
        default_for=(
            read("default_for", _user_types, types_hint, frozenset())
            if "default_for" in fields
            else frozenset()
        ),
        summary=fields.get("summary", ""),
        keywords=_items(fields.get("keywords", "")),
    )
    if not problems and content.review_by <= content.checked:
        problems.append('Tanggal "review_by" harus setelah tanggal "checked".')
    if problems:
        raise ContentError(problems)
    return content


def _items(value: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(item.strip() for item in value.split(",") if item.strip()))


def _slug(value: str) -> str:
    if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", value):
        raise ValueError(value)
    return value


def _user_types(value: str) -> frozenset[UserType]:
    return frozenset(UserType) if value == "all" else frozenset(map(UserType, _items(value)))


def _state_after(value: str) -> State:
    if value not in STATES_AFTER:
        raise ValueError(value)
    return State(value)


def _yes(value: str) -> bool:
    if value != "yes":
        raise ValueError(value)
    return True


_OFFICIAL_MAILBOXES = {"dapo@kemendikdasmen.go.id"}
_CODE_LIKE = r"[\"'`*(]*(?=[^\s]*\d)(?=[^\s]*[A-Za-z])[\w!@#$%^&*-]{5,}"
_FORBIDDEN: tuple[tuple[re.Pattern[str], str], ...] = (
    (
        re.compile(
            r"(?i)\b(?:kata sandi|password|sandi|passwd|pw)(?: \w+){0,2}\s*(?:[:=]|\badalah\b)\s*"
            + _CODE_LIKE
        ),
        "Kata sandi tidak boleh ditulis",
    ),
    (
        re.compile(
            r"(?i)\bkode ref+er+al(?: \w+){0,3}\s*(?:[:=]|\badalah\b)\s*" + _CODE_LIKE,
        ),
        "Kode Referral tidak boleh ditulis",
    ),
    (
        re.compile(r"(?i)\b(?:bit\.ly|s\.id|tinyurl\.com|goo\.gl|cutt\.ly|t\.ly)(?![\w.])"),
        "Tautan pendek belum diperiksa dan tidak boleh ditampilkan",
    ),
    (
        re.compile(r"\b(?:Bapak|Ibu|Pak|Bu|Sdri?\.?|Saudara|Kak)\s+(?!Kepala\b|Guru\b)[A-Z][a-z]+"),
        "Nama orang tidak boleh ditulis; pakai {{panggilan}}",
    ),
    (
        # Nobody reads what comes back by mail: the way is the reporter's own page.
        re.compile(r"(?i)\b(?:di|mem)?balas(?:\s+\w+)?\s+(?:e-?mail|surel|pesan)\b"),
        "Balasan email tidak dibaca; tulis: balas melalui halaman laporan",
    ),
    (re.compile(r"!\[|<img\b", re.IGNORECASE), "Gambar tidak boleh dipakai"),
    (re.compile(r"\]\(\s*<?(?!https://|mailto:)"), "Tautan hanya boleh https atau mailto"),
    (re.compile(r"\]\([^)]*\{\{"), "Variabel tidak boleh menjadi tujuan tautan"),
    (re.compile(r"`[^`\n]*\{\{"), "Variabel tidak boleh berada di dalam tanda kutip kode"),
    (re.compile(r"^(?: {4}|\t)[^\n]*\{\{", re.MULTILINE), "Variabel tidak boleh menjorok 4 spasi"),
    (re.compile(r"(?m)^#{1}\s"), "Pakai ## untuk judul bagian"),
)
_PERSONAL = {
    "nik": "NIK",
    "nisn": "NISN",
    "nuptk": "NUPTK",
    "kk": "Nomor KK",
    "phone": "Nomor HP",
    "email": "Alamat email orang",
    "account": "Alamat akun orang",
    "password": "Kata sandi",
    "otp": "Kode OTP",
    "referral_code": "Kode Referral",
    "birth_date": "Tanggal lahir",
}
_GREETING = re.compile(r"(?i)\A\s*(?:selamat (?:pagi|siang|sore|malam)|yth\b|dengan hormat|halo\b)")
_CLOSING = re.compile(r"(?i)(?:terima kasih\W*|salam\b[^\n]*|hormat kami\W*)\s*\Z")


def lint_content(content: ContentFile) -> list[str]:
    """Return what must not stay in a template or article, as sentences; empty when all is well.

    Checks unknown variables and the writers' rules of the fact sheet: no password, no Kode
    Referral, no unchecked short link, no person's data, no greeting or closing in a template.
    """
    return list(_problems(content))


def _problems(content: ContentFile) -> Iterator[str]:
    is_template = content.kind is ContentKind.TEMPLATE
    known = VARIABLES.keys() if is_template else ARTICLE_VARIABLES
    for name in used_variables(content.body):
        if name not in known:
            yield f"Variabel {{{{{name}}}}} tidak dikenal di sini."
    readable = "\n".join((content.title, content.when, content.summary, content.body))
    for pattern, reason in _FORBIDDEN:
        if match := pattern.search(readable):
            yield f'{reason}: "{match.group().strip()}".'
    for found in find_personal_data(readable):
        value = readable[found.start : found.end]
        if value.lower() not in _OFFICIAL_MAILBOXES and not _is_sample(value):
            yield f'{_PERSONAL.get(found.kind, "Data pribadi")} tidak boleh ditulis: "{value}".'
    if is_template and _GREETING.search(content.body):
        yield "Sapaan ditambahkan otomatis; hapus dari isi templat."
    if is_template and _CLOSING.search(content.body):
        yield "Penutup ditambahkan otomatis; hapus dari isi templat."


def _is_sample(address: str) -> bool:
    local, _, domain = address.lower().rpartition("@")
    return local == "namaakun" or domain.endswith(("example.com", "example.id"))


def read_folder(folder: Path) -> list[ContentFile]:
    """Return the content of every `*.md` file in a folder, by file name.

    Raises ContentError that names the file. Files are UTF-8.
    """
    contents = []
    for path in sorted(folder.glob("*.md")):
        try:
            contents.append(parse_content_file(path.read_text(encoding="utf-8")))
        except (ContentError, UnicodeDecodeError) as error:
            raise ContentError([f"{path.name}: {error}"]) from error
    return contents


CONTENT_ROOT = Path(__file__).resolve().parent / "content"
"""Where the files that ship with the code live: `templates/` and `articles/`."""
