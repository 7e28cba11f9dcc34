"""Numbers that anybody may be told to call: each was called by somebody, and says when."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from spona.directory.models import ContactKind, ContactPoint
from spona.reference.models import Town
from spona.reference.words import Words
from spona.ui.languages import html_lang

# The police's emergency number in Serbia (mup.gov.rs). It is the one number shown without a
# call of ours: nobody may test an emergency line by calling it.
EMERGENCY: Final = "192"
_ORDER: Final = (ContactKind.ON_CALL, ContactKind.CENTRE, ContactKind.HELPLINE)


@dataclass(frozen=True, slots=True)
class Number:
    """`number` as people write it, `tel` for the link; `lang` where the label is in another
    language than the page.
    """

    number: str
    label: str | Promise
    confirmed_on: dt.date | None = None
    lang: str = ""
    words: Words | None = None
    # When it answers, in the language of the page; empty where its label says so.
    when: str = ""

    @property
    def tel(self) -> str:
        return "".join(sign for sign in self.number if sign.isdigit() or sign == "+")


def emergency() -> Number:
    return Number(EMERGENCY, _("Danger now: the police, day and night"))


def confirmed(town: Town | None = None, without: Collection[UUID] = ()) -> list[Number]:
    """Confirmed numbers, those on call in `town` first; of everybody only without a town. None of
    the institutions `without`: whoever is involved is not called.

    Never of an invented or a hidden institution, and no office numbers: who calls at night
    must not hear an empty room ring.
    """
    here = Q(town=None) & Q(institution__town=None)
    if town is not None:
        here |= Q(town=town) | Q(town=None, institution__town=town)
    rows = _public().filter(here).exclude(institution__in=without)
    if town is None:
        rows = rows.exclude(kind=ContactKind.ON_CALL)
    found: dict[str, Number] = {}
    for row in sorted(rows, key=lambda row: (_ORDER.index(ContactKind(row.kind)), row.number)):
        found.setdefault(row.number, _number(row))
    return list(found.values())


def on_call(towns: Iterable[Town]) -> list[tuple[Town, list[Number]]]:
    """Each town with the confirmed numbers that answer there at night, in the order given.

    One query for all of them: whoever came to the general page need not open seven others.
    """
    found: dict[object, list[Number]] = defaultdict(list)
    for row in _public().filter(kind=ContactKind.ON_CALL).order_by("number"):
        town = row.town_id or (row.institution.town_id if row.institution else None)
        if row.number not in {number.number for number in found[town]}:
            found[town].append(_number(row))
    return [(town, found.get(town.pk, [])) for town in towns]


def is_free(number: Number) -> bool:
    """Only where whoever confirmed it wrote so: nobody is told that it costs nothing by guess."""
    return "бесплат" in (number.words.get("sr", "") if number.words else "").lower()


def _public() -> QuerySet[ContactPoint]:
    rows = ContactPoint.objects.filter(
        Q(institution=None) | Q(institution__example=False, institution__confidential=False),
        kind__in=_ORDER,
        confirmed_on__isnull=False,
        ended_at=None,
    )
    # "On call" is the centre for social work's; another body's line must not stand in its place.
    foreign = Q(kind=ContactKind.ON_CALL) & ~Q(institution__sector="social_work")
    return rows.exclude(number=EMERGENCY).exclude(foreign).select_related("institution")


def _number(row: ContactPoint) -> Number:
    words = row.words or (row.institution.words if row.institution else row.words)
    return number_of(row.number, words, row.confirmed_on)


def number_of(number: str, words: Words, confirmed_on: dt.date | None, when: str = "") -> Number:
    here = get_language() or "sr"
    shown = words.shown_in(here)
    lang = "" if shown == here else html_lang(shown)
    return Number(number, str(words), confirmed_on, lang, words, when)
