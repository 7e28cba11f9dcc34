"""POST into the arguments of one action. What names somebody is shown before it is kept."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any, ClassVar, Final

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from spona.deadlines.time import today
from spona.directory.models import DatePrecision, Institution, Network
from spona.directory.queries import institution_choices
from spona.forms.amount import AmountField
from spona.forms.choices import offer_choices
from spona.forms.days import DAY_FORMATS, day_field, possible
from spona.prevention.models import WAITING, FollowUp, Observation
from spona.prevention.words import words_of
from spona.reference.forms import CreatingForm
from spona.reference.pii_patterns import CarefulForm

type Choices = list[tuple[str, str | Promise]]

# No currency has three decimals here, so "1.200" is one thousand two hundred.
CURRENCIES: Final = (("RSD", "RSD"), ("EUR", "EUR"))
# Which day an answer is awaited by, where nobody chose one: no rule says it, so people change it.
USUAL_WAIT: Final = dt.timedelta(days=30)


def _area(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


class AnywhereForm(forms.Form):
    """For which institution: asked only of whoever may write for more than one."""

    institution = forms.ChoiceField(
        label=_("Written for"),
        help_text=_("For a partner on paper, whoever leads the network writes it down."),
        error_messages={"required": _("Choose the institution.")},
    )

    def ask_institution(self, choices: Iterable[tuple[Any, str]], own: str) -> None:
        """`own` is chosen beforehand; with one choice only the field falls away."""
        rows = [(str(ident), name) for ident, name in choices]
        if len(rows) < 2:
            del self.fields["institution"]
            return
        offer_choices(self, "institution", rows, _("Choose"))
        self.fields["institution"].initial = own


class ObservationForm(AnywhereForm, CarefulForm, CreatingForm):
    careful: ClassVar[tuple[str, ...]] = ("title", "text", "where")
    careful_of_groups: ClassVar[bool] = True

    kind = forms.ChoiceField(
        label=_("What is it about"), error_messages={"required": _("Choose what it is about.")}
    )
    title = forms.CharField(
        label=_("In a few words"),
        max_length=120,
        help_text=_("A thing, a place or a practice, for example: advert for work abroad without "
                    "the name of a firm."),
        error_messages={"required": _("Write in a few words what was noticed.")},
    )  # fmt: skip
    text = forms.CharField(
        label=_("What was noticed"),
        max_length=2000,
        widget=_area(5),
        required=False,
        help_text=_("What it says or how it works. No person, no telephone, no plate; no "
                    "settlement and no origin."),
    )  # fmt: skip
    where = forms.CharField(
        label=_("Where, roughly"),
        max_length=80,
        required=False,
        help_text=_("The town or a part of it, not an address."),
    )
    seen_on = day_field(_("Seen on"))
    seen_precision = forms.ChoiceField(
        label=_("How exactly is the day known"),
        choices=DatePrecision.choices,
        initial=DatePrecision.DAY,
        widget=forms.Select(attrs={"class": "is-short"}),
    )
    source = forms.ChoiceField(
        label=_("How do you know"), error_messages={"required": _("Choose how you know.")}
    )
    firm = forms.CharField(
        label=_("Name of the firm"),
        max_length=120,
        required=False,
        help_text=_("Only members who may act on it see it. It stands in no list and no file, and "
                    "is forgotten a year after this is closed. The firm, never its owner."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )  # fmt: skip
    anyway = forms.BooleanField(
        required=False, label=_("None of these is the same: write it as a new one")
    )

    def __init__(self, *args: Any, before: Observation | None = None, **kwargs: Any) -> None:
        if before is not None:
            names = ("kind", "title", "text", "where", "seen_on", "seen_precision", "source",
                     "firm")  # fmt: skip
            kwargs["initial"] = {name: getattr(before, name) for name in names}
        super().__init__(*args, **kwargs)
        offer_choices(self, "kind", words_of("observation").items(), _("Choose"))
        offer_choices(self, "source", words_of("observation_source").items(), _("Choose"))
        self.fields["seen_on"].widget.attrs["max"] = today().isoformat()

    @property
    def told(self) -> dict[str, Any]:
        """What `observe` and `rewrite` take."""
        names = ("kind", "title", "text", "where", "seen_on", "seen_precision", "source", "firm")
        return {name: self.cleaned_data[name] for name in names}


class AgainForm(AnywhereForm, CarefulForm, CreatingForm):
    careful: ClassVar[tuple[str, ...]] = ("note",)
    careful_of_groups: ClassVar[bool] = True

    seen_on = day_field(_("Seen again on"))
    note = forms.CharField(
        label=_("What was different"),
        max_length=300,
        required=False,
        help_text=_("Where and how this time; nobody's name."),
    )


class CloseForm(CarefulForm):
    careful: ClassVar[tuple[str, ...]] = ("note",)

    outcome = forms.ChoiceField(
        label=_("What became of it"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what became of it.")},
    )
    note = forms.CharField(
        label=_("In a sentence"), max_length=1000, required=False, widget=_area(3)
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_choices(self, "outcome", words_of("observation_outcome").items())


class FollowForm(forms.Form):
    """What followed outside Spona's own apps, or before they knew of each other."""

    kind = forms.ChoiceField(
        label=_("What followed"),
        choices=[("", _("Choose")), *(
            one for one in FollowUp.Kind.choices if one[0] != FollowUp.Kind.LETTER
        )],
        error_messages={"required": _("Choose what followed.")},
    )  # fmt: skip
    reference = forms.CharField(
        label=_("Its reference or number"),
        max_length=60,
        help_text=_("As it stands on the activity, in the plan or in the budget."),
        error_messages={"required": _("Write its reference or number.")},
    )


class LetterForm(AnywhereForm, CarefulForm, CreatingForm):
    careful: ClassVar[tuple[str, ...]] = ("body",)

    recipient = forms.ModelChoiceField(
        Institution.objects.none(),
        label=_("To whom"),
        required=False,
        empty_label=_("another body, written below"),
    )
    recipient_name = forms.CharField(
        label=_("Name of another body"), max_length=160, required=False
    )
    body = forms.CharField(
        label=_("Text of the letter"),
        max_length=4000,
        widget=_area(12),
        help_text=_("Filled in from what was noticed; change it as you like."),
        error_messages={"required": _("Write the text of the letter.")},
    )
    names_firm = forms.BooleanField(
        label=_("Name the firm in the letter"),
        required=False,
        help_text=_("An inspection needs it. The name is put in when the letter is printed."),
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if not cleaned.get("recipient") and not cleaned.get("recipient_name"):
            self.add_error("recipient", _("Choose to whom the letter goes, or write the name of "
                                          "the body."))  # fmt: skip
        if cleaned.get("recipient"):
            cleaned["recipient_name"] = ""
        return cleaned


class SentForm(forms.Form):
    number = forms.CharField(
        label=_("Registry number"),
        max_length=60,
        required=False,
        help_text=_("As the records office gave it."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    sent_on = day_field(_("Sent on"))
    answer_due_on = day_field(
        _("Answer awaited until"),
        _("A task reminds you. No rule sets this day: the letter or your agreement does."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        day = today()
        kwargs.setdefault("initial", {"sent_on": day, "answer_due_on": day + USUAL_WAIT})
        super().__init__(*args, **kwargs)


class AskAgainForm(forms.Form):
    answer_due_on = day_field(_("Answer awaited until"))


class AnswerForm(CarefulForm):
    careful: ClassVar[tuple[str, ...]] = ("note",)

    answered_on = day_field(_("Answered on"))
    outcome = forms.ChoiceField(
        label=_("What they answered"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what they answered.")},
    )
    note = forms.CharField(
        label=_("In a sentence"), max_length=1000, required=False, widget=_area(3)
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_choices(self, "outcome", words_of("letter_outcome").items())


class NeedForm(AnywhereForm, CarefulForm, CreatingForm):
    careful: ClassVar[tuple[str, ...]] = ("note", "cost_source")
    careful_of_groups: ClassVar[bool] = True

    service = forms.ChoiceField(
        label=_("Which service"), error_messages={"required": _("Choose the service.")}
    )
    month = forms.DateField(
        label=_("In which month"),
        input_formats=["%Y-%m", *DAY_FORMATS],
        validators=[possible],
        widget=forms.DateInput(attrs={"type": "month", "class": "is-short"}, format="%Y-%m"),
        error_messages={
            "required": _("Choose the month."),
            "invalid": _("There is no such month. Write it like 2026-11."),
        },
    )
    times = forms.IntegerField(
        label=_("How often it was needed and not had"),
        min_value=1,
        max_value=9999,
        widget=forms.NumberInput(attrs={"class": "is-short", "min": 1, "max": 9999}),
        help_text=_("A number under five is kept as “fewer than 5” and never as itself."),
        error_messages={
            "required": _("Write how often, in figures."),
            "invalid": _("Write how often, in figures."),
            "min_value": _("Write how often it was, at least once. A month without need needs no "
                           "line."),
            "max_value": _("This is too many for a month. Check the number."),
        },
    )  # fmt: skip
    reason = forms.ChoiceField(
        label=_("Why it was not had"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose why.")},
    )
    waiting_days = forms.IntegerField(
        label=_("How many days people wait"),
        min_value=1,
        max_value=3650,
        required=False,
        widget=forms.NumberInput(attrs={"class": "is-short", "min": 1, "max": 3650}),
        help_text=_("Only where the wait is the reason."),
        error_messages={
            "invalid": _("Write the days in figures."),
            "max_value": _("This is longer than ten years. Check the number."),
        },
    )
    cost = AmountField(
        label=_("What it would cost for a year in this town"),
        required=False,
        help_text=_("An estimate. Leave it empty where nobody made one."),
    )
    currency = forms.ChoiceField(
        label=_("Currency"),
        choices=CURRENCIES,
        required=False,
        widget=forms.Select(attrs={"class": "is-short"}),
    )
    cost_source = forms.CharField(
        label=_("Where the estimate comes from"), max_length=200, required=False
    )
    note = forms.CharField(
        label=_("What else is to be said"),
        max_length=300,
        required=False,
        help_text=_("Nothing about anybody who asked."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_choices(self, "service", words_of("service").items(), _("Choose"))
        offer_choices(self, "reason", words_of("unmet_reason").items())
        self.fields["month"].widget.attrs["max"] = f"{today():%Y-%m}"

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("cost") == 0:
            self.add_error(
                "cost", _("An estimate is more than zero. Leave it empty where there is none.")
            )
        if cleaned.get("cost") is not None and not cleaned.get("cost_source"):
            self.add_error("cost_source", _("Say where the estimate comes from."))
        if cleaned.get("cost") is not None and not cleaned.get("currency"):
            self.add_error("currency", _("Say in which currency."))
        if cleaned.get("reason") == WAITING and not cleaned.get("waiting_days"):
            self.add_error("waiting_days", _("Say about how many days people wait."))
        return cleaned

    @property
    def told(self) -> dict[str, Any]:
        """What `write_need` takes."""
        names = ("service", "month", "times", "reason", "waiting_days", "cost", "currency",
                 "cost_source", "note")  # fmt: skip
        return {name: self.cleaned_data[name] for name in names}


def places(network: Network, own: Institution | None, *, leads: bool) -> list[tuple[Any, str]]:
    """For whom this person may write: their own institution, or all at the table."""
    rows: list[tuple[Any, str]] = list(institution_choices(network))
    return rows if leads else [one for one in rows if own is not None and one[0] == own.pk]
