"""Believable report texts: the hand-written training corpus, with the region they sound like.

Only texts a form would take (domain.md 5: 20-4000 characters) and that hold no personal data.
"""

from __future__ import annotations

import random
import re
from dataclasses import dataclass
from pathlib import Path

from helpdesk.lib.pii import find_personal_data
from helpdesk.taxonomy import Category, UserType
from triage.classifier.dataset import load_part

CORPUS = Path(__file__).resolve().parents[3] / "triage" / "corpus"
_TITLE_LENGTH = 60
# Words of one region only; a text that uses them is told by someone from there.
_DIALECTS = (
    (re.compile(r"\b(?:sa (?:su|tra)|su tra|tra (?:bisa|ada|pernah)|pace|mace|kitong|wamena)\b", re.I),
     ("91", "92", "93", "94", "95", "96")),
    (re.compile(r"\b(?:beta|seng ada|katong)\b", re.I), ("81", "53")),
    (re.compile(r"\b(?:ulun|pian|kada (?:kawa|bisa|ada))\b", re.I), ("63", "62")),
    (re.compile(r"\b(?:inyong|nyong|mboten|kulo|nggih|matur nuwun|piye)\b", re.I), ("33", "34", "35")),
    (re.compile(r"\b(?:abdi|punten|teu (?:tiasa|acan)|hatur nuhun|kumaha|mah)\b", re.I), ("32", "36")),
    (re.compile(r"\b(?:ambo|indak|alun)\b", re.I), ("13",)),
    (re.compile(r"\b(?:tiang|nenten|suksma)\b", re.I), ("51",)),
    (re.compile(r"\b(?:ngana|nda boleh|torang)\b", re.I), ("71", "75")),
    (re.compile(r"\b(?:gue|gw|elo|kagak)\b", re.I), ("31",)),
    (re.compile(r"\b(?:horas|awak|cemana)\b", re.I), ("12",)),
    (re.compile(r"\b(?:tabe|iye|kodong|tidak bisaka|dakukan)\b", re.I), ("73", "74", "76")),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Story:
    """What one invented reporter writes. `provinces` is empty where the words tell no region."""

    category: Category
    title: str
    text: str
    user_type: UserType
    chosen: Category
    provinces: tuple[str, ...] = ()


class Texts:
    """The usable texts by category, handed out in a random order without early repeats."""

    def __init__(self, rng: random.Random) -> None:
        self._left: dict[Category, list[Story]] = {category: [] for category in Category}
        for example in load_part(CORPUS, "train"):
            category = Category(example.label)
            user_type = UserType(example.user_type or UserType.TEACHER)
            title = _title(example.title, example.text)
            if not _usable(title, example.text):
                continue
            self._left[category].append(
                Story(
                    category,
                    title,
                    example.text,
                    user_type,
                    Category(example.chosen or example.label),
                    _provinces(example.text),
                )
            )
        for stories in self._left.values():
            rng.shuffle(stories)

    def take(self, category: Category) -> Story:
        """Return the next text of a category; a used one goes to the end of the line."""
        line = self._left[category]
        for position, story in enumerate(line):
            if not find_personal_data(f"{story.title}\n{story.text}"):
                del line[position]
                line.append(story)
                return story
        raise LookupError(f"the corpus holds no usable text of {category.slug}")

    def sample(self, rng: random.Random, count: int) -> list[Story]:
        """Return texts of all categories, for finding those the classifier is unsure of."""
        everything = [story for stories in self._left.values() for story in stories]
        return [
            story
            for story in rng.sample(everything, min(count, len(everything)))
            if not find_personal_data(f"{story.title}\n{story.text}")
        ]


def _usable(title: str, text: str) -> bool:
    return 20 <= len(text) <= 4000 and 5 <= len(title) <= 120 and any(c.isalpha() for c in title)


def _title(title: str | None, text: str) -> str:
    """The written title, else the first words of the text."""
    if title and len(title) >= 5:
        return title[:120]
    line = " ".join(text.split())
    if len(line) <= _TITLE_LENGTH:
        return line.rstrip(" .,!?;:")
    return line[:_TITLE_LENGTH].rsplit(" ", 1)[0].rstrip(" .,!?;:")


def _provinces(text: str) -> tuple[str, ...]:
    return next((codes for cue, codes in _DIALECTS if cue.search(text)), ())
