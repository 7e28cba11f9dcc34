"""Sessions: two cookies, one row, and nothing before somebody signed in.

(One more cookie for each account, `known_browsers`, says only that it was used in this browser.)

This is Django's session engine (`SESSION_ENGINE`), so its middleware sends and deletes
the first cookie. The second one, the half-key, is sent by `send_half`. A row is usable
only together with both: the key finds it (stored hashed), the half opens it.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, Final, cast
from uuid import uuid4

from django.conf import settings
from django.contrib.sessions.backends.base import SessionBase, UpdateError
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.crypto import constant_time_compare, get_random_string

from spona.access.prepared_rows import PreparedRows
from spona.audit.readonly import writable
from spona.crypto.errors import Unopenable
from spona.crypto.mac import mac
from spona.identity import known_browsers, wraps
from spona.identity.keyring import Keyring, keyring_of
from spona.identity.models import Account, KnownBrowser, Session

IDLE = timedelta(minutes=15)
LASTS = timedelta(hours=8)
SEEN_EVERY = timedelta(minutes=1)
HALF_COOKIE = "__Host-spona-half"
TIMER_HEADER = "X-Spona-Timer"


@dataclass(frozen=True, slots=True)
class Identity:
    """Who is signed in, with keys, in which session."""

    account: Account
    keyring: Keyring = field(repr=False)
    session: Session


def hashed(key: str) -> str:
    # The key is 43 random letters, so a fast hash is enough: there is nothing to guess.
    return hashlib.sha256(key.encode()).hexdigest()


# Asked before every page.
_WITH_KEY: Final = PreparedRows(
    lambda keys: Session.objects.filter(key_hash__in=keys).select_related("account").order_by()
)


class SessionStore(SessionBase):
    """The row behind `request.session`. Without an account there is no row and no cookie."""

    def __init__(self, session_key: str | None = None) -> None:
        super().__init__(session_key)
        self._row: Session | None = None
        # Set where a response has to carry a new half-key, "" where it deletes the cookie.
        self.half_to_send: str | None = None
        # Likewise, of the cookie by which a browser is known again.
        self.known_to_send: known_browsers.Cookie | None = None

    @property
    def row(self) -> Session | None:
        """The row of this key, whatever its state; None where it ran out or never was."""
        self.keys()  # loads it
        return self._row

    def load(self) -> dict[str, Any]:
        # Of one key there is one row at most.
        self._row = next(iter(_WITH_KEY.rows([hashed(self.session_key or "")])), None)
        if self._row is None or self._row.created_at <= timezone.now() - LASTS:
            self._row = None
            self._session_key = None
            return {}
        return dict(self._row.data)

    def begin(
        self,
        account: Account,
        usk: bytes,
        factor: str = "",
        *,
        browser: KnownBrowser | None = None,
    ) -> Session:
        """Open a new session for `account`; what this browser held before ends.

        `factor` says what stood beside the password, `browser` which known one it is.
        """
        self.flush()
        now = timezone.now()
        row = Session(
            id=uuid4(), account=account, auth_hash=account.get_session_auth_hash(),
            created_at=now, active_at=now, factor=factor, browser=browser,
        )  # fmt: skip
        self._row = row
        self.rekey(usk)
        return row

    def rekey(self, usk: bytes, *, auth_hash: str = "") -> None:
        """Give the row a new key and a new half: cookies copied before open nothing from now on.

        `auth_hash`: of the epoch that has just begun, where one has.
        """
        row = cast("Session", self.row)
        row.auth_hash = auth_hash or row.auth_hash
        key, half = get_random_string(43), wraps.new_half()
        row.key_hash = hashed(key)
        row.half_hash = wraps.half_hash(half, row.pk)
        row.usk_sealed = wraps.sealed_for_session(row, half, usk)
        row.locked_at = None
        row.active_at = timezone.now()
        row.save()
        self._session_key = key
        self._session_cache = dict(row.data)
        self.modified = True
        self.half_to_send = half

    def is_empty(self) -> bool:
        """True without a row, so that Django's middleware sets no cookie for a visitor."""
        return self.session_key is None

    def exists(self, session_key: str) -> bool:
        return Session.objects.filter(key_hash=hashed(session_key)).exists()

    def create(self) -> None:
        """A session without an account does not exist: keep what is set for this request only."""
        self._session_key = None
        self._session_cache = {}

    def save(self, must_create: bool = False) -> None:
        """Write the data of an existing row; UpdateError where it ended meanwhile."""
        if self.session_key is None:
            return
        mine = Session.objects.filter(key_hash=hashed(self.session_key))
        if not mine.update(data=dict(self.items())):
            raise UpdateError

    def delete(self, session_key: str | None = None) -> None:
        key = session_key or self.session_key
        if key is not None:
            Session.objects.filter(key_hash=hashed(key)).delete()

    def flush(self) -> None:
        super().flush()
        self._row = None
        self.half_to_send = ""

    @classmethod
    def clear_expired(cls) -> None:
        Session.objects.filter(created_at__lte=timezone.now() - LASTS).delete()


def request_identity(request: HttpRequest) -> Identity | None:
    """Return who is signed in here and unlocked; None for a visitor and for a locked session.

    Notes the activity once a minute, unless the request was sent by a timer.
    """
    row = current(request)
    if row is None or row.locked_at is not None:
        return None
    try:
        usk = wraps.open_for_session(row, request.COOKIES[HALF_COOKIE])
        keyring = keyring_of(row.account, usk)
    except Unopenable:
        return None
    if not request.headers.get(TIMER_HEADER):
        _note_activity(row)
    return Identity(row.account, keyring, row)


def current(request: HttpRequest) -> Session | None:
    """Return the session of both cookies, open or locked; None where there is none any more.

    An idle one is locked here, also when no job ran; one of an earlier epoch is deleted.
    """
    row = _of_both_cookies(request)
    if row is None:
        return None
    if not _still_holds(row):
        with writable():
            cast("SessionStore", request.session).flush()
        return None
    if row.locked_at is None and _is_idle(row):
        wipe(row)
    return row


def look(request: HttpRequest) -> Session | None:
    """Return the session as `current` would, idle ones as locked; one query, and nothing is
    written: asking is no activity.
    """
    row = _of_both_cookies(request)
    if row is None or not _still_holds(row):
        return None
    if row.locked_at is None and _is_idle(row):
        row.locked_at = timezone.now()
    return row


def lease(session: Session, *rights: str) -> str:
    """What a page carries to know whether it may still be read: it changes with another session
    of this browser, another epoch, and other rights.
    """
    key = settings.SECRETS["mac"]
    return mac(key, "spona page lease", 1, session.pk, session.auth_hash, *rights).hex()[:32]


def _of_both_cookies(request: HttpRequest) -> Session | None:
    row = cast("SessionStore", request.session).row
    half = request.COOKIES.get(HALF_COOKIE, "")
    if row is None or not constant_time_compare(
        bytes(row.half_hash), wraps.half_hash(half, row.pk)
    ):
        return None
    return row


def _still_holds(row: Session) -> bool:
    """True where neither the epoch of the account went on nor was the account closed."""
    valid = constant_time_compare(row.auth_hash, row.account.get_session_auth_hash())
    return valid and row.account.is_active


def _is_idle(row: Session) -> bool:
    return timezone.now() - row.active_at >= IDLE


def is_locked(request: HttpRequest) -> bool:
    """True when this browser holds a session that waits for its password."""
    row = current(request)
    return row is not None and row.locked_at is not None


def wipe(row: Session) -> None:
    """Lock a session: from here on the row holds nothing that opens anything."""
    row.locked_at = row.locked_at or timezone.now()
    row.usk_sealed = None
    row.stepped_up_at = None
    with writable():
        # Not `save`: the row may have ended since it was read, and then there is nothing to wipe.
        Session.objects.filter(pk=row.pk).update(
            locked_at=row.locked_at, usk_sealed=None, stepped_up_at=None
        )


def _note_activity(row: Session) -> None:
    now = timezone.now()
    if now - row.active_at < SEEN_EVERY:
        return
    row.active_at = row.account.last_seen_at = now
    with writable():
        # Not `save`: a session that a job locked meanwhile must stay locked.
        Session.objects.filter(pk=row.pk, locked_at=None).update(active_at=now)
        Account.objects.filter(pk=row.account_id).update(last_seen_at=now)


def send_half(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Give the browser the half-key of a session that just began, or take it away; likewise the
    cookie by which it is known again.
    """
    store = cast("SessionStore", request.session)
    half, known = store.half_to_send, store.known_to_send
    if known is not None and (known.token or known.name in request.COOKIES):
        known_browsers.send(response, known)
    if half:
        response.set_cookie(
            HALF_COOKIE, half, path="/", secure=True, httponly=True, samesite="Strict"
        )
    elif half is not None and HALF_COOKIE in request.COOKIES:
        response.delete_cookie(HALF_COOKIE, path="/", samesite="Strict")
    return response
