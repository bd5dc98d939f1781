"""The classifier in service: loaded once per process, reloaded when the file changes."""

from __future__ import annotations

import logging
import threading
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, transaction

from triage.classifier.artefact import ArtefactError
from triage.classifier.predict import Classifier, ComplaintInput, Prediction
from triage.models import ModelVersion

logger = logging.getLogger(__name__)
MODEL_FILE = "active.model"


class ClassifierUnavailable(Exception):
    """No usable model: reports go to people until there is one."""


@dataclass(slots=True)
class _Loaded:
    stamp: tuple[int, int]
    classifier: Classifier
    path: Path


_loaded: _Loaded | None = None
_lock = threading.Lock()


def model_path() -> Path:
    """Return where the active model lies."""
    return Path(settings.TRIAGE_MODEL_FOLDER) / MODEL_FILE


def serving_path() -> Path:
    """Return the active model's file, or the one shipped with this release before there is one."""
    path = model_path()
    return path if path.exists() else Path(settings.TRIAGE_SHIPPED_MODEL)


def load_of(row: ModelVersion, path: Path) -> Classifier:
    """Load a file that must be this version's; raises ArtefactError when it is another's.

    A sound file vouches for its content, not for its name: it may have been put in the place of
    another. Rows from before the whole file's digest was kept are compared by version, which is
    a digest of the content.
    """
    loaded = Classifier.load(path)
    if loaded.version != row.version:
        raise ArtefactError(f"{path.name}: holds model {loaded.version}, not {row.version}")
    if row.file_sha256 and loaded.header["file_sha256"] != row.file_sha256:
        raise ArtefactError(f"{path.name}: was written anew since {row.version} was registered")
    return loaded


def _load_serving(path: Path) -> Classifier:
    """Load the serving file; the active one must be that of the active row, where there is one.

    The row is read after the file: a promotion replaces the file a moment before it commits.
    """
    loaded = Classifier.load(path)
    if path != model_path():  # the shipped model, which needs no row
        return loaded
    row = _active_row()
    return load_of(row, path) if row is not None else loaded


def _active_row() -> ModelVersion | None:
    """Return the active row; None also where the commands run on files without a database."""
    try:
        with transaction.atomic():
            return ModelVersion.objects.filter(status=ModelVersion.Status.ACTIVE).first()
    except DatabaseError:
        return None


def classifier() -> Classifier:
    """Return the active classifier; raises ClassifierUnavailable with the reason.

    A damaged active file, or one of another version than the active row's, is not papered over
    with the shipped one: people sort until somebody has looked.
    """
    global _loaded
    path = serving_path()
    try:
        stat = path.stat()
    except OSError as error:
        raise ClassifierUnavailable("no model file") from error
    stamp = (stat.st_mtime_ns, stat.st_size)
    with _lock:
        if _loaded is None or _loaded.stamp != stamp or _loaded.path != path:
            try:
                _loaded = _Loaded(stamp, _load_serving(path), path)
            except ArtefactError as error:
                raise ClassifierUnavailable(str(error)) from error
        return _loaded.classifier


_shadow: _Loaded | None = None


def shadow_classify(report: ComplaintInput) -> Prediction | None:
    """Return what the model in shadow would say; None without one or when it fails."""
    global _shadow
    from triage import registry

    row = registry.shadow()
    if row is None:
        return None
    path = registry.file_of(row.version)
    try:
        stat = path.stat()
        stamp = (stat.st_mtime_ns, stat.st_size)
        with _lock:
            if _shadow is None or _shadow.stamp != stamp or _shadow.path != path:
                _shadow = _Loaded(stamp, load_of(row, path), path)
            model = _shadow.classifier
        return model.classify(report)
    except Exception:
        logger.exception("the model in shadow failed")
        return None


def shipped() -> Classifier | None:
    """Return the model of this release, or None when even that cannot be read."""
    try:
        return Classifier.load(Path(settings.TRIAGE_SHIPPED_MODEL))
    except ArtefactError:
        logger.error("the shipped model cannot be read")
        return None


def classify(report: ComplaintInput) -> Prediction:
    """Classify one report; every failure becomes ClassifierUnavailable."""
    try:
        return classifier().classify(report)
    except ClassifierUnavailable:
        raise
    except Exception as error:
        logger.exception("classifier failed")
        raise ClassifierUnavailable(type(error).__name__) from error
