"""What has come to an institution, the nearest deadline first."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final
from uuid import UUID

from django.db.models import Case as Switch
from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery, Value, When
from django.utils import timezone

from spona import deadlines
from spona.access.actor import Actor
from spona.access.prepared_queries import Moment
from spona.access.prepared_rows import PreparedRows
from spona.cases.referrals.actions.send import ANSWER_DEADLINE
from spona.cases.referrals.additions import ADD, READ
from spona.cases.referrals.models import Move, Referral, ReferralQuerySet
from spona.cases.referrals.moves import CLOSED, WAITING
from spona.cases.referrals.packet import Cover
from spona.cases.referrals.question_pause import ASKED
from spona.cases.worklists import assigned
from spona.cases.worklists.filters import Filters, refers
from spona.cases.worklists.paging import SIZE, Page, PreparedList, cut
from spona.deadlines import late
from spona.deadlines.models import Deadline
from spona.deadlines.queries import DeadlineView, views_of
from spona.identity.keyring import Keyring
from spona.vault.actions import open_many
from spona.vault.queries import sections_named

_STATES = {"waiting": Q(state__in=WAITING), "closed": Q(state__in=CLOSED), "all": Q()}
_STATES["taken"] = ~_STATES["waiting"] & ~_STATES["closed"]
_STATES[""] = ~_STATES["closed"]
# Waiting before taken before closed, whatever else the order is.
_GROUP = Switch(
    When(state__in=WAITING, then=Value(0)), When(state__in=CLOSED, then=Value(2)), default=Value(1)
)


@dataclass(frozen=True, slots=True)
class Row:
    """Clear columns, what the deadline says, the cover as it was opened in memory, and the names
    of colleagues to whom it was assigned.
    """

    referral: Referral
    deadline: DeadlineView | None
    cover: Cover | None
    people: Sequence[str] = ()

    @property
    def waits_for_sender(self) -> bool:
        """As `question_pause.waits_for_sender` asks it of the database; a deadline here runs."""
        paused = self.deadline is not None and self.deadline.state == "stopped"
        return paused and self.referral.state in ASKED


@dataclass(frozen=True, slots=True)
class Queue:
    """One page. `waiting`: nobody has taken it over; `taken`: somebody has; `late` of those that
    wait, on all pages.
    """

    page: Page[Row]
    count_waiting: int
    late: int

    @property
    def waiting(self) -> list[Row]:
        return [row for row in self.page.rows if row.referral.state in WAITING]

    @property
    def taken(self) -> list[Row]:
        return [row for row in self.page.rows if row.referral.state not in WAITING | CLOSED]

    @property
    def closed(self) -> list[Row]:
        return [row for row in self.page.rows if row.referral.state in CLOSED]

    @property
    def first(self) -> Row | None:
        """The row with the nearest deadline that waits for the reader, not for the sender."""
        for_me = [row for row in self.waiting if not row.waits_for_sender]
        return next(iter([*for_me, *self.taken]), None)


def queue(
    actor: Actor,
    keys: Keyring,
    filters: Filters | None = None,
    number: int = 1,
    size: int = SIZE,
) -> Queue:
    """What this actor may see of what came to their institution; the unfinished, unless asked.

    The number of queries does not grow with the rows; one line of the read log names the
    covers that were opened for the page.
    """
    filters = filters or Filters()
    if (number, size) == (1, SIZE) and not filters.is_typed:
        page = _prepared(filters).first(actor)
    else:
        page = cut(arrived(actor, filters), number, size)
    covers = covers_of(page.rows, actor, keys)
    ticking = deadlines_of(page.rows)
    people = assigned.people_of((one.packet_id for one in page.rows), actor)
    rows = [
        Row(one, ticking.get(one.pk), covers.get(one.packet_id), people.get(one.packet_id, ()))
        for one in page.rows
    ]
    shown = Page(rows, page.number, page.first, page.last, page.count, page.more)
    return Queue(shown, _WAITING.count(actor), _OVERDUE.count(actor))


@lru_cache(maxsize=100)
def _prepared(filters: Filters) -> PreparedList[Referral]:
    return PreparedList(lambda actor: arrived(actor, filters))


def arrived(actor: Actor, filters: Filters) -> QuerySet[Referral]:
    """The rows that are asked for, in their order."""
    mine = (
        with_deadline(filters.deadline)
        .visible_to(actor)
        .filter(recipient_institution_id=actor.institution_id)
    )
    rows = within(mine.filter(_STATES.get(filters.state, Q(state=filters.state))), filters)
    if filters.institution:
        rows = rows.filter(sender_institution_id=filters.institution)
    if filters.kind:
        rows = rows.filter(kind=filters.kind)
    rows = assigned.narrowed(rows, filters.assigned, actor, box="packet")
    rows = rows.select_related("sender_institution", "recipient_institution", "network", "to_case")
    added = Move.objects.filter(referral=OuterRef("pk"), verb__in=(ADD, READ)).order_by("-at")
    rows = rows.annotate(last_addition=Subquery(added.values("verb")[:1]))
    return _in_order(rows, filters.sort)


def with_deadline(word: str) -> ReferralQuerySet:
    """Those with such a deadline; the deadline is asked before the keys, for few are late."""
    rows = Referral.objects.all()
    return rows.filter(Exists(_deadline(due_filter(word)))) if word else rows


def within(rows: QuerySet[Referral], filters: Filters) -> QuerySet[Referral]:
    """Sent between the two days, both counted; with this reference, its own or its file's."""
    if filters.since:
        rows = rows.filter(sent_at__gte=start_of(filters.since))
    if filters.until:
        rows = rows.filter(sent_at__lt=start_of(filters.until + dt.timedelta(days=1)))
    if filters.reference:
        rows = rows.filter(refers(filters.reference, "reference", "to_case__reference"))
    return rows


def start_of(day: dt.date) -> dt.datetime:
    """Midnight of a day where the reader is."""
    return timezone.make_aware(dt.datetime.combine(day, dt.time()))


_TICKING: Final = PreparedRows(
    lambda referrals: (
        Deadline.objects.running()
        .filter(kind=ANSWER_DEADLINE, subject_kind="referral", subject_id__in=referrals)
        .select_related("rule", "network__town")
    )
)


def deadlines_of(referrals: Sequence[Referral]) -> dict[UUID, DeadlineView]:
    """What the running deadline of each referral says; a stopped one says nothing in a list."""
    ticking = _TICKING.rows([one.pk for one in referrals])
    views = views_of(ticking)
    return {deadline.subject_id: views[deadline.pk] for deadline in ticking}


def _in_order(rows: QuerySet[Referral], sort: str) -> QuerySet[Referral]:
    if sort == "arrived":
        return rows.order_by(_GROUP, "-sent_at", "pk")
    if sort == "state":
        return rows.order_by(_GROUP, "state", "sent_at", "pk")
    due = Subquery(_deadline(Q()).values("due_at")[:1])
    return rows.alias(due=due).order_by(_GROUP, F("due").asc(nulls_last=True), "sent_at", "pk")


def _deadline(which: Q) -> QuerySet[Deadline]:
    about = {"kind": ANSWER_DEADLINE, "subject_kind": "referral", "subject_id": OuterRef("pk")}
    return Deadline.objects.running().filter(which, **about)


def due_filter(word: str) -> Q:
    """As `deadlines.view` says it: red only by an adopted rule, and a deadline that stands is
    none.
    """
    now, soon = Moment(deadlines.now), Moment(_soon)
    passed, red, before = late.instant_passed(now), late.binding(), late.instant_passed(soon)
    says = {
        "late": passed & red,
        "today": ~passed & before,
        "ahead": ~before | (passed & ~red),
    }
    runs = Q(paused_until=None) | Q(paused_until__lte=now)
    return runs & says[word]


def _soon() -> dt.datetime:
    """Until when something is for today."""
    now = deadlines.now()
    tomorrow = start_of(timezone.localdate(now) + dt.timedelta(days=1))
    return max(tomorrow, now + dt.timedelta(hours=1))


_WAITING: Final = PreparedList(
    lambda actor: Referral.objects.arrived(actor).filter(_STATES["waiting"])
)
_OVERDUE: Final = PreparedList(
    lambda actor: with_deadline("late").arrived(actor).filter(_STATES["waiting"])
)


def covers_of(referrals: list[Referral], actor: Actor, keys: Keyring) -> dict[UUID, Cover]:
    """Packet → cover, opened in memory; one line of the read log names them."""
    sections = sections_named([(one.packet_id, "cover") for one in referrals], actor)
    opened = open_many(sections, by=actor, keys=keys, purpose="queue")
    return {
        section.box_id: Cover.from_document(opened[section.pk])
        for section in sections
        if section.pk in opened
    }
