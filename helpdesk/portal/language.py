"""The languages of the desk, the reader's choice, and words of the taxonomy in that language."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.utils.functional import lazy
from django.utils.translation import get_language, gettext_lazy

from helpdesk.portal.texts import Text
from helpdesk.taxonomy import Category


def known(code: str) -> bool:
    """True for a language that the desk speaks."""
    return code in {name for name, _ in settings.LANGUAGES}


def remember(response: HttpResponse, code: str) -> None:
    """Keep the reader's choice in the language cookie."""
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        code,
        max_age=settings.LANGUAGE_COOKIE_AGE,
        path=settings.LANGUAGE_COOKIE_PATH,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def _name(category: Category) -> str:
    return category.facts.name_en if get_language() == "en" else category.label


category_name = lazy(_name, str)
"""A category's full name in the reader's language; in Indonesian exactly the ministry's."""


def labels(enum: Iterable[Any]) -> list[tuple[str, Text]]:
    """Values and labels of an enum of the taxonomy for a select, in the reader's language."""
    return [(item.value, gettext_lazy(item.label)) for item in enum]
