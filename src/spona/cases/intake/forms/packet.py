"""Step 5: which parts go."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from spona.cases.intake.presets import PARTS, SECTIONS
from spona.forms.choices import offer_choices


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

    def __init__(self, *args: Any, sections: Collection[str] = (), **kwargs: Any) -> None:
        """`sections`: which of `SECTIONS` there is something to send of."""
        super().__init__(*args, **kwargs)
        answered = [(name, label) for name, label in SECTIONS.items() if name in sections]
        offer_choices(self, "parts", [*PARTS.items(), *answered])
