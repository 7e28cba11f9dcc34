"""The table of moves holds together, whatever state a referral is in."""

import pytest

from spona.access.denied import Conflict, Denied
from spona.access.roles import ROLES
from spona.cases.models import Referral
from spona.cases.referrals import actions
from spona.cases.referrals.moves import CLOSED, MOVES, SYSTEM, Kind, RestsOn, State


def test_every_permission_of_the_table_is_held_by_some_role():
    held = {permission for role in ROLES.values() for permission in role.permissions}
    for verb, rule in MOVES.items():
        assert set(rule.permissions) <= held, verb


def test_what_is_closed_stays_closed():
    """But for one: who takes an agreement back takes back the keys of what is over, too."""
    for verb, rule in MOVES.items():
        if rule.sources & CLOSED:
            assert (verb, rule.target) == ("withdraw_agreement", State.WITHDRAWN)


def test_every_state_is_reached_and_every_open_state_is_left():
    reached = {rule.target for rule in MOVES.values() if rule.target}
    assert reached == set(State) - {State.DRAFT}
    left = {state for rule in MOVES.values() for state in rule.sources if rule.target}
    assert left >= set(State) - CLOSED


def test_a_report_never_expires_and_never_has_no_place():
    assert MOVES["expire"].resting_on == RestsOn.AGREEMENT
    assert MOVES["expire"].side == SYSTEM
    assert Kind.REPORT not in MOVES["have_no_place"].kinds


CALLS = {
    "open_packet": lambda row, who: actions.open_packet(row, **who.can),
    "accept": lambda row, who: actions.accept(row, **who.can),
    "start_work": lambda row, who: actions.start_work(row, by=who.actor),
    "finish": lambda row, who: actions.finish(row, outcome="done", message="x", by=who.actor),
    "give_feedback": lambda row, who: actions.give_feedback(row, message="x", **who.can),
}
# One action, two rows of the table: before acceptance a question moves the state as well.
ALSO = {"give_feedback": "ask_more"}


@pytest.mark.parametrize("verb", list(CALLS))
def test_a_move_from_a_state_that_the_table_does_not_name_is_a_conflict(world, sent, verb):
    allowed = MOVES[verb].sources | MOVES[ALSO.get(verb, verb)].sources
    for state in set(State) - {State.DRAFT} - allowed:
        row = Referral.objects.get(pk=sent.pk)
        row.state = state
        row.save()
        with pytest.raises((Conflict, Denied)):
            CALLS[verb](row, world.bea)
        row.refresh_from_db()
        assert row.state == state
