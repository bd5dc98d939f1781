"""What the classifier doubts stands where a person decides, and not before a volunteer."""

from __future__ import annotations

import pytest

from helpdesk.taxonomy import Category
from helpdesk.tickets.models import Ticket
from tests.cast import viewer
from tests.factories import claimed_report, open_report
from triage import pipeline
from triage.models import Prediction

pytestmark = pytest.mark.django_db
DIFFERENT = "Teks dan pilihan pelapor berbeda"
SECOND = "Kemungkinan masalah kedua"


def said(ticket: Ticket, **changes: object) -> None:
    """Let the model have said Lupa password (51 %) or Aktivasi (43 %) of a report."""
    Prediction.objects.create(
        ticket=ticket, model_version="uji",
        **{
            "category": 1, "confidence": 0.51, "abstained": True, "second": 5, "disagrees": True,
            "ranking": [[1, 0.51], [5, 0.43], [2, 0.06]], **changes,
        },
    )  # fmt: skip
    Ticket.objects.filter(pk=ticket.pk).update(predicted_category=1, confidence=0.51)


def page(browser, ticket: Ticket) -> str:
    return browser.get(f"/meja/tiket/{ticket.pk}/").content.decode()


def test_the_ticket_page_shows_disagreement_second_problem_and_two_best(cast, as_user) -> None:
    ticket = open_report()
    assert pipeline.run(ticket.pk)
    said(ticket)
    html = page(as_user(cast.sari), ticket)
    assert DIFFERENT in html
    assert f"{SECOND}: <b>{Category.ACTIVATION.short_label}" in html
    panel = html[html.index('<ul class="doubt') :]
    panel = panel[: panel.index("</ul>")]
    assert "51%" in panel
    assert "43%" in panel
    assert "6%" not in panel


def test_a_sure_guess_that_fits_the_tick_needs_no_word(cast, as_user) -> None:
    ticket = open_report()
    assert pipeline.run(ticket.pk)
    said(ticket, abstained=False, second=None, disagrees=False)
    assert 'class="doubt' not in page(as_user(cast.sari), ticket)


def test_the_triage_card_shows_disagreement_and_second_problem(cast, as_user) -> None:
    ticket = open_report()
    assert pipeline.run(ticket.pk)
    said(ticket)
    html = as_user(cast.sari).get("/meja/triase/").content.decode()
    assert DIFFERENT in html
    assert SECOND in html


def test_a_volunteer_sees_none_of_it(cast, as_user) -> None:
    ticket = claimed_report(viewer(cast.yohana), category=Category.PASSWORD)
    said(ticket)
    response = as_user(cast.yohana).get(f"/meja/tiket/{ticket.pk}/")
    assert response.status_code == 200
    html = response.content.decode()
    assert DIFFERENT not in html
    assert SECOND not in html
