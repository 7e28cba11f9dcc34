"""POST into the arguments of one action: deadlines, absences, duty."""

from __future__ import annotations

import datetime as dt
from typing import Any, cast
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from spona.deadlines import time
from spona.deadlines.models import Unit
from spona.deadlines.queries import known_events
from spona.deadlines.words import event_words
from spona.directory.forms import PersonChoice
from spona.directory.models import ContactPoint, Institution, Member
from spona.directory.queries import members_of
from spona.forms.choices import offer_choices
from spona.forms.days import day_field, possible
from spona.forms.text import text_field
from spona.reference.forms import CreatingForm, cyrillic, sector_choices
from spona.reference.models import Code


class RuleForm(CreatingForm):
    """How long, and in which words; what the rule is about does not change."""

    amount = forms.IntegerField(
        label=_("How much time"),
        min_value=1,
        max_value=1000,
        widget=forms.NumberInput(attrs={"class": "is-short", "inputmode": "numeric"}),
    )
    unit = forms.ChoiceField(label=_("Counted in"), choices=Unit.choices)
    sr = text_field(
        _("The rule in words, Serbian"), help_text=_("In Cyrillic; Latin is made from it.")
    )
    en = text_field(_("The rule in words, English"), required=False)
    source = text_field(
        _("Where it comes from"), length=500, rows=2,
        help_text=_("An act, a protocol, or what the network talked about."),
    )  # fmt: skip
    counts_as_late = forms.BooleanField(
        label=_("After the deadline it is late"),
        required=False,
        initial=True,
        help_text=_("Not ticked, it only reminds that it is time to look again."),
    )

    def clean_sr(self) -> str:
        return cyrillic(self.cleaned_data["sr"])

    def says(self) -> dict[str, Any]:
        """As `actions.propose_rule` takes it."""
        asked = self.cleaned_data
        words = {name: asked[name] for name in ("sr", "en") if asked[name]}
        return {name: asked[name] for name in ("amount", "unit", "source")} | {"words": words}


class NewRuleForm(RuleForm):
    event = forms.ChoiceField(label=_("What for"))
    sector = forms.ChoiceField(label=_("Which sector"), required=False)
    urgency = forms.ChoiceField(label=_("Urgency"), required=False)
    field_order = ["token", "event", "sector", "urgency", "amount", "unit", "sr", "en", "source"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["counts_as_late"]
        choices: dict[str, list[tuple[str, Any]]] = {
            "event": sorted((event, event_words(event)) for event in known_events()),
            "sector": sector_choices(),
            "urgency": [("", _("any urgency")), *Code.objects.labels("urgency").items()],
        }
        for name, offered in choices.items():
            offer_choices(self, name, offered)


class EndRuleForm(CreatingForm):
    why = text_field(_("Why it ends"), rows=2)


class DecidedForm(forms.Form):
    """By which decision of the network, and from when."""

    decision = text_field(
        _("By which decision"),
        help_text=_("The reference of the meeting or of its minutes, and the day."),
    )
    first_day = day_field(_("First day"), _("Clocks that run already keep their old rule."))


class AdoptForm(DecidedForm):
    decision_kind = forms.SlugField(max_length=40, required=False, widget=forms.HiddenInput)
    decision_id = forms.UUIDField(required=False, widget=forms.HiddenInput)

    @property
    def decision_of(self) -> tuple[str, UUID] | None:
        kind, ident = self.cleaned_data["decision_kind"], self.cleaned_data["decision_id"]
        return (kind, ident) if kind and ident else None


class SeveralForm(CreatingForm):
    """Some of a list, all of it ticked at first; `offered`: (value, words) each."""

    chosen = forms.MultipleChoiceField(
        label=_("Deadlines"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Tick at least one.")},
    )

    def __init__(self, *args: Any, offered: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = cast("forms.MultipleChoiceField", self.fields["chosen"])
        field.choices = offered
        field.initial = [value for value, _words in offered]


class AdoptSeveralForm(DecidedForm, SeveralForm):
    pass


class NumberChoice(forms.ModelChoiceField):
    def label_from_instance(self, obj: ContactPoint) -> str:
        return f"{obj.number} ({obj.get_kind_display()})"


def _people(label: Any, *, required: bool = True, empty: Any = None) -> PersonChoice:
    return PersonChoice(Member.objects.none(), label=label, required=required, empty_label=empty)


def _offer_people(form: forms.Form, institution: Institution, *names: str) -> None:
    working = [row.pk for row in members_of(institution, time.today())]
    rows = Member.objects.filter(pk__in=working).select_related("person", "institution")
    for name in names:
        cast("forms.ModelChoiceField", form.fields[name]).queryset = rows


class AbsenceForm(CreatingForm):
    member = _people(_("Who is away"), empty=_("choose"))
    first_day = day_field(_("First day away"))
    last_day = day_field(_("Last day away"))
    stands_in = _people(_("Who stands in"), required=False, empty=_("nobody"))

    def __init__(self, *args: Any, institution: Institution, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer_people(self, institution, "member", "stands_in")

    @property
    def ends_on(self) -> dt.date:
        last: dt.date = self.cleaned_data["last_day"]
        return last + dt.timedelta(days=1)


def _instant(label: Any) -> forms.DateTimeField:
    return forms.DateTimeField(
        label=label,
        validators=[possible],
        input_formats=["%Y-%m-%dT%H:%M"],
        widget=forms.DateTimeInput(
            attrs={"type": "datetime-local", "class": "is-short"}, format="%Y-%m-%dT%H:%M"
        ),
    )


class DutyForm(CreatingForm):
    starts_at = _instant(_("From"))
    ends_at = _instant(_("Until"))
    member = _people(_("Who is on duty"), required=False, empty=_("a post, not one person"))
    post = forms.CharField(
        label=_("Which post answers"),
        max_length=60,
        required=False,
        help_text=_("For example: duty officer. Only where it is no one person."),
    )
    contact_point = NumberChoice(
        ContactPoint.objects.none(),
        label=_("At which number"),
        required=False,
        empty_label=_("no number"),
        help_text=_("Numbers are entered on the page of the institution."),
    )

    def __init__(self, *args: Any, institution: Institution, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer_people(self, institution, "member")
        numbers = ContactPoint.objects.filter(institution=institution, ended_at=None)
        cast("forms.ModelChoiceField", self.fields["contact_point"]).queryset = numbers
