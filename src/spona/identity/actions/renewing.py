"""My login may be known to somebody: another password, another recovery code, other keys."""

from __future__ import annotations

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from spona import audit
from spona.access.actor import Actor
from spona.access.denied import Conflict, Denied
from spona.audit import endings
from spona.crypto import aead, codes, keypairs
from spona.crypto.errors import Unopenable
from spona.identity import ended as endings_of
from spona.identity import key_rotation, limiter, passwords, public_keys, sessions, wraps
from spona.identity.actions.accounts import new_epoch
from spona.identity.actions.entering import ended, store
from spona.identity.actions.recovering import raised_cost
from spona.identity.keyring import Keyring, keyring_of
from spona.identity.models import Account
from spona.identity.permissions import check_are_own_keys, check_is_own


def renew_keys(request: HttpRequest, *, old: str, new: str, by: Actor) -> str:
    """Give the person of this session new keys; return the new recovery code, shown once.

    From here on everything is sealed to the new pair. The earlier password and recovery code
    open nothing any more, all other sessions end, and this browser gets other cookies. What was
    sealed before opens as ever, by the earlier pair, which lies under the new one until
    `go_on` has moved everything. Denied, Conflict or TooFast. The view asks for step-up first.
    """
    session = sessions.current(request)
    if session is None or session.locked_at is not None:
        raise ended()
    account = session.account
    check_is_own(by, account)
    if sentence := passwords.fault(new, login=account.login):
        raise Denied(sentence)
    ticket = limiter.admit("change password", account.login, request.META.get("REMOTE_ADDR", ""))
    try:
        usk = wraps.open_by_password(account, old)
    except Unopenable:
        raise Denied(_("The present password is another one. Try again.")) from None
    fresh, code = aead.new_key(), codes.new_recovery_code()
    with audit.transaction() as log:
        row = _locked(account, usk)
        _put_keys(row, usk, fresh)
        row.usk_by_code_sealed = wraps.sealed_by_code(row.pk, code, fresh)
        row.usk_by_next_code_sealed = row.code_confirmed_at = None
        raised_cost(row)
        wraps.seal_by_password(row, new, fresh)
        wraps.sign(row)
        row.save()
        new_epoch(row, keep=session)
        keys = keyring_of(row, fresh)
        key_rotation.at_once(row, by=by, keys=keys)
        key_rotation.move(row, keys=keys)
        store(request).rekey(fresh, auth_hash=row.get_session_auth_hash())
        limiter.forgive(ticket)
        endings_of.note_account(log, endings.KEYS, row.pk)
        words, _cyrillic = public_keys.fingerprint_words(row)
        log.record(
            "account:keys_renewed",
            by=by,
            subject=("account", row.pk),
            detail={"fingerprint": " ".join(words)},
        )
    return code


def go_on(
    account: Account, *, by: Actor, keys: Keyring, at_most: int = key_rotation.AT_ONCE
) -> int:
    """Move the next chunk to the new keys; return how many are left. 0 where all is done."""
    check_is_own(by, account)
    check_are_own_keys(keys, account)
    with audit.transaction() as log:
        row = Account.objects.select_for_update().get(pk=account.pk)
        if row.previous_sealed is None:
            return 0
        moved = key_rotation.move(row, keys=keys, at_most=at_most)
        left = key_rotation.left(row)
        log.record(
            "account:moved_to_new_keys",
            by=by,
            subject=("account", row.pk),
            detail={"moved": moved, "left": left},
        )
    return left


def _locked(account: Account, usk: bytes) -> Account:
    """The row for this change; Conflict or Denied where something else came first."""
    row = Account.objects.select_for_update().get(pk=account.pk)
    if row.previous_sealed is not None:
        raise Conflict(_("Moving to your new keys is not finished. Finish it first."))
    try:
        # A password that was changed meanwhile, or an account that was closed: not these keys.
        keyring_of(row, usk)
    except Unopenable:
        raise ended() from None
    if not row.is_active:
        raise ended()
    return row


def _put_keys(row: Account, usk: bytes, fresh: bytes) -> None:
    """A new pair under the new USK, and the earlier one beside it."""
    private = keypairs.new_private_key()
    row.previous_sealed = wraps.sealed_previous(
        fresh, row.pk, private=wraps.open_private_key(usk, row), own=wraps.own_key(usk, row.pk)
    )
    row.private_key_sealed = wraps.sealed_private_key(fresh, row.pk, private)
    row.public_key = keypairs.public_key(private)
    row.key_version += 1
    row.key_changed_at = timezone.now()
    public_keys.sign(row)
