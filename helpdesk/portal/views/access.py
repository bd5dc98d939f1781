"""Back to a report by number and code, and the link mailed again (design.md 5)."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from helpdesk.lib.identifiers import parse_report_number
from helpdesk.portal.client import QUARTER_HOUR, address_of, may_try, tries_used_up
from helpdesk.tickets import access
from helpdesk.tickets.services.contact import resend_access

# Wrong codes for one report from one address. The report alone is never blocked: its number is
# no secret, so anybody could lock the owner out. A code has 30^8 values (tickets.access).
_WRONG_CODES = 10
# Of one address for all reports: a school or a mobile network stands behind one.
_WRONG_CODES_OF_ADDRESS = 30
_RESENDS_OF_ADDRESS = 10
_RESENDS = 3


@require_http_methods(["GET", "HEAD", "POST"])
def find(request: HttpRequest) -> HttpResponse:
    """Number and code open the page of the report; only wrong codes are counted.

    A blocked address writes nothing more, so that it cannot fill the cache with numbers.
    """
    if request.method != "POST":
        return _page(request)
    typed = request.POST.get("number", "")[:40]
    number = parse_report_number(typed)
    address = address_of(request)
    pair = f"{number}:{address}"
    if tries_used_up("code-address", address, _WRONG_CODES_OF_ADDRESS) or (
        number is not None and tries_used_up("code-number", pair, _WRONG_CODES)
    ):
        error = _("Terlalu banyak percobaan. Tunggu 15 menit, lalu coba lagi.")
        return _page(request, number=typed, error=error, status=429)
    if number is None or not access.code_fits(number, request.POST.get("code", "")[:40]):
        may_try("code-address", address, _WRONG_CODES_OF_ADDRESS)
        if number is not None:
            may_try("code-number", pair, _WRONG_CODES)
        error = _("Nomor laporan dan kode tidak cocok. Periksa email konfirmasi dari kami.")
        return _page(request, number=typed, error=error, status=422)
    response = HttpResponseRedirect(reverse("portal:status", args=[access.token_of(number)]))
    response.status_code = 303
    add_never_cache_headers(response)
    return response


@require_POST
def resend(request: HttpRequest) -> HttpResponse:
    """Mail link and code to the report's address; the answer tells nothing about what exists.

    Counted by number and typed address, whether they fit or not: who does not know the address
    of a report can't use up its mails, and the refusal says nothing either.
    """
    typed = request.POST.get("number", "")[:40]
    number = parse_report_number(typed)
    email = request.POST.get("email", "")[:254]
    pair = f"{number}:{email.strip().lower()}"
    if not may_try("resend-address", address_of(request), _RESENDS_OF_ADDRESS) or (
        number is not None and not may_try("resend-number", pair, _RESENDS)
    ):
        error = _("Terlalu banyak permintaan kirim ulang, jadi kali ini tidak ada email yang "
                  "kami kirim. Tunggu 15 menit, lalu coba lagi.")  # fmt: skip
        return _page(request, number=typed, error=error, status=429)
    if number is not None:
        resend_access(number, email)
    return _page(request, resent=True)


def _page(request: HttpRequest, *, status: int = 200, **context: object) -> HttpResponse:
    response = render(request, "portal/find.html", {**context, "nav": "cek"}, status=status)
    if status == 429:
        response["Retry-After"] = str(QUARTER_HOUR)
    add_never_cache_headers(response)
    return response
