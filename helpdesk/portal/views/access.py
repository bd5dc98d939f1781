"""Back to a report by number and code, and the link mailed again (design.md 5)."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from helpdesk.lib.identifiers import parse_report_number
from helpdesk.portal.client import address_of, may_try
from helpdesk.tickets import access
from helpdesk.tickets.services.contact import resend_access

_TRIES = 10


@require_http_methods(["GET", "HEAD", "POST"])
def find(request: HttpRequest) -> HttpResponse:
    """Number and code open the page of the report; ten tries a quarter of an hour."""
    if request.method != "POST":
        return _page(request)
    typed = request.POST.get("number", "")[:40]
    number = parse_report_number(typed)
    tries_left = may_try("code-address", address_of(request), _TRIES)
    if number is not None:
        tries_left = may_try("code-number", str(number), _TRIES) and tries_left
    if not tries_left:
        error = _("Terlalu banyak percobaan. Tunggu 15 menit, lalu coba lagi.")
        return _page(request, number=typed, error=error, status=429)
    if number is None or not access.code_fits(number, request.POST.get("code", "")[:40]):
        error = _("Nomor laporan dan kode tidak cocok. Periksa email konfirmasi dari kami.")
        return _page(request, number=typed, error=error, status=422)
    response = HttpResponseRedirect(reverse("portal:status", args=[access.token_of(number)]))
    response.status_code = 303
    add_never_cache_headers(response)
    return response


@require_POST
def resend(request: HttpRequest) -> HttpResponse:
    """Mail link and code to the report's address; the answer tells nothing about what exists."""
    number = parse_report_number(request.POST.get("number", "")[:40])
    email = request.POST.get("email", "")[:254]
    open_to_all = may_try("resend-address", address_of(request), _TRIES)
    if number is not None and open_to_all and may_try("resend-number", str(number), 3):
        resend_access(number, email)
    return _page(request, resent=True)


def _page(request: HttpRequest, *, status: int = 200, **context: object) -> HttpResponse:
    response = render(request, "portal/find.html", {**context, "nav": "cek"}, status=status)
    add_never_cache_headers(response)
    return response
