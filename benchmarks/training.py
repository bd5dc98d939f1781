"""Time and memory of a training on the whole corpus, and whether it repeats itself.

python -m benchmarks.training
"""

from __future__ import annotations

import os
import resource
import time

from benchmarks.machine import describe


def main() -> None:
    """Train twice; the second run must give the first one's answers."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "helpdesk.config.settings")
    import django

    django.setup()
    from triage.classifier.dataset import load_part
    from triage.classifier.evaluation import as_input, predictions_digest
    from triage.classifier.predict import Classifier
    from triage.classifier.training import train
    from triage.learning import CORPUS

    examples = load_part(CORPUS, "train")
    inputs = [as_input(example) for example in load_part(CORPUS, "test")]
    print(f"Training; {describe()}; {len(examples)} complaints")
    digests = []
    for run in (1, 2):
        started = time.perf_counter()
        model = train(examples)
        digests.append(predictions_digest(Classifier(model).classify_many(inputs)))
        print(f"  run {run}: {time.perf_counter() - started:.0f} s, predictions {digests[-1][:12]}")
    mine = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    children = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    print(f"  memory: {mine:.0f} MB here, {children:.0f} MB in the largest other process")
    print(f"  repeatable: {'yes' if len(set(digests)) == 1 else 'NO'}")
    raise SystemExit(len(set(digests)) - 1)


if __name__ == "__main__":
    main()
