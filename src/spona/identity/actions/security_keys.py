"""A security key or a phone is registered, asked, and taken away."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.utils.translation import gettext as _

from spona import audit
from spona.access.actor import Actor
from spona.access.denied import Denied
from spona.identity import ended as endings_of
from spona.identity import limiter, logins, queries, security_keys, sessions
from spona.identity.actions.entering import SIGN_IN, STEP_UP, ended, opened
from spona.identity.keyring import Keyring
from spona.identity.models import Account, SecurityKey, Session
from spona.identity.permissions import check_are_own_keys, check_is_own


def ask_to_sign_in(*, login: str, password: str, address: str) -> dict[str, Any]:
    """Return what the browser asks of a security key before `sign_in`. Raises TooFast.

    For every name and password it takes as long and looks alike, so nothing is refused here.
    The try is counted, and forgiven with the sign-in that follows.
    """
    folded = logins.fold(login)
    limiter.admit(SIGN_IN, folded, address)
    return security_keys.asking(folded, password, _opened(folded, password), SIGN_IN, folded)


def ask_to_step_up(request: HttpRequest, *, password: str) -> dict[str, Any]:
    """Return what the browser asks of a security key before `step_up`. Raises Denied or TooFast."""
    row = sessions.current(request)
    if row is None or row.locked_at is not None:
        raise ended()
    login = row.account.login
    limiter.admit(STEP_UP, login, request.META.get("REMOTE_ADDR", ""))
    return security_keys.asking(login, password, _opened(login, password), STEP_UP, row.pk)


def add_security_key(
    account: Account, *, name: str, credential: str, session: Session, by: Actor, keys: Keyring
) -> SecurityKey:
    """Register the key that answered to `security_keys.registering` in this session, or Denied.

    `name` is what its person calls it. The view asks for step-up first: it is a second factor.
    """
    check_is_own(by, account)
    check_are_own_keys(keys, account)
    made = security_keys.registered(account, credential, session.pk)
    if made is None:
        raise Denied(_("The key did not answer as it should. Try again."))
    with audit.transaction() as log:
        # Two windows at once: the second one sees what the first one made.
        Account.objects.select_for_update().get(pk=account.pk)
        known = security_keys.keys_of(account)
        if any(key.credential_id == made.credential_id for key in known):
            raise Denied(_("This key is on your list already."))
        if SecurityKey.objects.filter(account=account).count() >= security_keys.AT_MOST:
            raise Denied(_("Five keys are the most. Remove one first."))
        row = security_keys.sealed_row(account, name, made)
        row.save(force_insert=True)
        endings_of.note_factors(log, account.pk)
        log.record("account:security_key_added", by=by, subject=("account", account.pk))
    return row


def remove_security_key(account: Account, key: UUID, *, by: Actor) -> None:
    """Take a key off the list: it opens nothing any more. Denied where no other factor is left."""
    check_is_own(by, account)
    with audit.transaction() as log:
        Account.objects.select_for_update().get(pk=account.pk)
        if not queries.other_factors(account, without=key):
            raise Denied(
                _("Nothing else would be left beside your password. Add another way first.")
            )
        gone, _rows = SecurityKey.objects.filter(account=account, pk=key).delete()
        if gone:
            endings_of.note_factors(log, account.pk)
            log.record("account:security_key_removed", by=by, subject=("account", account.pk))


def _opened(login: str, password: str) -> Account | None:
    try:
        return opened(login, password)[0]
    except Denied:
        return None
