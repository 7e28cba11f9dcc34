"""How far a line is, a reading of an indicator, and what people add to a report."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from spona.attachments.forms import AttachmentField
from spona.deadlines.time import today
from spona.forms.choices import offer_choices
from spona.forms.days import day_field
from spona.plans.forms import fields
from spona.plans.models import Indicator, Line, Unit
from spona.reference.forms import CreatingForm
from spona.reference.pii_patterns import CarefulForm
from spona.surveys.queries import Figure


class ProgressForm(CarefulForm):
    """Either percent or how many, as the line was planned."""

    careful = ("note",)
    percent = fields.count(_("Done, in percent"), most=100)
    units_done = fields.count(_("How many are done so far"), most=1_000_000)
    note = forms.CharField(
        label=_("What was done"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    evidence = AttachmentField(label=_("Paper that shows it"), required=False)

    def __init__(self, *args: Any, line: Line, **kwargs: Any) -> None:
        now = {"percent": line.percent, "units_done": line.units_done}
        kwargs["initial"] = now | (kwargs.get("initial") or {})
        super().__init__(*args, **kwargs)
        del self.fields["percent" if line.units_planned else "units_done"]
        name = "units_done" if line.units_planned else "percent"
        self.fields[name].required = True
        self.fields[name].error_messages["required"] = _("Write how far it has got.")


class ReadingForm(CarefulForm, CreatingForm):
    careful = ("source",)
    read_on = day_field(_("Day of the number"))
    value = fields.decimal(_("Number"))
    source = forms.CharField(
        label=_("Where the number is from"),
        max_length=200,
        required=False,
        help_text=_("For example: survey, 212 answers."),
    )
    evidence = AttachmentField(label=_("Paper that shows it"), required=False)

    def __init__(self, *args: Any, indicator: Indicator, **kwargs: Any) -> None:
        kwargs["initial"] = {"read_on": today()} | (kwargs.get("initial") or {})
        super().__init__(*args, **kwargs)
        self.fields["value"].required = True
        self.fields["value"].error_messages["required"] = _("Write the number.")
        if indicator.unit == Unit.YES_NO:
            self.fields["value"] = forms.TypedChoiceField(
                label=_("How it stands"),
                choices=[("0", _("no")), ("0.5", _("in preparation")), ("1", _("yes"))],
                coerce=Decimal,
                widget=forms.RadioSelect,
                error_messages={"required": _("Choose how it stands.")},
            )


class FigureForm(CreatingForm):
    """One of the numbers of a questionnaire."""

    figure = forms.ChoiceField(
        label=_("Which number"), widget=forms.RadioSelect,
        error_messages={"required": _("Choose one of the numbers."),
                        "invalid_choice": _("Choose one of the numbers.")},
    )  # fmt: skip

    def __init__(self, *args: Any, figures: list[Figure], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_choices(
            self,
            "figure",
            [
                (
                    one.key,
                    _("%(question)s – %(answer)s: %(number)s of %(of)s")
                    % {
                        "question": one.question, "answer": one.answer, "number": one.number,
                        "of": one.of,
                    },
                )
                for one in figures
            ],
        )  # fmt: skip


class WordsForm(CarefulForm):
    careful = ("problems", "proposals")
    problems = forms.CharField(
        label=_("What was hard"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    proposals = forms.CharField(
        label=_("What we propose"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
