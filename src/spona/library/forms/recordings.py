"""A page as somebody read it aloud."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from spona.access.actor import Actor
from spona.forms.choices import offer_choices
from spona.library.forms.fields import BytesField, LargeForm, PlaceField
from spona.library.forms.language_approval import StandingForm
from spona.library.models import SPOKEN
from spona.library.queries import words_of


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
