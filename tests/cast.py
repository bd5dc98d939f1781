"""The people of the tests. Everyone is invented; Wayan is the outsider who must see nothing.

Sari works the general helpdesk queue, Bima only Dapodik's, Kartika supervises, Rudi administers.
Yohana is Co-Kapten of Kabupaten Bogor, Dadang Kapten of Jawa Barat, Maria Kapten of Papua,
Wayan Co-Kapten of Kota Denpasar. Lestari and Paulus are reporters, who have no account.
"""

from __future__ import annotations

from dataclasses import dataclass

from helpdesk.accounts.models import User, VolunteerPost
from helpdesk.accounts.viewer import Viewer, viewer_of
from helpdesk.regions.models import Regency
from helpdesk.taxonomy import Role

PASSWORD = "kunci-uji-2026"  # of every person of the cast

BOGOR, DENPASAR = "3201", "5171"
JAWA_BARAT, PAPUA, PAPUA_SELATAN, BALI = "32", "91", "93", "51"


@dataclass(slots=True)
class Cast:
    """Everyone, as users; `viewer(user)` gives the frozen viewer."""

    sari: User
    bima: User
    kartika: User
    rudi: User
    yohana: User
    dadang: User
    maria: User
    wayan: User

    def everyone(self) -> dict[str, User]:
        return {name: getattr(self, name) for name in self.__slots__}


def viewer(user: User) -> Viewer:
    """Resolve a person as a request would."""
    return viewer_of(User.objects.get(pk=user.pk))


def _person(username: str, name: str, role: Role, queues: tuple[str, ...] = ()) -> User:
    user = User(
        username=username,
        email=f"{username}@example.com",
        display_name=name,
        role=role,
        queues=list(queues),
        is_staff=role is Role.ADMIN,
        is_superuser=role is Role.ADMIN,
    )
    user.set_password(PASSWORD)
    user.save()
    return user


def make_cast() -> Cast:
    """Write everyone to the database."""
    cast = Cast(
        sari=_person("sari", "Sari Wulandari", Role.AGENT, ("helpdesk",)),
        bima=_person("bima", "Bima Saputra", Role.AGENT, ("dapodik",)),
        kartika=_person("kartika", "Kartika Ayu", Role.SUPERVISOR),
        rudi=_person("rudi", "Rudi Hartono", Role.ADMIN),
        yohana=_person("yohana", "Yohana Tamba", Role.CO_KAPTEN),
        dadang=_person("dadang", "Dadang Sudrajat", Role.KAPTEN),
        maria=_person("maria", "Maria Kambu", Role.KAPTEN),
        wayan=_person("wayan", "Wayan Sudiarta", Role.CO_KAPTEN),
    )
    for user, province, regency in (
        (cast.yohana, JAWA_BARAT, BOGOR),
        (cast.dadang, JAWA_BARAT, None),
        (cast.maria, PAPUA, None),
        (cast.wayan, BALI, DENPASAR),
    ):
        VolunteerPost.objects.create(
            user=user,
            province_id=province,
            regency=Regency.objects.get(code=regency) if regency else None,
        )
    return cast
