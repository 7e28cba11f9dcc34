"""Step 1: is anyone in danger now, and whom did you reach."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from spona.cases.fields import NeededSometimes
from spona.cases.intake.forms.possible import check_time
from spona.cases.referrals.words import YES_NO, choices


class DangerForm(forms.Form):
    in_danger = forms.ChoiceField(
        label=_("Is anyone in danger now?"),
        choices=choices(YES_NO),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose an answer. “Not sure” is an answer too.")},
    )
    reached = NeededSometimes(
        label=_("Whom did you reach by phone?"),
        help_text=_(
            "Needed when somebody is in danger: institution and name. If nobody answered, write "
            "that and whom you called."
        ),
        max_length=200,
    )
    role = forms.CharField(label=_("Their role"), max_length=120, required=False)
    at = forms.CharField(
        label=_("When"),
        max_length=60,
        required=False,
        widget=forms.TextInput(attrs={"class": "is-short"}),
    )

    def clean_at(self) -> str:
        return check_time(str(self.cleaned_data["at"]))

    def clean_reached(self) -> str:
        reached = str(self.cleaned_data["reached"]).strip()
        if self.cleaned_data.get("in_danger") == "yes" and not reached:
            raise forms.ValidationError(
                _("Call first. Then write whom you reached, or that nobody answered.")
            )
        return reached
