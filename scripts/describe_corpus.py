"""Print the table of docs/corpus.md: `python scripts/describe_corpus.py` after a change."""

from __future__ import annotations

import statistics
import sys
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from triage.classifier.dataset import PARTS, corpus_digest, load_part  # noqa: E402

HEAD = (
    "| part | complaints | per category | never name the category | words, median (range) "
    "| hands | sha256 of the content |"
)


def row(part: str) -> str:
    """One line: size, balance, hard share, lengths, hands and digest of a part."""
    examples = load_part(ROOT / "triage" / "corpus", part)
    counts = Counter(example.label for example in examples).values()
    words = sorted(len(example.text.split()) for example in examples)
    hard = sum(example.hard for example in examples) / len(examples)
    cells = (
        part,
        f"{len(examples):,}",
        f"{min(counts)}–{max(counts)}",
        f"{hard:.0%}",
        f"{statistics.median(words):.0f} ({words[0]}–{words[-1]})",
        ", ".join(sorted({example.writer for example in examples})),
        f"`{corpus_digest(examples)}`",
    )
    return f"| {' | '.join(cells)} |"


if __name__ == "__main__":
    print(HEAD, "| --- " * 7 + "|", *map(row, PARTS), sep="\n")
