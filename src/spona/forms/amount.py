"""Amounts and other numbers with decimals, as people here write them."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any, Final

from django import forms
from django.utils.formats import number_format
from django.utils.translation import gettext_lazy as _

LARGEST: Final = Decimal("999999999999.99")
# Groups of three by one mark, then decimals behind another one. A group never begins with a zero,
# so 0,500 is half a dinar and 1.200 is twelve hundred.
_AMOUNT: Final = re.compile(
    r"(?P<whole>[1-9]\d{0,2}(?P<mark>[., '])\d{3}(?:(?P=mark)\d{3})*|\d+)"
    r"(?:(?P<point>[.,])(?P<decimals>\d+))?",
    re.ASCII,
)
_SPACES: Final = re.compile(r"[\s\u00a0\u2009\u202f]+")


def read_amount(text: str, places: int = 2) -> Decimal | None:
    """1.200 · 1 200 · 1.200,50 · 1,200.50 · 1200,5 · 0,500; None where it is none of these.

    With three places or more (a rate), three digits behind a lone comma or point are decimals.
    """
    found = _AMOUNT.fullmatch(_SPACES.sub(" ", text.strip()).replace("’", "'"))
    if found is None:
        return None
    whole, mark, point = found["whole"], found["mark"], found["point"]
    decimals = found["decimals"] or ""
    if mark and not point and places >= 3 and mark in ".," and whole.count(mark) == 1:
        whole, decimals = whole.split(mark)
    elif point and point == mark:
        return None
    elif point and not mark and len(decimals) == 3 and places < 3 and int(whole):
        # 1200.500: groups that somebody began too late, or three decimals? Nobody guesses.
        return None
    decimals = decimals.rstrip("0")
    if len(decimals) > places:
        return None
    return Decimal(f"{re.sub(r'[^0-9]', '', whole)}.{decimals or 0}").normalize() + Decimal(0)


class AmountField(forms.CharField):
    """Cleans to a Decimal that is not negative, or None where it is empty and may be."""

    def __init__(self, *, places: int = 2, largest: Decimal = LARGEST, **more: Any) -> None:
        super().__init__(
            max_length=24,
            widget=forms.TextInput(
                attrs={"class": "is-short", "inputmode": "decimal", "autocomplete": "off"}
            ),
            **more,
        )
        self._places, self._largest = places, largest

    def prepare_value(self, value: Any) -> Any:
        """As the reader's language writes it; what was typed stays as it was typed."""
        if not isinstance(value, Decimal):
            return value
        exponent = value.normalize().as_tuple().exponent
        decimals = max(0, -int(exponent))
        return number_format(
            value, 2 if decimals == 1 else decimals, use_l10n=True, force_grouping=True
        )

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        if not text:
            return None
        if (found := read_amount(text, self._places)) is None:
            raise forms.ValidationError(_("Write the amount in digits, as 1.250,00."))
        if found > self._largest:
            raise forms.ValidationError(_("Check the amount: it is negative or too large."))
        return found
