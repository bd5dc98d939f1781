"""The door of the classifier: load a model once, then classify complaints.

Any input gets an answer: empty texts, emoji, other languages, very long pastes.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from helpdesk.lib.account_address import parse_account
from helpdesk.taxonomy import Category, UserType
from triage.classifier.artefact import ArtefactError, load_artefact
from triage.classifier.calibration import softmax
from triage.classifier.decision import Probabilities, disagrees
from triage.classifier.explanation import Explanation, explain
from triage.classifier.features import compose
from triage.classifier.model import LABELS, USER_TYPES
from triage.classifier.substance import is_thin
from triage.classifier.tokenizer import analyser_fingerprint, words_of
from triage.classifier.training import TrainedModel

TOP = 3
_BATCH = 512  # rows a product; bounds memory
_EMPTY_CONFIDENCE = 0.2  # a report without a word: a person reads it
_DAMPING = 0.3  # of what is said of a thin text: its order is kept, its certainty is not
_TYPE_OF_ROLE = {  # roles of helpdesk.lib.account_address, domain.md 3
    "peserta_didik": UserType.STUDENT.value,
    "pendidik": UserType.TEACHER.value,
    "tenaga_kependidikan": UserType.SCHOOL_OPERATOR.value,
    "dinas": UserType.DINAS.value,
    "staf_kementerian": UserType.MINISTRY_STAFF.value,
}


@dataclass(frozen=True, slots=True)
class ComplaintInput:
    """A report as the form knows it; all but `text` may be missing. `chosen` is 1-16."""

    text: str
    title: str | None = None
    user_type: str | None = None
    chosen: int | None = None
    account: str | None = None


@dataclass(frozen=True, slots=True)
class Prediction:
    """The answer for one report. `ranked` holds all sixteen, `top` the best three.

    `second` names a probable second problem; `disagrees` is True where the text contradicts the
    category that the reporter ticked; `thin` where the text says too little to be sorted by, so
    that the guess is not to be shown as one.
    """

    category: int
    confidence: float
    abstained: bool
    ranked: tuple[tuple[int, float], ...]
    second: int | None
    disagrees: bool
    model_version: str
    thin: bool = False

    @property
    def top(self) -> tuple[tuple[int, float], ...]:
        return self.ranked[:TOP]

    @property
    def slug(self) -> str:
        return Category(self.category).slug


class Classifier:
    """A model ready to answer. Safe to share between threads: classifying only fills caches."""

    def __init__(self, model: TrainedModel, version: str = "unsaved") -> None:
        self.model = model
        self.version = version
        self.header: dict[str, object] = {}

    @classmethod
    def load(cls, path: Path | str) -> Classifier:
        """Read a model file; raises ArtefactError when it is missing, damaged or stale."""
        model, header = load_artefact(Path(path))
        classifier = cls(model, str(header["version"]))
        classifier.header = header
        if classifier.stale:  # its features would silently miss words that are spelt anew
            raise ArtefactError(
                f"{Path(path).name}: trained with another spelling normaliser; run triage_train"
            )
        return classifier

    @property
    def stale(self) -> bool:
        """True where spelling normalisation has changed since training: train again."""
        return self.header.get("analyser", analyser_fingerprint()) != analyser_fingerprint()

    def classify(self, complaint: ComplaintInput) -> Prediction:
        """Classify one report."""
        return self._classify([complaint])[0]

    def classify_many(self, complaints: Iterable[ComplaintInput]) -> list[Prediction]:
        """Classify many; the same answers as one by one, in the same order."""
        everything = list(complaints)
        result: list[Prediction] = []
        for start in range(0, len(everything), _BATCH):
            result.extend(self._classify(everything[start : start + _BATCH]))
        return result

    def explain(self, complaint: ComplaintInput, category: int | None = None) -> Explanation:
        """Words for and against a category (default: the best guess) with their spans."""
        target = category if category in LABELS else self.classify(complaint).category
        return explain(self.model, _text(complaint.text), _text(complaint.title), target)

    def probabilities(
        self, complaints: Sequence[ComplaintInput]
    ) -> tuple[Probabilities, Probabilities, list[list[str]]]:
        """Of the text alone and with the form's evidence, both (n, 16); and the words read."""
        words = [words_of(compose(_text(c.text), _text(c.title))) for c in complaints]
        logits = self.model.text_logits(self.model.vectorizer.transform_words(words))
        evidence = self.model.evidence.scores(
            [_chosen(c) for c in complaints], [_user_type(c) for c in complaints]
        )
        return softmax(logits), softmax(logits + evidence), words

    def _classify(self, complaints: Sequence[ComplaintInput]) -> list[Prediction]:
        alone, combined, words = self.probabilities(complaints)
        known = self.model.vectorizer.index[0]
        thin = [is_thin(said, known) for said in words]
        combined[thin] = _DAMPING * combined[thin] + (1 - _DAMPING) / len(LABELS)
        accepted = self.model.rule.accepts(combined)
        # Plain lists: touching numpy scalars sixteen times a report would cost more than the model.
        order = (np.argsort(-combined, axis=1, kind="stable") + 1).tolist()
        shares = combined.tolist()
        result = []
        for i, complaint in enumerate(complaints):
            chosen = _chosen(complaint)
            if not words[i]:
                result.append(self._of_empty(chosen))
                continue
            ranked = tuple((label, shares[i][label - 1]) for label in order[i])
            runner, strength = ranked[1]
            named = strength >= self.model.rule.second_threshold and not thin[i]
            result.append(
                Prediction(
                    category=ranked[0][0],
                    confidence=ranked[0][1],
                    abstained=thin[i] or not bool(accepted[i]),
                    ranked=ranked,
                    second=runner if named else None,
                    disagrees=not thin[i] and disagrees(alone[i], chosen),
                    model_version=self.version,
                    thin=thin[i],
                )
            )
        return result

    def _of_empty(self, chosen: int | None) -> Prediction:
        """A report without a word keeps the ticked category, or is Lainnya; never acted on."""
        best = chosen or int(Category.OTHER)
        rest = (1 - _EMPTY_CONFIDENCE) / (len(LABELS) - 1)
        ranked = [(best, _EMPTY_CONFIDENCE), *((n, rest) for n in LABELS if n != best)]
        return Prediction(
            best, _EMPTY_CONFIDENCE, True, tuple(ranked), None, False, self.version, thin=True
        )


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _chosen(complaint: ComplaintInput) -> int | None:
    return complaint.chosen if complaint.chosen in LABELS else None


def _user_type(complaint: ComplaintInput) -> str | None:
    if complaint.user_type in USER_TYPES:
        return complaint.user_type
    account = parse_account(_text(complaint.account).strip())
    return _TYPE_OF_ROLE.get(account.role or "") if account.known else None
