"""Which reports there will be: who, where, what, when, and where each one ends."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from helpdesk.config.synthetic.corpus import Story, Texts
from helpdesk.config.synthetic.logins import CO_KAPTEN_REGENCY, KAPTEN_PROVINCE
from helpdesk.config.synthetic.moment import Moments
from helpdesk.config.synthetic.people import Person, account_of, make_person
from helpdesk.config.synthetic.schools import School, make_school
from helpdesk.taxonomy import Category, FormVariant, Level, State, UserType

# Share of all reports that end in a state, and how many working days ago they came in.
_GOALS: tuple[tuple[State, float, float, float], ...] = (
    (State.NEW, 0.01, 0.0, 0.0),
    (State.NEEDS_SORTING, 0.04, 0.02, 0.9),
    (State.QUEUED, 0.09, 0.05, 2.4),
    (State.IN_PROGRESS, 0.10, 0.1, 4.6),
    (State.WAITING_REQUESTER, 0.08, 0.5, 7.0),
    (State.ON_HOLD, 0.05, 0.8, 9.0),
    (State.SOLVED, 0.21, 0.5, 8.5),
    (State.CLOSED, 0.35, 4.0, 30.0),
    (State.REJECTED, 0.03, 0.4, 20.0),
    (State.MERGED, 0.04, 0.4, 20.0),
)
_LATE = (3.3, 5.5)  # working days: beyond the solution target
_LATE_SHARE = 0.15
_ENOUGH_FOR_VOLUNTEERS = 40
_CATEGORY_WEIGHTS = {
    Category.PASSWORD: 24, Category.ACCOUNT_NOT_FOUND_WEB: 9, Category.ACCOUNT_NOT_FOUND_PD_DATA: 7,
    Category.ACCOUNT_DELETED_DISABLED: 7, Category.ACTIVATION: 10, Category.SCHOOL_OPERATOR_ACCESS: 5,
    Category.PMM_ACCESS: 8, Category.DAPODIK_DATA: 6, Category.PD_DATA_DOWNLOAD: 4,
    Category.ADD_SCHOOL_ADMIN: 4, Category.NEW_ACCOUNT: 7, Category.SIMPKB: 4,
    Category.GOOGLE_EDUCATION: 4, Category.CHROMEBOOK: 3, Category.DINAS_REFERRAL_CODE: 3,
    Category.OTHER: 5,
}  # fmt: skip
_BIG = {"32": 14, "33": 10, "35": 11, "12": 6, "36": 5, "31": 5, "73": 5, "16": 4, "18": 4}


@dataclass(frozen=True, slots=True)
class Place:
    """A province and, where the reporter named it, a regency (own id and official code)."""

    province: str
    regency: int | None = None
    code: str = ""


@dataclass(frozen=True, slots=True)
class Plan:
    """One report of the demo. `original` is the position of the report it repeats.

    `volunteer` is the queue where it must stand, '' where routing decides freely.
    """

    created_at: datetime
    goal: State
    story: Story
    person: Person
    place: Place | None
    school: School | None
    account: str
    with_file: bool
    original: int | None = None
    volunteer: str = ""


@dataclass(slots=True)
class Planner:
    """Draws plans; the same seed, moment, texts and regions give the same plans."""

    rng: random.Random
    moments: Moments
    texts: Texts
    regencies: dict[str, list[Place]]
    served: frozenset[str]
    unsure: Sequence[Story] = ()

    def make(self, count: int) -> list[Plan]:
        """Return `count` plans, oldest first; every category and, from 60 on, every province."""
        forced = self._for_volunteers(count) if count >= _ENOUGH_FOR_VOLUNTEERS else []
        goals = self._goals(count - len(forced))
        provinces = self._provinces(len(goals))
        plans = [
            self._general(goal, category, province)
            for goal, category, province in zip(
                goals, self._categories(len(goals)), provinces, strict=True
            )
        ]
        plans = sorted([*plans, *forced], key=lambda plan: plan.created_at)
        return self._with_repeats(plans)

    def _goals(self, count: int) -> list[State]:
        """States in believable shares, at least one of each; refused ones last."""
        goals = [state for state, *_ in _GOALS]
        shares = [share for _, share, *_ in _GOALS]
        for state, share, *_ in _GOALS:
            goals += [state] * (int(share * count) - 1)
        goals = goals[:count]
        goals += self.rng.choices([s for s, *_ in _GOALS], shares, k=count - len(goals))
        self.rng.shuffle(goals)
        # The first sixteen carry one category each: only 16 is ever refused, a joined report
        # tells what another one tells.
        late = (State.REJECTED, State.NEEDS_SORTING, State.MERGED)
        return sorted(goals, key=lambda goal: goal in late)

    def _categories(self, count: int) -> list[Category]:
        weighted = self.rng.choices(
            list(_CATEGORY_WEIGHTS), list(_CATEGORY_WEIGHTS.values()), k=max(0, count - 16)
        )
        return [*Category, *weighted][:count]

    def _provinces(self, count: int) -> list[str]:
        codes = sorted(self.regencies)
        weights = [_BIG.get(code, 2) for code in codes]
        rest = self.rng.choices(codes, weights, k=max(0, count - len(codes)))
        return [*self.rng.sample(codes, len(codes)), *rest][:count]

    def _general(self, goal: State, category: Category, province: str) -> Plan:
        newest, oldest = next((n, o) for state, _, n, o in _GOALS if state is goal)
        if goal in (State.QUEUED, State.IN_PROGRESS) and self.rng.random() < _LATE_SHARE:
            newest, oldest = _LATE
        created = self.moments.created(newest, oldest)
        if goal is State.NEW:
            created = self.moments.now - timedelta(seconds=self.rng.uniform(40, 480))
        if goal is State.REJECTED:
            category = Category.OTHER
        place = self._place(province)
        if category is Category.PASSWORD and province == CO_KAPTEN_REGENCY[:2]:
            place = self._named(CO_KAPTEN_REGENCY)
        unsure = [story for story in self.unsure if story.fits(province)]
        if goal is State.NEEDS_SORTING and unsure:
            story = self.rng.choice(unsure)
        else:
            story = self.texts.take(category, province)
        return self._plan(created, goal, story, place)

    def _plan(self, created: datetime, goal: State, story: Story, place: Place) -> Plan:
        rng, kind = self.rng, story.user_type
        variant = kind.variant
        child = kind is UserType.STUDENT
        school = make_school(rng, story.text) if variant is FormVariant.A else None
        if school and kind is UserType.STUDENT and school.level is Level.PAUD:
            school = make_school(rng, "sd")
        person = make_person(rng, place.province, child=child)
        account = account_of(person, kind, school.level if school else None)
        if story.chosen.account_optional and rng.random() < 0.6:
            account = ""
        return Plan(
            created_at=created,
            goal=goal,
            story=story,
            person=person,
            place=None if variant is FormVariant.C else place,
            school=school,
            account=account,
            with_file=story.chosen.attachment_required or rng.random() < 0.3,
        )

    def _place(self, province: str) -> Place:
        if self.rng.random() < 0.3:
            return Place(province)
        return self.rng.choice(self.regencies[province])

    def _named(self, code: str) -> Place:
        return next(place for place in self.regencies[code[:2]] if place.code == code)

    def _for_volunteers(self, count: int) -> list[Plan]:
        """Password reports that stand with the demo's volunteers now, waiting and claimed."""
        many = max(1, count // 100)
        unserved = [
            place for place in self.regencies[KAPTEN_PROVINCE] if place.code not in self.served
        ]
        wanted = (
            (f"co-kapten-{CO_KAPTEN_REGENCY}", self._named(CO_KAPTEN_REGENCY), many),
            (f"kapten-{KAPTEN_PROVINCE}", None, many),
            ("kapten-91", Place("91"), 1),
            ("co-kapten-5171", self._named("5171"), 1),
        )
        plans = []
        for queue, place, claimed in wanted:
            for goal in [State.QUEUED] * (claimed + 1) + [State.IN_PROGRESS] * claimed:
                home = place or self.rng.choice(unserved)
                created = self.moments.created(0.1, 0.9)
                plan = self._plan(created, goal, self._volunteer_story(home.province), home)
                plans.append(replace(plan, volunteer=queue))
        return plans

    def _volunteer_story(self, province: str) -> Story:
        """A password text of a teacher or pupil: the only ones volunteers get (R1, R2)."""
        while True:
            story = self.texts.take(Category.PASSWORD, province)
            if story.user_type in (UserType.TEACHER, UserType.STUDENT):
                return story

    def _with_repeats(self, plans: list[Plan]) -> list[Plan]:
        """Let a merged report repeat another one, and some people write twice.

        A merged plan without anything to repeat (very few reports) is worked as usual.
        """
        fit = [i for i, plan in enumerate(plans) if self._may_be_repeated(plan)]
        for index, plan in enumerate(plans):
            earlier = [i for i in fit if i < index]
            if plan.goal is State.MERGED and fit:
                position = self.rng.choice(earlier[-12:] or fit[:1])
                first = plans[position]
                created = max(plan.created_at, first.created_at + timedelta(minutes=12))
                created = min(created, self.moments.now - timedelta(minutes=3))
                plans[index] = replace(
                    first, created_at=created, goal=State.MERGED, original=position
                )
            elif earlier and plan.goal is not State.NEW and self.rng.random() < 0.05:
                other = plans[self.rng.choice(earlier)]
                if other.story.user_type is plan.story.user_type and not plan.volunteer:
                    plans[index] = replace(
                        plan,
                        person=other.person,
                        place=other.place,
                        school=other.school,
                        account=other.account,
                    )
        return plans

    @staticmethod
    def _may_be_repeated(plan: Plan) -> bool:
        # A closed report takes no other in, and one never sorted may be anywhere.
        ended = (State.MERGED, State.REJECTED, State.CLOSED, State.NEW)
        return plan.goal not in ended and not plan.volunteer
