"""Somebody may be involved: no key, no notice, no row, no mark that names them."""

import pytest

from spona.access.denied import Denied
from spona.cases.models import Exclusion, Referral
from spona.cases.referrals.actions import accept, assign, finish, open_packet, send
from spona.cases.referrals.parties import packet_section
from spona.deadlines.models import Deadline
from spona.notifications.models import Notice
from spona.tasks.models import Task
from spona.tasks.queries import mine, of_institution
from spona.vault.actions import open_section
from spona.vault.models import Grant
from tests.cases.packets import packet


@pytest.fixture
def without_boris(world):
    return send(
        packet(),
        network=world.vranje,
        recipient=world.csw,
        excluded_people=[world.boris.member.person_id],
        by=world.ana.actor,
    )


def test_nothing_is_wrapped_to_the_key_that_the_excluded_member_holds(world, without_boris):
    kinds = Grant.objects.filter(section__box=without_boris.packet).values_list("to_kind", "to_id")
    assert set(kinds) == {("member", world.bea.account.pk), ("member", world.ana.account.pk)}


def test_the_excluded_member_sees_no_row_no_task_no_deadline_no_notice(world, without_boris):
    boris = world.boris.actor
    assert not Referral.objects.visible_to(boris).exists()
    assert not of_institution(boris).exists()
    assert not mine(boris).exists()
    assert not Deadline.objects.visible_to(boris).exists()
    assert not Notice.objects.of(boris.account_id).exists()


def test_the_excluded_member_opens_nothing_at_any_stage(world, without_boris):
    row = without_boris
    for step in (lambda: open_packet(row, **world.bea.can), lambda: accept(row, **world.bea.can)):
        step()
        for name in ("cover", "body", "kept"):
            with pytest.raises(Denied):
                open_section(packet_section(row, name), **world.boris.can)
    case = Referral.objects.get(pk=row.pk).to_case
    for section in case.box.sections.select_related("box"):
        with pytest.raises(Denied):
            open_section(section, **world.boris.can)


def test_the_others_go_the_whole_way_without_them(world, without_boris):
    open_packet(without_boris, **world.bea.can)
    row = accept(without_boris, **world.bea.can)
    finish(row, outcome="done", message="Urađeno.", by=world.bea.actor)
    assert not Notice.objects.of(world.boris.account.pk).exists()
    assert Task.objects.filter(subject_id=row.pk, owner=None).count() == 0


def test_it_cannot_be_assigned_to_who_is_locked_out(world):
    row = send(
        packet(),
        network=world.vranje,
        recipient=world.csw,
        excluded_people=[world.vera.member.person_id],
        by=world.ana.actor,
    )
    open_packet(row, **world.bea.can)
    row = accept(row, **world.bea.can)
    with pytest.raises(Denied):
        assign(row, to=world.vera.member, **world.bea.can)


def test_where_nobody_else_is_left_the_whole_institution_is_locked_out(world):
    with pytest.raises(Denied, match="another institution"):
        send(
            packet(),
            network=world.vranje,
            recipient=world.health,
            excluded_people=[world.hana.member.person_id],
            by=world.ana.actor,
        )
    assert not Referral.objects.exists()


def test_an_institution_that_was_locked_out_cannot_be_the_recipient(world):
    with pytest.raises(Denied):
        send(
            packet(),
            network=world.vranje,
            recipient=world.csw,
            excluded_institutions=[world.csw.pk],
            by=world.ana.actor,
        )


def test_a_coordinator_who_is_locked_out_does_not_see_the_row_on_their_desk(world):
    def sent(**more):
        return send(packet(), network=world.vranje, recipient=world.csw, by=world.ana.actor, **more)

    seen = sent()
    sent(excluded_people=[world.kosta.member.person_id])
    sent(excluded_institutions=[world.city.pk])
    assert list(Referral.objects.waiting_in(world.kosta.actor)) == [seen]


def test_the_mark_names_nobody_to_who_has_only_the_database(world, without_boris):
    mark = Exclusion.objects.get().mark
    person = world.boris.member.person_id
    assert str(person) not in mark
    assert person.hex not in mark


def test_nobody_locks_themselves_out(world):
    with pytest.raises(Denied):
        send(
            packet(),
            network=world.vranje,
            recipient=world.csw,
            excluded_people=[world.ana.member.person_id],
            by=world.ana.actor,
        )


def test_whoever_is_locked_out_on_paper_opens_nothing_when_they_become_a_holder(world):
    """Without an account today, invited and made a holder tomorrow."""
    from spona.crypto.kdf import SMALLEST
    from spona.directory import actions as directory
    from spona.directory.actor import actor_for
    from spona.identity import wraps
    from spona.identity.actions import create_account
    from spona.identity.keyring import keyring_of
    from spona.vault.actions import add_holder
    from tests.cases.world import DEMO, OPERATOR, PASSWORD

    person = directory.add_person("Dragan Primerić", institution=world.csw, by=DEMO)
    member = directory.add_member(person, institution=world.csw, roles=["intake_holder"], by=DEMO)
    row = send(
        packet(), network=world.vranje, recipient=world.csw, excluded_people=[person.pk],
        by=world.ana.actor,
    )  # fmt: skip
    made = create_account(
        login="dragan.csr", password=PASSWORD, language="sr", by=OPERATOR, cost=SMALLEST
    )
    person.account = made.account
    person.save()
    add_holder(world.csw, made.account, hold_hours=0, **world.bea.can)
    keys = keyring_of(made.account, wraps.open_by_password(made.account, PASSWORD))
    dragan = actor_for(made.account, member_id=member.pk)
    open_packet(row, **world.bea.can)
    row = accept(row, **world.bea.can)
    case = Referral.objects.get(pk=row.pk).to_case
    for box in (row.packet, case.box):
        for section in box.sections.select_related("box"):
            with pytest.raises(Denied):
                open_section(section, by=dragan, keys=keys)
    assert not type(case).objects.visible_to(dragan).exists()
    assert not of_institution(dragan).exists()
