"""The classifier in service: loaded once per process, reloaded when the file changes."""

from __future__ import annotations

import logging
import threading
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from triage.classifier.artefact import ArtefactError
from triage.classifier.predict import Classifier, ComplaintInput, Prediction

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


def classifier() -> Classifier:
    """Return the active classifier; raises ClassifierUnavailable with the reason.

    A damaged active file is not papered over with the shipped one: people sort until somebody
    has looked.
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
                _loaded = _Loaded(stamp, Classifier.load(path), path)
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
                _shadow = _Loaded(stamp, Classifier.load(path), path)
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
