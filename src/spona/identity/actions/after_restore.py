"""What a restore puts back in place of an account, and ends for all of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db.models import F

from spona import audit
from spona.access.actor import Actor
from spona.audit import endings
from spona.identity import public_keys, wraps
from spona.identity.ended import FACTORS
from spona.identity.models import Account, KnownBrowser, Session
from spona.identity.permissions import check_can_replay


def put_account(account: UUID, payload: Mapping[str, Any], *, by: Actor) -> bool:
    """Write the row of a later password, recovery code or pair of keys; False without such an
    account. Unopenable where it is not the row that the server wrote.
    """
    check_can_replay(by)
    with audit.transaction() as log:
        there = Account.objects.filter(pk=account)
        if not there.update(**endings.columns_in(Account, payload)):
            return False
        row = there.get()
        wraps.check(row)
        public_keys.checked(row)
        row.note_state(log)
        log.record("account:put_back", by=by, subject=("account", account))
    return True


def put_factors(account: UUID, payload: Mapping[str, Any], *, by: Actor) -> bool:
    """Write the later second factors in place of all that came back; False without the account."""
    check_can_replay(by)
    with audit.transaction() as log:
        if not Account.objects.filter(pk=account).exists():
            return False
        for name, model in FACTORS.items():
            rows = model._default_manager  # noqa: SLF001 - Django's way to ask any model
            rows.filter(account=account).delete()
            rows.bulk_create(model(**endings.columns_in(model, row)) for row in payload[name])
        log.record("account:factors_put_back", by=by, subject=("account", account))
    return True


def end_everywhere(*, by: Actor) -> None:
    """Every session of everybody ends, and no browser is known any more: who was signed in before
    a restore signs in again.
    """
    check_can_replay(by)
    with audit.transaction() as log:
        Session.objects.all().delete()
        KnownBrowser.objects.all().delete()
        Account.objects.update(epoch=F("epoch") + 1)
        log.record("session:ended_everywhere", by=by, subject=("session", None))
