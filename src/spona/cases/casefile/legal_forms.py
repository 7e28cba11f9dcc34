"""Forms of the legal track, one for each kind of entry. Each mistake stands beside its field."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, time
from decimal import Decimal
from typing import Any, ClassVar, Final

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from spona.cases.fields.codes import Codes, choices
from spona.cases.legal_track.codes import (
    ANSWERS,
    ASKED,
    CLAIMS,
    COMING,
    CURRENCIES,
    DONE,
    GUARDIAN_STATES,
    GUARDIANS,
    HEARING_STATES,
    MOVED,
    PROCEEDINGS,
    PROXIES,
    ROLES,
    STATES,
    STAY_STATES,
    STAYS,
)
from spona.cases.legal_track.dates import to_day
from spona.cases.legal_track.queries import TITLES
from spona.cases.legal_track.track import (
    CLAIM,
    GUARDIAN,
    KINDS,
    PROCEEDING,
    PROXY,
    STAY,
    WITNESS,
    Entry,
    Hearing,
    mark,
)
from spona.forms.amount import AmountField, read_amount
from spona.forms.choices import offer_choices
from spona.forms.days import day_field, time_field
from spona.forms.text import text_field

_WORDS: Final = 1000
_LINE: Final = 300
_NUMBER: Final = 60
_CHOOSE: Final = gettext_lazy("Choose one from the list.")


def _listed(label: Any, codes: Codes, *, help_text: Any = "") -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label,
        choices=lambda: [("", _("choose …")), *choices(codes)],
        help_text=help_text,
        error_messages=dict.fromkeys(("required", "invalid_choice"), _CHOOSE),
    )


def _state(codes: Codes, *, initial: str = ASKED) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=gettext_lazy("How far is it?"),
        choices=choices(codes),
        initial=initial,
        widget=forms.RadioSelect,
        error_messages=dict.fromkeys(("required", "invalid_choice"), _CHOOSE),
    )


def _line(label: Any, *, length: int = _LINE, help_text: Any = "") -> forms.CharField:
    return text_field(label, length=length, required=False, help_text=help_text)


def _more() -> forms.CharField:
    return text_field(gettext_lazy("What else is known"), length=_WORDS, rows=3, required=False)


def _day(label: Any, *, help_text: Any = "") -> forms.DateField:
    return day_field(label, help_text, required=False)


class EntryForm(forms.Form):
    """`read` is the mark of the entry from which the page was made. `today` in the town."""

    name: ClassVar[str] = ""
    # Pairs of days, of which the second is not before the first.
    orders: ClassVar[tuple[tuple[str, str], ...]] = ()
    # Days on which something has happened already.
    past: ClassVar[tuple[str, ...]] = ()

    read = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or {}
        for name in self.past:
            if said.get(name) and said[name] > self.today:
                self.add_error(name, _("This day is still to come."))
        for first, then in self.orders:
            if said.get(first) and said.get(then) and said[then] < said[first]:
                self.add_error(then, _("This day is before the day on which it began."))
        return said

    def typed(self, ident: str = "") -> Entry:
        said: dict[str, Any] = {
            key: _kept(value) for key, value in self.cleaned_data.items() if key != "read"
        }
        return KINDS[self.name](id=ident, **said)

    @classmethod
    def initial_of(cls, entry: Entry) -> dict[str, Any]:
        said = {key: one for key, one in entry.to_document().items() if isinstance(one, str)}
        return said | {"read": mark(entry)}


class ProceedingForm(EntryForm):
    name = PROCEEDING
    orders = (("begun", "ended"),)
    past = ("begun", "ended")

    kind = _listed(gettext_lazy("What kind of proceedings?"), PROCEEDINGS)
    body = text_field(
        gettext_lazy("Court or body"), length=_LINE,
        error_messages={"required": gettext_lazy("Write before which court or body.")},
    )  # fmt: skip
    number = _line(gettext_lazy("Number"), length=_NUMBER)
    role = forms.ChoiceField(
        label=gettext_lazy("The person's role"), choices=choices(ROLES), required=False,
        error_messages={"invalid_choice": _CHOOSE},
    )  # fmt: skip
    state = _listed(gettext_lazy("How far is it?"), STATES)
    begun = _day(gettext_lazy("Began on"))
    ended = _day(gettext_lazy("Ended on"))
    until = _day(
        gettext_lazy("A day by which something has to be done"),
        help_text=gettext_lazy("Until which one may appeal, or hand something in."),
    )
    until_what = _line(gettext_lazy("What has to be done by then"))
    note = _more()

    def clean(self) -> dict[str, Any]:
        said = super().clean()
        if said.get("until_what", "").strip() and not said.get("until") and not self.errors:
            self.add_error("until", _("Choose the day."))
        return said


class WitnessForm(EntryForm):
    name = WITNESS
    orders = (("asked_on", "decided_on"),)
    past = ("asked_on", "decided_on")

    state = _state(ANSWERS)
    body = _line(gettext_lazy("Court or body"))
    asked_on = _day(gettext_lazy("Asked for on"))
    decided_on = _day(gettext_lazy("Decided on"))
    note = _more()

    def clean(self) -> dict[str, Any]:
        return _with_decision(self, super().clean())


class ProxyForm(EntryForm):
    name = PROXY
    orders = (("since", "until"),)

    kind = _listed(gettext_lazy("Who is it?"), PROXIES)
    # `name` is the kind of a form, so the field has another one.
    proxy_name = text_field(
        gettext_lazy("Name"), length=_LINE,
        error_messages={"required": gettext_lazy("Write the name.")},
    )  # fmt: skip
    contact = _line(gettext_lazy("Phone or address"))
    since = _day(gettext_lazy("From"))
    until = _day(gettext_lazy("Until"))
    note = _more()

    def typed(self, ident: str = "") -> Entry:
        self.cleaned_data["name"] = self.cleaned_data.pop("proxy_name")
        return super().typed(ident)

    @classmethod
    def initial_of(cls, entry: Entry) -> dict[str, Any]:
        said = super().initial_of(entry)
        return said | {"proxy_name": said.get("name", "")}


class GuardianForm(EntryForm):
    name = GUARDIAN
    orders = (("asked_on", "decided_on"), ("decided_on", "until"))
    past = ("asked_on", "decided_on")

    kind = _listed(
        gettext_lazy("Which guardian?"), GUARDIANS,
        help_text=gettext_lazy(
            "Where the interests of a parent or guardian collide with the child's, a collision "
            "guardian has to be appointed."
        ),
    )  # fmt: skip
    state = _state(GUARDIAN_STATES)
    body = _line(gettext_lazy("Guardianship authority"))
    guardian_name = _line(gettext_lazy("Name of the guardian"))
    asked_on = _day(gettext_lazy("Asked for on"))
    decided_on = _day(gettext_lazy("Decided on"))
    until = _day(gettext_lazy("Until"))
    note = _more()

    def clean(self) -> dict[str, Any]:
        return _with_decision(self, super().clean())

    def typed(self, ident: str = "") -> Entry:
        self.cleaned_data["name"] = self.cleaned_data.pop("guardian_name")
        return super().typed(ident)

    @classmethod
    def initial_of(cls, entry: Entry) -> dict[str, Any]:
        said = super().initial_of(entry)
        return said | {"guardian_name": said.get("name", "")}


_STEPS: Final = ("claimed", "awarded", "paid")


class ClaimForm(EntryForm):
    """Each amount has its currency beside it, and all of them the same one."""

    name = CLAIM
    orders = (("claimed_on", "awarded_on"), ("awarded_on", "paid_on"))
    past = ("claimed_on", "awarded_on", "paid_on")

    kind = _listed(gettext_lazy("How is it claimed?"), CLAIMS)
    body = _line(gettext_lazy("Court or body"))
    claimed = AmountField(label=gettext_lazy("Claimed"), required=False)
    claimed_currency = forms.ChoiceField(required=False)
    claimed_on = _day(gettext_lazy("Claimed on"))
    awarded = AmountField(label=gettext_lazy("Awarded"), required=False)
    awarded_currency = forms.ChoiceField(required=False)
    awarded_on = _day(gettext_lazy("Awarded on"))
    paid = AmountField(label=gettext_lazy("Paid"), required=False)
    paid_currency = forms.ChoiceField(required=False)
    paid_on = _day(pgettext_lazy("compensation", "Paid on"))
    note = _more()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = [("", _("choose …")), *((one, one) for one in CURRENCIES)]
        for step in _STEPS:
            found = self.fields[f"{step}_currency"]
            assert isinstance(found, forms.ChoiceField)
            found.choices = rows
            found.label = _("Currency")
            found.error_messages["invalid_choice"] = str(_CHOOSE)

    def clean(self) -> dict[str, Any]:
        said = super().clean()
        first = ""
        for step in _STEPS:
            currency = said.get(f"{step}_currency") or ""
            if said.get(step) is None:
                continue
            if not currency and f"{step}_currency" not in self.errors:
                self.add_error(f"{step}_currency", _("Choose the currency of this amount."))
            elif first and currency and currency != first:
                self.add_error(
                    f"{step}_currency",
                    _("One claim has one currency. Write the other one as a claim of its own."),
                )
            first = first or currency
        if not self.errors and all(said.get(step) is None for step in _STEPS):
            self.add_error("claimed", _("Write at least one amount."))
        return said

    def typed(self, ident: str = "") -> Entry:
        said = self.cleaned_data
        used = [said.pop(f"{step}_currency") for step in _STEPS if said.get(step) is not None]
        for step in _STEPS:
            said.pop(f"{step}_currency", None)
        said["currency"] = used[0]
        return super().typed(ident)

    @classmethod
    def initial_of(cls, entry: Entry) -> dict[str, Any]:
        said = super().initial_of(entry)
        for step in _STEPS:
            if said[step]:
                said[step] = read_amount(said[step])
                said[f"{step}_currency"] = said["currency"]
        return said


class StayForm(EntryForm):
    name = STAY
    orders = (("begins", "ends"),)

    kind = _listed(gettext_lazy("On what ground?"), STAYS)
    state = _state(STAY_STATES)
    body = _line(gettext_lazy("Court or body"))
    number = _line(gettext_lazy("Number"), length=_NUMBER)
    begins = _day(gettext_lazy("From"))
    ends = _day(gettext_lazy("Until"))
    note = _more()


FORMS: Final[Mapping[str, type[EntryForm]]] = {
    one.name: one
    for one in (ProceedingForm, WitnessForm, ProxyForm, GuardianForm, ClaimForm, StayForm)
}


class KindForm(forms.Form):
    """What is written down; the address of the page says nothing of it."""

    entry = forms.ChoiceField(
        label=gettext_lazy("What do you write down?"),
        choices=choices(TITLES),
        widget=forms.RadioSelect,
        error_messages=dict.fromkeys(("required", "invalid_choice"), _CHOOSE),
    )


class HearingForm(forms.Form):
    """A hearing as it is first written: still to come, or one that was held already."""

    what = text_field(
        gettext_lazy("What is it?"), length=_LINE,
        help_text=gettext_lazy("Hearing, statement, verdict, appointment at the police."),
        error_messages={"required": gettext_lazy("Write what it is.")},
    )  # fmt: skip
    day = day_field(gettext_lazy("On which day"))
    hour = time_field(gettext_lazy("At what time"), required=False)
    place = _line(gettext_lazy("Where"))
    goes_along = _line(
        gettext_lazy("Who goes along"),
        help_text=gettext_lazy("Nobody goes alone, unless they want to."),
    )
    state = _state(HEARING_STATES, initial=COMING)
    came_of_it = text_field(gettext_lazy("What came of it"), length=_WORDS, rows=3, required=False)
    moved_to = day_field(
        gettext_lazy("Moved to which day"), required=False,
        help_text=gettext_lazy("Only where it was moved and the new day is known."),
    )  # fmt: skip
    moved_hour = time_field(gettext_lazy("And at what time"), required=False)
    read = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)

    def __init__(self, *args: Any, today: date, new: bool = False, **kwargs: Any) -> None:
        """`new`: it is first written, so its day is the one that holds."""
        super().__init__(*args, **kwargs)
        self.today = today
        if new:
            del self.fields["moved_to"], self.fields["moved_hour"]
            states = {code: word for code, word in HEARING_STATES.items() if code != MOVED}
            offer_choices(self, "state", states.items())

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or {}
        day, state, moved = said.get("day"), said.get("state"), said.get("moved_to")
        if day and state == COMING and day < self.today:
            self.add_error("day", _("This day is over. Write how it ended, or another day."))
        if day and state == DONE and day > self.today:
            self.add_error("day", _("This day is still to come. Nothing was held yet."))
        if moved and state != MOVED:
            self.add_error("moved_to", _("Choose that it was moved, or take this day out."))
        elif moved and moved < self.today:
            self.add_error("moved_to", _("Choose today or a day that is still to come."))
        return said

    def typed(self, ident: str = "") -> Hearing:
        said = self.cleaned_data
        names = ("what", "day", "hour", "place", "goes_along", "state", "came_of_it")
        kept: dict[str, Any] = {name: _kept(said[name]) for name in names}
        return Hearing(id=ident, **kept)

    @property
    def moved_to_day(self) -> date | None:
        found: date | None = self.cleaned_data["moved_to"]
        return found

    @property
    def moved_to_hour(self) -> str:
        return _kept(self.cleaned_data["moved_hour"])

    @staticmethod
    def initial_of(hearing: Hearing) -> dict[str, Any]:
        return hearing.to_document() | {"day": to_day(hearing.day), "read": mark(hearing)}


def _with_decision(form: EntryForm, said: dict[str, Any]) -> dict[str, Any]:
    """What was only asked for was decided on no day."""
    if said.get("state") == ASKED and said.get("decided_on"):
        form.add_error("state", _("A day of the decision is written. Choose what was decided."))
    return said


def _kept(value: Any) -> str:
    """As it is sealed."""
    if value is None:
        return ""
    if isinstance(value, time):
        return f"{value:%H:%M}"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return f"{value:f}"
    return str(value).strip()
