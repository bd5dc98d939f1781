"""Figures from counts: small cases worked by hand, and what must hold for any data."""

from __future__ import annotations

import math
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from triage import figures
from triage.figures import Judged, Share, shift

judged_lists = st.lists(
    st.builds(
        Judged,
        category=st.integers(1, 16),
        confidence=st.floats(0, 1),
        abstained=st.booleans(),
        human=st.integers(1, 16),
    ),
    max_size=80,
)
counts = st.dictionaries(st.integers(1, 16), st.integers(0, 5000), max_size=16)


def said(category: int, human: int, confidence: float = 0.9, abstained: bool = False) -> Judged:
    return Judged(category, confidence, abstained, human)


def test_below_five_cases_there_is_no_share() -> None:
    assert Share(4, 4).ratio is None
    assert Share(4, 5).ratio == 0.8
    assert (Share(1, 2) + Share(3, 3)).ratio == 0.8


def test_the_table_of_categories_agrees_with_a_hand_count() -> None:
    judged = [said(1, 1)] * 6 + [said(1, 2)] * 2 + [said(2, 2)] * 4 + [said(2, 1)]
    rows = figures.per_category(figures.confusion(judged), {1: Share(7, 8)}, [0.5] * 16)
    first, second, third = rows[:3]
    assert (first.support, first.guessed, first.hits) == (7, 8, 6)
    assert first.precision.ratio == 6 / 8
    assert first.recall.ratio == 6 / 7
    assert first.f1.ratio == 12 / 15
    assert (first.covered, first.threshold) == (Share(7, 8), 0.5)
    assert second.recall == Share(4, 6)
    assert (third.support, third.precision.ratio, third.f1.ratio) == (0, None, None)


def test_rows_of_the_confusion_are_predictions_and_columns_are_people() -> None:
    matrix = figures.confusion([said(3, 7), said(3, 7), said(3, 3)])
    assert matrix[2][6] == 2
    assert matrix[6][2] == 0
    assert sum(map(sum, matrix)) == 3


def test_abstained_guesses_do_not_count_for_the_precision_of_acting() -> None:
    judged = [said(1, 1)] * 5 + [said(1, 2, abstained=True)] * 5
    assert figures.accepted_precision(judged) == Share(5, 5)
    assert figures.agreement(judged) == Share(5, 10)


def test_the_calibration_error_agrees_with_a_hand_count() -> None:
    # Six at 0.95 of which three are right, four at 0.55 of which two: (|5.7-3| + |2.2-2|) / 10.
    judged = [said(1, 1, 0.95)] * 3 + [said(1, 2, 0.95)] * 3
    judged += [said(1, 1, 0.55)] * 2 + [said(1, 2, 0.55)] * 2
    bins = figures.reliability(judged)
    assert [b.count for b in bins] == [0, 0, 0, 0, 0, 4, 0, 0, 0, 6]
    error = figures.calibration_error(bins)
    assert error == pytest.approx(0.29)


def test_full_confidence_falls_into_the_last_bin() -> None:
    assert figures.reliability([said(1, 1, 1.0)])[-1].count == 1


@given(judged_lists)
def test_bins_hold_every_case_once_and_the_error_is_a_share(judged: list[Judged]) -> None:
    bins = figures.reliability(judged)
    assert sum(b.count for b in bins) == len(judged)
    error = figures.calibration_error(bins)
    assert (error is None) == (len(judged) < 5)
    assert error is None or 0 <= error <= 1 + 1e-9


@given(judged_lists)
def test_the_curve_rises_in_coverage_and_ends_with_everything(judged: list[Judged]) -> None:
    curve = figures.risk_coverage(judged)
    assert bool(curve) == (len(judged) >= 5)
    for before, after in pairwise(curve):
        assert before.coverage < after.coverage
        assert before.wrong <= after.wrong
    if curve:
        assert curve[-1].coverage == 1
        assert curve[-1].wrong == sum(not j.right for j in judged)
        assert all(0 <= p.risk <= 1 for p in curve)


def test_guesses_of_equal_confidence_enter_the_curve_together() -> None:
    judged = [said(1, 1, 0.9)] * 5 + [said(1, 2, 0.9)] * 5
    assert [(p.taken, p.wrong) for p in figures.risk_coverage(judged)] == [(10, 5)]


@given(counts, counts)
def test_the_index_of_a_shift_is_never_negative_and_the_same_both_ways(
    now: dict[int, int], before: dict[int, int]
) -> None:
    there, back = shift(now, before), shift(before, now)
    if there.index is None:
        assert min(sum(now.values()), sum(before.values())) < 5
        assert there.words == "terlalu sedikit data"
        return
    assert there.index >= 0
    assert math.isclose(there.index, back.index or 0, abs_tol=1e-12)


@given(counts)
def test_a_distribution_has_not_moved_from_itself(now: dict[int, int]) -> None:
    found = shift(now, now)
    assert found.index in (None, 0)
    assert found.words in ("stabil", "terlalu sedikit data")


def test_the_words_follow_the_index() -> None:
    before = {1: 5000, 2: 5000}
    assert shift({1: 5100, 2: 4900}, before).words == "stabil"
    assert shift({1: 7000, 2: 3000}, before).words == "bergeser"
    assert shift({1: 9000, 2: 1000}, before).words == "bergeser kuat"
    # 0.9 against 0.5: 0.4·ln(1.8) + (-0.4)·ln(0.2)
    assert shift({1: 9000, 2: 1000}, before).index == pytest.approx(0.8789, abs=1e-3)


def test_what_chance_alone_does_to_small_samples_is_called_stable() -> None:
    found = shift({1: 12, 2: 8}, {1: 8, 2: 12})
    assert found.index is not None
    assert found.index > figures.SHIFTED
    assert found.words == "stabil"


def test_a_longer_text_moves_the_distribution_of_lengths() -> None:
    before = [float(n) for n in range(100, 300)]
    assert figures.measured(before, before).shift.words == "stabil"
    longer = figures.measured([n + 150 for n in before], before)
    assert longer.shift.words == "bergeser kuat"
    assert (longer.now, longer.before) == (349.5, 199.5)
    assert figures.measured([1.0], before).shift.words == "terlalu sedikit data"


def test_equal_values_do_not_break_the_quarters() -> None:
    assert figures.measured([0.0] * 20, [0.0] * 20).shift.words == "stabil"


@pytest.mark.parametrize("kept", [{}, {"text_only": None}, {"text_only": {"examples": "x"}}])
def test_a_version_without_measured_figures_has_none(kept: dict[str, object]) -> None:
    assert figures.frozen_of(kept) is None
