"""The search: by need, town, language, open now and words, for members and for everybody."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from django.conf import settings
from django.db.models import Q, QuerySet, Value
from django.db.models.functions import StrIndex
from django.db.models.lookups import GreaterThan

from spona import deadlines
from spona.access.actor import Actor
from spona.deadlines.time import today
from spona.directory.models import Institution
from spona.reference.models import Town
from spona.reference.scripts import fold
from spona.services.freshness import oldest_fresh, oldest_told
from spona.services.models import Card, Service
from spona.services.search_index import open_at, whole_by_id
from spona.services.visibility import Offer, offers

SIZE: Final = 20
LARGEST_PAGE: Final = 100
# Nobody turns so many pages, and to count further would cost more than all the rest.
COUNTED: Final = 5_000
_WORDS: Final = 6


@dataclass(frozen=True, slots=True)
class Found:
    """One page of what was found; `page` counts from 1 and is never beyond the last one.

    `total` goes up to `COUNTED`; `more`: there are some behind, which no page shows.
    """

    offers: list[Offer]
    total: int
    page: int
    pages: int
    more: bool = False


def search(
    *,
    actor: Actor | None = None,
    need: str = "",
    town: Town | None = None,
    language: str = "",
    open_now: bool = False,
    words: str = "",
    full: bool | None = None,
    unconfirmed: bool = False,
    institution: Institution | None = None,
    ended: bool = False,
    page: int = 1,
    size: int = SIZE,
    together: int = 0,
) -> Found:
    """Without `actor` for everybody: running, public, confirmed within a year, nothing invented
    (but in the demo) and nothing of a training network.

    `need` is a code of the list `service`, `language` one of the list `language`; `words` are
    found in both scripts. `full`: only what is full now, or only what is not. `unconfirmed`:
    what nobody confirmed for half a year; `ended`: what is no more; both for members only.
    Where no more than `together` fit, all come as one page, whatever `page` says.
    At most so many queries, however many services there are.
    """
    # The card of all towns, or that of this one.
    cards = Card.objects.filter(town=town)
    cards = _of_everybody(cards) if actor is None else _of(cards, actor, unconfirmed, ended)
    cards = _wanted(cards, need, language)
    if institution is not None:
        cards = cards.filter(institution=institution)
    for word in fold(words).split()[:_WORDS]:
        cards = cards.filter(_holds("search_key", f" {word}"))
    now = deadlines.now()
    if open_now:
        cards = cards.filter(open_at(now))
    if full is not None:
        is_full = Q(full_until__gt=now)
        cards = cards.filter(is_full) if full else cards.exclude(is_full)
    size = max(1, min(size, LARGEST_PAGE))
    together = min(together, LARGEST_PAGE)
    return _page(cards, max(1, page), size, together, public=actor is None)


def fits(*, need: str, town: Town | None, language: str) -> bool:
    """Whether `search` for everybody finds anything; nothing is counted. A card is not believed:
    the first service is looked at itself.
    """
    cards = _wanted(_of_everybody(Card.objects.filter(town=town)), need, language)
    first = cards.order_by("town_id", "sort_key", "service").values_list("service", flat=True)[:1]
    return any(one.told for one in _offers(list(first), public=True))


def _wanted(cards: QuerySet[Card], need: str, language: str) -> QuerySet[Card]:
    if need:
        cards = cards.filter(kind=need)
    if language:
        cards = cards.filter(_holds("languages", f" {language} "))
    return cards


def _holds(column: str, text: str) -> GreaterThan[Any]:
    """The text stands in the column as it is; several times as quick as LIKE, letter by letter."""
    return GreaterThan(StrIndex(column, Value(text)), 0)


def waits_for_a_call(ident: UUID) -> Offer | None:
    """A service that everybody could find if somebody confirmed it; None for any other."""
    cards = _invented_apart(Card.objects.filter(town=None, public=True, service=ident))
    row = Service.objects.filter(pk__in=cards.values("service")).first()
    found = offer_of(row, public=True) if row is not None else None
    return found if found is not None and not found.told else None


def _of_everybody(cards: QuerySet[Card]) -> QuerySet[Card]:
    day = today()
    cards = cards.filter(public=True, confirmed_on__gte=oldest_told(day), confirmed_on__lte=day)
    return _invented_apart(cards)


def _invented_apart(cards: QuerySet[Card]) -> QuerySet[Card]:
    return cards if settings.SPONA_KIND == "demo" else cards.filter(example=False)


def _of(cards: QuerySet[Card], actor: Actor, unconfirmed: bool, ended: bool) -> QuerySet[Card]:
    seen = Q(institution__in=Institution.objects.visible_to(actor).values("pk"))
    wide = Service.objects.filter(everywhere=True).values("pk")
    cards = cards.filter(seen | Q(public=True, service__in=wide), running=not ended)
    if unconfirmed:
        cards = cards.filter(Q(confirmed_on=None) | Q(confirmed_on__lt=oldest_fresh(today())))
    return cards


def _page(cards: QuerySet[Card], page: int, size: int, together: int, *, public: bool) -> Found:
    # All are of one town, or of none: named first, since PostgreSQL sorts behind IS NULL what an
    # index holds in order.
    rows = cards.order_by("town_id", "sort_key", "service").values_list("service", flat=True)
    # What is all on one page is not counted: words that few fit are looked for once.
    together = max(together, size if page == 1 else 0)
    ids = list(rows[: together + 1]) if together else []
    if together and len(ids) <= together:
        return Found(_offers(ids, public=public), len(ids), 1, 1)
    counted = cards.order_by()[: COUNTED + 1].count()
    total = min(counted, COUNTED)
    pages = max(1, -(-total // size))
    page = min(page, pages)
    start = (page - 1) * size
    ids = ids[:size] if page == 1 and ids else list(rows[start : min(start + size, total)])
    return Found(_offers(ids, public=public), total, page, pages, more=counted > COUNTED)


def _offers(ids: list[UUID], *, public: bool) -> list[Offer]:
    """In the order of `ids`, but what is not as Spona left it."""
    found = whole_by_id(ids)
    return offers([found[ident] for ident in ids if ident in found], public=public)


def public_services() -> QuerySet[Service]:
    """Those that `search` finds for everybody, for the API and the export."""
    return Service.objects.filter(
        pk__in=_of_everybody(Card.objects.filter(town=None)).values("service")
    )


def offer_of(service: Service, *, public: bool) -> Offer | None:
    """One service in full; None where it is not as Spona left it."""
    found = _offers([service.pk], public=public)
    return found[0] if found else None
