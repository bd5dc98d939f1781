"""Words, word pairs, character pieces and concepts of a complaint as one sparse row.

Three blocks, each with sublinear term frequency, inverse document frequency and length 1, so that
a long paste does not drown a short sentence:

- `word`: single normalised words, neighbours, and pairs with one word between them;
- `char`: pieces of 2-5 characters inside each word, which survive typing mistakes;
- `idea`: concepts of lexicon.py, ordered neighbours and unordered pairs of them, account classes.

The same code serves training and prediction: `Vectorizer.fit` learns vocabulary and weights,
`Vectorizer.restore` takes them from an artefact.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, zip_longest
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from scipy import sparse

from helpdesk.lib.indonesian import stem_token
from triage.classifier.lexicon import concepts_of
from triage.classifier.tokenizer import words_of

Floats = npt.NDArray[np.float32]
BLOCKS = ("word", "char", "idea")
_CHAR_SIZES = (2, 3, 4, 5)
_MAX_IDEAS = 40  # distinct concepts of a text that enter pairs; bounds the work on long texts
_CACHE_LIMIT = 60_000
_NEAR = 4  # words between two concepts that count as following each other


_MAX_COUNT = 20_000  # longer texts are cut before they hold a feature so often
_SUBLINEAR = np.concatenate([[0.0], 1 + np.log(np.arange(1, _MAX_COUNT + 1))])


@dataclass(frozen=True, slots=True)
class FeatureSettings:
    """What is counted. `min_df` and `weights` are per block, in the order of BLOCKS."""

    min_df: tuple[int, int, int] = (2, 3, 2)
    weights: tuple[float, float, float] = (1.5, 1.4, 0.65)
    skip_grams: bool = True


def compose(text: str, title: str | None = None) -> str:
    """The string that is analysed: the title, a line break, the text."""
    return f"{title}\n{text}" if title else text


def word_features(
    words: Sequence[str], settings: FeatureSettings
) -> Iterator[tuple[str, int, int]]:
    """Yield (feature, first word, last word) of the `word` block, beyond the single words."""
    stems = [stem_token(word) for word in words]
    for i, stem in enumerate(stems):
        yield f"~{stem}", i, i
        if i + 1 < len(words):
            yield f"{words[i]} {words[i + 1]}", i, i + 1
            yield f"~{stem} {stems[i + 1]}", i, i + 1
        if i + 2 < len(words) and settings.skip_grams:
            yield f"~{stem} _ {stems[i + 2]}", i, i + 2


def char_features(word: str) -> list[str]:
    """Pieces of 2-5 characters of one word with its edges marked by spaces."""
    padded = f" {word} "
    return [padded[i : i + n] for n in _CHAR_SIZES for i in range(len(padded) - n + 1)]


def idea_features(words: Sequence[str]) -> Iterator[tuple[str, int, int]]:
    """Yield (feature, first word, last word) of the `idea` block."""
    seen: dict[str, int] = {}
    before: list[tuple[str, int]] = []
    for i, word in enumerate(words):
        here = concepts_of(word)
        for concept in here:
            yield concept, i, i
            seen.setdefault(concept, i)
        if not here:
            continue
        for concept in here:
            for earlier, j in before:
                if earlier != concept and i - j <= _NEAR:
                    yield f"{earlier}>{concept}", j, i
        before = [(concept, i) for concept in here]
    ideas = sorted(seen)[:_MAX_IDEAS]
    for a, b in combinations(ideas, 2):
        yield f"{a}+{b}", seen[a], seen[b]


class _Entry(NamedTuple):
    """What is known of one word: its own columns, and where its pairs are looked up."""

    own: npt.NDArray[np.int32]
    word: str
    stem: str
    concepts: tuple[str, ...]
    after: dict[str, int] | None
    stem_after: dict[str, int] | None
    stem_skip: dict[str, int] | None


_NOTHING: dict[str, int] = {}


def _nested(index: dict[str, int], separator: str) -> dict[str, dict[str, int]]:
    """Pair features by their first and last part: "a b" -> {"a": {"b": column}}."""
    nested: dict[str, dict[str, int]] = {}
    for feature, column in index.items():
        first, found, last = feature.rpartition(separator)
        if found:
            nested.setdefault(first, {})[last] = column
    return nested


class Vectorizer:
    """Texts → sparse rows of float32, one column a known feature. Not thread-safe to fit."""

    def __init__(self, settings: FeatureSettings | None = None) -> None:
        self.settings = settings or FeatureSettings()
        self.vocabulary: tuple[list[str], ...] = ([], [], [])
        self.idf: Floats = np.zeros(0, np.float32)
        self._prepare()

    @property
    def size(self) -> int:
        """Number of columns."""
        return sum(len(block) for block in self.vocabulary)

    def fit(self, texts: Iterable[str]) -> Vectorizer:
        """Learn vocabulary and idf; features rarer than `min_df` texts are left out."""
        counts: tuple[Counter[str], ...] = (Counter(), Counter(), Counter())
        total = 0
        for text in texts:
            total += 1
            words = words_of(text)
            blocks: tuple[set[str], ...] = (
                {*words, *(f for f, _, _ in word_features(words, self.settings))},
                {piece for word in words for piece in char_features(word)},
                {f for f, _, _ in idea_features(words)},
            )
            for counter, features in zip(counts, blocks, strict=True):
                counter.update(features)
        vocabulary: list[list[str]] = []
        frequencies: list[int] = []
        for counter, minimum in zip(counts, self.settings.min_df, strict=True):
            kept = sorted(feature for feature, n in counter.items() if n >= minimum)
            vocabulary.append(kept)
            frequencies.extend(counter[feature] for feature in kept)
        frequency = np.asarray(frequencies, dtype=np.float64)
        # float16 on disk; rounding here keeps the trained and the loaded model the same.
        idf = (np.log((1 + total) / (1 + frequency)) + 1).astype(np.float16)
        return self.restore((vocabulary[0], vocabulary[1], vocabulary[2]), idf.astype(np.float32))

    def restore(self, vocabulary: tuple[list[str], ...], idf: Floats) -> Vectorizer:
        """Take over learned vocabulary (per block) and idf (all blocks in a row)."""
        if len(vocabulary) != len(BLOCKS) or sum(map(len, vocabulary)) != len(idf):
            raise ValueError("vocabulary and idf do not fit together")
        self.vocabulary, self.idf = vocabulary, idf
        self._prepare()
        return self

    def _prepare(self) -> None:
        offsets = np.cumsum([0, *(len(block) for block in self.vocabulary)])
        self.offsets: tuple[int, ...] = tuple(int(n) for n in offsets)
        self.index: tuple[dict[str, int], ...] = tuple(
            dict(zip(block, range(start, start + len(block)), strict=True))
            for block, start in zip(self.vocabulary, self.offsets, strict=False)
        )
        self.block_of = np.repeat(
            np.arange(len(BLOCKS)), [len(block) for block in self.vocabulary]
        ).astype(np.int64)
        self._cache: dict[str, _Entry] = {}
        self._pairs = _nested(self.index[0], " ")
        self._arrows = _nested(self.index[2], ">")
        self._together = _nested(self.index[2], "+")

    def _entry(self, word: str) -> _Entry:
        entry = self._cache.get(word)
        if entry is None:
            words, pieces, ideas = self.index
            stem, concepts = stem_token(word), concepts_of(word)
            own = [pieces[piece] for piece in char_features(word) if piece in pieces]
            own += [words[f] for f in (word, f"~{stem}") if f in words]
            own += [ideas[concept] for concept in concepts if concept in ideas]
            entry = _Entry(
                np.asarray(own, dtype=np.int32), word, stem, concepts, self._pairs.get(word),
                self._pairs.get(f"~{stem}"), self._pairs.get(f"~{stem} _"),
            )  # fmt: skip
            if len(self._cache) >= _CACHE_LIMIT:
                self._cache.clear()
            self._cache[word] = entry
        return entry

    def columns(self, words: Sequence[str]) -> list[int]:
        """All columns of a text, repeated as often as they occur."""
        own, between = self._parts(words)
        return [int(column) for part in own for column in part] + between

    def _parts(self, words: Sequence[str]) -> tuple[list[npt.NDArray[np.int32]], list[int]]:
        """The columns of a text: an array for each word alone, and a list of those between words.

        The same features as `word_features`, `char_features` and `idea_features` name, found
        by dictionary steps instead of building their strings: this is the busiest loop of all.
        """
        entries = [self._entry(word) for word in words]
        result: list[int] = []
        nothing = _NOTHING
        own = [entry.own for entry in entries]
        for entry, following, skipped in zip_longest(entries, entries[1:], entries[2:]):
            if following is not None:
                if entry.after is not None and following.word in entry.after:
                    result.append(entry.after[following.word])
                if entry.stem_after is not None and following.stem in entry.stem_after:
                    result.append(entry.stem_after[following.stem])
            if skipped is not None and entry.stem_skip is not None:
                column = entry.stem_skip.get(skipped.stem)
                if column is not None:
                    result.append(column)
        before: tuple[str, ...] = ()
        at = 0
        seen: set[str] = set()
        for i, entry in enumerate(entries):
            if not entry.concepts:
                continue
            seen.update(entry.concepts)
            if i - at <= _NEAR:
                for earlier in before:
                    row = self._arrows.get(earlier, nothing)
                    result += [row[c] for c in entry.concepts if c in row and c != earlier]
            before, at = entry.concepts, i
        ideas = sorted(seen)[:_MAX_IDEAS]
        for i, idea in enumerate(ideas, start=1):
            row = self._together.get(idea, nothing)
            result += [row[other] for other in ideas[i:] if other in row]
        return own, result

    def transform(self, texts: Iterable[str]) -> sparse.csr_array:
        """Rows of float32, shape (texts, size); a text without known features is an empty row."""
        return self.transform_words([words_of(text) for text in texts])

    def transform_words(self, texts: Sequence[Sequence[str]]) -> sparse.csr_array:
        """As `transform`, from words already normalised."""
        arrays: list[npt.NDArray[np.int32]] = [np.empty(0, np.int32)]
        lengths = []
        for words in texts:
            own, between = self._parts(words)
            arrays += own
            arrays.append(np.array(between, dtype=np.int32))
            lengths.append(sum(map(len, own)) + len(between))
        indptr = np.concatenate([[0], np.cumsum(lengths)]).astype(np.int32)
        indices = np.concatenate(arrays)
        shape = (len(lengths), self.size)
        counts = sparse.csr_array((np.ones(len(indices), np.int32), indices, indptr), shape=shape)
        counts.sum_duplicates()
        return self._weigh(counts)

    def _weigh(self, counts: sparse.csr_array) -> sparse.csr_array:
        # Counts are small whole numbers: looking the logarithm up is cheaper than taking it.
        values = _SUBLINEAR[np.minimum(counts.data, _MAX_COUNT)] * self.idf[counts.indices]
        rows = np.repeat(np.arange(counts.shape[0]), np.diff(counts.indptr))
        blocks = self.block_of[counts.indices]
        group = rows * len(BLOCKS) + blocks
        squares = np.bincount(group, values**2, minlength=counts.shape[0] * len(BLOCKS))
        norms = np.sqrt(squares)[group]
        weights = np.asarray(self.settings.weights)[blocks]
        data = (values * weights / norms).astype(np.float32)
        return sparse.csr_array((data, counts.indices, counts.indptr), shape=counts.shape)
