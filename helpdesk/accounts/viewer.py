"""Who is looking: a frozen value resolved once per request (design.md 5, style.md habit 5)."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from helpdesk.taxonomy import Role

if TYPE_CHECKING:
    from helpdesk.accounts.models import User


class Right(StrEnum):
    """Single rights; roles are bundles of them."""

    WORK = "work"  # claim, answer, note, solve
    ROUTE = "route"  # correct the category, move between queues
    REVEAL_IDENTITY = "reveal_identity"  # full NIK by click with a reason
    SEE_PAPERS = "see_papers"  # attachments
    SEE_CONTACT = "see_contact"  # unmasked e-mail
    SUPERVISE = "supervise"  # reassign, restore, see everything
    ADMINISTER = "administer"


_AGENT = frozenset(
    {Right.WORK, Right.ROUTE, Right.REVEAL_IDENTITY, Right.SEE_PAPERS, Right.SEE_CONTACT}
)
RIGHTS_OF_ROLE: dict[Role, frozenset[Right]] = {
    Role.AGENT: _AGENT,
    Role.SUPERVISOR: _AGENT | {Right.SUPERVISE},
    Role.KAPTEN: frozenset({Right.WORK}),
    Role.CO_KAPTEN: frozenset({Right.WORK}),
    # Admins configure; they see no reports (design.md 5).
    Role.ADMIN: frozenset({Right.ADMINISTER}),
}


@dataclass(frozen=True, slots=True)
class Viewer:
    """The acting person (or the system) with everything a rule may ask about them.

    `queues` are queue slugs; `own_report` is the number a reporter proved to own.
    """

    name: str
    role: Role | None = None
    user_id: int | None = None
    queues: frozenset[str] = frozenset()
    rights: frozenset[Right] = field(default_factory=frozenset)
    own_report: int | None = None
    is_system: bool = False

    def may(self, right: Right) -> bool:
        return self.is_system or right in self.rights

    @property
    def is_staff(self) -> bool:
        """Signed in with a role that works reports."""
        return self.role is not None and Right.WORK in self.rights

    @property
    def is_volunteer(self) -> bool:
        return self.role is not None and self.role.is_volunteer

    @property
    def is_reporter(self) -> bool:
        return self.own_report is not None


NOBODY = Viewer(name="")


def system(name: str) -> Viewer:
    """Return the viewer of a background process, named for the event log."""
    return Viewer(name=name, is_system=True)


def reporter(number: int) -> Viewer:
    """Return the viewer of a reporter who proved to own this report."""
    return Viewer(name="Pelapor", own_report=number)


def viewer_of(user: User) -> Viewer:
    """Resolve a signed-in user; volunteers get the queues of the posts they hold today.

    Costs one query for volunteers, none for others. Inactive users are nobody.
    """
    if not user.is_active:
        return NOBODY
    role = Role(user.role)
    queues = frozenset(str(slug) for slug in user.queues)
    if role.is_volunteer:
        queues = _queues_of_posts(user)
    return Viewer(
        name=user.name,
        role=role,
        user_id=user.pk,
        queues=queues,
        rights=RIGHTS_OF_ROLE[role],
    )


def _queues_of_posts(user: User) -> frozenset[str]:
    """Return the slugs of the queues served by the user's posts of today (domain.md 15).

    A Co-Kapten serves the regency; a Kapten the province's own queue and those of its regencies.
    """
    from helpdesk.accounts.models import VolunteerPost
    from helpdesk.regions.reference import choices

    slugs = set()
    posts = VolunteerPost.objects.filter(VolunteerPost.active(), user=user)
    for regency_code, province in posts.values_list("regency__code", "province_id"):
        if regency_code:
            slugs.add(f"co-kapten-{regency_code}")
            continue
        slugs.add(f"kapten-{province}")
        slugs.update(f"co-kapten-{r.code}" for r in choices().by_province[province])
    return frozenset(slugs)
