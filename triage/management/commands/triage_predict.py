"""manage.py triage_predict: label a file of complaints (format of design.md 9)."""

from __future__ import annotations

import codecs
import io
import json
import math
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple, TextIO
from uuid import uuid4

from django.core.management.base import BaseCommand, CommandError, OutputWrapper

from helpdesk.taxonomy import Category
from triage.classifier.model import USER_TYPES
from triage.classifier.predict import Classifier, ComplaintInput, Prediction
from triage.inference import ClassifierUnavailable, classifier

BATCH = 512
_STDOUT = ("-", "/dev/stdout", "/dev/fd/1", "/proc/self/fd/1")
_OTHER = (  # the marks of UTF-32 begin like those of UTF-16
    (codecs.BOM_UTF32_LE, "UTF-32"), (codecs.BOM_UTF32_BE, "UTF-32"),
    (codecs.BOM_UTF16_LE, "UTF-16"), (codecs.BOM_UTF16_BE, "UTF-16"),
    (b"{\0\0\0", "UTF-32"), (b"\0\0\0{", "UTF-32"), (b"{\0", "UTF-16"), (b"\0{", "UTF-16"),
)  # fmt: skip
_MAX_DIGITS = 4_300  # sys.int_info.default_max_str_digits
_SLUGS = {category.slug: int(category) for category in Category}


class Counts(NamedTuple):
    """Lines answered and skipped, and values left out of answered ones."""

    done: int
    broken: int
    ignored: int


class Command(BaseCommand):
    help = "Read JSON lines with id, title, text, user_type, chosen_category; write predictions."

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("--input", type=Path, required=True)
        parser.add_argument("--output", type=Path, required=True, help="a file, or /dev/stdout")

    def handle(self, *args: Any, **options: Any) -> None:
        source, output = options["input"], options["output"]
        try:
            model = classifier()
            # Rows and report must not mix: whoever reads the rows from a pipe reads JSON only.
            if str(output) in _STDOUT:
                with opened(source) as lines:
                    counts = self._label(model, lines, self.stdout)
                report: OutputWrapper = self.stderr
            else:
                counts = self._into_file(model, source, output)
                report = self.stdout
        except ClassifierUnavailable as error:
            raise CommandError(f"No usable model ({error}); run triage_train.") from error
        except BrokenPipeError:
            raise CommandError("The reader of the output went away.") from None
        report.write(
            f"{counts.done} classified, {counts.broken} lines skipped, "
            f"{counts.ignored} values ignored, model {model.version}"
        )

    def _into_file(self, model: Classifier, source: Path, output: Path) -> Counts:
        """Label into a file beside the target, so that the last step is a rename.

        A failed run leaves the earlier predictions as they were. Raises CommandError that names
        the path as it was given.
        """
        target = checked_target(source, output)
        partial = target.with_name(f".triage_predict-{uuid4().hex}.part")
        with opened(source) as lines:
            try:
                with partial.open("x", encoding="ascii") as rows:
                    counts = self._label(model, lines, rows)
                partial.replace(target)
            except OSError as error:
                raise CommandError(f"{output}: {error.strerror or error}.") from error
            finally:
                partial.unlink(missing_ok=True)
        return counts

    def _label(
        self, model: Classifier, lines: Iterable[str], output: TextIO | OutputWrapper
    ) -> Counts:
        """Write the predictions of all lines in order; what is wrong goes to stderr by line."""
        done = broken = ignored = 0
        numbered = ((n, line) for n, line in enumerate(lines, start=1) if line.strip())
        while chunk := list(islice(numbered, BATCH)):
            batch: list[tuple[int, Any, ComplaintInput]] = []
            for number, line in chunk:
                try:
                    key, complaint, odd = read_line(line)
                    batch.append((number, key, complaint))
                    ignored += len(odd)
                    for value in odd:
                        self.stderr.write(f"line {number}: {value} ignored")
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
        return Counts(done, broken, ignored)


_HEAD = 256  # bytes that tell the encoding


@contextmanager
def opened(source: Path) -> Iterator[TextIO]:
    """Open the input as UTF-8; raises CommandError where it cannot be read or is UTF-16 or 32.

    Each line of such a file would count as broken, which reads like a file full of mistakes.
    """
    try:
        with source.open("rb") as raw:
            encoding = _other_encoding(raw.peek(_HEAD)[:_HEAD])
            if encoding:
                raise CommandError(f"{source}: encoded as {encoding}; save it as UTF-8.")
            with io.TextIOWrapper(raw, encoding="utf-8-sig", errors="replace") as lines:
                yield lines
    except BrokenPipeError:
        raise
    except (OSError, ValueError) as error:  # ValueError: a NUL in the name
        reason = error.strerror if isinstance(error, OSError) and error.strerror else error
        raise CommandError(f"{source}: {reason}.") from error


def _other_encoding(head: bytes) -> str:
    """Return UTF-16 or UTF-32 where the first bytes are theirs, with or without a mark.

    Without one the brace that opens the first line tells. Plain text in them is full of NUL bytes;
    a file of UTF-8 with one odd line is not, and is read on.
    """
    if head.count(0) * 3 < len(head):
        return ""
    return next((name for start, name in _OTHER if head.startswith(start)), "")


def checked_target(source: Path, output: Path) -> Path:
    """Return the file to write, links followed; raises CommandError where it must not be."""
    try:
        target = output.resolve()
        if target == source.resolve() or (target.exists() and target.samefile(source)):
            raise CommandError(f"{output}: input and output are the same file.")
    except (OSError, RuntimeError, ValueError) as error:  # links in a circle, a NUL in the name
        raise CommandError(f"{output}: {error}") from error
    if target.is_dir():
        raise CommandError(f"{output}: is a folder, not a file.")
    if not target.parent.is_dir():
        raise CommandError(f"{output}: its folder does not exist.")
    if target.exists() and not target.is_file():
        # The last rename would put a file in the place of a device.
        raise CommandError(f"{output}: not a regular file.")
    return target


def read_line(line: str) -> tuple[Any, ComplaintInput, list[str]]:
    """Return (id, complaint, values that are none) of one JSON line.

    Raises ValueError saying what is wrong with the line as a whole. An unusable user type or
    ticked category only makes the guess poorer: it is left out and named.

    A number that JSON cannot carry back (NaN, Infinity, 1e999) is kept as the text that stood
    there: the id of the output then still tells the line, and the output stays valid JSON.
    """
    try:
        row = json.loads(line, parse_constant=str, parse_float=_finite, parse_int=_whole)
        if not isinstance(row, dict):
            raise ValueError("not a JSON object")
        given = {name: row.get(name) for name in ("user_type", "chosen_category")}
        user_type = _text(given["user_type"])
        chosen = _category(given["chosen_category"])
        odd = []
        if user_type and user_type not in USER_TYPES:
            odd.append("user_type")
        if chosen is None and given["chosen_category"] not in (None, ""):
            odd.append("chosen_category")
        complaint = ComplaintInput(
            text=_text(row.get("text")),
            title=_text(row.get("title")) or None,
            user_type=None if "user_type" in odd else user_type or None,
            chosen=chosen,
        )
        return row.get("id"), complaint, [f"{name} {_short(given[name])}" for name in odd]
    except json.JSONDecodeError as error:
        raise ValueError(f"not JSON ({error})") from error
    except RecursionError as error:
        raise ValueError("nested too deeply") from error


def _finite(written: str) -> float | str:
    number = float(written)
    return number if math.isfinite(number) else written


def _text(value: Any) -> str:
    return "" if value is None else str(value)


def _whole(written: str) -> int:
    if len(written) > _MAX_DIGITS:  # Python itself would refuse, in words about its own limits
        raise ValueError(f"a number with more than {_MAX_DIGITS:,} digits")
    return int(written)


def _short(value: Any) -> str:
    shown = ascii(value)
    return shown if len(shown) <= 60 else f"{shown[:57]}..."


def _category(value: Any) -> int | None:
    """Return 1-16 for a slug or a whole number, also one written as text; None for the rest."""
    if isinstance(value, bool) or (isinstance(value, float) and not value.is_integer()):
        return None
    try:
        if isinstance(value, str) and value.strip() in _SLUGS:
            return _SLUGS[value.strip()]
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
