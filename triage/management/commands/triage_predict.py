"""manage.py triage_predict: label a file of complaints (format of design.md 9)."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable
from itertools import islice
from pathlib import Path
from typing import Any, TextIO
from uuid import uuid4

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
        source: Path = options["input"]
        try:
            target = checked_target(source, options["output"])
            model = classifier()
            # Beside the target, so that the last step is a rename and a failed run leaves the
            # earlier predictions as they were.
            partial = target.with_name(f".triage_predict-{uuid4().hex}.part")
            with source.open(encoding="utf-8-sig", errors="replace") as lines:
                try:
                    with partial.open("x", encoding="ascii") as output:
                        done, broken = self._label(model, lines, output)
                    partial.replace(target)
                finally:
                    partial.unlink(missing_ok=True)
        except ClassifierUnavailable as error:
            raise CommandError(f"No usable model ({error}); run triage_train.") from error
        except OSError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{done} classified, {broken} lines skipped, model {model.version}")

    def _label(self, model: Classifier, lines: Iterable[str], output: TextIO) -> tuple[int, int]:
        """Write the predictions of all lines in order; return (written, skipped)."""
        done = broken = 0
        numbered = ((n, line) for n, line in enumerate(lines, start=1) if line.strip())
        while chunk := list(islice(numbered, BATCH)):
            batch: list[tuple[int, Any, ComplaintInput]] = []
            for number, line in chunk:
                try:
                    batch.append((number, *read_line(line)))
                except ValueError as error:
                    broken += 1
                    self.stderr.write(f"line {number}: {error}")
            said = model.classify_many([complaint for _, _, complaint in batch])
            for (number, key, _), prediction in zip(batch, said, strict=True):
                try:
                    row = encoded(as_row(key, prediction))
                except ValueError as error:
                    broken += 1
                    self.stderr.write(f"line {number}: {error}")
                    continue
                output.write(row + "\n")
                done += 1
        return done, broken


def checked_target(source: Path, output: Path) -> Path:
    """Return the file to write, links followed; raises CommandError where it must not be."""
    try:
        target = output.resolve()
        if target == source.resolve() or (target.exists() and target.samefile(source)):
            raise CommandError(f"{output}: input and output are the same file.")
    except (RuntimeError, ValueError) as error:  # links in a circle, a NUL in the name
        raise CommandError(f"{output}: {error}") from error
    if target.exists() and not target.is_file():
        # The last rename would put a file in the place of a device.
        raise CommandError(f"{output}: not a regular file.")
    return target


def read_line(line: str) -> tuple[Any, ComplaintInput]:
    """Return (id, complaint) of one JSON line; raises ValueError saying what is wrong.

    A number that JSON cannot carry back (NaN, Infinity, 1e999) is kept as the text that stood
    there: the id of the output then still tells the line, and the output stays valid JSON.
    """
    try:
        row = json.loads(line, parse_constant=str, parse_float=_finite)
        if not isinstance(row, dict):
            raise ValueError("not a JSON object")
        return row.get("id"), ComplaintInput(
            text=_text(row.get("text")),
            title=_text(row.get("title")) or None,
            user_type=_text(row.get("user_type")) or None,
            chosen=_number(row.get("chosen_category")),
        )
    except json.JSONDecodeError as error:
        raise ValueError(f"not JSON ({error})") from error
    except RecursionError as error:
        raise ValueError("nested too deeply") from error


def _finite(written: str) -> float | str:
    number = float(written)
    return number if math.isfinite(number) else written


def _text(value: Any) -> str:
    return "" if value is None else str(value)


def _number(value: Any) -> int | None:
    """Return 1-16 for a whole number, also one written as text; None for anything else."""
    if isinstance(value, bool) or (isinstance(value, float) and not value.is_integer()):
        return None
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


def encoded(row: dict[str, Any]) -> str:
    """Return one line of pure ASCII: half a surrogate pair in an id has no UTF-8 form.

    Raises ValueError for an id that is nested too deeply to be written.
    """
    try:
        return json.dumps(row, ensure_ascii=True, allow_nan=False)
    except RecursionError as error:
        raise ValueError("id is nested too deeply") from error
