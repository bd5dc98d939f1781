"""A worker reads model and articles before the first reporter types, and starts without them too."""

from __future__ import annotations

import runpy

import pytest
from django.conf import settings as project

from helpdesk.portal import suggestions, warming
from knowledge_base import queries
from triage import inference


@pytest.mark.django_db
@pytest.mark.usefixtures("model_in_service")
def test_after_warming_up_nothing_is_left_to_load(monkeypatch) -> None:
    monkeypatch.setattr(inference, "_loaded", None)
    queries._words_of.cache_clear()
    warming.warm_up()
    assert inference._loaded is not None
    before = queries._words_of.cache_info().misses
    suggestions.suggest("", "chromebook sekolah tidak mau menyala", None, None)
    assert queries._words_of.cache_info().misses == before


def test_a_process_without_database_starts_all_the_same(monkeypatch) -> None:
    def broken(*_: object) -> None:
        raise OSError("no database")

    monkeypatch.setattr(suggestions, "suggest", broken)
    warming.warm_up()


def test_gunicorn_warms_each_worker_up_without_waiting(monkeypatch) -> None:
    started: list[bool] = []
    monkeypatch.setattr(warming, "warm_up_beside", lambda: started.append(True))
    runpy.run_path(str(project.BASE_DIR / "gunicorn.conf.py"))["post_worker_init"](None)
    assert started == [True]
