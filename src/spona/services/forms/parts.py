"""Parts of a service: one form for each kind, which fills the row and saves nothing."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, ClassVar, Final, cast

from django import forms
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext_lazy as _

from spona.forms.amount import AmountField
from spona.forms.choices import offer_choices
from spona.forms.days import day_field
from spona.forms.text import text_field
from spona.reference.forms import CreatingForm
from spona.services.checks import Part
from spona.services.forms.fields import CYRILLIC, codes, hour, put_words, ticks, words_as_typed
from spona.services.hours import DAYS
from spona.services.models import (
    Capacity,
    Cost,
    Freq,
    Holidays,
    Phone,
    PhoneKind,
    RequiredDocument,
    Schedule,
    Service,
    SpecialDays,
)

_CURRENCIES: Final = (("", "–"), ("RSD", "RSD"), ("EUR", "EUR"))


class PartForm(CreatingForm):
    """`copied` fields have the name of their column, `worded` ones with `_sr`, `_en`."""

    model: ClassVar[type[Part]]
    copied: ClassVar[tuple[str, ...]] = ()
    worded: ClassVar[tuple[str, ...]] = ()

    def __init__(self, *args: Any, service: Service, part: Part, **kwargs: Any) -> None:
        self.service, self.part = service, part
        kwargs.setdefault("initial", self.as_it_is())
        super().__init__(*args, **kwargs)
        self.offer()

    def offer(self) -> None:
        """What is chosen among for this service."""

    def fill(self) -> Part:
        """Puts what was typed into the row."""
        for name in self.copied:
            setattr(self.part, name, self.cleaned_data[name])
        for name in self.worded:
            setattr(self.part, name, put_words(self, name, getattr(self.part, name)))
        return self.part

    def as_it_is(self) -> dict[str, Any]:
        typed: dict[str, Any] = {name: getattr(self.part, name) for name in self.copied}
        for name in self.worded:
            typed |= words_as_typed(name, getattr(self.part, name))
        return typed


class PhoneForm(PartForm):
    model = Phone
    copied = ("number", "extension", "kind", "languages", "front_gate")
    worded = ("words",)

    number = forms.CharField(
        label=_("Number"), max_length=40,
        help_text=_("As one dials it: +381 17 123 456, 017 123-456, or a short one."),
        widget=forms.TextInput(attrs={"class": "is-short", "inputmode": "tel",
                                      "autocomplete": "off"}),
        error_messages={"required": _("Write the number.")},
    )  # fmt: skip
    extension = forms.IntegerField(
        label=_("Extension"), min_value=0, max_value=99999, required=False,
        widget=forms.NumberInput(attrs={"class": "is-short"}),
    )  # fmt: skip
    kind = forms.ChoiceField(
        label=_("What kind of number"), choices=PhoneKind.choices, initial=PhoneKind.VOICE
    )
    where = forms.ChoiceField(
        label=_("Where it rings"), required=False,
        help_text=_("A number of one place is shown with that place."),
    )  # fmt: skip
    front_gate = forms.BooleanField(
        label=_("It is the number of the front gate"), required=False,
        help_text=_("Of a confidential place only such numbers are kept and shown."),
    )  # fmt: skip
    words_sr = text_field(_("Who answers"), required=False, help_text=CYRILLIC)
    words_en = text_field(_("Who answers, in English"), required=False)
    languages = ticks(_("Languages in which they answer"))

    def offer(self) -> None:
        offer_choices(self, "languages", codes("language", without=("not_sure",)))
        if self.part.pk and not self.part._state.adding:  # noqa: SLF001
            del self.fields["where"]
            return
        places = [one.location for one in self.service.at_locations.all()]
        offer_choices(self, "where", [("", _("at the service itself")),
                              *((str(one.pk), _place_name(one)) for one in places)])  # fmt: skip

    def fill(self) -> Part:
        part = cast("Phone", super().fill())
        where = self.cleaned_data.get("where")
        if where:
            here = {str(one.location_id): one.location for one in self.service.at_locations.all()}
            part.service, part.location = None, here[where]
        return part


class HoursForm(PartForm):
    model = Schedule
    copied = (
        "freq", "interval", "opens_at", "closes_at", "all_day", "dtstart", "until", "holidays",
        "attending_type",
    )  # fmt: skip
    worded = ("notes",)

    weekdays = ticks(_("On which days"))
    opens_at = hour(_("Opens at"))
    closes_at = hour(_("Closes at"))
    all_day = forms.BooleanField(label=_("Day and night, without hours"), required=False)
    holidays = forms.ChoiceField(
        label=_("On public holidays"), choices=Holidays.choices, initial=Holidays.CLOSED
    )
    where = forms.ChoiceField(label=_("Where these hours hold"), required=False)
    freq = forms.ChoiceField(label=_("How it repeats"), choices=Freq.choices, initial=Freq.WEEKLY)
    interval = forms.IntegerField(
        label=_("Each, every second, third …"), min_value=1, max_value=53, initial=1,
        widget=forms.NumberInput(attrs={"class": "is-short"}),
        help_text=_("1 for each week or month, 2 for every second one; then write the first day."),
    )  # fmt: skip
    which = forms.ChoiceField(
        label=_("Which of these days in a month"), required=False,
        choices=[("", _("each of them")), ("1", "1."), ("2", "2."), ("3", "3."), ("4", "4."),
                 ("-1", _("the last"))],
        help_text=_("Only for hours that repeat each month."),
    )  # fmt: skip
    bymonthday = forms.CharField(
        label=_("Or days of the month"), required=False, max_length=60,
        help_text=_("As 1, 15; -1 is the last day."),
        widget=forms.TextInput(attrs={"class": "is-short", "autocomplete": "off"}),
    )  # fmt: skip
    dtstart = day_field(_("First day"), required=False)
    until = day_field(_("Last day"), required=False)
    notes_sr = text_field(_("A word about it"), required=False, help_text=CYRILLIC)
    notes_en = text_field(_("A word about it, in English"), required=False)
    attending_type = forms.CharField(
        label=_("How one attends"), max_length=60, required=False,
        help_text=_("For example: one comes, one calls, they come."),
    )  # fmt: skip

    def offer(self) -> None:
        offer_choices(self, "weekdays", [(name, WEEKDAYS[n]) for n, name in enumerate(DAYS)])
        if self.part.pk and not self.part._state.adding:  # noqa: SLF001
            del self.fields["where"]
            return
        places = [
            (str(one.pk), _place_name(one.location)) for one in self.service.at_locations.all()
        ]
        offer_choices(self, "where", [("", _("everywhere it is given")), *places])

    def fill(self) -> Part:
        part = cast("Schedule", super().fill())
        which = self.cleaned_data["which"] if part.freq == Freq.MONTHLY else ""
        # What this form cannot say (1MO,-1FR) stays as long as nobody touches the days.
        if part._state.adding or {"weekdays", "which", "freq"} & set(self.changed_data):  # noqa: SLF001
            part.byday = ",".join(f"{which}{name}" for name in self.cleaned_data["weekdays"])
        part.bymonthday = self.cleaned_data["bymonthday"].replace(" ", "").strip(",")
        where = self.cleaned_data.get("where")
        if where:
            here = {str(one.pk): one for one in self.service.at_locations.all()}
            part.service, part.at_location = None, here[where]
        return part

    def as_it_is(self) -> dict[str, Any]:
        part = cast("Schedule", self.part)
        parts = [one.strip().upper() for one in part.byday.split(",") if one.strip()]
        return super().as_it_is() | {
            "weekdays": [one[-2:] for one in parts],
            "which": parts[0][:-2].lstrip("+") if parts else "",
            "bymonthday": part.bymonthday,
        }


class SpecialDaysForm(PartForm):
    model = SpecialDays
    copied = ("first_day", "last_day", "opens_at", "closes_at")
    worded = ("words",)

    first_day = day_field(_("First day"))
    last_day = day_field(_("Last day"), _("Empty: only that one day."), required=False)
    opens_at = hour(_("Opens at"))
    closes_at = hour(_("Closes at"))
    words_sr = text_field(
        _("Why"), required=False, help_text=_("For example: yearly holiday, removal.")
    )
    words_en = text_field(_("Why, in English"), required=False)

    def clean(self) -> dict[str, Any]:
        typed = super().clean() or {}
        if not typed.get("last_day") and "last_day" not in self.errors:
            typed["last_day"] = typed.get("first_day")
        return typed


class DocumentForm(PartForm):
    model = RequiredDocument
    copied = ("url",)
    worded = ("words",)

    words_sr = text_field(
        _("What one has to bring"), help_text=CYRILLIC,
        error_messages={"required": _("Write what one has to bring.")},
    )  # fmt: skip
    words_en = text_field(_("What one has to bring, in English"), required=False)
    url = forms.URLField(label=_("Where the form is"), required=False, assume_scheme="https")


class CostForm(PartForm):
    model = Cost
    copied = ("amount", "currency", "valid_from", "valid_to")
    worded = ("words",)

    words_sr = text_field(_("For what, or on what it depends"), required=False, help_text=CYRILLIC)
    words_en = text_field(_("For what, in English"), required=False)
    amount = AmountField(label=_("Amount"), required=False, largest=Decimal("99999999.99"))
    currency = forms.ChoiceField(label=_("Currency"), choices=_CURRENCIES, required=False)
    valid_from = day_field(_("First day"), required=False)
    valid_to = day_field(_("Last day"), required=False)


class CapacityForm(PartForm):
    model = Capacity
    copied = ("places", "free")
    worded = ("unit",)

    unit_sr = text_field(
        _("What is counted"), help_text=_("For example: beds for women, beds for children."),
        error_messages={"required": _("Write what is counted, for example beds.")},
    )  # fmt: skip
    unit_en = text_field(_("What is counted, in English"), required=False)
    places = forms.IntegerField(
        label=_("How many there are"), min_value=0, max_value=100_000, required=False,
        widget=forms.NumberInput(attrs={"class": "is-short"}),
    )  # fmt: skip
    free = forms.IntegerField(
        label=_("How many are free now"), min_value=0, max_value=100_000, required=False,
        widget=forms.NumberInput(attrs={"class": "is-short"}),
    )  # fmt: skip


def _place_name(location: Any) -> str:
    return str(location) if not location.confidential else str(_("confidential place"))


FORMS: Final[dict[str, type[PartForm]]] = {
    "phone": PhoneForm,
    "hours": HoursForm,
    "days": SpecialDaysForm,
    "document": DocumentForm,
    "cost": CostForm,
    "room": CapacityForm,
}
