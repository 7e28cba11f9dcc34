"""A page as somebody read it aloud."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from spona.access.actor import Actor
from spona.deadlines.time import today
from spona.forms.choices import offer_choices
from spona.forms.days import day_field
from spona.forms.text import text_field
from spona.library.forms.fields import BytesField, LargeForm, PlaceField
from spona.library.models import SPOKEN
from spona.library.queries import words_of
from spona.reference.forms import CreatingForm

# Who stands for words in a language that the editor may not understand.


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


class RecordingForm(LargeForm, StandingForm):
    page = forms.ChoiceField(label=_("Which page"), choices=list(SPOKEN.items()))
    language = forms.ChoiceField(label=_("Language"))
    place = PlaceField()
    file = BytesField(
        label=_("Recording"),
        accept=".mp3,.ogg,.opus",
        help_text=_("An MP3 or OGG, up to 10 MB."),
        error_messages={"required": _("Choose a file first.")},
    )

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"language": "sr"})
        super().__init__(*args, **kwargs)
        offer_choices(self, "language", words_of("language").items())
        place: Any = self.fields["place"]
        place.offer(actor)
        place.choices = [one for one in place.choices if not str(one[0]).startswith("p:")]
