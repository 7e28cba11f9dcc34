"""Whoever opens casework needs a second person, and a second login is not one."""

import pytest

from spona.access.denied import Denied
from spona.directory import actions
from spona.directory.dual_control import let_in_by
from spona.directory.models import ConditionCode, Invitation, Member, Person
from tests.directory.test_invitation import NEW
from tests.directory.world import (
    ASYLUM,
    CITY,
    CSW,
    DEMO,
    RED_CROSS,
    Somebody,
    body,
    days,
    join,
    lead,
    rewrite,
    vranje,
)

OFFICER = "data_protection_officer"


def invited(by: Somebody, name: str, login: str, code: str) -> Somebody:
    """Somebody let into Spona by `by`, with the paper that `by` printed."""
    person = actions.add_person(name, institution=body(code), by=by.actor)
    member = actions.add_member(person, institution=body(code), roles=["director"], by=by.actor)
    paper = actions.invite(person, institution=body(code), by=by.actor)
    return Somebody(actions.accept_invitation(paper, login=login, password=NEW), person, member)


def sign(mila):
    met = dict.fromkeys(ConditionCode.values, days(-3))
    actions.open_casework(vranje(), conditions=met, by=mila.actor)


def opened_by(second):
    lead(second, OFFICER)
    return actions.confirm_casework(vranje(), by=second.actor).casework_open


def test_two_people_of_two_institutions_open(mila, serbia):
    sign(mila)
    assert opened_by(join("vesna.d", "Vesna Đorđević", RED_CROSS, "reporter"))


def test_a_colleague_of_the_same_institution_is_no_second_hand(mila, serbia):
    sign(mila)
    colleague = join("rade.c", "Rade Cvetić", CITY, "reporter")
    with pytest.raises(Denied, match="another institution"):
        opened_by(colleague)
    assert not vranje().casework_open


def test_neither_is_one_who_left_that_institution_for_another_yesterday(mila, serbia):
    sign(mila)
    rade = join("rade.c", "Rade Cvetić", CITY, "reporter", starts_on=days(-9), ends_on=days(-1))
    moved = actions.add_member(rade.person, institution=body(RED_CROSS), roles=[], by=DEMO)
    with pytest.raises(Denied, match="another institution"):
        opened_by(Somebody(rade.made, rade.person, moved))


def test_a_second_person_whom_the_coordinator_wrote_down_in_another_institution(mila, serbia):
    """With a membership in two institutions the coordinator could invite into the other one, too."""
    puppet = invited(membership(mila, RED_CROSS), "Pera Lutka", "pera.l", RED_CROSS)
    sign(mila)
    with pytest.raises(Denied, match="another institution"):
        opened_by(puppet)
    assert not vranje().casework_open


def test_nor_does_it_help_to_let_somebody_in_who_lets_the_second_in(mila, serbia):
    first = invited(membership(mila, RED_CROSS), "Pera Lutka", "pera.l", RED_CROSS)
    second = invited(membership(first, ASYLUM), "Zora Lutka", "zora.l", ASYLUM)
    assert let_in_by(second.person) == {first.person.pk, mila.person.pk}
    sign(mila)
    with pytest.raises(Denied, match="login from the other"):
        opened_by(second)
    assert not vranje().casework_open


def test_a_trace_that_was_deleted_past_spona_makes_nobody_independent(mila, serbia):
    first = invited(membership(mila, RED_CROSS), "Pera Lutka", "pera.l", RED_CROSS)
    second = invited(membership(first, ASYLUM), "Zora Lutka", "zora.l", ASYLUM)
    sign(mila)
    for person in (first.person, second.person):
        # Not `row.delete()`, which would be Spona's own and would stand in the log.
        Invitation.objects.filter(person=person).delete()
    assert let_in_by(second.person) == set()
    with pytest.raises(Denied, match="operator"):
        opened_by(second)
    assert not vranje().casework_open


@pytest.mark.parametrize("changed", [{"invited_by": None}, {"used_at": None}])
def test_nor_does_a_trace_that_was_changed(mila, serbia, changed):
    puppet = invited(membership(mila, RED_CROSS), "Pera Lutka", "pera.l", RED_CROSS)
    rade = invited(membership(puppet, ASYLUM), "Rade Lutka", "rade.l", ASYLUM)
    sign(mila)
    Invitation.objects.filter(person__in=(puppet.person, rade.person)).update(**changed)
    with pytest.raises(Denied, match="operator"):
        opened_by(rade)


def test_nor_does_a_mandate_in_the_same_institution_that_was_deleted(mila, serbia):
    rade = join("rade.c", "Rade Cvetić", CITY, "reporter", starts_on=days(-9), ends_on=days(-1))
    moved = actions.add_member(rade.person, institution=body(RED_CROSS), roles=[], by=DEMO)
    sign(mila)
    Member.objects.filter(pk=rade.member.pk).delete()
    with pytest.raises(Denied, match="operator"):
        opened_by(Somebody(rade.made, rade.person, moved))


def membership(somebody, code):
    """One more mandate, which the operator wrote down."""
    more = actions.add_member(somebody.person, institution=body(code), roles=["director"], by=DEMO)
    return Somebody(somebody.made, somebody.person, more)


def test_the_same_address_is_the_same_person(mila, serbia):
    vesna = join("vesna.d", "Vesna Đorđević", RED_CROSS, "reporter")
    rewrite([Person.objects.get(pk=mila.person.pk)], email="m@example.org")
    rewrite([Person.objects.get(pk=vesna.person.pk)], email="M@example.org")
    sign(mila)
    with pytest.raises(Denied, match="e-mail"):
        opened_by(vesna)


def test_a_coordinator_makes_nobody_of_themselves_the_officer(mila):
    with pytest.raises(Denied, match="themselves"):
        actions.give_network_role(mila.member, network=vranje(), role=OFFICER, by=mila.actor)


def test_the_page_says_who_can_meet_each_condition_and_who_signs(mila, serbia):
    browser, path = mila.sign_in(), "/network/casework/vranje/"
    page = browser.get(path).content.decode()
    assert f'href="/network/{CSW}/"' in page
    assert 'href="/network/?network=vranje#who"' in page
    assert "nobody named yet" in page
    lead(join("vesna.d", "Vesna Đorđević", RED_CROSS, "reporter"), OFFICER)
    assert "Vesna Đorđević" in browser.get(path).content.decode()
