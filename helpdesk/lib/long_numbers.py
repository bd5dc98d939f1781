"""Identity numbers in free text: NIK, KK and NUPTK, however they are written (domain.md 15)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from helpdesk.lib.identifiers import is_nik

_RUN = re.compile(r"(?<![0-9])[0-9]++(?:[ ./,_\u200b-]{1,5}+[0-9]++)*+")
_GROUP = re.compile(r"[0-9]++")
# How people part the 16 digits. One written otherwise needs a cue: two NPSN in a row are 16 too.
_NIK_GROUPS = frozenset({(4, 4, 4, 4), (6, 6, 4), (2, 2, 2, 2, 2, 2, 4), (2, 2, 2, 6, 4), (1,) * 16,
                         (4, 2, 6, 4)})  # fmt: skip
_LONG_GROUPS = _NIK_GROUPS | {(6, 10), (12, 4)}
_NIK_CUE = re.compile(
    r"(?<![a-z])(?:nik|e-?ktp|ktp|kk|kartu keluarga|kependudukan)(?:nya)?(?![a-z])"
    r"([^0-9\0\n]{0,30})$",
    re.I,
)
# Between cue and digits: the digits are something else's ("KTP ada, NPSN 69900001 69900002").
OTHER_NUMBER = re.compile(
    r"(?<![a-z])(?:npsn|nisn?|nip|nuptk|no[. ]{0,2}peserta|hp|wa|whatsapp|telp|telepon|tlp|ponsel"
    r"|handphone|tgl|tanggal|tahun|thn|rek|rekening|laporan|tiket|kode)(?:nya)?(?![a-z])",
    re.I,
)
_YEAR = re.compile(r"(?:19|20)[0-9]{2}")
_DAY_AND_YEAR = re.compile(r"(?:[012][0-9]|3[01])(?:0[1-9]|1[0-2])[0-9]{8}(?:19|20)[0-9]{2}")
_DATE = re.compile(r"(?<![0-9])[0-9]{1,2}[ ./-][0-9]{1,2}[ ./-](?:19|20)[0-9]{2}(?![0-9])")
_KK_CUE = re.compile(r"(?:\bkk\b|kartu keluarga)[^0-9\0\n]{0,20}$", re.I)
_NUPTK_CUE = re.compile(r"\bnuptk\w*[^0-9\0\n]{0,20}$", re.I)
PHONE = re.compile(
    r"(?<![0-9A-Za-z])(?:\(?\+?62\)?[ .-]?|\(?[0Oo])8[0-9]{2}\)?(?:[ .-]?[0-9]){6,9}(?![0-9])"
)
# A NIK as one writes it after saying so: broken by a line end, one digit too few or too many,
# letters for digits. All of it is hidden.
_SAYS_NIK = re.compile(
    r"(?<![a-z])(?:(n[ .]?i[ .]?k|e-?ktp|ktp)|(kk|kartu keluarga))(?:nya)?(?![a-z])"
    r"([^0-9\0\n]{0,30}\n?[ ]{0,5})(?=[0-9])",
    re.I,
)
_CHUNK = re.compile(r"[0-9OoIl]++")
_BETWEEN = re.compile(r"[ ./,_\u200b-]{0,5}+\n?[ ]{0,5}+(?=[0-9])")
_LETTERS = str.maketrans("OoIl", "0011")
_MIXED = re.compile(r"(?<![0-9A-Za-z])(?=[0-9]*+[OoIl])[0-9OoIl]{16}(?![0-9A-Za-z])")


def find(text: str) -> Iterator[tuple[str, int, int]]:
    """NIK, KK and NUPTK as (kind, start, end), in one piece or in groups, in folded text.

    Looks at 16 groups from each at most.
    """
    yield from _by_cue(text)
    yield from _with_letters(text)
    for run in _RUN.finditer(text):
        groups = [group.span() for group in _GROUP.finditer(text, *run.span())]
        at = 0
        while at < len(groups):
            count = _groups_of_sixteen(groups, at)
            if phone := _phone_at(text, groups[at][0]):
                # The tail of a phone and the next one may look like a NIK.
                end = phone.end()
            elif count and (kind := _kind_of_sixteen(text, groups, at, count)):
                end = groups[at + count - 1][1]
                yield kind, groups[at][0], end
            else:
                at += 1
                continue
            while at < len(groups) and groups[at][0] < end:
                at += 1


def _groups_of_sixteen(groups: list[tuple[int, int]], at: int) -> int:
    """How many groups from `at` on hold 16 digits together; 0 if none do."""
    total = 0
    for count, (start, end) in enumerate(groups[at : at + 16], start=1):
        total += end - start
        if total >= 16:
            return count if total == 16 else 0
    return 0


def _kind_of_sixteen(text: str, groups: list[tuple[int, int]], at: int, count: int) -> str | None:
    """What the 16 digits in these groups are; None for lists of other numbers."""
    part = groups[at : at + count]
    digits = "".join(text[start:end] for start, end in part)
    before = text[max(0, part[0][0] - 60) : part[0][0]]
    if count == 1:
        if _KK_CUE.search(before):
            return "kk"
        return "nik" if is_nik(digits) and not _NUPTK_CUE.search(before) else "nuptk"
    sizes = tuple(end - start for start, end in part)
    # One kind of separator throughout, or it is a list.
    within = {text[left[1] : right[0]] for left, right in pairwise(part)}
    even = len(within) == 1
    if any(_glued(text, groups, left, within) for left in (at - 1, at + count - 1)):
        return None  # the middle of a longer code
    known = even and sizes in _LONG_GROUPS
    if known and _KK_CUE.search(before):
        return "kk"
    if known and _NUPTK_CUE.search(before):
        return "nuptk"
    # No province has a code that begins with 0, phones and days of the month do.
    if digits[0] != "0" and is_nik(digits):
        cue = _NIK_CUE.search(before)
        cued = cue is not None and not OTHER_NUMBER.search(cue[1])
        dates = _DATE.search(text, part[0][0], part[-1][1])
        # "120824 130924 2024" are dates; a NIK ends in a low serial number, hardly in a year.
        days = _DAY_AND_YEAR.fullmatch(digits)
        if (even and sizes in _NIK_GROUPS and not days) or (cued and not dates):
            return "nik"
    if even and sizes == (4, 4, 4, 4):
        years = all(_YEAR.fullmatch(text, start, end) for start, end in part)
        return None if years else "nuptk"
    return None


def _glued(text: str, groups: list[tuple[int, int]], left: int, within: set[str]) -> bool:
    """True when group `left` and the next hang together as the groups of one number do."""
    if not 0 <= left < len(groups) - 1:
        return False
    between = text[groups[left][1] : groups[left + 1][0]]
    # "9901-… / 9901-…" and "9901.…,9901.…" are two in a row.
    return " " not in between and (between in within or between not in ("/", ","))


def _phone_at(text: str, start: int) -> re.Match[str] | None:
    """The phone whose first digit stands at `start`."""
    if match := PHONE.match(text, start):
        return match
    return PHONE.match(text, start - 1) if start and text[start - 1] in "+(" else None


def _by_cue(text: str) -> Iterator[tuple[str, int, int]]:
    """The number behind "NIK", "KTP" or "KK", also where it is mistyped."""
    for cue in _SAYS_NIK.finditer(text):
        if OTHER_NUMBER.search(cue[3]):
            continue
        end = _end_of_mistyped(text, cue.end())
        if end and not PHONE.match(text, cue.end()):
            yield ("nik" if cue[1] else "kk"), cue.end(), end


def _end_of_mistyped(text: str, start: int) -> int:
    """Where 14 to 18 digits from `start` on end; 0 for anything else."""
    at, digits, chunks, lines = start, "", 0, False
    while chunks < 16 and (chunk := _CHUNK.match(text, at)):
        digits += chunk[0]
        chunks, end = chunks + 1, chunk.end()
        following = _BETWEEN.match(text, end)
        if len(digits) == 16 or len(digits) > 18 or (chunks == 1 and len(digits) >= 14):
            break
        if following is None or following.end() == end:
            break
        lines, at = lines or "\n" in following[0], following.end()
    if sum(c.isdigit() for c in digits) < 10 or text[end : end + 1].isalnum():
        return 0
    if chunks == 1:
        return end if 14 <= len(digits) <= 18 else 0
    # In pieces it may be a list of other numbers: of two lines only what can be a NIK.
    if _DATE.search(text, start, end) or digits[0] == "0":
        return 0
    plain = digits.translate(_LETTERS)
    return end if (is_nik(plain) if lines or len(plain) == 16 else len(plain) == 15) else 0


def _with_letters(text: str) -> Iterator[tuple[str, int, int]]:
    """`99O1O15508900001`: sixteen places with letters for some digits and a possible date."""
    for match in _MIXED.finditer(text):
        if sum(c.isdigit() for c in match[0]) >= 12 and is_nik(match[0].translate(_LETTERS)):
            yield "nik", *match.span()
