"""What became of a report, as a form; the page above puts it in."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from spona.statistics import codes
from spona.statistics.report_record import HEARD, OUTCOME, Document, validate


class OutcomeForm(forms.Form):
    """`OutcomeForm(data or None, document=…)`; after `is_valid()`: `to_document()`.

    Which facts the report had when it came is counted by itself and not asked.
    """

    outcome = forms.ChoiceField(
        label=_("What became of the report"),
        choices=list(OUTCOME.items()),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what became of it.")},
    )
    heard = forms.ChoiceField(
        label=_("From whom you know"), choices=list(HEARD.items()), required=False
    )
    asked = forms.MultipleChoiceField(
        label=_("What had to be asked for"),
        choices=list(codes.FACTS.items()),
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=_("Only which of these, no words. It shows what a training should be about."),
    )
    revision = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=10**6)

    def __init__(self, *args: Any, document: Document, **kwargs: Any) -> None:
        self.before = document
        said = {name: document[name] for name in ("outcome", "heard", "asked")}
        kwargs["initial"] = said | kwargs.pop("more", {})
        super().__init__(*args, **kwargs)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if not self.errors:
            for field, sentence in validate(self.to_document()).items():
                self.add_error(field if field in self.fields else None, sentence)
        return cleaned

    def to_document(self) -> Document:
        said = {name: self.cleaned_data[name] for name in ("outcome", "heard", "asked")}
        return self.before | said
