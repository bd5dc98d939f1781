"""The hand-written corpus: reading it, its digest, and checks that keep its parts apart.

Layout: `<root>/<part>/<category slug>/<writer>.jsonl`, part `train`, `validation` or `test`, one
JSON object a line. The folder is the label, so a line cannot contradict its place.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from helpdesk.taxonomy import Category, UserType
from triage.classifier.keywords import KEYWORDS

PARTS = ("train", "validation", "test")
_USER_TYPES = frozenset(kind.value for kind in UserType)


class DatasetError(ValueError):
    """A corpus line that cannot be used; the message names file and line."""


@dataclass(frozen=True, slots=True)
class Example:
    """One labelled complaint. `label`, `chosen` and `second` are category numbers 1-16."""

    text: str
    label: int
    title: str | None = None
    user_type: str | None = None
    chosen: int | None = None
    second: int | None = None
    writer: str = ""

    @property
    def hard(self) -> bool:
        """True where the text names none of its category's own keywords."""
        return is_keyword_free(self.text, self.label)


def load_part(root: Path, part: str) -> list[Example]:
    """Read every example of one part, in a stable order (slug, writer, line).

    Raises DatasetError for an unknown part, folder or field value; the message has file and line.
    """
    if part not in PARTS:
        raise DatasetError(f"unknown part {part!r}, expected one of {', '.join(PARTS)}")
    examples: list[Example] = []
    for path in sorted((root / part).glob("*/*.jsonl")):
        try:
            label = int(Category.from_slug(path.parent.name))
        except KeyError:
            raise DatasetError(f"{path}: folder is not a category slug") from None
        examples.extend(read_lines(path, label=label, writer=path.stem))
    return examples


def load_labelled(path: Path) -> list[Example]:
    """Read one JSON-lines file whose lines carry `text` and `label` (number or slug).

    `chosen_category` is accepted for `chosen`, as in the prediction files (design.md 9).
    """
    return read_lines(path, label=None, writer=path.stem)


def read_lines(path: Path, *, label: int | None, writer: str) -> list[Example]:
    """Read the examples of one file; `label` None means that each line brings its own.

    Raises DatasetError with file and line for anything that is not a UTF-8 line of this format.
    """
    examples: list[Example] = []
    with path.open("rb") as lines:  # bytes: a line that is not UTF-8 can then be named
        for number, line in enumerate(lines, start=1):
            try:
                text = line.decode("utf-8-sig" if number == 1 else "utf-8")
                if text.strip():
                    examples.append(_example(json.loads(text), label, writer))
            except RecursionError as error:
                raise DatasetError(f"{path.name}:{number}: nested too deeply") from error
            except (ValueError, KeyError, TypeError) as error:
                raise DatasetError(f"{path.name}:{number}: {error}") from error
    return examples


def _example(row: Any, label: int | None, writer: str) -> Example:
    if not isinstance(row, dict):
        raise TypeError("not a JSON object")
    text = row.get("text")
    if not isinstance(text, str) or not text.strip():
        raise ValueError("text is missing or empty")
    user_type = row.get("user_type") or None
    if user_type is not None and user_type not in _USER_TYPES:
        raise ValueError(f"unknown user_type {user_type!r}")
    title = row.get("title") or None
    if title is not None and not isinstance(title, str):
        raise ValueError("title is not a text")
    number = label if label is not None else _category(row.get("label"))
    if number is None:
        raise ValueError("label is missing")
    return Example(
        text=text,
        label=number,
        title=title,
        user_type=user_type,
        chosen=_category(row.get("chosen", row.get("chosen_category"))),
        second=_category(row.get("second")),
        writer=writer,
    )


def _category(value: Any) -> int | None:
    if value is None or value == "":
        return None
    if isinstance(value, str) and not value.isdigit():
        try:
            return int(Category.from_slug(value))
        except KeyError:
            raise ValueError(f"unknown category {value!r}") from None
    if isinstance(value, bool) or (isinstance(value, float) and not value.is_integer()):
        raise ValueError(f"{value!r} is not a category number")  # also for Infinity and NaN
    return int(Category(int(value)))


def corpus_digest(examples: Iterable[Example]) -> str:
    """sha256 over the sorted content; independent of file names, writers and line order."""
    rows = sorted(
        json.dumps([e.label, e.text, e.title, e.user_type, e.chosen, e.second], ensure_ascii=True)
        for e in examples
    )
    return hashlib.sha256("\n".join(rows).encode()).hexdigest()


_KEYWORD_PATTERNS = {
    number: re.compile(r"(?<!\w)(?:" + "|".join(words) + r")", re.IGNORECASE)
    for number, words in KEYWORDS.items()
}


def is_keyword_free(text: str, label: int) -> bool:
    """True where no keyword of `label` occurs: a word search would have missed this complaint."""
    return _KEYWORD_PATTERNS[label].search(text) is None


@dataclass(frozen=True, slots=True)
class DuplicatePair:
    """Positions of two texts that are nearly the same, with their cosine similarity 0-1."""

    left: int
    right: int
    similarity: float


def near_duplicates(
    left: Sequence[Example], right: Sequence[Example], threshold: float = 0.8
) -> list[DuplicatePair]:
    """Pairs of texts across two parts whose character 5-gram cosine reaches `threshold`.

    A near-copy of a training text in the held-out part would flatter every figure.
    """
    from sklearn.feature_extraction.text import TfidfVectorizer

    if not left or not right:
        return []
    vectoriser = TfidfVectorizer(analyzer="char_wb", ngram_range=(5, 5), use_idf=False)
    vectors = vectoriser.fit_transform([_plain(e.text) for e in (*left, *right)]).tocsr()
    similar = (vectors[: len(left)] @ vectors[len(left) :].T).tocoo()
    keep = np.flatnonzero(similar.data >= threshold)
    pairs = [
        DuplicatePair(int(similar.row[i]), int(similar.col[i]), float(similar.data[i]))
        for i in keep
    ]
    return sorted(pairs, key=lambda pair: (-pair.similarity, pair.left, pair.right))


def _plain(text: str) -> str:
    return re.sub(r"[\W_]+", " ", text.lower())
