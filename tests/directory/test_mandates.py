"""A mandate is worth what it is worth today."""

import pytest
from django.db import IntegrityError, transaction

from spona.access.denied import Conflict, Denied
from spona.directory import actions
from spona.directory.actor import actor_for, memberships
from spona.directory.models import Member, Seat
from spona.directory.queries import (
    coordinator_of,
    deputies_of,
    institution_choices,
    institutions_of,
    networks_of,
)
from spona.identity.actions import disable
from tests.directory.world import (
    ASYLUM,
    CENTRE,
    CITY,
    CSW,
    DEMO,
    OPERATOR,
    RED_CROSS,
    body,
    days,
    join,
    lead,
    nis,
    rewrite,
    today,
    vranje,
)


def test_an_actor_carries_roles_networks_and_names(bea):
    actor = actor_for(bea.account)
    assert actor.roles == {"director", "intake_holder"}
    assert actor.networks == {vranje().pk}
    assert actor.institution_id == body(CSW).pk
    assert actor.display_name == "Bea Marković"
    assert actor.may("institution:invite")


def test_a_mandate_that_ended_yesterday_gives_nothing_today(cora):
    assert actor_for(cora.account) is None
    assert actor_for(cora.account, member_id=cora.member.pk) is None
    assert not memberships(cora.account)
    assert actor_for(cora.account, on=days(-2)) is not None


def test_a_mandate_that_begins_tomorrow_gives_nothing_today(serbia):
    dana = join("dana.j", "Dana Jović", CSW, "reporter", starts_on=days(1))
    assert actor_for(dana.account) is None
    assert actor_for(dana.account, on=days(1)) is not None


def test_a_disabled_account_gives_no_actor(bea):
    disable(bea.account, by=OPERATOR)
    assert actor_for(bea.account) is None


def test_with_two_hats_nobody_is_anybody_until_one_is_chosen(bea):
    actions.add_member(bea.person, institution=body(ASYLUM), roles=["reporter"], by=DEMO)
    assert actor_for(bea.account) is None
    assert len(memberships(bea.account)) == 2
    chosen = actor_for(bea.account, member_id=bea.member.pk)
    assert chosen.institution_id == body(CSW).pk


def test_somebody_else_s_hat_fits_nobody(ana, bea):
    assert actor_for(ana.account, member_id=bea.member.pk) is None


def test_a_network_role_ends_with_the_seat_of_its_institution(mila):
    assert mila.actor.may("network:edit", network=vranje().pk)
    seat = Seat.objects.get(network=vranje(), institution=body(CITY))
    actions.end_seat(seat, by=DEMO)
    assert mila.actor.network_roles == frozenset()
    assert mila.actor.networks == frozenset()


def test_a_role_in_one_network_edits_no_other(mila):
    with pytest.raises(Denied):
        actions.seat(body(RED_CROSS), network=nis(), by=mila.actor)


def test_an_ended_member_is_out_at_once_and_loses_network_roles(mila):
    actions.end_member(mila.member, by=DEMO, reason="moved")
    assert actor_for(mila.account) is None
    assert coordinator_of(vranje()) is None
    assert Member.objects.get(pk=mila.member.pk).end_reason == "moved"


def test_ending_twice_changes_nothing(bea):
    first = actions.end_member(bea.member, by=DEMO)
    again = actions.end_member(bea.member, by=DEMO, on=days(5), reason="later")
    assert (again.ends_on, again.end_reason) == (first.ends_on, "")


def test_overlapping_mandates_are_refused_with_a_sentence(bea):
    with pytest.raises(Conflict) as refusal:
        actions.add_member(bea.person, institution=body(CSW), by=DEMO, starts_on=days(-400))
    assert "Bea Marković" in str(refusal.value.sentence)
    actions.add_member(
        bea.person, institution=body(CSW), by=DEMO, starts_on=days(-400), ends_on=today()
    )


def test_the_database_refuses_a_second_open_mandate(bea):
    with pytest.raises(IntegrityError), transaction.atomic():
        Member.objects.create(person=bea.person, institution=body(CSW), starts_on=days(3))


def test_a_mandate_does_not_end_before_it_begins(bea):
    with pytest.raises(Denied):
        actions.add_member(
            bea.person, institution=body(ASYLUM), by=DEMO, starts_on=days(3), ends_on=days(2)
        )
    with pytest.raises(IntegrityError), transaction.atomic():
        Member.objects.create(
            person=bea.person, institution=body(ASYLUM), starts_on=days(3), ends_on=days(2)
        )


def test_an_invented_role_is_refused(bea):
    for role in ("king", "coordinator", "system:demo"):
        with pytest.raises(Denied):
            actions.add_member(bea.person, institution=body(ASYLUM), roles=[role], by=DEMO)


def test_only_the_own_head_adds_and_ends_people(bea, niko, ana):
    for stranger in (niko.actor, ana.actor):
        with pytest.raises(Denied):
            actions.add_person("Neko Treći", institution=body(CSW), by=stranger)
        with pytest.raises(Denied):
            actions.end_member(bea.member, by=stranger)
    person = actions.add_person("Neko Treći", institution=body(CSW), by=bea.actor)
    assert actions.add_member(person, institution=body(CSW), by=bea.actor).roles == []


def test_one_institution_sits_once_in_a_network_and_in_several_networks(serbia):
    assert networks_of(body(CENTRE)).count() == 7
    with pytest.raises(Conflict) as refusal:
        actions.seat(body(CSW), network=vranje(), by=DEMO)
    assert str(body(CSW).words) in str(refusal.value.sentence)
    with pytest.raises(IntegrityError), transaction.atomic():
        Seat.objects.create(network=vranje(), institution=body(CSW))
    actions.seat(body(CSW), network=nis(), by=DEMO, starts_on=today())
    assert set(networks_of(body(CSW))) == {vranje(), nis()}
    assert networks_of(body(CSW), days(-1)).count() == 1


def test_an_ended_seat_gives_nothing_and_may_be_given_again(serbia, mila):
    seat = Seat.objects.get(network=vranje(), institution=body(RED_CROSS))
    actions.end_seat(seat, by=mila.actor)
    assert body(RED_CROSS) not in institutions_of(vranje())
    assert body(RED_CROSS) in institutions_of(vranje(), days(-1))
    assert body(RED_CROSS).pk not in dict(institution_choices(vranje()))
    actions.seat(body(RED_CROSS), network=vranje(), by=mila.actor, starts_on=today())
    assert body(RED_CROSS).pk in dict(institution_choices(vranje()))


def test_the_deputy_is_somebody_else_of_the_same_institution(bea, ana):
    seat = Seat.objects.get(network=vranje(), institution=body(CSW))
    for member, deputy in ((bea.member, bea.member), (ana.member, None)):
        with pytest.raises(Denied):
            actions.name_representatives(seat, member=member, deputy=deputy, by=bea.actor)
    with pytest.raises(IntegrityError), transaction.atomic():
        Seat.objects.filter(pk=seat.pk).update(member=bea.member, deputy=bea.member)


def test_naming_others_keeps_who_it_was(bea):
    seat = Seat.objects.get(network=vranje(), institution=body(CSW))
    first = actions.name_representatives(seat, member=bea.member, deputy=None, by=bea.actor)
    rewrite([first], starts_on=days(-100))
    eva = actions.add_person("Eva Ilić", institution=body(CSW), by=bea.actor)
    other = actions.add_member(eva, institution=body(CSW), by=bea.actor)
    first.refresh_from_db()
    second = actions.name_representatives(first, member=other, deputy=bea.member, by=bea.actor)
    assert Seat.objects.active_on(days(-1)).get(institution=body(CSW)).member == bea.member
    running = Seat.objects.active_on(today()).get(institution=body(CSW), network=vranje())
    assert running == second
    assert (running.member, running.deputy) == (other, bea.member)


def test_a_seat_that_ended_meanwhile_names_nobody(bea):
    seat = Seat.objects.get(network=vranje(), institution=body(CSW))
    actions.end_seat(seat, by=DEMO)
    with pytest.raises(Conflict):
        actions.name_representatives(seat, member=bea.member, deputy=None, by=bea.actor)


def test_there_is_one_coordinator_at_a_time(mila, bea):
    assert coordinator_of(vranje()) == mila.member
    with pytest.raises(Conflict):
        lead(bea, "coordinator")
    role = mila.member.network_roles.get()
    actions.end_network_role(role, by=mila.actor)
    assert coordinator_of(vranje()) is None
    lead(bea, "coordinator")
    assert coordinator_of(vranje()) == bea.member


def test_a_deputy_of_another_institution_comes_first(mila, bea):
    eva = actions.add_person("Eva Ilić", institution=body(CITY), by=DEMO)
    own = actions.add_member(eva, institution=body(CITY), by=DEMO)
    for member in (own, bea.member):
        actions.give_network_role(
            member, network=vranje(), role="deputy_coordinator", by=mila.actor
        )
    assert deputies_of(vranje()) == [bea.member, own]


def test_a_network_role_needs_a_seat_and_a_real_role(mila, niko, bea):
    with pytest.raises(Denied):
        lead(niko, "analyst")
    with pytest.raises(Denied):
        lead(bea, "intake_holder")
    lead(bea, "analyst")
    with pytest.raises(Conflict):
        lead(bea, "analyst")
    with pytest.raises(Denied):
        actions.give_network_role(
            bea.member, network=vranje(), role="deputy_coordinator", by=bea.actor
        )


def test_ending_a_seat_or_a_role_twice_changes_nothing(mila):
    seat = Seat.objects.get(network=vranje(), institution=body(RED_CROSS))
    role = mila.member.network_roles.get()
    by = mila.actor
    assert actions.end_seat(seat, by=by).ends_on == today()
    assert actions.end_seat(seat, by=by, on=days(3)).ends_on == today()
    assert actions.end_network_role(role, by=by).ends_on == today()
    assert actions.end_network_role(role, by=DEMO, on=days(3)).ends_on == today()


def test_a_mandate_of_representatives_runs_forward(bea):
    seat = Seat.objects.get(network=vranje(), institution=body(CSW))
    with pytest.raises(Denied):
        actions.name_representatives(
            seat,
            member=bea.member,
            deputy=None,
            mandate_starts_on=days(2),
            mandate_ends_on=days(1),
            by=bea.actor,
        )


def test_nobody_from_outside_names_representatives(niko, ana):
    seat = Seat.objects.get(network=vranje(), institution=body(CSW))
    for stranger in (niko.actor, ana.actor):
        with pytest.raises(Denied):
            actions.name_representatives(seat, member=None, deputy=None, by=stranger)
