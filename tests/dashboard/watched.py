"""A desk that was watched: reports, what two models said of them, and what people said."""

from __future__ import annotations

import random
import uuid
from datetime import datetime, timedelta

from django.utils import timezone

from helpdesk.taxonomy import Category, State, UserType
from helpdesk.tickets.models import Message, Ticket
from triage.figures import CATEGORIES
from triage.models import HumanLabel, ModelVersion, Prediction

ACTIVE, SHADOW, BEFORE = "aktif0000001", "bayangan0001", "lama00000001"
THRESHOLD = 0.8
_WORDS = {
    1: "Lupa kata sandi akun guru, reset tidak masuk",
    5: "Aktivasi akun berhenti di halaman verifikasi",
    12: "SIMPKB tidak terhubung dengan akun belajar",
    14: "Chromebook murid meminta akun admin terus",
}


def figures(macro_f1: float, digest: str = "d") -> dict[str, object]:
    """Kept figures as `registry.figures_of` writes them, as far as the page reads them."""
    part = {
        "examples": 576,
        "macro_f1": macro_f1,
        "accuracy": macro_f1,
        "accepted": 0.68,
        "accepted_precision": 0.99,
        "calibration_error": 0.03,
        "risk_coverage": [[0.2, 0.0], [0.5, 0.004], [0.8, 0.02], [1.0, 1 - macro_f1]],
    }
    return {
        "text_only": part,
        "with_form": part | {"macro_f1": macro_f1 + 0.01},
        "data_digest": digest,
    }


def versions(now: datetime) -> None:
    """An active model, the one before it, and one in shadow; rows only, no files."""
    Status = ModelVersion.Status
    for version, status, score, days in (
        (BEFORE, Status.RETIRED, 0.88, 60),
        (ACTIVE, Status.ACTIVE, 0.91, 12),
        (SHADOW, Status.SHADOW, 0.92, 5),
    ):
        ModelVersion.objects.create(
            version=version,
            status=status,
            file_name=f"{version}.model",
            created_at=now - timedelta(days=days + 1),
            activated_at=None if status == Status.SHADOW else now - timedelta(days=days),
            activated_by="" if status == Status.SHADOW else "Kartika Ayu",
            examples=4800,
            labels_used=60,
            train_seconds=88,
            figures=figures(score),
            verdict="Macro-F1 0,910 → 0,920, tanpa penurunan." if status == Status.SHADOW else "",
        )


def report(number: int, at: datetime, category: int, *, state: State = State.QUEUED) -> Ticket:
    """A bare report row of this number (not saved)."""
    return Ticket(
        number=number,
        submission_key=uuid.uuid4(),
        created_at=at,
        title=_WORDS.get(category, "Kendala akun belajar")[:60],
        user_type=UserType.TEACHER,
        email="lestari.contoh@example.com",
        chosen_category=category,
        category=category,
        state=state,
        queued_at=at,
    )


def predict(
    number: int,
    category: int,
    confidence: float = 0.95,
    *,
    at: datetime | None = None,
    version: str = ACTIVE,
    shadow: bool = False,
) -> Prediction:
    """A prediction row (not saved) that is accepted from a confidence of 0.8 on."""
    return Prediction(
        ticket_id=number,
        created_at=at or timezone.now(),
        model_version=version,
        shadow=shadow,
        category=category,
        confidence=confidence,
        abstained=confidence < THRESHOLD,
        ranking=[],
    )


def label(
    number: int,
    category: int,
    *,
    at: datetime | None = None,
    source: str = "correction",
    by: str = "Sari",
) -> HumanLabel:
    """A person's word (not saved)."""
    return HumanLabel(
        ticket_id=number,
        created_at=at or timezone.now(),
        source=source,
        category=category,
        text="uji",
        by_name=by,
    )


def watched_desk(count: int = 400, seed: int = 4) -> None:
    """Write `count` reports of 33 days and some hours, all in the page's 35 at any time of day: an honest model, two in five judged, a shadow for ten days.

    A prediction is right about as often as it is confident.
    """
    rng = random.Random(seed)
    now = timezone.now()
    versions(now)
    tickets, messages, said, words = [], [], [], []
    start = Ticket.objects.count() + 500_000
    weights = [9, 3, 3, 3, 4, 2, 4, 3, 2, 2, 4, 3, 2, 2, 1, 4]
    for at_number in range(count):
        number = start + at_number
        at = now - timedelta(days=33 * (1 - at_number / count), minutes=rng.randint(1, 600))
        late = at > now - timedelta(days=7)
        truth = 12 if late and rng.random() < 0.2 else rng.choices(CATEGORIES, weights)[0]
        confidence = min(0.995, max(0.3, rng.betavariate(6, 1)))
        guess = truth if rng.random() < confidence else rng.choices(CATEGORIES, weights)[0]
        abstained = confidence < THRESHOLD
        judged = rng.random() < (0.75 if abstained else 0.4)
        solved = rng.random() < 0.5
        ticket = report(number, at, truth if judged else guess,
                        state=State.SOLVED if solved else State.QUEUED)  # fmt: skip
        ticket.solved_at = at + timedelta(hours=1) if solved else None
        ticket.user_type = rng.choice(["teacher", "teacher", "student", "school_operator"])
        tickets.append(ticket)
        text = _WORDS.get(truth, f"Kendala {Category(truth).short_label}")
        messages.append(
            Message(ticket_id=number, body=f"{text}. " * rng.randint(1, 4), created_at=at)
        )
        version = ACTIVE if at > now - timedelta(days=12) else BEFORE
        said.append(predict(number, guess, confidence, at=at, version=version))
        if at > now - timedelta(days=10):
            other = truth if rng.random() < 0.93 else rng.choice(CATEGORIES)
            sure = min(0.99, confidence + 0.02)
            said.append(predict(number, other, sure, at=at, version=SHADOW, shadow=True))
        if judged:
            source = "confirmation" if guess == truth else "correction"
            words.append(label(number, truth, at=at + timedelta(minutes=5), source=source))
    Ticket.objects.bulk_create(tickets)
    Message.objects.bulk_create(messages)
    Prediction.objects.bulk_create(said)
    HumanLabel.objects.bulk_create(words)
