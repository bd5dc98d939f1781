"""The triage queue as an agent works it: three labels by keyboard, one taken back; by thumb too."""

from __future__ import annotations

import pytest

from helpdesk.taxonomy import Category, State
from helpdesk.tickets.models import Ticket
from tests.cast import make_cast
from tests.factories import open_report
from triage import labels, pipeline
from triage.models import HumanLabel

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("reload_reference"),
]


@pytest.fixture
def waiting(monkeypatch) -> list[int]:
    """Five unsorted reports; none is drawn for a second label."""
    monkeypatch.setattr(labels, "is_sampled", lambda number: False)
    make_cast()
    numbers = []
    for index in range(5):
        ticket = open_report(title=f"Laporan ke-{index}", detail=f"Isi laporan nomor {index} ini.")
        assert pipeline.run(ticket.pk) == State.NEEDS_SORTING
        numbers.append(ticket.pk)
    return numbers


def top(page) -> int:
    return int(page.locator("#deck article").first.get_attribute("data-number"))


def read(page) -> None:
    """Let the time pass in which a report that just appeared takes no label."""
    page.wait_for_timeout(350)


def settled(page, labelled: int) -> None:
    """Wait until the server has answered so many labels."""
    page.wait_for_function(
        "n => document.querySelector('#triage-progress b').textContent === String(n)",
        arg=labelled,
    )


def test_three_reports_by_keyboard_and_one_taken_back(visitor, waiting, model_in_service) -> None:
    agent = visitor(1440)
    agent.sign_in("sari")
    page = agent.go("/meja/triase/")
    assert top(page) == waiting[0]
    guess = page.locator("[data-guess='1'] >> nth=0").get_attribute("value")
    page.keyboard.press("1")
    # The next one lies there before the server answers.
    assert top(page) == waiting[1]
    page.keyboard.press("Shift+R")
    assert "Kode referral" in page.inner_text("[data-second-chip]")
    read(page)
    page.keyboard.press("c")
    settled(page, 2)
    read(page)
    page.keyboard.press("/")
    page.keyboard.type("google")
    page.keyboard.press("Enter")
    settled(page, 3)
    assert top(page) == waiting[3]
    said = HumanLabel.objects.order_by("pk").values_list("ticket_id", "category", "second")
    assert list(said) == [
        (waiting[0], int(guess), None),
        (waiting[1], int(Category.CHROMEBOOK), int(Category.DINAS_REFERRAL_CODE)),
        (waiting[2], int(Category.GOOGLE_EDUCATION), None),
    ]
    assert "Google for Education" in page.inner_text("#toasts")

    page.keyboard.press("u")
    settled(page, 2)
    assert top(page) == waiting[2]
    assert Ticket.objects.get(pk=waiting[2]).state == State.NEEDS_SORTING
    page.keyboard.press("Control+z")
    settled(page, 1)
    assert top(page) == waiting[1]
    read(page)
    page.keyboard.press("l")
    settled(page, 2)
    assert top(page) == waiting[2]
    assert Ticket.objects.get(pk=waiting[1]).category == Category.OTHER


def test_quick_fingers_lose_nothing(visitor, waiting) -> None:
    """More keys than reports lie ready: nothing is labelled twice, nothing left out."""
    agent = visitor(1440)
    agent.sign_in("sari")
    page = agent.go("/meja/triase/")
    for _ in range(5):
        page.wait_for_selector("#deck article")
        read(page)
        page.keyboard.press("l")
    page.wait_for_selector(".triage-empty")
    assert sorted(HumanLabel.objects.values_list("ticket_id", flat=True)) == waiting
    page.click("[data-undo] button")
    page.wait_for_selector("#deck article")
    assert top(page) == waiting[4]


def test_four_presses_at_once_label_one_report(visitor, waiting, model_in_service) -> None:
    """Nobody read the three that came up meanwhile; skipping and taking back wait for nothing."""
    agent = visitor(1440)
    agent.sign_in("sari")
    page = agent.go("/meja/triase/")
    page.evaluate(
        """() => { for (let n = 0; n < 4; n++) document.body.dispatchEvent(
        new KeyboardEvent("keydown", { key: "1", code: "Digit1", bubbles: true })); }"""
    )
    assert top(page) == waiting[1]
    settled(page, 1)
    assert HumanLabel.objects.get().ticket_id == waiting[0]

    read(page)
    page.dblclick(".category-button[value='16']")
    settled(page, 2)
    assert top(page) == waiting[2]
    page.keyboard.press("s")
    assert top(page) == waiting[3]
    page.keyboard.press("u")
    settled(page, 1)
    assert top(page) == waiting[1]
    living = HumanLabel.objects.filter(undone_at__isnull=True)
    assert list(living.values_list("ticket_id", flat=True)) == [waiting[0]]


def test_letters_typed_into_the_filter_are_no_labels_and_sheets_open(visitor, waiting) -> None:
    agent = visitor(1440)
    agent.sign_in("sari")
    page = agent.go("/meja/triase/")
    page.keyboard.press("/")
    page.keyboard.type("cabu")
    page.keyboard.press("Escape")
    page.keyboard.press("k")
    assert page.locator("#guide").is_visible()
    page.keyboard.press("c")
    page.keyboard.press("Escape")
    page.keyboard.press("?")
    assert page.locator("#keys").is_visible()
    page.uncheck("#keys-on")
    page.keyboard.press("Escape")
    page.keyboard.press("c")
    assert top(page) == waiting[0]
    assert not HumanLabel.objects.exists()


def test_by_thumb_with_a_second_category(visitor, waiting) -> None:
    phone = visitor(390)
    phone.sign_in("sari")
    page = phone.go("/meja/triase/")
    assert phone.fits()
    page.click("[data-second]")
    page.click(".category-button[value='12']")
    page.click(".category-button[value='7']")
    settled(page, 1)
    entry = HumanLabel.objects.get()
    assert (entry.category, entry.second) == (7, 12)
    page.click("#deck [data-skip] >> nth=0")
    page.wait_for_function(
        f"document.querySelector('#deck article').dataset.number != {waiting[1]}"
    )
    page.click("#toasts button") if page.locator("#toasts button").count() else page.click(
        "[data-undo] button"
    )
    settled(page, 0)
    assert top(page) == waiting[0]


def test_a_label_that_does_not_arrive_comes_back(visitor, waiting) -> None:
    agent = visitor(1440)
    agent.sign_in("sari")
    page = agent.go("/meja/triase/")
    page.route("**/meja/triase/label/", lambda route: route.abort())
    with page.expect_event("requestfailed"):
        page.keyboard.press("l")
    page.wait_for_selector("#toasts >> text=Belum tersimpan")
    assert top(page) == waiting[0]
    assert not HumanLabel.objects.exists()
    # The warning waits for the reader, and the next try goes through.
    page.click("#toasts .warning button")
    assert not page.locator("#toasts .warning").count()
    page.unroute("**/meja/triase/label/")
    read(page)
    page.keyboard.press("l")
    settled(page, 1)
    assert HumanLabel.objects.get().ticket_id == waiting[0]


def test_the_queue_works_without_script(visitor, waiting) -> None:
    plain = visitor(390, script=False)
    plain.sign_in("sari")
    page = plain.go("/meja/triase/")
    page.click("#grid .category-button[value='16']")
    page.wait_for_selector("text=Label disimpan")
    assert HumanLabel.objects.get().ticket_id == waiting[0]


def test_reasons_are_shown_on_demand_and_the_page_is_accessible(
    visitor, waiting, model_in_service
) -> None:
    from axe_playwright_python.sync_playwright import Axe

    agent = visitor(1440)
    agent.sign_in("sari")
    page = agent.go("/meja/triase/")
    assert not page.locator("[data-legend] >> nth=0").is_visible()
    page.keyboard.press("e")
    assert page.locator("[data-legend] >> nth=0").is_visible()
    found = Axe().run(page).response["violations"]
    assert not [v["id"] for v in found if v["impact"] in ("serious", "critical")]
    page.reload()
    assert page.locator("[data-legend] >> nth=0").is_visible()
