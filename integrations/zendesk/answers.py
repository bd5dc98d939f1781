"""What an answer of Zendesk outside 2xx means (zendesk.md 6)."""

from __future__ import annotations

from email.utils import parsedate_to_datetime

import requests
from django.utils import timezone

from helpdesk.lib.pii import mask_personal_data
from helpdesk.lib.report_access import hide_access
from integrations.zendesk.faults import (
    AuthFault,
    ClosedFault,
    ConflictFault,
    Fault,
    GoneFault,
    KeyReusedFault,
    PermanentFault,
    TransientFault,
)

CREDENTIALS = (
    "Zendesk menolak masuk. Periksa ZENDESK_EMAIL dan ZENDESK_TOKEN, mulai ulang pekerja, lalu "
    "klik “Coba lagi”. Kiriman lain menunggu."
)
MAX_WAIT = 3600.0  # longest Retry-After that is obeyed in one go; a nonsense date stops nobody
WRONG_ADDRESS_WAIT = 900.0


def fault_of(response: requests.Response | None) -> Fault:
    """Return the fault an answer outside 2xx means."""
    if response is None:
        return TransientFault("Zendesk menjawab dengan galat.")
    status = response.status_code
    name, text, details = _envelope(response)
    wait = _retry_after(response)
    if status == 429:
        if _limit_of_one_ticket(response):
            return TransientFault(
                "Tiket ini terlalu sering diubah (batas Zendesk).", wait or 60, untouched=True
            )
        return TransientFault(
            "Batas permintaan Zendesk tercapai.", wait or 60, everywhere=True, untouched=True
        )
    if status < 400 or (status == 404 and name not in ("RecordNotFound", "InvalidEndpoint")):
        # No account of that name: a page of Zendesk's own answers. Nobody's ticket is gone.
        return TransientFault(
            f"Alamat di ZENDESK_URL tidak dikenali Zendesk ({status}). Periksa ZENDESK_URL.",
            WRONG_ADDRESS_WAIT, everywhere=True, untouched=True,
        )  # fmt: skip
    if status == 503:
        return TransientFault("Zendesk sedang tidak melayani (503).", wait, everywhere=True)
    if status >= 500 or status == 408:
        return TransientFault(f"Zendesk sedang bermasalah ({status}).", wait)
    if status == 409:
        return ConflictFault(
            "Tiket sedang diubah pihak lain di Zendesk (409).", wait, untouched=True
        )
    if status == 401:
        return AuthFault(CREDENTIALS, credentials=True)
    if status == 403:
        return AuthFault("Zendesk tidak mengizinkan tindakan ini (403).", credentials=False)
    if status == 404 and name == "RecordNotFound":
        return GoneFault("Data itu sudah tidak ada di Zendesk (404).")
    if status == 400 and name == "IdempotentRequestError":
        return KeyReusedFault("Kunci pengiriman sudah dipakai dengan isi lain.")
    if status == 422 and "closed prevents ticket update" in details:
        return ClosedFault("Tiket di Zendesk sudah ditutup.")
    said = " ".join(filter(None, (name, text, details)))
    said = mask_personal_data(hide_access(said))[:300]
    return PermanentFault(f"Zendesk menolak permintaan ({status}): {said}")


def _envelope(response: requests.Response) -> tuple[str, str, str]:
    """Return name, text and details of an error in any of its four envelopes (zendesk.md 6)."""
    try:
        body = response.json()
    except ValueError:
        return "", "", ""
    if not isinstance(body, dict):
        return "", "", ""
    error = body.get("error") or next(iter(body.get("errors") or ()), "")
    if isinstance(error, dict):
        name = str(error.get("code") or error.get("title") or "")
        return name, str(error.get("message") or error.get("title") or ""), ""
    return str(error), str(body.get("description") or ""), str(body.get("details") or "")


def _limit_of_one_ticket(response: requests.Response) -> bool:
    """True where the 429 is of the 30 updates in ten minutes a ticket may take (zendesk.md 6)."""
    for name, value in response.headers.items():
        if "per-ticket" in name.lower() and "remaining=0" in value.replace(" ", ""):
            return True
    return False


def _retry_after(response: requests.Response) -> float | None:
    """Return the seconds of Retry-After, given as a number or as a date; None when absent."""
    value = response.headers.get("Retry-After", "").strip()
    if not value:
        return None
    try:
        if value.isascii() and value.replace(".", "", 1).isdigit():
            seconds = float(value)
        else:
            seconds = (parsedate_to_datetime(value) - timezone.now()).total_seconds()
    except (TypeError, ValueError, OverflowError):
        return None
    return min(max(0.0, seconds), MAX_WAIT)
