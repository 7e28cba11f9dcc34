"""An event of the public calendar."""

from __future__ import annotations

import datetime as dt
from typing import Any, ClassVar

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from spona import deadlines
from spona.access.actor import Actor
from spona.forms.days import day_field, time_field
from spona.forms.text import text_field
from spona.library.actions.events import Announced
from spona.library.forms.fields import LookingForm, PlaceField, WordsForm, at
from spona.library.models import Event
from spona.reference.forms import CreatingForm
from spona.reference.models import Town

_DAY = dt.timedelta(days=1)


class EventForm(WordsForm, LookingForm, CreatingForm):
    worded: ClassVar[tuple[str, ...]] = ("title", "place", "text")

    appears = PlaceField()
    title_sr = text_field(
        _("What it is called"),
        length=160,
        help_text=_("In Cyrillic. It goes into people's calendars, which others may see."),
        error_messages={"required": _("Write the title in Serbian.")},
    )
    first_day = day_field(_("Day"))
    begins = time_field(_("Begins at"), required=False)
    ends = time_field(_("Ends at"), required=False)
    last_day = day_field(
        _("Last day"), required=False, help_text=_("Only where it lasts several days.")
    )
    all_day = forms.BooleanField(label=_("The whole day"), required=False)
    over = forms.BooleanField(label=_("It is over already: I note what was"), required=False)
    place_sr = text_field(_("Where"), length=160, required=False, help_text=_("In Cyrillic."))
    town = forms.ModelChoiceField(
        Town.objects.none(), label=_("Town"), required=False, empty_label=_("none")
    )
    contact = text_field(
        _("Whom to ask"),
        length=160,
        required=False,
        help_text=_("A telephone or a mailbox of the institution, not of a person."),
    )
    text_sr = text_field(_("What happens there"), length=2000, rows=5, required=False)
    title_en = text_field(_("What it is called, in English"), length=160, required=False)
    place_en = text_field(_("Where, in English"), length=160, required=False)
    text_en = text_field(_("What happens there, in English"), length=2000, rows=4, required=False)
    title_hu = text_field(_("What it is called, in Hungarian"), length=160, required=False)
    place_hu = text_field(_("Where, in Hungarian"), length=160, required=False)
    text_hu = text_field(_("What happens there, in Hungarian"), length=2000, rows=4, required=False)

    def __init__(self, *args: Any, actor: Actor, event: Event | None = None, **kwargs: Any) -> None:
        if event is not None:
            kwargs["initial"] = self.as_it_is(event)
        super().__init__(*args, **kwargs)
        self._event = event
        towns = Town.objects.filter(networks__practice=False).distinct()
        self.fields["town"].queryset = towns  # type: ignore[attr-defined]
        if event is not None:
            del self.fields["appears"]
        else:
            self.fields["appears"].offer(actor)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if not cleaned.get("all_day"):
            for name in ("begins", "ends"):
                if not cleaned.get(name) and not self.has_error(name):
                    self.add_error(name, _("Choose the time."))
        if "first_day" in cleaned and not self.errors:
            starts, ends = self._times(cleaned)
            if ends <= starts:
                later = "ends" if cleaned.get("ends") and not cleaned["all_day"] else "last_day"
                self.add_error(later, _("It would end before it begins. Choose a later end."))
            elif self._is_over(starts, ends) and not cleaned.get("over"):
                self.add_error("over", _("This day has passed. Correct it, or tick this."))
        return cleaned

    def _is_over(self, starts: dt.datetime, ends: dt.datetime) -> bool:
        """Not asked again where its times were over before and are the same."""
        row = self._event
        as_it_was = row is not None and (row.starts_at, row.ends_at) == (starts, ends)
        return ends <= deadlines.now() and not as_it_was

    def announced(self) -> Announced:
        given = self.cleaned_data
        starts, ends = self._times(given)
        return Announced(
            title=self.words("title"),
            text=self.words("text"),
            place=self.words("place"),
            town=given["town"],
            contact=given["contact"],
            all_day=given["all_day"],
            starts_at=starts,
            ends_at=ends,
        )

    @staticmethod
    def _times(given: dict[str, Any]) -> tuple[dt.datetime, dt.datetime]:
        first, last = given["first_day"], given.get("last_day") or given["first_day"]
        if given["all_day"]:
            return at(first, dt.time()), at(last + _DAY, dt.time())
        return at(first, given["begins"]), at(last, given["ends"])

    @classmethod
    def as_it_is(cls, event: Event) -> dict[str, Any]:
        starts, ends = map(timezone.localtime, (event.starts_at, event.ends_at))
        last = (ends - _DAY if event.all_day else ends).date()
        return cls.as_written(event) | {
            "first_day": starts.date(),
            "last_day": last if last != starts.date() else None,
            "begins": None if event.all_day else starts.time(),
            "ends": None if event.all_day else ends.time(),
            "all_day": event.all_day,
            "town": event.town_id,
            "contact": event.contact,
        }
