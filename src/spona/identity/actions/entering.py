"""Signing in, locking, unlocking, stepping up, signing out."""

from __future__ import annotations

from typing import cast

from django.conf import settings
from django.http import HttpRequest
from django.middleware.csrf import rotate_token
from django.utils import timezone
from django.utils.translation import gettext as _

from spona import audit
from spona.access.actor import Actor
from spona.access.denied import Denied
from spona.crypto import aead
from spona.crypto.encoding import Part
from spona.crypto.errors import Unopenable
from spona.identity import factors, limiter, logins, security_keys, sessions, wraps
from spona.identity.keyring import keyring_of
from spona.identity.models import Account, Factor, Session

# What is tried, for the limiter and for the challenge of a security key.
SIGN_IN, STEP_UP, RECOVER = "sign in", "step up", "recover"
_DECOY_SALT = b"\0" * 16
_DECOY_SEALED = aead.SUITE + b"\0" * 72


def wrong() -> Denied:
    """The one sentence for every failure: it helps who mistyped and tells a guesser nothing."""
    return Denied(
        _(
            "That did not open. Check the login name, the password and the code. "
            "Each code works once: if you have just used it, wait for the next one."
        )
    )


def ended() -> Denied:
    return Denied(_("Your session has ended. Sign in again."))


def as_actor(account: Account) -> Actor:
    """The person of an account before `directory` says for whom they act."""
    return Actor(account_id=account.pk)


def sign_in(
    request: HttpRequest, *, login: str, password: str, code: str, key_answer: str = ""
) -> Account:
    """Open a session in this browser. Raises Denied (always the same) or TooFast.

    `key_answer` is that of a security key, which then counts in place of the code. Unknown name,
    closed account, wrong password, wrong code and wrong answer cost the same work.
    """
    folded = logins.fold(login)
    ticket = limiter.admit(SIGN_IN, folded, request.META.get("REMOTE_ADDR", ""))
    account, usk = opened(folded, password)
    factor = shown_factor(account, code, key_answer, SIGN_IN, folded)
    if not factor:
        raise wrong()
    with audit.transaction() as log:
        store(request).begin(account, usk, factor)
        rotate_token(request)
        Account.objects.filter(pk=account.pk).update(last_seen_at=timezone.now())
        forgive(ticket, factor)
        log.record("session:opened", by=as_actor(account), subject=("account", account.pk))
    return account


def shown_factor(account: Account, code: str, answer: str, purpose: str, *bound: Part) -> str:
    """Which second factor was shown beside what opens; "" where none was."""
    if not answer:
        return factors.accept(account, code)
    return Factor.KEY if security_keys.accept(account, answer, purpose, *bound) else ""


def forgive(ticket: limiter.Ticket, factor: str) -> None:
    """A key was asked first, and its answer counts once: with it both tries are taken back."""
    limiter.forgive(ticket, tries=2 if factor == Factor.KEY else 1)


def opened(folded: str, password: str) -> tuple[Account, bytes]:
    """Return the account and its USK where the password is right; else Denied, equally slowly."""
    found = Account.objects.filter(login=folded).first()
    account = found or decoy()
    try:
        usk = wraps.open_by_password(account, password)
        keyring_of(account, usk)
    except Unopenable:
        raise wrong() from None
    if not account.is_active:
        raise wrong()
    return account, usk


def decoy() -> Account:
    """An account that nobody has, at the cost of a new one: an unknown name must take as long."""
    cost = settings.ACCOUNT_COST
    return Account(
        cost_memory_kib=cost.memory_kib, cost_time=cost.time, cost_parallelism=cost.parallelism,
        salt=_DECOY_SALT, usk_by_password_sealed=_DECOY_SEALED, usk_by_code_sealed=_DECOY_SEALED,
        private_key_sealed=_DECOY_SEALED, public_key=bytes(32), key_mac=bytes(32),
        wraps_mac=bytes(32),
    )  # fmt: skip


def lock(session: Session) -> None:
    """Hide the screen: the row forgets the key, and only the password brings it back."""
    with audit.transaction():
        sessions.wipe(session)


def unlock(request: HttpRequest, *, password: str) -> Account:
    """Open a locked session again, within 8 h of signing in. Raises Denied or TooFast.

    Both cookies change, so a pair that was copied while the session was open stays useless.
    """
    row = sessions.current(request)
    if row is None:
        raise ended()
    ticket = limiter.admit("unlock", row.account.login, request.META.get("REMOTE_ADDR", ""))
    try:
        usk = wraps.open_by_password(row.account, password)
    except Unopenable:
        raise Denied(_("That did not open. Check the password.")) from None
    with audit.transaction() as log:
        store(request).rekey(usk)
        limiter.forgive(ticket)
        log.record(
            "session:unlocked", by=as_actor(row.account), subject=("account", row.account_id)
        )
    return row.account


def step_up(request: HttpRequest, *, password: str, code: str, key_answer: str = "") -> None:
    """Show password and second factor once more; good for ten minutes. Raises Denied or TooFast.

    `key_answer` is that of a security key, in place of the code.
    """
    row = sessions.current(request)
    if row is None or row.locked_at is not None:
        raise ended()
    login = row.account.login
    ticket = limiter.admit(STEP_UP, login, request.META.get("REMOTE_ADDR", ""))
    account, _usk = opened(login, password)
    factor = shown_factor(account, code, key_answer, STEP_UP, row.pk)
    if not factor:
        raise wrong()
    with audit.transaction() as log:
        # A session that was locked or ended while the password was checked gains nothing.
        still_open = Session.objects.filter(pk=row.pk, locked_at=None)
        if not still_open.update(stepped_up_at=timezone.now()):
            raise ended()
        forgive(ticket, factor)
        log.record("session:stepped_up", by=as_actor(account), subject=("account", account.pk))


def sign_out(request: HttpRequest) -> None:
    """End this browser's session, open or locked; the row goes, not only the cookie."""
    row = sessions.current(request)
    with audit.transaction() as log:
        store(request).flush()
        if row is not None:
            by = as_actor(row.account)
            log.record("session:closed", by=by, subject=("account", row.account_id))


def store(request: HttpRequest) -> sessions.SessionStore:
    return cast("sessions.SessionStore", request.session)
