"""What is counted of predictions and human words, against cases counted by hand."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from helpdesk.accounts.viewer import system
from helpdesk.taxonomy import Category, State
from helpdesk.tickets import queries
from helpdesk.tickets.models import Message, Ticket
from helpdesk.tickets.services.base import NotAllowed
from tests.cast import viewer
from tests.dashboard.watched import ACTIVE, SHADOW, label, predict, report, versions, watched_desk
from triage import drift, watching
from triage.figures import Share, accepted_precision, agreement
from triage.models import HumanLabel, ModelVersion, Prediction

pytestmark = pytest.mark.django_db
SYSTEM = system("uji")


@pytest.fixture
def now():
    return timezone.now()


def write(*rows) -> None:
    for row in rows:
        row.save()


def reports(count: int, now, category: int = 1, state: State = State.QUEUED) -> list[int]:
    first = Ticket.objects.count() + 1
    write(*(report(first + n, now, category, state=state) for n in range(count)))
    return list(range(first, first + count))


def test_agreement_coverage_and_precision_are_counted_by_day(now) -> None:
    versions(now)
    yesterday = now - timedelta(days=1)
    a, b, c, d = reports(4, yesterday)
    write(
        predict(a, 1, 0.95, at=yesterday),
        predict(b, 1, 0.95, at=yesterday),
        predict(c, 1, 0.60, at=yesterday),
        predict(d, 2, 0.99, at=now),
        label(a, 1),
        label(b, 5),
        label(c, 1),
    )
    seen = watching.watch(SYSTEM)
    days = {day.day: day for day in seen.days}
    before = days[timezone.localdate(yesterday)]
    assert len(seen.days) == watching.DAYS
    assert (before.accepted, before.agreed, before.accepted_right) == (
        Share(2, 3), Share(2, 3), Share(1, 2),
    )  # fmt: skip
    assert days[timezone.localdate(now)].accepted == Share(1, 1)
    assert seen.total("accepted") == Share(3, 4)
    judged = seen.judged(ACTIVE)
    assert agreement(judged) == Share(2, 3)
    assert accepted_precision(judged) == Share(1, 2)
    assert seen.coverage(ACTIVE) == {1: Share(2, 3), 2: Share(1, 1)}


def test_the_last_human_word_counts_and_an_undone_one_does_not(now) -> None:
    versions(now)
    (number,) = reports(1, now)
    write(
        predict(number, 1),
        label(number, 1, at=now - timedelta(minutes=3), by="Sari"),
        label(number, 4, at=now - timedelta(minutes=2), by="Bima"),
        label(number, 9, at=now - timedelta(minutes=1), by="Kartika"),
    )
    HumanLabel.objects.filter(category=9).update(undone_at=now)
    assert [j.human for j in watching.watch(SYSTEM).judged(ACTIVE)] == [4]


def solve(now, *numbers: int, state: State = State.SOLVED) -> None:
    Ticket.objects.filter(pk__in=numbers).update(state=state, solved_at=now)


def test_a_correction_lowers_the_share_solved_without_one(now) -> None:
    versions(now)
    kept, confirmed, labelled_back, moved, corrected, sorted_anew = reports(6, now)
    solve(now, kept, labelled_back, moved, corrected)
    solve(now, confirmed, sorted_anew, state=State.CLOSED)
    Ticket.objects.filter(pk=moved).update(category=3)
    write(
        *(predict(n, 1) for n in (kept, confirmed, labelled_back, moved, corrected, sorted_anew)),
        label(confirmed, 1, source="confirmation"),
        label(labelled_back, 1, source="queue"),
        # Moved away and back again: the category in force hides it, the label does not.
        label(corrected, 4),
        label(sorted_anew, 4, source="queue"),
    )
    assert watching.watch(SYSTEM).total("uncorrected") == Share(3, 6)


def test_an_undone_or_blind_second_label_is_no_correction(now) -> None:
    versions(now)
    undone, doubled = reports(2, now)
    solve(now, undone, doubled)
    write(predict(undone, 1), predict(doubled, 1), label(undone, 4, source="queue"))
    write(label(doubled, 1, source="queue"), label(doubled, 4, source="double", by="Bima"))
    HumanLabel.objects.filter(ticket_id=undone).update(undone_at=now)
    assert watching.watch(SYSTEM).total("uncorrected") == Share(2, 2)


def test_open_and_abstained_and_shadow_predictions_are_not_below_the_line(now) -> None:
    versions(now)
    kept, doubtful, shadowed, waiting = reports(4, now)
    solve(now, kept, doubtful, shadowed)
    write(
        predict(kept, 1),
        predict(kept, 5, version=SHADOW, shadow=True),
        predict(doubtful, 1, 0.5),
        predict(shadowed, 1, version=SHADOW, shadow=True),
        predict(waiting, 1),
    )
    assert watching.watch(SYSTEM).total("uncorrected") == Share(1, 1)


def test_solving_counts_on_its_own_day_however_old_the_report(now) -> None:
    versions(now)
    yesterday, long_ago = now - timedelta(days=1), now - timedelta(days=watching.DAYS + 5)
    old, forgotten = reports(2, long_ago)
    solve(yesterday, old)
    solve(long_ago, forgotten, state=State.CLOSED)
    write(predict(old, 1, at=long_ago), predict(forgotten, 1, at=long_ago))
    days = {day.day: day.uncorrected for day in watching.watch(SYSTEM).days}
    assert days.pop(timezone.localdate(yesterday)) == Share(1, 1)
    assert set(days.values()) == {Share()}


def test_words_in_shadow_never_enter_the_days_but_judge_their_own_model(now) -> None:
    versions(now)
    (number,) = reports(1, now)
    write(
        predict(number, 1),
        predict(number, 2, version=SHADOW, shadow=True),
        label(number, 2),
    )
    seen = watching.watch(SYSTEM)
    assert seen.total("agreed") == Share(0, 1)
    assert agreement(seen.judged(SHADOW)) == Share(1, 1)


def test_what_is_older_than_the_window_is_left_out(now) -> None:
    versions(now)
    (number,) = reports(1, now)
    write(predict(number, 1, at=now - timedelta(days=watching.DAYS + 1)))
    assert watching.watch(SYSTEM).empty


def test_two_people_labelling_blindly_are_compared_with_each_other(now) -> None:
    versions(now)
    a, b = reports(2, now)
    write(
        label(a, 1, source="queue"), label(a, 1, source="double", by="Bima"),
        label(b, 1, source="queue"), label(b, 2, source="double", by="Bima"),
    )  # fmt: skip
    assert watching.watch(SYSTEM).people == Share(1, 2)


def test_only_the_newest_words_are_read(now, monkeypatch) -> None:
    monkeypatch.setattr(watching, "ROWS", 3)
    versions(now)
    numbers = reports(5, now)
    for offset, number in enumerate(numbers):
        write(predict(number, 1), label(number, 1, at=now - timedelta(minutes=offset)))
    seen = watching.watch(SYSTEM)
    assert seen.words_cut
    assert set(seen.human) == set(numbers[:3])


def test_shadow_and_active_are_compared_on_what_both_read(now) -> None:
    versions(now)
    numbers = reports(6, now)
    write(*(predict(n, 1) for n in numbers))
    for n in numbers[:5]:
        category, sure = (1, 0.95) if n != numbers[0] else (7, 0.5)
        write(predict(n, category, sure, version=SHADOW, shadow=True))
    write(label(numbers[0], 7), label(numbers[1], 1))
    seen = watching.watch(SYSTEM)
    found = watching.duel_of(SYSTEM, seen)
    assert found is not None
    assert (found.same, found.active_accepted, found.shadow_accepted) == (
        Share(4, 5), Share(5, 5), Share(4, 5),
    )  # fmt: skip
    assert (found.active_right, found.shadow_right) == (Share(1, 2), Share(2, 2))
    (difference,) = found.differences
    assert (difference.number, difference.active, difference.shadow, difference.human) == (
        numbers[0], Category(1), Category(7), Category(7),
    )  # fmt: skip


def test_differing_reports_are_shown_only_within_the_viewers_scope(now, monkeypatch) -> None:
    versions(now)
    (number,) = reports(1, now)
    write(predict(number, 1), predict(number, 2, version=SHADOW, shadow=True))
    seen = watching.watch(SYSTEM)
    monkeypatch.setattr(queries, "visible_to", lambda viewer: Ticket.objects.none())
    found = watching.duel_of(SYSTEM, seen)
    assert found is not None
    assert (found.differing, found.differences) == (1, ())


def test_titles_of_differing_reports_are_masked(now) -> None:
    versions(now)
    (number,) = reports(1, now)
    Ticket.objects.filter(pk=number).update(title="NIK 9901015508900001 ditolak")
    write(predict(number, 1), predict(number, 2, version=SHADOW, shadow=True))
    found = watching.duel_of(SYSTEM, watching.watch(SYSTEM))
    assert found is not None
    assert "9901015508900001" not in found.differences[0].title


def test_without_a_common_report_there_is_nothing_to_compare(now) -> None:
    versions(now)
    a, b = reports(2, now)
    write(predict(a, 1), predict(b, 2, version=SHADOW, shadow=True))
    assert watching.duel_of(SYSTEM, watching.watch(SYSTEM)) is None


def test_outcomes_and_inputs_of_the_last_week_are_compared_with_before(now) -> None:
    versions(now)
    for days, category, words, count in ((2, 12, "SIMPKB tidak terhubung. " * 9, 40),
                                         (20, 1, "Lupa sandi.", 40)):  # fmt: skip
        at = now - timedelta(days=days)
        numbers = reports(count, at, category)
        write(*(predict(n, category, at=at) for n in numbers))
        write(
            *(Message(ticket_id=n, body=words, author="requester", channel="form") for n in numbers)
        )
    found = watching.drift_of(SYSTEM, watching.watch(SYSTEM))
    assert (found.outcomes_now, found.outcomes_before) == ({12: 40}, {1: 40})
    assert found.outcomes.words == "bergeser kuat"
    assert (found.length.now, found.length.before) == (216, 11)
    assert found.length.shift.words == "bergeser kuat"
    assert found.user_types.words == "stabil"
    assert found.confidence_now.value == pytest.approx(0.95)
    assert found.unknown_words is None  # no model in service


def test_words_the_model_never_saw_are_counted(now, model_in_service) -> None:
    versions(now)
    (number,) = reports(1, now)
    write(
        predict(number, 1),
        Message(ticket_id=number, body="akun zzqwx", author="requester", channel="form"),
    )
    Ticket.objects.filter(pk=number).update(title="sandi")
    found = watching.drift_of(SYSTEM, watching.watch(SYSTEM))
    assert found.unknown_now == Share(1, 3)


def test_the_corpus_is_counted_by_its_lines() -> None:
    from triage.classifier.dataset import load_part
    from triage.learning import CORPUS

    found = drift.corpus_counts()
    assert set(found) == set(range(1, 17))
    assert sum(found.values()) == len(load_part(CORPUS, "train"))


def test_a_large_period_is_sampled_over_all_its_days(now, monkeypatch) -> None:
    monkeypatch.setattr(drift, "SAMPLE", 10)
    watched_desk(200)
    found = watching.drift_of(SYSTEM, watching.watch(SYSTEM))
    assert 5 <= sum(found.user_types_before.values()) <= 15
    assert sum(found.outcomes_before.values()) > 100


def test_only_supervisors_watch(cast, now) -> None:
    for person in (cast.sari, cast.yohana, cast.rudi):
        with pytest.raises(NotAllowed):
            watching.watch(viewer(person))
        with pytest.raises(NotAllowed):
            watching.compare(viewer(person), [])
    watching.watch(viewer(cast.kartika))


def test_the_comparison_before_a_switch_names_both_with_their_counts(now) -> None:
    versions(now)
    (number,) = reports(1, now)
    write(
        predict(number, 1), predict(number, 2, 0.5, version=SHADOW, shadow=True), label(number, 2)
    )
    rows = [ModelVersion.objects.get(pk=ACTIVE), ModelVersion.objects.get(pk=SHADOW)]
    active, shadow = watching.compare(SYSTEM, rows)
    assert (active.agreed, active.accepted, active.precision) == (
        Share(0, 1), Share(1, 1), Share(0, 1),
    )  # fmt: skip
    assert (shadow.agreed, shadow.accepted, shadow.precision) == (
        Share(1, 1), Share(0, 1), Share(0, 0),
    )  # fmt: skip


def test_an_old_active_model_is_found_behind_many_newer_ones(now) -> None:
    versions(now)
    for n in range(watching.VERSIONS_SHOWN + 3):
        ModelVersion.objects.create(version=f"calon{n}", file_name="x", created_at=now)
    found = watching.read_versions()
    assert found.active is not None
    assert found.active.version == ACTIVE
    assert found.named(ACTIVE) == found.active
    assert found.named("tidak ada") == found.active


def test_predictions_are_never_changed_by_looking(now) -> None:
    watched_desk(60)
    before = list(Prediction.objects.values())
    watching.drift_of(SYSTEM, watching.watch(SYSTEM))
    assert list(Prediction.objects.values()) == before
