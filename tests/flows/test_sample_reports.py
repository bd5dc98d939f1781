"""Texts that users really wrote, through the real form to the mailed answer.

They lie beside the project, not in it; without them the test is skipped and says so.
"""

from __future__ import annotations

import json
import re
import uuid
from pathlib import Path

import pytest
from django.test import Client

from helpdesk.taxonomy import Category, State
from helpdesk.tickets.models import Ticket
from tests.factories import form_data

SAMPLES = Path(__file__).resolve().parents[3] / "shared" / "data" / "sample_reports.jsonl"

pytestmark = pytest.mark.django_db


def _lines() -> list[dict[str, object]]:
    if not SAMPLES.exists():
        return []
    return [json.loads(line) for line in SAMPLES.read_text(encoding="utf-8").splitlines()]


def _posted(line: dict[str, object]) -> dict[str, object]:
    """Return the form as its writer would have filled it; 15 is offered to Dinas only."""
    label = Category(int(str(line["label"])))
    text = str(line["text"])
    if len(text) < 20:
        text += " (terima kasih atas bantuannya)"
    data = form_data(title="Mohon bantuan", detail=text, category=str(int(label)))
    if label is Category.DINAS_REFERRAL_CODE:
        data |= {
            "user_type": "dinas",
            "position": "pengawas_sekolah",
            "office_type": "provinsi",
            "account": "",
        }
    return data


@pytest.mark.skipif(not _lines(), reason="the sample reports are not beside the project")
@pytest.mark.parametrize("line", _lines(), ids=lambda line: str(line["id"]))
def test_a_real_text_is_taken_sorted_answered_and_mailed(
    line, cast, client, worker, model_in_service, mailoutbox
) -> None:
    data = _posted(line)
    if Category(int(data["category"])).attachment_required:
        from io import BytesIO

        from django.core.files.uploadedfile import SimpleUploadedFile
        from PIL import Image

        picture = BytesIO()
        Image.new("RGB", (8, 8)).save(picture, "PNG")
        data["attachments"] = SimpleUploadedFile("layar.png", picture.getvalue(), "image/png")
    response = client.post("/lapor/", data)
    assert response.status_code == 303, re.findall(r'id="id_\w+_error".*?</', str(response.content))
    worker.run()
    ticket = Ticket.objects.get()
    assert ticket.state in (State.QUEUED, State.NEEDS_SORTING)
    assert ticket.queue_id
    assert ticket.reason
    assert len(mailoutbox) == 1

    desk = Client()
    desk.force_login(cast.kartika, backend="django.contrib.auth.backends.ModelBackend")
    page = desk.get(f"/meja/tiket/{ticket.pk}/").content.decode()
    draft = re.search(r"<textarea[^>]*data-answer[^>]*>(.*?)</textarea>", page, re.S)
    assert draft
    import html

    answer = {
        "body": html.unescape(draft[1]),
        "key": str(uuid.uuid4()),
        "version": ticket.version,
        "template_key": "",
        "then": "solved",
    }
    sent = desk.post(f"/meja/tiket/{ticket.pk}/balas/", answer)
    assert sent.status_code == 302, sent.content.decode()[:3000]
    worker.run()
    assert Ticket.objects.get().state == State.SOLVED
    assert len(mailoutbox) == 2
    assert mailoutbox[1].subject == f"[#{ticket.pk}] Mohon bantuan"
    assert f"#{ticket.pk}" in mailoutbox[1].body
