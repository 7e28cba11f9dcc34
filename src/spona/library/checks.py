"""What an editor wrote, before it is kept. Each refusal is the sentence the user reads."""

from __future__ import annotations

import datetime as dt
from typing import Final

from django.utils.translation import gettext as _

from spona import deadlines
from spona.access.denied import Denied
from spona.deadlines.time import today
from spona.reference.words import Words, is_cyrillic
from spona.ui.languages import WRITTEN

# Two years: farther away somebody mistyped the year.
_FARTHEST: Final = dt.timedelta(days=731)


def check_words(title: Words, *others: Words) -> None:
    """A title in Serbian, everything Serbian in Cyrillic, no language that public pages lack."""
    if not title.get("sr", "").strip():
        raise Denied(_("Write the title in Serbian."))
    for words in (title, *others):
        if set(words) - set(WRITTEN):
            raise Denied(_("Public pages are in Serbian, English and Hungarian."))
        if not is_cyrillic(words.get("sr", "")):
            raise Denied(_("Write the Serbian text in Cyrillic; Latin is made from it."))
    for code in WRITTEN[1:]:
        if not title.get(code) and any(words.get(code) for words in others):
            raise Denied(_("A text in another language needs its title in that language too."))


def written(words: Words) -> Words:
    """Without languages in which nothing is written."""
    return Words({code: text.strip() for code, text in words.items() if text.strip()})


def check_moment(at: dt.datetime | None) -> dt.datetime:
    """When it begins: now for None or what has just passed. Denied for far away."""
    now = deadlines.now()
    if at is None or at <= now:
        return now
    if at > now + _FARTHEST:
        raise Denied(_("This is more than two years away. Check the year."))
    return at


def check_confirmed(name: str, day: dt.date) -> None:
    """Somebody stands for it, and not only in the future."""
    if not name.strip():
        raise Denied(_("Write who understands the language and says that it is right."))
    if day > today():
        raise Denied(_("This day has not come yet. Correct it."))
