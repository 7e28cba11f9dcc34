"""A place: one that is written already, or a new one."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from spona.forms.choices import offer_choices
from spona.forms.text import text_field
from spona.reference.forms import CreatingForm
from spona.services.forms.fields import (
    CYRILLIC,
    codes,
    put_words,
    real_towns,
    ticks,
    words_as_typed,
)
from spona.services.models import Location, LocationKind


class PlaceForm(CreatingForm):
    copied: ClassVar[tuple[str, ...]] = (
        "kind", "confidential", "address", "postal_code", "latitude", "longitude", "url",
        "accessibility",
    )  # fmt: skip
    worded: ClassVar[tuple[str, ...]] = ("words", "transport")

    kind = forms.ChoiceField(
        label=_("What kind of place"), choices=LocationKind.choices, initial=LocationKind.PHYSICAL
    )
    confidential = forms.BooleanField(
        label=_("The place is confidential"), required=False,
        help_text=_("Then no address, no words and no map are kept, here and in the history. "
                    "Numbers that are not the front gate's go too, as do e-mail and website of "
                    "what is given there. Everybody sees only the front gate's numbers: mark "
                    "them first."),
    )  # fmt: skip
    town = forms.ChoiceField(label=_("Town"), required=False)
    address = forms.CharField(label=_("Street and number"), max_length=200, required=False)
    postal_code = forms.CharField(
        label=_("Postal code"), max_length=12, required=False,
        widget=forms.TextInput(attrs={"class": "is-short"}),
    )  # fmt: skip
    words_sr = text_field(_("How one finds it"), required=False, help_text=CYRILLIC)
    words_en = text_field(_("How one finds it, in English"), required=False)
    transport_sr = text_field(_("How one gets there"), required=False)
    transport_en = text_field(_("How one gets there, in English"), required=False)
    accessibility = ticks(_("What helps people with disabilities"))
    latitude = forms.DecimalField(
        label=_("Latitude"), min_value=-90, max_value=90, max_digits=8, decimal_places=5,
        required=False, widget=forms.TextInput(attrs={"class": "is-short", "inputmode": "decimal"}),
    )  # fmt: skip
    longitude = forms.DecimalField(
        label=_("Longitude"), min_value=-180, max_value=180, max_digits=8, decimal_places=5,
        required=False, widget=forms.TextInput(attrs={"class": "is-short", "inputmode": "decimal"}),
    )  # fmt: skip
    url = forms.URLField(label=_("Website"), required=False, assume_scheme="https")

    def __init__(self, *args: Any, location: Location, **kwargs: Any) -> None:
        kwargs.setdefault("initial", self._as_it_is(location))
        super().__init__(*args, **kwargs)
        towns = real_towns()
        offer_choices(self, "town", ((str(town.pk), str(town.words)) for town in towns), "–")
        offer_choices(self, "accessibility", codes("accessibility", besides=location.accessibility))

    def fill(self, location: Location) -> Location:
        for name in self.copied:
            setattr(location, name, self.cleaned_data[name])
        for name in self.worded:
            setattr(location, name, put_words(self, name, getattr(location, name)))
        location.town_id = self.cleaned_data["town"] or None
        return location

    @classmethod
    def _as_it_is(cls, location: Location) -> dict[str, Any]:
        typed: dict[str, Any] = {name: getattr(location, name) for name in cls.copied}
        for name in cls.worded:
            typed |= words_as_typed(name, getattr(location, name))
        return typed | {"town": str(location.town_id or "")}
