"""Whose work a file is, by the wraps that were made for it."""

import pytest

from spona.cases.case.models import Case
from spona.cases.case.steps.actions import add_reminder
from spona.cases.team.actions import assign_file, unassign_file
from spona.cases.worklists.assigned import narrowed, people_of
from spona.deadlines.late import today_in
from spona.vault.models import OWN, Grant
from tests.cases.moving import file_of


@pytest.fixture
def case(world):
    return file_of(world)


def shown(to, person):
    return list(narrowed(Case.objects.all(), to, person.actor, box="box"))


def test_whoever_was_given_one_part_has_the_file_in_their_list(world, case):
    assign_file(case, member=world.vera.member, sections=["plan"], **world.bea.can)
    assert shown("me", world.vera) == shown("colleague", world.bea) == [case]
    assert shown("me", world.bea) == shown("nobody", world.bea) == []
    assert people_of([case.box_id], world.bea.actor)[case.box_id] == [world.vera.member.person.name]


def test_a_reminder_makes_the_file_nobodys_work(world, case):
    """Its words are its owner's: wrapped to them by name, and no file was given to them."""
    add_reminder(case, "Nazvati.", day=today_in(world.vranje), by=world.boris.actor)
    assert Grant.objects.get(basis=OWN).to_id == world.boris.account.pk
    assert shown("me", world.boris) == shown("colleague", world.bea) == []
    assert shown("nobody", world.bea) == [case]
    assert people_of([case.box_id], world.bea.actor) == {}


def test_whoever_leaves_the_team_leaves_their_reminder_too(world, case):
    assign_file(case, member=world.vera.member, sections=["plan"], **world.bea.can)
    add_reminder(case, "Nazvati.", day=today_in(world.vranje), by=world.vera.actor)
    assign_file(case, member=world.vera.member, sections=["health"], **world.bea.can)
    assert Grant.objects.filter(basis=OWN).exists()
    unassign_file(case, member=world.vera.member, by=world.bea.actor)
    assert not Grant.objects.filter(to_id=world.vera.account.pk).exists()
