"""Forms of a request about data: what was asked, and what came of it."""

from __future__ import annotations

import datetime as dt
from typing import Any, Final

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from spona.cases.data_requests.actions import Arrived
from spona.cases.data_requests.documents import OUTCOMES, REPORTED
from spona.cases.data_requests.models import DataRequest
from spona.directory.models import Member
from spona.forms.choices import offer_choices
from spona.forms.days import day_field, time_field
from spona.forms.text import text_field
from spona.reference.reference_codes import normalise

_WORDS: Final = 4000


class RequestForm(forms.Form):
    kind = forms.ChoiceField(
        label=_("What is it about?"),
        choices=DataRequest.Kind.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what it is about.")},
    )
    day = day_field(_("When did it come, or when did you learn of it?"))
    time = time_field(
        _("At what time"), required=False,
        help_text=_("Without an hour it counts from midnight, so that no deadline ends too late."),
    )  # fmt: skip
    who = text_field(
        _("Who asks, and how they are reached safely"), length=300, required=False,
        help_text=_("Sealed, as all words here."),
    )  # fmt: skip
    words = text_field(
        _("What is asked, or what happened"), length=_WORDS, rows=4,
        error_messages={"required": _("Write what is asked, or what happened.")},
    )  # fmt: skip
    case = text_field(
        _("Reference of the file it is about"), length=20, required=False,
        help_text=_("Like F-7K3M-Q2. Not required."),
    )  # fmt: skip
    owner = forms.ChoiceField(
        label=_("Who answers it?"),
        error_messages=dict.fromkeys(("required", "invalid_choice"), _("Choose who answers it.")),
    )

    def __init__(self, *args: Any, people: list[Member], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._people = {str(one.pk): one for one in people}
        rows = [(key, one.person.shown_name) for key, one in self._people.items()]
        offer_choices(self, "owner", rows, empty=_("Choose who answers"))

    def clean_case(self) -> str:
        typed = str(self.cleaned_data["case"])
        try:
            found = normalise(typed) if typed.strip() else ""
        except ValueError as mistyped:
            raise forms.ValidationError(
                _("This reference has a typing error. Copy it from the file.")
            ) from mistyped
        if found is None:
            raise forms.ValidationError(
                _("This reference has a typing error. Copy it from the file.")
            )
        return found

    @property
    def arrived(self) -> Arrived:
        got = self.cleaned_data
        at = dt.datetime.combine(got["day"], got["time"] or dt.time())
        return Arrived(
            got["kind"],
            timezone.make_aware(at),
            got["who"],
            got["words"],
            got["case"],
            self._people.get(got["owner"]),
        )


class AnswerRequestForm(forms.Form):
    """`revision` is what the page showed."""

    outcome = forms.ChoiceField(
        label=_("What came of it?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what came of it.")},
    )
    answer = text_field(
        _("What was answered, when and in which way"), length=_WORDS, rows=4,
        error_messages={"required": _("Write what was answered, and when.")},
    )  # fmt: skip
    revision = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, is_breach: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_choices(self, "outcome", (REPORTED if is_breach else OUTCOMES).items())
