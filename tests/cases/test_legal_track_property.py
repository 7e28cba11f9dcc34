"""Whatever is done in whatever order: one review, in time, of somebody who opens what it is for."""

import random
from datetime import timedelta

import pytest

from spona import deadlines
from spona.access.denied import Denied
from spona.cases.case.actions import write_section
from spona.cases.case.models import Case
from spona.cases.case.sections import SECTIONS
from spona.cases.case.steps.actions import NextStep, add_step, change_step
from spona.cases.case.steps.queries import able_owners, day_of, is_stepless, open_steps
from spona.cases.legal_track import actions
from spona.cases.legal_track.actions import end_review, follow_review
from spona.cases.legal_track.dates import dates_of, monday_before
from spona.cases.legal_track.queries import read_track
from spona.cases.legal_track.track import SECTION, Hearing, Proceeding, mark
from spona.cases.referrals.actions import assign
from spona.cases.team.actions import assign_file
from spona.deadlines.late import today_in
from spona.vault.models import Section

DAY = timedelta(days=1)


@pytest.fixture
def led(world, accepted):
    assign(accepted, to=world.vera.member, **world.bea.can)
    case = Case.objects.select_related("network", "box", "owner_institution").get(
        pk=accepted.to_case_id
    )
    assign_file(case, member=world.bea.member, sections=list(SECTIONS), **world.bea.can)
    return case


def review_of(case):
    return open_steps(case).filter(kind="review").select_related("deadline", "owner").first()


def add_hearing(case, who, dice, proceeding):
    day = today_in(case.network) + dice.randrange(0, 70) * DAY
    hearing = Hearing(what="Претрес", day=day.isoformat())
    actions.add_hearing(case, proceeding, hearing, **who.can)


def end_hearing(case, who, dice, proceeding):
    today = today_in(case.network)
    hearings = list(read_track(case, **who.can).track.hearings)
    if hearings:
        _proceeding, one = dice.choice(hearings)
        held = one.day <= today.isoformat()
        ended = Hearing.of(one.to_document() | {"state": "done" if held else "cancelled"})
        actions.change_hearing(case, ended, read=mark(one), **who.can)


def write_birth(case, who, dice, proceeding):
    grown = today_in(case.network) + dice.randrange(-5, 200) * DAY
    row = Section.objects.named(case.box_id, "identity").get()
    born = f"{min(grown.day, 28)}. {grown.month}. {grown.year - 18}."
    age = dice.choice(["child", "adult", "not_sure"])
    said = {"age": age, "born": born}
    write_section(case, "identity", said, revision=row.revision, **who.can)
    follow_review(case, renew=True, **who.can)


def agree_on_a_day(case, who, dice, proceeding):
    day = today_in(case.network) + dice.randrange(0, 90) * DAY
    if review := review_of(case):
        change_step(review, owner=who.member, day=day, **who.can)
    else:
        add_step(case, NextStep("review", who.member, day), by=who.actor)
    follow_review(case, **who.can)


def do_the_review(case, who, dice, proceeding):
    if review := review_of(case):
        following = dice.choice([None, NextStep("review", who.member)])
        try:
            end_review(review, dropped=False, reason="", following=following, **who.can)
        except Denied:
            assert review.owner != who.member


def check(case, who):
    today = today_in(case.network)
    assert open_steps(case).filter(kind="review").count() <= 1
    assert not Case.objects.filter(is_stepless()).exists()
    opened = read_track(case, **who.can)
    dates = [one for one in dates_of(opened.track) if one.day > today]
    ahead = [one for one in dates if one.key not in opened.track.seen]
    review = review_of(case)
    if ahead:
        assert review is not None
        due = day_of(review, case)
        nearest = min(one.day for one in ahead)
        assert due <= max(monday_before(nearest), today + DAY)
        assert due < nearest or due <= today + DAY
    if review is not None and review.owner is not None and opened.section is not None:
        assert review.owner.pk in {one.pk for one in able_owners(case, section=SECTION)}


DEEDS = (add_hearing, add_hearing, end_hearing, write_birth, agree_on_a_day, do_the_review)


@pytest.mark.parametrize("seed", range(3))
def test_one_review_is_in_time_whatever_is_done(world, led, seed):
    dice, moved = random.Random(seed), 0
    entry = Proceeding(kind="criminal", body="Суд", state="trial")
    proceeding = actions.add_entry(led, "proceedings", entry, **world.vera.can)
    for _number in range(14):
        moved += dice.choice([0, 0, 1, 5, 12])
        with deadlines.moved(moved * DAY):
            who, deed = dice.choice([world.vera, world.bea]), dice.choice(DEEDS)
            deed(led, who, dice, proceeding)
            check(led, who)
