"""What every test has: reference data, clean caches, folders of its own, a worker in hand."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.core.management import call_command

from helpdesk.sla import hours
from tests.cast import Cast, make_cast

# Playwright's loop makes Django refuse plain database calls in the browser tests.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> None:
    """Load regions, holidays, queues and content once into the test database."""
    with django_db_blocker.unblock():
        call_command("createcachetable", "helpdesk_cache", verbosity=0)
        call_command("load_reference", verbosity=0)


@pytest.fixture(autouse=True)
def _own_folders(settings: Any, tmp_path: Path) -> None:
    """Files of a test stay in its own folder."""
    settings.ATTACHMENT_FOLDER = tmp_path / "attachments"
    settings.MAIL_FOLDER = tmp_path / "mail"
    settings.TRIAGE_MODEL_FOLDER = tmp_path / "models"
    settings.TRIAGE_SHIPPED_MODEL = tmp_path / "models" / "none.model"
    settings.DESK_ALWAYS_OPEN = True
    settings.CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
            "LOCATION": str(tmp_path),
        }
    }
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture(autouse=True)
def _clean_memory(_own_folders: None) -> Iterator[None]:
    """No test sees what another left in the process."""
    hours.forget()
    yield
    hours.forget()
    cache.clear()


class Bells:
    """Counts rings instead of calling a broker."""

    def __init__(self) -> None:
        self.rings: list[str] = []


@pytest.fixture(autouse=True)
def bells(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> Bells:
    """Silence the doorbells, except where a test brings a real broker."""
    from integrations import tasks as delivery
    from triage import tasks as sorting

    counted = Bells()
    if request.node.get_closest_marker("broker") is None:
        for name, module in (("deliver", delivery), ("sort", sorting)):
            monkeypatch.setattr(module.bell, "_send", lambda _, n=name: counted.rings.append(n))
            monkeypatch.setattr(module.bell, "_quiet_until", 0.0)
    return counted


@pytest.fixture
def cast(db: None) -> Cast:
    """The people of the tests."""
    return make_cast()


@pytest.fixture
def reload_reference(transactional_db: None) -> None:
    """For tests with real commits: their flush empties the reference tables."""
    from helpdesk.regions.models import Province

    if not Province.objects.exists():
        call_command("createcachetable", "helpdesk_cache", verbosity=0)
        call_command("load_reference", verbosity=0)


@pytest.fixture(scope="session")
def small_model() -> Any:
    """A real classifier trained on a few complaints of each category, once per process."""
    from tests.models_for_tests import small_corpus
    from triage.classifier.training import train

    return train(small_corpus())


@pytest.fixture
def model_in_service(settings: Any, _own_folders: None) -> None:
    """The model that this release ships, as on a fresh installation."""
    settings.TRIAGE_SHIPPED_MODEL = settings.BASE_DIR / "triage" / "artefact" / "default.model"


@pytest.fixture
def worker() -> Any:
    """Run what the worker would run now, in this thread: sort new reports, deliver what is due."""
    from integrations import outbox
    from triage.tasks import sweep

    class Worker:
        def run(self) -> None:
            sweep()
            outbox.deliver_due()

    return Worker()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Skip, with the reason, what this machine cannot run; real-commit tests run last."""
    on_postgres = "postgres" in os.environ.get("DATABASE_URL", "")
    broker = os.environ.get("CELERY_BROKER_URL", "")
    chromium = next((p for p in _CHROMIUM if Path(p).exists()), None)
    for item in items:
        if item.get_closest_marker("postgres") and not on_postgres:
            item.add_marker(pytest.mark.skip(reason="DATABASE_URL names no PostgreSQL"))
        if item.get_closest_marker("broker") and not broker:
            item.add_marker(pytest.mark.skip(reason="CELERY_BROKER_URL names no broker"))
        if item.get_closest_marker("browser") and not (chromium and _playwright_installed()):
            item.add_marker(pytest.mark.skip(reason="no Chromium or no playwright installed"))


_CHROMIUM = ("/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome")


def _playwright_installed() -> bool:
    try:
        import playwright.sync_api  # noqa: F401
    except ImportError:
        return False
    return True
