"""What of the log is asked for. Codes and months only stand in the address, never a name."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any, Final, cast

from django import forms
from django.utils import timezone
from django.utils.dates import MONTHS
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from spona.dashboard.oversight.log_words import KINDS

_MONTHS_BACK: Final = 24


class LogFilter(forms.Form):
    """A value that is none of the choices narrows nothing, and its field says so."""

    kind = forms.ChoiceField(label=_("What was done"), required=False)
    month = forms.ChoiceField(label=pgettext_lazy("of the log", "Month"), required=False)
    who = forms.ChoiceField(label=_("Who, by the code of the log"), required=False)

    def __init__(self, *args: Any, codes: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, rows in (("kind", KINDS.items()), ("month", _months()), ("who", codes)):
            field = cast("forms.ChoiceField", self.fields[name])
            field.choices = [("", pgettext_lazy("of the log", "all")), *rows]

    def chosen(self) -> dict[str, str]:
        """Name of a field → its code; without those that narrow nothing."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}

    @property
    def month_chosen(self) -> dt.date | None:
        said = self.chosen().get("month")
        return dt.date.fromisoformat(f"{said}-01") if said else None

    @property
    def query(self) -> str:
        return urlencode(self.chosen())


def _months() -> list[tuple[str, str]]:
    """The last two years, the newest first."""
    day = timezone.localdate().replace(day=1)
    found = []
    for _each in range(_MONTHS_BACK):
        found.append((f"{day:%Y-%m}", f"{MONTHS[day.month]} {day.year}"))
        day = (day - dt.timedelta(days=1)).replace(day=1)
    return found
