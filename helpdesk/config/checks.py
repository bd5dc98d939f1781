"""Wrong configuration fails at start, with an id (style.md habit 15)."""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, distribution
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning, register
from django.core.exceptions import ImproperlyConfigured

from helpdesk.tickets import keyring


@register()
def secret_key(**_: Any) -> list[CheckMessage]:
    if settings.SECRET_KEY != settings.INSECURE_SECRET_KEY or settings.DEBUG or settings.DEMO:
        return []
    if _embedded():
        return []  # the embedded default on loopback: tests and first steps
    return [Error("SECRET_KEY is not set.", id="helpdesk.E001")]


@register()
def personal_data_keys(**_: Any) -> list[CheckMessage]:
    if not settings.PII_KEYS:
        if _embedded() or settings.DEMO or settings.DEBUG:
            return []
        return [
            Error(
                "PII_KEYS is not set.",
                hint="Make one with: manage.py new_pii_keys",
                id="helpdesk.E002",
            )
        ]
    try:
        keyring.parse(settings.PII_KEYS)
    except ImproperlyConfigured as error:
        return [Error(str(error), id="helpdesk.E003")]
    return []


@register()
def state_machine_package(**_: Any) -> list[CheckMessage]:
    """`django-fsm` by habit would replace our package's files (dependencies.md pitfall 1)."""
    try:
        distribution("django-fsm")
    except PackageNotFoundError:
        return []
    return [Error("django-fsm is installed; only django-fsm-2 may be.", id="helpdesk.E004")]


@register()
def zendesk_address(**_: Any) -> list[CheckMessage]:
    """Plain http is for loopback only (design.md 9)."""
    if not settings.ZENDESK_URL:
        return []
    parts = urlsplit(settings.ZENDESK_URL)
    problems: list[CheckMessage] = []
    loopback = parts.hostname in ("127.0.0.1", "::1", "localhost")
    if parts.scheme != "https" and not (parts.scheme == "http" and loopback):
        problems.append(Error("ZENDESK_URL must be https.", id="helpdesk.E005"))
    if not (settings.ZENDESK_EMAIL and settings.ZENDESK_TOKEN):
        problems.append(Error("ZENDESK_EMAIL and ZENDESK_TOKEN are needed.", id="helpdesk.E006"))
    return problems


@register()
def demo_is_not_public(**_: Any) -> list[CheckMessage]:
    """The demo prints its logins and shows all mails: never on a public address."""
    if settings.DEMO and settings.BASE_URL.startswith("https://"):
        return [Error("DEMO must not run on a public address.", id="helpdesk.E007")]
    return []


@register()
def retention(**_: Any) -> list[CheckMessage]:
    """The stages of services.retention follow each other; a contact is owed to people (art. 21)."""
    days = (
        settings.RETENTION_PAPERS_DAYS,
        settings.RETENTION_TEXT_DAYS,
        settings.RETENTION_LOG_DAYS,
    )
    problems: list[CheckMessage] = []
    if list(days) != sorted(days):
        problems.append(
            Error("RETENTION_PAPERS_DAYS <= _TEXT_DAYS <= _LOG_DAYS must hold.", id="helpdesk.E008")
        )
    if not (settings.PRIVACY_CONTACT or settings.DEMO or settings.DEBUG or _embedded()):
        problems.append(
            Warning(
                "PRIVACY_CONTACT is not set.",
                hint="The form tells people their rights, but not whom to ask.",
                id="helpdesk.W001",
            )
        )
    return problems


def _embedded() -> bool:
    return settings.DATABASES["default"]["ENGINE"].endswith("sqlite3")
