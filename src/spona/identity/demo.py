"""The demo's login page shows its invented people, with password and a code that opens now."""

from __future__ import annotations

import json
import time
from typing import Any

import pyotp
from django.conf import settings

from spona.identity.factors import STEP_SECONDS
from spona.identity.models import Authenticator


def demo_accounts() -> list[dict[str, Any]]:
    """Return [{login, name, institution, password, code}], and [] outside a demo."""
    if settings.SPONA_KIND != "demo" or not settings.DEMO_ACCOUNTS_FILE.exists():
        return []
    people = json.loads(settings.DEMO_ACCOUNTS_FILE.read_text())
    logins = [person["login"] for person in people]
    rows = Authenticator.objects.filter(account__login__in=logins)
    used = dict(rows.values_list("account__login", "last_step"))
    return [
        {**person, "code": _code(person.pop("totp_secret"), used.get(person["login"], 0))}
        for person in people
    ]


def _code(secret: str, last_step: int) -> str:
    # Each code counts once, so after a sign-in the next step's is shown at once.
    step = max(int(time.time()) // STEP_SECONDS, last_step + 1)
    return pyotp.TOTP(secret).at(step * STEP_SECONDS)
