"""When something is lost. There are three things: password, second factor, recovery code.

Any two of them replace the third. So a found recovery code alone opens nothing, and a
mailed link, which would be a login without keys, does not exist.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pyotp
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from spona import audit
from spona.access.actor import Actor
from spona.access.denied import Denied
from spona.audit import endings
from spona.audit.queries import was_recorded
from spona.crypto import codes
from spona.crypto.errors import Unopenable
from spona.crypto.kdf import Cost
from spona.identity import (
    ended,
    factors,
    known_browsers,
    limiter,
    logins,
    passwords,
    security_keys,
    wraps,
)
from spona.identity.actions.accounts import NewAccount, new_epoch
from spona.identity.actions.entering import (
    RECOVER,
    as_actor,
    counted,
    decoy,
    forgive,
    named,
    opened,
    shown_factor,
)
from spona.identity.keyring import keyring_of
from spona.identity.models import Account, Authenticator, CardCode, SecurityKey, Session
from spona.identity.permissions import check_is_own


def not_opened() -> Denied:
    """The one sentence for every failure of a recovery."""
    return Denied(
        _(
            "What you typed does not belong together. Check the login name and the codes; if the "
            "recovery code is lost too, ask the head or an intake officer of your institution."
        )
    )


def change_password(
    account: Account,
    *,
    old: str,
    new: str,
    by: Actor,
    keep: Session | None = None,
    address: str = "",
) -> None:
    """Put the same keys under another password; every session but `keep` ends.

    Raises Denied or TooFast: at an unlocked desk the present password is guessed no faster
    than at the door. `address` is REMOTE_ADDR.
    """
    check_is_own(by, account)
    if sentence := passwords.fault(new, login=account.login):
        raise Denied(sentence)
    ticket = limiter.admit("change password", account.login, address)
    try:
        usk = wraps.open_by_password(account, old)
    except Unopenable:
        raise Denied(_("The present password is another one. Try again.")) from None
    _seal(account, new, usk)
    with audit.transaction() as log:
        _save_password(account)
        new_epoch(account, keep=keep)
        limiter.forgive(ticket)
        ended.note_account(log, endings.PASSWORD, account.pk)
        log.record("account:password_changed", by=by, subject=("account", account.pk))


def ask_to_recover(*, login: str, recovery_code: str, address: str) -> dict[str, Any]:
    """Return what the browser asks of a security key before `recover`. Raises TooFast.

    As for the sign-in: whatever was typed takes as long and looks alike.
    """
    folded = logins.fold(login)
    limiter.admit(RECOVER, folded, address)
    account = named(folded)
    try:
        _opened_by_code(account, recovery_code)
        found = account if account.is_active else None
    except Denied:
        found = None
    # However it is grouped, the same code asks for the same keys, made up or not.
    typed = codes.symbols_of(recovery_code)
    return security_keys.asking(folded, typed, found, RECOVER, folded)


def recover(
    *,
    login: str,
    recovery_code: str,
    new_password: str,
    code: str,
    key_answer: str = "",
    address: str,
    cookies: Mapping[str, str] | None = None,
) -> str:
    """Set a forgotten password with recovery code and second factor; return a new recovery code.

    The new one counts once it was typed back (`confirm_recovery_code`); until then the old
    one does. All sessions end. Raises Denied or TooFast. `address` is REMOTE_ADDR. `key_answer`
    is that of a security key, in place of the code; `cookies` may know this browser.
    """
    folded = logins.fold(login)
    if sentence := passwords.fault(new_password, login=folded):
        raise Denied(sentence)
    ticket = limiter.admit(RECOVER, folded, address)
    # Of an unknown name the same steps are taken, so that the time tells nothing.
    account = named(folded)
    with counted(ticket):
        usk = _opened_by_code(account, recovery_code)
        known, seen = known_browsers.find(account, cookies or {}), ""
        if account.is_active:
            seen = shown_factor(account, code, key_answer, RECOVER, folded, browser=known)
        if not seen:
            raise not_opened()
    _seal(account, new_password, usk)
    next_code = codes.new_recovery_code()
    account.usk_by_next_code_sealed = wraps.sealed_by_code(account.pk, next_code, usk)
    with audit.transaction() as log:
        _save_password(account)
        new_epoch(account)
        forgive(ticket, seen)
        ended.note_account(log, endings.PASSWORD, account.pk)
        log.record("account:recovered", by=as_actor(account), subject=("account", account.pk))
    return next_code


def replace_authenticator(*, login: str, password: str, recovery_code: str, address: str) -> str:
    """Replace a lost phone or card with password and recovery code; return the new app's seed.

    The old app, card and security keys end, and so do all sessions. Raises Denied or TooFast.
    """
    folded = logins.fold(login)
    ticket = limiter.admit(RECOVER, folded, address)
    with counted(ticket, codes=False):
        try:
            account, _usk = opened(folded, password)
        except Denied:
            raise not_opened() from None
        _opened_by_code(account, recovery_code)
    secret = pyotp.random_base32()
    with audit.transaction() as log:
        _new_factors(account, secret)
        new_epoch(account)
        limiter.forgive(ticket)
        ended.note_factors(log, account.pk)
        log.record("account:app_replaced", by=as_actor(account), subject=("account", account.pk))
    return secret


def _new_factors(account: Account, secret: str) -> None:
    """The app of this seed is the only second factor: whoever lost the bag lost the card in it and
    the key on the ring too; one that is there is added again.
    """
    Authenticator.objects.update_or_create(
        account=account,
        defaults={
            "seed_sealed": factors.sealed_seed(account.pk, secret),
            "next_seed_sealed": None,
            "last_step": 0,
        },
    )
    CardCode.objects.filter(account=account).delete()
    SecurityKey.objects.filter(account=account).delete()


def begin_again(account: Account, *, login: str, password: str, address: str) -> NewAccount:
    """Show app and recovery code anew to whoever left before they had both; nothing old counts.

    Only while nobody has ever signed in and no code was typed back: later the two would be a way
    around the second factor. The caller has seen the invitation. Raises Denied or TooFast.
    """
    folded = logins.fold(login)
    ticket = limiter.admit("begin again", folded, address)
    try:
        found, usk = opened(folded, password)
    except Denied:
        raise _not_begun() from None
    code, secret = codes.new_recovery_code(), pyotp.random_base32()
    with audit.transaction() as log:
        if found.pk != account.pk or not _as_it_was(found) or _was_used(found):
            raise _not_begun()
        found.usk_by_code_sealed = wraps.sealed_by_code(found.pk, code, usk)
        found.usk_by_next_code_sealed = None
        wraps.sign(found)
        found.save(update_fields=["usk_by_code_sealed", "usk_by_next_code_sealed", "wraps_mac"])
        _new_factors(found, secret)
        new_epoch(found)
        limiter.forgive(ticket)
        ended.note_account(log, endings.RECOVERY, found.pk)
        ended.note_factors(log, found.pk)
        log.record("account:begun_again", by=as_actor(found), subject=("account", found.pk))
    return NewAccount(found, code, secret)


def _was_used(account: Account) -> bool:
    """True where somebody has come in, recovered, or typed a code back: by the log, which whoever
    writes the database cannot shorten unseen.
    """
    return bool(account.last_seen_at or account.code_confirmed_at) or was_recorded(
        ("account", account.pk),
        ("session:opened", "account:code_confirmed", "account:recovered", "account:app_replaced"),
    )


def _as_it_was(account: Account) -> bool:
    """True where the row still says what was opened before the lock, and the account is open.

    Inside a transaction; what is read again stays locked until its end.
    """
    same = Account.objects.select_for_update().filter(
        pk=account.pk, disabled_at=None, wraps_mac=bytes(account.wraps_mac)
    )
    return same.exists()


def _not_begun() -> Denied:
    return Denied(
        _(
            "This invitation has been used. Sign in. If the page was closed before the codes were "
            "typed back, type the same login name and password as then; if they are not known "
            "any more, ask for a new one."
        )
    )


def new_recovery_code(account: Account, *, password: str, by: Actor) -> str:
    """Return a new recovery code, shown once; it counts when it was typed back. Raises Denied."""
    check_is_own(by, account)
    try:
        usk = wraps.open_by_password(account, password)
    except Unopenable:
        raise Denied(_("That did not open. Check the password.")) from None
    code = codes.new_recovery_code()
    account.usk_by_next_code_sealed = wraps.sealed_by_code(account.pk, code, usk)
    with audit.transaction() as log:
        if not _as_it_was(account):
            raise Denied(_("That did not open. Check the password."))
        wraps.sign(account)
        account.save(update_fields=["usk_by_next_code_sealed", "wraps_mac"])
        log.record("account:code_offered", by=by, subject=("account", account.pk))
    return code


def confirm_recovery_code(*, login: str, typed: str, address: str) -> None:
    """Note that a recovery code was written down: it is typed back, and from now on it counts.

    Needs no session, since the code is 160 bits. Raises Denied or TooFast.
    """
    folded = logins.fold(login)
    ticket = limiter.admit("confirm code", folded, address)
    account = named(folded)
    if not account.is_active:
        account = decoy()
    sealed = account.usk_by_next_code_sealed or account.usk_by_code_sealed
    try:
        wraps.open_by_code(account, sealed, typed)
    except Unopenable:
        raise _mistyped() from None
    with audit.transaction() as log:
        if not _as_it_was(account):
            # Another code was made meanwhile: this one is on no page any more.
            raise _mistyped()
        account.usk_by_code_sealed = bytes(sealed)
        account.usk_by_next_code_sealed = None
        account.code_confirmed_at = timezone.now()
        wraps.sign(account)
        account.save(
            update_fields=[
                "usk_by_code_sealed", "usk_by_next_code_sealed", "code_confirmed_at", "wraps_mac",
            ]
        )  # fmt: skip
        limiter.forgive(ticket)
        ended.note_account(log, endings.RECOVERY, account.pk)
        log.record("account:code_confirmed", by=as_actor(account), subject=("account", account.pk))


def _mistyped() -> Denied:
    return Denied(_("This is not the code that was shown. Compare it group by group."))


def _opened_by_code(account: Account, code: str) -> bytes:
    try:
        usk = wraps.open_by_any_code(account, code)
        keyring_of(account, usk)
    except Unopenable:
        raise not_opened() from None
    return usk


def _seal(account: Account, password: str, usk: bytes) -> None:
    raised_cost(account)
    wraps.seal_by_password(account, password, usk)


def raised_cost(account: Account) -> None:
    """A new password never costs less than that of a new account. The caller seals and saves."""
    cost: Cost = settings.ACCOUNT_COST
    if account.cost_memory_kib < cost.memory_kib:
        account.cost_memory_kib, account.cost_time = cost.memory_kib, cost.time
        account.cost_parallelism = cost.parallelism


def _save_password(account: Account) -> None:
    if not _as_it_was(account):
        # Closed or changed meanwhile: what was opened before must not bring anything back.
        raise not_opened()
    wraps.sign(account)
    account.save(
        update_fields=[
            "salt", "cost_memory_kib", "cost_time", "cost_parallelism", "usk_by_password_sealed",
            "usk_by_next_code_sealed", "wraps_mac",
        ]
    )  # fmt: skip
