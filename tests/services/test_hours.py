"""Rules of RFC 5545 against dateutil as it stands, and against a minute-by-minute clock."""

import datetime as dt
import itertools
import random
from zoneinfo import ZoneInfo

import pytest
from dateutil import rrule
from django.utils import translation

from spona.access.denied import Denied
from spona.services.hours import DAYS, Apart, Rule, check_rule, days_of, spans
from spona.services.phones import clean_phone
from spona.services.rules import Timetable, key_of
from spona.services.wording import apart_words, rule_words

ZONE = ZoneInfo("Europe/Belgrade")
FIRST = dt.date(2024, 1, 1)


def drawn(luck):
    """A rule with a first day, and the same as text of the standard."""
    weekly, start = luck.random() < 0.5, FIRST + dt.timedelta(days=luck.randrange(900))
    byday, monthdays = "", ""
    if weekly:
        byday = ",".join(luck.sample(DAYS, luck.randrange(6)))
    elif luck.random() < 0.4:
        byday = ",".join(f"{luck.choice((1, 2, 5, -1))}{day}" for day in luck.sample(DAYS, 2))
    elif luck.random() < 0.6:
        monthdays = ",".join(str(luck.choice((1, 15, 29, 30, 31, -1, -5))) for _ in range(2))
    count = luck.choice((None, None, 7))
    until = None if count else luck.choice((None, start + dt.timedelta(days=luck.randrange(400))))
    rule = Rule(
        freq="WEEKLY" if weekly else "MONTHLY", interval=luck.choice((1, 1, 2, 3, 5)), byday=byday,
        bymonthday=monthdays, wkst=luck.choice(DAYS), dtstart=start, until=until, count=count,
        all_day=True,
    )  # fmt: skip
    parts = [f"FREQ={rule.freq}", f"INTERVAL={rule.interval}", f"WKST={rule.wkst}"]
    parts += [f"BYDAY={byday}"] if byday else []
    parts += [f"BYMONTHDAY={monthdays}"] if monthdays else []
    parts += [f"COUNT={count}"] if count else []
    parts += [f"UNTIL={until:%Y%m%d}T235959"] if until else []
    return rule, f"DTSTART:{start:%Y%m%d}T120000\nRRULE:{';'.join(parts)}"


@pytest.mark.parametrize("seed", range(4))
def test_the_days_are_those_of_dateutil(seed):
    luck, met = random.Random(seed), 0
    for _ in range(250):
        rule, text = drawn(luck)
        first = FIRST + dt.timedelta(days=luck.randrange(1300))
        last = first + dt.timedelta(days=luck.randrange(60))
        low, high = (dt.datetime.combine(day, dt.time(12)) for day in (first, last))
        wanted = [one.date() for one in rrule.rrulestr(text).between(low, high, inc=True)]
        assert days_of(rule, first, last) == wanted, (text, first, last)
        met += bool(wanted)
    assert met > 40


@pytest.mark.parametrize("seed", range(3))
def test_what_is_open_is_so_minute_by_minute(seed):
    """Also over midnight, over the change of the clock, on holidays and on days apart."""
    luck = random.Random(seed)
    for _ in range(20):
        first = FIRST + dt.timedelta(days=luck.randrange(700))
        last = first + dt.timedelta(days=9)
        opens, closes = (dt.time(luck.randrange(24), luck.choice((0, 30))) for _ in "ab")
        rule = Rule(byday=",".join(luck.sample(DAYS, 4)), opens_at=opens, closes_at=closes)
        shut = {first + dt.timedelta(days=luck.randrange(9))}
        away = first + dt.timedelta(days=luck.randrange(9))
        apart = [Apart(first_day=away, last_day=away)]
        if opens == closes:
            continue
        found = spans([rule], apart, shut, first=first, last=last, zone=ZONE)
        assert found == sorted(found)
        assert all(one.start < one.end for one in found)
        assert all(a.end < b.start for a, b in itertools.pairwise(found))
        moment = dt.datetime.combine(first + dt.timedelta(days=1), dt.time(), ZONE)
        for _step in range(7 * 24 * 4):
            here = moment.astimezone(ZONE)
            opened = [
                day
                for day in (here.date(), here.date() - dt.timedelta(days=1))
                if DAYS[day.weekday()] in rule.byday.split(",") and day not in shut and day != away
            ]
            told = any(
                _at(day, opens) <= here.astimezone(dt.UTC) < _end(day, opens, closes)
                for day in opened
            )
            assert any(one.start <= here.astimezone(dt.UTC) < one.end for one in found) is told, (
                here
            )
            moment = (moment.astimezone(dt.UTC) + dt.timedelta(minutes=15)).astimezone(ZONE)


def _at(day, hour):
    return dt.datetime.combine(day, hour, ZONE).astimezone(dt.UTC)


def _end(day, opens, closes):
    return _at(day if closes > opens else day + dt.timedelta(days=1), closes)


@pytest.mark.parametrize(
    ("day", "hours"), [((2026, 3, 28), 23), ((2026, 10, 24), 25), ((2026, 6, 1), 24)]
)
def test_day_and_night_lasts_as_long_as_the_day(day, hours):
    on = dt.date(*day) + dt.timedelta(days=1)
    rule = Rule(byday=",".join(DAYS), all_day=True, holidays="open")
    (one,) = spans([rule], [], {on}, first=on, last=on, zone=ZONE)
    assert one.end - one.start == dt.timedelta(hours=hours)


def test_equal_rules_are_kept_once_and_come_back_the_same():
    rules = (
        Rule(byday="MO", opens_at=dt.time(8), closes_at=dt.time(15)),
        Rule(
            freq="MONTHLY",
            bymonthday="-1",
            dtstart=FIRST,
            interval=2,
            opens_at=dt.time(8),
            closes_at=dt.time(2),
        ),
    )
    apart = (Apart(first_day=FIRST, last_day=FIRST, opens_at=dt.time(9), closes_at=dt.time(10)),)
    one, other = (Timetable(order, apart, ZONE, "RS") for order in (rules, rules[::-1]))
    assert key_of(one.kept()) == key_of(other.kept())
    assert set(Timetable.of(one.kept()).rules) == set(rules)
    assert Timetable.of(one.kept()).apart == apart


def test_a_far_rule_is_read_quickly():
    old = Rule(byday="MO", dtstart=dt.date(1900, 1, 1), interval=2, all_day=True)
    far = dt.date(2190, 1, 1)
    assert len(days_of(old, far, far + dt.timedelta(days=27))) == 2
    with pytest.raises(Denied, match="never opens"):
        check_rule(
            Rule(
                freq="MONTHLY",
                interval=12,
                bymonthday="30",
                dtstart=dt.date(2026, 2, 1),
                all_day=True,
            ),
            FIRST,
        )


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        (Rule(byday="MO,TU,WE,TH,FR", opens_at=dt.time(8), closes_at=dt.time(15)), "Monday–Friday 08:00–15:00"),
        (Rule(byday="SU,SA", opens_at=dt.time(20), closes_at=dt.time(2)), "Saturday, Sunday 20:00–02:00 (until the next day)"),
        (Rule(byday=",".join(DAYS), all_day=True), "day and night"),
        (Rule(byday="MO", interval=2, dtstart=dt.date(2026, 1, 5), opens_at=dt.time(8), closes_at=dt.time(9)),
         "Monday, every 2 weeks 08:00–09:00 (from 5. 1. 2026.)"),
        (Rule(freq="MONTHLY", byday="-1FR", opens_at=dt.time(8), closes_at=dt.time(9)), "last Friday of the month 08:00–09:00"),
        (Rule(freq="MONTHLY", byday="2TU", opens_at=dt.time(8), closes_at=dt.time(9)), "2. Tuesday of the month 08:00–09:00"),
        (Rule(freq="MONTHLY", bymonthday="15,1,-1", opens_at=dt.time(8), closes_at=dt.time(9)),
         "1. 15. in the month, last day of the month 08:00–09:00"),
    ],
)  # fmt: skip
def test_hours_in_words(rule, words):
    with translation.override("en"):
        assert rule_words(rule) == words
    for language in ("sr", "sr-latn", "hu"):
        with translation.override(language):
            assert rule_words(rule)


def test_days_apart_in_words():
    with translation.override("en"):
        day = dt.date(2026, 1, 5)
        assert apart_words(Apart(first_day=day, last_day=day)) == "5. 1. 2026.: closed"


@pytest.mark.parametrize(
    "number",
    ["+381 17 123 456", "+38117123456", "017 123-456", "017/123-456", "(017) 123 456", "192", "19015",
     "0800 100 600", "063 610 590", "+36 1 234 5678", "116 111"],
)  # fmt: skip
def test_numbers_that_can_be_dialled(number):
    assert clean_phone(f"  {number} ") == number


@pytest.mark.parametrize(
    "number",
    ["", "12", "abc", "+381", "+381 017 123 456", "+0 123 456 789", "17 123 4567", "017 123 456 7890",
     "017 123 456 ext", "+381 17 123 456;1", "٠١٧١٢٣٤٥٦", "017\u200b123456", "-017 123", "0171234567890123456789"],
)  # fmt: skip
def test_numbers_that_cannot(number):
    with translation.override("en"), pytest.raises(Denied, match="not a telephone number"):
        clean_phone(number)
