"""What the workspace's buttons post. Texts are kept as typed; the services judge them."""

from __future__ import annotations

import uuid
from typing import Any

from django import forms
from django.utils import timezone

from helpdesk.lib.identifiers import parse_report_number
from helpdesk.taxonomy import Category, State
from helpdesk.tickets.services.talking import MAX_LENGTH

_BROKEN = "Formulir ini rusak atau sudah lama terbuka. Muat ulang halaman, lalu kirim lagi."


class _Text(forms.CharField):
    """A long text: kept byte for byte but for line ends, which browsers send as CRLF."""

    def to_python(self, value: Any) -> str:
        text = super().to_python(value) or ""
        return text.replace("\r\n", "\n").replace("\r", "\n")


class NoteForm(forms.Form):
    """An internal note. `key` makes a double click one note."""

    body = _Text(required=False, strip=False, max_length=MAX_LENGTH)
    key = forms.UUIDField(error_messages={"required": _BROKEN, "invalid": _BROKEN})

    def problems(self) -> list[str]:
        return [str(error) for errors in self.errors.values() for error in errors]

    def typed(self) -> str:
        """Return the text as it came, also when the form is wrong."""
        return str(self.data.get("body", "")).replace("\r\n", "\n").replace("\0", "")

    def key_or_new(self) -> uuid.UUID:
        """Return the posted key where it is one: the resend of a refused text keeps it."""
        return self.cleaned_data.get("key") or uuid.uuid4()


class ReplyForm(NoteForm):
    """An answer, decided on version `version` of the report, and the state wanted after it."""

    version = forms.IntegerField(
        min_value=1,
        max_value=2**31,
        error_messages={
            "required": _BROKEN,
            "invalid": _BROKEN,
            "min_value": _BROKEN,
            "max_value": _BROKEN,
        },
    )
    then = forms.ChoiceField(
        choices=[(s.value, s.label) for s in (State.IN_PROGRESS, State.WAITING_REQUESTER,
                                              State.ON_HOLD, State.SOLVED)],
        error_messages={"required": "Pilih status setelah jawaban.",
                        "invalid_choice": "Status setelah jawaban tidak dikenal."},
    )  # fmt: skip
    template_key = forms.SlugField(required=False, max_length=80)
    # Read only when the report is held afterwards; the service asks for both then.
    hold_reason = forms.CharField(
        required=False,
        max_length=200,
        error_messages={"max_length": "Alasan penahanan paling panjang 200 huruf."},
    )
    hold_until = forms.DateField(
        required=False, error_messages={"invalid": "Tanggal periksa lagi belum benar."}
    )


class VerbForm(forms.Form):
    """A verb with a form, decided on version `version` of the report."""

    version = forms.IntegerField(
        min_value=1, max_value=2**31, required=False, widget=forms.HiddenInput
    )


class ReasonForm(VerbForm):
    """Why: shown to colleagues in the history."""

    reason = forms.CharField(
        label="Alasan",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={
            "required": "Tuliskan alasannya.",
            "max_length": "Paling panjang 500 huruf.",
        },
    )


class HoldForm(ReasonForm):
    until = forms.DateField(
        label="Periksa lagi pada",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": "Isi tanggal periksa lagi.", "invalid": "Tanggal belum benar."},
    )

    def clean_until(self) -> Any:
        day = self.cleaned_data["until"]
        if day <= timezone.localdate():
            raise forms.ValidationError("Tanggal periksa lagi harus sesudah hari ini.")
        return day


class TransferForm(ReasonForm):
    queue = forms.ChoiceField(
        label="Antrean tujuan",
        error_messages={"required": "Pilih antrean tujuan.",
                        "invalid_choice": "Antrean tujuan tidak ada."},
    )  # fmt: skip
    field_order = ["queue", "reason"]

    def __init__(self, *args: Any, queues: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["queue"].choices = queues  # type: ignore[attr-defined]


class MergeForm(VerbForm):
    into = forms.CharField(
        label="Nomor laporan induk",
        max_length=30,
        help_text="Laporan ini ditandai sebagai duplikat dari nomor itu.",
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        error_messages={"required": "Isi nomor laporan induk."},
    )

    other_person = forms.BooleanField(
        label="Pelapornya orang lain, dan keduanya memang digabung", required=False
    )

    def clean_into(self) -> int:
        number = parse_report_number(self.cleaned_data["into"])
        if number is None:
            raise forms.ValidationError("Nomor laporan belum benar. Contoh: #1870001.")
        return number


class ReassignForm(VerbForm):
    person = forms.TypedChoiceField(
        label="Alihkan kepada",
        coerce=int,
        error_messages={
            "required": "Pilih orangnya.",
            "invalid_choice": "Petugas tidak ditemukan.",
        },
    )

    def __init__(self, *args: Any, people: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].choices = people  # type: ignore[attr-defined]


class CategoryForm(forms.Form):
    category = forms.TypedChoiceField(
        label="Kategori",
        coerce=lambda value: Category(int(value)),
        choices=[(c.value, f"{c.value}. {c.short_label}") for c in Category],
        error_messages={"required": "Pilih kategori.", "invalid_choice": "Kategori tidak dikenal."},
    )
    version = forms.IntegerField(min_value=1, max_value=2**31, required=False)


class RevealForm(ReasonForm):
    """Why somebody looks at NIK or NISN; written into the log."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].label = "Alasan melihat nomor identitas"
        self.fields["reason"].help_text = "Dicatat bersama nama Anda dan jamnya."
