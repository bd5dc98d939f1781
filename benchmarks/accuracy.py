"""What the serving model gets right on the held-out parts, with 95 % intervals.

python -m benchmarks.accuracy
"""

from __future__ import annotations

import os

from benchmarks.machine import describe


def main() -> None:
    """Print the figures of validation and test; each line names the data's digest."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "helpdesk.config.settings")
    import django

    django.setup()
    from triage.classifier.dataset import load_part
    from triage.classifier.evaluation import as_text, evaluate
    from triage.classifier.predict import Classifier
    from triage.inference import serving_path
    from triage.learning import CORPUS

    classifier = Classifier.load(serving_path())
    print(f"Accuracy; {describe()}; model {classifier.version}")
    for part in ("validation", "test"):
        print(f"  part {part}")
        print(as_text(evaluate(classifier, load_part(CORPUS, part))))


if __name__ == "__main__":
    main()
