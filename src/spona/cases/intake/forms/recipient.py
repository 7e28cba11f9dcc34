"""Step 4: to whom, and who must not see it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from spona.cases.fields.codes import YES_NO, choices
from spona.forms.choices import offer_choices

type Choices = Sequence[tuple[str, Any]]


class RecipientForm(forms.Form):
    """`networks`, `institutions`, `people`, `others`: choices as (id, words)."""

    network = forms.ChoiceField(label=_("Network"), widget=forms.RadioSelect)
    institution = forms.ChoiceField(
        label=_("To which institution"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose to whom you send it.")},
    )
    related = forms.ChoiceField(
        label=_("Is anyone in these institutions involved or related?"),
        help_text=_("A relative, a friend of the family, somebody who may be a suspect."),
        choices=choices(YES_NO),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose an answer. “Not sure” is an answer too.")},
    )
    people = forms.MultipleChoiceField(
        label=_("Who must not see it"), widget=forms.CheckboxSelectMultiple, required=False
    )
    institutions = forms.MultipleChoiceField(
        label=_("Or a whole institution"), widget=forms.CheckboxSelectMultiple, required=False
    )

    def __init__(
        self,
        *args: Any,
        networks: Choices,
        recipients: Choices,
        people: Choices,
        institutions: Choices,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        for name, given in (
            ("network", networks),
            ("institution", recipients),
            ("people", people),
            ("institutions", institutions),
        ):
            offer_choices(self, name, given)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("related") != "yes":
            return cleaned
        if not cleaned.get("people") and not cleaned.get("institutions"):
            self.add_error("people", _("Tick who must not see it, or answer “not sure”."))
        if cleaned.get("institution") in (cleaned.get("institutions") or ()):
            self.add_error(
                "institution", _("You have locked this institution out. Choose another recipient.")
            )
        return cleaned
