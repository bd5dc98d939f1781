"""Who works at the demo's desk: one login per role, colleagues, and volunteers of all regions."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import timedelta

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.utils import timezone

from helpdesk.accounts.models import User, VolunteerPost
from helpdesk.accounts.viewer import Viewer, viewer_of
from helpdesk.config.synthetic.logins import (
    CO_KAPTEN_REGENCY,
    COLLEAGUES,
    DEMO_PASSWORD,
    KAPTEN_PROVINCE,
    LOGINS,
    Login,
)
from helpdesk.config.synthetic.people import make_person
from helpdesk.regions.reference import choices
from helpdesk.taxonomy import Role

CO_KAPTEN_POSTS = 60


@dataclass(slots=True)
class Crew:
    """Looks up who may act on a queue. `posts` maps a volunteers' queue to its person."""

    users: dict[str, User]
    posts: dict[str, User]
    _viewers: dict[int, Viewer] = field(default_factory=dict)

    def viewer(self, user: User) -> Viewer:
        """Resolve a person once."""
        if user.pk not in self._viewers:
            self._viewers[user.pk] = viewer_of(user)
        return self._viewers[user.pk]

    def holder(self, user_id: int) -> Viewer:
        """Return the viewer of whoever holds a report."""
        known = self._viewers.get(user_id)
        return known or self.viewer(User.objects.get(pk=user_id))

    def login(self, username: str) -> Viewer:
        return self.viewer(self.users[username])

    def worker(self, rng: random.Random, queue: str) -> Viewer:
        """Return someone who works this queue; `petugas` the most."""
        if queue in self.posts:
            return self.viewer(self.posts[queue])
        agents = [
            self.users[person.username]
            for person in (*LOGINS, *COLLEAGUES)
            if queue in person.queues
        ]
        weights = [2 if user.username.startswith("petugas") else 1 for user in agents]
        return self.viewer(rng.choices(agents, weights)[0])

    @property
    def served(self) -> frozenset[str]:
        """Codes of the regencies that have a Co-Kapten."""
        prefix = "co-kapten-"
        return frozenset(
            slug.removeprefix(prefix) for slug in self.posts if slug.startswith(prefix)
        )


def make_crew(rng: random.Random) -> Crew:
    """Write the missing people and posts; those there already stay as they are.

    The public password is set only where DEMO is on: elsewhere nobody can sign in with it.
    """
    wanted = [_user(person, with_password=settings.DEMO and person in LOGINS)
              for person in (*LOGINS, *COLLEAGUES)]  # fmt: skip
    regions = _regions_served(rng)
    for username, (province, code) in regions.items():
        if username in {person.username for person in LOGINS}:
            continue
        name = make_person(rng, province).name
        role = Role.CO_KAPTEN if code else Role.KAPTEN
        wanted.append(_user(Login(username, name, role, ""), with_password=False))
    User.objects.bulk_create(wanted, ignore_conflicts=True)
    users = {u.username: u for u in User.objects.filter(username__in=[u.username for u in wanted])}
    _write_posts(rng, users, regions)
    return Crew(users, _people_of_queues())


def _user(person: Login, *, with_password: bool) -> User:
    return User(
        username=person.username,
        email=f"{person.username}@example.org",
        display_name=person.name,
        role=person.role,
        queues=list(person.queues),
        is_staff=person.role in (Role.ADMIN, Role.SUPERVISOR),
        is_superuser=person.role is Role.ADMIN,
        password=make_password(DEMO_PASSWORD if with_password else None),
    )


def _regions_served(rng: random.Random) -> dict[str, tuple[str, str]]:
    """Return username -> (province, regency code or ''): 34 Kapten and about 60 Co-Kapten."""
    regions = choices()
    served = {"kapten": (KAPTEN_PROVINCE, ""), "cokapten": (KAPTEN_PROVINCE, CO_KAPTEN_REGENCY)}
    for province in regions.provinces.values():
        if province.parent_id is None and province.code != KAPTEN_PROVINCE:
            served[f"kapten{province.code}"] = (province.code, "")
    codes = sorted(r.code for r in regions.regencies.values() if r.code != CO_KAPTEN_REGENCY)
    # Kota Denpasar always; the rest as the seed says.
    for code in {"5171": None, **dict.fromkeys(rng.sample(codes, CO_KAPTEN_POSTS - 2))}:
        served[f"cokapten{code}"] = (code[:2], code)
    return served


def _write_posts(
    rng: random.Random, users: dict[str, User], regions: dict[str, tuple[str, str]]
) -> None:
    ids = {regency.code: regency.pk for regency in choices().regencies.values()}
    have = set(VolunteerPost.objects.values_list("user_id", flat=True))
    today = timezone.localdate()
    VolunteerPost.objects.bulk_create(
        VolunteerPost(
            user=users[username],
            province_id=province,
            regency_id=ids[code] if code else None,
            active_from=today - timedelta(days=rng.randrange(60, 400)),
        )
        for username, (province, code) in regions.items()
        if users[username].pk not in have
    )


def _people_of_queues() -> dict[str, User]:
    """Return who serves each volunteers' queue today, also posts that stood here before."""
    posts = VolunteerPost.objects.filter(VolunteerPost.active()).select_related("user", "regency")
    return {
        f"co-kapten-{post.regency.code}"
        if post.regency
        else f"kapten-{post.province_id}": post.user
        for post in posts
    }
