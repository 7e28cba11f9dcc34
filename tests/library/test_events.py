"""The public calendar: written, shown, called off, taken along as a file."""

import datetime as dt

import pytest
from icalendar import Calendar

from spona import deadlines
from spona.access.denied import Denied
from spona.deadlines.time import moved
from spona.library import actions, queries
from spona.library.actions.events import Announced
from spona.library.models import Event
from spona.reference.words import Words
from tests.library.conftest import text

HOUR = dt.timedelta(hours=1)


def told(title="Отворено предавање", *, ahead=48, hours=2, **more):
    start = deadlines.now() + ahead * HOUR
    return Announced(
        title=Words(sr=title, en="An open lecture"), starts_at=start, ends_at=start + hours * HOUR,
        place=Words(sr="Библиотека"), **more,
    )  # fmt: skip


def planned(world, who="ena", *, network="vranje", show=True, **more):
    where = getattr(world, network) if network else None
    row = actions.plan_event(told(**more), network=where, by=world.people[who].actor)
    return actions.show(row, by=world.people[who].actor) if show else row


def test_ahead_over_and_not_shown_yet(world):
    ahead = planned(world)
    planned(world, title="Нацрт", show=False)
    planned(world, "nela", network="nis")
    assert [row.pk for row in queries.events(world.vranje)] == [ahead.pk]
    assert queries.events().count() == 2
    with moved(dt.timedelta(days=4)):
        assert not queries.events(world.vranje).exists()
        assert [row.pk for row in queries.events(world.vranje, past=True)] == [ahead.pk]


def test_the_file_of_the_calendar_says_what_its_editor_said(world, ask):
    row = planned(world)
    planned(world, title="Нацрт", show=False)
    answer = ask("nobody", "/sr/calendar/vranje.ics")
    assert answer["Content-Type"].startswith("text/calendar")
    assert not answer.cookies
    (made,) = Calendar.from_ical(answer.content).walk("VEVENT")
    assert made["SUMMARY"] == "Отворено предавање"
    assert "CLASS" not in made, "what everybody may read is not private"
    assert made["LOCATION"] == "Библиотека"
    assert made["UID"] == f"{row.pk}@spona"
    assert "An open lecture" in text(ask("nobody", "/en/calendar.ics"))
    assert "Otvoreno predavanje" in text(ask("nobody", "/sr-latn/calendar.ics"))
    assert "VEVENT" not in text(ask("nobody", "/sr/calendar/nis.ics"))
    assert ask("nobody", "/sr/calendar/atlantida.ics").status_code == 404
    assert "Нацрт" not in text(ask("nobody", "/sr/calendar.ics"))


def test_called_off_it_stays_and_says_so(world, ask):
    row = planned(world)
    actions.call_off(row, by=world.ena.actor)
    said = text(ask("nobody", "/sr/calendar/vranje.ics"))
    assert "STATUS:CANCELLED" in said
    assert "SEQUENCE:1" in said
    actions.call_off(row, off=False, by=world.ena.actor)
    assert "STATUS:CONFIRMED" in text(ask("nobody", "/sr/calendar/vranje.ics"))


def test_a_change_grows_the_number_by_which_calendars_replace_it(world):
    row = planned(world)
    changed = actions.change_event(row, told("Друго место"), by=world.ena.actor)
    assert (changed.sequence, changed.publish_at) == (1, row.publish_at)


@pytest.mark.parametrize(
    ("more", "said"),
    [({"hours": -1}, "before it begins"), ({"hours": 2000}, "two months"),
     ({"ahead": 24 * 900}, "two years")],
)  # fmt: skip
def test_times_that_cannot_be(world, more, said):
    with pytest.raises(Denied, match=said):
        planned(world, **more)


def test_who_writes_what(world):
    row = planned(world)
    for act in (
        lambda: planned(world, "nela"),
        lambda: planned(world, "ana"),
        lambda: actions.change_event(row, told(), by=world.nela.actor),
        lambda: actions.call_off(row, by=world.nela.actor),
        lambda: actions.hide(row, by=world.nela.actor),
    ):
        with pytest.raises(Denied):
            act()


def test_on_the_pages(world, ask):
    day = (deadlines.now() + 72 * HOUR).date()
    said = {"appears": "n:vranje", "title_sr": "Штанд на тргу", "first_day": day.isoformat(),
            "begins": "10:00", "ends": "12:00", "place_sr": "Трг"}  # fmt: skip
    done = ask("ena", "/library/events/new/", said)
    assert done.status_code == 302
    page = done["Location"]
    assert "Štand na trgu" in text(ask("ena", page))
    row = Event.objects.get()
    assert row.ends_at - row.starts_at == 2 * HOUR
    whole = {name: value for name, value in said.items() if name not in ("begins", "ends")}
    last = (day + dt.timedelta(days=1)).isoformat()
    assert (
        ask("ena", f"{page}change/", whole | {"all_day": "on", "last_day": last}).status_code == 302
    )
    row.refresh_from_db()
    assert (row.all_day, row.ends_at - row.starts_at) == (True, 48 * HOUR)
    again = text(ask("ena", f"{page}change/"))
    assert f'value="{last}"' in again
    for bad in ({"ends": "09:00"}, {"begins": ""}, {"first_day": "32.1.2026"},
                {"title_sr": "Stand"}, {"title_sr": ""}, {"appears": "n:nis"}):  # fmt: skip
        assert ask("ena", "/library/events/new/", said | bad).status_code == 422, bad
    assert Event.objects.count() == 1
    ask("ena", f"{page}show/", {})
    assert "called off" not in text(ask("ena", page))
    ask("ena", f"{page}off/", {})
    assert "called off" in text(ask("ena", page))
    ask("ena", f"{page}on/", {})
    ask("ena", f"{page}hide/", {})
    assert not queries.events().exists()
    for path in ("", "change/"):
        assert ask("nela", f"{page}{path}").status_code == 404
    for path in ("show/", "hide/", "off/", "on/"):
        assert ask("nela", f"{page}{path}", {}).status_code == 404
    assert "tribina" not in text(ask("ena", "/library/events/?past=1"))


FORM = {
    "appears": "n:vranje", "title_sr": "Трибина", "first_day": "2020-01-01", "begins": "10:00",
    "ends": "11:00",
}  # fmt: skip


def test_a_day_that_has_passed_is_kept_only_after_a_tick(world, ask):
    refused = ask("ena", "/library/events/new/", FORM)
    assert refused.status_code == 422
    page = text(refused)
    assert "This day has passed" in page
    assert "It is over already" in page
    assert 'value="2020-01-01"' in page
    assert not Event.objects.exists()
    assert ask("ena", "/library/events/new/", FORM | {"over": "on"}).status_code == 302
    row = Event.objects.get()
    corrected = FORM | {"title_sr": "Трибина о раду"}
    assert ask("ena", f"/library/events/{row.pk}/change/", corrected).status_code == 302


def test_an_event_that_looks_like_somebody_asks_before_it_appears_and_when_it_changes(world, ask):
    row = planned(world, text=Words(sr="Говори Марија, 064 123 4567."), show=False)
    path = f"/library/events/{row.pk}/show/"
    assert "then tick this" in text(ask("ena", path, {"when": "now"}))
    row.refresh_from_db()
    assert row.publish_at is None
    assert ask("ena", path, {"when": "now", "looked": "on"}).status_code == 302
    changed = FORM | {"over": "on", "text_sr": "Питајте на 064 765 4321."}
    path = f"/library/events/{row.pk}/change/"
    refused = ask("ena", path, changed)
    assert refused.status_code == 422
    assert "“064 765 4321”" in text(refused)
    row.refresh_from_db()
    assert "765" not in str(row.text)
    assert ask("ena", path, changed | {"looked": "on"}).status_code == 302
