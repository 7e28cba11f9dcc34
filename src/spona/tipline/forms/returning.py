"""The code, more words, a file."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from spona.tipline.forms.first_message import LONGEST, TOO_LONG, Contact, written_in
from spona.tipline.payload_schemas import SAID, Said
from spona.vault.receipt_code_input import ReceiptCodeField
from spona.vault.uploads import drop_metadata


class CodeForm(forms.Form):
    code = ReceiptCodeField(missing=_("Type the code that you got when you wrote."))


class MoreForm(Contact):
    text = forms.CharField(
        label=_("Add a message"),
        widget=forms.Textarea(attrs={"rows": 5}),
        max_length=LONGEST,
        error_messages={
            "required": _("Write the message first."),
            "max_length": TOO_LONG,
        },
    )
    language = written_in()

    def __init__(self, *args: Any, named: bool = False, **kwargs: Any) -> None:
        """`named`: the writer of a report with a name is called through their institution."""
        super().__init__(*args, **kwargs)
        if named:
            del self.fields["phone"], self.fields["phone_when"]

    def said(self) -> Said:
        names = ("text", "language", "phone", "phone_when")
        given = self.cleaned_data
        text, language, phone, when = (str(given.get(name, "")).strip() for name in names)
        return Said(SAID, text, language, phone, when)


class FileForm(forms.Form):
    """The text was sent before, so a cut upload loses nothing that was typed."""

    evidence = forms.BooleanField(
        label=_("The photo or recording is evidence: keep it exactly as it is"),
        help_text=_(
            "Then its name stays, and the place and the day that the camera wrote into it stay "
            "inside."
        ),
        required=False,
    )
    file = forms.FileField(
        label=_("Add a file"),
        help_text=_(
            "A picture, a recording or a document, up to 100 MB. Its name and content are "
            "sealed. From a photo we take out what the camera wrote into it, such as the place and "
            "the day. In a film or another recording and in a document it stays: a film often "
            "tells where it was taken. A file name in which a phone wrote the day is replaced."
        ),
        error_messages={
            "required": _("Choose a file first."),
            "empty": _("This file is empty. Choose another one."),
        },
    )

    def __init__(self, *args: Any, too_large: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if too_large:
            # It was thrown away while it came, so for the form there is none.
            self.fields["file"].error_messages["required"] = _(
                "This file is too large: 100 MB is the most. Send it in parts, or describe it."
            )

    def clean_file(self) -> Any:
        file: UploadedFile = self.cleaned_data["file"]
        if not self.cleaned_data.get("evidence"):
            drop_metadata(file)
        return file
