"""What the archive is for, and the passphrase under which it is sealed."""

from __future__ import annotations

import string
from itertools import pairwise
from typing import Any, Final

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from spona.cases.export.codes import EXPORTED_FOR
from spona.forms.choices import offer_choices
from spona.identity import passwords

SHORTEST: Final = 20
_DIFFERENT: Final = 6
# What fingers run along.
_ROWS: Final = (
    string.ascii_lowercase, "01234567890", "qwertyuiop", "qwertzuiop", "asdfghjkl", "zxcvbnm",
    "yxcvbnm",
)  # fmt: skip
_SIDE_BY_SIDE: Final = {
    pair for row in _ROWS for pair in (*pairwise(row), *pairwise(reversed(row)))
}


class ExportForm(forms.Form):
    purpose = forms.ChoiceField(
        label=gettext_lazy("What is it for?"),
        widget=forms.RadioSelect,
        error_messages=dict.fromkeys(
            ("required", "invalid_choice"), gettext_lazy("Choose what it is for.")
        ),
    )
    passphrase = forms.CharField(
        label=gettext_lazy("Passphrase of the archive"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=gettext_lazy(
            "Five or six words in Latin letters without marks, which you use nowhere else. Nobody "
            "can open the archive without it, and Spona does not keep it."
        ),
        error_messages={"required": gettext_lazy("Type a passphrase.")},
    )
    again = forms.CharField(
        label=gettext_lazy("The passphrase once more"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        error_messages={"required": gettext_lazy("Type the passphrase once more.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_choices(self, "purpose", EXPORTED_FOR.items())

    def clean_passphrase(self) -> str:
        typed: str = self.cleaned_data["passphrase"]
        if len(typed) < SHORTEST:
            raise forms.ValidationError(
                _("Use at least %(n)s characters. Five or six words are easy to remember.")
                % {"n": SHORTEST}
            )
        # Programs that open the archive do not all send other letters alike.
        if not typed.isascii() or not typed.isprintable() or typed != typed.strip():
            raise forms.ValidationError(
                _("Use Latin letters without marks, and no space at the beginning or the end.")
            )
        if len(set(typed.lower())) < _DIFFERENT or _repeats(typed) or _runs(typed):
            raise forms.ValidationError(_("This is too easy to guess. Use words."))
        if fault := passwords.fault(typed, login=""):
            raise forms.ValidationError(fault)
        return typed

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        typed, again = said.get("passphrase"), said.get("again")
        if typed and again and typed != again:
            self.add_error("again", _("The two are not the same. Type both once more."))
        return said


def _repeats(typed: str) -> bool:
    """The same word again and again is one word."""
    bare = "".join(filter(str.isalnum, typed.lower()))
    return any(
        bare == (bare[:length] * len(bare))[: len(bare)] for length in range(1, len(bare) // 2 + 1)
    )


def _runs(typed: str) -> bool:
    """Whether most letters stand beside the one before, in the alphabet or on the keys."""
    pairs = list(pairwise(filter(str.isalnum, typed.lower())))
    near = sum(one == other or (one, other) in _SIDE_BY_SIDE for one, other in pairs)
    return 2 * near > len(pairs)
