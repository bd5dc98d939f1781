"""Believable report texts: the validation part of the corpus, which no model has learned, with the region they sound like.

Only texts a form would take (domain.md 5: 20-4000 characters) and that hold no personal data.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from helpdesk.config.synthetic.phrases import VAGUE
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
    (re.compile(r"\b(?:horas|awak|cemana|bah|medan|samosir|nias)\b", re.I), ("12",)),
    (re.compile(r"\b(?:tabe|iye|kodong|tidak bisaka|dakukan)\b", re.I), ("73", "74", "76")),
    # Places named in the texts.
    (re.compile(r"\b(?:aceh|gayo)\b", re.I), ("11",)),
    (re.compile(r"\b(?:riau|pekanbaru|dumai)\b", re.I), ("14",)),
    (re.compile(r"\b(?:batam|natuna|tanjungpinang)\b", re.I), ("21",)),
    (re.compile(r"\b(?:palembang|ogan|musi)\b", re.I), ("16",)),
    (re.compile(r"\b(?:lampung|metro)\b", re.I), ("18",)),
    (re.compile(r"\b(?:bogor|bandung|garut|tasik|cirebon|sukabumi)\b", re.I), ("32",)),
    (re.compile(r"\b(?:semarang|solo|tegal|banyumas|cilacap)\b", re.I), ("33",)),
    (re.compile(r"\b(?:surabaya|malang|madura|jember|kediri)\b", re.I), ("35",)),
    (re.compile(r"\b(?:jogja|yogyakarta|bantul|sleman)\b", re.I), ("34",)),
    (re.compile(r"\b(?:jakarta|dki)\b", re.I), ("31",)),
    (re.compile(r"\b(?:bali|denpasar|gianyar|buleleng)\b", re.I), ("51",)),
    (re.compile(r"\b(?:lombok|mataram|sumbawa|bima)\b", re.I), ("52",)),
    (re.compile(r"\b(?:kupang|flores|sumba|ende|alor|timor)\b", re.I), ("53",)),
    (re.compile(r"\b(?:pontianak|sambas|ketapang|kapuas)\b", re.I), ("61",)),
    (re.compile(r"\b(?:banjarmasin|martapura)\b", re.I), ("63",)),
    (re.compile(r"\b(?:samarinda|balikpapan|kutai)\b", re.I), ("64",)),
    (re.compile(r"\b(?:manado|minahasa|sangihe)\b", re.I), ("71",)),
    (re.compile(r"\b(?:makassar|makasar|bone|gowa)\b", re.I), ("73",)),
    (re.compile(r"\b(?:ternate|halmahera|tidore)\b", re.I), ("82",)),
    (re.compile(r"\b(?:ambon|seram|kei|buru)\b", re.I), ("81",)),
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

    def fits(self, province: str) -> bool:
        """True when someone of this province may have written it."""
        return not self.provinces or province in self.provinces


class Texts:
    """The usable texts by category, handed out in a random order without early repeats."""

    def __init__(self, rng: random.Random) -> None:
        self._left: dict[Category, list[Story]] = {category: [] for category in Category}
        for story in _read("validation"):
            self._left[story.category].append(story)
        for stories in self._left.values():
            rng.shuffle(stories)

    def take(self, category: Category, province: str) -> Story:
        """Return the next text of a category for a province; a used one goes to the end."""
        line = self._left[category]
        for position, story in enumerate(line):
            if story.fits(province) and _is_clean(story):
                del line[position]
                line.append(story)
                return story
        raise LookupError(f"the corpus holds no usable text of {category.slug}")


def vague() -> list[Story]:
    """Return reports that tell too little or two things at once: most need a person to sort.

    The texts of the corpus are clear by design; real reports often are not. Retraining leaves
    out whatever stands in an evaluation part, so labels made in a demo spoil no figure.
    """
    return [
        Story(category, title, text, user_type, category)
        for title, text, user_type, category in VAGUE
    ]


def _read(part: str) -> Iterator[Story]:
    for example in load_part(CORPUS, part):
        title = _title(example.title, example.text)
        if _usable(title, example.text):
            yield Story(
                Category(example.label),
                title,
                example.text,
                UserType(example.user_type or UserType.TEACHER),
                Category(example.chosen or example.label),
                _provinces(example.text),
            )


def _is_clean(story: Story) -> bool:
    return not find_personal_data(f"{story.title}\n{story.text}")


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
