"""The demo's mailbox: whoever tries the demo reads here what reporters would receive."""

from __future__ import annotations

from pathlib import Path

from csp.decorators import csp_replace
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_safe

from integrations.email import mailbox

_SHOWN = ("From", "To", "Reply-To", "Date", "Message-ID", "In-Reply-To", "Auto-Submitted")


@require_safe
def mail_list(request: HttpRequest) -> HttpResponse:
    """List the newest hundred mails."""
    mails = mailbox.newest(_folder())
    return render(request, "email/demo_list.html", {"mails": mails, "nav": "surat"})


@require_safe
def mail_detail(request: HttpRequest, name: str) -> HttpResponse:
    """Show one mail: its headers, its HTML part in a frame, its text part."""
    mail = _find(name)
    shown = [(key, value) for key, value in mail.headers if key in _SHOWN]
    return render(request, "email/demo_detail.html", {"mail": mail, "shown": shown, "nav": "surat"})


# A mail is somebody else's HTML: no scripts, no forms, nothing loaded, links in a new tab.
@require_safe
@xframe_options_sameorigin
@csp_replace(  # type: ignore[arg-type]  # its types know only views without arguments
    {
        "default-src": ["'none'"],
        "script-src": ["'none'"],
        "style-src": ["'unsafe-inline'"],
        "img-src": ["'none'"],
        "form-action": ["'none'"],
        "frame-ancestors": ["'self'"],
        "sandbox": ["allow-popups", "allow-popups-to-escape-sandbox"],
    }
)
def mail_html(request: HttpRequest, name: str) -> HttpResponse:
    """Answer the HTML part alone, for the frame."""
    html = _find(name).html.replace("<head>", '<head><base target="_blank">', 1)
    return HttpResponse(html)


def _find(name: str) -> mailbox.StoredMail:
    mail = mailbox.find(_folder(), name)
    if mail is None:
        raise Http404
    return mail


def _folder() -> Path:
    """The folder of the mails; outside the demo there is no mailbox, whatever the URL map says."""
    if not settings.DEMO:
        raise Http404
    return Path(settings.MAIL_FOLDER)
