"""Call a meeting of the table, and move it."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from typing import Any, Final
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext_lazy as _

from spona.directory.models import Network
from spona.forms.choices import offer_choices
from spona.forms.days import day_field, time_field
from spona.reference.forms import CreatingForm
from spona.reference.pii_patterns import CarefulForm
from spona.reference.scripts import latin

type Choices = Sequence[tuple[str, str]]

# Time and place go into calendars, which are shown on phones and shared with anybody.
_TELLS: Final = re.compile(r"trgovin\w* ljud|žrtv|zrtv|traffick|victim", re.IGNORECASE)


def at(day: dt.date, time: dt.time, network: Network) -> dt.datetime:
    """The instant at which a deadline of the network shows this."""
    return dt.datetime.combine(day, time, ZoneInfo(network.time_zone)).astimezone(dt.UTC)


class WhenForm(forms.Form):
    """Day, hours and place; the place is what a calendar shows."""

    day = day_field(_("Day"))
    begins = time_field(_("Begins at"))
    ends = time_field(_("Ends at"))
    place = forms.CharField(
        label=_("Where you meet"),
        help_text=_("A room of an institution. It stands in calendars, so it says nothing else."),
        max_length=60,
        error_messages={"required": _("Write where you meet.")},
    )

    def clean_place(self) -> str:
        place: str = self.cleaned_data["place"]
        if _TELLS.search(latin(place)):
            raise forms.ValidationError(
                _("The place stands in calendars. Write the room and the institution only.")
            )
        return place

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        begins, ends = cleaned.get("begins"), cleaned.get("ends")
        if begins and ends and ends <= begins:
            self.add_error("ends", _("It would end before it begins. Choose a later end."))
        return cleaned


class MoveForm(WhenForm):
    pass


class GatherForm(WhenForm, CarefulForm, CreatingForm):
    """`offered`: what may be taken up again, as (key, words)."""

    careful = ("title", "place", "points")

    kind = forms.ChoiceField(label=_("What kind of meeting"), widget=forms.RadioSelect)
    title = forms.CharField(
        label=_("What it is called"),
        help_text=_("Left empty, it is called as its kind."),
        max_length=120,
        required=False,
    )
    again = forms.ChoiceField(
        label=_("Does it return?"),
        choices=[
            ("", _("It is a single one")),
            ("1", _("Every month")),
            ("3", _("Every three months")),
            ("0", _("Again, on days chosen by hand")),
        ],
        widget=forms.RadioSelect,
        required=False,
    )
    invited = forms.MultipleChoiceField(
        label=_("Whom you invite"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": _("Choose whom you invite."),
            "invalid_choice": _(
                "This institution does not sit in the network. Choose another one."
            ),
        },
    )
    take_up = forms.MultipleChoiceField(
        label=_("Take up again"),
        help_text=_("What is not finished, and what nobody has taken."),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    points = forms.CharField(
        label=_("Other points"),
        help_text=_("One point a line. Who presents it you choose afterwards."),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=4000,
        required=False,
    )

    def __init__(
        self, *args: Any, kinds: Choices, invited: Choices, offered: Choices, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        offer_choices(self, "kind", kinds)
        offer_choices(self, "invited", invited)
        offer_choices(self, "take_up", offered)

    def clean_points(self) -> list[str]:
        lines = [line.strip() for line in self.cleaned_data["points"].splitlines()]
        found = [line for line in lines if line]
        if any(len(line) > 200 for line in found):
            raise forms.ValidationError(
                _("A point has 200 characters at most. Put the rest in as a paper.")
            )
        if len(found) > 30:
            raise forms.ValidationError(_("An agenda has thirty points at most."))
        return found
