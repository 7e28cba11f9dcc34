"""What an owner hears of tries and sign-ins with their password. Content-free, without address."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any, Final
from uuid import UUID

from django.urls import reverse
from django.utils import timezone

from spona import audit
from spona.access.actor import Actor
from spona.access.registry import Registry
from spona.identity.models import Account
from spona.notifications.actions import notify
from spona.notifications.models import Notice

# Where mail for an account goes: the directory knows its address.
ADDRESSES: Final = Registry[Callable[[UUID], str]](
    "addresses of accounts",
    ("email",),
    why="Without it, nobody hears by mail of a sign-in with their password.",
)
WRONG_CODE, NEW_BROWSER = "wrong_code", "new_browser"
# One line each in the log up to so many between two sign-ins; the count itself goes on.
LOGGED: Final = 40
_MAIL_EVERY: Final = timedelta(days=1)


def wrong_code(account: Account) -> None:
    """Somebody had the right password and the wrong second factor: log it and tell the owner.

    The notice comes at once, a mail at most once a day; an unread notice is not written twice.
    """
    now, by = timezone.now(), _with_password_of(account)
    with audit.transaction() as log:
        row = Account.objects.select_for_update().get(pk=account.pk)
        row.wrong_codes += 1
        mailed = row.wrong_code_mailed_at
        email = "" if mailed and now - mailed < _MAIL_EVERY else _email(row)
        if email or not Notice.objects.of(row.pk).unread().filter(kind=WRONG_CODE).exists():
            notify(row, WRONG_CODE, reference="", by=by, email=email or None, link=_link())
        row.wrong_code_mailed_at = now if email else mailed
        row.save(update_fields=["wrong_codes", "wrong_code_mailed_at"])
        if row.wrong_codes <= LOGGED:
            log.record("session:code_refused", by=by, subject=("account", row.pk))


def new_browser(account: Account) -> None:
    """Somebody came in from a browser that was not known."""
    by, email = _with_password_of(account), _email(account)
    notify(account, NEW_BROWSER, reference="", by=by, email=email or None, link=_link())


def since_last_time(account: Account) -> dict[str, Any]:
    """What the next page says once somebody is in; empty where there is nothing to say."""
    at = account.new_browser_at
    said = {"wrong_codes": account.wrong_codes, "new_browser": at.isoformat() if at else ""}
    return said if any(said.values()) else {}


def _with_password_of(account: Account) -> Actor:
    """Nobody knows who it was; that is all that stands in the log."""
    return Actor(account_id=account.pk)


def _email(account: Account) -> str:
    return ADDRESSES["email"](account.pk)


def _link() -> str:
    return reverse("identity:account")
