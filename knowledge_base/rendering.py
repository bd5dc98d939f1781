"""Turn answer templates and articles into text: variables, the form of a reply, mail parts.

Pure: no Django, no I/O. The form of a reply (greeting, matter, number, body, closing) follows
domain.md 11; a missing variable stops rendering so that no half-filled mail leaves the house.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

import nh3
from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode

from helpdesk.lib.identifiers import mask_nisn
from helpdesk.lib.pii import find_personal_data
from helpdesk.sla.calendar import greeting
from helpdesk.taxonomy import Category, Salutation, UserType


class RenderingError(ValueError):
    """A text can't be rendered; `str(error)` is a sentence in Indonesian for the editor."""


class MissingVariable(RenderingError):
    """Variables used in the text that are unknown or have no value; `names` in order of use."""

    def __init__(self, names: Iterable[str]) -> None:
        self.names = tuple(names)
        listed = ", ".join(f"{{{{{name}}}}}" for name in self.names)
        super().__init__(f"Variabel berikut belum terisi atau tidak dikenal: {listed}.")


class UnsafeValue(RenderingError):
    """A value shows more of a person than a reply may show (domain.md 11, 15)."""

    def __init__(self, name: str, reason: str) -> None:
        self.name = name
        super().__init__(f"Nilai {{{{{name}}}}} tidak boleh dipakai: {reason}.")


@dataclass(frozen=True, slots=True)
class Variable:
    """One variable of the picker.

    `always` is True where every ticket has a value, so that a template which uses only such
    variables can be drafted without a person. `is_link` values become clickable addresses.
    """

    name: str
    label_id: str
    example: str
    always: bool = False
    is_link: bool = False


def _registry(*variables: Variable) -> dict[str, Variable]:
    return {variable.name: variable for variable in variables}


VARIABLES: dict[str, Variable] = _registry(
    Variable("sapaan", "Sapaan menurut jam WIB", "Selamat pagi", always=True),
    Variable("panggilan", "Panggilan dan nama pelapor", "Ibu Sari Contoh", always=True),
    Variable("sebutan", "Panggilan tanpa nama (di tengah kalimat)", "Ibu", always=True),
    Variable("nama", "Nama pelapor", "Sari Contoh"),
    Variable("nomor", "Nomor laporan", "#1234567", always=True),
    Variable("judul", "Judul pertanyaan", "Lupa kata sandi akun guru", always=True),
    Variable("kategori", "Kategori masalah", "Kendala password", always=True),
    Variable("jenis", "Jenis laporan", "keluhan", always=True),
    Variable("nama_sekolah", "Nama sekolah", "SD Negeri Contoh 1"),
    Variable("npsn", "NPSN", "99900001"),
    Variable("akun_tersamar", "Akun belajar.id yang disamarkan", "na***01@guru.sd.belajar.id"),
    Variable("nik_akhir", "Empat angka terakhir NIK", "0001"),
    Variable("provinsi", "Provinsi", "Jawa Barat"),
    Variable("kabupaten", "Kabupaten/kota", "Kabupaten Contoh"),
    Variable(
        "jam_operasional",
        "Jam operasional",
        "Senin sampai Jumat, pukul 09.00–17.00 WIB, kecuali hari libur nasional",
        always=True,
    ),
    Variable("laman", "Laman bantuan", "belajar.id", always=True),
    Variable(
        "tautan_status",
        "Tautan halaman laporan",
        "https://bantuan.example.id/lapor/contoh/",
        always=True,
        is_link=True,
    ),
    Variable("nama_petugas", "Nama petugas yang menjawab", "Rini Contoh"),
    Variable("tim", "Tim yang menangani", "Petugas helpdesk", always=True),
    Variable("batas_waktu", "Batas waktu (dengan zona)", "Rabu, 25 November 2026 pukul 15.00 WIB"),
    Variable(
        "batas_penangguhan",
        "Batas akun ditangguhkan: 3×24 jam kerja sejak data lengkap",
        "Kamis, 3 Desember 2026 pukul 15.00 WIB",
        always=True,
    ),
    Variable(
        "batas_data_pribadi",
        "Batas permintaan data pribadi: 3×24 jam sejak diminta",
        "Rabu, 25 November 2026 pukul 15.00 WIB",
    ),
    Variable(
        "akun_baru",
        "Akun baru, disamarkan (diisi petugas)",
        "ad***01@admin.sd.belajar.id",
    ),
    Variable("tanggal", "Tanggal hari ini", "22 November 2026", always=True),
    Variable(
        "kementerian",
        "Nama kementerian",
        "Kementerian Pendidikan Dasar dan Menengah",
        always=True,
    ),
)
ALWAYS_AVAILABLE: frozenset[str] = frozenset(v.name for v in VARIABLES.values() if v.always)
ARTICLE_VARIABLES: frozenset[str] = frozenset({"jam_operasional", "laman", "kementerian"})
"""What a public page may use: settings only, nothing of a ticket."""

_VARIABLE = re.compile(r"\{\{(.*?)\}\}")
_LOOSE_BRACES = re.compile(r"(?<!\\)(\{\{|\}\})")
_PUNCTUATION = re.compile(r"([!-/:-@\[-`{-~])")
_LINK_VALUE = re.compile(r"https?://[^\s<>\"'\\]+")
_LONG_NUMBER = re.compile(r"(?<!\d)\d(?:[ .-]?\d){15}(?!\d)")


def used_variables(markdown: str) -> tuple[str, ...]:
    """Return the names between double braces, each once, in order of first use."""
    return tuple(dict.fromkeys(match.strip() for match in _VARIABLE.findall(markdown)))


def render_body(markdown: str, context: Mapping[str, str]) -> str:
    """Fill the variables of a Markdown text; returns Markdown.

    Values are text, never markup: their punctuation is escaped, line breaks and invisible
    characters go, and they are not searched for variables again. Numbers of sixteen digits
    (NIK), and ten behind the word NISN, keep only the last four (domain.md 11). Raises MissingVariable when a variable is
    unknown or empty, or a double brace stands alone; UnsafeValue when `nik_akhir` or
    `akun_tersamar` shows too much.
    """
    values = {name: _clean(context.get(name, "")) for name in used_variables(markdown)}
    missing = [
        name or "{{}}" for name, value in values.items() if name not in VARIABLES or not value
    ]
    loose = _LOOSE_BRACES.findall(_VARIABLE.sub("", markdown))
    if missing or loose:
        raise MissingVariable([*missing, *dict.fromkeys(loose)])
    filled = {name: _as_markdown(VARIABLES[name], value) for name, value in values.items()}
    return _VARIABLE.sub(lambda match: filled[match.group(1).strip()], markdown)


def _clean(value: str) -> str:
    """One line of visible characters; controls and direction marks could disguise a text."""
    visible = (
        " " if unicodedata.category(char) in ("Cc", "Zl", "Zp") else char
        for char in str(value)
        if unicodedata.category(char) not in ("Cf", "Cs", "Co", "Cn")
    )
    return " ".join("".join(visible).split())


def _as_markdown(variable: Variable, value: str) -> str:
    if variable.name == "nik_akhir" and not re.fullmatch(r"[0-9]{4}", value):
        raise UnsafeValue(variable.name, "hanya empat angka terakhir NIK yang boleh ditampilkan")
    if variable.name == "akun_tersamar" and "*" not in value:
        raise UnsafeValue(variable.name, "alamat akun harus disamarkan")
    if variable.is_link and _LINK_VALUE.fullmatch(value):
        return f"<{value}>"
    masked = _LONG_NUMBER.sub(lambda match: "*" * 12 + match.group()[-4:], value)
    for found in reversed(find_personal_data(masked)):
        if found.kind == "nisn":
            number = mask_nisn(masked[found.start : found.end])
            masked = masked[: found.start] + number + masked[found.end :]
    return _PUNCTUATION.sub(r"\\\1", masked)


def salutation(name: str, salutation: Salutation, user_type: UserType | None) -> str:
    """Return how to address a person: "Ibu Sari", "Bapak/Ibu", "Sdr. Nama" (domain.md 11.2).

    Never guessed from a name or a NIK: without an answer of the person it is "Bapak/Ibu".
    """
    clean = _clean(name)
    if user_type is UserType.STUDENT:
        return f"Sdr. {clean}" if clean else "Saudara"
    return f"{_title(salutation)} {clean}".rstrip()


def _title(chosen: Salutation) -> str:
    return {Salutation.BAPAK: "Bapak", Salutation.IBU: "Ibu"}.get(chosen, "Bapak/Ibu")


def person_context(
    name: str, chosen: Salutation, user_type: UserType | None, at_wib: datetime
) -> dict[str, str]:
    """Return `sapaan`, `panggilan`, `sebutan` and `nama` for one reporter at one moment."""
    return {
        "sapaan": greeting(at_wib),
        "panggilan": salutation(name, chosen, user_type),
        "sebutan": "Anda" if user_type is UserType.STUDENT else _title(chosen),
        "nama": _clean(name),
    }


def matter_kind(category: Category) -> str:
    """Return the value of `jenis`: "keluhan", "pertanyaan" or "permohonan" (domain.md 11.3)."""
    if category in (Category.ADD_SCHOOL_ADMIN, Category.NEW_ACCOUNT):
        return "permohonan"
    return "pertanyaan" if category is Category.OTHER else "keluhan"


_OPENING = (
    "{{sapaan}}, {{panggilan}},\n\n"
    'Kami menindaklanjuti {{jenis}} {{sebutan}} berjudul "{{judul}}" '
    "dengan nomor laporan {{nomor}}.\n\n"
)
_CLOSING = (
    "\n\nBila masih ada kendala, silakan balas melalui halaman laporan atau tekan tombol "
    '"Butuh Bantuan" di {{laman}} pada {{jam_operasional}}. Terima kasih.\n\n'
    "Salam hangat,"
)


def compose_reply(body_markdown: str, context: Mapping[str, str]) -> str:
    """Return the whole reply as Markdown: greeting, matter and number, body, closing.

    The form is that of domain.md 11.1-11.6. A body that was rendered before passes through
    unchanged. The name of the officer is signed only where it is given. Raises as
    `render_body`, and RenderingError when the body is empty.
    """
    if not body_markdown.strip():
        raise RenderingError("Isi jawaban masih kosong.")
    signature = "".join(
        f"\\\n{{{{{name}}}}}" for name in ("nama_petugas", "tim") if _clean(context.get(name, ""))
    )
    return render_body(f"{_OPENING}{body_markdown.strip()}{_CLOSING}{signature}\n", context)


_MARKDOWN = MarkdownIt("commonmark", {"html": False})
_TAGS = {"p", "br", "strong", "em", "ol", "ul", "li", "a", "code", "pre", "blockquote", "hr"}
_HEADINGS = {"h2", "h3", "h4"}
# Plain http only to the machine itself: the demo has no certificate.
_SAFE_LINK = re.compile(r"(https://|mailto:|http://(127\.0\.0\.1|localhost)[:/])", re.IGNORECASE)


def to_safe_html(markdown: str) -> str:
    """Return HTML of a small list of tags; only `href`, only https and mailto, no images."""

    def keep(_tag: str, _attribute: str, value: str) -> str | None:
        return value if _SAFE_LINK.match(value) else None

    return nh3.clean(
        _MARKDOWN.render(markdown),
        tags=_TAGS | _HEADINGS,
        attributes={"a": {"href"}},
        attribute_filter=keep,
        url_schemes={"https", "http", "mailto"},
        link_rel="noopener noreferrer nofollow",
    )


def to_plain_text(markdown: str) -> str:
    """Return the text part of a mail: numbered steps stay numbered, links show their address."""
    return "\n".join(_blocks(SyntaxTreeNode(_MARKDOWN.parse(markdown)).children)) + "\n"


def _blocks(nodes: Iterable[SyntaxTreeNode]) -> list[str]:
    """Lines of sibling blocks, one empty line between two of them."""
    lines: list[str] = []
    for node in nodes:
        if lines:
            lines.append("")
        lines.extend(_block(node))
    return lines


def _block(node: SyntaxTreeNode) -> list[str]:
    if node.type in ("ordered_list", "bullet_list"):
        return _list(node)
    if node.type == "blockquote":
        return [f"> {line}".rstrip() for line in _blocks(node.children)]
    if node.type in ("code_block", "fence"):
        return [f"    {line}" for line in node.content.splitlines()]
    if node.type == "hr":
        return ["-" * 20]
    return "".join(_inline(child) for child in node.children).splitlines()


def _list(node: SyntaxTreeNode) -> list[str]:
    first = int(node.attrs.get("start", 1))
    lines: list[str] = []
    for number, item in enumerate(node.children, start=first):
        marker = f"{number}. " if node.type == "ordered_list" else "- "
        content = _blocks(item.children) or [""]
        indent = " " * len(marker)
        lines.append((marker + content[0]).rstrip())
        lines.extend((indent + line).rstrip() for line in content[1:])
    return lines


def _inline(node: SyntaxTreeNode) -> str:
    if node.type in ("softbreak", "hardbreak"):
        return " " if node.type == "softbreak" else "\n"
    if not node.children:
        return node.content if node.type != "image" else str(node.attrs.get("alt", ""))
    text = "".join(_inline(child) for child in node.children)
    href = str(node.attrs.get("href", "")) if node.type == "link" else ""
    if not _SAFE_LINK.match(href) or href.removeprefix("mailto:") == text:
        return text
    return f"{text} ({href})"
