"""The file that comes in, and the word that lines may be left out."""

from __future__ import annotations

import io
import zipfile
from typing import Any, Final

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

_LANGUAGES: Final = settings.PUBLIC_LANGUAGES


class FileForm(forms.Form):
    """Cleans to `content`, and to `source` and `language` where it is tables of HSDS."""

    file = forms.FileField(
        label=_("Workbook (XLSX) or tables of HSDS (ZIP)"),
        max_length=120,
        error_messages={
            "required": _("Choose the file."),
            "empty": _("This file is empty. Choose another one."),
        },
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.zip"}),
    )
    source = forms.SlugField(
        label=_("Where the tables come from"), required=False, max_length=80,
        error_messages={"invalid": _("Write one word: small letters a–z, digits, a hyphen.")},
        help_text=_("Only for tables of HSDS: one word, the same each time, for example "
                    "city-directory."),
    )  # fmt: skip
    language = forms.ChoiceField(
        label=_("Language of the tables"), required=False, choices=_LANGUAGES, initial=get_language
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        sent = cleaned.get("file")
        if not isinstance(sent, UploadedFile):
            return cleaned
        cleaned["content"] = content = sent.read()
        if _is_workbook(content):
            cleaned["source"] = cleaned["language"] = ""
        elif not content.startswith(b"PK"):
            self.add_error("file", _("Choose an XLSX that was filled in here, or a ZIP of tables."))
        elif not cleaned.get("source"):
            self.add_error(
                "source", _("Say where these tables come from: their ids are known by it.")
            )
        return cleaned


def _is_workbook(content: bytes) -> bool:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            return "xl/workbook.xml" in packed.namelist()
    except (zipfile.BadZipFile, ValueError, OSError, RuntimeError):
        # Broken, but begun as one: the page of its mistakes says so.
        return content.startswith(b"PK") and b"xl/w" in content


class TakeForm(forms.Form):
    leave_out = forms.BooleanField(
        label=_("Leave out the lines that cannot be taken over, and take over the rest"),
        required=False,
    )
