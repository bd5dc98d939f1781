"""From a complaint to regular words, and back from a word to its place in the original text.

Spelling is made regular by `helpdesk.lib.indonesian.normalise`, shared with the search. Prediction
needs the words alone (`words_of`); an explanation also needs spans (`tokenize`), found by aligning
the words of the whole text with those of each written word.
"""

from __future__ import annotations

import hashlib
import re
from difflib import SequenceMatcher
from typing import NamedTuple

from helpdesk.lib.indonesian import normalise

MAX_CHARS = 6_000  # a longer paste adds a log file, not meaning
MAX_WORDS = 800
MAX_SIGNS = 20
_HEAD_CHARS, _HEAD_WORDS = 4_000, 500
_MAX_WORD = 40
_SIGN = re.compile("[\u2600-\u27bf\U0001f300-\U0001faff]")
_WRITTEN = re.compile(r"\S+")


class Token(NamedTuple):
    """One regular word with its half-open span in the original text (code points)."""

    word: str
    start: int
    end: int


def words_of(text: str) -> list[str]:
    """Regular words in order, then the emoji. Long texts keep their beginning and their end."""
    if len(text) > MAX_CHARS:
        text = f"{text[:_HEAD_CHARS]} {text[_HEAD_CHARS - MAX_CHARS :]}"
    words = [word[:_MAX_WORD] for word in normalise(text).split()]
    if len(words) > MAX_WORDS:
        words = words[:_HEAD_WORDS] + words[_HEAD_WORDS - MAX_WORDS :]
    if not text.isascii():
        words += _SIGN.findall(text)[:MAX_SIGNS]
    return words


def tokenize(text: str) -> list[Token]:
    """The words of `words_of` with their spans; words without a place of their own share one."""
    words = words_of(text)
    written = [
        Token(word[:_MAX_WORD], match.start(), match.end())
        for match in _written(text)
        for word in normalise(match.group()).split()
    ]
    signs = [Token(m.group(), m.start(), m.end()) for m in _SIGN.finditer(text)][:MAX_SIGNS]
    spoken = words[: len(words) - sum(map(_is_sign, words))]
    tokens: list[Token] = []
    parts = SequenceMatcher(None, [token.word for token in written], spoken, autojunk=False)
    for kind, left, left_end, right, right_end in parts.get_opcodes():
        if kind == "equal":
            tokens.extend(written[left:left_end])
        elif written:
            # "kata sandi" became one word, one word became two, or normalising brought one in.
            first = written[min(left, len(written) - 1)]
            last = written[max(left_end - 1, 0)] if left_end > left else first
            tokens.extend(
                Token(spoken[at], first.start, last.end) for at in range(right, right_end)
            )
    return tokens + signs if len(tokens) == len(spoken) else []


def _is_sign(word: str) -> bool:
    return _SIGN.fullmatch(word) is not None


def _written(text: str) -> list[re.Match[str]]:
    if len(text) <= MAX_CHARS:
        return list(_WRITTEN.finditer(text))
    head = list(_WRITTEN.finditer(text, 0, _HEAD_CHARS))
    return head + list(_WRITTEN.finditer(text, len(text) - MAX_CHARS + _HEAD_CHARS))


_PROBES = (
    "Assalamualaikum, sy lupa pswd akun guru2 @guru.sd.belajar.id ga bisa masuk",
    "kmrn udah sinkron dapodik tp di pd.data.kemdikbud.go.id blm muncul, NIK 1234567890123456",
    "mboten saged mlebet, teu tiasa asup, ndak bisa dibuka https://guru.kemdikbud.go.id 🙏",
)


def analyser_fingerprint() -> str:
    """16 hex digits that change when splitting or normalising changes for sample sentences."""
    words = [word for probe in _PROBES for word in words_of(probe)]
    return hashlib.sha256("\n".join(words).encode()).hexdigest()[:16]
