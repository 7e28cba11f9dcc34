"""A meeting about what stands still: references, a time, a place, who comes. No content."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from spona.cases.conference_pages.forms.calling import NOBODY
from spona.cases.referral_pages.forms.fields import Choices
from spona.forms.choices import offer_choices
from spona.forms.days import day_field, time_field
from spona.meetings.permissions import AT_MOST
from spona.reference.reference_codes import normalise


class ConveneForm(forms.Form):
    """`invited`: (id, words). The references are the neutral ones of the coordinator's list."""

    day = day_field(_("Day"))
    time = time_field(_("Time"))
    place = forms.CharField(
        label=_("Where you meet"),
        help_text=_("A room of an institution. Nothing here may tell of a person."),
        max_length=60,
        error_messages={"required": _("Write where you meet.")},
    )
    more = forms.CharField(
        label=_("Other references for the same meeting"),
        help_text=_("As they stand on your desk, with a space between them."),
        max_length=200,
        required=False,
    )
    invited = forms.MultipleChoiceField(
        label=_("Whom you invite"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": NOBODY, "invalid_choice": NOBODY},
    )

    def __init__(self, *args: Any, invited: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_choices(self, "invited", invited)

    def clean_more(self) -> list[str]:
        found = []
        for word in self.cleaned_data["more"].replace(",", " ").split():
            try:
                reference = normalise(word)
            except ValueError:
                reference = None
            if reference is None:
                raise forms.ValidationError(
                    _("%(word)s is no reference. Compare it once more.") % {"word": word}
                )
            found.append(reference)
        return found

    def clean_invited(self) -> list[str]:
        chosen: list[str] = self.cleaned_data["invited"]
        if len(chosen) > AT_MOST:
            raise forms.ValidationError(_("Invite fifteen institutions at most."))
        return chosen
