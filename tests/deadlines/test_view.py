import uuid
from datetime import timedelta

import pytest
from django.utils import translation

from spona.deadlines.actions import start, stop
from spona.deadlines.models import Deadline, Rule
from spona.deadlines.view import view_of, view_of_date, views_of

from .at import at, local

pytestmark = pytest.mark.django_db


@pytest.fixture
def begin(rules, csw, network, bea, subject):
    def begin(when, event="opening", sector="social_work", urgency="immediate"):
        with at(when):
            return start(
                event,
                subject,
                institution=csw,
                network=network,
                by=bea,
                sector=sector,
                urgency=urgency,
                at=local(when),
            )

    return begin


def seen(deadline, when):
    view = view_of(deadline, local(when))
    return view.state, view.label, view.deadline_label


def test_hours_are_told_with_their_minutes(begin):
    deadline = begin("2026-11-24 13:45")
    assert seen(deadline, "2026-11-25 12:40") == ("today", "1 h 05 min left", "until 13:45")
    assert seen(deadline, "2026-11-25 13:20") == ("today", "25 min left", "until 13:45")
    assert seen(deadline, "2026-11-25 12:45") == ("today", "1 h left", "until 13:45")
    assert seen(deadline, "2026-11-24 15:45") == ("ahead", "22 h left", "until tomorrow at 13:45")


def test_a_passed_deadline_of_an_adopted_rule_is_late(begin):
    deadline = begin("2026-11-23 09:20")
    assert seen(deadline, "2026-11-24 12:40") == (
        "late",
        "late by 3 h 20 min",
        "deadline: today at 9:20",
    )
    assert seen(deadline, "2026-11-25 11:40") == (
        "late",
        "late by 26 h",
        "deadline: yesterday at 9:20",
    )
    assert seen(deadline, "2026-11-30 11:40")[1] == "late by 6 days"


def test_a_proposed_rule_never_turns_red(begin):
    deadline = begin("2026-11-23 09:20", sector="health")
    for hours in range(0, 2000, 7):
        view = view_of(deadline, local("2026-11-23 09:20") + timedelta(hours=hours))
        assert view.state != "late"
        assert view.proposed
        assert "(proposal)" in view.rule
    assert view.label == "the proposed time has passed"


def test_once_adopted_by_the_network_the_same_rule_turns_red(begin, adopt):
    with at("2026-11-01 08:00"):
        adopt(Rule.objects.get(key="opening-immediate"))
    deadline = begin("2026-11-23 09:20", sector="health")
    assert seen(deadline, "2026-11-24 12:40")[0] == "late"


def test_a_mere_reminder_never_turns_red_even_when_adopted(begin, adopt):
    with at("2026-01-01 08:00"):
        adopt(Rule.objects.get(key="decision-centre"))
    deadline = begin("2026-03-02 10:00", event="decision", sector="centre")
    assert seen(deadline, "2026-12-31 10:00")[:2] == ("ahead", "time to look again")


def test_working_days_are_counted_from_today(begin):
    deadline = begin("2026-11-23 10:00", urgency="regular")  # Monday, due Monday 30 November
    assert seen(deadline, "2026-11-24 10:00") == ("ahead", "4 working days left", "until 30 Nov")
    assert seen(deadline, "2026-11-27 23:00") == ("ahead", "1 working day left", "until 30 Nov")
    assert seen(deadline, "2026-11-30 16:00") == ("today", "today", "until the end of the day")
    assert seen(deadline, "2026-12-01 03:20") == (
        "ahead",
        "the proposed time has passed",
        "deadline: yesterday",
    )


@pytest.mark.parametrize("key", ["opening-csw-regular", "answer-csw-regular"])
def test_a_rule_whose_source_nobody_has_seen_is_never_late(rules, begin, key):
    rule = Rule.objects.get(key=key)
    assert (rule.state, rule.basis, rule.source) == ("proposed", "proposal", "")
    deadline = begin("2026-11-23 10:00", event=rule.event, urgency="regular")
    assert seen(deadline, "2027-03-01 10:00")[:2] == ("ahead", "the proposed time has passed")


def test_the_last_hour_before_midnight_already_belongs_to_the_deadline(begin):
    deadline = begin("2026-11-24 00:30")
    assert seen(deadline, "2026-11-24 23:50") == ("today", "40 min left", "until tomorrow at 0:30")


def test_a_plain_date_is_told_without_a_rule(network):
    at = local("2026-11-24 12:00")
    network.created_at = local("2026-11-19 12:00")

    def told(due):
        view = view_of_date(due, network, at)
        return view.state, view.label, view.deadline_label

    assert told(None)[:2] == ("none", "no deadline")
    assert told(local("2026-11-24 20:00")) == ("today", "today", "deadline: today")
    assert told(local("2026-12-04 12:00")) == ("ahead", "10 days left", "until 4 Dec")
    assert told(local("2026-11-23 23:30")) == ("late", "1 day late", "deadline: yesterday")
    assert told(local("2026-11-20 12:00")) == ("late", "4 days late", "deadline: 20 Nov")
    # Before the town began: it has passed, and nobody was late by it.
    assert told(local("2026-11-18 12:00")) == (
        "today",
        "the agreed day has passed",
        "deadline: 18 Nov",
    )


def test_calendar_days_are_counted_too(begin):
    deadline = begin("2026-11-24 10:00", event="plan_review")
    assert seen(deadline, "2026-11-26 10:00") == ("ahead", "28 days left", "until 24 Dec")
    assert seen(deadline, "2026-12-23 10:00")[1] == "1 day left"


def test_a_date_of_another_year_shows_its_year(begin):
    deadline = begin("2026-12-20 10:00", event="plan_review")
    assert seen(deadline, "2026-12-20 10:00")[2] == "until 19 Jan 2027"


def test_the_share_goes_from_0_to_100_and_stays_there(begin):
    deadline = begin("2026-11-24 12:00")
    shares = [
        view_of(deadline, local(when)).share
        for when in (
            "2026-11-24 12:00",
            "2026-11-24 18:00",
            "2026-11-25 12:00",
            "2026-11-29 12:00",
        )
    ]
    assert shares == [0, 25, 100, 100]


def test_a_deadline_without_a_rule_says_that_there_is_no_deadline(csw, network, bea, subject):
    deadline = start("opening", subject, institution=csw, network=network, by=bea)
    view = view_of(deadline)
    assert (view.state, view.label, view.share, view.rule) == ("none", "no deadline", 0, "")


@pytest.mark.parametrize(
    ("stopped", "sector", "said"),
    [
        ("2026-11-24 12:38", "social_work", ("done", "after 38 min", "in time")),
        ("2026-11-26 12:00", "social_work", ("done", "after 2 days", "after the deadline")),
        ("2026-11-26 12:00", "health", ("done", "after 2 days", "done")),
    ],
)
def test_a_finished_deadline_says_how_long_it_took(begin, bea, stopped, sector, said):
    deadline = stop(
        begin("2026-11-24 12:00", sector=sector), outcome="opened", by=bea, at=local(stopped)
    )
    assert seen(deadline, "2026-12-30 12:00") == said


def test_the_source_of_the_rule_is_told(begin):
    view = view_of(begin("2026-11-24 12:00"))
    assert "59/2008" in view.source
    assert view.rule == "Opening at the centre for social work: immediate, 24 hours"


def test_a_list_of_clocks_costs_one_query_more_than_the_deadlines(
    begin, rules, csw, network, bea, django_assert_num_queries
):
    import uuid

    for __ in range(7):
        start(
            "answer",
            ("referral", uuid.uuid4()),
            institution=csw,
            network=network,
            by=bea,
            sector="social_work",
            urgency="regular",
        )
    asked = Deadline.objects.select_related("rule", "network__town")
    # The deadlines, whether the log has moved on, and the first time the holidays.
    for queries in (3, 2):
        with django_assert_num_queries(queries):
            views = views_of(asked.all())
        assert len(views) == 7


@pytest.mark.parametrize(
    ("language", "working_days", "until"),
    [
        (
            "sr",
            ["још 5 радних дана", "још 4 радна дана", "још 1 радни дан"],
            "до 30. 11.",
        ),
        (
            "sr-latn",
            ["još 5 radnih dana", "još 4 radna dana", "još 1 radni dan"],
            "do 30. 11.",
        ),
    ],
)
def test_serbian_has_three_plurals_in_both_scripts(begin, language, working_days, until):
    with translation.override(language):
        days = begin("2026-11-23 10:00", urgency="regular")
        stands = [seen(days, f"2026-11-{day} 10:00")[1] for day in (23, 24, 27)]
        assert stands == working_days
        assert seen(days, "2026-11-24 10:00")[2] == until


@pytest.mark.parametrize(
    ("language", "late"),
    [
        ("sr", ("late", "касни 3 h 20 min", "рок: данас у 9:20")),
        ("sr-latn", ("late", "kasni 3 h 20 min", "rok: danas u 9:20")),
    ],
)
def test_late_is_said_in_both_scripts(begin, language, late):
    deadline = begin("2026-11-23 09:20")
    with translation.override(language):
        assert seen(deadline, "2026-11-24 12:40") == late


def test_nothing_that_is_only_proposed_is_ever_late(rules, csw, network, bea):
    """Every shipped proposal, at every hour of its first two months."""
    deadlines = []
    for rule in Rule.objects.filter(state="proposed"):
        with at("2026-11-02 09:20"):
            deadlines.append(
                start(
                    rule.event, ("referral", uuid.uuid4()), institution=csw, network=network,
                    by=bea, sector=rule.sector, urgency=rule.urgency,
                )
            )  # fmt: skip
    assert {deadline.rule.state for deadline in deadlines} == {"proposed"}
    begun = local("2026-11-02 09:20")
    for hours in range(0, 24 * 60, 7):
        seen_then = views_of(deadlines, begun + timedelta(hours=hours))
        assert "late" not in {view.state for view in seen_then.values()}, hours
