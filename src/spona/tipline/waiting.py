"""The clock and the task of each addressee: begun and ended here, inside the app's actions."""

from __future__ import annotations

from typing import Final

from spona.access.actor import Actor
from spona.cases.referrals.actions.send import CLOCK as ANSWER_REPORT
from spona.deadlines.actions import start, stop
from spona.deadlines.models import Clock
from spona.tasks.actions import close_all, close_task, open_task
from spona.tipline.models import Addressee

# By the rule "message": from arrival until somebody has taken it over, and for what is added
# later until it is read.
CLOCK: Final = "message"
# A report with a name has the deadline of every report instead: by the rule "answer" of its
# recipient's sector and of the urgency that its reporter chose.
CLOCKS: Final = (CLOCK, ANSWER_REPORT)
READ, ANSWER = "read_message", "answer_message"


def wait_for_reading(addressee: Addressee, *, urgency: str = "", by: Actor) -> None:
    """Something arrived for this institution: its clock runs and its holders have a task.

    `urgency`: of a report with a name. What is added while its clock runs begins no other one.
    """
    tip, institution = addressee.tip, addressee.institution
    clock = running_clock(addressee) or start(
        ANSWER_REPORT if urgency else CLOCK,
        addressee.subject,
        institution=institution,
        network=tip.network,
        sector=institution.sector,
        urgency=urgency,
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
    open_task(
        ANSWER,
        addressee.subject,
        institution=addressee.institution,
        network=addressee.tip.network,
        reference=addressee.tip.reference,
        clock=running_clock(addressee),
        by=by,
    )


def running_clock(addressee: Addressee) -> Clock | None:
    """The one deadline that runs for this institution: of a report, or of a message."""
    kind, ident = addressee.subject
    found = Clock.objects.running().filter(kind__in=CLOCKS, subject_kind=kind, subject_id=ident)
    return found.select_related("rule", "network__town").first()


def stop_clock(addressee: Addressee, outcome: str, *, by: Actor) -> None:
    clock = running_clock(addressee)
    if clock is not None:
        stop(clock, outcome=outcome, by=by)


def answered(addressee: Addressee, *, by: Actor) -> None:
    close_task(ANSWER, addressee.subject, by=by)


def end(addressee: Addressee, outcome: str, *, by: Actor) -> None:
    """Nothing waits for this institution any more."""
    close_all(addressee.subject, by=by)
    stop_clock(addressee, outcome, by=by)
