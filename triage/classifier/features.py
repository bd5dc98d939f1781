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
from itertools import combinations
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from scipy import sparse

from helpdesk.lib.indonesian import stem_token
from triage.classifier.lexicon import CONCEPTS, concepts_of
from triage.classifier.tokenizer import words_of

Floats = npt.NDArray[np.float32]
Columns = npt.NDArray[np.int32]
Numbers = npt.NDArray[np.int64]
BLOCKS = ("word", "char", "idea")
_CHAR_SIZES = (2, 3, 4, 5)
_MAX_IDEAS = 40  # distinct concepts of a text that enter pairs; bounds the work on long texts
_CACHE_LIMIT = 60_000
_NEAR = 4  # words between two concepts that count as following each other


_IDEAS = sorted(CONCEPTS)  # in the order in which their pairs are named
_IDEA_NUMBER = {concept: number for number, concept in enumerate(_IDEAS)}
_NO_COLUMNS: Columns = np.empty(0, np.int32)
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
    """What is known of one word: its own columns, and its numbers in the tables of pairs."""

    own: Columns
    word: int
    stem: int
    concepts: tuple[int, ...]


class _Pairs:
    """Columns of the features that join two words, found for many pairs in one step."""

    def __init__(self, pairs: Sequence[tuple[int, int, int]], size: int) -> None:
        self._size = size
        keys = np.array([first * size + second for first, second, _ in pairs], dtype=np.int64)
        order = np.argsort(keys)
        self._keys = keys[order]
        self._columns = np.array([column for *_, column in pairs], dtype=np.int32)[order]

    def find(self, first: Numbers, second: Numbers) -> tuple[Numbers, Columns]:
        """Places at which the two numbers form a known pair, and its columns; -1 is no word."""
        if not len(self._keys):
            return np.empty(0, np.int64), _NO_COLUMNS
        keys = first * self._size + second
        at = np.searchsorted(self._keys, keys)
        at[at == len(self._keys)] = 0
        hits = np.flatnonzero((self._keys[at] == keys) & (first >= 0) & (second >= 0))
        return hits, self._columns[at[hits]]


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
        self._prepare_words()
        self._prepare_ideas()

    def _prepare_words(self) -> None:
        """Number the words and stems that stand in pairs, and sort the pairs by these numbers."""
        self._words: dict[str, int] = {}
        self._stems: dict[str, int] = {}
        after: list[tuple[int, int, int]] = []
        stem_after: list[tuple[int, int, int]] = []
        stem_skip: list[tuple[int, int, int]] = []
        for feature, column in self.index[0].items():
            parts = feature.split(" ")
            if len(parts) == 1:
                continue
            numbers, table, first = self._words, after, parts[0]
            if first.startswith("~"):
                numbers, table = self._stems, stem_after if len(parts) == 2 else stem_skip
                first = first[1:]
            a = numbers.setdefault(first, len(numbers))
            b = numbers.setdefault(parts[-1], len(numbers))
            table.append((a, b, column))
        self._after = _Pairs(after, len(self._words) + 1)
        self._stem_after = _Pairs(stem_after, len(self._stems) + 1)
        self._stem_skip = _Pairs(stem_skip, len(self._stems) + 1)

    def _prepare_ideas(self) -> None:
        """Columns of ordered and of unordered pairs of concepts; -1 where there is none."""
        ideas = self.index[2]
        self._arrows, self._together = (
            np.array(
                [
                    [ideas.get(f"{first}{sign}{second}", -1) for second in _IDEAS]
                    for first in _IDEAS
                ],
                dtype=np.int32,
            )
            for sign in (">", "+")
        )
        self._arrow_cache: dict[tuple[tuple[int, ...], tuple[int, ...]], Columns] = {}

    def _entry(self, word: str) -> _Entry:
        entry = self._cache.get(word)
        if entry is None:
            words, pieces, ideas = self.index
            stem, concepts = stem_token(word), concepts_of(word)
            own = [pieces[piece] for piece in char_features(word) if piece in pieces]
            own += [words[f] for f in (word, f"~{stem}") if f in words]
            own += [ideas[concept] for concept in concepts if concept in ideas]
            entry = _Entry(
                np.asarray(own, dtype=np.int32),
                self._words.get(word, -1),
                self._stems.get(stem, -1),
                tuple(_IDEA_NUMBER[concept] for concept in concepts),
            )
            if len(self._cache) >= _CACHE_LIMIT:
                self._cache.clear()
            self._cache[word] = entry
        return entry

    def columns(self, words: Sequence[str]) -> list[int]:
        """All columns of a text, repeated as often as they occur."""
        return [int(column) for column in self._occurrences([words])[1]]

    def _occurrences(self, texts: Sequence[Sequence[str]]) -> tuple[Columns, Columns]:
        """Text and column of every feature of a batch, repeated as often as it occurs.

        The same features as `word_features`, `char_features` and `idea_features` name, found
        for the whole batch by array steps instead of building their strings: this is the
        busiest code of all.
        """
        entries = [self._entry(word) for words in texts for word in words]
        lengths = np.fromiter(map(len, texts), np.int64, len(texts))
        text = np.repeat(np.arange(len(texts), dtype=np.int32), lengths)  # liblinear wants 32 bits
        own = [entry.own for entry in entries]
        rows = [np.repeat(text, np.fromiter(map(len, own), np.int64, len(own)))]
        columns = [np.concatenate([_NO_COLUMNS, *own])]
        words = np.fromiter((entry.word for entry in entries), np.int64, len(entries))
        stems = np.fromiter((entry.stem for entry in entries), np.int64, len(entries))
        for numbers, gap, table in (
            (words, 1, self._after), (stems, 1, self._stem_after), (stems, 2, self._stem_skip),
        ):  # fmt: skip
            within = np.flatnonzero(text[:-gap] == text[gap:])
            hits, found = table.find(numbers[within], numbers[within + gap])
            rows.append(text[within[hits]])
            columns.append(found)
        for line, found in self._idea_pairs(entries, text, len(texts)):
            rows.append(np.full(len(found), line, np.int32))
            columns.append(found)
        return np.concatenate(rows), np.concatenate(columns)

    def _idea_pairs(
        self, entries: Sequence[_Entry], text: Columns, texts: int
    ) -> Iterator[tuple[int, Columns]]:
        """Text and columns: concepts of neighbouring words in order, then all pairs of a text."""
        seen: list[set[int]] = [set() for _ in range(texts)]
        before: tuple[int, ...] = ()
        at, line = 0, -1
        of = text.tolist()
        for i, entry in enumerate(entries):
            if not entry.concepts:
                continue
            if of[i] == line and i - at <= _NEAR:
                found = self._arrow_columns(before, entry.concepts)
                if len(found):
                    yield line, found
            before, at, line = entry.concepts, i, of[i]
            seen[line].update(entry.concepts)
        for line, ideas in enumerate(seen):
            if len(ideas) > 1:
                numbers = np.array(sorted(ideas)[:_MAX_IDEAS])
                table = self._together[numbers][:, numbers]
                yield line, table[table >= 0]

    def _arrow_columns(self, before: tuple[int, ...], here: tuple[int, ...]) -> Columns:
        found = self._arrow_cache.get((before, here))
        if found is None:
            columns = [self._arrows[a, b] for b in here for a in before if a != b]
            found = np.array([column for column in columns if column >= 0], dtype=np.int32)
            self._arrow_cache[before, here] = found
        return found

    def transform(self, texts: Iterable[str]) -> sparse.csr_array:
        """Rows of float32, shape (texts, size); a text without known features is an empty row."""
        return self.transform_words([words_of(text) for text in texts])

    def transform_words(self, texts: Sequence[Sequence[str]]) -> sparse.csr_array:
        """As `transform`, from words already normalised."""
        rows, columns = self._occurrences(texts)
        ones = np.ones(len(columns), np.int32)
        counts = sparse.coo_array((ones, (rows, columns)), shape=(len(texts), self.size)).tocsr()
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
