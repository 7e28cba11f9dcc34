"""Small numbers as words, as people say them: a desk opens with a sentence, not with a figure."""

from __future__ import annotations

from typing import Final

from django.utils.translation import pgettext_lazy

from spona.cases.worklists.paging import COUNTED

# Of things (stvar, prijava: feminine in Serbian) and of deadlines (rok: masculine).
_THINGS: Final = {
    1: pgettext_lazy("how many things", "one"),
    2: pgettext_lazy("how many things", "two"),
}
_DEADLINES: Final = {
    1: pgettext_lazy("how many deadlines", "one"),
    2: pgettext_lazy("how many deadlines", "two"),
}
# Of places (mesto: neuter).
_PLACES: Final = {
    1: pgettext_lazy("how many places", "one"),
    2: pgettext_lazy("how many places", "two"),
}
_BOTH: Final = {
    3: pgettext_lazy("how many", "three"),
    4: pgettext_lazy("how many", "four"),
    5: pgettext_lazy("how many", "five"),
    6: pgettext_lazy("how many", "six"),
    7: pgettext_lazy("how many", "seven"),
    8: pgettext_lazy("how many", "eight"),
    9: pgettext_lazy("how many", "nine"),
    10: pgettext_lazy("how many", "ten"),
}


def number(n: int) -> int | str:
    """In figures; beyond a thousand nothing was counted."""
    return f"{COUNTED}+" if n > COUNTED else n


def things(n: int) -> str:
    """In Serbian: jedna, dve … deset, then figures as in `number`."""
    return str((_THINGS | _BOTH).get(n, number(n)))


def deadlines(n: int) -> str:
    """In Serbian: jedan, dva … deset, then figures."""
    return str((_DEADLINES | _BOTH).get(n, n))


def places(n: int) -> str:
    """In Serbian: jedno, dva … deset, then figures."""
    return str((_PLACES | _BOTH).get(n, n))


def sentence(text: str) -> str:
    """The text with a capital at its beginning; the rest as it is."""
    return text[:1].upper() + text[1:]
