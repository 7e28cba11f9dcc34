"""Step 5: which parts go."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from spona.cases.intake.presets import PARTS


class PacketForm(forms.Form):
    """Cover and sender always go; these parts go when they are ticked."""

    parts = forms.MultipleChoiceField(
        label=_("What you send"),
        choices=list(PARTS.items()),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    person_knows = forms.BooleanField(
        label=_("The person knows what I send and to whom."), required=False
    )
    agreed = forms.BooleanField(
        label=_("The person has agreed that it is sent to this institution."), required=False
    )
