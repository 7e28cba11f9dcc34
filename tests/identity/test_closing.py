from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from spona.access.actor import Actor
from spona.access.denied import Denied, StepUpNeeded
from spona.audit.models import Entry
from spona.crypto.errors import Unopenable
from spona.identity import actions, wraps
from spona.identity.models import Account, Authenticator, CardCode, Session
from tests.identity.world import OPERATOR, OTHER_PASSWORD, PASSWORD, Somebody


def director(*, of=None, stepped_up=True):
    """Somebody who may invite; `of`: the account they sign in with."""
    now = timezone.now()
    return Actor(
        account_id=of,
        roles=frozenset({"director"}),
        stepped_up_at=now if stepped_up else now - timedelta(minutes=11),
    )


def test_nothing_that_was_lost_and_is_found_opens_a_closed_account(ana, keys_of):
    keys = keys_of(ana)
    [card, *_rest] = actions.issue_card(ana.account, by=ana.actor, keys=keys)
    usk = wraps.open_by_password(ana.account, PASSWORD)
    actions.close_lost_account(ana.account, by=director())
    assert Client().post("/sr/login/", ana.credentials()).status_code == 200
    assert Client().post("/sr/login/", ana.credentials(code=card)).status_code == 200
    row = Account.objects.get(pk=ana.account.pk)
    for found in (
        lambda: wraps.open_by_password(row, PASSWORD),
        lambda: wraps.open_by_any_code(row, ana.recovery_code),
        lambda: wraps.open_private_key(usk, row),
    ):
        with pytest.raises(Unopenable):
            found()
    with pytest.raises(Denied):
        actions.recover(
            login=ana.login, recovery_code=ana.recovery_code, new_password=OTHER_PASSWORD,
            code=ana.code(), address="192.0.2.1",
        )  # fmt: skip
    assert not CardCode.objects.exists()
    assert not Authenticator.objects.filter(account=row).exists()


def test_a_code_that_waited_to_be_typed_back_is_destroyed_too(ana):
    offered = actions.new_recovery_code(ana.account, password=PASSWORD, by=ana.actor)
    actions.close_lost_account(ana.account, by=director())
    with pytest.raises(Unopenable):
        wraps.open_by_any_code(Account.objects.get(pk=ana.account.pk), offered)


def test_its_sessions_end_at_once(ana):
    client = ana.sign_in()
    actions.close_lost_account(ana.account, by=director())
    assert Session.objects.count() == 0
    assert client.get("/desk/").status_code == 302


def test_the_closed_row_is_as_spona_left_it(ana):
    """By that the job that follows mandates knows that the holder has gone."""
    actions.close_lost_account(ana.account, by=director())
    wraps.check(Account.objects.get(pk=ana.account.pk))


def test_the_same_person_may_have_the_same_login_name_again(ana):
    name = ana.login
    actions.close_lost_account(ana.account, by=director())
    again = Somebody(name)
    assert again.account.pk != ana.account.pk
    again.sign_in()


def test_it_asks_for_the_second_factor_of_a_person_and_not_of_the_command_line(ana, bea):
    with pytest.raises(StepUpNeeded):
        actions.close_lost_account(ana.account, by=director(stepped_up=False))
    ana.sign_in()
    actions.close_lost_account(bea.account, by=OPERATOR)
    assert Account.objects.get(pk=bea.account.pk).disabled_at


def test_only_who_may_invite_closes_it_and_never_their_own(ana):
    now = timezone.now()
    for by in (
        Actor(roles=frozenset({"reporter"}), stepped_up_at=now),
        Actor(roles=frozenset({"case_worker"}), stepped_up_at=now),
        Actor.system("housekeeping"),
        director(of=ana.account.pk),
    ):
        with pytest.raises(Denied):
            actions.close_lost_account(ana.account, by=by)
    ana.sign_in()


def test_closing_twice_changes_nothing_and_is_logged_once(ana):
    actions.close_lost_account(ana.account, by=director())
    first = Account.objects.get(pk=ana.account.pk)
    actions.close_lost_account(ana.account, by=director())
    second = Account.objects.get(pk=ana.account.pk)
    assert (second.disabled_at, second.login) == (first.disabled_at, first.login)
    assert Entry.objects.filter(name="account:lost_closed").count() == 1
    assert not any(ana.login in str(vars(entry)) for entry in Entry.objects.all())


def test_a_disabled_account_can_still_be_closed_for_good(ana):
    actions.disable(ana.account, by=OPERATOR)
    actions.close_lost_account(ana.account, by=director())
    with pytest.raises(Unopenable):
        wraps.open_by_password(Account.objects.get(pk=ana.account.pk), PASSWORD)


def test_an_account_that_somebody_else_wrote_is_not_made_ours_by_closing_it(ana):
    Account.objects.filter(pk=ana.account.pk).update(cost_time=2)
    with pytest.raises(Unopenable):
        actions.close_lost_account(ana.account, by=director())
