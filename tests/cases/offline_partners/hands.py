"""What is handed over, called and heard in the tests of a partner on paper."""

from __future__ import annotations

import datetime as dt

from spona import deadlines
from spona.cases.referrals.actions import deliver, send
from spona.cases.referrals.notes import Note
from tests.cases.packets import packet

SAID = "dogovorenoPODMETNUTO"
ROLE = "dezurniPODMETNUTI"
WHO = "perovicPODMETNUTI"
NUMBER = "delovodniPODMETNUTI"


def note(how="phone", *, ago=0, text=SAID, role=ROLE, number=NUMBER):
    at = deadlines.now().replace(microsecond=0) - dt.timedelta(minutes=ago)
    return Note(how, role, at, WHO, number, text)


def on_paper(world, *, by=None, to=None, urgency="urgent", handed=True, ago=0, **excluded):
    """A report of the school to the police, which is not connected."""
    who = by or world.ana
    row = send(
        packet(urgency=urgency), network=world.vranje, recipient=to or world.police,
        by=who.actor, on_paper=True, **excluded,
    )  # fmt: skip
    if handed:
        row = deliver(row, note(ago=ago), urgency=urgency, by=who.actor)
    return row


def later(**time):
    """The clock of the world moved on."""
    return deadlines.moved(dt.timedelta(**time))
