"""What has come to an institution without an account, the nearest deadline first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from django.db.models import Case as Switch
from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery, Value, When

from spona.access.actor import Actor
from spona.cases.worklists.paging import Page, cut, up_to
from spona.deadlines import now
from spona.deadlines.models import Deadline
from spona.deadlines.queries import DeadlineView, views_of
from spona.identity.keyring import Keyring
from spona.tipline.covers import Head, heads_of
from spona.tipline.models import Addressee, Message, State, Tip

AN_HOUR: Final = timedelta(hours=1)
# So many in an hour are no accident: a town has some messages a month.
FLOOD: Final = 30
_WAITS: Final = Q(news=True) | Q(tip__state__in=(State.ARRIVED, State.READ))


@dataclass(frozen=True, slots=True)
class Row:
    """`news`: something was added that the own institution has not opened. `head`: of a report
    with a name that is not closed.
    """

    tip: Tip
    deadline: DeadlineView | None
    opened: bool
    news: bool
    waits: bool
    head: Head | None = None


@dataclass(frozen=True, slots=True)
class Queue:
    """One page. `waiting`: nobody has taken it over, or there is news; `taken`: ours; `closed`:
    over. `count_waiting` on all pages, and how many of them came in the last hour (`lately`); both
    at most COUNTED + 1.
    """

    page: Page[Row]
    count_waiting: int
    lately: int

    @property
    def waiting(self) -> list[Row]:
        return [row for row in self.page.rows if row.waits]

    @property
    def taken(self) -> list[Row]:
        return [row for row in self.page.rows if not row.waits and row.tip.state == State.TAKEN]

    @property
    def closed(self) -> list[Row]:
        return [row for row in self.page.rows if not row.waits and row.tip.state == State.CLOSED]

    @property
    def is_flood(self) -> bool:
        return self.lately >= FLOOD


def queue(actor: Actor, keys: Keyring, number: int = 1) -> Queue:
    """Clear columns; of a report with a name its head as well, of a message nothing is opened.

    The number of queries does not grow with the rows.
    """
    rows = Addressee.objects.filter(
        institution_id=str(actor.institution_id), tip__in=Tip.objects.visible_to(actor)
    ).annotate(news=Exists(_added()))
    due = Deadline.objects.running().filter(subject_kind="tip", subject_id=OuterRef("pk"))
    ordered = rows.annotate(waits=Switch(When(_WAITS, then=True), default=False)).alias(
        due=Subquery(due.order_by("due_at").values("due_at")[:1]),
        over=Switch(When(tip__state=State.CLOSED, then=Value(1)), default=Value(0)),
    )
    ordered = ordered.select_related("tip__network")
    page = cut(
        ordered.order_by("-waits", "over", F("due").asc(nulls_last=True), "tip__sent_at", "pk"),
        number,
    )
    deadlines = _deadlines(page.rows)
    heads = heads_of(
        [one.tip.box_id for one in page.rows if one.tip.state != State.CLOSED], by=actor, keys=keys
    )
    made = [_row(one, deadlines.get(one.pk), heads.get(one.tip.box_id)) for one in page.rows]
    waiting = rows.filter(_WAITS)
    lately = waiting.filter(tip__sent_at__gt=now() - AN_HOUR)
    shown = Page(made, page.number, page.first, page.last, page.count, page.more)
    return Queue(shown, up_to(waiting), up_to(lately))


def _added() -> QuerySet[Message]:
    """What the writer added and nobody of the institution has opened."""
    return Message.objects.filter(tip=OuterRef("tip"), institution=None, read_at=None)


def _row(addressee: Addressee, deadline: DeadlineView | None, head: Head | None) -> Row:
    news: bool = getattr(addressee, "news")  # noqa: B009 — annotations of the query
    waits: bool = getattr(addressee, "waits")  # noqa: B009
    return Row(addressee.tip, deadline, addressee.read_at is not None, news, waits, head)


def _deadlines(own: Sequence[Addressee]) -> dict[object, DeadlineView]:
    found = Deadline.objects.running().filter(
        subject_kind="tip", subject_id__in=[one.pk for one in own]
    )
    running = list(found.select_related("rule", "network__town"))
    views = views_of(running)
    return {deadline.subject_id: views[deadline.pk] for deadline in running}
