"""A conference of the centre for social work with the health centre, and what is asked of it."""

from __future__ import annotations

import datetime as dt
import re

from django.utils import timezone

from spona import deadlines
from spona.cases.conferences.actions import approve, call_conference
from spona.cases.conferences.orders import Called, Seat
from spona.cases.consent.ground import bases_for, ground_agreed, ground_of
from tests.cases.moving import agreement, packet

PLACE, ABOUT = "Soba 7, drugi sprat", "Kako dalje sa smeštajem"
NAME = "Mila Izmišljena"


def at_the_table():
    """The deadline at the hour of a conference called for in three days."""
    return deadlines.moved(dt.timedelta(days=3))


def in_days(days: float) -> dt.datetime:
    return timezone.now() + dt.timedelta(days=days)


def agreed(world, case, to, **more) -> Seat:
    given = agreement(world, case, to, **more)
    ground = ground_agreed(
        sender=case.owner_institution.sector, recipient=to.sector, age="adult",
        on=timezone.localdate(),
    )  # fmt: skip
    return Seat(to, packet(ground, urgency="", asked=ABOUT), given)


def lawful(case, to) -> Seat:
    rows = bases_for(
        sender=case.owner_institution.sector, recipient=to.sector, age="adult",
        on=timezone.localdate(),
    )  # fmt: skip
    return Seat(to, packet(ground_of(rows[0]), urgency="", asked=ABOUT))


def on_paper(to) -> Seat:
    return Seat(to)


def call(world, case, *seats, by=None, starts=3, until=10, reason=""):
    called = Called(
        starts_at=in_days(starts), until=in_days(until), place=PLACE, about=ABOUT,
        seats=seats, reason=reason,
    )  # fmt: skip
    return call_conference(case, called, by=(by or world.bea).actor)


def guest_of(conference, institution):
    return conference.guests.get(invitation__institution=institution)


def approved(world, conference, by=None):
    return approve(conference, **(by or world.boris).can)


def marks_of(page: str) -> dict[str, str]:
    """What the page carries of itself: its token, and the mark of what it shows."""
    return dict(re.findall(r'name="(token|seen)" value="([^"]+)"', page))


def token_of(page: str) -> str:
    return re.search(r'name="token" value="([^"]+)"', page)[1]
