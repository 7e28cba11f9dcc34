"""Services that can be called now: confirmed, open, with a number; day and night come first."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable
from typing import Final
from uuid import UUID

from django.utils.translation import gettext as _

from spona import deadlines
from spona.reference.models import Town
from spona.services.finding import LARGEST_PAGE, public_services, search
from spona.services.models import Phone, PhoneKind
from spona.services.numbers import Number, number_of
from spona.services.search_index import whole
from spona.services.visibility import Offer, offers
from spona.ui.days import hour

MOST: Final = 4
# What does not close for so long is open day and night.
_LONG: Final = dt.timedelta(days=6)
_SPOKEN: Final = frozenset({PhoneKind.VOICE, PhoneKind.CELL})


def open_now(
    town: Town, without: Collection[Number] = (), excluded: Collection[UUID] = ()
) -> list[Number]:
    """Of the town, or for any town; those that never close first."""
    found = search(town=town, open_now=True, size=LARGEST_PAGE).offers
    return _numbers(_of_others(found, excluded), without)


def day_and_night(
    town: Town | None = None, without: Collection[Number] = (), excluded: Collection[UUID] = ()
) -> list[Number]:
    """Of the whole country; with a town its own too."""
    if town is None:
        found = offers(list(whole(public_services().filter(everywhere=True))), public=True)
    else:
        found = search(town=town, open_now=True, size=LARGEST_PAGE).offers
    never = [one for one in _of_others(found, excluded) if _never_closes(one)]
    return _numbers(never, without)


def beside(
    town: Town | None, own: Collection[Number], excluded: Collection[UUID] = ()
) -> list[Number]:
    """What stands under the numbers that a page has: where it has none, all that is open now.

    Nothing of the institutions `excluded`: whoever is involved is not called.
    """
    if town is not None and not own:
        return open_now(town, excluded=excluded)
    return day_and_night(town, own, excluded)


def _of_others(found: Iterable[Offer], excluded: Collection[UUID]) -> list[Offer]:
    return [one for one in found if one.service.institution_id not in excluded]


def first_phone(offer: Offer) -> Phone | None:
    """The number that somebody calls first."""
    return next((row for row in offer.all_phones if row.kind in _SPOKEN), None)


def _numbers(found: Iterable[Offer], without: Collection[Number]) -> list[Number]:
    """Each service with its first number; none of what was confirmed long ago."""
    there = {one.tel for one in without}
    shown: dict[str, Number] = {}
    for one in sorted(found, key=lambda one: not _never_closes(one)):
        phone = first_phone(one)
        confirmed_on = one.service.confirmed_on
        if phone is None or not one.is_open or one.is_red or confirmed_on is None:
            continue
        made = number_of(phone.number, one.service.words, confirmed_on, _when(one))
        if made.tel not in there:
            shown.setdefault(made.tel, made)
    return list(shown.values())[:MOST]


def _never_closes(one: Offer) -> bool:
    if not one.is_open:
        return False
    return one.closes_at is None or one.closes_at - deadlines.now() > _LONG


def _when(one: Offer) -> str:
    example = f", {_('example')}" if one.is_example else ""
    if _never_closes(one) or one.closes_at is None:
        return _("day and night") + example
    return _("now until %(time)s") % {"time": hour(one.closes_at)} + example
