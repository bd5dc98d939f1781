"""Indonesian first: only the reader's own choice changes the language (ui.md)."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.middleware.locale import LocaleMiddleware
from django.utils import translation
from django.utils.cache import add_never_cache_headers, patch_vary_headers

from helpdesk.portal.language import known, remember

# `?bahasa=en` behind any address of this desk.
PARAMETER = "bahasa"


class ChosenLanguageMiddleware(LocaleMiddleware):
    """Takes the language from the switch's cookie, never from the browser.

    Many phones in Indonesia run in English; their owners still want the page in Indonesian.
    """

    def process_request(self, request: HttpRequest) -> HttpResponse | None:  # type: ignore[override]
        """Speak the chosen language; `?bahasa=en` chooses it and goes on to the same page.

        A link and not a form: a page whose address is a secret sends no referrer, and the way
        back to it must stand nowhere but in its own address.
        """
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        translation.activate(chosen if known(chosen) else settings.LANGUAGE_CODE)
        request.LANGUAGE_CODE = translation.get_language()
        if request.method == "GET" and PARAMETER in request.GET:
            return _switched(request)
        return None

    def process_response(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        """Tell browsers the language, and caches that the choice lies in a cookie."""
        response.headers.setdefault("Content-Language", translation.get_language() or "id")
        patch_vary_headers(response, ("Cookie",))
        return response


def _switched(request: HttpRequest) -> HttpResponse:
    query = request.GET.copy()
    wanted = query.pop(PARAMETER)[-1]
    # Begins with one slash: "//host/" in front of the path would lead to another host.
    path = "/" + request.path.lstrip("/")
    response = HttpResponseRedirect(f"{path}?{query.urlencode()}" if query else path)
    if known(str(wanted)):
        remember(response, str(wanted))
    add_never_cache_headers(response)
    response["Referrer-Policy"] = "no-referrer"
    return response
