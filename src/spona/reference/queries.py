"""Reads that choose: what is in force, whose signs a sector gets, on what a packet may rest."""

import datetime as dt
from dataclasses import dataclass
from itertools import groupby

from django.db.models import Count, Q, QuerySet

from spona.reference.models import Code, IndicatorList, LegalBasis
from spona.reference.scripts import serbian_key
from spona.reference.titles import TITLES

GENERAL = "general"


@dataclass(frozen=True, slots=True)
class CodeList:
    name: str
    title: str
    codes: list[Code]


def code_lists(on: dt.date) -> list[CodeList]:
    """The lists with their codes in force on this day, by title in the reader's alphabet."""
    codes = Code.objects.valid_on(on).order_by("list", "order", "code")
    found = [
        CodeList(name, str(TITLES.get(name, name)), list(group))
        for name, group in groupby(codes, key=lambda code: code.list)
    ]
    return sorted(found, key=lambda each: serbian_key(each.title))


def indicator_lists(on: dt.date) -> QuerySet[IndicatorList]:
    """The lists of signs in force on this day, each with `signs`, the number of its signs."""
    return IndicatorList.objects.valid_on(on).annotate(signs=Count("indicators"))


def indicator_list_for(sector: str, on: dt.date) -> IndicatorList:
    """The sector's own signs on this day; else those of the sector it shares a list with; else
    the general list. The caller sees which one it got by its `sector`.

    IndicatorList.DoesNotExist when not even a general list is valid on that day.
    """
    code = Code.objects.of("sector", on).filter(code=sector).first()
    shared = code.extra.get("list_of", "") if code else ""
    valid = {each.sector: each for each in IndicatorList.objects.valid_on(on)}
    for wanted in (sector, shared, GENERAL):
        if wanted in valid:
            return valid[wanted]
    raise IndicatorList.DoesNotExist(f"no list of signs for {sector} and no general one on {on}")


def legal_bases_for(
    *, sender: str, recipient: str, child_path: bool, on: dt.date
) -> QuerySet[LegalBasis]:
    """What may be said to rest on more than agreement, from one sector to another on this day.

    `child_path` is true for a child and for a person whose age is not sure.
    """
    ages = ("any", "child") if child_path else ("any", "adult")
    return (
        LegalBasis.objects.valid_on(on)
        .filter(Q(sender_sector="") | Q(sender_sector=sender))
        .filter(Q(recipient_sector="") | Q(recipient_sector=recipient))
        .filter(age__in=ages)
    )
