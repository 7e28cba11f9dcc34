"""Both the password and the recovery code are lost: a colleague lets the same person in again."""

import pytest

from spona.access.denied import Conflict, Denied, StepUpNeeded
from spona.audit.models import Entry
from spona.directory import actions
from spona.directory.actor import actor_for
from spona.directory.models import Invitation, Member, Person, Seat
from spona.identity.models import Account, Session
from spona.vault import actions as vault
from spona.vault import queries as keys
from tests.directory.test_invitation import NEW
from tests.directory.world import (
    CSW,
    DEMO,
    NIS_CSW,
    OPERATOR,
    body,
    join,
    lead,
    post,
    today,
    vranje,
)


@pytest.fixture
def eva(bea):
    """Eva holds the key beside Bea, sits for the centre and deputises in the network."""
    somebody = join("eva.i", "Eva Ilić", CSW, "intake_holder")
    vault.create_intake_key(body(CSW), holders=[bea.account, somebody.account], by=DEMO)
    seat = Seat.objects.get(network=vranje(), institution=body(CSW))
    actions.name_representatives(seat, member=somebody.member, deputy=None, by=bea.actor)
    lead(somebody, "deputy_coordinator")
    return somebody


def path(somebody):
    return f"/network/members/{somebody.member.pk}/lost/"


def test_the_same_person_comes_back_with_seat_and_roles_and_without_the_key(bea, eva):
    code = actions.replace_lost_login(eva.member, by=bea.actor)
    made = actions.accept_invitation(code, login="eva.i", password=NEW)
    assert Person.objects.filter(name="Eva Ilić").get().account == made.account
    actor = actor_for(made.account)
    assert (actor.person_id, actor.member_id) == (eva.person.pk, eva.member.pk)
    assert actor.roles == {"intake_holder"}
    assert actor.network_roles == {(vranje().pk, "deputy_coordinator")}
    seat = Seat.objects.active_on(today()).get(network=vranje(), institution=body(CSW))
    assert seat.member == eva.member
    assert keys.active_holders(body(CSW)) == [bea.account]
    assert Account.objects.get(pk=eva.account.pk).disabled_at is not None


def test_the_old_login_opens_nothing_and_its_session_is_over(bea, eva):
    browser = eva.sign_in()
    assert browser.get("/network/").status_code == 200
    actions.replace_lost_login(eva.member, by=bea.actor)
    assert browser.get("/network/").status_code == 302
    assert not Session.objects.filter(account=eva.account).exists()
    assert actor_for(Account.objects.get(pk=eva.account.pk)) is None


def test_the_page_explains_asks_for_the_second_factor_and_shows_the_code_once(bea, eva):
    browser = bea.sign_in()
    assert path(eva) in browser.get(f"/network/{CSW}/").content.decode()
    assert path(bea) not in browser.get(f"/network/{CSW}/").content.decode()
    page = browser.get(path(eva)).content.decode()
    assert "What is lost" in page
    assert "What stays" in page
    asked = post(browser, path(eva))
    assert asked.status_code == 403
    assert Person.objects.get(pk=eva.person.pk).account == eva.account
    bea.step_up(browser)
    shown = post(browser, path(eva))
    code = shown.context["code"]
    assert code in shown.content.decode()
    again = post(browser, path(eva), form_at="/network/")
    assert again.context["code"] == ""
    assert "closed already" in again.content.decode()
    assert Invitation.objects.filter(withdrawn_at=None).count() == 1
    assert actions.accept_invitation(code, login="eva.nova", password=NEW)
    assert {"account:lost_closed", "person:login_replaced"} <= set(
        Entry.objects.filter(lane=body(CSW).pk).values_list("name", flat=True)
    )


def test_without_a_fresh_second_factor_nothing_happens(bea, eva):
    stale = actor_for(bea.account)
    with pytest.raises(StepUpNeeded):
        actions.replace_lost_login(eva.member, by=stale)
    assert Person.objects.get(pk=eva.person.pk).account == eva.account
    assert not Invitation.objects.exists()
    assert Account.objects.get(pk=eva.account.pk).disabled_at is None


def test_nobody_of_another_institution_no_coordinator_and_no_plain_member(eva, mila, niko, ana):
    for stranger in (mila, niko, ana):
        with pytest.raises(Denied):
            actions.replace_lost_login(eva.member, by=stranger.actor)
        assert stranger.sign_in().get(path(eva)).status_code in (403, 404)
    assert Account.objects.get(pk=eva.account.pk).disabled_at is None


def test_nobody_closes_their_own(bea, eva):
    with pytest.raises(Denied, match="own"):
        actions.replace_lost_login(bea.member, by=bea.actor)
    assert bea.sign_in().get(path(bea)).status_code == 403


def test_a_head_does_not_become_somebody_who_also_works_elsewhere(bea, eva, niko):
    actions.add_member(eva.person, institution=body(NIS_CSW), roles=["reporter"], by=niko.actor)
    with pytest.raises(Denied, match="another institution"):
        actions.replace_lost_login(eva.member, by=bea.actor)
    assert Person.objects.get(pk=eva.person.pk).account == eva.account
    assert actions.replace_lost_login(eva.member, by=OPERATOR)


def test_twice_is_once_and_an_ended_mandate_is_refused(bea, eva):
    actions.replace_lost_login(eva.member, by=bea.actor)
    with pytest.raises(Conflict):
        actions.replace_lost_login(eva.member, by=bea.actor)
    rada = join("rada.s", "Rada Simić", CSW, "reporter")
    actions.end_member(rada.member, by=bea.actor)
    with pytest.raises(Conflict):
        actions.replace_lost_login(Member.objects.get(pk=rada.member.pk), by=bea.actor)
    assert Account.objects.get(pk=rada.account.pk).disabled_at is None
