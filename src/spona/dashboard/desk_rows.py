"""The lists of tasks on a desk: all are counted, and of each only one page is read and opened."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.db.models import Q
from django.http import QueryDict

from spona import deadlines
from spona.access.actor import Actor
from spona.access.prepared_rows import PreparedRows
from spona.cases.case.steps.queries import is_step
from spona.cases.models import Referral
from spona.cases.referrals.packet import Cover
from spona.cases.worklists.paging import COUNTED
from spona.cases.worklists.queue import covers_of
from spona.dashboard.rows import WorkRow, work_rows
from spona.dashboard.waiting import ARRIVED, SENT_HERE
from spona.identity.keyring import Keyring
from spona.tasks.queries import Glance, TaskList, mine, of_institution
from spona.tipline.covers import heads_of
from spona.tipline.models import Addressee, Tip
from spona.tipline.queue import AN_HOUR, FLOOD
from spona.tipline.waiting import READ

# Urgency, age group and sender on rows of the desk: opened in memory for whoever has the key.
#
# The same for a report from an account and for one with a name that came without an account, and
# for the steps of the case that follows from either. Whoever has no key to the cover gets the row
# without it; of a message without a name nothing is opened.


@dataclass(frozen=True, slots=True)
class _Opened:
    cover: Cover
    sender: str = ""


def with_covers(rows: list[WorkRow], actor: Actor, keys: Keyring) -> list[WorkRow]:
    """The rows in their order, opened. At most eleven queries and two lines of the read log for any
    number of them, none where no row has anything sealed.
    """
    # The first that brought the person stays: a referral may have been joined to a file later.
    found = _of_messages(rows, actor, keys) | _of_referrals(rows, actor, keys)
    return [_row(row, found.get(row.task.subject_id)) for row in rows]


def _row(row: WorkRow, opened: _Opened | None) -> WorkRow:
    if opened is None:
        return row
    return replace(row, cover=opened.cover, sender=opened.sender)


_RECEIVED: Final = PreparedRows(
    lambda actor, own, files: (
        Referral.objects.visible_to(actor)
        .filter(Q(pk__in=own) | Q(to_case__in=files), recipient_institution=actor.institution_id)
        .order_by("-sent_at")
    )
)


def _of_referrals(rows: Iterable[WorkRow], actor: Actor, keys: Keyring) -> dict[UUID, _Opened]:
    """By the id of the referral, or of the file that it brought."""
    own, files = _subjects(rows, "referral"), _cases(rows)
    if not own and not files:
        return {}
    referrals = _RECEIVED.rows(actor, own, files)
    covers = covers_of(referrals, actor, keys)
    found: dict[UUID, _Opened] = {}
    for one in referrals:
        if (cover := covers.get(one.packet_id)) is not None:
            found[one.pk] = _Opened(cover)
            # The newest comes first, so the one that brought the person stays.
            if one.to_case_id is not None:
                found[one.to_case_id] = _Opened(cover)
    return found


_ADDRESSED: Final = PreparedRows(
    lambda actor, own: Addressee.objects.filter(
        pk__in=own, tip__in=Tip.objects.visible_to(actor)
    ).values_list("pk", "tip__box_id")
)
_BROUGHT: Final = PreparedRows(
    lambda actor, files: (
        Tip.objects.visible_to(actor).filter(case__in=files).values_list("case_id", "box_id")
    )
)


def _of_messages(rows: Iterable[WorkRow], actor: Actor, keys: Keyring) -> dict[UUID, _Opened]:
    """By the id of the addressee, or of the file that was opened by it."""
    own, files = _subjects(rows, "tip"), _cases(rows)
    boxes: dict[UUID, UUID] = {}
    if own:
        boxes |= dict(_ADDRESSED.rows(actor, own))
    if files:
        boxes |= dict(_BROUGHT.rows(actor, files))
    heads = heads_of(boxes.values(), by=actor, keys=keys) if boxes else {}
    return {
        ident: _Opened(heads[box].cover, heads[box].institution)
        for ident, box in boxes.items()
        if box in heads
    }


def _subjects(rows: Iterable[WorkRow], kind: str) -> list[UUID]:
    return [row.task.subject_id for row in rows if row.task.subject_kind == kind]


def _cases(rows: Iterable[WorkRow]) -> list[UUID]:
    """Those whose steps are among the rows; a request to erase says nothing of the person."""
    return [one.task.subject_id for one in rows if is_step(one.task)]


# Of a list on the desk; the rest is on its own page, or on the next one.
SHOWN: Final = 25


@dataclass(frozen=True, slots=True)
class DeskRows:
    """A page each of what waits for somebody by name, of what has arrived, and of the rest of the
    institution's queue. `lately`: how many messages without an account came in the last hour,
    where they are very many, else 0.
    """

    mine: Page[Any]
    arrived: Page[Any]
    unassigned: Page[Any]
    lately: int

    @property
    def late(self) -> int:
        """Of one's own and of what has arrived."""
        return sum(row.is_late for row in [*self._own, *_all(self.arrived)])

    @property
    def late_arrived(self) -> int:
        return sum(row.is_late for row in _all(self.arrived))

    @property
    def due(self) -> int:
        return sum(row.is_due for row in self._own)

    @property
    def _own(self) -> Sequence[Glance]:
        return _all(self.mine)


_WAITING: Final = TaskList(lambda actor: mine(actor) | of_institution(actor), most=COUNTED + 1)


def desk_rows(actor: Actor, keys: Keyring, asked: QueryDict) -> DeskRows:
    """As many queries for a thousand tasks as for one; no list is looked at beyond a thousand."""
    found = _WAITING.glances(actor)
    queue = [row for row in found if row.institution is not None and row.owner is None]
    own = [row for row in found if row.institution is None or row.owner is not None]
    reads = actor.may("queue:read")
    # What has arrived is one list, also where somebody is locked out and it waits for each by
    # name: else its place would tell that.
    sent_here = [row for row in own if reads and row.kind in SENT_HERE]
    named = [row for row in own if not (reads and row.kind in SENT_HERE)]
    # What has no deadline comes before what has time: nothing says that it may wait. One's own
    # comes before what lies on the desk for all who lead.
    named.sort(key=lambda row: (not row.is_own, not row.is_due))
    arrived = _in_time([*sent_here, *(row for row in queue if row.kind in ARRIVED)])
    pages = (
        Paginator(named, SHOWN).get_page(1),
        Paginator(arrived, SHOWN).get_page(asked.get("arrived")),
        Paginator([row for row in queue if row.kind not in ARRIVED], SHOWN).get_page(
            asked.get("unassigned")
        ),
    )
    _read(pages, actor, keys)
    over = len(found) > COUNTED
    return DeskRows(*pages, COUNTED + 1 if over else _lately(arrived, actor))


def _read(pages: Collection[Page[Any]], actor: Actor, keys: Keyring) -> None:
    """Put rows in place of what the lists were counted by; together, so that each thing is asked
    once.
    """
    order = [one.pk for page in pages for one in page.object_list]
    read = _WAITING.tasks(actor, order)
    rows = work_rows((read[pk] for pk in order if pk in read), actor)
    found = {row.task.pk: row for row in with_covers(rows, actor, keys)}
    for page in pages:
        page.object_list = [found[one.pk] for one in page.object_list if one.pk in found]


def _lately(arrived: Sequence[Glance], actor: Actor) -> int:
    """The hour is asked for only where there are enough messages for a flood."""
    if sum(row.kind == READ for row in arrived) < FLOOD:
        return 0
    tasks = _WAITING.build(actor).filter(kind=READ, created_at__gt=deadlines.now() - AN_HOUR)
    n = tasks.count()
    return n if n >= FLOOD else 0


def _in_time(rows: list[Glance]) -> list[Glance]:
    """The nearest deadline first, as each of the two lists is by itself."""
    return sorted(rows, key=lambda row: (row.due_at is None, row.due_at))


def _all(page: Page[Any]) -> Sequence[Glance]:
    """The whole list, of which the page shows a part."""
    return list(page.paginator.object_list)
