"""Each step is computed from what is there: it is left open, done, and says who does it."""

import datetime as dt
import re

import pytest
from django.utils import timezone

from spona import deadlines
from spona.access.denied import Denied
from spona.dashboard.onboarding.step import NAMES
from spona.dashboard.onboarding.way import beginning, way_of
from spona.dashboard.overview.check import Ready
from spona.deadlines.actions import enter_duty
from spona.directory import actions
from spona.directory.models import ConditionCode, ContactKind, ContactPoint, Seat
from spona.directory.queries import institutions_of
from spona.identity import wraps
from spona.identity.keyring import keyring_of
from spona.vault.actions import (
    add_analyst,
    create_intake_key,
    create_statistics_key,
    new_paper_key,
)
from spona.vault.models import StatisticsKey
from tests.directory.world import (
    CITY,
    CSW,
    DEMO,
    PASSWORD,
    SCHOOL,
    body,
    days,
    join,
    lead,
    post,
    today,
    vranje,
)

START = "/start/vranje/"


def line(step, words):
    (found,) = [one for one in step.lines if words in one.title]
    return found


def keys_of(somebody):
    return keyring_of(somebody.account, wraps.open_by_password(somebody.account, PASSWORD))


def test_a_town_begins_with_network_life_only_and_the_page_says_what_is_missing(mila):
    way = way_of(vranje(), mila.actor)
    assert [step.name for step in way.steps] == list(NAMES)
    assert way.done == 0
    assert way.next.name == "numbers"
    opening = way.step("opening")
    assert (opening.met, opening.total) == (0, len(ConditionCode.values) + 2)
    assert all(one.who for one in opening.lines), "each line says who does it next"
    page = mila.sign_in().get(START)
    assert page.status_code == 200
    text = page.content.decode()
    assert "0 of 7 steps are done." in text
    assert "Nothing can be sent, no file opened, no message received" in text


# --- a: national numbers ---


def national():
    return ContactPoint.objects.filter(kind__in=(ContactKind.CENTRE, ContactKind.HELPLINE))


def test_each_national_number_is_called_by_somebody_named_and_only_then_public(mila, client):
    step = way_of(vranje(), mila.actor).step("numbers")
    assert step.total == national().count() == 4
    assert step.met == 0
    centre = national().get(kind=ContactKind.CENTRE)
    assert centre.number not in client.get("/en/help/").content.decode()
    browser, here = mila.sign_in(), f"{START}numbers/"
    shown = browser.get(here).content.decode()
    assert shown.count("I called, it answers") == 4
    assert '<a href="tel:192"' in shown
    assert shown.count(f'name="back" value="{here}"') == 4
    for row in national():
        sent = post(browser, f"/network/numbers/{row.pk}/confirm/", {"back": here}, form_at=here)
        assert (sent.status_code, sent.url) == (302, here)
    step = way_of(vranje(), mila.actor).step("numbers")
    assert step.is_done
    assert all("Mila Kostić" in one.said for one in step.lines)
    assert centre.number in client.get("/en/help/").content.decode()


def test_a_reader_confirms_no_national_number_and_is_told_who_does(ana, mila):
    step = way_of(vranje(), ana.actor).step("numbers")
    assert [one.contact for one in step.lines] == [None] * 4
    assert "A coordinator" in step.lines[0].who
    browser = ana.sign_in()
    for row in national():
        sent = post(browser, f"/network/numbers/{row.pk}/confirm/", form_at="/network/")
        assert sent.status_code == 403
    assert not national().exclude(confirmed_on=None).exists()


def test_the_way_back_leads_to_no_other_place(mila):
    browser, row = mila.sign_in(), national().get(kind=ContactKind.CENTRE)
    for back in ("https://evil.example/", "//evil.example/", "javascript:alert(1)"):
        sent = post(
            browser, f"/network/numbers/{row.pk}/confirm/", {"back": back}, form_at="/network/"
        )
        assert sent.url == "/network/I001/"


def test_a_number_that_somebody_wrote_into_the_database_is_not_offered(mila):
    ContactPoint.objects.filter(kind=ContactKind.CENTRE).update(number="060 666 666")
    titles = [one.title for one in way_of(vranje(), mila.actor).step("numbers").lines]
    assert len(titles) == 3
    assert not any("666" in title for title in titles)


# --- b: who sits and who leads ---


def test_leaders_and_each_seat_with_its_deputy(mila, bea, boris):
    step = way_of(vranje(), mila.actor).step("network")
    assert line(step, "Coordinator of the network").ok
    assert not line(step, "Data-protection officer").ok
    seat = Seat.objects.get(network=vranje(), institution=body(CSW))
    here = line(step, str(seat.institution.words))
    assert not here.ok
    (asked,) = [path for path in dict(here.links) if path.startswith(f"/network/seats/{seat.pk}/")]
    assert 'name="back" value="/start/vranje/network/"' in text_of(mila.sign_in().get(asked))
    actions.name_representatives(seat, member=bea.member, deputy=None, by=mila.actor)
    assert not line(way_of(vranje(), mila.actor).step("network"), here.title).ok
    actions.name_representatives(seat, member=bea.member, deputy=boris.member, by=mila.actor)
    assert line(way_of(vranje(), mila.actor).step("network"), here.title).ok


def test_without_a_coordinator_the_operator_is_named(bea):
    first = line(way_of(vranje(), bea.actor).step("network"), "Coordinator of the network")
    assert not first.ok
    assert "./spona init --coordinates" in first.who


# --- c: holders and paper keys ---


def test_holders_and_the_paper_key(mila, bea, boris):
    def said():
        return line(way_of(vranje(), bea.actor).step("keys"), str(body(CSW).words))

    assert "Two people with a login make the key together" in said().who
    assert dict(said().links) == {"/keys/": "Keys of the institution"}
    create_intake_key(body(CSW), holders=[bea.account, boris.account], by=bea.actor)
    assert not said().ok
    assert "2 people can open" in said().said
    assert "paper key" in said().who
    new_paper_key(body(CSW), by=bea.actor, keys=keys_of(bea))
    assert said().ok
    # Whoever has no login works on paper; only the body that protects must be able to open.
    school = line(way_of(vranje(), mila.actor).step("keys"), str(body(SCHOOL).words))
    assert (school.counts, school.ok, school.said) == (
        False,
        False,
        "nobody there can open a report yet: on paper and by phone",
    )


def test_one_holder_alone_is_not_enough(mila, bea):
    create_intake_key(body(CSW), holders=[bea.account], by=bea.actor)
    found = line(way_of(vranje(), mila.actor).step("keys"), str(body(CSW).words))
    assert not found.ok
    assert "1 person can open" in found.said
    assert "adds a second" in found.who


def test_the_centre_for_social_work_without_a_login_is_not_done(mila):
    found = line(way_of(vranje(), mila.actor).step("keys"), str(body(CSW).words))
    assert not found.ok
    assert "prepares the first invitation" in found.who


# --- d: duty ---


def test_a_number_on_call_and_whose_turn_it_is(mila, bea):
    def step():
        return way_of(vranje(), mila.actor).step("duty")

    assert (step().met, step().total) == (0, 2)
    row = actions.add_contact(body(CSW), number="017 123 456", kind="on_call", by=mila.actor)
    assert line(step(), "017 123 456").contact == row
    row = actions.confirm_contact(row, by=mila.actor)
    assert line(step(), "017 123 456").ok
    now = deadlines.now()
    enter_duty(
        body(CSW), starts_at=now, ends_at=now + dt.timedelta(hours=12), member=bea.member,
        post="", contact_point=row, by=bea.actor,
    )  # fmt: skip
    assert step().is_done


# --- e, f ---


def test_what_is_only_proposed_is_left_for_the_first_meeting(mila):
    step = way_of(vranje(), mila.actor).step("deadlines")
    assert 0 < step.met < step.total
    left = [one for one in step.lines if not one.ok]
    assert all("only proposed" in one.said for one in left)
    assert step.lines[: len(left)] == tuple(left), "what is left stands on top"


def test_a_tick_stands_beside_what_spona_sees(mila, dora):
    for code in ConditionCode.values:
        actions.record_condition(
            vranje(), code=code, done_on=days(-1), document="01-12/2026", by=mila.actor
        )
    step = way_of(vranje(), mila.actor).step("opening")
    assert step.met == 6
    assert "document 01-12/2026" in step.lines[0].said
    holders = line(step, "Intake officers named")
    assert holders.ok
    assert "Spona sees: not everything" in holders.said
    actions.confirm_casework(vranje(), by=mila.actor)
    assert not vranje().casework_open
    actions.confirm_casework(vranje(), by=dora.actor)
    assert way_of(vranje(), mila.actor).step("opening").is_done


# --- the desk, and who reads ---


def test_the_line_on_the_desk_goes_when_casework_is_open(mila, bea, ana, niko):
    assert [way.network for way in beginning(mila.actor)] == [vranje()]
    assert [way.network for way in beginning(bea.actor)] == [vranje()]
    assert beginning(ana.actor) == [], "who only reports has nothing to do there"
    browser = mila.sign_in()
    desk = browser.get("/desk/").content.decode()
    assert "0 of 7 steps of the beginning are done." in desk
    assert "/start/vranje/numbers/" in desk
    actions.open_casework(
        vranje(), conditions=dict.fromkeys(ConditionCode.values, today()), by=DEMO
    )
    assert beginning(mila.actor) == []
    assert "steps of the beginning" not in browser.get("/desk/").content.decode()


def test_another_network_does_not_know_of_it(niko, mila):
    browser = niko.sign_in()
    for path in (START, f"{START}numbers/", f"{START}papers/", "/start/vranje/nonsense/"):
        assert browser.get(path).status_code == 404
    assert browser.get("/start/").url == "/start/nis/"
    assert mila.sign_in().get(f"{START}nonsense/").status_code == 404


@pytest.mark.parametrize("name", list(NAMES))
def test_a_town_without_seats_says_what_to_do_first(mila, name):
    for seat in Seat.objects.filter(network=vranje()):
        if seat.institution.code != CITY:
            actions.end_seat(seat, by=mila.actor, on=timezone.localdate())
    page = mila.sign_in().get(f"{START}{name}/")
    assert page.status_code == 200
    assert page.context["step"].lines or page.context["step"].empty


def test_a_seat_written_past_spona_is_not_counted(mila):
    before = len(way_of(vranje(), mila.actor).step("keys").lines)
    seat = Seat.objects.get(network=vranje(), institution=body(SCHOOL))
    Seat.objects.filter(pk=seat.pk).update(standing="partner")
    assert len(way_of(vranje(), mila.actor).step("keys").lines) == before - 1


def test_the_page_asks_the_same_however_many_sit_there(mila, django_assert_max_num_queries):
    for code in ("I070", CSW, SCHOOL):
        for n in range(2):
            join(f"x{code.lower()}{n}", f"X {n}", code, "intake_holder")
    lead(join("yana", "Y", CSW, "reporter"), "deputy_coordinator")
    actor, network = mila.actor, vranje()
    with django_assert_max_num_queries(45):
        way_of(network, actor)


def test_the_officer_sees_the_beginning_and_that_their_confirmation_is_asked(mila, dora):
    browsers = [somebody.sign_in() for somebody in (dora, mila)]
    desk = browsers[0].get("/desk/").content.decode()
    assert "0 of 7 steps of the beginning are done." in desk
    for code in ConditionCode.values:
        actions.record_condition(vranje(), code=code, done_on=today(), by=mila.actor)
    asks = '<a href="/network/casework/vranje/">Your confirmation is asked.</a>'
    for browser in browsers:
        assert asks in browser.get("/desk/").content.decode()
    actions.confirm_casework(vranje(), by=dora.actor)
    assert [asks in browser.get("/desk/").content.decode() for browser in browsers] == [False, True]


def test_a_number_on_call_is_entered_as_one_and_leads_back_to_the_step(bea):
    browser, here = bea.sign_in(), f"{START}duty/"
    (link,) = re.findall(r'href="(/network/I068/numbers/new/[^"]+)"', text_of(browser.get(here)))
    form = text_of(browser.get(link.replace("&amp;", "&")))
    assert '<option value="on_call" selected>' in form
    assert f'name="back" value="{here}"' in form
    filled = {"kind": "on_call", "number": "017 111 222", "back": here}
    sent = post(browser, "/network/I068/numbers/new/", filled)
    assert (sent.status_code, sent.url) == (302, here)
    filled = {"kind": "office", "number": "017 111 333", "back": "https://evil.example/"}
    sent = post(browser, "/network/I068/numbers/new/", filled)
    assert sent.url == "/network/I068/"


def test_an_empty_list_of_people_says_who_writes_them_down(mila):
    """Where nobody has a login, the coordinator writes down whom the institution has named."""
    seat, browser = Seat.objects.get(network=vranje(), institution=body(CSW)), mila.sign_in()
    path = f"/network/seats/{seat.pk}/"
    assert "Or write the name of the member" in text_of(browser.get(path))
    named = {"member_name": "Prva Osoba", "deputy_name": "Druga Osoba"}
    assert post(browser, path, named).status_code == 302
    now = Seat.objects.get(network=vranje(), institution=body(CSW), ends_on=None)
    assert (now.member.person.name, now.deputy.person.name) == ("Prva Osoba", "Druga Osoba")
    assert now.member.roles == []
    somebody = join("sonja.s", "Sonja Simić", CSW, "intake_holder")
    page = text_of(browser.get(f"/network/seats/{now.pk}/"))
    assert "Or write the name of the member" not in page, "now somebody there can"
    with pytest.raises(Denied):
        actions.name_representatives(
            now, member=somebody.member, deputy=None, names=("", "Treća Osoba"), by=mila.actor
        )


def test_a_deputy_hears_that_nobody_coordinates(mila, serbia):
    deputy = join("deja.d", "Deja Dinić", SCHOOL, "reporter")
    lead(deputy, "deputy_coordinator")
    told, browser = "Nobody coordinates the network", deputy.sign_in()
    assert told not in text_of(browser.get("/desk/"))
    actions.end_network_role(mila.member.network_roles.get(), by=mila.actor)
    assert told in text_of(browser.get("/desk/"))


def test_nobody_waits_for_a_call_to_the_emergency_number(mila):
    page = text_of(mila.sign_in().get("/desk/"))
    rows = ContactPoint.objects.filter(institution__in=institutions_of(vranje()), ended_at=None)
    emergency = rows.filter(number="192")
    assert emergency
    n = rows.count() - len(emergency)
    were = "number was" if n == 1 else "numbers were"
    assert f"0 of {n} {were} called and confirmed" in page
    with pytest.raises(Denied, match="Nobody tests"):
        actions.confirm_contact(emergency[0], by=mila.actor)


def text_of(answer) -> str:
    assert answer.status_code == 200, answer
    return answer.content.decode()


# --- the statistics key ---


def test_the_key_waits_for_an_analyst_is_left_to_do_and_is_done_with_two(mila, ana):
    def lines(somebody=mila):
        step = way_of(vranje(), somebody.actor).step("statistics")
        return [one.state for one in step.lines], step

    (analysts, key), step = lines()
    assert (analysts, key) == (Ready.NOT_YET, Ready.CANNOT_YET)
    assert "/network/roles/vranje/" in step.lines[1].links[0][0]
    lead(ana, "analyst")
    (analysts, key), step = lines()
    assert (analysts, key) == (Ready.NOT_YET, Ready.NOT_YET)
    assert step.lines[0].said == "Ana Ristić"
    assert step.lines[1].links[0][0] == "/keys/numbers/vranje/"
    second = join("sara.a", "Сара Антић", SCHOOL, "reporter")
    lead(second, "analyst")
    create_statistics_key(vranje(), analysts=[ana.account], by=mila.actor)
    (analysts, key), step = lines()
    assert (analysts, key) == (Ready.DONE, Ready.NOT_YET), "one alone is not enough"
    assert step.lines[1].said == "1 analyst holds it"
    add_analyst(vranje(), second.account, by=ana.actor, keys=keys_of(ana))
    assert lines()[1].is_done
    assert lines(second)[1].lines[1].links == ((("/keys/numbers/vranje/"), "Statistics key"),)


def test_who_opens_what_arrives_is_no_analyst_of_the_beginning(mila, bea):
    lead(bea, "analyst")
    step = way_of(vranje(), mila.actor).step("statistics")
    assert [one.state for one in step.lines] == [Ready.NOT_YET, Ready.CANNOT_YET]


def test_an_altered_statistics_key_is_said_and_breaks_no_page(mila, ana):
    lead(ana, "analyst")
    create_statistics_key(vranje(), analysts=[ana.account], by=mila.actor)
    StatisticsKey.objects.update(public_key=b"\1" * 32)
    browser = mila.sign_in()
    assert "The key was altered." in browser.get(f"{START}statistics/").content.decode()
    assert "The key was altered." in browser.get("/desk/?tab=network").content.decode()


def test_readiness_says_it_when_casework_is_open_too(mila):
    actions.open_casework(
        vranje(), conditions=dict.fromkeys(ConditionCode.values, today()), by=DEMO
    )
    shown = mila.sign_in().get("/desk/?tab=network").content.decode()
    assert "Cannot be done yet. First: an analyst is named" in shown
