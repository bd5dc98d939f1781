"""Attachments of a form: count, size, content and name (domain.md 5, Lampiran)."""

from __future__ import annotations

import html
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import (
    RequestDataTooBig,
    TooManyFieldsSent,
    TooManyFilesSent,
    ValidationError,
)
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, SkipFile
from django.http import HttpRequest, QueryDict
from django.http.multipartparser import MultiPartParser
from django.utils.datastructures import MultiValueDict

from helpdesk.lib.file_types import (
    Fault,
    display_name,
    is_path,
    name_fits,
    safe_display_name,
    sniff,
)
from helpdesk.portal import texts
from helpdesk.tickets.files import NewFile

_CHUNK = 64 * 1024


class _NamesAsSent(MultiPartParser):
    """Django's parser; it alone sees names before they are cut to their last part."""

    # Django's own, which its type stubs leave out.
    _input_data: Any
    _post: QueryDict

    def __init__(self, *args: Any, seen: Callable[[str], None]) -> None:
        super().__init__(*args)
        self._seen = seen

    def parse_what_fits(
        self,
    ) -> tuple[QueryDict, MultiValueDict[str, UploadedFile], Exception | None]:
        """The form; where it is larger than the limits, what came before, and the exception."""
        try:
            return *self.parse(), None
        except (RequestDataTooBig, TooManyFilesSent, TooManyFieldsSent) as refusal:
            while self._input_data.read(_CHUNK):  # the rest would be taken for the next request
                pass
            self._post._mutable = False
            return self._post, MultiValueDict(), refusal

    def sanitize_file_name(self, file_name: str) -> str | None:
        self._seen(html.unescape(file_name))
        return super().sanitize_file_name(file_name)


@dataclass(frozen=True, slots=True)
class DroppedFile:
    """A file that was not stored, by the name to show and the one sentence to say about it."""

    name: str
    problem: texts.Text

    @property
    def complaint(self) -> str:
        return f"{texts.ATTACHMENT} {self.problem} ({self.name})"


class LimitedUploads(FileUploadHandler):
    """Stops storing a file at the size limit, so that nobody fills memory or disk.

    The rest of the form is still read; `dropped` tells which files were too large or had a path
    for a name as sent (domain.md 5), `refusal` the limit of the whole form that was passed: then
    no file is kept, and of the text what came before.
    """

    def __init__(self, request: HttpRequest) -> None:
        super().__init__(request)
        self.dropped: list[DroppedFile] = []
        self.refusal: Exception | None = None
        self._limit = settings.ATTACHMENT_MAX_BYTES
        self._parses = False
        self._path = False

    def handle_raw_input(
        self,
        input_data: Any,
        META: dict[str, str],  # noqa: N803 - Django's name
        content_length: int,
        boundary: str,
        encoding: str | None = None,
    ) -> tuple[QueryDict, MultiValueDict[str, UploadedFile]] | None:
        """Read the form with a parser that tells the names as they were sent."""
        if self._parses or self.request is None:
            return None  # the parser below asks its handlers too
        self._parses = True
        handlers = self.request.upload_handlers
        parser = _NamesAsSent(META, input_data, handlers, encoding, seen=self._name_sent)
        post, files, self.refusal = parser.parse_what_fits()
        return post, files

    def _name_sent(self, name: str) -> None:
        self._path = is_path(name)
        if self._path:
            self.dropped.append(DroppedFile(safe_display_name(name), texts.ATTACHMENT_PATH))

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Skip a file whose name is a path: what is in it is nobody's question any more."""
        super().new_file(*args, **kwargs)
        if self._path:
            raise SkipFile

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        if start + len(raw_data) > self._limit:
            name = safe_display_name(self.file_name or "")
            self.dropped.append(DroppedFile(name, texts.ATTACHMENT_SIZE))
            raise SkipFile
        return raw_data

    def file_complete(self, file_size: int) -> None:
        """Leave the file to the handlers that store it."""

    def complain(self, form: forms.Form) -> None:
        """Tell an unchecked form what was dropped of it, so that it judges all its files."""
        field = form.fields["attachments"]
        assert isinstance(field, AttachmentsField)
        field.dropped = tuple(self.dropped)
        if self.refusal is None:
            return
        form.full_clean()  # an error can only be added to a form that was checked
        if isinstance(self.refusal, TooManyFilesSent):
            form.add_error("attachments", ValidationError(texts.ATTACHMENT_COUNT))
        else:
            form.add_error(None, ValidationError(texts.FORM_TOO_LARGE))


def limit_uploads(request: HttpRequest) -> LimitedUploads:
    """Put the limit before the storing handlers; call it before the form is read."""
    handler = LimitedUploads(request)
    request.upload_handlers.insert(0, handler)
    return handler


def dropped(request: HttpRequest) -> bool:
    """True when a file of this request was over a limit or had a path for a name."""
    handlers = request.upload_handlers
    return any(
        isinstance(handler, LimitedUploads) and (handler.dropped or handler.refusal)
        for handler in handlers
    )


class FilesInput(forms.FileInput):
    """A file input for several files; gives the list, never one."""

    allow_multiple_selected = True

    def value_from_datadict(
        self, data: Mapping[str, Any], files: MultiValueDict[str, UploadedFile], name: str
    ) -> Sequence[UploadedFile]:
        return files.getlist(name) if hasattr(files, "getlist") else []


_SENTENCES: dict[Fault, texts.Text] = {
    Fault.TYPE: texts.ATTACHMENT,
    Fault.DAMAGED: texts.ATTACHMENT_DAMAGED,
    Fault.TOO_MANY_PIXELS: texts.ATTACHMENT_PIXELS,
}


class AttachmentsField(forms.Field):
    """Checked files. Bytes decide on the type; a name that contradicts them is refused."""

    widget = FilesInput
    dropped: tuple[DroppedFile, ...] = ()  # by the upload handler, before this field saw them

    def clean(self, value: Sequence[UploadedFile]) -> list[NewFile]:
        """Return the files as NewFile; raises ValidationError with one sentence per bad file."""
        problems = [lost.complaint for lost in self.dropped]
        if len(value) + len(self.dropped) > settings.ATTACHMENT_MAX_COUNT:
            raise ValidationError([str(texts.ATTACHMENT_COUNT), *problems])
        checked: list[NewFile] = []
        for upload in value:
            found = _checked(upload)
            if isinstance(found, NewFile):
                checked.append(found)
            else:
                problems.append(found)
        if problems:
            raise ValidationError(problems)
        return checked


def _checked(upload: UploadedFile) -> NewFile | str:
    """The file under the name to keep, or the one sentence that says why not."""
    name = safe_display_name(upload.name or "")
    if not upload.size:
        return f"{texts.ATTACHMENT} {texts.ATTACHMENT_EMPTY} ({name})"
    data = upload.read()
    kind = sniff(data)
    if isinstance(kind, Fault):
        return f"{_SENTENCES[kind]} ({name})"
    if not name_fits(name, kind):
        return f"{texts.ATTACHMENT} {texts.ATTACHMENT_ENDING} ({name})"
    return NewFile(name=display_name(name, kind), content_type=kind.mime, data=data)
