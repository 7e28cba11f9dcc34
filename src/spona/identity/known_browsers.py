"""Browsers in which somebody has signed in fully: a cookie each, its keyed hash in a row.

It opens nothing. A known browser has free wrong codes of its own (`code_limit`), so nobody else
can use them up, and a sign-in from it is nothing to tell its owner about.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping
from datetime import timedelta
from typing import Final, NamedTuple
from uuid import uuid4

from django.conf import settings
from django.http import HttpResponse
from django.utils import timezone

from spona.crypto.mac import mac
from spona.identity.models import Account, KnownBrowser

# Before the name of each cookie.
COOKIE: Final = "__Host-known-"
LASTS: Final = timedelta(days=180)
# The oldest one makes app: more browsers than these are nobody's.
AT_MOST: Final = 10
_BYTES: Final = 16
_TOKEN: Final = re.compile(r"[\w-]{22}", re.ASCII)


class Cookie(NamedTuple):
    """What the browser keeps for one account; an empty token is one to delete."""

    name: str
    token: str


def name_of(account: Account) -> str:
    """Each account has a cookie of its own: at a shared computer nobody is known by a colleague's.

    The name is a keyed hash, so whoever sees it learns not whose it is.
    """
    return COOKIE + mac(settings.SECRETS["mac"], "spona known name", 1, account.pk).hex()[:16]


def find(account: Account, cookies: Mapping[str, str]) -> KnownBrowser | None:
    """The row of this browser for this account; None where it is not known, or too long ago."""
    shown = cookies.get(name_of(account), "")
    token = shown if _TOKEN.fullmatch(shown) else ""
    since = timezone.localdate() - LASTS
    rows = KnownBrowser.objects.filter(account=account, token_mac=_mac(account, token))
    return rows.filter(used_on__gt=since).first() if token else None


def remember(account: Account, known: KnownBrowser | None) -> tuple[KnownBrowser, Cookie]:
    """Know this browser from now on; return its row and its cookie. `known`: as `find` gave it.

    The token is drawn anew each time: one that somebody planted here counts nothing, and one that
    was copied ends with the next sign-in here, or makes that sign-in one from a new browser.
    """
    token = secrets.token_urlsafe(_BYTES)
    said = {"token_mac": _mac(account, token), "used_on": timezone.localdate()}
    row, _made = KnownBrowser.objects.update_or_create(
        pk=known.pk if known else uuid4(), account=account, defaults=said
    )
    others = KnownBrowser.objects.filter(account=account).exclude(pk=row.pk)
    kept = others.order_by("-used_on", "pk").values_list("pk", flat=True)[: AT_MOST - 1]
    others.exclude(pk__in=list(kept)).delete()
    return row, Cookie(name_of(account), token)


def forget(account: Account, known: KnownBrowser | None) -> Cookie:
    """A shared computer: this browser is known no more; return the cookie to delete."""
    if known is not None:
        known.delete()
    return Cookie(name_of(account), "")


def send(response: HttpResponse, cookie: Cookie) -> None:
    """Set the cookie for 180 days from now; with an empty token, delete it."""
    if cookie.token:
        response.set_cookie(
            *cookie, max_age=LASTS, path="/", secure=True, httponly=True, samesite="Strict"
        )
    else:
        response.delete_cookie(cookie.name, path="/", samesite="Strict")


def _mac(account: Account, token: str) -> str:
    # With the account in it: two rows do not show that two people share a browser.
    key = settings.SECRETS["mac"]
    return mac(key, "spona known browser", 1, account.pk, token).hex()
