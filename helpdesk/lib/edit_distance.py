"""Typing distance between two short words."""

from __future__ import annotations


def within(a: str, b: str, limit: int) -> bool:
    """True when at most `limit` insertions, deletions, changes or neighbour swaps part a and b."""
    if abs(len(a) - len(b)) > limit:
        return False
    if a == b or limit == 0:
        return a == b
    before_last: list[int] = []
    last = list(range(len(b) + 1))
    for i, ca in enumerate(a, 1):
        row = [i]
        for j, cb in enumerate(b, 1):
            cost = min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (ca != cb))
            if i > 1 and j > 1 and ca == b[j - 2] and a[i - 2] == cb:
                cost = min(cost, before_last[j - 2] + 1)
            row.append(cost)
        before_last, last = last, row
    return last[-1] <= limit
