"""A small invented corpus for the classifier's tests: four categories, four writers."""

from __future__ import annotations

from functools import cache
from itertools import product

from triage.classifier.dataset import Example
from triage.classifier.training import TrainedModel, train

_OPENINGS = ("Selamat pagi,", "min", "Tolong dibantu, bapak ibu", "Maaf mengganggu,")
_ENDINGS = ("terima kasih", "mohon solusinya", "sudah dicoba dari pagi", "darurat nih")
_CORES = {
    1: ("lupa kata sandi akun", "password ditolak terus", "sandi akun guru salah"),
    8: ("tanggal lahir di dapodik keliru", "sinkron dapodik gagal", "data dapodik ganda"),
    14: ("chromebook tidak mau menyala", "layar chromebook retak", "chromebook minta enrol"),
    16: ("pelayanannya bagus sekali", "cuma mau bilang salut", "saran untuk petugas"),
}
_TYPES = ("teacher", "school_operator", "student", None)


@cache
def examples() -> tuple[Example, ...]:
    return tuple(
        Example(
            text=f"{opening} {core} {ending}",
            label=label,
            title=core.split()[0] if end % 2 else None,
            user_type=_TYPES[(number + end) % 4],
            chosen=label if end != 3 else None,
            second=1 if label == 8 and end == 0 else None,
            writer=f"writer{number}",
        )
        for label, cores in _CORES.items()
        for core, (number, opening), (end, ending) in product(
            cores, enumerate(_OPENINGS), enumerate(_ENDINGS)
        )
    )


@cache
def small_model() -> TrainedModel:
    """Trained once for all tests; a second or two."""
    return train(examples(), seed=7)
