"""What the person has agreed to."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from spona.cases.consent.words import HOW, WHO
from spona.cases.referrals.words import YES_NO, choices
from spona.cases.referring.forms.fields import CHOOSE, Choices, day_field, message_field
from spona.cases.referring.parts import PARTS


class AgreementForm(forms.Form):
    """What the person agreed to. `recipients`: (id, words)."""

    recipient = forms.ChoiceField(
        label=_("For which institution"),
        error_messages={"required": CHOOSE, "invalid_choice": CHOOSE},
    )
    parts = forms.MultipleChoiceField(
        label=_("What may go"),
        choices=choices(PARTS),
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": _("Tick what the person agreed to. Without a part nothing may go.")
        },
    )
    purpose = message_field(
        _("What for"),
        required=_("Write what it is for. The person agrees to a purpose, not to a form."),
    )
    starts_on = day_field(_("From"))
    ends_on = day_field(
        _("To, the last day"), required=False, hint=_("Empty: until the person withdraws it.")
    )
    how = forms.ChoiceField(
        label=_("How it was given"),
        choices=choices(HOW),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose how the agreement was given.")},
    )
    who = forms.ChoiceField(
        label=_("Who agreed"),
        choices=choices(WHO),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose who agreed.")},
    )
    guardian = forms.CharField(
        label=_("Name of the guardian"),
        help_text=_("Only where a guardian agrees."),
        max_length=200,
        required=False,
    )
    conflict = forms.ChoiceField(
        label=_("May the guardian's interests and the child's collide?"),
        help_text=_("Asked before a guardian sees or agrees to anything. “Not sure” is an answer."),
        choices=choices(YES_NO),
        widget=forms.RadioSelect,
        required=False,
    )
    language = forms.CharField(label=_("In which language"), max_length=80, required=False)
    interpreter = forms.CharField(label=_("Interpreter"), max_length=200, required=False)

    def __init__(self, *args: Any, recipients: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["recipient"].choices = [("", _("Choose")), *recipients]  # type: ignore[attr-defined]
