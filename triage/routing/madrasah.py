"""Does a school name say that the school is a madrasah? (domain.md R16)

A madrasah says what it is with its first word, mostly an abbreviation that other names begin
with too ("MAS Al Hikmah" and "Mas Mansyur Elementary"). A report sent away wrongly is lost for
its writer, one kept wrongly is answered by a person: what is in doubt is no madrasah here.
"""

from __future__ import annotations

import re
import unicodedata

from helpdesk.lib.words import words

_WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)*|\d+")
_APOSTROPHES = re.compile(r"['`´ʻʼ‘’]")
_MAX_NAME = 150

# Nothing else begins with these letters: MTs, MTsN, MTsS, MTsM, MTsNU.
_MTS = re.compile(r"mts[a-z]{0,3}")
_SPELT_OUT = re.compile(
    r"madr[ao]sah?|madin|i[bp]tida'?iy{1,2}ah?|t?sanawiy{1,2}ah?|din{1,2}iy{1,2}ah?"
)
_RAUDHATUL = re.compile(r"r[ao]u?(?:dh?|dl|l)[ao]tul")
_ATHFAL = re.compile(r"a(?:th?|ht)f[ah]{1,2}l")
# Abbreviations that no other school begins with, whatever the case.
_FORMS = words("ra mi mis minu mim ma mapk makn mdt mdta mdtw mdtu dta aliyah")
# Also a name or an English word when written "Man": these must be in capitals or be followed by
# what follows the name of a madrasah.
_WORDLIKE = words("min man mas mak mam mima")
_STATE_RUN = words("min man")
_FOLLOWERS = words(
    "negeri swasta kota kabupaten kab model filial terpadu plus unggulan insan program kejuruan"
    " al an ar as at ad az ash asy assalam assalafiyah nu nahdlatul nahdatul muhammadiyah maarif"
    " ma'arif pab ypi ypp kh syekh sunan hasyim wahid tarbiyah islamiyah islam salafiyah"
    " salafiyyah muallimin mu'allimin mualimin persis tahfidz babussalam i ii iii iv v vi"
)
_ARABIC = re.compile(r"[a-z']{3,}(?:ul|us|ud|un)")  # nurul, darul, hidayatus, miftahud
# People of these names, after whom schools are called: R.A. Kartini, K.H. Mas Mansyur.
_PEOPLE = {
    "ra": words("kartini kardinah soekami"),
    "ma": words("chung goretti maria"),
    "mas": words("mansyur mansur mansoer mansjur mansyoer agung"),
    "mi": words("casa amor mi"),
}
# Schools of the ministry of education, and words of schools with English names.
_OTHER_LEVELS = re.compile(r"(?:sd|smp|sma|smk|slb|tk)(?:n|s|k|it|i|lb)?|paud|kb|pkbm|skb|sps|tpa")
_ENGLISH = words(
    "elementary primary junior senior high mart kids kid kindergarten preschool playgroup play"
    " academy college montessori christian kristen katolik catholic learning homeschooling course"
    " kursus united"
)


def names_a_madrasah(school_name: str) -> bool:
    """True when the first word of the name is one that only a madrasah begins with.

    Any case, with dots, spaces or hyphens in abbreviations, with digits glued on: "M.I. Nurul
    Huda", "MTs. Negeri 3", "MAN2", "R A Al Ikhlas", "Raudlatul Athfal Contoh".
    """
    plain = _APOSTROPHES.sub("'", unicodedata.normalize("NFKC", school_name[:_MAX_NAME]))
    tokens = _WORD.findall(plain)
    if not tokens:
        return False
    head, rest = _head(tokens)
    form, after = head.lower(), [token.lower() for token in rest]
    if any(_OTHER_LEVELS.fullmatch(token) for token in after):
        return False
    if _MTS.fullmatch(form):
        return True
    if _sounds_english(after):
        return False
    following = after[0] if after else ""
    if following in _PEOPLE.get(form, ()) or following == form:
        return False
    if _SPELT_OUT.fullmatch(form) or form in _FORMS:
        return bool(after) or len(form) > 4
    if _RAUDHATUL.fullmatch(form):
        return _ATHFAL.fullmatch(following) is not None
    if form == "ba":  # Bustanul Athfal; the TK of Aisyiyah begin with TK
        return re.fullmatch(r"'?aisy?i?yi?yah", following) is not None
    if form not in _WORDLIKE or not after:
        return False
    telling = (
        following.isdigit() or following in _FOLLOWERS or _ARABIC.fullmatch(following) is not None
    )
    # In a name all in capitals they tell nothing, except for the two that stand for state schools.
    shouted = "".join(rest).isupper() and form not in _STATE_RUN
    return telling or (head.isupper() and not shouted)


def _head(tokens: list[str]) -> tuple[str, list[str]]:
    """The first word and the rest; "M. Ts. N" and "M I" are one word."""
    for count in (4, 3, 2):
        pieces = tokens[:count]
        joined = "".join(pieces).replace("'", "")
        known = joined.lower() in _FORMS | _WORDLIKE or _MTS.fullmatch(joined.lower())
        if len(pieces) == count and all(len(p) <= 2 and p.isalpha() for p in pieces) and known:
            return joined, tokens[count:]
    first = tokens[0]
    return ("mts" if first.lower() in ("mt's", "m'ts") else first), tokens[1:]


def _sounds_english(after: list[str]) -> bool:
    """True for words of schools with English names; pesantren call themselves boarding schools."""
    for before, token in zip(["", *after], after, strict=False):
        if token in _ENGLISH or (token in ("school", "schools") and before != "boarding"):
            return True
    return False
