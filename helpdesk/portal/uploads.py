"""Attachments of a form: count, size, content and name (domain.md 5, Lampiran)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, SkipFile
from django.http import HttpRequest
from django.utils.datastructures import MultiValueDict

from helpdesk.lib.file_types import safe_display_name, sniff
from helpdesk.portal import texts
from helpdesk.tickets.files import NewFile


class LimitedUploads(FileUploadHandler):
    """Stops storing a file at the size limit, so that nobody fills memory or disk.

    The rest of the form is still read, and `too_large` names what was dropped.
    """

    def __init__(self, request: HttpRequest) -> None:
        super().__init__(request)
        self.too_large: list[str] = []
        self._limit = settings.ATTACHMENT_MAX_BYTES

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        if start + len(raw_data) > self._limit:
            self.too_large.append(safe_display_name(self.file_name or ""))
            raise SkipFile
        return raw_data

    def file_complete(self, file_size: int) -> None:
        """Leave the file to the handlers that store it."""

    def complain(self, form: forms.Form) -> None:
        """Add the refusal of each dropped file to a bound form."""
        for name in self.too_large:
            form.add_error("attachments", ValidationError(f"{texts.ATTACHMENT} ({name})"))


def limit_uploads(request: HttpRequest) -> LimitedUploads:
    """Put the limit before the storing handlers; call it before the form is read."""
    handler = LimitedUploads(request)
    request.upload_handlers.insert(0, handler)
    return handler


def dropped(request: HttpRequest) -> bool:
    """True when a file of this request was over the limit."""
    handlers = request.upload_handlers
    return any(isinstance(handler, LimitedUploads) and handler.too_large for handler in handlers)


class FilesInput(forms.FileInput):
    """A file input for several files; gives the list, never one."""

    allow_multiple_selected = True

    def value_from_datadict(
        self, data: Mapping[str, Any], files: MultiValueDict[str, UploadedFile], name: str
    ) -> Sequence[UploadedFile]:
        return files.getlist(name) if hasattr(files, "getlist") else []


class AttachmentsField(forms.Field):
    """Checked files. Bytes decide on the type, never the name or what the browser claims."""

    widget = FilesInput

    def clean(self, value: Sequence[UploadedFile]) -> list[NewFile]:
        """Return the files as NewFile; raises ValidationError with one sentence per bad file."""
        if len(value) > settings.ATTACHMENT_MAX_COUNT:
            raise ValidationError(texts.ATTACHMENT_COUNT)
        checked: list[NewFile] = []
        problems: list[str] = []
        for upload in value:
            name = safe_display_name(upload.name or "")
            if not upload.size:
                problems.append(f"{texts.ATTACHMENT} {texts.ATTACHMENT_EMPTY} ({name})")
                continue
            data = upload.read()
            kind = sniff(data)
            if kind is None:
                problems.append(f"{texts.ATTACHMENT} ({name})")
            else:
                checked.append(NewFile(name=name, content_type=kind.mime, data=data))
        if problems:
            raise ValidationError(problems)
        return checked
