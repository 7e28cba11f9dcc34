"""Forms of keeping and destroying: a period, the review month, postponing, asking, answering."""

from __future__ import annotations

from typing import Any, Final

from django import forms
from django.utils.dates import MONTHS
from django.utils.translation import gettext_lazy as _

from spona.access.actor import Actor
from spona.cases.case.models import Case
from spona.cases.casefile.retention_queries import second_people
from spona.cases.retention.codes import POSTPONED_FOR, YEARS, outcome_labels
from spona.directory.models import Member
from spona.forms.choices import offer_choices
from spona.forms.days import day_field
from spona.forms.text import text_field

_WORDS: Final = 1000


class RuleForm(forms.Form):
    """One proposes it, another one adopts it."""

    outcome = forms.ChoiceField(
        label=_("Of files with which outcome"),
        error_messages={"required": _("Choose the outcome.")},
    )
    years = forms.IntegerField(
        label=_("How many years they are kept, from closing"),
        min_value=YEARS.start,
        max_value=YEARS.stop - 1,
        widget=forms.NumberInput(attrs={"class": "is-short"}),
        error_messages=dict.fromkeys(
            ("required", "invalid", "min_value", "max_value"),
            _("Write a number of years from 1 to 100."),
        ),
    )
    source = text_field(
        _("Where that stands"), length=64,
        help_text=_("An act with its article, or a decision of your institution with its number."),
        error_messages={
            "required": _("Write where this period stands: an act with its article, or a decision.")
        },
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_choices(self, "outcome", outcome_labels().items(), empty=_("Choose the outcome"))


class MonthForm(forms.Form):
    month = forms.TypedChoiceField(label=_("In which month"), coerce=int)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_choices(self, "month", MONTHS.items())


class PostponeForm(forms.Form):
    """Why it is kept longer and until when; `revision` is what the page showed."""

    reason = forms.ChoiceField(
        label=_("Why is it kept longer?"),
        choices=list(POSTPONED_FOR.items()),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose why it is kept longer.")},
    )
    words = text_field(
        _("What else is to be said of it"), length=_WORDS, rows=2, required=False,
        help_text=_("Whoever looks through the closed files reads it: nothing about the person."),
    )  # fmt: skip
    until = day_field(_("Until which day"), help_text=_("At most two years at a time."))
    revision = forms.IntegerField(widget=forms.HiddenInput, required=False)


class AskForm(forms.Form):
    """Who confirms it, and that the official copy exists, where there has to be one."""

    copy = forms.BooleanField(
        label=_("The official copy exists, and is kept as the rules of the archive say"),
        required=False,
    )
    to = forms.ChoiceField(
        label=_("Who confirms it?"),
        error_messages=dict.fromkeys(("required", "invalid_choice"), _("Choose who confirms it.")),
    )

    def __init__(self, *args: Any, case: Case, by: Actor, with_copy: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._able = {str(one.pk): one for one in second_people(case, by)}
        people = [(key, one.person.shown_name) for key, one in self._able.items()]
        offer_choices(self, "to", people, empty=_("Choose a colleague"))
        if not with_copy:
            del self.fields["copy"]

    @property
    def who(self) -> Member | None:
        return self._able.get(self.cleaned_data["to"])


class LeaveForm(forms.Form):
    reason = text_field(
        _("Why is it not destroyed now?"), length=_WORDS, rows=3,
        error_messages={"required": _("Write why it is not destroyed now.")},
    )  # fmt: skip
