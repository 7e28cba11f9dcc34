"""Somebody who writes the database puts the row of an account back as it was before."""

from __future__ import annotations

import pytest

from spona.access.denied import Denied
from spona.identity import actions
from spona.identity.models import Account, Authenticator, CardCode

OTHER_PASSWORD = "ledeni prozor i ptica"
WHAT_OPENS = (
    "salt", "usk_by_password_sealed", "usk_by_code_sealed", "usk_by_next_code_sealed",
    "private_key_sealed", "previous_sealed", "public_key", "key_mac", "key_version", "wraps_mac",
    "cost_memory_kib", "cost_time", "cost_parallelism", "disabled_at",
)  # fmt: skip


def copied(person):
    return Account.objects.values(*WHAT_OPENS).get(pk=person.account.pk)


def put_back(person, row):
    Account.objects.filter(pk=person.account.pk).update(**row)


@pytest.fixture
def changed(ana):
    """Her old password was seen by somebody, so she changed it; the row of before was copied."""
    row = copied(ana)
    account = Account.objects.get(pk=ana.account.pk)
    actions.change_password(
        account, old=ana.password, new=OTHER_PASSWORD, by=ana.actor, address="192.0.2.1"
    )
    return row


def test_the_older_password_opens_nothing(ana, changed, client):
    assert client.post("/sr/login/", ana.credentials(password=OTHER_PASSWORD)).status_code == 302
    client.post("/sr/logout/")
    put_back(ana, changed)
    assert client.post("/sr/login/", ana.credentials()).status_code == 200
    assert client.post("/sr/login/", ana.credentials(password=OTHER_PASSWORD)).status_code == 200


def test_nor_does_the_older_recovery_code(ana, changed):
    row = copied(ana)
    code = actions.recover(
        login=ana.login, recovery_code=ana.recovery_code, new_password="treci sat posle podne",
        code=ana.code(), address="192.0.2.1",
    )  # fmt: skip
    actions.confirm_recovery_code(login=ana.login, typed=code, address="192.0.2.1")
    put_back(ana, row)
    with pytest.raises(Denied):
        actions.recover(
            login=ana.login, recovery_code=ana.recovery_code, new_password=OTHER_PASSWORD,
            code=ana.code(), address="192.0.2.1",
        )  # fmt: skip


def test_an_account_that_was_closed_stays_closed(ana, client):
    row = copied(ana)
    actions.disable(ana.account, by=type(ana.actor).system("operator"))
    put_back(ana, row)
    assert client.post("/sr/login/", ana.credentials()).status_code == 200


def test_nor_do_an_app_and_a_card_that_were_replaced(ana, keys_of, client):
    """The phone and the card were stolen; both rows are put back as they were."""
    keys = keys_of(ana)
    card = actions.issue_card(ana.account, by=ana.actor, keys=keys)
    app, codes = Authenticator.objects.get(), list(CardCode.objects.all())
    fresh = actions.issue_card(ana.account, by=ana.actor, keys=keys)
    actions.replace_authenticator(
        login=ana.login, password=ana.password, recovery_code=ana.recovery_code,
        address="192.0.2.1",
    )  # fmt: skip
    CardCode.objects.all().delete()
    CardCode.objects.bulk_create(codes)
    Authenticator.objects.filter(pk=app.pk).update(seed_sealed=app.seed_sealed, last_step=0)
    for code in (ana.code(), card[0], fresh[0]):
        assert client.post("/sr/login/", ana.credentials(code=code)).status_code == 200
