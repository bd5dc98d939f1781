"""A trained model as one file: a zip of JSON and plain arrays. Nothing in it can run code.

Members: `header.json` (schema, origin, settings, small numbers, sha256 of every other member),
`header.sha256`, `vocabulary.txt` and `.npy` arrays in float16/float32. A file that was cut short,
changed, written by another schema or not made by `save_artefact` is refused with an ArtefactError.
Whether a sound file is the one that was meant, only the digest of the whole file tells, which is
kept elsewhere: `load_artefact` returns it as the header's `file_sha256`.
"""

from __future__ import annotations

import hashlib
import io
import json
import math
import struct
import zipfile
import zlib
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from triage.classifier.calibration import Calibration
from triage.classifier.decision import DecisionRule
from triage.classifier.features import BLOCKS, FeatureSettings, Vectorizer
from triage.classifier.model import LABELS, USER_TYPES, FormEvidence, LinearModel
from triage.classifier.tokenizer import analyser_fingerprint
from triage.classifier.training import TrainedModel

SCHEMA = 1
MAX_BYTES = 50 * 1024 * 1024
_MAX_UNPACKED = 400 * 1024 * 1024
_MAX_HEADER = 1024 * 1024
_MAX_VALUE = 1e6  # far above any weight; keeps the sums of a prediction within float32
_MAX_SCALE = 1e9
_PACKINGS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_HEADER_MEMBERS = frozenset({"header.json", "header.sha256"})
_MEMBERS = _HEADER_MEMBERS | {
    "vocabulary.txt", "idf.npy", "weights.npy", "bias.npy", "shift.npy",
    "evidence_chosen.npy", "evidence_user_type.npy", "thresholds.npy",
}  # fmt: skip
_FIELDS: dict[str, type | tuple[type, ...]] = {
    "version": str, "created": str, "analyser": str, "corpus_digest": str, "sklearn": str,
    "numpy": str, "examples": int, "seed": int, "scale": (int, float),
    "second_threshold": (int, float), "labels": list, "exponents": list, "settings": dict,
    "figures": dict,
}  # fmt: skip
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
    header["version"] = _version(header)
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
    """Read and verify a model file; returns the model and its header.

    Raises ArtefactError for whatever is wrong with it, never anything else. Nothing is unpacked
    before the sizes that the file claims have been found plausible. The header returned also
    holds `file_sha256`, of the very bytes that were read.
    """
    try:
        if path.stat().st_size > MAX_BYTES:
            raise ArtefactError(f"more than {MAX_BYTES} bytes")
        whole = path.read_bytes()
        members = _read_members(whole)
        header = _verified_header(members)
        return _rebuild(header, members), header | {"file_sha256": _sha256(whole)}
    except ArtefactError as error:
        raise ArtefactError(f"{path.name}: {error}") from error
    except FileNotFoundError:
        raise ArtefactError(f"{path.name}: no such model file; run triage_train") from None
    except (zipfile.BadZipFile, zlib.error, OSError, EOFError) as error:
        raise ArtefactError(f"{path.name}: damaged or cut short ({error})") from error
    except KeyError as error:
        raise ArtefactError(f"{path.name}: incomplete ({error} is missing)") from error
    except Exception as error:  # a foreign file may fail anywhere: MemoryError, RecursionError, …
        kind = type(error).__name__
        raise ArtefactError(f"{path.name}: inconsistent ({kind}: {error})") from error


def _read_members(whole: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(whole)) as archive:
        entries = archive.infolist()
        names = sorted(entry.filename for entry in entries)
        if names != sorted(_MEMBERS):
            wrong = {name for name in names if names.count(name) > 1} | set(names) ^ _MEMBERS
            listed = ", ".join(map(repr, sorted(wrong)[:5]))
            raise ArtefactError(f"members missing, unknown or there twice: {listed}")
        if sum(entry.file_size for entry in entries) > _MAX_UNPACKED:
            raise ArtefactError("unpacks to more than is plausible")
        if any(entry.file_size > _MAX_HEADER for entry in entries if "header" in entry.filename):
            raise ArtefactError("its header is larger than is plausible")
        # bzip2 and LZMA unpack without a limit in zipfile; save_artefact never writes them.
        if any(entry.compress_type not in _PACKINGS for entry in entries):
            raise ArtefactError("packed in a way that this program does not write")
        _check_layout(whole, archive)
        members = {}
        for entry in entries:
            with archive.open(entry) as stream:
                # Never a bare read(): that would unpack everything, whatever size is claimed.
                members[entry.filename] = stream.read(entry.file_size + 1)
            if len(members[entry.filename]) != entry.file_size:
                raise ArtefactError(f"member {entry.filename} is not as long as it claims")
    return members


def _check_layout(whole: bytes, archive: zipfile.ZipFile) -> None:
    """Raise ArtefactError for bytes that belong to no member: zipfile reads past them in silence.

    `save_artefact` writes members back to back from the first byte, then the directory and its
    end, without comments, extra fields or trailing descriptors.
    """
    at = 0
    for entry in sorted(archive.infolist(), key=lambda entry: entry.header_offset):
        name, extra = struct.unpack_from("<HH", whole, entry.header_offset + 26)
        plain = not (extra or entry.extra or entry.comment or entry.flag_bits & 0x08)
        if entry.header_offset != at or not plain:
            raise ArtefactError("holds bytes outside its members")
        at += 30 + name + entry.compress_size
    directory = sum(46 + len(entry.orig_filename.encode()) for entry in archive.infolist())
    if at != archive.start_dir or at + directory + 22 != len(whole):
        raise ArtefactError("holds bytes outside its members")


def _verified_header(members: dict[str, bytes]) -> dict[str, Any]:
    blob = members["header.json"]
    if _sha256(blob).encode() != members["header.sha256"]:
        raise ArtefactError("header was changed after it was written")
    header = json.loads(blob)
    if not isinstance(header, dict):
        raise ArtefactError("header is not a JSON object")
    if header["schema"] != SCHEMA:
        raise ArtefactError(f"schema {header['schema']}, this program reads {SCHEMA}; train again")
    digests = header["members"]
    if not isinstance(digests, dict) or digests.keys() != _MEMBERS - _HEADER_MEMBERS:
        raise ArtefactError("header does not list a digest for every member")
    for member, digest in digests.items():
        if _sha256(members[member]) != digest:
            raise ArtefactError(f"member {member} was changed after it was written")
    _check_fields(header)
    content = {key: header[key] for key in header.keys() - {"version", "created"}}
    if header["version"] != _version(content):
        raise ArtefactError("its version is not that of its content")
    return header


def _check_fields(header: dict[str, Any]) -> None:
    """Raise ArtefactError for a field of another type or out of range, KeyError for none."""
    for name, kind in _FIELDS.items():
        value = header[name]
        if not isinstance(value, kind) or isinstance(value, bool):
            raise ArtefactError(f"header field {name} is {type(value).__name__}")
    saved = header["settings"]
    right = (
        header["labels"] == list(LABELS)
        and header["examples"] >= 0
        and 0 < header["scale"] <= _MAX_SCALE
        and 0 <= header["second_threshold"] <= 1
        and _numbers(header["exponents"], 2, 1.0)
        and _numbers(saved["weights"], len(BLOCKS), _MAX_VALUE)
        and _numbers(saved["min_df"], len(BLOCKS), _MAX_VALUE)
        and isinstance(saved["skip_grams"], bool)
        and _numbers(list(header["figures"].values()), len(header["figures"]), _MAX_VALUE)
    )
    if not right:
        raise ArtefactError("header holds other categories or a value out of its range")


def _numbers(value: object, count: int, most: float) -> bool:
    """True for a list of `count` numbers from 0 to `most`; NaN is none."""
    return (
        isinstance(value, list)
        and len(value) == count
        and all(type(n) in (int, float) and 0 <= n <= most for n in value)
    )


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
    saved = header["settings"]
    settings = FeatureSettings(
        min_df=tuple(saved["min_df"]),
        weights=tuple(saved["weights"]),
        skip_grams=saved["skip_grams"],
    )
    blocks = members["vocabulary.txt"].decode("utf-8").split("\n\x1e\n")
    vocabulary = tuple(block.split("\n") if block else [] for block in blocks)
    if any(len(set(block)) != len(block) for block in vocabulary):
        raise ArtefactError("its vocabulary holds a feature twice")
    features, n = sum(map(len, vocabulary)), len(LABELS)
    half, single = np.dtype("<f2"), np.dtype("<f4")
    idf = _array(members, "idf.npy", half, (features,))
    thresholds = _array(members, "thresholds.npy", single, (n,))
    if not (idf > 0).all():
        raise ArtefactError("idf.npy holds a weight that is not positive")
    if not ((thresholds > 0) & (thresholds <= 1)).all():
        raise ArtefactError("thresholds.npy holds a threshold outside 0-1")
    return TrainedModel(
        vectorizer=Vectorizer(settings).restore(vocabulary, idf),
        text_model=LinearModel(
            _array(members, "weights.npy", half, (features, n)),
            _array(members, "bias.npy", single, (n,)),
        ),
        calibration=Calibration(float(header["scale"]), _array(members, "shift.npy", single, (n,))),
        evidence=FormEvidence(
            _array(members, "evidence_chosen.npy", single, (n, n)),
            _array(members, "evidence_user_type.npy", single, (len(USER_TYPES), n)),
            *header["exponents"],
        ),
        rule=DecisionRule(thresholds, float(header["second_threshold"])),
        corpus_digest=header["corpus_digest"],
        examples=header["examples"],
        seed=header["seed"],
        sklearn_version=header["sklearn"],
        figures=header["figures"],
    )


def _array(
    members: dict[str, bytes], name: str, dtype: np.dtype[Any], shape: tuple[int, ...]
) -> npt.NDArray[np.float32]:
    """The array of a member as float32, its type, shape, length and values checked.

    The shape is compared before numpy makes room for it: a header may claim any number.
    """
    blob = members[name]
    stream = io.BytesIO(blob)
    if np.lib.format.read_magic(stream) != (1, 0):
        raise ArtefactError(f"{name} is not a plain array")
    claimed, _, kind = np.lib.format.read_array_header_1_0(stream)
    if kind != dtype or claimed != shape:
        raise ArtefactError(f"{name} is {kind} of shape {claimed}, expected {dtype} {shape}")
    if len(blob) - stream.tell() != math.prod(shape) * dtype.itemsize:
        raise ArtefactError(f"{name} is not as long as its shape")
    array = np.load(io.BytesIO(blob), allow_pickle=False).astype(np.float32)
    if not (np.abs(array) <= _MAX_VALUE).all():  # also False for NaN
        raise ArtefactError(f"{name} holds a value that is no number or out of range")
    return np.asarray(array)


def _npy(array: npt.NDArray[Any]) -> bytes:
    buffer = io.BytesIO()
    np.save(buffer, array, allow_pickle=False)
    return buffer.getvalue()


def _json(value: dict[str, Any]) -> bytes:
    return json.dumps(value, sort_keys=True, ensure_ascii=True).encode()


def _version(content: dict[str, Any]) -> str:
    """12 hex digits of the header without `version` and `created`; it holds all digests."""
    return _sha256(_json(content))[:12]


def _sha256(blob: bytes) -> str:
    return hashlib.sha256(blob).hexdigest()
