"""POST into the arguments of one action."""

from __future__ import annotations

import datetime as dt
from typing import Any, ClassVar, Final, cast

from django import forms
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from spona.attachments.forms import AttachmentField, Incoming
from spona.directory.institution_names import short_name
from spona.directory.models import DatePrecision, Institution, Network
from spona.forms.amount import AmountField
from spona.forms.choices import offer_choices
from spona.forms.days import day_field, possible
from spona.forms.text import text_field
from spona.projects.days import read_day
from spona.projects.models import (
    BudgetLine,
    Donor,
    Due,
    Goal,
    Part,
    Partner,
    Project,
    Publication,
    Rate,
    ReportKind,
    Result,
    Role,
    Spending,
    Status,
)
from spona.projects.money import CURRENCIES, DINAR
from spona.projects.national import objectives
from spona.reference.forms import CreatingForm
from spona.reference.models import Code
from spona.reference.pii_patterns import CarefulForm
from spona.reference.scripts import serbian_key

# Fields that several forms of projects have: words, days as far as they are known, amounts.


class UncertainDayField(forms.CharField):
    """Cleans to (day, precision), or None where nothing is known."""

    def __init__(self, *, last: bool = False, **more: Any) -> None:
        super().__init__(
            max_length=12,
            required=False,
            widget=forms.TextInput(
                attrs={"class": "is-short", "inputmode": "numeric", "autocomplete": "off"}
            ),
            **more,
        )
        self._last = last

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        if not text:
            return None
        found = read_day(text, last=self._last)
        if found is None:
            raise forms.ValidationError(
                _("There is no such day. Write as much as is known: 2026, 7.2026 or 18.7.2026.")
            )
        possible(found[0])
        return found


def typed_day(value: dt.date | None, precision: str) -> str:
    """As it would be typed into an `UncertainDayField`."""
    if value is None:
        return ""
    if precision in (DatePrecision.YEAR, DatePrecision.ABOUT):
        return str(value.year)
    if precision == DatePrecision.MONTH:
        return f"{value.month}.{value.year}"
    return f"{value.day}.{value.month}.{value.year}"


def currency(*, required: bool = True) -> forms.ChoiceField:
    rows = [(one, one) for one in CURRENCIES]
    return forms.ChoiceField(
        label=_("Currency"),
        choices=rows if required else [("", "–"), *rows],
        required=required,
        widget=forms.Select(attrs={"class": "is-short"}),
    )


# Parts of a project: one form for each kind, which fills the row and saves nothing.

_CYRILLIC = _("Best in Cyrillic; Latin is made from it.")
LICENCES: Final = (
    "CC0 1.0", "CC BY 4.0", "CC BY-SA 4.0", "CC BY-NC 4.0", "CC BY-NC-SA 4.0", "CC BY-ND 4.0",
)  # fmt: skip


class PartForm(CarefulForm, CreatingForm):
    """`copied` fields have the name of their column; `worded` ones are two fields of one column
    of words, with `_sr` and `_en`.
    """

    model: ClassVar[type[Part]]
    copied: ClassVar[tuple[str, ...]] = ()
    worded: ClassVar[tuple[str, ...]] = ()

    def __init__(self, *args: Any, project: Project, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.project = project
        self.offer()

    def offer(self) -> None:
        """What is chosen among in this project."""

    def fill(self, part: Part) -> Part:
        """Puts what was typed into the row."""
        for name in self.copied:
            value = self.cleaned_data[name]
            setattr(part, name, value)
        for name in self.worded:
            typed = {
                code: self.cleaned_data.get(f"{name}_{code}", "").strip() for code in ("sr", "en")
            }
            now = {**(getattr(part, name) or {}), **typed}
            setattr(part, name, {code: text for code, text in now.items() if text})
        return part

    @property
    def incoming(self) -> Incoming | None:
        return self.cleaned_data.get("file")

    @classmethod
    def as_it_is(cls, part: Part) -> dict[str, Any]:
        """What the form begins with for a row that is changed."""
        typed: dict[str, Any] = {}
        for name in cls.copied:
            value = getattr(part, name)
            typed[name] = value.pk if hasattr(value, "pk") else value
        for name in cls.worded:
            typed |= {f"{name}_{code}": getattr(part, name).get(code, "") for code in ("sr", "en")}
        return typed


def _choose(form: forms.Form, name: str, rows: QuerySet[Any], label: Any = str) -> None:
    field = cast("forms.ModelChoiceField", form.fields[name])
    field.queryset = rows
    field.label_from_instance = label  # type: ignore[method-assign]


class BodyForm(PartForm):
    institution = forms.ModelChoiceField(
        Institution.objects.none(),
        label=_("Institution"),
        required=False,
        empty_label=_("not in the directory"),
    )
    words_sr = text_field(
        _("Or the name of an organisation"), length=160, required=False, help_text=_CYRILLIC
    )
    words_en = text_field(_("Its name in English"), length=160, required=False)

    def offer(self) -> None:
        """Who sits in its networks, and national bodies."""
        networks = self.project.networks.values("pk")
        seated = Institution.objects.filter(seats__network__in=networks)
        national = Institution.objects.filter(town=None, example=False)
        rows = (seated | national).distinct().select_related("town")
        field = cast("forms.ModelChoiceField", self.fields["institution"])
        field.queryset = rows
        named = sorted(((one.pk, short_name(one)) for one in rows), key=lambda r: serbian_key(r[1]))
        field.choices = [("", field.empty_label), *named]


class DonorForm(BodyForm):
    model = Donor
    copied = ("institution", "amount", "currency", "contract")
    worded = ("words",)

    amount = AmountField(label=_("Granted"), required=False)
    currency = currency(required=False)
    contract = forms.CharField(label=_("Number of the contract"), max_length=80, required=False)


class PartnerForm(BodyForm):
    model = Partner
    copied = ("institution", "role")
    worded = ("words", "does")
    careful = ("does_sr", "does_en")

    role = forms.ChoiceField(label=_("Role"), choices=Role.choices, initial=Role.PARTNER)
    does_sr = text_field(_("What it does in the project"), required=False, help_text=_CYRILLIC)
    does_en = text_field(_("The same in English"), required=False)


class GoalForm(PartForm):
    model = Goal
    copied = ("objective",)
    worded = ("words",)
    careful = ("words_sr", "words_en")

    words_sr = text_field(_("Goal"), length=500, rows=2, help_text=_CYRILLIC)
    words_en = text_field(_("Goal in English"), length=500, rows=2, required=False)
    objective = forms.ChoiceField(
        label=_("Objective of a national document"),
        required=False,
        help_text=_("Only objectives that were read in their source are offered."),
    )

    def offer(self) -> None:
        rows = [(code, str(one)) for code, one in objectives().items()]
        offer_choices(self, "objective", rows, _("none"))


class LineForm(PartForm):
    model = BudgetLine
    copied = ("title", "donor", "planned", "currency")
    careful = ("title",)

    title = forms.CharField(label=_("What it pays for"), max_length=160)
    planned = AmountField(label=_("Planned"))
    currency = currency()
    donor = forms.ModelChoiceField(
        Donor.objects.none(), label=_("Donor"), required=False, empty_label=_("not said")
    )

    def offer(self) -> None:
        rows = Donor.objects.standing().filter(project=self.project)
        _choose(self, "donor", rows.select_related("institution"))


class SpendingForm(PartForm):
    model = Spending
    copied = ("line", "amount", "currency", "spent_on", "title")
    careful = ("title",)

    line = forms.ModelChoiceField(
        BudgetLine.objects.none(), label=_("Budget line"), empty_label=_("Choose")
    )
    amount = AmountField(label=_("Amount"))
    currency = currency()
    spent_on = day_field(_("Paid on"))
    title = forms.CharField(
        label=_("For what"),
        max_length=160,
        required=False,
        help_text=_("A thing or a service, never a person."),
    )

    def offer(self) -> None:
        _choose(self, "line", BudgetLine.objects.standing().filter(project=self.project))


class ResultForm(PartForm):
    model = Result
    worded = ("words",)
    careful = ("words_sr", "words_en")

    words_sr = text_field(_("Result"), length=500, rows=2, help_text=_CYRILLIC)
    words_en = text_field(_("Result in English"), length=500, rows=2, required=False)
    reached = UncertainDayField(
        label=_("When"),
        help_text=_("As much as is known: 2026, 7.2026 or 18.7.2026. Empty: not known."),
        last=True,
    )
    file = AttachmentField(label=_("Evidence"), required=False)

    def fill(self, part: Part) -> Part:
        result = cast("Result", super().fill(part))
        result.reached_on, result.reached_precision = self.cleaned_data["reached"] or (None, "")
        return result

    @classmethod
    def as_it_is(cls, part: Part) -> dict[str, Any]:
        result = cast("Result", part)
        return super().as_it_is(part) | {
            "reached": typed_day(result.reached_on, result.reached_precision)
        }


class PublicationForm(PartForm):
    model = Publication
    copied = ("language", "year", "licence")
    worded = ("words",)

    words_sr = text_field(_("Title"), help_text=_CYRILLIC)
    words_en = text_field(_("Title in English"), required=False)
    language = forms.ChoiceField(label=_("Language"), required=False)
    year = forms.IntegerField(
        label=_("Year"),
        required=False,
        min_value=1900,
        max_value=2199,
        widget=forms.NumberInput(attrs={"class": "is-short"}),
        error_messages={
            "min_value": _("Check the year of the publication."),
            "max_value": _("Check the year of the publication."),
            "invalid": _("Check the year of the publication."),
        },
    )
    licence = forms.ChoiceField(
        label=_("Licence"),
        required=False,
        choices=[("", _("not known")), *((one, one) for one in LICENCES),
                 ("all rights reserved", _("all rights reserved"))],
    )  # fmt: skip
    file = AttachmentField(label=_("File"), required=False)

    def offer(self) -> None:
        known = Code.objects.labels("language", timezone.localdate())
        offer_choices(self, "language", known.items(), _("not known"))


class DueForm(PartForm):
    model = Due
    copied = ("donor", "form", "first", "last", "due_on")

    donor = forms.ModelChoiceField(Donor.objects.none(), label=_("Donor"), empty_label=_("Choose"))
    form = forms.ChoiceField(label=_("Which report"), choices=ReportKind.choices)
    first = day_field(_("First day it is about"))
    last = day_field(_("Last day it is about"))
    due_on = day_field(_("Due on"))

    def offer(self) -> None:
        rows = Donor.objects.standing().filter(project=self.project)
        _choose(self, "donor", rows.select_related("institution"))


class SentForm(CreatingForm):
    sent_on = day_field(_("Sent on"))
    file = AttachmentField(label=_("Signed copy"), required=False)


# In the order in which the page of a project shows them.
FORMS: Final[dict[str, type[PartForm]]] = {
    "goals": GoalForm,
    "donors": DonorForm,
    "partners": PartnerForm,
    "lines": LineForm,
    "spendings": SpendingForm,
    "results": ResultForm,
    "publications": PublicationForm,
    "dues": DueForm,
}


# The project itself.

_KNOWN = _("As much as is known: 2026, 7.2026 or 18.7.2026. Empty: not known.")


class ProjectForm(CarefulForm, CreatingForm):
    careful = ("text_sr", "text_en")

    name_sr = text_field(
        _("Short name of the project"),
        length=80,
        help_text=_("Best in Cyrillic. It stands in lists and names of files, so it says nothing "
                    "of what the project is about."),
    )  # fmt: skip
    name_en = text_field(_("Short name in English"), length=80, required=False)
    words_sr = text_field(_("Full title"), help_text=_("Best in Cyrillic; Latin is made from it."))
    words_en = text_field(_("Full title in English"), required=False)
    text_sr = text_field(_("In a few sentences"), length=2000, rows=4, required=False)
    text_en = text_field(_("In a few sentences, in English"), length=2000, rows=4, required=False)
    starts = UncertainDayField(label=_("Begins"), help_text=_KNOWN)
    ends = UncertainDayField(label=_("Ends"), help_text=_KNOWN, last=True)
    status = forms.ChoiceField(label=_("How far it is"), choices=Status.choices)
    contact = forms.EmailField(
        label=_("E-mail of the office"),
        required=False,
        max_length=254,
        help_text=_("An address of an office, as info@…, never of one person."),
    )
    public = forms.BooleanField(
        label=_("Show it to the public"),
        required=False,
        help_text=_("Title, goals, donors, partners, time and results. The budget stays here."),
    )
    networks = forms.ModelMultipleChoiceField(
        Network.objects.none(),
        label=_("Networks"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one network.")},
    )

    def __init__(self, *args: Any, offered: list[Network], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = cast("forms.ModelMultipleChoiceField", self.fields["networks"])
        field.queryset = Network.objects.filter(pk__in=[one.pk for one in offered])
        field.label_from_instance = lambda one: one.short_name  # type: ignore[assignment,method-assign]

    def fill(self, project: Project) -> Project:
        """Puts what was typed into the row; nothing is saved."""
        asked = self.cleaned_data
        for name in ("words", "name", "text"):
            typed = {"sr": asked[f"{name}_sr"].strip(), "en": asked[f"{name}_en"].strip()}
            # Words in a language that this form does not ask for stay.
            now = {**(getattr(project, name) or {}), **typed}
            setattr(project, name, {code: text for code, text in now.items() if text})
        project.starts_on, project.starts_precision = asked["starts"] or (None, "")
        project.ends_on, project.ends_precision = asked["ends"] or (None, "")
        project.status, project.contact = asked["status"], asked["contact"]
        project.public = asked["public"]
        return project


def as_it_is(project: Project) -> dict[str, Any]:
    """What the form of a project begins with."""
    typed = {
        f"{name}_{code}": getattr(project, name).get(code, "")
        for name in ("words", "name", "text")
        for code in ("sr", "en")
    }
    return typed | {
        "starts": typed_day(project.starts_on, project.starts_precision),
        "ends": typed_day(project.ends_on, project.ends_precision),
        "status": project.status,
        "contact": project.contact,
        "public": project.public,
        "networks": [one.pk for one in project.networks.all()],
    }


# A dated rate.


class RateForm(CreatingForm):
    currency = forms.ChoiceField(
        label=_("Currency"),
        choices=[(one, one) for one in CURRENCIES if one != DINAR],
        widget=forms.Select(attrs={"class": "is-short"}),
    )
    day = day_field(_("Day of the rate"))
    rate = AmountField(
        places=6, label=_("Dinars for one unit"), help_text=_("As 117,1234."),
    )  # fmt: skip
    source = forms.CharField(
        label=_("Source"),
        max_length=200,
        help_text=_("As: National Bank of Serbia, middle rate, list no. 120."),
    )

    def row(self) -> Rate:
        return Rate(**{n: self.cleaned_data[n] for n in ("currency", "day", "rate", "source")})
