"""Services: written by whom they belong to, found by everybody, never leading to a hidden door."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from django.apps import apps
from django.db import IntegrityError, transaction

from spona import deadlines
from spona.access.denied import Conflict, Denied
from spona.audit.models import Entry
from spona.deadlines.time import moved, today
from spona.directory.actions.institutions import create_institution
from spona.reference.models import Town
from spona.services import actions, jobs
from spona.services.finding import offer_of, search
from spona.services.models import Card, Change, Language, Location, Phone, Schedule, Service
from spona.tasks.models import Task
from tests.services.offering import (
    GATE,
    NUMBER,
    OPERATOR,
    SECRET,
    SECRET_NUMBER,
    association,
    hours,
    phone,
    place,
    service,
)  # fmt: skip


@pytest.fixture
def bea(world):
    return world.people["bea"].actor


@pytest.fixture
def kosta(world):
    return world.people["kosta"].actor


@pytest.fixture(autouse=True)
def _as_in_the_demo(settings):
    # The world of the tests is invented from end to end.
    settings.SPONA_KIND = "demo"


def found(**asked):
    return [one.service for one in search(**asked).offers]


def test_a_service_is_written_and_found_by_everybody_only_once_confirmed(world, bea):
    row = service(world.csw, bea)
    phone(row, bea)
    hours(row, bea)
    assert found() == []
    assert found(actor=bea) == [row]
    actions.confirm_service(row, by=bea)
    (offer,) = search().offers
    assert [str(one) for one in offer.phones] == [NUMBER]
    assert offer.service.confirmed_on == today()
    assert offer.lines
    with moved(dt.timedelta(days=366)):
        assert found() == []
        (old,) = search(actor=bea, unconfirmed=True).offers
        assert old.is_red


def test_a_new_number_is_told_nobody_under_the_date_of_the_old(world, bea):
    row = service(world.csw, bea, confirm=True)
    actions.take_out(row.phones.get(), by=bea)
    phone(row, bea)
    assert found() == []
    assert offer_of(row, public=True).phones == ()
    actions.confirm_service(row, by=bea)
    assert [str(one) for one in offer_of(row, public=True).phones] == [NUMBER]


def test_written_again_the_same_it_changes_nothing(world, bea):
    row = service(world.csw, bea, confirm=True)
    number = Change.objects.count()
    actions.write_service(row, towns=[world.csw.town_id], languages=[Language(code="sr")], by=bea)
    assert Change.objects.count() == number
    assert Service.objects.get(pk=row.pk).confirmed_on == today()
    assert Card.objects.filter(service=row).count() == 2


@pytest.mark.parametrize("who", ["ana", "vera", "cora", "direktor", "hana", "kosta"])
def test_nobody_else_writes_a_service_of_the_centre(world, bea, who):
    other = world.people[who].actor
    row = service(world.csw, bea)
    with pytest.raises(Denied):
        actions.write_service(Service.objects.get(pk=row.pk), by=other)
    for act in (
        lambda: phone(row, other),
        lambda: hours(row, other),
        lambda: place(world.csw, other),
        lambda: actions.end_service(row, reason="x", by=other),
        lambda: actions.bring_back(row, by=other),
    ):
        with pytest.raises(Denied):
            act()


def test_the_coordinator_writes_for_a_partner_on_paper(world, kosta):
    partner = association(world)
    row = service(partner, kosta, confirm=True)
    assert found(actor=kosta, institution=partner) == [row]
    with pytest.raises(Denied):
        service(partner, world.people["ana"].actor)


def test_who_works_there_says_that_it_is_full_and_takes_it_back(world, bea):
    row = service(world.csw, bea, confirm=True)
    vera = world.people["vera"].actor
    actions.mark_full(row, by=vera)
    assert found(full=True) == [row]
    assert found(full=False) == []
    assert search().offers[0].full_until is not None
    actions.mark_free(row, by=vera)
    assert found(full=True) == []
    with pytest.raises(Denied):
        actions.mark_full(row, by=world.people["ana"].actor)
    actions.mark_full(row, by=vera)
    with moved(dt.timedelta(days=2)):
        assert found(full=False) == [row]


def test_full_tonight_holds_until_eight_in_the_morning_of_the_town(world, bea):
    row = service(world.csw, bea)
    actions.mark_full(row, by=bea)
    until = row.capacity.get().full_until.astimezone(ZoneInfo("Europe/Belgrade"))
    assert until.time() == dt.time(8)
    assert dt.timedelta(0) < until - deadlines.now() <= dt.timedelta(days=1)


def test_words_are_found_in_both_scripts(world, bea):
    row = service(world.csw, bea, name="Ђачко саветовалиште", confirm=True)
    for words in ("đačko", "Djacko", "ЂАЧКО", "savetovaliste", "vranje", "Врање djac"):
        assert found(words=words) == [row], words
    assert found(words="acko") == []


def test_need_town_and_language(world, bea):
    nis = Town.objects.get(slug="nis")
    row = service(world.csw, bea, languages=("sr", "rom"), confirm=True)
    wide = service(world.csw, bea, kind="legal_aid", towns=(), everywhere=True, confirm=True)
    assert found(need="counselling") == [row]
    assert found(language="rom") == [row]
    assert found(language="ro") == []
    assert found(town=nis) == [wide]
    # Members of another town see what serves any town, and nothing else of this one.
    assert found(actor=world.people["cora"].actor) == [wide]
    assert set(map(str, found(town=world.csw.town))) == {str(row), str(wide)}


def test_open_now_follows_the_clock_of_the_town(world, bea):
    row = service(world.csw, bea)
    hours(row, bea, days="MO,TU,WE,TH,FR,SA,SU", opens="20:00", closes="06:00", holidays="open")
    phone(row, bea)
    actions.confirm_service(row, by=bea)
    here = deadlines.now().astimezone(ZoneInfo("Europe/Belgrade"))
    for hour, is_open in (
        (2, True),
        (5, True),
        (6, False),
        (12, False),
        (19, False),
        (20, True),
        (23, True),
    ):
        target = here.replace(
            hour=hour, minute=30 if hour not in (6, 20) else 0, second=1
        ) + dt.timedelta(days=1)
        with moved(target - here):
            assert (found(open_now=True) == [row]) is is_open, hour
            assert search().offers[0].is_open is is_open
            assert bool(search().offers[0].closes_at) is is_open


def test_what_is_open_day_and_night_has_no_hour_at_which_it_closes(world, bea):
    row = service(world.csw, bea, confirm=True)
    actions.write_part(
        Schedule(service=row, byday="MO,TU,WE,TH,FR,SA,SU", all_day=True, holidays="open"), by=bea
    )
    offer = offer_of(row, public=False)
    assert offer.is_open
    assert offer.closes_at is None


def test_an_ended_service_is_found_no_more_and_comes_back_unconfirmed(world, bea):
    row = service(world.csw, bea, confirm=True)
    with pytest.raises(Denied):
        actions.end_service(row, reason=" ", by=bea)
    actions.end_service(row, reason="The project is over", by=bea)
    assert found() == found(actor=bea) == []
    assert found(actor=bea, ended=True) == [row]
    with pytest.raises(Conflict):
        phone(row, bea)
    actions.bring_back(row, by=bea)
    assert found(actor=bea) == [row]
    assert found() == []
    changed = Change.objects.filter(service=row, field="end_reason")
    assert {(one.before, one.after) for one in changed} == {
        ("", "The project is over"), ("The project is over", ""),
    }  # fmt: skip


# --- what is hidden ---


def everything_kept():
    """Every text of every table of the app, as whoever reads the database would see it."""
    told = []
    for model in apps.get_app_config("services").get_models():
        for row in model.objects.values():
            told.append(str(row))
    told += [str(one) for one in Entry.objects.values_list("detail", flat=True)]
    return "\n".join(told)


def test_a_place_that_becomes_confidential_leaves_no_trace_of_where_it_is(world, bea):
    row = service(world.csw, bea, email="a@primer.invalid", url="https://primer.invalid/gde")
    spot = place(world.csw, bea, SECRET, words={"sr": "Код моста"}, latitude="42.55", longitude="21.9",
                 transport={"sr": "Аутобус 5"})  # fmt: skip
    actions.put_at(row, location=spot, by=bea)
    phone(spot, bea, SECRET_NUMBER)
    actions.take_out(phone(spot, bea, "017 555 097"), by=bea)
    actions.take_from(actions.put_at(service(world.csw, bea), location=spot, by=bea), by=bea)
    phone(row, bea, "017 555 098")
    phone(row, bea, GATE, front_gate=True)
    spot = Location.objects.get(pk=spot.pk)
    spot.confidential = True
    actions.write_location(spot, by=bea)
    actions.confirm_service(row, by=bea)
    kept = everything_kept()
    for secret in (
        SECRET,
        SECRET_NUMBER,
        "017 555 098",
        "Код моста",
        "Аутобус",
        "42.55",
        "primer.invalid",
    ):
        assert secret not in kept, secret
    (offer,) = search().offers
    assert [str(one) for one in offer.all_phones] == [GATE]
    assert offer.places[0].confidential
    seen = next(one for one in search(actor=bea).offers if one.service == row)
    assert [str(one) for one in seen.all_phones] == [GATE]


def test_a_hidden_institution_takes_no_number_but_its_front_gate(world, kosta):
    shelter = association(world, confidential=True)
    row = service(shelter, kosta, kind="safe_house")
    spot = place(shelter, kosta, SECRET)
    assert spot.confidential
    assert spot.address == ""
    actions.put_at(row, location=spot, by=kosta)
    for owner in (row, spot):
        with pytest.raises(Denied, match="front gate"):
            phone(owner, kosta, SECRET_NUMBER)
        phone(owner, kosta, GATE, front_gate=True)
    changed = Service.objects.get(pk=row.pk)
    changed.email = "kuca@primer.invalid"
    with pytest.raises(Denied, match="front gate"):
        actions.write_service(changed, by=kosta)


def test_the_database_itself_keeps_no_address_of_a_confidential_place(world, bea):
    spot = place(world.csw, bea, "", confidential=True)
    for name, value in (
        ("address", SECRET), ("latitude", 42), ("transport", {"sr": "Аутобус"}),
        ("words", {"sr": "Код моста"}), ("postal_code", "17500"), ("url", "https://a.invalid"),
    ):  # fmt: skip
        with pytest.raises(IntegrityError), transaction.atomic():
            Location.objects.filter(pk=spot.pk).update(**{name: value})


def test_a_place_named_confidential_past_us_is_still_not_told(world, bea):
    """A thief who takes the mark away has no tag for it."""
    row = service(world.csw, bea, confirm=True)
    spot = place(world.csw, bea, "", confidential=True)
    actions.put_at(row, location=spot, by=bea)
    Location.objects.filter(pk=spot.pk).update(confidential=False, address="Лажна 1")
    assert offer_of(row, public=False).places == ()


# --- what is not ours ---


@pytest.mark.parametrize("change", [{"number": "0900 666 666"}, {"front_gate": True}])
def test_a_number_that_a_thief_wrote_is_shown_nobody(world, bea, change):
    row = service(world.csw, bea)
    one = phone(row, bea)
    actions.confirm_service(row, by=bea)
    Phone.objects.filter(pk=one.pk).update(**change)
    assert offer_of(row, public=True).phones == ()
    with pytest.raises(Denied):
        actions.take_out(one, by=bea)


def test_an_old_number_that_was_put_back_is_shown_nobody(world, bea):
    row = service(world.csw, bea)
    one = phone(row, bea)
    old = Phone.objects.filter(pk=one.pk).values().get()
    one = Phone.objects.get(pk=one.pk)
    one.number = "017 555 011"
    actions.write_part(one, by=bea)
    actions.confirm_service(row, by=bea)
    Phone.objects.filter(pk=one.pk).update(number=old["number"], mac=old["mac"])
    assert offer_of(row, public=True).phones == ()


def test_a_confirmation_that_a_thief_wrote_counts_for_nothing(world, bea):
    row = service(world.csw, bea)
    phone(row, bea)
    Service.objects.filter(pk=row.pk).update(confirmed_on=today())
    Card.objects.filter(service=row).update(confirmed_on=today(), public=True)
    assert search().offers == []
    with pytest.raises(Denied):
        actions.confirm_service(row, by=bea)


def test_hours_that_a_thief_wrote_open_nothing(world, bea):
    row = service(world.csw, bea)
    one = hours(row, bea)
    phone(row, bea)
    actions.confirm_service(row, by=bea)
    Schedule.objects.filter(pk=one.pk).update(all_day=True, opens_at=None, closes_at=None)
    assert offer_of(row, public=True).is_open is None


# --- what cannot be ---


def test_each_mistake_is_a_sentence_and_nothing_is_kept(world, bea):
    row = service(world.csw, bea, confirm=True)
    number = Change.objects.count()
    day = dt.date(2026, 2, 1)
    nine, ten = dt.time(9), dt.time(10)
    wrong = [
        Phone(service=row, number="dvanaest"),
        Phone(service=row, number="+381 0 17 123"),
        Phone(service=row, number="17/123-456"),
        Phone(service=row, number="+381 17 123 456; DROP"),
        Schedule(service=row, byday="MO", opens_at=nine, closes_at=nine),
        Schedule(service=row, byday="MO", opens_at=nine, closes_at=None),
        Schedule(service=row, byday="XX", opens_at=nine, closes_at=ten),
        Schedule(service=row, byday="1MO", opens_at=nine, closes_at=ten),
        Schedule(service=row, opens_at=nine, closes_at=ten),
        Schedule(service=row, byday="MO", interval=2, opens_at=nine, closes_at=ten),
        Schedule(service=row, byday="MO", dtstart=day, until=day - dt.timedelta(1), opens_at=nine,
                 closes_at=ten),
        Schedule(service=row, freq="MONTHLY", bymonthday="31", dtstart=day,
                 until=dt.date(2026, 2, 28), opens_at=nine, closes_at=ten),
        Schedule(service=row, freq="MONTHLY", interval=12, bymonthday="31", dtstart=day,
                 opens_at=nine, closes_at=ten),
        Schedule(service=row, freq="MONTHLY", bymonthday="32", opens_at=nine, closes_at=ten),
        Schedule(service=row, freq="DAILY", byday="MO", opens_at=nine, closes_at=ten),
    ]  # fmt: skip
    for part in wrong:
        with pytest.raises(Denied) as told:
            actions.write_part(part, by=bea)
        assert str(told.value.sentence).endswith("."), told.value.sentence
    for change in (
        {"minimum_age": 30, "maximum_age": 18}, {"maximum_age": 900}, {"kind": "spells"},
        {"words": {}}, {"words": {"xx": "?"}}, {"email": "a@"},
        {"url": "javascript:alert(1)"}, {"status": "sleeping"},
    ):  # fmt: skip
        changed = Service.objects.get(pk=row.pk)
        for name, value in change.items():
            setattr(changed, name, value)
        with pytest.raises(Denied):
            actions.write_service(changed, by=bea)
    for change in (
        {"latitude": "91", "longitude": "20"}, {"latitude": "42", "longitude": "200"},
        {"latitude": "42"}, {"address": ""}, {"accessibility": ["wings"]},
    ):  # fmt: skip
        with pytest.raises(Denied):
            place(world.csw, bea, **{"address": "Партизанска 1", **change})
    assert Change.objects.count() == number
    assert Phone.objects.count() == 1
    assert not Schedule.objects.exists()
    assert not Location.objects.exists()
    assert Service.objects.get(pk=row.pk).confirmed_on == today()


def test_the_history_tells_what_who_and_when(world, bea):
    row = service(world.csw, bea)
    one = phone(row, bea)
    changed = Service.objects.get(pk=row.pk)
    changed.minimum_age = 15
    changed.note = "само интерно"
    actions.write_service(changed, by=bea)
    actions.take_out(Phone.objects.get(pk=one.pk), by=bea)
    lines = [
        (one.resource, one.kind, one.field, one.before, one.after)
        for one in Change.objects.filter(service=row).order_by("at")
    ]
    assert ("service", "update", "minimum_age", "", "15") in lines
    assert ("service", "update", "note", "", "") in lines
    assert ("phone", "create", "", "", NUMBER) in lines
    assert ("phone", "delete", "", NUMBER, "") in lines
    assert set(Change.objects.filter(service=row).values_list("by", flat=True)) == {
        world.people["bea"].member.pk
    }


# --- the round ---


def test_the_round_asks_each_institution_once_and_closes_itself(world, bea, kosta):
    row = service(world.csw, bea)
    on_paper = service(association(world), kosta)
    phone(row, bea)
    phone(on_paper, kosta)
    assert jobs.ask_to_confirm() == 2
    assert jobs.ask_to_confirm() == 2
    tasks = Task.objects.open().filter(kind="confirm_services")
    assert {(t.institution_id, t.network_id) for t in tasks} == {
        (world.csw.pk, world.vranje.pk), (None, world.vranje.pk),
    }  # fmt: skip
    actions.confirm_service(row, by=bea)
    assert not tasks.filter(institution=world.csw).exists()
    actions.confirm_service(on_paper, by=kosta)
    assert not tasks.all().exists()
    assert jobs.ask_to_confirm() == 0
    with moved(dt.timedelta(days=181)):
        assert jobs.ask_to_confirm() == 2
        assert tasks.count() == 2


def test_a_fixed_number_of_queries(world, bea, django_assert_max_num_queries):
    for number in range(3):
        row = service(world.csw, bea, name=f"Служба {number}", confirm=False)
        phone(row, bea)
        hours(row, bea)
        actions.confirm_service(row, by=bea)
    with django_assert_max_num_queries(26) as few:
        search(town=world.csw.town, open_now=True, words="sluzba")
        first = len(few)
    for number in range(3, 8):
        row = service(world.csw, bea, name=f"Служба {number}")
        phone(row, bea)
        hours(row, bea)
        actions.confirm_service(row, by=bea)
    with django_assert_max_num_queries(26) as more:
        search(town=world.csw.town, open_now=True, words="sluzba")
    assert len(more) <= first + 1


def test_pages(world, bea):
    for number in range(5):
        service(world.csw, bea, name=f"Служба {number}", confirm=True)
    pages = [search(page=n, size=2) for n in (1, 2, 3, 99, -1)]
    assert [len(one.offers) for one in pages] == [2, 2, 1, 1, 2]
    assert pages[0].total == 5
    assert pages[0].pages == 3
    names = [str(o.service) for one in pages[:3] for o in one.offers]
    assert names == sorted(names)


def test_it_counts_and_shows_no_more_than_it_says(world, bea, monkeypatch):
    for number in range(6):
        service(world.csw, bea, name=f"Служба {number}", confirm=True)
    monkeypatch.setattr("spona.services.finding.COUNTED", 5)
    pages = [search(page=n, size=2) for n in (1, 2, 3, 99)]
    assert [len(one.offers) for one in pages] == [2, 2, 1, 1]
    assert {(one.total, one.pages, one.more) for one in pages} == {(5, 3, True)}
    monkeypatch.setattr("spona.services.finding.COUNTED", 6)
    assert [search(size=2).total, search(size=2).more] == [6, False]


def test_what_fits_together_is_one_page_and_else_pages(world, bea):
    for number in range(3):
        service(world.csw, bea, name=f"Служба {number}", confirm=True)
    for page in (1, 2):
        together = search(page=page, size=2, together=3)
        assert (len(together.offers), together.total, together.pages) == (3, 3, 1)
    parts = [search(page=page, size=1, together=2) for page in (1, 2, 3)]
    assert [str(one.offers[0].service) for one in parts] == [f"Служба {n} en" for n in range(3)]
    assert {(one.total, one.pages) for one in parts} == {(3, 3)}
    assert search(words="nepostoji", page=2, together=3).total == 0


def test_examples_and_members_only_are_not_for_everybody(world, bea, settings):
    service(world.csw, bea, name="Само за чланице", public=False, confirm=True)
    row = service(world.csw, bea, confirm=True)
    assert found() == [row]
    settings.SPONA_KIND = "real"
    assert world.csw.example is False or found() == []


def test_the_operator_alone_changes_a_service_of_the_whole_country(world, kosta):
    national = create_institution(
        {"sr": "Национална служба", "en": "National"}, sector="association", by=OPERATOR
    )
    row = service(national, OPERATOR, towns=(), everywhere=True)
    with pytest.raises(Denied):
        phone(row, kosta)
    phone(row, OPERATOR)
    actions.confirm_service(row, by=kosta)
