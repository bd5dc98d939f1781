"""Which words spoke for a guess and which against it, with their place in the original text.

The text score is a sum over features; a feature's share is handed to the words it is made of. The
share for a category is its weight minus the average weight of the other categories, each as heavy
as its chance.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from triage.classifier.calibration import softmax
from triage.classifier.features import (
    Vectorizer,
    char_features,
    compose,
    idea_features,
    word_features,
)
from triage.classifier.tokenizer import Token, tokenize
from triage.classifier.training import TrainedModel

MAX_WORDS = 8  # on each side
_NEGLIGIBLE = 0.02  # share of the strongest word below which a word is not worth a colour


@dataclass(frozen=True, slots=True)
class WordShare:
    """One word: half-open span in the original `text` or `title`; weight > 0 speaks for."""

    field: str
    start: int
    end: int
    word: str
    weight: float


@dataclass(frozen=True, slots=True)
class Explanation:
    """Strongest words first on both sides; they come from the text and title, not the form."""

    category: int
    words_for: tuple[WordShare, ...]
    words_against: tuple[WordShare, ...]


def explain(model: TrainedModel, text: str, title: str, category: int) -> Explanation:
    """Explain `category` (1-16) for a text; an empty text has no words on either side."""
    whole = compose(text, title or None)
    tokens = tokenize(whole)
    row = model.vectorizer.transform_words([[token.word for token in tokens]])
    if row.nnz == 0:
        return Explanation(category, (), ())
    probabilities = softmax(model.text_logits(row))[0]
    weights = model.text_model.weights[row.indices].astype(np.float64)
    # Against the rivals in proportion to their chances; a sure guess would else explain nothing.
    rivals = probabilities.copy()
    rivals[category - 1] = 0.0
    rivals = rivals / rivals.sum() if rivals.sum() > 0 else rivals
    gain = weights[:, category - 1] - weights @ rivals
    contributions = dict(
        zip(row.indices.tolist(), row.data * gain * model.calibration.scale, strict=True)
    )
    shares = _by_token(model.vectorizer, tokens, contributions)
    words = list(_merge(tokens, shares, whole, offset=len(title) + 1 if title else 0))
    strongest = max((abs(word.weight) for word in words), default=0.0)
    words = [word for word in words if abs(word.weight) > _NEGLIGIBLE * strongest]
    return Explanation(
        category,
        tuple(sorted((w for w in words if w.weight > 0), key=lambda w: -w.weight)[:MAX_WORDS]),
        tuple(sorted((w for w in words if w.weight < 0), key=lambda w: w.weight)[:MAX_WORDS]),
    )


def _by_token(
    vectorizer: Vectorizer, tokens: Sequence[Token], contributions: dict[int, float]
) -> list[float]:
    """Hand each feature's contribution to its occurrences, and from there to their words."""
    occurrences: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for column, first, last in _occurrences(vectorizer, [token.word for token in tokens]):
        occurrences[column].append((first, last))
    shares = [0.0] * len(tokens)
    for column, places in occurrences.items():
        part = contributions.get(column, 0.0) / len(places)
        for first, last in places:
            ends = (first,) if first == last else (first, last)
            for position in ends:
                shares[position] += part / len(ends)
    return shares


def _occurrences(vectorizer: Vectorizer, words: Sequence[str]) -> Iterator[tuple[int, int, int]]:
    singles, pieces, ideas = vectorizer.index
    for i, word in enumerate(words):
        for piece in char_features(word):
            if piece in pieces:
                yield pieces[piece], i, i
        if word in singles:
            yield singles[word], i, i
    for feature, first, last in word_features(words, vectorizer.settings):
        if feature in singles:
            yield singles[feature], first, last
    for feature, first, last in idea_features(words):
        if feature in ideas:
            yield ideas[feature], first, last


def _merge(
    tokens: Sequence[Token], shares: Sequence[float], whole: str, offset: int
) -> Iterator[WordShare]:
    """One entry a span: tokens that came from one written word are summed."""
    sums: dict[tuple[int, int], float] = defaultdict(float)
    for token, share in zip(tokens, shares, strict=True):
        sums[token.start, token.end] += share
    for (start, end), weight in sums.items():
        in_title = start < offset
        shift = 0 if in_title else offset
        field = "title" if in_title else "text"
        yield WordShare(field, start - shift, end - shift, whole[start:end], float(weight))
