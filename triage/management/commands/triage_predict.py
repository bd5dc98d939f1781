"""manage.py triage_predict: label a file of complaints (format of design.md 9)."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from triage.classifier.predict import Classifier, ComplaintInput, Prediction
from triage.inference import ClassifierUnavailable, classifier

BATCH = 512


class Command(BaseCommand):
    help = "Read JSON lines with id, title, text, user_type, chosen_category; write predictions."

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("--input", type=Path, required=True)
        parser.add_argument("--output", type=Path, required=True)

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            model = classifier()
        except ClassifierUnavailable as error:
            raise CommandError(f"No usable model ({error}); run triage_train.") from error
        try:
            lines = options["input"].open(encoding="utf-8", errors="replace")
            output = options["output"].open("w", encoding="utf-8")
        except OSError as error:
            raise CommandError(str(error)) from error
        done = broken = 0
        with lines, output:
            batch: list[tuple[Any, ComplaintInput]] = []
            for number, line in enumerate(lines, start=1):
                if not line.strip():
                    continue
                try:
                    batch.append(read_line(line))
                except ValueError as error:
                    broken += 1
                    sys.stderr.write(f"line {number}: {error}\n")
                    continue
                if len(batch) == BATCH:
                    done += write(model, batch, output)
                    batch = []
            done += write(model, batch, output)
        self.stdout.write(f"{done} classified, {broken} lines skipped, model {model.version}")


def read_line(line: str) -> tuple[Any, ComplaintInput]:
    """Return (id, complaint) of one JSON line; raises ValueError saying what is wrong."""
    try:
        row = json.loads(line)
    except (json.JSONDecodeError, RecursionError) as error:
        raise ValueError(f"not JSON ({error})") from error
    if not isinstance(row, dict):
        raise ValueError("not a JSON object")
    chosen = row.get("chosen_category")
    return row.get("id"), ComplaintInput(
        text=_text(row.get("text")),
        title=_text(row.get("title")) or None,
        user_type=_text(row.get("user_type")) or None,
        chosen=_number(chosen),
    )


def _text(value: Any) -> str:
    return "" if value is None else str(value)


def _number(value: Any) -> int | None:
    """Return 1-16 for a number, also one written as text; None for anything else."""
    try:
        number = int(value)
    except (TypeError, ValueError):
        return None
    return number if 1 <= number <= 16 else None


def as_row(key: Any, said: Prediction) -> dict[str, Any]:
    """Return one output line of design.md 9."""
    return {
        "id": key,
        "category": said.category,
        "slug": said.slug,
        "confidence": round(said.confidence, 6),
        "abstained": said.abstained,
        "top": [{"category": c, "confidence": round(p, 6)} for c, p in said.top],
        "model_version": said.model_version,
    }


def write(model: Classifier, batch: list[tuple[Any, ComplaintInput]], output: Any) -> int:
    """Classify a batch and write its lines; return how many."""
    for (key, _), said in zip(batch, rows(model, batch), strict=True):
        output.write(json.dumps(as_row(key, said), ensure_ascii=False) + "\n")
    return len(batch)


def rows(model: Classifier, batch: list[tuple[Any, ComplaintInput]]) -> Iterator[Prediction]:
    """Yield the predictions of a batch in order."""
    yield from model.classify_many([complaint for _, complaint in batch])
