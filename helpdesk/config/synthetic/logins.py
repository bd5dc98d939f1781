"""The demo's logins: one of every role. Pure, so that scripts/demo.py can print them.

The password is public on purpose; `cast.make_desk` sets it only where DEMO is on.
"""

from __future__ import annotations

from dataclasses import dataclass

from helpdesk.taxonomy import Role

DEMO_PASSWORD = "demo-belajar-2026"  # noqa: S105
KAPTEN_PROVINCE = "32"  # Jawa Barat
CO_KAPTEN_REGENCY = "3201"  # Kabupaten Bogor


@dataclass(frozen=True, slots=True)
class Login:
    """A person who can sign in; `duty` says in Indonesian what they see."""

    username: str
    name: str
    role: Role
    duty: str
    queues: tuple[str, ...] = ()


LOGINS: tuple[Login, ...] = (
    Login(
        "petugas",
        "Ratna Kusumawardani",
        Role.AGENT,
        "ketiga antrean helpdesk",
        ("helpdesk", "dapodik", "platform"),
    ),
    Login("petugas2", "Yosef Manibuy", Role.AGENT, "antrean Helpdesk Dapodik", ("dapodik",)),
    Login("supervisor", "Nurhayati Siregar", Role.SUPERVISOR, "semua laporan dan dasbor"),
    Login("admin", "Gede Arimbawa", Role.ADMIN, "konfigurasi di /admin/, tanpa laporan"),
    Login("kapten", "Asep Wirahadi", Role.KAPTEN, "Kapten Jawa Barat"),
    Login("cokapten", "Euis Komalawati", Role.CO_KAPTEN, "Co-Kapten Kabupaten Bogor"),
)
"""Who signs in with DEMO_PASSWORD."""

COLLEAGUES: tuple[Login, ...] = (
    Login("dimas", "Dimas Aryasatya", Role.AGENT, "", ("helpdesk",)),
    Login("vonny", "Vonny Rantung", Role.AGENT, "", ("helpdesk", "platform")),
    Login("zulfa", "Zulfa Rahmadani", Role.AGENT, "", ("dapodik",)),
)
"""More agents, who never sign in, so that a queue is not one person's."""
