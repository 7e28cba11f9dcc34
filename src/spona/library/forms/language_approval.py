"""Who stands for words in a language that the editor may not understand."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from spona.deadlines.time import today
from spona.forms.days import day_field
from spona.forms.text import text_field
from spona.reference.forms import CreatingForm


class StandingForm(CreatingForm):
    confirmed_by = text_field(
        _("Who stands for it"),
        length=120,
        help_text=_(
            "Name and institution of somebody who understands the language, heard or read "
            "it and says that it is right. It is not shown to the public."
        ),
        error_messages={
            "required": _("Write who understands the language and says that it is right.")
        },
    )
    confirmed_on = day_field(_("Since when"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["initial"] = {"confirmed_on": today()} | kwargs.get("initial", {})
        super().__init__(*args, **kwargs)


class PhrasesForm(StandingForm):
    """`read` is the digest of the phrases as they were shown."""

    read = forms.CharField(min_length=64, max_length=64, widget=forms.HiddenInput)
