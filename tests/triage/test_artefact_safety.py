"""A model file that save_artefact did not write is refused, however well it is forged."""

from __future__ import annotations

import hashlib
import io
import json
import tracemalloc
import warnings
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from django.conf import settings as project
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.triage.classifier_corpus import small_model
from triage.classifier.artefact import ArtefactError, load_artefact, save_artefact
from triage.classifier.predict import Classifier

SHIPPED = project.BASE_DIR / "triage" / "artefact" / "default.model"
HEADER_MEMBERS = ("header.json", "header.sha256")
ARRAYS = (
    "idf.npy",
    "weights.npy",
    "bias.npy",
    "shift.npy",
    "evidence_chosen.npy",
    "evidence_user_type.npy",
    "thresholds.npy",
)
Members = dict[str, bytes]


@pytest.fixture(scope="module")
def genuine(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    path = tmp_path_factory.mktemp("model") / "small.model"
    save_artefact(small_model(), path)
    return path.read_bytes()


@pytest.fixture
def model_file(genuine: bytes, tmp_path: Path) -> Path:
    path = tmp_path / "forged.model"
    path.write_bytes(genuine)
    return path


def unpack(path: Path) -> Members:
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def pack(path: Path, members: Members, compression: int = zipfile.ZIP_DEFLATED) -> None:
    with zipfile.ZipFile(path, "w", compression) as archive:
        for name, content in members.items():
            archive.writestr(name, content)


def sign(members: Members, header: Any) -> Members:
    blob = json.dumps(header, sort_keys=True).encode()
    digest = hashlib.sha256(blob).hexdigest().encode()
    return members | {"header.json": blob, "header.sha256": digest}


def forge(
    path: Path,
    changes: Members | None = None,
    header: Callable[[dict[str, Any]], object] = lambda _: None,
) -> None:
    """Change a file and make every digest and the version right again."""
    members = unpack(path) | (changes or {})
    fields = json.loads(members["header.json"])
    fields["members"] = {
        name: hashlib.sha256(blob).hexdigest()
        for name, blob in members.items()
        if name not in HEADER_MEMBERS
    }
    header(fields)
    content = {k: v for k, v in fields.items() if k not in ("version", "created")}
    digest = hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()
    pack(path, sign(members, fields | {"version": digest[:12]}))


def without(name: str) -> Callable[[dict[str, Any]], object]:
    return lambda header: header.pop(name)


def npy(array: Any) -> bytes:
    buffer = io.BytesIO()
    np.save(buffer, array, allow_pickle=True)
    return buffer.getvalue()


def array_of(path: Path, name: str) -> Any:
    return np.load(io.BytesIO(unpack(path)[name]), allow_pickle=False)


def refused(path: Path, match: str | None = None) -> None:
    with pytest.raises(ArtefactError, match=match) as caught:
        Classifier.load(path)
    assert path.name in str(caught.value)


def test_the_shipped_model_loads_under_the_version_of_its_content() -> None:
    model, header = load_artefact(SHIPPED)
    assert Classifier.load(SHIPPED).version == header["version"]
    assert model.vectorizer.size == len(model.vectorizer.idf) > 1000


def test_a_file_signed_anew_without_a_change_still_loads(model_file: Path) -> None:
    before = Classifier.load(model_file).version
    forge(model_file)
    assert Classifier.load(model_file).version == before


def test_an_extra_member_is_refused_even_when_the_header_lists_it(model_file: Path) -> None:
    forge(model_file, {"extra.npy": npy(np.zeros(3, np.float32))})
    refused(model_file, r"extra\.npy")


@pytest.mark.parametrize("name", [*ARRAYS, *HEADER_MEMBERS, "vocabulary.txt"])
def test_a_file_without_one_of_its_members_is_refused(model_file: Path, name: str) -> None:
    members = unpack(model_file)
    del members[name]
    pack(model_file, members)
    refused(model_file, name)


@pytest.mark.parametrize("name", ["header.json", "weights.npy"])
def test_a_member_that_is_there_twice_is_refused(model_file: Path, name: str) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        with zipfile.ZipFile(model_file, "a") as archive:
            archive.writestr(name, archive.read(name))
    refused(model_file, "twice")


def test_a_member_without_a_digest_is_refused(model_file: Path) -> None:
    forge(model_file, header=lambda fields: fields["members"].pop("bias.npy"))
    refused(model_file, "digest")


def test_a_file_that_unpacks_to_too_much_is_refused_before_it_is_unpacked(
    model_file: Path,
) -> None:
    members = unpack(model_file) | {"vocabulary.txt": b"a" * (401 * 1024 * 1024)}
    pack(model_file, members)
    del members
    tracemalloc.start()
    try:
        refused(model_file, "plausible")
        assert tracemalloc.get_traced_memory()[1] < 20 * 1024 * 1024
    finally:
        tracemalloc.stop()


def test_a_member_that_lies_about_its_size_is_not_unpacked_whole(model_file: Path) -> None:
    members = unpack(model_file)
    true_size = 64 * 1024 * 1024
    pack(model_file, members | {"vocabulary.txt": b"a" * true_size})
    blob = model_file.read_bytes()
    lie = blob.replace(true_size.to_bytes(4, "little"), (100).to_bytes(4, "little"))
    assert lie != blob
    model_file.write_bytes(lie)
    tracemalloc.start()
    try:
        refused(model_file)
        assert tracemalloc.get_traced_memory()[1] < 20 * 1024 * 1024
    finally:
        tracemalloc.stop()


def test_a_packing_without_a_limit_is_refused(model_file: Path) -> None:
    pack(model_file, unpack(model_file), zipfile.ZIP_LZMA)
    refused(model_file, "packed")


@pytest.mark.parametrize("name", ARRAYS)
@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
def test_a_value_that_is_no_number_is_refused_in_every_array(
    model_file: Path, name: str, bad: float
) -> None:
    array = array_of(model_file, name)
    array.flat[-1] = bad
    forge(model_file, {name: npy(array)})
    refused(model_file, name)


@pytest.mark.parametrize("name", ARRAYS)
def test_an_array_of_another_shape_or_type_is_refused(model_file: Path, name: str) -> None:
    array, original = array_of(model_file, name), model_file.read_bytes()
    for other in (
        array[:-1],
        array[..., None],
        array.reshape(-1)[:0],
        np.float32(1),
        array.astype(np.float64),
        array.astype(object),
        array.astype(">f4"),
    ):
        model_file.write_bytes(original)
        forge(model_file, {name: npy(other)})
        refused(model_file, name)


@pytest.mark.parametrize("shape", ["(1000000000000,)", "(4000000000, 16)", "(-1, 16)", "(16"])
@pytest.mark.parametrize("name", ["weights.npy", "thresholds.npy"])
def test_an_array_that_claims_an_absurd_shape_makes_no_room_for_it(
    model_file: Path, name: str, shape: str
) -> None:
    text = f"{{'descr': '<f4', 'fortran_order': False, 'shape': {shape}, }}"
    head = text.ljust(117).encode() + b"\n"
    forge(model_file, {name: b"\x93NUMPY\x01\x00" + len(head).to_bytes(2, "little") + head})
    tracemalloc.start()
    try:
        refused(model_file)
        assert tracemalloc.get_traced_memory()[1] < 50 * 1024 * 1024
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("tail", [b"", b"\0" * 8])
def test_an_array_shorter_or_longer_than_its_shape_is_refused(
    model_file: Path, tail: bytes
) -> None:
    blob = unpack(model_file)["bias.npy"]
    forge(model_file, {"bias.npy": blob + tail if tail else blob[:-4]})
    refused(model_file, "as long as its shape")


@pytest.mark.parametrize("value", [0.0, -0.5, 1.001])
def test_a_threshold_that_is_no_probability_is_refused(model_file: Path, value: float) -> None:
    array = array_of(model_file, "thresholds.npy")
    array[3] = value
    forge(model_file, {"thresholds.npy": npy(array)})
    refused(model_file, "threshold")


def test_a_feature_weight_of_zero_is_refused(model_file: Path) -> None:
    array = array_of(model_file, "idf.npy")
    array[:] = 0  # a text's length would be zero, and its probabilities no numbers
    forge(model_file, {"idf.npy": npy(array)})
    refused(model_file, "positive")


def test_a_vocabulary_that_does_not_fit_is_refused(model_file: Path) -> None:
    words, original = unpack(model_file)["vocabulary.txt"], model_file.read_bytes()
    rest = words.split(b"\n", 1)[1]
    for other in (
        words + b"\nlagi",
        rest,
        b"",
        b"\xff" + words,
        words.replace(b"\n\x1e\n", b"\n"),
        rest.split(b"\n", 1)[0] + b"\n" + rest,  # as long as before, one feature twice
    ):
        model_file.write_bytes(original)
        forge(model_file, {"vocabulary.txt": other})
        refused(model_file)


@pytest.mark.parametrize("version", [None, False, 0, "", "0" * 12])
def test_a_version_that_is_not_that_of_the_content_is_refused(
    model_file: Path, version: object
) -> None:
    members = unpack(model_file)
    header = json.loads(members["header.json"]) | {"version": version}
    pack(model_file, sign(members, header))
    refused(model_file, "version")
    del header["version"]
    pack(model_file, sign(members, header))
    refused(model_file, "version")


def test_a_header_without_any_one_of_its_fields_is_refused(model_file: Path) -> None:
    original = model_file.read_bytes()
    fields = json.loads(unpack(model_file)["header.json"])
    for name in fields.keys() - {"version"}:
        model_file.write_bytes(original)
        forge(model_file, header=without(name))
        refused(model_file, name if name != "members" else "members|digest")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("labels", [1, 2, 3]),
        ("labels", None),
        ("scale", float("nan")),
        ("scale", float("inf")),
        ("scale", -1.0),
        ("scale", True),
        ("scale", "3"),
        ("second_threshold", 2),
        ("exponents", [0.5]),
        ("exponents", [0.5, float("nan")]),
        ("exponents", [0.5, 0.5, 0.5]),
        ("settings", {}),
        ("settings", []),
        ("settings", {"min_df": [1, 1, 1], "weights": [1, 1], "skip_grams": True}),
        ("settings", {"min_df": [1, 1, 1], "weights": [1, 1, -1], "skip_grams": True}),
        ("settings", {"min_df": "abc", "weights": [1, 1, 1], "skip_grams": True}),
        ("settings", {"min_df": [1, 1, 1], "weights": [1, 1, 1], "skip_grams": 1}),
        ("figures", []),
        ("figures", {"accuracy": "good"}),
        ("examples", -1),
        ("examples", "many"),
        ("seed", None),
        ("corpus_digest", 5),
        ("schema", 99),
        ("members", []),
    ],
)
def test_a_header_field_of_another_kind_or_range_is_refused(
    model_file: Path, name: str, value: object
) -> None:
    forge(model_file, header=lambda header: header.update({name: value}))
    refused(model_file)


@pytest.mark.parametrize(
    "blob", [b"", b"[]", b"null", b"5", b"[" * 100_000, b"\xff", b"{}", b"9" * 5000]
)
def test_a_header_that_is_no_object_is_refused(model_file: Path, blob: bytes) -> None:
    digest = hashlib.sha256(blob).hexdigest().encode()
    pack(model_file, unpack(model_file) | {"header.json": blob, "header.sha256": digest})
    refused(model_file)


def test_a_folder_in_the_place_of_the_model_is_refused(tmp_path: Path) -> None:
    refused(tmp_path)


def test_a_model_of_other_spelling_rules_is_refused_with_what_to_do(
    model_file: Path,
) -> None:
    forge(model_file, header=lambda header: header.update({"analyser": "0" * 16}))
    refused(model_file, "trained with another spelling normaliser; run triage_train")


@given(place=st.integers(0, 10**9), content=st.binary(min_size=1, max_size=12), cut=st.booleans())
@settings(deadline=None, max_examples=80, suppress_health_check=list(HealthCheck))
def test_any_damage_is_refused_or_harmless(
    genuine: bytes, model_file: Path, place: int, content: bytes, cut: bool
) -> None:
    at = place % len(genuine)
    model_file.write_bytes(genuine[:at] + content + (b"" if cut else genuine[at + len(content) :]))
    try:
        version = Classifier.load(model_file).version
    except ArtefactError:
        return
    (tmp := model_file.with_name("whole.model")).write_bytes(genuine)
    assert version == Classifier.load(tmp).version
