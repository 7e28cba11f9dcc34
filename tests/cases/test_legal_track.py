"""The legal track: sealed dates, one neutral review outside, and a child who becomes 18."""

import re
from datetime import date, timedelta

import pytest
from django.core import mail
from django.db import connection

from spona import deadlines
from spona.access.denied import Denied
from spona.audit.models import Entry
from spona.cases.case.actions import write_section
from spona.cases.case.models import Case
from spona.cases.case.sealed_entry import EntryChanged
from spona.cases.case.sections import SECTIONS
from spona.cases.case.steps.actions import NextStep, add_step, change_step, end_step
from spona.cases.case.steps.queries import able_owners, day_of, is_stepless, open_steps
from spona.cases.casefile.actions import exclude
from spona.cases.casefile.file_log import file_happened
from spona.cases.closure.queries import guardian_obstacle
from spona.cases.legal_track import actions
from spona.cases.legal_track.actions import end_review, follow_review
from spona.cases.legal_track.dates import (
    Dated,
    adult_on,
    birth_of,
    monday_before,
    next_dates,
    review_day,
)
from spona.cases.legal_track.queries import changes, read_track
from spona.cases.legal_track.track import (
    KINDS,
    SECTION,
    Claim,
    Guardian,
    Hearing,
    LegalTrack,
    Proceeding,
    Proxy,
    Stay,
    Witness,
    mark,
)
from spona.cases.referrals.actions import assign
from spona.cases.team.actions import assign_file, break_glass
from spona.deadlines.late import today_in
from spona.identity.models import Account
from spona.tasks.models import Task
from spona.vault.models import Section, SectionRevision
from spona.vault.slots import slot_of
from tests.cases.flow import get
from tests.cases.moving import text_of
from tests.cases.world import _somebody

DAY = timedelta(days=1)
BODY, WHAT, PLACE, ALONG = "Виши суд у Нигдини", "Главни претрес", "Судница 14", "Вера и тумач"


@pytest.fixture(autouse=True)
def in_english(world):
    Account.objects.update(language="en")


@pytest.fixture
def led(world, accepted):
    """A file that Vera leads."""
    assign(accepted, to=world.vera.member, **world.bea.can)
    return Case.objects.select_related("network", "box", "owner_institution").get(
        pk=accepted.to_case_id
    )


@pytest.fixture
def shared(world, led):
    """The same, and Bea works on it too."""
    assign_file(led, member=world.bea.member, sections=list(SECTIONS), **world.bea.can)
    return led


def track_of(case, person):
    return read_track(case, **person.can).track


def proceeding_in(case, person, **more):
    entry = Proceeding(**({"kind": "criminal", "body": BODY, "state": "trial"} | more))
    return actions.add_entry(case, "proceedings", entry, **person.can)


def hearing_in(case, person, day, *, proceeding=None, **more):
    proceeding = proceeding or proceeding_in(case, person)
    hearing = Hearing(
        **({"what": WHAT, "day": day.isoformat(), "hour": "10:30", "place": PLACE,
            "goes_along": ALONG} | more)
    )  # fmt: skip
    return actions.add_hearing(case, proceeding, hearing, **person.can)


def change(case, person, ident, **more):
    _proceeding, before = track_of(case, person).hearing(ident)
    moved = {name: more.pop(name) for name in ("moved_to", "moved_hour") if name in more}
    after = Hearing.of(before.to_document() | more)
    actions.change_hearing(case, after, read=mark(before), **moved, **person.can)


def after(case, days):
    return today_in(case.network) + days * DAY


def review_of(case):
    return open_steps(case).filter(kind="review").first()


def review_on(case):
    task = review_of(case)
    return day_of(task, case) if task is not None else None


def hidden(page, name):
    return re.search(rf'name="{name}" value="([^"]*)"', page)[1]


def add(browser, case, entry, **typed):
    path = at(case, "new/")
    page = browser.post(path, {"entry": entry}).content.decode()
    return browser.post(path, {"entry": entry, "token": hidden(page, "token"), **typed})


def at(case, rest=""):
    return f"/cases/{case.reference}/legal/{rest}"


def test_the_log_of_the_file_names_the_part_that_was_written(led, world):
    """And not "what stands beside it" for each of a dozen."""
    hearing_in(led, world.vera, after(led, 30))
    lines = [one.sentence for one in file_happened(led, [], reader=world.vera.actor)]
    assert any("wrote: Legal track" in one for one in lines)
    assert not any("beside" in one for one in lines)


# The document and its dates.


def test_it_keeps_what_this_version_does_not_know():
    document = {
        "schema": 1, "later": "x",
        "proceedings": [{"id": "a", "kind": "criminal", "more": 1,
                         "hearings": [{"id": "h", "what": "w", "shape": "round"}]}],
        "stays": [{"id": "s", "kind": "reflection", "colour": "blue"}],
        "review": {"task": "t", "why": "y"}, "seen": ["k"],
    }  # fmt: skip
    written = LegalTrack.of(document).to_document()
    assert written["later"] == "x"
    assert written["proceedings"][0]["more"] == 1
    assert written["proceedings"][0]["hearings"][0]["shape"] == "round"
    assert (written["stays"][0]["colour"], written["review"]["why"]) == ("blue", "y")
    assert LegalTrack.of(written).to_document() == written


@pytest.mark.parametrize("days", range(1, 40))
def test_the_review_is_on_a_monday_of_the_week_before_or_at_once_and_never_the_day_itself(days):
    today = date(2026, 11, 26)
    day = today + days * DAY
    found = review_day([Dated("k", day, "")], today=today)
    if monday_before(day) > today:
        assert (found.weekday(), found) == (0, monday_before(day))
        assert 7 <= (day - found).days <= 13
    else:
        assert found == today
    assert found != day


def test_on_the_day_of_one_hearing_the_next_is_looked_at_tomorrow():
    today = date(2026, 11, 26)
    held, ahead = Dated("a", today, ""), Dated("b", today + 5 * DAY, "")
    assert review_day([held], today=today) is None
    assert review_day([held, ahead], today=today) == today + DAY


@pytest.mark.parametrize(
    ("typed", "born"),
    [("5. 3. 2010.", date(2010, 3, 5)), ("5.3.2010", date(2010, 3, 5)), ("2010", None),
     ("2010-03-05", date(2010, 3, 5)), ("oko 5. 3. 2010", None), ("31. 2. 2010", None),
     ("", None)],
)  # fmt: skip
def test_only_a_whole_day_of_birth_is_one(typed, born):
    assert birth_of(typed) == born


def test_who_becomes_18_and_when():
    assert adult_on({"age": "child", "born": "29. 2. 2012."}) == date(2030, 3, 1)
    assert adult_on({"age": "not_sure", "born": "5. 3. 2010."}) == date(2028, 3, 5)
    assert adult_on({"age": "adult", "born": "5. 3. 2010."}) is None
    assert adult_on({"age": "child", "born": "2010"}) is None


# One neutral review outside the seal.


def test_a_hearing_keeps_one_review_before_it_and_nothing_else_outside(world, led):
    day = after(led, 60)
    hearing_in(led, world.vera, day)
    task = review_of(led)
    assert (review_on(led), task.owner) == (monday_before(day), world.vera.member)
    assert (str(task.what.title), task.part) == ("Look again at how things stand", None)
    assert open_steps(led).filter(kind="review").count() == 1
    assert not Case.objects.filter(is_stepless()).exists()


def test_the_nearest_date_counts_and_a_day_that_people_agreed_on_comes_back(world, led):
    agreed = after(led, 50)
    add_step(led, NextStep("review", world.vera.member, agreed), by=world.vera.actor)
    far, near = after(led, 90), after(led, 40)
    proceeding = proceeding_in(led, world.vera)
    first = hearing_in(led, world.vera, far, proceeding=proceeding)
    assert review_on(led) == agreed
    second = hearing_in(led, world.vera, near, proceeding=proceeding)
    assert review_on(led) == monday_before(near)
    change(led, world.vera, second, state="cancelled")
    assert review_on(led) == agreed
    change(led, world.vera, first, state="cancelled")
    assert (review_on(led), open_steps(led).filter(kind="review").count()) == (agreed, 1)


def test_without_a_date_ahead_none_is_left_and_the_file_keeps_a_step(world, led):
    ident = hearing_in(led, world.vera, after(led, 60))
    end_step(open_steps(led).get(kind="first_contact"), **world.vera.can)
    change(led, world.vera, ident, state="cancelled")
    assert review_of(led) is None
    assert not Case.objects.filter(is_stepless()).exists()


def test_each_saving_writes_the_step_anew_also_where_nothing_changed(world, led):
    proceeding = proceeding_in(led, world.vera)
    hearing_in(led, world.vera, after(led, 60), proceeding=proceeding)

    def dated():
        return Entry.objects.filter(name="task:dated").count()

    before, day = dated(), review_on(led)
    entry = track_of(led, world.vera).find(proceeding)[1]
    actions.change_entry(led, entry, read=mark(entry), **world.vera.can)
    actions.add_entry(led, "proxies", Proxy(kind="chosen", name="Адвокат"), **world.vera.can)
    assert (dated() - before, review_on(led)) == (2, day)


def test_a_review_that_is_done_makes_the_next_from_the_next_date(world, led):
    first, second = after(led, 20), after(led, 80)
    proceeding = proceeding_in(led, world.vera)
    hearing_in(led, world.vera, first, proceeding=proceeding)
    hearing_in(led, world.vera, second, proceeding=proceeding)
    with deadlines.moved(monday_before(first) - after(led, 0)):
        assert review_on(led) == today_in(led.network)
        done = {"dropped": False, "reason": "", "following": None}
        end_review(review_of(led), **done, **world.vera.can)
        assert review_on(led) == monday_before(second)
        actions.add_entry(led, "proxies", Proxy(kind="chosen", name="Адвокат"), **world.vera.can)
        assert review_on(led) == monday_before(second)
        soon = hearing_in(led, world.vera, after(led, 3), proceeding=proceeding)
        assert review_on(led) == today_in(led.network)
        change(led, world.vera, soon, state="cancelled")
        assert review_on(led) == monday_before(second)


def test_a_day_that_a_person_moves_past_it_is_taken_back(world, led):
    day = after(led, 40)
    hearing_in(led, world.vera, day)
    change_step(review_of(led), owner=world.vera.member, day=after(led, 70), **world.vera.can)
    follow_review(led, **world.vera.can)
    assert review_on(led) == monday_before(day)


def test_every_kind_that_ends_is_a_date_and_what_is_over_is_none(world, led):
    days = [after(led, 10 + number).isoformat() for number in range(4)]
    proceeding_in(led, world.vera, until=days[0], until_what="Жалба")
    proceeding_in(led, world.vera, until=days[0], state="final")
    stay = Stay(kind="reflection", state="granted", ends=days[1])
    actions.add_entry(led, "stays", stay, **world.vera.can)
    guardian = Guardian(kind="temporary", state="granted", until=days[2])
    actions.add_entry(led, "guardians", guardian, **world.vera.can)
    asked = Guardian(kind="collision", state="asked", until=days[2])
    actions.add_entry(led, "guardians", asked, **world.vera.can)
    actions.add_entry(
        led, "proxies", Proxy(kind="chosen", name="А", until=days[3]), **world.vera.can
    )
    actions.add_entry(led, "witness", Witness(state="granted"), **world.vera.can)
    found = next_dates(track_of(led, world.vera), after(led, 0))
    assert [one.day.isoformat() for one in found] == days


@pytest.fixture
def with_plan(world, led):
    """Iva works on the plan of the file, and reads no legal part."""
    iva = _somebody("iva", world.csw, "case_worker")
    break_glass(led, reason="absence", **world.boris.can)
    assign_file(led, member=iva.member, sections=["plan"], **world.boris.can)
    return iva


def test_the_step_is_of_somebody_who_opens_the_track(world, led, with_plan):
    """Who has the review and reads no legal part would be reminded of nothing."""
    add_step(led, NextStep("review", with_plan.member, after(led, 30)), by=world.vera.actor)
    follow_review(led, renew=True, **world.vera.can)
    assert review_of(led).owner == with_plan.member
    hearing_in(led, world.vera, after(led, 90))
    assert review_of(led).owner == world.vera.member
    assert review_of(led).owner.pk in {one.pk for one in able_owners(led, section=SECTION)}


def test_who_reads_no_legal_part_ends_no_track(world, led, with_plan):
    hearing_in(led, world.vera, after(led, 40))
    browser = with_plan.sign_in()
    assert browser.get(f"/cases/{led.reference}/").status_code == 200
    assert browser.get(at(led)).status_code == 404
    follow_review(led, renew=True, **with_plan.can)
    assert review_on(led) == monday_before(after(led, 40))


def test_whose_it_is_follows_who_has_it_when_somebody_goes(world, led):
    hearing_in(led, world.vera, after(led, 40))
    exclude(led, member=world.vera.member, **world.bea.can)
    assert review_of(led).owner not in (None, world.vera.member)
    assert world.vera.sign_in().get(at(led)).status_code == 404
    assert world.bea.sign_in().get(at(led)).status_code == 200


# From the pages.


def test_from_the_page_a_hearing_is_written_moved_and_held(world, led):
    browser = world.vera.sign_in()
    assert "Nothing is written of proceedings" in get(browser, at(led))
    made = add(browser, led, "proceedings", kind="criminal", body=BODY, state="trial",
               number="К 12/26", role="injured")  # fmt: skip
    assert made.status_code == 302
    [one] = track_of(led, world.vera).proceedings
    day, later = after(led, 40), after(led, 55)
    typed = {"what": WHAT, "day": day.isoformat(), "hour": "10:30", "place": PLACE,
             "goes_along": ALONG, "state": "coming"}  # fmt: skip
    path = at(led, f"{one.id}/days/new/")
    page = get(browser, path)
    assert browser.post(path, typed | {"token": hidden(page, "token")}).status_code == 302
    page = get(browser, at(led))
    for said in (BODY, "К 12/26", WHAT, PLACE, ALONG, "Next dates", "before the court or body"):
        assert said in page, said
    [hearing] = track_of(led, world.vera).proceedings[0].hearings
    path = at(led, f"days/{hearing.id}/")
    page = get(browser, path)
    typed |= {"state": "moved", "moved_to": later.isoformat(), "moved_hour": "9.00",
              "token": hidden(page, "token"), "read": hidden(page, "read")}  # fmt: skip
    assert browser.post(path, typed).status_code == 302
    first, second = track_of(led, world.vera).proceedings[0].hearings
    assert (first.state, second.state, second.day) == ("moved", "coming", later.isoformat())
    assert (second.hour, second.goes_along) == ("09:00", ALONG)
    assert review_on(led) == monday_before(later)
    file = get(browser, f"/cases/{led.reference}/part/justice/")
    assert BODY in re.search(r'id="legal_track">(.*?)</section>', file, re.S)[1]


@pytest.mark.parametrize(
    ("entry", "typed", "field", "said"),
    [
        ("proceedings", {"kind": "criminal", "state": "trial", "note": "Чувај"},
         "body", "Write before which court or body."),
        ("proceedings", {"kind": "civil", "body": "С", "state": "trial", "begun": "2026-03-02",
                         "ended": "2026-03-01", "note": "Чувај"},
         "ended", "This day is before the day on which it began."),
        ("claims", {"kind": "civil", "claimed": "1.000", "note": "Чувај"},
         "claimed_currency", "Choose the currency of this amount."),
        ("claims", {"kind": "civil", "claimed": "1.000", "claimed_currency": "RSD", "paid": "10",
                    "paid_currency": "EUR", "note": "Чувај"},
         "paid_currency", "One claim has one currency."),
        ("claims", {"kind": "civil", "note": "Чувај"}, "claimed", "Write at least one amount."),
        ("stays", {"kind": "reflection", "state": "granted", "begins": "2026-03-02",
                   "ends": "2026-03-01", "note": "Чувај"},
         "ends", "This day is before the day on which it began."),
        ("witness", {"state": "asked", "decided_on": "2026-03-01", "note": "Чувај"},
         "state", "A day of the decision is written."),
        ("guardians", {"kind": "", "state": "asked", "note": "Чувај"},
         "kind", "Choose one from the list."),
        ("proxies", {"kind": "chosen", "note": "Чувај"}, "proxy_name", "Write the name."),
    ],
)  # fmt: skip
def test_a_mistake_stands_beside_its_field_and_nothing_typed_is_lost(
    world, led, entry, typed, field, said
):
    answer = add(world.vera.sign_in(), led, entry, **typed)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert re.search(rf'id="id_{field}_error"[^>]*>.*?{re.escape(said)}', page, re.S), said
    assert "Чувај" in page
    assert not Section.objects.named(led.box_id, SECTION).exists()
    assert review_of(led) is None


@pytest.mark.parametrize(
    ("days", "state", "more", "said"),
    [(-1, "coming", {}, "This day is over. Write how it ended, or another day."),
     (1, "done", {}, "This day is still to come. Nothing was held yet."),
     (3, "moved", {"moved_to": "2030-01-01"}, "Choose one from the list.")],
)  # fmt: skip
def test_a_hearing_that_cannot_be_is_refused_beside_its_day(world, led, days, state, more, said):
    proceeding, browser = proceeding_in(led, world.vera), world.vera.sign_in()
    path = at(led, f"{proceeding}/days/new/")
    typed = {"what": WHAT, "day": after(led, days).isoformat(), "state": state,
             "goes_along": ALONG, "token": hidden(get(browser, path), "token")}  # fmt: skip
    answer = browser.post(path, typed | more)
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert ALONG in answer.content.decode()
    assert not list(track_of(led, world.vera).hearings)


def test_a_new_hearing_is_moved_nowhere_and_the_page_does_not_ask(world, led):
    proceeding = proceeding_in(led, world.vera)
    page = get(world.vera.sign_in(), at(led, f"{proceeding}/days/new/"))
    assert 'value="coming"' in page
    assert 'value="moved"' not in page
    assert "moved_to" not in page


@pytest.mark.parametrize(
    ("state", "moved_to", "said"),
    [("coming", "2030-01-01", "Choose that it was moved"),
     ("moved", "2020-01-01", "Choose today or a day that is still to come.")],
)  # fmt: skip
def test_a_move_that_cannot_be_is_refused_beside_its_day(world, led, state, moved_to, said):
    hearing = hearing_in(led, world.vera, after(led, 3))
    path, browser = at(led, f"days/{hearing}/"), world.vera.sign_in()
    page = get(browser, path)
    typed = {"what": WHAT, "day": after(led, 3).isoformat(), "state": state, "moved_to": moved_to,
             "token": hidden(page, "token"), "read": hidden(page, "read")}  # fmt: skip
    answer = browser.post(path, typed)
    assert answer.status_code == 422
    assert said in answer.content.decode()


def test_no_forged_call_writes_a_hearing_in_the_past(world, led):
    with pytest.raises(Denied, match="This day is over"):
        hearing_in(led, world.vera, after(led, -1))


def test_a_claim_keeps_amounts_and_their_currency(world, led):
    browser = world.vera.sign_in()
    made = add(browser, led, "claims", kind="criminal", claimed="1.250.000,50",
               claimed_currency="RSD", awarded="800.000", awarded_currency="RSD")  # fmt: skip
    assert made.status_code == 302
    [claim] = track_of(led, world.vera).entries("claims")
    assert isinstance(claim, Claim)
    assert (claim.claimed, claim.awarded, claim.currency) == ("1250000.5", "800000", "RSD")
    page = get(browser, at(led, f"{claim.id}/"))
    assert 'value="1,250,000.50"' in page
    assert "1,250,000.50 RSD" in get(browser, at(led))


def test_a_calendar_gets_a_neutral_word_and_an_hour_and_moves_what_it_has(world, led):
    ident, browser = hearing_in(led, world.vera, after(led, 40)), world.vera.sign_in()
    path = at(led, f"days/{ident}/m.ics")
    first = browser.get(path).content.decode()
    assert "SUMMARY:Appointment" in first
    assert "T103000" in first
    for word in (PLACE, WHAT, BODY, ALONG, led.reference, ident, "Vera", "ORGANIZER", "ATTENDEE"):
        assert word not in first, word
    with deadlines.moved(timedelta(minutes=5)):
        second = browser.get(path).content.decode()
    uid = [re.search(r"UID:(\S+)", one)[1] for one in (first, second)]
    assert uid[0] == uid[1]
    times = [int(re.search(r"SEQUENCE:(\d+)", one)[1]) for one in (first, second)]
    assert times[1] - times[0] == 5
    ticked = browser.get(path, {"place": "on"}).content.decode()
    assert f"LOCATION:{PLACE}" in ticked
    change(led, world.vera, ident, state="cancelled")
    assert browser.get(path).status_code == 404


def test_what_was_written_by_mistake_is_taken_out_and_stays_in_the_history(world, led):
    ident, browser = proceeding_in(led, world.vera), world.vera.sign_in()
    path = at(led, f"{ident}/remove/")
    page = get(browser, path)
    assert BODY in page
    typed = {"token": hidden(page, "token"), "read": hidden(page, "read")}
    assert browser.post(path, typed).status_code == 302
    assert track_of(led, world.vera).is_empty
    history = get(browser, f"/cases/{led.reference}/history/{SECTION}/1/")
    assert BODY in history


def test_the_history_names_each_entry():
    before = {"stays": [{"id": "s", "kind": "reflection", "state": "asked"}]}
    now = {"stays": [{"id": "s", "kind": "reflection", "state": "granted", "ends": "2027-01-02"}]}
    [one] = changes(before, now)
    assert one.label == "Reflection period and residence"
    assert (one.before, one.after.splitlines()[0]) == (
        "Reflection period: asked for", "Reflection period: granted",
    )  # fmt: skip


def test_a_second_click_writes_nothing_twice(world, led):
    browser, path = world.vera.sign_in(), at(led, "new/")
    page = browser.post(path, {"entry": "stays"}).content.decode()
    typed = {"entry": "stays", "kind": "reflection", "state": "asked"}
    for _click in range(2):
        answer = browser.post(path, typed | {"token": hidden(page, "token")})
        assert answer.status_code == 302
    assert len(track_of(led, world.vera).entries("stays")) == 1


# Two people at once.


def test_two_change_the_same_hearing_and_the_second_sees_both(world, shared):
    ident = hearing_in(shared, world.vera, after(shared, 40))
    vera, bea = world.vera.sign_in(), world.bea.sign_in()
    path = at(shared, f"days/{ident}/")
    page, hers = get(vera, path), get(bea, path)
    typed = {"what": WHAT, "day": after(shared, 40).isoformat(), "state": "coming"}
    said = typed | {"place": "Беа", "token": hidden(hers, "token"), "read": hidden(hers, "read")}
    assert bea.post(path, said).status_code == 302
    mine = typed | {"place": "Вера", "token": hidden(page, "token"), "read": hidden(page, "read")}
    late = vera.post(path, mine)
    body = late.content.decode()
    assert late.status_code == 409
    assert 'value="Вера"' in body
    assert "Беа" in re.search(r"<aside.*?</aside>", body, re.S)[0]
    again = mine | {"read": hidden(body, "read"), "token": hidden(body, "token")}
    assert vera.post(path, again).status_code == 302
    assert track_of(shared, world.vera).hearing(ident)[1].place == "Вера"


def test_two_who_write_different_entries_do_not_meet(world, shared):
    first = proceeding_in(shared, world.vera)
    second = proceeding_in(shared, world.bea, body="Основни суд")
    entry = track_of(shared, world.vera).find(first)[1]
    other = track_of(shared, world.bea).find(second)[1]
    actions.change_entry(shared, other, read=mark(other), **world.bea.can)
    actions.change_entry(shared, entry, read=mark(entry), **world.vera.can)
    with pytest.raises(EntryChanged):
        actions.change_entry(shared, entry, read=mark(other), **world.vera.can)


def test_what_was_taken_out_meanwhile_is_said_and_what_was_typed_stays(world, shared):
    ident, browser = proceeding_in(shared, world.vera), world.vera.sign_in()
    page = get(browser, at(shared, f"{ident}/"))
    entry = track_of(shared, world.bea).find(ident)[1]
    actions.remove_entry(shared, ident, read=mark(entry), **world.bea.can)
    typed = {"entry": "proceedings", "kind": "criminal", "body": "Мој суд", "state": "trial",
             "token": hidden(page, "token"), "read": hidden(page, "read")}  # fmt: skip
    late = browser.post(at(shared, f"{ident}/"), typed)
    assert late.status_code == 409
    assert "Мој суд" in late.content.decode()
    assert "It was taken out." in late.content.decode()


# As an attacker.

PATHS = ("", "new/", "{entry}/", "{entry}/remove/", "{entry}/days/new/", "days/{hearing}/",
         "days/{hearing}/remove/", "days/{hearing}/m.ics")  # fmt: skip


def test_who_has_no_key_finds_nothing_there(world, led):
    entry = proceeding_in(led, world.vera)
    hearing = hearing_in(led, world.vera, after(led, 40), proceeding=entry)
    for stranger in (world.ana, world.hana, world.nina, world.kosta):
        browser = stranger.sign_in()
        for rest in PATHS:
            path = at(led, rest.format(entry=entry, hearing=hearing))
            assert browser.get(path).status_code in (403, 404), path
            blind = browser.post(path, {"token": "x", "entry": "stays", "what": "x", "read": "x"})
            assert blind.status_code in (403, 404, 405), path
    assert track_of(led, world.vera).find(entry) is not None


def test_who_was_taken_out_of_the_legal_part_opens_no_track(world, led):
    entry = proceeding_in(led, world.vera)
    break_glass(led, reason="absence", **world.boris.can)
    assign_file(led, member=world.vera.member, sections=["identity", "plan"], **world.boris.can)
    browser = world.vera.sign_in()
    assert browser.get(f"/cases/{led.reference}/").status_code == 200
    for rest in PATHS[:5]:
        assert browser.get(at(led, rest.format(entry=entry))).status_code == 404, rest
    assert BODY not in get(browser, f"/cases/{led.reference}/")
    with pytest.raises(Denied):
        proceeding_in(led, world.vera)


def test_a_holder_gives_a_reason_before_the_track_of_a_colleague(world, led):
    proceeding_in(led, world.vera)
    answer = world.boris.sign_in().get(at(led))
    assert (answer.status_code, answer["Location"]) == (302, f"/cases/{led.reference}/")


def test_no_word_and_no_day_of_it_stands_in_the_clear(world, led):
    day = after(led, 41)
    ident = hearing_in(led, world.vera, day)
    stay = Stay(kind="reflection", state="granted", ends=after(led, 33).isoformat(), note="Тајно")
    actions.add_entry(led, "stays", stay, **world.vera.can)
    change(led, world.vera, ident, came_of_it="Одложено")
    words = (BODY, WHAT, PLACE, ALONG, "Тајно", "Одложено", "reflection", day.isoformat(),
             stay.ends)  # fmt: skip
    for table in connection.introspection.table_names():
        with connection.cursor() as cursor:
            cursor.execute(f'SELECT * FROM "{table}"')
            rows = str(cursor.fetchall())
        if "deadline" in table or "holiday" in table or "reference" in table:
            words_here = words[:6]
        else:
            words_here = words
        for word in words_here:
            assert word not in rows, (table, word)
            assert word.encode().hex() not in rows
    assert not any(word in one.subject + str(one.body) for one in mail.outbox for word in words)
    task = Task.objects.get(kind="review", subject_id=led.pk)
    assert day_of(task, led).weekday() == 0 or day_of(task, led) == after(led, 0)
    kept = SectionRevision.objects.filter(section__slot=slot_of(led.box_id, SECTION))
    assert kept.count() == 3


def test_addresses_tell_no_matter(world, led):
    hearing_in(led, world.vera, after(led, 40))
    actions.add_entry(led, "stays", Stay(kind="reflection", state="asked"), **world.vera.can)
    page = get(world.vera.sign_in(), at(led))
    for path in re.findall(r'(?:href|action)="([^"]*)"', page):
        assert not re.search(r"stay|witness|claim|guardian|hearing|proceeding", path), path


def test_nothing_is_written_after_closing(world, led):
    entry = proceeding_in(led, world.vera)
    led.closed_at = led.opened_at
    led.save()
    with pytest.raises(Denied, match="This file is closed"):
        hearing_in(led, world.vera, after(led, 5), proceeding=entry)
    browser = world.vera.sign_in()
    assert browser.get(at(led, f"{entry}/")).status_code == 403
    assert BODY in get(browser, at(led))
    follow_review(led, renew=True, **world.vera.can)
    assert review_of(led) is None


# A guardian, and closing.


def test_a_guardian_of_the_track_counts_and_a_collision_needs_its_own():
    named = Guardian(id="g", kind="temporary", state="granted").to_document()
    collision = named | {"kind": "collision"}
    child = {"age": "child"}

    def said(legal, *guardians):
        return guardian_obstacle(
            {"identity": child, "legal": legal, "legal_track": {"guardians": list(guardians)}}
        )

    assert "No guardian is named" in said({})
    assert said({}, named) == ""
    assert "No guardian is named" in said({}, named | {"state": "asked"})
    assert "collide" in said({"conflict": "yes", "guardian_kind": "parent"}, named)
    assert said({"conflict": "yes", "guardian_kind": "parent"}, collision) == ""
    assert said({"conflict": "no", "guardian_kind": "parent"}) == ""


def test_where_interests_collide_the_file_asks_for_a_collision_guardian(world, led):
    row = Section.objects.named(led.box_id, "legal").get()
    said = {"conflict": "yes", "guardian_kind": "parent"}
    write_section(led, "legal", said, revision=row.revision, **world.vera.can)
    browser, path = world.vera.sign_in(), f"/cases/{led.reference}/"
    asked = "a collision guardian has to be appointed"
    assert asked in get(browser, path)
    guardian = Guardian(kind="collision", state="granted", name="Старатељ")
    actions.add_entry(led, "guardians", guardian, **world.vera.can)
    assert asked not in get(browser, path)


# Becoming 18.


def written(case, person, **said):
    row = Section.objects.named(case.box_id, "identity").get()
    write_section(case, "identity", said, revision=row.revision, **person.can)
    follow_review(case, renew=True, **person.can)


def born_to_be_18_on(day):
    return f"{day.day}. {day.month}. {day.year - 18}."


def test_before_a_child_becomes_18_somebody_looks_on_a_monday(world, led):
    day = after(led, 40).replace(day=15)
    written(led, world.vera, age="child", born=born_to_be_18_on(day))
    assert review_on(led) == monday_before(day)
    page = get(world.vera.sign_in(), f"/cases/{led.reference}/")
    assert "They turn 18 on" in page


def test_a_grown_up_has_a_review_too_so_that_one_tells_no_age(world, led):
    written(led, world.vera, age="adult", born="5. 3. 1990.")
    assert review_on(led).weekday() == 0
    assert timedelta(weeks=12) <= review_on(led) - after(led, 0) <= timedelta(weeks=13)


def test_a_birthday_far_away_is_told_by_no_day_and_is_not_forgotten(world, led):
    day = after(led, 300).replace(day=15)
    written(led, world.vera, age="child", born=born_to_be_18_on(day))
    assert review_on(led) - after(led, 0) <= timedelta(weeks=13)
    start = after(led, 0)
    for _quarter in range(8):
        due = review_on(led)
        assert due < day
        if due == monday_before(day):
            break
        with deadlines.moved(due - start):
            end_review(review_of(led), dropped=False, reason="", following=None, **world.vera.can)
    assert due == monday_before(day)


def test_a_year_alone_keeps_nothing(world, led):
    written(led, world.vera, age="child", born="2010")
    assert review_of(led) is None


def test_it_joins_the_review_that_is_open_and_never_makes_it_later(world, led):
    agreed = after(led, 10)
    add_step(led, NextStep("review", world.vera.member, agreed), by=world.vera.actor)
    day = after(led, 60).replace(day=15)
    written(led, world.vera, age="child", born=born_to_be_18_on(day))
    assert (review_on(led), open_steps(led).filter(kind="review").count()) == (agreed, 1)


def test_who_is_18_already_and_still_a_child_there_is_looked_at_at_once(world, led):
    day = after(led, -3)
    written(led, world.vera, age="child", born=born_to_be_18_on(day))
    assert review_on(led) == after(led, 0)
    page = get(world.vera.sign_in(), f"/cases/{led.reference}/")
    assert "By the date of birth they turned 18 on" in page


def test_what_came_with_a_report_is_looked_at_when_the_first_step_ends(world, led):
    """Nobody has saved who the person is here: the day of birth stood in the packet."""
    day = after(led, 5)
    row = Section.objects.named(led.box_id, "identity").get()
    said = {"age": "child", "born": born_to_be_18_on(day)}
    write_section(led, "identity", said, revision=row.revision, **world.vera.can)
    task, browser = open_steps(led).get(kind="first_contact"), world.vera.sign_in()
    path = f"/cases/{led.reference}/steps/{task.pk}/"
    typed = {"token": hidden(get(browser, path), "token"), "ended": "done", "kind": "assessment",
             "owner": str(world.vera.member.pk)}  # fmt: skip
    assert browser.post(path, typed).status_code == 302
    assert review_on(led) == after(led, 0)
    end_review(review_of(led), dropped=False, reason="", following=None, **world.vera.can)
    assert review_on(led) > day
    follow_review(led, renew=True, **world.vera.can)
    assert review_on(led) > day


def test_a_file_that_is_being_closed_gets_no_review_for_a_birthday_far_away(world, led):
    add_step(led, NextStep("closing", world.vera.member), by=world.vera.actor)
    written(led, world.vera, age="adult", born="5. 3. 1990.")
    assert review_of(led) is None


def test_who_opens_only_who_the_person_is_moves_nothing_of_the_track(world, led):
    near = after(led, 20)
    hearing_in(led, world.vera, near)
    revision = Section.objects.named(led.box_id, SECTION).get().revision
    break_glass(led, reason="absence", **world.boris.can)
    parts = [one for one in SECTIONS if one != "legal"]
    assign_file(led, member=world.bea.member, sections=parts, **world.boris.can)
    day = after(led, 80)
    written(led, world.bea, age="child", born=born_to_be_18_on(day))
    assert review_on(led) == monday_before(near)
    assert Section.objects.named(led.box_id, SECTION).get().revision == revision


def test_saving_who_the_person_is_from_the_page_keeps_it(world, led):
    browser, path = world.vera.sign_in(), f"/cases/{led.reference}/edit/identity/"
    day = after(led, 40).replace(day=15)
    revision = hidden(get(browser, path), "revision")
    typed = {"age": "child", "born": born_to_be_18_on(day), "revision": revision}
    assert browser.post(path, typed).status_code == 302
    assert review_on(led) == monday_before(day)


def test_the_review_ends_on_its_page_and_the_next_is_there(world, led):
    first, second = after(led, 9), after(led, 80)
    proceeding = proceeding_in(led, world.vera)
    hearing_in(led, world.vera, first, proceeding=proceeding)
    hearing_in(led, world.vera, second, proceeding=proceeding)
    task, browser = review_of(led), world.vera.sign_in()
    path = f"/cases/{led.reference}/steps/{task.pk}/"
    page = get(browser, path)
    answer = browser.post(
        path, {"token": hidden(page, "token"), "ended": "done", "kind": "", "owner": ""}
    )
    assert answer.status_code == 302
    assert review_of(led).pk != task.pk
    assert review_on(led) == monday_before(second)


def test_of_text_and_of_every_kind_the_page_knows_words(world, led):
    actions.add_entry(
        led, "proceedings", Proceeding(kind="x", body="y", state="z"), **world.vera.can
    )
    assert get(world.vera.sign_in(), at(led))
    assert set(KINDS) == set(text_of(led, SECTION, world.vera)) - {"schema", "review", "seen"}
