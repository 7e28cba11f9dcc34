"""A meeting of Vranje's table, called by Kosta, and what is asked of it."""

from __future__ import annotations

import datetime as dt
import re

from django.utils import timezone

from spona import deadlines
from spona.meetings.actions import decide, gather, record_attendance
from spona.meetings.actions.agenda import Wanted
from spona.meetings.actions.gathering import Gathering
from spona.meetings.models import Presence
from spona.meetings.table import places_of

# Called for in three days at ten, by the deadlines of Vranje.
PLACE, TITLE = "Gradska kuća, sala 2", "Jesenja sednica"


def starts(days: float = 3) -> dt.datetime:
    # By the clock on the wall: summer time may begin or end in between.
    local = timezone.localtime(timezone.now()) + dt.timedelta(days=days)
    return local.replace(hour=10, minute=0, second=0, microsecond=0)


def ordered(world, **more) -> Gathering:
    begins = more.pop("starts_at", starts())
    given = {
        "title": TITLE, "kind": "regular", "place": PLACE, "starts_at": begins,
        "ends_at": begins + dt.timedelta(hours=2),
        "institutions": [world.csw, world.health, world.school, world.police],
        "points": [Wanted("Uputi i rokovi"), Wanted("Zima pred nama")],
    } | more  # fmt: skip
    return Gathering(**given)


def called(world, by=None, **more):
    return gather(world.vranje, ordered(world, **more), by=(by or world.kosta).actor)


def at_the_table(meeting):
    """The deadline at the hour at which it begins."""
    return deadlines.moved(meeting.starts_at - timezone.now())


def everybody(meeting, **said) -> dict:
    """All present, or as `said` by the code of the sector."""
    there = [meeting.institution, *(one.institution for one in meeting.invitations.all())]
    return {one.pk: said.get(one.sector, Presence.PRESENT) for one in there}


def held(world, meeting, by=None, **said):
    with at_the_table(meeting):
        record_attendance(meeting, everybody(meeting, **said), by=(by or world.kosta).actor)
    meeting.refresh_from_db()
    return meeting


def decided(world, meeting, institution, words="Sastaviti raspored dežurstva.", **more):
    place = next(one for one in places_of(meeting.network) if one.institution == institution)
    with at_the_table(meeting):
        return decide(
            meeting, institution=institution, words=words, told=[], by=world.kosta.actor,
            due_on=more.pop("due_on", meeting.day + dt.timedelta(days=7)),
            owner=place.answers or meeting.called_by, on_paper=place.on_paper, **more,
        )  # fmt: skip


def token_of(page: str, name: str = "token") -> str:
    return re.findall(rf'name="{name}"[^>]* value="([\w-]+)"', page)[-1]


def get(browser, path, status=200) -> str:
    answer = browser.get(path)
    assert answer.status_code == status, answer.content.decode()[:3000]
    return answer.content.decode()


def post(browser, path, data=None, status=302):
    answer = browser.post(path, data or {})
    assert answer.status_code == status, answer.content.decode()[:6000]
    return answer
