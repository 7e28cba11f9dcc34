"""How many came, by sex and age group: numbers of people, never anybody's own."""

from __future__ import annotations

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

# As they are counted in the hall: by who stands there, so no more than can be seen.
WHO: Final[dict[str, Promise]] = {
    "f": pgettext_lazy("people at an activity", "Women and girls"),
    "m": pgettext_lazy("people at an activity", "Men and boys"),
}
GROUPS: Final[dict[str, Promise]] = {
    "0_14": _("up to 14"),
    "15_17": _("15 to 17"),
    "18_29": _("18 to 29"),
    "30_64": _("30 to 64"),
    "65_up": _("65 and over"),
}
CELLS: Final = tuple(f"{who}_{group}" for group in GROUPS for who in WHO)
MOST: Final = 100_000
