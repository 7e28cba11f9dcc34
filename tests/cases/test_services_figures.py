"""Totals of services given: once a month, from opened plans, never of a few people."""

import datetime as dt
import json
import random
import re
from dataclasses import replace
from decimal import Decimal
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.utils import timezone

from spona.access.denied import Denied
from spona.audit.models import Entry
from spona.cases.careplan import actions as plans
from spona.cases.careplan import service_actions, service_totals_update
from spona.cases.careplan.actions import StepDraft
from spona.cases.careplan.plan import NOBODY, Need
from spona.cases.careplan.service_given import Given
from spona.cases.careplan.service_totals import (
    Lacked,
    Told,
    Written,
    figures_of,
    key_of,
    unmet_of,
)
from spona.cases.careplan.service_totals_update import update_figures
from spona.cases.case.models import Case
from spona.cases.case.sealed_entry import OtherThanShown
from spona.cases.referrals.actions import accept, open_packet, send
from spona.directory.models import Network
from spona.prevention.models import Need as UnmetNeed
from spona.services.models import FiguresUpdate, GivenTotal
from spona.services.quarters import Quarter, quarter_of
from spona.statistics.rules import Rule
from tests.cases.flow import get
from tests.cases.packets import packet
from tests.cases.test_careplan import in_english, led  # noqa: F401

NET = uuid4()
FIRST, SECOND, LAST = Quarter(2026, 1), Quarter(2026, 2), Quarter(2026, 3)
AT = dt.datetime(2026, 1, 5, tzinfo=dt.UTC)


def one(day="2026-02-01", *, amount="2", unit="hour", at=AT, **more):
    return Given(id=str(uuid4()), kind="legal_aid", unit=unit, amount=amount, first=day,
                 last=more.pop("last", day), provider="own", at=at.isoformat(), **more)  # fmt: skip


def people(number, **more):
    return [Written(UUID(int=n), NET, one(**more)) for n in range(number)]


def told(written, before=(), last=LAST):
    return figures_of(written, before, last=last, fewest=10)


# What may leave, in numbers.


def test_nothing_is_told_before_ten_people_stand_behind_it():
    found = told(people(9))
    assert found.told == []
    assert [f.amount for f in found.waiting] == [Decimal(18)]
    [figure] = told(people(10)).told
    assert (figure.amount, figure.since, figure.complete) == (Decimal(20), FIRST, FIRST)


def test_ten_entries_of_one_person_are_one_person():
    alone = [Written(UUID(int=1), NET, one()) for _ in range(10)]
    assert told(alone).told == []


def test_what_one_person_has_most_of_is_not_told():
    most = [*people(9), Written(UUID(int=9), NET, one(amount="500"))]
    assert told(most).told == []


def test_a_small_quarter_is_added_to_the_next_one():
    later = [Written(UUID(int=n), NET, one("2026-05-01")) for n in range(6, 11)]
    [figure] = told([*people(6), *later]).told
    assert (figure.since, figure.complete, figure.amount) == (FIRST, SECOND, Decimal(22))


def test_a_quarter_that_runs_is_not_told():
    assert told(people(12, day="2026-08-01"), last=SECOND) == figures_of(
        [], (), last=SECOND, fewest=10
    )


def test_nights_belong_to_the_quarter_of_their_evening():
    nights = people(10, unit="night", day="2026-03-30", last="2026-04-02", amount="4")
    assert [(f.complete, f.amount) for f in told(nights).told] == [
        (FIRST, Decimal(20)), (SECOND, Decimal(20)),
    ]  # fmt: skip


def test_provider_donor_and_currency_are_told_apart():
    mixed = [*people(5), *(Written(UUID(int=n), NET, one(donor="d")) for n in range(5, 10))]
    assert told(mixed).told == []
    money = [replace(w, given=one(unit="money", currency=c)) for c in ("EUR", "RSD")
             for w in people(10)]  # fmt: skip
    assert [f.key.currency for f in told(money).told] == ["EUR", "RSD"]


def test_no_entry_is_in_two_totals_and_a_correction_moves_none():
    written = people(10)
    key = key_of(NET, written[0].given)
    before = [Told(key, FIRST, AT + dt.timedelta(days=90))]
    assert told(written, before).told == told(written, before).waiting == []
    changed = replace(one(amount="9"), kind="counselling")
    corrected = written[0].given.corrected(changed, at=AT + dt.timedelta(days=100), by="x")
    assert told([replace(written[0], given=corrected)], before).waiting == []
    early = written[0].given.corrected(changed, at=AT + dt.timedelta(days=1), by="x")
    assert len(told([replace(written[0], given=early)], before).waiting) == 1


def test_what_is_written_late_comes_with_the_next_total():
    key = key_of(NET, one())
    before = [Told(key, FIRST, AT + dt.timedelta(days=90))]
    late = people(10, at=AT + dt.timedelta(days=95))
    assert [f.amount for f in told(late, before).told] == [Decimal(20)]


@pytest.mark.parametrize("seed", range(20))
def test_month_by_month_nothing_is_counted_twice_or_lost(seed):
    """Whatever is written when: what was told and what waits is all that was given, once."""
    chance = random.Random(seed)
    start = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
    written, before, sums = [], [], Decimal(0)
    for month in range(1, 13):
        at = start + dt.timedelta(days=30 * month)
        for _ in range(chance.randrange(12)):
            day = (at - dt.timedelta(days=chance.randrange(1, 100))).date()
            unit = chance.choice(["hour", "night"])
            last = day + dt.timedelta(days=chance.randrange(3) if unit == "night" else 0)
            amount = str((last - day).days + 1)
            person = UUID(int=chance.randrange(25))
            entry = one(day.isoformat(), last=last.isoformat(), unit=unit, amount=amount, at=at)
            written.append(Written(person, NET, entry))
        made = at + dt.timedelta(days=1)
        found = told(written, before, last=quarter_of(made.date()).before)
        before += [Told(f.key, f.complete, made) for f in found.told]
        sums += sum((f.amount for f in found.told), Decimal(0))
    over = quarter_of(made.date()).before
    given = sum((w.given.part_between(dt.date(2000, 1, 1), over.last) for w in written), Decimal(0))
    assert sums + sum((f.amount for f in found.waiting), Decimal(0)) == given


def lacked(number, at=FIRST, **more):
    return [Lacked(UUID(int=n), NET, "legal_aid", at, **({"full": False} | more))
            for n in range(number)]  # fmt: skip


@pytest.mark.parametrize(
    ("number", "people_told"), [(1, []), (4, []), (5, []), (9, []), (10, [10])]
)
def test_unmet_needs_are_told_from_ten_on_and_never_of_one(number, people_told):
    found = unmet_of(lacked(number), (), last=LAST, fewest=10)
    assert [each.people for each in found] == people_told


def test_unmet_needs_of_a_quarter_are_told_once_and_waiting_ones_go_on():
    assert unmet_of(lacked(3), {(NET, "legal_aid", FIRST)}, last=LAST, fewest=10) == []
    more = [replace(each, person=uuid4()) for each in lacked(5, SECOND, full=True)]
    [found] = unmet_of([*lacked(6), *more], (), last=LAST, fewest=10)
    assert (found.quarter, found.people, found.full) == (SECOND, 11, False)


# A person's way, an attacker's way.


@pytest.fixture
def few(monkeypatch):
    """The rule of this test asks for one person, so that a world of one file can tell something."""
    rule = Rule(9, 2, 5, ("yes",), "proposed", "test")
    monkeypatch.setattr(service_totals_update, "current_rule", lambda: rule)


def later(monkeypatch, days):
    moved = timezone.now() + dt.timedelta(days=days)
    monkeypatch.setattr(timezone, "now", lambda: moved)


def filled(case, person, *, hours="3"):
    """A plan with a service of today and a need that nobody meets."""
    can = person.can
    need = plans.add_need(case, Need(area="rights", need="Адвокат"), **can)
    step = plans.add_plan_step(case, need, StepDraft("Разговор", owner=person.member), **can)
    missing = StepDraft("Пратња", provider=NOBODY, kind="transport_and_escort")
    plans.add_plan_step(case, need, missing, **can)
    day = timezone.localdate().isoformat()
    given = Given(kind="legal_aid", unit="hour", amount=hours, first=day, last=day, provider="own",
                  note="Тајна напомена")  # fmt: skip
    service_actions.add_given(case, step, given, **can)
    return step


@pytest.fixture
def two(world, few):
    """Two people of one institution, both with Bea."""
    cases = []
    for _ in range(2):
        row = send(packet(), network=world.vranje, recipient=world.csw, by=world.ana.actor)
        taken = accept(open_packet(row, **world.bea.can)[0], **world.bea.can)
        case = Case.objects.select_related("network", "box").get(pk=taken.to_case_id)
        filled(case, world.bea)
        cases.append(case)
    return cases


PATH = "/cases/services-given/"


def hidden(page):
    return re.search(r'name="seen" value="([^"]*)"', page)[1]


def test_one_press_a_month_after_a_preview(world, two, monkeypatch):
    later(monkeypatch, 95)
    browser = world.bea.sign_in()
    assert "What will be shared" not in get(browser, PATH)
    page = browser.post(PATH, {"show": ""}).content.decode()
    for said in (
        "What will be shared",
        "Legal aid: 6 hours",
        "Transport and escort: fewer than 5",
    ):
        assert said in page, said
    assert not FiguresUpdate.objects.exists()
    assert browser.post(PATH, {"update": "", "seen": hidden(page)}).status_code == 302
    [row] = GivenTotal.objects.all()
    assert (row.amount, row.kind, row.unit, row.provider) == (Decimal(6), "legal_aid", "hour", None)
    [need] = UnmetNeed.objects.all()
    assert (need.service, need.times, need.reason) == ("transport_and_escort", None, "")
    again = browser.post(PATH, {"show": ""})
    assert again.status_code == 422
    assert "They open again on" in again.content.decode()
    with pytest.raises(Denied, match="open again on"):
        update_figures(colleagues=False, seen="x", **world.bea.can)
    shown = (
        world.ana.sign_in()
        .get(f"/services/?network=vranje&period={row.complete.slug}")
        .content.decode()
    )
    assert "6 hours" in shown


def test_the_log_names_institution_quarter_and_how_many_only(world, two, monkeypatch):
    later(monkeypatch, 95)
    browser = world.bea.sign_in()
    seen = hidden(browser.post(PATH, {"show": ""}).content.decode())
    browser.post(PATH, {"update": "", "seen": seen})
    [line] = Entry.objects.filter(name="services:figures_updated")
    quarter = GivenTotal.objects.get().complete
    assert line.detail == {"quarter": quarter.slug, "totals": 1}
    assert (line.subject_kind, line.subject_id) == ("institution", world.csw.pk)
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM services_giventotal")
        rows = str(cursor.fetchall())
        cursor.execute("SELECT * FROM services_figuresupdate")
        rows += str(cursor.fetchall())
    for case in two:
        assert case.pk.hex not in rows
        assert case.reference not in rows
    details = json.dumps(list(Entry.objects.values_list("detail", flat=True)), ensure_ascii=False)
    assert "Тајна" not in details


@pytest.mark.parametrize("gone", ["total", "all"])
def test_what_somebody_deleted_in_the_database_is_not_told_again(world, two, monkeypatch, gone):
    """What would be told anew and what was told before could be compared."""
    later(monkeypatch, 95)
    browser = world.bea.sign_in()
    seen = hidden(browser.post(PATH, {"show": ""}).content.decode())
    browser.post(PATH, {"update": "", "seen": seen})
    GivenTotal.objects.all().delete()
    if gone == "all":
        FiguresUpdate.objects.all().delete()
    later(monkeypatch, 40)
    again = world.bea.sign_in().post(PATH, {"show": ""})
    assert again.status_code == 422
    assert "gone from the database" in again.content.decode()
    with pytest.raises(Denied, match="gone from the database"):
        update_figures(colleagues=False, seen=seen, **world.bea.can)


def test_nothing_leaves_when_a_plan_is_saved_or_while_the_quarter_runs(world, two):
    assert not GivenTotal.objects.exists()
    page = world.bea.sign_in().post(PATH, {"show": ""}).content.decode()
    assert "No total covers enough people yet." in page


def test_what_changed_since_the_preview_is_shown_again(world, two, monkeypatch):
    later(monkeypatch, 95)
    browser = world.bea.sign_in()
    seen = hidden(browser.post(PATH, {"show": ""}).content.decode())
    plan = plans.read_plan(two[0], **world.bea.can).plan
    [given] = plan.given
    read = service_actions.given_mark(given)
    service_actions.change_given(two[0], replace(given, amount="4"), read=read, **world.bea.can)
    answer = browser.post(PATH, {"update": "", "seen": seen})
    assert answer.status_code == 409
    assert "Legal aid: 7 hours" in answer.content.decode()
    assert not FiguresUpdate.objects.exists()
    with pytest.raises(OtherThanShown):
        update_figures(colleagues=False, seen="x", **world.bea.can)


def test_what_a_colleague_works_on_is_counted_out_or_opened_with_a_word_to_the_holders(
    world,
    led,  # noqa: F811
    monkeypatch,
):
    filled(led, world.vera)
    later(monkeypatch, 95)
    page = world.boris.sign_in().post(PATH, {"show": ""}).content.decode()
    assert "1 is not included" in " ".join(page.split())
    page = world.boris.sign_in().post(PATH, {"show": "", "colleagues": "on"}).content.decode()
    assert "is not included" not in page
    assert "Not shared yet: too few people" in page
    assert Entry.objects.filter(name="section:read_many", detail__reason="supervision").exists()


def test_who_makes_no_figures_finds_no_such_page(world, two):
    for stranger in (world.ana, world.vera, world.kosta):
        assert stranger.sign_in().get(PATH).status_code in (403, 404)
        assert stranger.sign_in().post(PATH, {"show": ""}).status_code in (403, 404)
    with pytest.raises(Denied):
        update_figures(colleagues=False, seen="", **world.vera.can)
    # Another institution's holder makes their own, of which nothing is ours.
    page = world.hana.sign_in().post(PATH, {"show": ""})
    assert "Legal aid" not in page.content.decode()


def test_an_intake_holder_finds_it_among_the_files_of_the_institution(world, two):
    page = get(world.bea.sign_in(), "/cases/institution/")
    assert f'href="{PATH}"' in page


def test_in_the_training_network_no_figures_are_made(world, two):
    actor = world.bea.actor
    Network.objects.update(practice=True)
    with pytest.raises(Denied, match="training network"):
        service_totals_update.preview(colleagues=False, by=actor, keys=world.bea.keys)
