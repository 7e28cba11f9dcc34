"""Ways in which the end of a case told or destroyed more than it should, tried as an attacker."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.utils import timezone

from spona import deadlines
from spona.access.actor import Actor
from spona.access.denied import Denied
from spona.cases.careplan.service_totals import Lacked, unmet_of
from spona.cases.case.actions import write_section
from spona.cases.case.models import Case
from spona.cases.case.queries import readers_of
from spona.cases.case.steps.actions import NextStep, add_step, end_steps
from spona.cases.case.steps.queries import day_of, open_steps
from spona.cases.casefile.actions import (
    confirm_destroying,
    destroy_again,
    exclude,
    set_retention,
)
from spona.cases.casefile.retention_queries import in_the_way
from spona.cases.data_requests.actions import Arrived, answer_request, write_request
from spona.cases.data_requests.models import DataRequest
from spona.cases.data_requests.queries import read_request
from spona.cases.legal_track.actions import follow_review
from spona.cases.referrals.actions import accept, assign, finish, open_packet, send
from spona.cases.referrals.models import Referral
from spona.cases.team.actions import assign_file, break_glass
from spona.deadlines.late import today_in
from spona.identity.models import Account, Session
from spona.notifications.models import Notice
from spona.services.quarters import Quarter
from spona.statistics.models import ReportCount
from spona.tasks.models import Task
from spona.vault.actions import add_holder, add_section, open_section
from spona.vault.models import Section
from tests.cases import test_decision as decision_world
from tests.cases.closing import closed, fresh
from tests.cases.flow import get
from tests.cases.moving import file_of
from tests.cases.packets import packet
from tests.cases.retention import asked, due, long_ago, rule
from tests.cases.test_services_figures import PATH, few, hidden, later, two  # noqa: F401
from tests.cases.world import _somebody

DAY = timedelta(days=1)
WHO, WORDS = "Мила Измишљена, преко сестре", "Жели да зна шта о њој пише"


@pytest.fixture(autouse=True)
def _read_in_english(world):
    Account.objects.update(language="en")


@pytest.fixture
def case(world):
    return file_of(world)


def request_about(world, reference, *, kind="access", owner=None, by=None):
    arrived = Arrived(
        kind, deadlines.now(), WHO, WORDS, case=reference, owner=(owner or world.bea).member
    )
    return write_request(arrived, by=(by or world.bea).actor)


@pytest.fixture
def led(world, accepted):
    assign(accepted, to=world.vera.member, **world.bea.can)
    return Case.objects.select_related("network", "box", "owner_institution").get(
        pk=accepted.to_case_id
    )


NET = uuid4()
Q1, Q2, Q3 = Quarter(2026, 1), Quarter(2026, 2), Quarter(2026, 3)


def over(case, who):
    """What brought the file is reported done, and its own steps are."""
    finish(Referral.objects.get(to_case=case), outcome="done", message="Урађено", by=who.actor)
    end_steps(case, by=who.actor)


def decided(case, outcome, by):
    said = {"outcome": outcome, "day": "2026-01-05", "heard": "own", "told": "yes", "id": "1"}
    document = {"schema": 1, "decisions": [said]}
    add_section(case.box, "decisions", document, readers_of(case, "legal"), by=by)


def with_iva(world, led, sections):
    iva = _somebody("iva", world.csw, "case_worker")
    break_glass(led, reason="absence", **world.boris.can)
    assign_file(led, member=iva.member, sections=sections, **world.boris.can)
    return iva


def write_identity(case, who, **said):
    row = Section.objects.named(case.box_id, "identity").get()
    write_section(case, "identity", said, revision=row.revision, **who.can)
    follow_review(case, renew=True, **who.can)


def review_of(case):
    return open_steps(case).filter(kind="review").select_related("owner").first()


def born(case, *, years, days):
    day = today_in(case.network) + days * DAY
    return f"{day.day}. {day.month}. {day.year - years}."


def lacking(first, number, at):
    return [Lacked(UUID(int=first + n), NET, "legal_aid", at, full=False) for n in range(number)]


def test_who_is_locked_out_of_a_file_does_not_read_the_request_about_it(world, case):
    exclude(case, member=world.boris.member, **world.bea.can)
    assert not Case.objects.visible_to(world.boris.actor).filter(pk=case.pk).exists()
    row = request_about(world, case.reference)
    page = get(world.boris.sign_in(), f"/data-requests/{row.pk}/")
    assert WHO not in page
    assert case.reference not in page
    assert read_request(row, **world.bea.can).asks.who == WHO


def test_locked_out_after_it_was_written_they_read_it_no_more_and_another_answers_it(world, case):
    row = request_about(world, case.reference, owner=world.boris)
    other = request_about(world, "", owner=world.boris)
    exclude(case, member=world.boris.member, **world.bea.can)
    row.refresh_from_db()
    assert row.owner == world.bea.member
    task = Task.objects.open().get(subject_kind="data_request", subject_id=row.pk)
    assert task.owner == world.bea.member
    assert not Section.objects.visible_to(world.boris.actor).filter(box=row.box_id).exists()
    with pytest.raises(Denied):
        read_request(row, **world.boris.can)
    assert read_request(row, **world.bea.can).asks.who == WHO
    other.refresh_from_db()
    assert other.owner == world.boris.member, "what names no file stays theirs"


def test_a_running_breach_about_the_file_stands_in_the_way_and_its_words_go_with_it(world, case):
    case = due(world, case)
    row = request_about(world, case.reference, kind="breach")
    assert list(in_the_way(case, **world.bea.can))
    answer_request(row, outcome="reported", answer="да", revision=1, **world.bea.can)
    assert not list(in_the_way(case, **world.bea.can))
    confirm_destroying(asked(world, fresh(case)), **world.boris.can)
    row.refresh_from_db()
    assert row.box.erased_at is not None


def test_whoever_the_sender_locked_out_sees_no_tombstone(world):
    dana = _somebody("dana", world.csw, "intake_holder")
    add_holder(world.csw, dana.account, by=world.bea.actor, keys=world.bea.keys)
    row = send(
        packet(), network=world.vranje, recipient=world.csw, by=world.ana.actor,
        excluded_people=[dana.member.person_id],
    )  # fmt: skip
    row = accept(open_packet(row, **world.bea.can)[0], **world.bea.can)
    case = fresh(row.to_case)
    assert not Case.objects.visible_to(dana.actor).filter(pk=case.pk).exists()
    over(case, world.bea)
    rule(world)
    case = long_ago(case)
    set_retention(case, **world.bea.can)
    confirm_destroying(asked(world, fresh(case)), **world.boris.can)
    assert not Case.objects.tombstones_of(dana.actor).exists()
    browser = dana.sign_in()
    assert case.reference not in get(browser, "/cases/destroyed/")
    assert browser.get(f"/cases/{case.reference}/destroyed/").status_code == 404


def test_a_request_whose_code_was_spoiled_stands_in_the_way(world, case):
    case = due(world, case)
    request_about(world, case.reference)
    assert list(in_the_way(case, **world.bea.can))
    DataRequest.objects.update(number=77)
    assert list(in_the_way(case, **world.bea.can))


def test_the_outcome_of_the_report_opens_no_more_after_destruction(world):
    case = decision_world.case.__wrapped__(world)
    centre = decision_world.centre.__wrapped__(world)
    decision_world.asked.__wrapped__(world, case, centre)
    break_glass(case, reason="absence", **world.bea.can)
    decision_world.written(world.bea.sign_in(), case, outcome="identified", number="04-77/26")
    over(case, world.vera)
    rule(world)
    case = long_ago(fresh(case))
    set_retention(case, **world.bea.can)
    assert not list(in_the_way(case, **world.bea.can))
    confirm_destroying(asked(world, fresh(case)), **world.boris.can)
    count = ReportCount.objects.get()
    section = Section.objects.select_related("box").get(box=count.box_id)
    with pytest.raises(Denied):
        open_section(section, **world.bea.can)


def test_a_planted_day_of_destroying_makes_no_file_destroyed(world, case):
    case = asked(world, due(world, case))
    Case.objects.filter(pk=case.pk).update(destroyed_at=timezone.now())
    assert destroy_again(case.pk, at=timezone.now(), by=Actor.system("restore"))
    assert not Section.objects.filter(box=case.box_id).exists()


@pytest.mark.parametrize(("age", "years"), [("adult", 30), ("child", 8)])
def test_whose_the_review_is_tells_no_child_from_an_adult(world, led, age, years):
    iva = with_iva(world, led, ["plan"])
    agreed = today_in(led.network) + 30 * DAY
    add_step(led, NextStep("review", iva.member, agreed), by=world.vera.actor)
    write_identity(led, world.vera, age=age, born=born(led, years=years, days=100))
    task = review_of(led)
    assert day_of(task, led) == agreed
    assert task.owner != iva.member, "of everybody with a day of birth alike"


@pytest.mark.parametrize("age", ["adult", "child"])
def test_a_day_agreed_far_away_moves_for_no_birthday_beyond_the_quarter(world, led, age):
    today = today_in(led.network)
    agreed = today + 350 * DAY
    add_step(led, NextStep("review", world.vera.member, agreed), by=world.vera.actor)
    write_identity(led, world.vera, age=age, born=born(led, years=18, days=300))
    assert day_of(review_of(led), led) == agreed


def test_unmet_needs_that_were_told_are_in_no_later_number():
    known = [*lacking(0, 9, Q1), *lacking(20, 1, Q2)]
    [one] = unmet_of(known, (), last=Q2, fewest=10)
    assert (one.quarter, one.people) == (Q2, 10)
    # Kept: what `_needs` gives back is only the quarter of the row.
    before = {(NET, "legal_aid", Q2)}
    assert unmet_of([*known, *lacking(30, 2, Q3)], before, last=Q3, fewest=10) == []


def test_an_older_decision_ends_no_request_that_was_sent_after_it(world):
    case = decision_world.case.__wrapped__(world)
    centre = decision_world.centre.__wrapped__(world)
    old = decision_world.ask(world, case, centre, days=5)
    browser = world.vera.sign_in()
    decision_world.written(
        browser, case, day=decision_world.today(case, -4), heard_on=decision_world.today(case, -3)
    )
    new = decision_world.ask(world, case, centre)
    new.refresh_from_db()
    assert new.state == "sent"
    # A second letter about the first request, of three days ago, is typed in only now.
    decision_world.written(
        browser, case, day=decision_world.today(case, -4), heard_on=decision_world.today(case, -3),
        number="2",
    )  # fmt: skip
    new.refresh_from_db()
    old.refresh_from_db()
    assert (old.state, new.state) == ("done", "sent")


def test_the_number_of_sections_tells_no_outcome_at_closing(world):
    """A thief of the database counts rows. The institution has set a rule for two outcomes."""
    rule(world, outcome="identified", years=9)
    rule(world, outcome="rejected", years=5)
    sections = {}
    for outcome in ("identified", "rejected", "discontinued"):
        case = file_of(world)
        decided(case, outcome, world.bea.actor)
        closed(case, by=world.bea, second=world.boris)
        sections[outcome] = Section.objects.filter(box=case.box_id).count()
    assert len(set(sections.values())) == 1


def test_only_the_button_that_says_so_destroys(world, case):
    """The reason why it is not destroyed, sent without the name of its button."""
    case = asked(world, due(world, case))
    boris = world.boris.sign_in()
    Session.objects.filter(account=world.boris.account).update(stepped_up_at=timezone.now())
    boris.post(f"/cases/{case.reference}/destroy/confirm/", {"reason": "Чека се суд"})
    assert fresh(case).destroyed_at is None


def test_who_asked_and_was_locked_out_since_hears_nothing_of_its_end(world, case):
    case = asked(world, due(world, case))
    exclude(case, member=world.bea.member, **world.boris.can)
    assert not Case.objects.visible_to(world.bea.actor).filter(pk=case.pk).exists()
    told = Notice.objects.filter(account_id=world.bea.account.pk)
    before = told.count()
    confirm_destroying(fresh(case), **world.boris.can)
    assert told.count() == before
