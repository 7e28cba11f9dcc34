"""What has come to an institution without an account, the nearest deadline first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from spona.access.actor import Actor
from spona.clocks.models import Clock
from spona.clocks.queries import ClockView, views_of
from spona.tipline.models import Addressee, State, Tip
from spona.tipline.waiting import CLOCK

_LAST = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Row:
    """`news`: something was added that the own institution has not opened."""

    tip: Tip
    clock: ClockView | None
    opened: bool
    news: bool


@dataclass(frozen=True, slots=True)
class Queue:
    """`waiting`: nobody has taken it over, or there is news; `taken`: ours; `closed`: over."""

    waiting: list[Row]
    taken: list[Row]
    closed: list[Row]


def queue(actor: Actor) -> Queue:
    """Clear columns only: nothing is opened. The number of queries does not grow with the rows."""
    rows = Addressee.objects.filter(
        institution_id=str(actor.institution_id), tip__in=Tip.objects.visible_to(actor)
    )
    own = list(rows.select_related("tip__network").prefetch_related("tip__messages"))
    clocks = _clocks(own)
    made = [_row(one, clocks.get(one.pk)) for one in own]
    made.sort(key=lambda row: (row.clock.due_at if row.clock else None) or _LAST)
    waits = [row for row in made if row.news or row.tip.state in (State.ARRIVED, State.READ)]
    rest = [row for row in made if row not in waits]
    return Queue(
        waits,
        [row for row in rest if row.tip.state == State.TAKEN],
        [row for row in rest if row.tip.state == State.CLOSED],
    )


def _row(addressee: Addressee, clock: ClockView | None) -> Row:
    unread = (one.institution_id is None and one.read_at is None
              for one in addressee.tip.messages.all())  # fmt: skip
    return Row(addressee.tip, clock, addressee.read_at is not None, any(unread))


def _clocks(own: list[Addressee]) -> dict[object, ClockView]:
    found = Clock.objects.running().filter(
        kind=CLOCK, subject_kind="tip", subject_id__in=[one.pk for one in own]
    )
    running = list(found.select_related("rule", "network__town"))
    views = views_of(running)
    return {clock.subject_id: views[clock.pk] for clock in running}
