"""Every URL of the map × every role (design.md 5): who gets a page, who a login, who 404.

A new URL fails this test until it has its row here.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from helpdesk.tickets.access import token_of
from helpdesk.tickets.files import NewFile
from helpdesk.tickets.models import Attachment
from tests.factories import sorted_report
from triage.models import ModelVersion

pytestmark = pytest.mark.django_db

ROLES = ("anonymous", "sari", "bima", "kartika", "rudi", "yohana", "dadang", "maria", "wayan")
STAFF = {"sari", "bima", "kartika", "yohana", "dadang", "maria", "wayan"}
# The report stands in the queue of the Co-Kapten of Kabupaten Bogor.
SEES_REPORT = {"kartika", "yohana", "dadang"}
SEES_PAPERS = {"kartika"}
SORTS = {"sari", "bima", "kartika"}
SUPERVISES = {"kartika"}
ADMINISTERS = {"rudi"}
EVERYBODY = set(ROLES)

# name -> (arguments, who gets an answer that is not 403/404/login)
TABLE: dict[str, tuple[dict[str, object], set[str]]] = {
    "healthz": ({}, EVERYBODY),
    "portal:start": ({}, EVERYBODY),
    "portal:articles": ({}, EVERYBODY),
    "portal:article": ({"key": "ARTICLE"}, EVERYBODY),
    "portal:helpful": ({"key": "ARTICLE"}, EVERYBODY),
    "portal:report": ({}, EVERYBODY),
    "portal:regencies": ({}, EVERYBODY),
    "portal:check": ({}, EVERYBODY),
    "portal:suggest": ({}, EVERYBODY),
    "portal:find": ({}, EVERYBODY),
    "portal:resend": ({}, EVERYBODY),
    "portal:status": ({"token": "TOKEN"}, EVERYBODY),
    "portal:reply": ({"token": "TOKEN"}, EVERYBODY),
    "portal:confirm": ({"token": "TOKEN"}, EVERYBODY),
    "portal:rate": ({"token": "TOKEN"}, EVERYBODY),
    "portal:paper": ({"token": "TOKEN", "attachment_id": "PAPER"}, EVERYBODY),
    "deliveries": ({}, SUPERVISES),
    "deliveries-try-again": ({"job_id": 1}, SUPERVISES),
    "deliveries-settle": ({"job_id": 1}, SUPERVISES),
    "deliveries-unsettle": ({"job_id": 1}, SUPERVISES),
    "dashboard:start": ({}, SUPERVISES),
    "dashboard:model": ({}, SUPERVISES),
    "dashboard:retrain": ({}, SUPERVISES),
    "dashboard:roll-back": ({}, SUPERVISES),
    "dashboard:promote": ({"version": "VERSION"}, SUPERVISES),
    "workspace:inbox": ({}, STAFF),
    "workspace:bar": ({}, STAFF),
    "workspace:next": ({}, STAFF),
    "workspace:dismiss-hints": ({}, STAFF),
    "workspace:triage": ({}, SORTS),
    "workspace:triage-label": ({}, SORTS),
    "workspace:triage-undo": ({}, SORTS),
    "workspace:triage-skip": ({}, SORTS),
    "workspace:ticket": ({"number": "NUMBER"}, SEES_REPORT),
    "workspace:show-nik": ({"number": "NUMBER"}, SEES_PAPERS),
    "workspace:paper": ({"number": "NUMBER", "paper": "PAPER"}, SEES_PAPERS),
    "workspace:preview": ({"number": "NUMBER", "key": "TEMPLATE"}, SEES_REPORT),
}
# Addresses of one report: found by those who see it, whatever they may then do there.
TICKET_PREFIX = "workspace:"


def url_names(resolver: URLResolver | None = None, prefix: str = "") -> Iterator[str]:
    """Yield the qualified names of all project URLs; admin and allauth have tests of their own."""
    for pattern in (resolver or get_resolver()).url_patterns:
        if isinstance(pattern, URLResolver):
            if pattern.app_name in ("admin",) or str(pattern.pattern).startswith("akun/"):
                continue
            space = f"{pattern.namespace}:" if pattern.namespace else prefix
            yield from url_names(pattern, space)
        elif isinstance(pattern, URLPattern) and pattern.name:
            yield prefix + pattern.name


@pytest.fixture
def scene(cast, settings):
    """The report with a paper, and a client for each role."""
    ticket = sorted_report(
        files=[NewFile("surat.pdf", "application/pdf", b"%PDF-1.4\n%%EOF\n")],
        regency_code="3201",
    )
    clients = {"anonymous": Client()}
    for name, user in cast.everyone().items():
        client = Client()
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        clients[name] = client
    values = {
        "NUMBER": ticket.pk,
        "TOKEN": token_of(ticket.pk),
        "PAPER": Attachment.objects.get(ticket=ticket).pk,
        "ARTICLE": "reset-kata-sandi-sendiri",
        "TEMPLATE": "password-self-service",
        "VERSION": ModelVersion.objects.create(version="uji", file_name="uji.model").version,
    }
    return clients, values


def row(name: str) -> tuple[dict[str, object], set[str]]:
    """Return arguments and who is let in; any other ticket URL follows the ticket."""
    if name in TABLE:
        return TABLE[name]
    if name.startswith(TICKET_PREFIX):
        return {"number": "NUMBER"}, SEES_REPORT
    raise AssertionError(f"{name} has no row in the access table")


def outcome(response) -> str:
    """Return 'page', 'login', 'hidden', or 'wrong method' (405 says nothing of any report)."""
    if response.status_code == 405:
        return "wrong method"
    if response.status_code == 302 and "/akun/login" in response.headers["Location"]:
        return "login"
    return "hidden" if response.status_code in (403, 404) else "page"


NAMES = sorted(set(url_names()))


@pytest.mark.parametrize("name", NAMES)
def test_each_url_answers_each_role_as_the_table_says(name: str, scene) -> None:
    clients, values = scene
    arguments, allowed = row(name)
    from knowledge_base.models import Article

    values["ARTICLE"] = Article.objects.order_by("pk").values_list("key", flat=True)[0]
    url = reverse(name, kwargs={k: values.get(str(v), v) for k, v in arguments.items()})
    wrong = []
    for role, client in clients.items():
        response = client.get(url)
        assert response.status_code < 500, (role, response.status_code)
        got = outcome(response)
        if role in allowed:
            expected = "page"
        elif role == "anonymous":
            expected = "login"
        else:
            expected = "hidden"
        if got not in (expected, "wrong method"):
            wrong.append(f"{role}: {got} ({response.status_code}), expected {expected}")
    assert not wrong, url


VERBS = [
    name
    for name in NAMES
    if name.startswith("workspace:")
    and set(row(name)[0]) == {"number"}
    and name != "workspace:ticket"
]


@pytest.mark.parametrize("name", VERBS)
def test_no_outsider_changes_a_report_by_posting(name: str, scene) -> None:
    """A POST from outside the scope is 404 and leaves version and events as they were."""
    clients, values = scene
    from helpdesk.tickets.models import Ticket

    url = reverse(name, kwargs={"number": values["NUMBER"]})
    before = Ticket.objects.filter(pk=values["NUMBER"]).values("version", "state").get()
    for role in set(ROLES) - SEES_REPORT:
        response = clients[role].post(url, {"reason": "coba", "body": "coba coba"})
        assert outcome(response) in ("login", "hidden", "wrong method"), (
            role,
            response.status_code,
        )
    after = Ticket.objects.filter(pk=values["NUMBER"]).values("version", "state").get()
    assert before == after


@pytest.mark.parametrize("role", ["yohana", "dadang"])
def test_volunteers_never_get_nik_or_papers(role: str, scene) -> None:
    clients, values = scene
    reveal = reverse("workspace:show-nik", kwargs={"number": values["NUMBER"]})
    response = clients[role].post(reveal, {"reason": "ingin melihat"})
    assert b"9901015508900001" not in response.content
    paper = reverse(
        "workspace:paper", kwargs={"number": values["NUMBER"], "paper": values["PAPER"]}
    )
    assert clients[role].get(paper).status_code == 404


@pytest.mark.parametrize("role", ROLES)
def test_the_admin_site_is_for_admins(role: str, scene) -> None:
    clients, _ = scene
    response = clients[role].get("/admin/")
    assert (response.status_code == 200) == (role in ADMINISTERS)


def test_a_forged_token_opens_nothing(scene) -> None:
    clients, values = scene
    token = values["TOKEN"]
    for forged in (token[:-1] + ("A" if token[-1] != "A" else "B"), "x", "a:b", "%00"):
        assert clients["anonymous"].get(f"/lapor/{forged}/").status_code == 404
