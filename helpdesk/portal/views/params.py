"""Query parameters as values of the taxonomy; nonsense is None, never an error."""

from __future__ import annotations

from helpdesk.taxonomy import Category, UserType

_CATEGORIES = {str(category.value): category for category in Category}
_USER_TYPES = {kind.value: kind for kind in UserType}


def category_of(text: str) -> Category | None:
    """`1` -> Category.PASSWORD."""
    return _CATEGORIES.get(text)


def user_type_of(text: str) -> UserType | None:
    """`teacher` -> UserType.TEACHER."""
    return _USER_TYPES.get(text)
