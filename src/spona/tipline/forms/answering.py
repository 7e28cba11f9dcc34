"""What intake holders type."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from spona.cases.fields.codes import choices
from spona.tipline.payload_schemas import SERBIAN
from spona.tipline.words import FROM_THERE, LANGUAGES, REACHED

_ROWS = {"rows": 4}


class _Language(forms.ChoiceField):
    """Chosen already when the page comes; a form that says nothing is in Serbian."""

    def clean(self, value: Any) -> Any:
        return super().clean(value or SERBIAN)


class Spoken(forms.Form):
    """In which language the answer is: who reads it may read another one."""

    language = _Language(
        label=_("In which language do you write?"),
        help_text=_("The writer is told where it is not the language of their page."),
        choices=choices(LANGUAGES),
    )


class ReplyForm(Spoken):
    text = forms.CharField(
        label=_("To the writer"),
        help_text=_("They read it when they come back with their code. Write simply."),
        widget=forms.Textarea(attrs=_ROWS),
        max_length=8000,
        error_messages={"required": _("Write the answer first.")},
    )


class CloseForm(Spoken):
    text = forms.CharField(
        label=_("Last words to the writer"),
        help_text=_("What they may know, nothing about the person."),
        widget=forms.Textarea(attrs=_ROWS),
        max_length=8000,
        error_messages={"required": _("Write one sentence, so that they know it is finished.")},
    )


class CallForm(forms.Form):
    """`numbers` are those of the directory: a number that the writer gave proves nothing."""

    number = forms.ChoiceField(
        label=_("Which number did you call?"),
        error_messages={"required": _("Choose the number that you called.")},
    )
    reached = forms.ChoiceField(
        label=_("Did you reach anybody?"),
        choices=choices(REACHED),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose an answer.")},
    )
    from_there = forms.ChoiceField(
        label=_("Is the reporter from there?"),
        choices=choices(FROM_THERE),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose an answer.")},
    )
    note = forms.CharField(
        label=_("With whom you spoke, and what was said"),
        widget=forms.Textarea(attrs={"rows": 2}),
        max_length=2000,
        required=False,
    )

    def __init__(self, *args: Any, numbers: Iterable[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["number"].choices = [  # type: ignore[attr-defined]
            (one, one) for one in numbers
        ]
