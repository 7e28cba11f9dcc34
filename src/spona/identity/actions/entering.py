"""Signing in, locking, unlocking, stepping up, signing out."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import cast

from django.conf import settings
from django.http import HttpRequest
from django.middleware.csrf import rotate_token
from django.utils import timezone
from django.utils.translation import gettext as _

from spona import audit
from spona.access.actor import Actor
from spona.access.denied import Denied
from spona.audit.queries import last_tag_of
from spona.crypto import aead
from spona.crypto.encoding import Part
from spona.crypto.errors import Unopenable
from spona.identity import (
    code_limit,
    factors,
    known_browsers,
    limiter,
    logins,
    owner_notices,
    security_keys,
    sessions,
    wraps,
)
from spona.identity.keyring import keyring_of
from spona.identity.models import Account, Factor, KnownBrowser, Session
from spona.identity.permissions import check_is_own

# What is tried, for the limiter and for the challenge of a security key.
SIGN_IN, STEP_UP, RECOVER = "sign in", "step up", "recover"
# Under it the session keeps what happened since the sign-in before, until it is read.
SINCE = "since"
_DECOY_SALT = b"\0" * 16
_DECOY_SEALED = aead.SUITE + b"\0" * 72


def wrong() -> Denied:
    """The same for every failure: it helps who mistyped and tells a guesser nothing."""
    return Denied(
        _(
            "The login name, the password or the code is not right. Each code works once, so type "
            "a new one."
        )
    )


@contextmanager
def counted(ticket: limiter.Ticket, *, codes: bool = True) -> Iterator[None]:
    """What is refused within says how many tries are left, or how long to wait.

    By the limiter alone, which counts names that nobody has as well. `codes`: a wrong code may be
    what is wrong. That those are counted too (`code_limit`) is said to everybody who has to wait:
    to say it only where it holds would tell that the password was right.
    """
    try:
        yield
    except Denied as refusal:
        said = [str(refusal.sentence), ticket.sentence]
        if codes and not ticket.left:
            said.append(
                _(
                    "If everything was right, too many wrong codes were tried: come back in an "
                    "hour, or use a security key or a browser you used before."
                )
            )
        raise Denied(" ".join(said)) from None


def ended() -> Denied:
    return Denied(_("Your session has ended. Sign in again."))


def as_actor(account: Account) -> Actor:
    """The person of an account before `directory` says for whom they act."""
    return Actor(account_id=account.pk)


def sign_in(
    request: HttpRequest,
    *,
    login: str,
    password: str,
    code: str,
    key_answer: str = "",
    forget: bool = False,
) -> Account:
    """Open a session in this browser. Raises Denied (always the same) or TooFast.

    `key_answer` is that of a security key, which then counts in place of the code. Unknown name,
    closed account, wrong password, wrong code and wrong answer cost the same work. On a shared
    computer the browser is not remembered.
    """
    folded = logins.fold(login)
    ticket = limiter.admit(SIGN_IN, folded, request.META.get("REMOTE_ADDR", ""))
    with counted(ticket):
        account, usk = opened(folded, password)
        browser = known_browsers.find(account, request.COOKIES)
        factor = shown_factor(account, code, key_answer, SIGN_IN, folded, browser=browser)
        if not factor:
            raise wrong()
    now = timezone.now()
    with audit.transaction() as log:
        # Of the first sign-in there is nothing to tell: no browser could be known yet.
        is_new = browser is None and account.last_seen_at is not None
        _begin(request, account, usk, factor, browser=browser, forget=forget)
        if said := owner_notices.since_last_time(account):
            request.session[SINCE] = said
        Account.objects.filter(pk=account.pk).update(
            last_seen_at=now, wrong_codes=0, new_browser_at=now if is_new else None
        )
        forgive(ticket, factor)
        if is_new:
            owner_notices.new_browser(account)
        log.record("session:opened", by=as_actor(account), subject=("account", account.pk))
    return account


def _begin(
    request: HttpRequest,
    account: Account,
    usk: bytes,
    factor: str,
    *,
    browser: KnownBrowser | None,
    forget: bool,
) -> None:
    """The session, and whether this browser is known from now on."""
    row: KnownBrowser | None = None
    if forget:
        sent = known_browsers.forget(account, browser)
    else:
        row, sent = known_browsers.remember(account, browser)
    store(request).begin(account, usk, factor, browser=row)
    store(request).known_to_send = sent
    rotate_token(request)


def read_since(request: HttpRequest, *, by: Actor) -> None:
    """The person has read what happened since the sign-in before."""
    row = sessions.current(request)
    if row is None:
        raise ended()
    check_is_own(by, row.account)
    with audit.transaction():
        request.session.pop(SINCE, None)


def shown_factor(
    account: Account,
    code: str,
    answer: str,
    purpose: str,
    *bound: Part,
    browser: KnownBrowser | None,
) -> str:
    """Which second factor was shown beside what opens; "" where none was, and the owner is told.

    A code counts only while wrong ones are free (`code_limit`); a security key always does.
    """
    if answer:
        seen = Factor.KEY if security_keys.accept(account, answer, purpose, *bound) else ""
    else:
        seen = factors.accept(account, code, free=code_limit.take(account, browser))
        if seen:
            code_limit.give_back(account, browser)
    if not seen:
        owner_notices.wrong_code(account)
    return seen


def forgive(ticket: limiter.Ticket, factor: str) -> None:
    """A key was asked first, and its answer counts once: with it both tries are taken back."""
    limiter.forgive(ticket, tries=2 if factor == Factor.KEY else 1)


def opened(folded: str, password: str) -> tuple[Account, bytes]:
    """Return the account and its USK where the password is right; else Denied, equally slowly."""
    account = named(folded)
    try:
        usk = wraps.open_by_password(account, password)
        keyring_of(account, usk)
    except Unopenable:
        raise wrong() from None
    if not account.is_active:
        raise wrong()
    return account, usk


def named(folded: str) -> Account:
    """The account of this login name with what the log says of it; a decoy where there is none."""
    rows = Account.objects.annotate(log_tag=last_tag_of("pk"))
    return rows.filter(login=folded).first() or decoy()


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
    with counted(ticket, codes=False):
        try:
            usk = wraps.open_by_password(row.account, password)
        except Unopenable:
            raise Denied(_("The password is not right.")) from None
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
    with counted(ticket):
        account, _usk = opened(login, password)
        factor = shown_factor(account, code, key_answer, STEP_UP, row.pk, browser=row.browser)
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
