"""A receipt as people type it: any case, spaces, a Cyrillic keyboard, half of it."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING, Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from spona.reference.scripts import latin

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

# Six symbols find the row and sixteen digits open it.
SYMBOLS: Final = 22
LOCATOR: Final = 6
# On the Serbian Cyrillic keyboard these keys stand where Q, W and X are.
_KEYS: Final = str.maketrans("ЉЊЏ", "QWX")


def plain(text: str) -> str:
    """Letters and digits only, upper case, Latin: what of the typed text can belong to a code."""
    upper = unicodedata.normalize("NFKC", text).upper().translate(_KEYS)
    return "".join(sign for sign in latin(upper) if sign.isalnum())


def half_typed(symbols: str) -> str:
    """A sentence where symbols are missing or too many, else empty.

    It speaks of what was typed only, so it tells nothing about which codes exist.
    """
    missing = SYMBOLS - len(symbols)
    if missing > 0:
        return ngettext(
            "The code has 22 symbols. %(n)s is missing.",
            "The code has 22 symbols. %(n)s are missing.",
            missing,
        ) % {"n": missing}
    if missing < 0:
        return ngettext(
            "The code has 22 symbols. There is %(n)s too many.",
            "The code has 22 symbols. There are %(n)s too many.",
            -missing,
        ) % {"n": -missing}
    return ""


def grouped(symbols: str) -> str:
    """The code as it was shown, for the card: `7K3MQ2-0123-4567-8901-2345`."""
    digits = symbols[LOCATOR:]
    return "-".join([symbols[:LOCATOR], *(digits[at : at + 4] for at in range(0, 16, 4))])


class ReceiptCodeField(forms.CharField):
    """The code of a receipt, however it is typed; clean gives its symbols. `missing`: the sentence
    where nothing was typed.
    """

    def __init__(self, *, missing: _StrPromise | str, **more: Any) -> None:
        super().__init__(
            label=_("Your code"),
            help_text=_("22 symbols. Small letters, spaces and dashes do not matter."),
            max_length=200,
            widget=forms.TextInput(
                attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}
            ),
            error_messages={
                "required": missing,
                "max_length": _("This is too long for a code. Type only the code."),
            },
            **more,
        )

    def clean(self, value: Any) -> str:
        symbols = plain(str(super().clean(value)))
        if sentence := half_typed(symbols):
            raise forms.ValidationError(sentence)
        return symbols
