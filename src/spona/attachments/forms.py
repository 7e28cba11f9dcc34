"""The field of a form through which a paper comes."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from spona.attachments.types import type_of


@dataclass(frozen=True, slots=True)
class Incoming:
    """A file that may be attached."""

    name: str
    content_type: str
    content: bytes = field(repr=False)


class AttachmentField(forms.FileField):
    """Cleans to an `Incoming`, or None where nothing was chosen and nothing has to be."""

    default_error_messages = {
        "type": _("Choose a PDF, a picture (PNG, JPEG) or a DOCX, XLSX or PPTX without macros."),
        "empty": _("This file is empty. Choose another one."),
    }

    def __init__(self, **how: Any) -> None:
        super().__init__(max_length=120, **how)
        self.widget.attrs["accept"] = ".pdf,.png,.jpg,.jpeg,.docx,.xlsx,.pptx"

    def clean(self, data: Any, initial: Any = None) -> Any:
        found = super().clean(data, initial)
        if not isinstance(found, UploadedFile):
            return None
        content = found.read()
        kind = type_of(content)
        if not kind:
            raise forms.ValidationError(self.error_messages["type"], code="type")
        return Incoming(found.name or "", kind, content)
