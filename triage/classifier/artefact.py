"""A trained model as one file: a zip of JSON and plain arrays. Nothing in it can run code.

Members: `header.json` (schema, origin, settings, small numbers, sha256 of every other member),
`header.sha256`, `vocabulary.txt` and `.npy` arrays in float16/float32. A file that was cut short,
changed or written by another schema is refused with an ArtefactError.
"""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from triage.classifier.calibration import Calibration
from triage.classifier.decision import DecisionRule
from triage.classifier.features import FeatureSettings, Vectorizer
from triage.classifier.model import LABELS, FormEvidence, LinearModel
from triage.classifier.tokenizer import analyser_fingerprint
from triage.classifier.training import TrainedModel

SCHEMA = 1
MAX_BYTES = 50 * 1024 * 1024
_MAX_UNPACKED = 400 * 1024 * 1024
_EPOCH = (1980, 1, 1, 0, 0, 0)  # zip entries without a clock: same model, same bytes


class ArtefactError(ValueError):
    """The model file is missing, damaged, or of another version; the message says which."""


def save_artefact(model: TrainedModel, path: Path, created: datetime | None = None) -> str:
    """Write the model atomically; returns its version (12 hex digits of the content digest).

    Raises ArtefactError above 50 MB. `created` defaults to now (UTC) and is not in the version.
    """
    members = {name: _npy(array) for name, array in _arrays(model).items()}
    members["vocabulary.txt"] = "\n\x1e\n".join(
        "\n".join(block) for block in model.vectorizer.vocabulary
    ).encode("utf-8")
    header = _header(model)
    header["members"] = {name: _sha256(blob) for name, blob in sorted(members.items())}
    header["version"] = _sha256(_json(header))[:12]
    header["created"] = (created or datetime.now(UTC)).isoformat(timespec="seconds")
    blob = _json(header)
    members = {"header.json": blob, "header.sha256": _sha256(blob).encode(), **members}
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        for name, content in members.items():
            entry = zipfile.ZipInfo(name, _EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, content)
    if packed.tell() > MAX_BYTES:
        raise ArtefactError(f"model is {packed.tell()} bytes, more than {MAX_BYTES}")
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(path.name + ".part")
    partial.write_bytes(packed.getvalue())
    partial.replace(path)
    return str(header["version"])


def load_artefact(path: Path) -> tuple[TrainedModel, dict[str, Any]]:
    """Read and verify a model file; returns the model and its header. Raises ArtefactError."""
    try:
        with zipfile.ZipFile(path) as archive:
            if sum(entry.file_size for entry in archive.infolist()) > _MAX_UNPACKED:
                raise ArtefactError(f"{path.name}: unpacks to more than is plausible")
            members = {name: archive.read(name) for name in archive.namelist()}
    except FileNotFoundError:
        raise ArtefactError(f"{path.name}: no such model file; run triage_train") from None
    except (zipfile.BadZipFile, OSError, EOFError, NotImplementedError, RuntimeError) as error:
        raise ArtefactError(f"{path.name}: damaged or cut short ({error})") from error
    except Exception as error:
        if isinstance(error, ArtefactError):
            raise
        raise ArtefactError(f"{path.name}: damaged ({type(error).__name__})") from error
    header = _verified_header(path.name, members)
    try:
        return _rebuild(header, members), header
    except (KeyError, ValueError, TypeError, UnicodeDecodeError) as error:
        raise ArtefactError(f"{path.name}: incomplete or inconsistent ({error})") from error


def _verified_header(name: str, members: dict[str, bytes]) -> dict[str, Any]:
    blob = members.get("header.json")
    if blob is None or "header.sha256" not in members:
        raise ArtefactError(f"{name}: not a model file (no header)")
    if _sha256(blob) != members["header.sha256"].decode("ascii", "replace"):
        raise ArtefactError(f"{name}: header was changed after it was written")
    try:
        header = json.loads(blob)
        schema, digests = header["schema"], dict(header["members"])
    except (ValueError, KeyError, TypeError) as error:
        raise ArtefactError(f"{name}: header cannot be read") from error
    if schema != SCHEMA:
        raise ArtefactError(f"{name}: schema {schema}, this program reads {SCHEMA}; train again")
    for member, digest in digests.items():
        if member not in members:
            raise ArtefactError(f"{name}: member {member} is missing")
        if _sha256(members[member]) != digest:
            raise ArtefactError(f"{name}: member {member} was changed after it was written")
    return dict(header)


def _header(model: TrainedModel) -> dict[str, Any]:
    return {
        "schema": SCHEMA,
        "labels": list(LABELS),
        "sklearn": model.sklearn_version,
        "numpy": np.__version__,
        "analyser": analyser_fingerprint(),
        "corpus_digest": model.corpus_digest,
        "examples": model.examples,
        "seed": model.seed,
        "settings": asdict(model.vectorizer.settings),
        "scale": model.calibration.scale,
        "exponents": [model.evidence.chosen_exponent, model.evidence.user_type_exponent],
        "second_threshold": model.rule.second_threshold,
        "figures": model.figures,
    }


def _arrays(model: TrainedModel) -> dict[str, npt.NDArray[Any]]:
    return {
        "idf.npy": model.vectorizer.idf.astype(np.float16),
        "weights.npy": model.text_model.weights.astype(np.float16),
        "bias.npy": model.text_model.bias,
        "shift.npy": model.calibration.shift,
        "evidence_chosen.npy": model.evidence.chosen,
        "evidence_user_type.npy": model.evidence.user_type,
        "thresholds.npy": model.rule.thresholds,
    }


def _rebuild(header: dict[str, Any], members: dict[str, bytes]) -> TrainedModel:
    arrays = {
        name: np.load(io.BytesIO(blob), allow_pickle=False).astype(np.float32)
        for name, blob in members.items()
        if name.endswith(".npy")
    }
    if header["labels"] != list(LABELS):
        raise ValueError("other categories")
    saved = header["settings"]
    settings = FeatureSettings(
        min_df=tuple(saved["min_df"]),
        weights=tuple(saved["weights"]),
        skip_grams=bool(saved["skip_grams"]),
    )
    blocks = members["vocabulary.txt"].decode("utf-8").split("\n\x1e\n")
    vocabulary = tuple(block.split("\n") if block else [] for block in blocks)
    vectorizer = Vectorizer(settings).restore(vocabulary, arrays["idf.npy"])
    if arrays["weights.npy"].shape != (vectorizer.size, len(LABELS)):
        raise ValueError("weights do not fit the vocabulary")
    return TrainedModel(
        vectorizer=vectorizer,
        text_model=LinearModel(arrays["weights.npy"], arrays["bias.npy"]),
        calibration=Calibration(float(header["scale"]), arrays["shift.npy"]),
        evidence=FormEvidence(
            arrays["evidence_chosen.npy"], arrays["evidence_user_type.npy"], *header["exponents"]
        ),
        rule=DecisionRule(arrays["thresholds.npy"], float(header["second_threshold"])),
        corpus_digest=header["corpus_digest"],
        examples=header["examples"],
        seed=header["seed"],
        sklearn_version=header["sklearn"],
        figures=header["figures"],
    )


def _npy(array: npt.NDArray[Any]) -> bytes:
    buffer = io.BytesIO()
    np.save(buffer, array, allow_pickle=False)
    return buffer.getvalue()


def _json(value: dict[str, Any]) -> bytes:
    return json.dumps(value, sort_keys=True, ensure_ascii=True).encode()


def _sha256(blob: bytes) -> str:
    return hashlib.sha256(blob).hexdigest()
