"""The four kinds of parts: what is typed becomes the plain values of `plans.rows`."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from spona.directory.institution_names import short_name
from spona.forms.choices import offer_choices
from spona.forms.days import day_field
from spona.plans import codes
from spona.plans.actions.parts import around_of
from spona.plans.checks import mistakes
from spona.plans.forms import fields
from spona.plans.labels import label_of, month_told
from spona.plans.models import Counts, Currency, Feed, State, Unit
from spona.plans.rows import (
    BETWEEN,
    INDICATOR,
    LINE,
    MEASURE,
    OBJECTIVE,
    Known,
    Values,
    values_of,
)
from spona.reference.forms import CreatingForm
from spona.reference.pii_patterns import CarefulForm
from spona.reference.scripts import serbian_key
from spona.reference.templatetags.scripts import in_script

_ONLY_LISTS: Final = (
    (_("Kinds of activity"), codes.KINDS),
    (_("Sectors"), codes.SECTORS),
    (_("Services"), codes.SERVICES),
)


class ReasonForm(forms.Form):
    """Why an adopted plan is changed; not asked while it is a draft."""

    reason = forms.CharField(
        label=_("Why it is changed"),
        max_length=300,
        help_text=_("The plan is adopted: the change is kept with its day and this reason."),
        error_messages={"required": _("The plan is adopted: write why it is changed.")},
    )


class PartForm(CarefulForm, CreatingForm):
    """Its `values` go into `write_part`; mistakes stand beside their fields."""

    kind = ""
    number = forms.CharField(
        label=_("Number"), max_length=14, widget=forms.TextInput(attrs={"class": "is-short"})
    )
    title = forms.CharField(label=pgettext_lazy("column of a plan", "Title"), max_length=200)

    def __init__(self, *args: Any, known: Known, ident: UUID | None, **kwargs: Any) -> None:
        self.known, self.ident = known, ident
        self.old: Values = values_of(known.parts[self.kind][ident]) if ident else {}
        kwargs["initial"] = self._initial() | (kwargs.get("initial") or {})
        super().__init__(*args, **kwargs)
        if known.plan.state != State.DRAFT:
            self.fields["reason"] = ReasonForm().fields["reason"]

    def _initial(self) -> dict[str, Any]:
        return dict(self.old)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if self.errors:
            return cleaned
        values = self.values
        for name, sentence in mistakes(self.kind, values, around_of(self.known)):
            self.add_error(name if name in self.fields else None, sentence)
        other = self.known.numbered(self.kind).get(str(values["number"]))
        if other is not None and other.pk != self.ident:
            self.add_error("number", _("This number is taken. Choose another one."))
        return cleaned

    @property
    def values(self) -> Values:
        said = self.cleaned_data
        return {"number": said["number"].strip().rstrip("."), "title": said["title"].strip()}

    @property
    def shown_fields(self) -> list[forms.BoundField]:
        """What a page lists, in order; token, reason and the tick about names stand apart."""
        apart = {"token", "reason", "nobody_named"}
        return [self[name] for name in self.fields if name not in apart]


class ObjectiveForm(PartForm):
    kind = OBJECTIVE
    aligned_to = forms.ChoiceField(
        label=pgettext_lazy("column of a plan", "National objective"),
        required=False,
        help_text=_("Only objectives that were read in an adopted document are in this list."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_choices(self, "aligned_to", codes.choices(codes.OBJECTIVES), _("none"))

    @property
    def values(self) -> Values:
        return super().values | {"aligned_to": self.cleaned_data["aligned_to"]}


class BelongingForm(PartForm):
    belongs = forms.ChoiceField(label=pgettext_lazy("column of a plan", "Belongs to"))
    parents: tuple[str, ...] = (OBJECTIVE,)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        found = [part for kind in self.parents for part in self.known.parts[kind].values()]
        rows = [(part.number, in_script(part)) for part in sorted(found, key=lambda one: one.order)]
        offer_choices(self, "belongs", rows)

    @property
    def values(self) -> Values:
        return super().values | {"belongs": self.cleaned_data["belongs"]}


class MeasureForm(BelongingForm):
    kind = MEASURE


class LineForm(BelongingForm):
    kind = LINE
    parents = (OBJECTIVE, MEASURE)
    careful = ("title", "partners_words")

    responsible = forms.ChoiceField(label=_("Responsible institution"), required=False)
    partners = forms.MultipleChoiceField(
        label=pgettext_lazy("column of a plan", "Partners"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    partners_words = forms.CharField(
        label=pgettext_lazy("column of a plan", "Other partners"),
        max_length=200,
        required=False,
        help_text=_("Those without a seat, or “all members”."),
    )
    starts_on = day_field(pgettext_lazy("column of a plan", "Begins"))
    ends_on = day_field(pgettext_lazy("column of a plan", "Deadline"))
    months = forms.MultipleChoiceField(
        label=_("Planned months"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Only for what happens now and then, as a meeting every three months."),
    )
    units_planned = fields.count(
        _("How many are planned"),
        most=1_000_000,
        help_text=_("Meetings, talks, leaflets; left empty, progress is written in percent."),
    )
    counts = forms.ChoiceField(label=_("Who counts what is done"), choices=Counts.choices)
    funding = forms.CharField(
        label=pgettext_lazy("column of a plan", "Funding source"), max_length=120, required=False
    )
    amount = fields.decimal(pgettext_lazy("column of a plan", "Amount"))
    currency = forms.ChoiceField(
        label=pgettext_lazy("column of a plan", "Currency"), required=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        there = institutions(self.known)
        offer_choices(self, "responsible", there, _("nobody yet"))
        offer_choices(self, "partners", there)
        months = months_of(self.known)
        offer_choices(self, "months", [(one, month_told(one)) for one in months])
        offer_choices(self, "currency", list(Currency.choices), "–")

    def _initial(self) -> dict[str, Any]:
        plan, old = self.known.plan, self.old
        if not old:
            return {
                "starts_on": plan.starts_on, "ends_on": plan.ends_on, "counts": Counts.HAND,
                "currency": Currency.RSD,
            }  # fmt: skip
        several = {name: str(old[name]).split(BETWEEN) for name in ("partners", "months")}
        return dict(old) | several

    @property
    def values(self) -> Values:
        said = self.cleaned_data
        amount = said.get("amount")
        return super().values | {
            "responsible": said["responsible"],
            "partners": BETWEEN.join(sorted(said["partners"])),
            "partners_words": said["partners_words"].strip(),
            "starts_on": said["starts_on"],
            "ends_on": said["ends_on"],
            "months": BETWEEN.join(sorted(said["months"])),
            "counts": said["counts"],
            # Progress is written elsewhere, with its evidence.
            "percent": self.old.get("percent", 0),
            "units_done": self.old.get("units_done", 0),
            "units_planned": said.get("units_planned"),
            "funding": said["funding"].strip(),
            "amount": amount,
            "currency": said["currency"] if amount is not None else "",
        }


class IndicatorForm(BelongingForm):
    kind = INDICATOR

    unit = forms.ChoiceField(
        label=pgettext_lazy("column of a plan", "Measured in"), choices=Unit.choices
    )
    baseline = fields.decimal(
        pgettext_lazy("column of a plan", "Baseline"),
        _("How it was before the plan. Of yes or no, 0 is no and 1 is yes."),
    )
    verification = forms.CharField(label=_("How it is verified"), max_length=200, required=False)
    feed = forms.ChoiceField(
        label=pgettext_lazy("column of a plan", "Where the number comes from"),
        choices=Feed.choices,
        help_text=_("Where Spona knows the answer, the number fills itself."),
    )
    only = forms.ChoiceField(
        label=pgettext_lazy("column of a plan", "Only"),
        required=False,
        help_text=_("A kind of activity, a sector or a service; left empty, all of them count."),
    )
    responsible = forms.ChoiceField(label=_("Who writes it"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for year in self.known.plan.years:
            name = f"target_{year}"
            self.fields[name] = fields.decimal(label_of(name))
            self.initial.setdefault(name, self.old.get(name))
        # Targets stand after the baseline.
        first = ("number", "title", "belongs", "unit", "baseline")
        self.order_fields([*first, *(f"target_{year}" for year in self.known.plan.years)])
        offer_choices(
            self, "only", ((title, codes.choices(name)) for title, name in _ONLY_LISTS), _("all")
        )
        offer_choices(self, "responsible", institutions(self.known), _("nobody yet"))

    @property
    def values(self) -> Values:
        said = self.cleaned_data
        targets = {f"target_{year}": said.get(f"target_{year}") for year in self.known.plan.years}
        return super().values | {
            "responsible": said["responsible"],
            "unit": said["unit"],
            "baseline": said.get("baseline"),
            "verification": said["verification"].strip(),
            "feed": said["feed"],
            "only": said["only"],
            **targets,
        }


PART_FORMS: Final[dict[str, type[PartForm]]] = {
    OBJECTIVE: ObjectiveForm,
    MEASURE: MeasureForm,
    LINE: LineForm,
    INDICATOR: IndicatorForm,
}


def institutions(known: Known) -> list[tuple[str, str]]:
    """(code, name) in the order of the alphabet."""
    rows = [(code, short_name(one)) for code, one in known.institutions.items()]
    return sorted(rows, key=lambda row: serbian_key(row[1]))


def months_of(known: Known) -> list[str]:
    """Every month of the plan, "2026-03"."""
    plan = known.plan
    first, last = (one.year * 12 + one.month - 1 for one in (plan.starts_on, plan.ends_on))
    return [f"{at // 12}-{at % 12 + 1:02d}" for at in range(first, last + 1)]
