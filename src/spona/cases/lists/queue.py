"""What has come to an institution, the nearest deadline first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from spona.access.actor import Actor
from spona.cases.referrals.actions.send import CLOCK
from spona.cases.referrals.models import Referral
from spona.cases.referrals.moves import WAITING
from spona.cases.referrals.packet import Cover
from spona.clocks.models import Clock
from spona.clocks.queries import ClockView, views_of
from spona.identity.keyring import Keyring
from spona.vault.actions import open_many
from spona.vault.models import Section

_LAST = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Row:
    """Clear columns, what the clock says, and the cover as it was opened in memory."""

    referral: Referral
    clock: ClockView | None
    cover: Cover | None


@dataclass(frozen=True, slots=True)
class Queue:
    """`waiting`: nobody has taken it over; `taken`: somebody has."""

    waiting: list[Row]
    taken: list[Row]


def queue(actor: Actor, keys: Keyring) -> Queue:
    """Everything unfinished that this actor may see at their institution.

    The number of queries does not grow with the rows; one line of the read log names the
    covers that were opened for the page.
    """
    referrals = list(
        Referral.objects.arrived(actor).select_related(
            "sender_institution", "recipient_institution", "network", "to_case"
        )
    )
    covers = _covers(referrals, actor, keys)
    clocks = clocks_of(referrals)
    rows = [Row(one, clocks.get(one.pk), covers.get(one.packet_id)) for one in referrals]
    rows.sort(key=_nearest)
    return Queue(
        [row for row in rows if row.referral.state in WAITING],
        [row for row in rows if row.referral.state not in WAITING],
    )


def clocks_of(referrals: Sequence[Referral]) -> dict[object, ClockView]:
    """What the running clock of each referral says; a stopped one says nothing in a list."""
    found = Clock.objects.running().filter(
        kind=CLOCK, subject_kind="referral", subject_id__in=[one.pk for one in referrals]
    )
    clocks = list(found.select_related("rule", "network__town"))
    views = views_of(clocks)
    return {clock.subject_id: views[clock.pk] for clock in clocks}


def _covers(referrals: list[Referral], actor: Actor, keys: Keyring) -> dict[object, Cover]:
    sections = list(
        Section.objects.visible_to(actor)
        .filter(box__in=[one.packet_id for one in referrals], name="cover")
        .select_related("box")
        .order_by("id")
    )
    opened = open_many(sections, by=actor, keys=keys, purpose="queue")
    return {
        section.box_id: Cover.from_document(opened[section.pk])
        for section in sections
        if section.pk in opened
    }


def _nearest(row: Row) -> tuple[datetime, datetime]:
    due = row.clock.due_at if row.clock else None
    return (due or _LAST, row.referral.sent_at)
