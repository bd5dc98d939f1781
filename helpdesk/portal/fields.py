"""Form fields under one rule each: tidy the text, ask the rule, say one sentence when it refuses."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from helpdesk.lib.typed import tidy
from helpdesk.portal import texts


class CheckedField(forms.CharField):
    """Text under one rule: `check` returns the stored form or raises ValueError.

    Whatever is wrong, `problem` is the one sentence said (domain.md 5).
    """

    def __init__(
        self,
        check: Callable[[str], str],
        problem: texts.Text,
        *,
        multiline: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(strip=False, **kwargs)
        self.check, self.problem, self.multiline = check, problem, multiline

    def clean(self, value: Any) -> str:
        text = tidy(value, multiline=self.multiline)
        if not text:
            if self.required:
                raise ValidationError(self.problem, code="required")
            return ""
        try:
            return self.check(text)
        except ValueError:
            raise ValidationError(self.problem, code="invalid") from None


class PickedField(forms.Field):
    """One of few values; `pick` returns it typed or raises ValueError or KeyError."""

    widget = forms.Select

    def __init__(
        self,
        pick: Callable[[str], Any],
        problem: texts.Text,
        *,
        choices: list[tuple[str, texts.Text]] | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        self.pick, self.problem = pick, problem
        if choices is not None:
            self.widget.choices = [("", _("Pilih …")), *choices]

    def clean(self, value: Any) -> Any:
        text = tidy(value)
        if not text:
            if self.required:
                raise ValidationError(self.problem, code="required")
            return None
        try:
            return self.pick(text)
        except (ValueError, KeyError):
            raise ValidationError(self.problem, code="invalid") from None
