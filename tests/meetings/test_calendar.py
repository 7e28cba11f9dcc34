"""Calendar files, read back by other eyes than those that wrote them: the lines by a reader of ten
lines here, the time zone by python-dateutil. The app itself writes them with `icalendar`.
"""

from __future__ import annotations

import datetime as dt
import io
import re

from dateutil.tz import tzical
from django.utils import timezone

from spona import deadlines
from spona.meetings.actions import call_next, call_off, move
from spona.meetings.models import Reason, Series
from tests.architecture.test_words import TELLING
from tests.cases.conferences.calling import PLACE as SEALED
from tests.cases.conferences.calling import agreed, call
from tests.cases.moving import file_of
from tests.meetings.table import PLACE, TITLE, called, held, starts


def events(content: bytes) -> list[dict[str, tuple[str, str]]]:
    """VEVENTs as {name: (parameters, value)}, unfolded and unescaped as RFC 5545 says."""
    text = content.decode()
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    lines = text.replace("\r\n ", "").replace("\r\n\t", "").split("\r\n")
    found: list[dict[str, tuple[str, str]]] = []
    for line in lines:
        if line == "BEGIN:VEVENT":
            found.append({})
        elif found and ":" in line and not line.startswith("END"):
            name, parameters, value = re.match(
                r'([\w-]+)((?:;(?:"[^"]*"|[^":])*)?):(.*)', line
            ).groups()
            plain = re.sub(r"\\([\\;,nN])", lambda m: "\n" if m[1] in "nN" else m[1], value)
            found[-1][name] = (parameters, plain)
    return found


def instant(content: bytes, value: tuple[str, str]) -> dt.datetime:
    """A local time of the file as an instant, by the time zone that is written in the file."""
    zones = tzical(io.StringIO(content.decode()))
    zone = zones.get(re.search(r"TZID=\"?([^;:\"]+)", value[0])[1])
    return dt.datetime.strptime(value[1], "%Y%m%dT%H%M%S").replace(tzinfo=zone)


def fetched(somebody, path):
    answer = somebody.sign_in().get(path)
    assert answer.status_code == 200
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert not TELLING.search(answer.content.decode() + answer["Content-Disposition"])
    return answer


def test_a_meeting_says_a_reference_a_place_and_hours_and_nothing_else(world):
    meeting = called(world)
    answer = fetched(world.bea, f"/m/{meeting.reference}/meeting.ics")
    assert answer["Content-Disposition"] == f'attachment; filename="{meeting.reference}.ics"'
    (one,) = events(answer.content)
    assert one["SUMMARY"][1] == f"Meeting {meeting.reference}"
    assert one["LOCATION"][1] == PLACE
    assert one["UID"][1] == f"{meeting.pk}@spona"
    assert (one["SEQUENCE"][1], one["STATUS"][1]) == ("0", "CONFIRMED")
    assert instant(answer.content, one["DTSTART"]) == meeting.starts_at
    assert instant(answer.content, one["DTEND"]) == meeting.ends_at
    assert one["ORGANIZER"][1].startswith("urn:uuid:")
    text = answer.content.decode()
    for part in (TITLE, "Uputi", "mailto", "@primer", "Kosta", "Primerić"):
        assert part not in text


def test_moved_and_called_off_it_is_the_same_entry_with_a_higher_number(world):
    meeting = called(world)
    later = starts(8)
    move(meeting, starts_at=later, ends_at=later + dt.timedelta(hours=1), place="Sala; 7, levo\\",
         by=world.kosta.actor)  # fmt: skip
    path = f"/m/{meeting.reference}/meeting.ics"
    answer = fetched(world.ana, path)
    (one,) = events(answer.content)
    assert (one["UID"][1], one["SEQUENCE"][1]) == (f"{meeting.pk}@spona", "1")
    assert one["LOCATION"][1] == "Sala; 7, levo\\"
    assert instant(answer.content, one["DTSTART"]) == later
    call_off(meeting, Reason.POSTPONED, told=(), by=world.kosta.actor)
    (one,) = events(fetched(world.ana, path).content)
    assert (one["SEQUENCE"][1], one["STATUS"][1]) == ("2", "CANCELLED")


def test_summer_and_winter_keep_the_hour_of_the_clock(world):
    """Ten o'deadline is ten o'deadline on both sides of the change."""
    for days in (3, 100, 200, 300):
        meeting = called(world, starts_at=starts(days))
        answer = fetched(world.bea, f"/m/{meeting.reference}/meeting.ics")
        (one,) = events(answer.content)
        assert one["DTSTART"][1].endswith("T100000")
        assert instant(answer.content, one["DTSTART"]) == meeting.starts_at


def test_a_whole_series_and_everything_of_mine_in_one_file(world):
    first = held(world, called(world, months=1))
    series = Series.objects.get()
    with_deadline = first.starts_at + dt.timedelta(days=1)
    with deadlines.moved(with_deadline - timezone.now()):
        second = call_next(series, by=world.kosta.actor)
    answer = fetched(world.hana, f"/m/series/{series.pk}/series.ics")
    assert [one["UID"][1] for one in events(answer.content)] == [
        f"{first.pk}@spona", f"{second.pk}@spona",
    ]  # fmt: skip
    assert world.nina.sign_in().get(f"/m/series/{series.pk}/series.ics").status_code == 404
    mine = events(fetched(world.hana, "/m/mine.ics").content)
    assert [one["SUMMARY"][1] for one in mine] == [f"Meeting {second.reference}"]
    assert events(world.nina.sign_in().get("/m/mine.ics").content) == []


def test_a_conference_is_in_the_calendar_without_its_place(world):
    case = file_of(world)
    conference = call(world, case, agreed(world, case, world.health))
    (one,) = events(fetched(world.hana, "/m/mine.ics").content)
    assert one["SUMMARY"][1] == f"Meeting {conference.meeting.reference}"
    assert "LOCATION" not in one
    assert SEALED not in str(one)
    # A coordinator sees the row, and has no entry of it.
    assert events(fetched(world.kosta, "/m/mine.ics").content) == []
