"""In what form a list is taken along."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _


class ExportForm(forms.Form):
    """`names` is asked of files only: nothing else of what is sealed ever goes along."""

    form = forms.ChoiceField(
        label=_("For which program?"),
        choices=[("xlsx", _("Spreadsheet (XLSX)")), ("csv", _("Plain table (CSV)"))],
        initial="xlsx",
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose a form of the file.")},
    )
    names = forms.BooleanField(
        label=_("With the names of the people"),
        help_text=_(
            "Each name is opened for it and logged. On your disk the file is no longer sealed."
        ),
        required=False,
    )

    def __init__(self, data: Any, *, names: bool) -> None:
        super().__init__(data)
        if not names:
            del self.fields["names"]
