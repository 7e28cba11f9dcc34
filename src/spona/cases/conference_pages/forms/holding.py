"""Minutes, decisions, calling off, refusing."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from spona.cases.conferences.actions.holding import LONGEST
from spona.cases.referral_pages.forms.fields import Choices, message_field
from spona.forms.choices import offer_choices
from spona.forms.days import day_field
from spona.meetings.models import Reason

# What people choose; the last one is written by the second person's refusal only.
REASONS = [one for one in Reason.choices if one[0] != Reason.NOT_APPROVED]


class MinutesForm(forms.Form):
    minutes = forms.CharField(
        label=_("Minutes"),
        help_text=_("Sealed; who leads the file reads them. Names of those present belong here."),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 14}),
        error_messages={"required": _("Write the minutes.")},
    )
    revision = forms.IntegerField(widget=forms.HiddenInput, required=False)


class DecideForm(forms.Form):
    """`owners`: (id, words) of who was at the table."""

    text = message_field(_("What was decided"), required=_("Write what was decided."))
    institution = forms.ChoiceField(
        label=_("Who does it"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose who does it.")},
    )
    due_on = day_field(_("By when"))

    def __init__(self, *args: Any, owners: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_choices(self, "institution", owners)


class CallOffForm(forms.Form):
    reason = forms.ChoiceField(
        label=_("Why does it not take place?"),
        choices=REASONS,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose why.")},
    )
