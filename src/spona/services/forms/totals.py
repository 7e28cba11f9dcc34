"""The numbers of a quarter, one field for each kind of service."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from spona.reference.scripts import fold
from spona.services.models import LARGEST

_SMALL: Final = re.compile(r"<\s*5|1\s*[-–]\s*4")
SMALL: Final = "<5"


class CountField(forms.CharField):
    """Cleans to a number, None for "fewer than 5", 0 for an empty field."""

    def __init__(self, **more: Any) -> None:
        super().__init__(
            max_length=20,
            required=False,
            widget=forms.TextInput(
                attrs={"class": "is-short", "inputmode": "numeric", "autocomplete": "off"}
            ),
            **more,
        )

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        if not text:
            return 0
        if _SMALL.fullmatch(text) or fold(text) in ("manje od 5", "fewer than 5"):
            return None
        if not (text.isascii() and text.isdigit()):
            raise forms.ValidationError(_("Write a whole number in digits, or <5."))
        if int(text) > LARGEST:
            raise forms.ValidationError(
                _("Check the numbers: one of them is negative or too large.")
            )
        return int(text)


class TotalsForm(forms.Form):
    """`often`: kinds that the institution has typed before; the others wait in a fold."""

    def __init__(
        self,
        *args: Any,
        labels: Mapping[str, str],
        often: frozenset[str],
        standing: Mapping[str, int | None],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self._often = often
        for kind, label in labels.items():
            initial = "" if kind not in standing else _typed(standing[kind])
            self.fields[f"n_{kind}"] = CountField(label=label, initial=initial)

    @property
    def numbers(self) -> dict[str, int | None]:
        return {name[2:]: self.cleaned_data[name] for name in self.fields}

    @property
    def first(self) -> list[forms.BoundField]:
        """What is asked at once: what was typed before, and what needs mending."""
        return [self[name] for name in self.fields if self._is_first(name)]

    @property
    def rest(self) -> list[forms.BoundField]:
        return [self[name] for name in self.fields if not self._is_first(name)]

    def _is_first(self, name: str) -> bool:
        return not self._often or name[2:] in self._often or self.has_error(name)


def _typed(number: int | None) -> str:
    return SMALL if number is None else str(number)
