"""The clock and the task of each addressee: begun and ended here, inside the room's actions."""

from __future__ import annotations

from typing import Final

from spona.access.actor import Actor
from spona.clocks.actions import start, stop
from spona.clocks.queries import clock_of
from spona.tasks.actions import close_all, close_task, open_task
from spona.tipline.models import Addressee

# By the rule "message": from arrival until somebody has taken it over, and for what is added
# later until it is read.
CLOCK: Final = "message"
READ, ANSWER = "read_message", "answer_message"


def wait_for_reading(addressee: Addressee, *, by: Actor) -> None:
    """Something arrived for this institution: its clock runs and its holders have a task."""
    tip, institution = addressee.tip, addressee.institution
    clock = start(
        CLOCK,
        addressee.subject,
        institution=institution,
        network=tip.network,
        sector=institution.sector,
        reference=tip.reference,
        by=by,
    )
    open_task(
        READ,
        addressee.subject,
        institution=institution,
        network=tip.network,
        reference=tip.reference,
        clock=clock,
        by=by,
    )


def wait_for_answer(addressee: Addressee, *, by: Actor) -> None:
    """It was read. The clock goes on while nobody has taken the tip over."""
    close_task(READ, addressee.subject, by=by)
    clock = clock_of(CLOCK, addressee.subject)
    open_task(
        ANSWER,
        addressee.subject,
        institution=addressee.institution,
        network=addressee.tip.network,
        reference=addressee.tip.reference,
        clock=clock if clock and clock.stopped_at is None else None,
        by=by,
    )


def stop_clock(addressee: Addressee, outcome: str, *, by: Actor) -> None:
    clock = clock_of(CLOCK, addressee.subject)
    if clock is not None and clock.stopped_at is None:
        stop(clock, outcome=outcome, by=by)


def answered(addressee: Addressee, *, by: Actor) -> None:
    close_task(ANSWER, addressee.subject, by=by)


def end(addressee: Addressee, outcome: str, *, by: Actor) -> None:
    """Nothing waits for this institution any more."""
    close_all(addressee.subject, by=by)
    stop_clock(addressee, outcome, by=by)
