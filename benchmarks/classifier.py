"""Time and memory of classification with the active model.

python -m benchmarks.classifier
"""

from __future__ import annotations

import os
import random
import time
from pathlib import Path

from benchmarks.machine import describe, resident_megabytes, spread

BATCH = 5_000  # distinct complaints
os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")


def main() -> None:
    """Print single and batch speed, load time and memory."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "helpdesk.config.settings")
    import django

    django.setup()
    from triage.classifier.dataset import load_part
    from triage.classifier.evaluation import as_input
    from triage.classifier.predict import Classifier, ComplaintInput
    from triage.inference import serving_path

    path = serving_path()
    root = Path(__file__).resolve().parent.parent / "triage" / "corpus"
    inputs = [as_input(example) for example in load_part(root, "validation")]
    print(
        f"Classification; {describe()}; one thread; {len(inputs)} complaints of the validation part"
    )
    started = time.perf_counter()
    classifier = Classifier.load(path)
    print(f"  model {classifier.version}: {path.stat().st_size / 1e6:.1f} MB, "
          f"load {time.perf_counter() - started:.2f} s")  # fmt: skip
    classifier.classify(inputs[0])
    times = []
    for item in inputs:
        started = time.perf_counter()
        classifier.classify(item)
        times.append((time.perf_counter() - started) * 1000)
    print(f"  one report: {spread(times)}")
    texts = list(dict.fromkeys(example.text for example in load_part(root, "train")))
    random.Random(1).shuffle(texts)
    known, unseen = texts[:BATCH], texts[BATCH : 2 * BATCH]
    cold = Classifier.load(path)  # knows no word yet: what a process starts with
    for classifier_, batch, what in (
        (cold, known, "first texts of a process"),
        (cold, unseen, "other texts after those"),
    ):
        started = time.process_time()
        classifier_.classify_many([ComplaintInput(text) for text in batch])
        spent = time.process_time() - started
        print(f"  batch, {what}: {len(batch) / spent:.0f} reports a processor second")
    print(f"  process memory: {resident_megabytes():.0f} MB")


if __name__ == "__main__":
    main()
