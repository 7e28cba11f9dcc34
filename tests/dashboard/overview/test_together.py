"""Who works with whom: from what is counted, in three steps, and never a figure."""

import datetime as dt
import re
from itertools import combinations
from uuid import uuid4

import pytest

from spona.cases.models import Referral
from spona.dashboard.overview import circle, sources
from spona.dashboard.overview.together import FREQUENT, Step, Tie, as_list, ties
from spona.deadlines import now, today
from spona.directory.models import Institution
from spona.meetings.models import Form
from tests.dashboard.overview.making import file_of, meeting, table_of, words
from tests.dashboard.test_desk import section

PAGE = "/network/overview/"


@pytest.fixture
def found(world):
    """Pair of names → step, of the institutions of Vranje."""

    def found(day=None):
        bodies = Institution.objects.filter(seats__network=world.vranje)
        return {tie.pair: tie.step for tie in ties(world.vranje, bodies, day or today())}

    return found


def pair(one, other):
    return frozenset((one.pk, other.pk))


def test_who_was_at_one_meeting_meets(world, found):
    assert found() == {}
    meeting(world, [world.csw, world.city], absent=[world.school])
    assert found() == {pair(world.csw, world.city): Step.MEET}


@pytest.mark.parametrize(
    "more",
    [
        {"form": Form.CONFERENCE},
        {"days": 400},
        {"days": -3},
        {"held_at": None},
    ],
)
def test_what_is_no_meeting_of_this_year_counts_for_nothing(world, found, more):
    meeting(world, [world.csw, world.city], **more)
    assert found() == {}


def test_a_meeting_of_another_network_counts_for_nothing(world, found):
    meeting(world, [world.csw, world.city], network=world.nis, by=world.nina.member)
    assert found() == {}


def test_an_activity_is_work_and_three_are_often(world, found, monkeypatch):
    did = [frozenset((world.csw.pk, world.school.pk))]
    monkeypatch.setattr(sources, "joint_activities", lambda *_asked: did)
    assert found() == {pair(world.csw, world.school): Step.WORK}
    did *= 3
    assert found() == {pair(world.csw, world.school): Step.OFTEN}


def test_who_signed_and_has_done_nothing_yet_is_dashed(world, found, monkeypatch):
    signed = frozenset((world.csw.pk, world.school.pk, world.police.pk))
    monkeypatch.setattr(sources, "signed", lambda *_asked: signed)
    meeting(world, [world.csw, world.school])
    assert found() == {
        pair(world.csw, world.school): Step.MEET,
        pair(world.csw, world.police): Step.AGREED,
        pair(world.school, world.police): Step.AGREED,
    }


def taken_over(report, world, n, days):
    """Reports of the school that the centre took over, so many days ago."""
    made = [report() for __ in range(n)]
    Referral.objects.filter(pk__in=[one.pk for one in made]).update(
        state="accepted", sent_at=now() - dt.timedelta(days=days)
    )


def test_what_is_seldom_is_never_seen(world, found, report):
    taken_over(report, world, FREQUENT - 1, 150)
    assert found() == {}
    taken_over(report, world, 1, 150)
    assert found() == {pair(world.school, world.csw): Step.WORK}


def test_what_came_in_this_quarter_changes_no_picture(world, found, report):
    taken_over(report, world, FREQUENT, 0)
    assert found() == {}
    # It counts from the first day of the next quarter on.
    later = today() + dt.timedelta(days=100)
    assert found(later) == {pair(world.school, world.csw): Step.WORK}


def test_what_nobody_took_over_is_no_joint_work(world, found, report):
    taken_over(report, world, FREQUENT, 150)
    Referral.objects.update(state="sent")
    assert found() == {}


def test_no_page_and_no_file_tells_a_count(desk, world, report, monkeypatch):
    taken_over(report, world, 7, 150)
    monkeypatch.setattr(
        sources, "joint_activities", lambda *_a: [frozenset((world.csw.pk, world.city.pk))] * 3
    )
    meeting(world, [world.csw, world.city, world.school])
    html = section(desk("ana", PAGE), "together")
    head, *rows = file_of(desk.browser("ana").get(PAGE + "together.csv"))
    assert head == ["Institution", "Institution", "Joint work"]
    assert not [cell for row in rows for cell in row if re.search(r"\d", cell)]
    said = words(re.sub(r"<(svg|option|details)\b.*?</\1>", "", html, flags=re.DOTALL))
    assert not re.search(r"\d", said.replace("the last 12 months", ""))
    for link in re.findall(r'class="place[^>]*>(.*?)</a>', html, re.DOTALL):
        assert not re.search(r"\d", words(link))


def test_what_is_drawn_is_the_table_and_the_file(desk, world, monkeypatch):
    monkeypatch.setattr(
        sources, "joint_activities", lambda *_a: [frozenset((world.csw.pk, world.city.pk))]
    )
    monkeypatch.setattr(sources, "signed", lambda *_a: frozenset((world.csw.pk, world.police.pk)))
    meeting(world, [world.csw, world.school])
    html = section(desk("ana", PAGE), "together")
    steps = [int(step) for step in re.findall(r'<path class="tie is-(\d)" d="M\d+\.\d', html)]
    rows = table_of(html, "together") if html.startswith("<section") else []
    assert sorted(steps) == [0, 1, 2]
    assert sorted(row[2] for row in rows) == [
        "an agreement, no joint work yet", "they meet", "they work together",
    ]  # fmt: skip
    assert file_of(desk.browser("ana").get(PAGE + "together.csv"))[1:] == rows
    # The list on a telephone says the same, each pair once.
    listed = re.search(r'<ul class="with-whom only-narrow">.*?</ul>', html, re.DOTALL)[0]
    assert listed.count("they work together") == 1
    # Each place is a link that a keyboard reaches.
    assert html.count('<a class="place') == 5
    assert 'role="group"' in html


def bodies_of(n, sector="cso"):
    return [
        Institution(id=uuid4(), code=f"X{i:03}", sector=sector, words={"sr": f"Установа {i}"})
        for i in range(n)
    ]


def test_places_follow_from_who_sits_there_and_from_nothing_else():
    bodies = bodies_of(12)
    middle = bodies[3].pk
    bare = circle.circle(bodies, [], middle, {})
    tied = [Tie(one, other, Step.OFTEN) for one, other in combinations(bodies, 2)]
    drawn = circle.circle(list(reversed(bodies)), tied, middle, {})
    where = {one.institution.pk: (one.x, one.y) for one in bare.places}
    assert where == {one.institution.pk: (one.x, one.y) for one in drawn.places}
    assert len(set(where.values())) == 12
    assert where[middle] == (bare.width / 2, bare.height / 2 - 6)
    assert len(drawn.lines) == 66


def test_many_dashed_lines_are_drawn_only_to_the_middle():
    bodies = bodies_of(8)
    agreed = [Tie(one, other, Step.AGREED) for one, other in combinations(bodies, 2)]
    drawn = circle.circle(bodies, agreed, bodies[0].pk, {})
    assert len(drawn.lines) == 7
    assert drawn.left_out == 21
    few = circle.circle(bodies[:5], agreed[:3], None, {})
    assert few.left_out == 0


@pytest.mark.parametrize("n", [0, 1, 2, 40])
def test_a_network_of_any_size_is_drawn_inside_its_frame(n):
    drawn = circle.circle(bodies_of(n), [], None, {"cso": "Association"})
    for place in drawn.places:
        assert 0 < place.x < drawn.width
        assert 0 < place.y < drawn.height


def test_a_sector_with_one_institution_lends_it_its_short_name():
    [alone] = circle.circle(bodies_of(1), [], None, {"cso": "Association"}).places
    assert alone.label == "Association"
    both = circle.circle(bodies_of(2), [], None, {"cso": "Association"}).places
    assert "Association" not in [one.label for one in both]


def test_the_list_names_the_closest_first(world):
    one, other, third = bodies_of(3)
    listed = as_list([Tie(one, other, Step.MEET), Tie(one, third, Step.OFTEN)])
    assert not listed.groups
    [only] = listed.others
    assert only.institution == one
    assert [step for step, _word, _who in only.others] == [Step.OFTEN, Step.MEET]


def test_those_of_one_table_are_told_once_on_a_telephone():
    bodies = bodies_of(12)
    apart, table = bodies[0], bodies[1:]
    tied = [Tie(one, other, Step.MEET) for one, other in combinations(table, 2)]
    tied[0] = Tie(table[0], table[1], Step.OFTEN)
    tied.append(Tie(apart, table[0], Step.AGREED))
    listed = as_list(tied)
    [(step, group)] = listed.groups
    assert step == Step.MEET
    assert {one.pk for one in group} == {one.pk for one in table}
    # Besides, only what is closer, or apart; each pair once, and none is lost.
    said = {
        frozenset((each.institution.pk, other.pk))
        for each in listed.others
        for _step, _word, others in each.others
        for other in others
    }
    assert said == {tied[0].pair, tied[-1].pair}
    assert sum(len(others) for each in listed.others for *_words, others in each.others) == 2
