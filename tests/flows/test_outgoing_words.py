"""Nothing that leaves the house asks for a reply by mail: inbound mail is read by nobody yet."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.conf import settings

from helpdesk.config.synthetic import phrases
from helpdesk.workspace import outcomes
from knowledge_base.content_files import CONTENT_ROOT, read_folder
from knowledge_base.rendering import VARIABLES, compose_reply
from tests.cast import viewer
from tests.factories import claimed_report

_BY_MAIL = re.compile(r"(?i)\b(?:di|mem)?balas(?:\s+\w+)?\s+(?:e-?mail|surel|pesan)\b")
_WITHOUT_A_WAY = re.compile(
    r"(?i)\b(?:di)?balas\b(?!\s+(?:melalui|lewat)\s+halaman\s+(?:laporan|itu)\b)"
)


def shipped() -> list[tuple[str, str]]:
    """Every text of ours that goes to a reporter, by where it stands."""
    texts = [(f"templates/{c.key}", c.body) for c in read_folder(CONTENT_ROOT / "templates")]
    texts += [(f"articles/{c.key}", c.body) for c in read_folder(CONTENT_ROOT / "articles")]
    texts += [
        (path.name, path.read_text(encoding="utf-8"))
        for path in sorted((Path(settings.BASE_DIR) / "templates" / "email").iterdir())
    ]
    for group in (phrases.ANSWERS, phrases.VOLUNTEER_ANSWERS):
        texts += [(f"demo {state}", body) for state, bodies in group.items() for body in bodies]
    return texts


@pytest.mark.parametrize(("place", "text"), shipped(), ids=lambda value: value[:40])
def test_no_outgoing_text_says_to_reply_to_the_mail(place: str, text: str) -> None:
    assert not _BY_MAIL.findall(text)
    assert not _WITHOUT_A_WAY.findall(text)


@pytest.mark.parametrize(("place", "text"), shipped(), ids=lambda value: value[:40])
def test_no_outgoing_text_promises_a_priority_that_nothing_sets(place: str, text: str) -> None:
    assert not re.findall(r"(?i)(?:tandai|tangani sebagai) (?:hal )?mendesak", text)


@pytest.mark.django_db
def test_the_texts_of_a_volunteer_name_the_page_too(cast) -> None:
    yohana = viewer(cast.yohana)
    ticket = claimed_report(yohana)
    for draft in (outcomes.reset_done(ticket, yohana), outcomes.ask(ticket, yohana)):
        own = draft.text.split("Bila masih ada kendala, silakan balas")[0]
        assert "balas melalui halaman laporan" in own
        assert not _BY_MAIL.findall(draft.text)
        assert not _WITHOUT_A_WAY.findall(draft.text)


def test_the_form_of_every_reply_names_the_page() -> None:
    text = compose_reply("Isi.", {name: v.example for name, v in VARIABLES.items()})
    assert "silakan balas melalui halaman laporan" in text
