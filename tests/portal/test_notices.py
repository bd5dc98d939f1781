"""Known disturbances told to everybody, and readers saying whether an article helped (ui.md)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from helpdesk.sla import hours
from helpdesk.sla.models import Disturbance
from knowledge_base.models import ArticleFeedback
from tests.cast import Cast
from tests.portal.test_sending import SUNDAY

pytestmark = pytest.mark.django_db
TEXT = "Reset lewat SMS sedang lambat; pakai email pribadi."
ARTICLE = "/bantuan/reset-kata-sandi-sendiri/"


@pytest.fixture
def disturbance() -> Disturbance:
    row = Disturbance.objects.create(text=TEXT, text_en="Codes by SMS are slow; use the email.")
    hours.forget()
    return row


@pytest.mark.parametrize("page", ["/", "/lapor/", "/lapor/?user_type=teacher"])
def test_a_known_disturbance_is_told_on_start_page_and_form(
    client: Client, disturbance: Disturbance, page: str
) -> None:
    assert TEXT in client.get(page).content.decode()
    client.get("/?bahasa=en")
    assert "Codes by SMS are slow" in client.get(page).content.decode()


def test_it_is_told_on_the_closed_page_too(
    client: Client, disturbance: Disturbance, settings: Any
) -> None:
    settings.DESK_ALWAYS_OPEN = False
    Disturbance.objects.update(starts=SUNDAY)
    hours.forget()
    with time_machine.travel(SUNDAY + timedelta(hours=1), tick=False):
        page = client.get("/lapor/").content.decode()
    assert "Formulir sedang tutup" in page
    assert TEXT in page


@pytest.mark.parametrize(
    "starts, ends, told", [(-2, None, True), (-2, 1, True), (-2, -1, False), (1, None, False)]
)
def test_it_is_told_only_from_its_start_until_its_end(
    client: Client, starts: int, ends: int | None, told: bool
) -> None:
    now = timezone.now()
    Disturbance.objects.create(
        text=TEXT,
        starts=now + timedelta(hours=starts),
        ends=None if ends is None else now + timedelta(hours=ends),
    )
    hours.forget()
    assert (TEXT in client.get("/").content.decode()) is told


def test_a_supervisor_writes_it_in_the_admin_and_an_agent_does_not(
    client: Client, cast: Cast
) -> None:
    form = {"text": TEXT, "text_en": "", "starts_0": "2026-11-01", "starts_1": "08:00:00",
            "ends_0": "", "ends_1": ""}  # fmt: skip
    backend = "django.contrib.auth.backends.ModelBackend"
    for person, status in ((cast.sari, 403), (cast.kartika, 302)):
        person.is_staff = True
        person.save()
        client.force_login(person, backend=backend)
        assert client.post("/admin/sla/disturbance/add/", form).status_code == status
    assert Disturbance.objects.get().text == TEXT
    assert TEXT in client.get("/").content.decode()
    assert client.get("/admin/accounts/user/").status_code == 403


def test_an_end_before_its_start_is_refused(client: Client, cast: Cast) -> None:
    cast.kartika.is_staff = True
    cast.kartika.save()
    client.force_login(cast.kartika, backend="django.contrib.auth.backends.ModelBackend")
    form = {"text": TEXT, "starts_0": "2026-11-02", "starts_1": "08:00:00",
            "ends_0": "2026-11-01", "ends_1": "08:00:00"}  # fmt: skip
    page = client.post("/admin/sla/disturbance/add/", form).content.decode()
    assert "Akhir harus sesudah mulai." in page
    assert not Disturbance.objects.exists()


@pytest.mark.parametrize(
    "said, thanks, leads_on",
    [("ya", "senang dapat membantu", False), ("belum", "lebih lanjut", True)],
)
def test_an_answer_is_counted_thanked_and_leaves_no_cookie(
    client: Client, said: str, thanks: str, leads_on: bool
) -> None:
    asked = client.get(ARTICLE).content.decode()
    assert "Apakah ini membantu?" in asked
    for _ in range(2):
        response = client.post(f"{ARTICLE}membantu/", {"membantu": said})
        assert response.status_code == 303
        assert not response.cookies
    row = ArticleFeedback.objects.get()
    assert (row.helped, row.not_helped) == ((2, 0) if said == "ya" else (0, 2))
    assert row.day == timezone.localdate()
    page = client.get(response["Location"]).content.decode()
    assert thanks in page
    assert "Apakah ini membantu?" not in page
    assert ('href="/lapor/?kategori=1"' in page) is leads_on


def test_each_day_has_a_row_of_its_own(client: Client) -> None:
    for day in (1, 2):
        with time_machine.travel(SUNDAY + timedelta(days=day), tick=False):
            client.post(f"{ARTICLE}membantu/", {"membantu": "ya"})
    assert list(ArticleFeedback.objects.values_list("helped", flat=True)) == [1, 1]


def test_nonsense_foreign_pages_and_unknown_articles_count_nothing(client: Client) -> None:
    assert client.post(f"{ARTICLE}membantu/", {"membantu": "x"}).status_code == 302
    foreign = {"Sec-Fetch-Site": "cross-site"}
    client.post(f"{ARTICLE}membantu/", {"membantu": "ya"}, headers=foreign)
    assert client.post("/bantuan/tidak-ada/membantu/", {"membantu": "ya"}).status_code == 404
    assert client.get(f"{ARTICLE}membantu/").status_code == 405
    assert not ArticleFeedback.objects.exists()


def test_one_address_cannot_run_the_counter_up(client: Client, monkeypatch: Any) -> None:
    from helpdesk.portal.views import help

    monkeypatch.setattr(help, "_ANSWERS_PER_QUARTER_HOUR", 3)
    for _ in range(5):
        assert client.post(f"{ARTICLE}membantu/", {"membantu": "ya"}).status_code == 303
    assert ArticleFeedback.objects.get().helped == 3
