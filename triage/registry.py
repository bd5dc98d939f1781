"""Model versions: which one serves, which one walks in its shadow, and how they change.

Files lie beside `active.model` under their version's name; the active file is replaced in one
step, so that a serving process reads the old model or the new one, never half of one.
"""

from __future__ import annotations

import hashlib
import logging
import os
import shutil
from dataclasses import dataclass
from pathlib import Path

from django.db import transaction
from django.utils import timezone

from helpdesk.accounts.viewer import Right, Viewer
from helpdesk.tickets.services.base import NotAllowed, NotFound, Refused
from triage.classifier.artefact import ArtefactError, save_artefact
from triage.classifier.evaluation import Evaluation, Figures, as_dict
from triage.classifier.training import TrainedModel
from triage.inference import load_of, model_path
from triage.models import ModelVersion

logger = logging.getLogger(__name__)
Status = ModelVersion.Status
MACRO_TOLERANCE = 0.002  # of macro-F1: below it two models count as equal
CATEGORY_TOLERANCE = 0.03  # of one category's F1: about two of the validation part's examples
WELL_SUPPORTED = 20  # examples in the validation part
PRECISION_TOLERANCE = 0.01  # of what is accepted: about five of the validation part
SHARE_TOLERANCE = 0.10
CALIBRATION_TOLERANCE = 0.02
FLOOR_F1, FLOOR_PRECISION = 0.85, 0.95  # where there is nothing to compare with
KEEP_FILES = 10


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the gate says of a candidate, in words a supervisor reads."""

    passed: bool
    reason: str


def file_of(version: str) -> Path:
    """Return where a version's file lies."""
    return model_path().with_name(f"{version}.model")


def register(
    model: TrainedModel,
    *,
    labels_used: int = 0,
    train_seconds: float = 0.0,
    evaluation: Evaluation | None = None,
) -> ModelVersion:
    """Write a trained model's file and row; it serves nobody yet.

    A version that is known already keeps its file, whose digest its row vouches for: the same
    model written again would be other bytes, for it names the moment of writing.
    """
    folder = model_path().parent
    folder.mkdir(parents=True, exist_ok=True)
    fresh = folder / f"fresh-{os.getpid()}.model"
    version = save_artefact(model, fresh)
    known = ModelVersion.objects.filter(pk=version).first()
    kept: dict[str, object] = {}
    if known is not None and _restored(known):
        fresh.unlink()
    else:
        kept["file_sha256"] = digest_of(fresh)
        os.replace(fresh, file_of(version))
    row, _ = ModelVersion.objects.update_or_create(
        version=version,
        defaults={
            **kept,
            "file_name": file_of(version).name,
            "corpus_digest": model.corpus_digest,
            "examples": model.examples,
            "labels_used": labels_used,
            "train_seconds": train_seconds,
            "figures": figures_of(evaluation, model),
        },
    )
    return row


def digest_of(path: Path) -> str:
    """Return the sha256 of a whole file."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _restored(row: ModelVersion) -> bool:
    """True where the version's own file is sound, or could be copied back from the active one."""
    path = file_of(row.version)
    if _is_of(row, path):
        return True
    if row.status == Status.ACTIVE and _is_of(row, model_path()):
        _put(model_path(), path)
        return True
    return False


def _is_of(row: ModelVersion, path: Path) -> bool:
    try:
        load_of(row, path)
    except ArtefactError:
        return False
    return True


def _put(source: Path, target: Path) -> None:
    """Copy a file over another in one step."""
    fresh = target.with_suffix(".next")
    shutil.copyfile(source, fresh)
    os.replace(fresh, target)


def figures_of(evaluation: Evaluation | None, model: TrainedModel) -> dict[str, object]:
    """Return what is kept of an evaluation: the figures with the form and of the text alone."""
    figures: dict[str, object] = {"training": dict(model.figures)}
    if evaluation is not None:
        figures["data_digest"] = evaluation.data_digest
        figures["with_form"] = as_dict(evaluation.with_form)
        figures["text_only"] = as_dict(evaluation.text_only)
    return figures


def judge(candidate: Evaluation, active: Evaluation | None) -> Verdict:
    """Compare two models on the same frozen part (issue B5's gate).

    Both ways of use are judged, with the form's fields and from the text alone: refused when
    macro-F1 falls or the F1 of a well-supported category does, when what is accepted gets less
    precise or much less, or when probabilities get less honest; each beyond the tolerance that
    the sample size allows. Without a model to compare with, an absolute floor stands.
    """
    if active is None:
        return _against_the_floor(candidate)
    if candidate.data_digest != active.data_digest:
        return Verdict(False, "Calon dan model aktif diukur pada data yang berbeda.")
    for name, new, old in (
        ("teks saja", candidate.text_only, active.text_only),
        ("dengan isian", candidate.with_form, active.with_form),
    ):
        problem = _worse(new, old)
        if problem:
            return Verdict(False, f"{problem} ({name}).")
    before, after = active.text_only.macro_f1, candidate.text_only.macro_f1
    return Verdict(True, f"Macro-F1 {before:.3f} → {after:.3f}, tanpa penurunan.")


def _worse(new: Figures, old: Figures) -> str:
    """Return what got worse, in words, or ''."""
    if new.macro_f1 < old.macro_f1 - MACRO_TOLERANCE:
        return f"Macro-F1 turun: {old.macro_f1:.3f} → {new.macro_f1:.3f}"
    worse = [
        f"kategori {after.category} ({before.f1:.2f} → {after.f1:.2f})"
        for before, after in zip(old.per_category, new.per_category, strict=True)
        if before.support >= WELL_SUPPORTED and after.f1 < before.f1 - CATEGORY_TOLERANCE
    ]
    if worse:
        return "F1 turun pada " + ", ".join(worse)
    if new.accepted_precision < old.accepted_precision - PRECISION_TOLERANCE:
        return f"Ketepatan turun: {old.accepted_precision:.3f} → {new.accepted_precision:.3f}"
    if new.accepted < old.accepted - SHARE_TOLERANCE:
        return f"Cakupan turun: {old.accepted:.2f} → {new.accepted:.2f}"
    if new.calibration_error > old.calibration_error + CALIBRATION_TOLERANCE:
        return f"Kalibrasi memburuk: {old.calibration_error:.3f} → {new.calibration_error:.3f}"
    return ""


def _against_the_floor(candidate: Evaluation) -> Verdict:
    for figures in (candidate.text_only, candidate.with_form):
        if figures.macro_f1 < FLOOR_F1 or figures.accepted_precision < FLOOR_PRECISION:
            return Verdict(
                False,
                f"Di bawah batas terendah: macro-F1 {figures.macro_f1:.3f}, "
                f"ketepatan {figures.accepted_precision:.3f}.",
            )
    return Verdict(True, "Belum ada model aktif; batas terendah terpenuhi.")


def judged(version: str, verdict: Verdict) -> ModelVersion:
    """Note what the gate said of a candidate, which it may serve by, without a shadow.

    A version that serves or has served keeps its status: its figures are of the past.
    """
    with transaction.atomic():
        row = ModelVersion.objects.select_for_update().get(pk=version)
        if row.status in (Status.ACTIVE, Status.RETIRED):
            return row
        row.verdict = verdict.reason[:500]
        if not verdict.passed:
            row.status = Status.REFUSED
        elif row.status == Status.REFUSED:
            row.status = Status.CANDIDATE
        row.save(update_fields=["status", "verdict"])
        return row


def start_shadow(version: str, verdict: Verdict) -> ModelVersion:
    """Let a candidate that passed run in shadow (replacing an older one), or refuse it.

    A version that serves or has served stays what it is: training may yield it again.
    """
    with transaction.atomic():
        row = ModelVersion.objects.select_for_update().get(pk=version)
        if row.status in (Status.ACTIVE, Status.RETIRED):
            return row
        if verdict.passed:
            ModelVersion.objects.filter(status=Status.SHADOW).exclude(pk=version).update(
                status=Status.CANDIDATE
            )
        row.status = Status.SHADOW if verdict.passed else Status.REFUSED
        row.verdict = verdict.reason[:500]
        row.save(update_fields=["status", "verdict"])
        return row


def promote(viewer: Viewer, version: str, *, force: bool = False) -> ModelVersion:
    """Put a version in service; also the way back to an earlier one.

    The file is verified by loading it first: a damaged one, or another version's under this
    name, is refused and nothing changes. So is a version that the gate refused or never saw,
    unless it served before; `force` is for whoever runs the machine, no page offers it.
    Raises NotAllowed without the right, NotFound, Refused.
    """
    if not viewer.may(Right.SUPERVISE):
        raise NotAllowed("Hanya supervisor yang dapat mengganti model.")
    with transaction.atomic():
        row = ModelVersion.objects.select_for_update().filter(pk=version).first()
        if row is None:
            raise NotFound
        if row.status == Status.REFUSED and not force:
            raise Refused("Model ini ditolak oleh pemeriksaan mutu dan tidak dapat diaktifkan.")
        if not (row.may_serve or force):
            raise Refused("Model ini belum melewati pemeriksaan mutu dan tidak dapat diaktifkan.")
        path = file_of(version)
        try:
            load_of(row, path)
        except ArtefactError as error:
            logger.warning("model %s not activated: %s", version, error)
            raise Refused(
                "Berkas model ini tidak dapat dipakai: hilang, rusak, dari versi lama, atau bukan "
                "berkas yang dicatat saat dilatih. Model aktif tidak berubah."
            ) from error
        ModelVersion.objects.filter(status=Status.ACTIVE).exclude(pk=version).update(
            status=Status.RETIRED
        )
        row.status = Status.ACTIVE
        row.activated_at = timezone.now()
        row.activated_by = viewer.name
        row.rolled_back_at = None
        row.save(update_fields=["status", "activated_at", "activated_by", "rolled_back_at"])
        _put(path, model_path())
    _drop_old_files()
    return row


def previous() -> ModelVersion | None:
    """Return the version that served before the active one.

    Not one that somebody went back from: going back twice leads two steps back, not to and fro.
    """
    return (
        ModelVersion.objects.filter(
            status=Status.RETIRED, activated_at__isnull=False, rolled_back_at__isnull=True
        )
        .order_by("-activated_at")
        .first()
    )


def roll_back(viewer: Viewer, expected: str = "") -> ModelVersion:
    """Return to the version that served before, and remember which one was not good enough.

    Raises what `promote` raises, and Refused when there is no earlier version or it is not the
    `expected` one any more.
    """
    with transaction.atomic():
        row, left = previous(), active()
        if row is None:
            raise Refused("Tidak ada model sebelumnya.")
        if expected and row.version != expected:
            raise Refused("Model sebelumnya sudah berubah. Periksa lagi, lalu putuskan.")
        promote(viewer, row.version)
        if left is not None:
            ModelVersion.objects.filter(pk=left.version).update(rolled_back_at=timezone.now())
    return ModelVersion.objects.get(pk=row.version)


def active() -> ModelVersion | None:
    """Return the row of the serving model."""
    return ModelVersion.objects.filter(status=Status.ACTIVE).first()


def shadow() -> ModelVersion | None:
    """Return the row of the model in shadow."""
    return ModelVersion.objects.filter(status=Status.SHADOW).first()


def _drop_old_files() -> None:
    """Keep the files in use, the way back, and the ten newest that were not refused."""
    used = ModelVersion.objects.filter(status__in=[Status.ACTIVE, Status.SHADOW])
    newest = ModelVersion.objects.exclude(status=Status.REFUSED)
    keep = set(used.values_list("file_name", flat=True))
    keep |= set(newest.values_list("file_name", flat=True)[:KEEP_FILES])
    back = previous()
    if back is not None:
        keep.add(back.file_name)
    known = set(ModelVersion.objects.values_list("file_name", flat=True))
    for path in model_path().parent.glob("*.model"):
        # Only files of versions we know: another process may be writing a fresh one.
        if path.name in known - keep:
            path.unlink(missing_ok=True)
