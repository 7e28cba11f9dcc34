"""Each refusal is a sentence that says what to do; asked directly, past every page."""

import pytest

from spona.access.actor import Actor
from spona.access.denied import Conflict, Denied
from spona.cases.case.acting_membership import acting_membership
from spona.cases.case.actions import let_in
from spona.cases.case.permissions import check_can_open_case
from spona.cases.intake.actions import begin_draft, delete_draft, save_draft, send_draft
from spona.cases.intake.draft_document import new_text, with_step
from spona.cases.models import Draft
from spona.cases.referrals.actions import assign, send, write_registry_number
from spona.cases.referrals.permissions import check_can_move
from spona.directory import actions as directory
from spona.vault.actions import create_statistics_key
from tests.cases.packets import packet
from tests.cases.world import DEMO, OPERATOR


def test_the_system_writes_no_report_and_opens_no_file(world):
    job = Actor.system("escalation")
    for refused in (
        lambda: acting_membership(job),
        lambda: check_can_open_case(job, world.csw),
        lambda: send(packet(), network=world.vranje, recipient=world.csw, by=job),
    ):
        with pytest.raises(Denied):
            refused()


def test_a_role_without_reports_writes_none(world):
    membership = world.ana.actor
    bare = Actor(
        account_id=membership.account_id, member_id=membership.member_id, roles=frozenset()
    )
    with pytest.raises(Denied):
        begin_draft({}, by=bare, keys=world.ana.keys)


def test_nobody_opens_a_file_for_another_institution(world):
    with pytest.raises(Denied):
        check_can_open_case(world.bea.actor, world.health)


def test_a_move_of_another_kind_is_refused(world, opened):
    with pytest.raises(Denied):
        check_can_move(world.bea.actor, opened, "have_no_place")


def test_a_third_institution_writes_no_number(world, sent):
    with pytest.raises(Denied):
        write_registry_number(sent, number="1", revision=0, **world.hana.can)


def test_a_case_worker_does_not_assign(world, accepted):
    row = assign(accepted, to=world.vera.member, **world.bea.can)
    with pytest.raises(Denied):
        assign(row, to=world.boris.member, **world.vera.can)


def test_a_colleague_without_a_login_cannot_be_let_in(world, accepted):
    person = directory.add_person("Bez Naloga", institution=world.csw, by=OPERATOR)
    member = directory.add_member(person, institution=world.csw, roles=["case_worker"], by=OPERATOR)
    with pytest.raises(Denied):
        assign(accepted, to=member, **world.bea.can)
    with pytest.raises(Conflict):
        let_in(accepted.to_case, member=member, **world.bea.can)


def test_a_colleague_whose_mandate_has_ended_cannot_be_assigned(world, accepted):
    directory.end_member(world.vera.member, by=DEMO)
    world.vera.member.refresh_from_db()
    with pytest.raises(Denied):
        assign(accepted, to=world.vera.member, **world.bea.can)


def test_a_draft_that_is_gone_says_so_and_deleting_it_again_changes_nothing(world):
    draft = begin_draft({}, **world.ana.can)
    old = Draft.objects.get(pk=draft.pk)
    delete_draft(draft, by=world.ana.actor)
    delete_draft(old, by=world.ana.actor)
    with pytest.raises(Conflict):
        save_draft(old, "person", {}, revision=1, tab="a", **world.ana.can)
    with pytest.raises(Conflict):
        send_draft(old, **world.ana.can)


def test_a_step_that_is_none_is_an_error_of_the_caller():
    with pytest.raises(ValueError, match="no step"):
        with_step(new_text("x"), "unknown", {})


def test_no_section_of_a_file_goes_to_the_statistics_key(world, opened):
    from spona.cases.referrals.actions import accept
    from spona.vault.models import Grant

    # Who opens what arrives does not count.
    directory.give_network_role(world.hana.member, network=world.vranje, role="analyst", by=DEMO)
    with pytest.raises(Denied):
        create_statistics_key(world.vranje, analysts=[world.hana.account], by=DEMO)
    directory.give_network_role(world.ana.member, network=world.vranje, role="analyst", by=DEMO)
    create_statistics_key(world.vranje, analysts=[world.ana.account], by=DEMO)
    accept(opened, **world.bea.can)
    of_file = Grant.objects.filter(section__box__kind="case").select_related("section")
    assert "count" in {one.section.name for one in of_file}
    assert not of_file.filter(to_kind="statistics").exists()
