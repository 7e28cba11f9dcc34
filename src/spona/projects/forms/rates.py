"""A dated rate."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from spona.forms.amount import AmountField
from spona.forms.days import day_field
from spona.projects.models import Rate
from spona.projects.money import CURRENCIES, DINAR
from spona.reference.forms import CreatingForm


class RateForm(CreatingForm):
    currency = forms.ChoiceField(
        label=_("Currency"),
        choices=[(one, one) for one in CURRENCIES if one != DINAR],
        widget=forms.Select(attrs={"class": "is-short"}),
    )
    day = day_field(_("Day of the rate"))
    rate = AmountField(
        places=6, label=_("Dinars for one unit"), help_text=_("As 117,1234."),
    )  # fmt: skip
    source = forms.CharField(
        label=_("Source"),
        max_length=200,
        help_text=_("As: National Bank of Serbia, middle rate, list no. 120."),
    )

    def row(self) -> Rate:
        return Rate(**{n: self.cleaned_data[n] for n in ("currency", "day", "rate", "source")})
