"""How many wrong codes are free behind a right password: ten, and one more each hour.

Counted for each account, once for all browsers that are not known together and once for each
known one. So whoever guesses codes with a stolen password uses up only the share of strangers,
and the owner comes in from a browser they used before. Security keys and passwords are never
slowed here.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from django.db import transaction
from django.utils import timezone

from spona.identity.models import Account, KnownBrowser

FREE: Final = 10
REFILL: Final = timedelta(hours=1)


def take(account: Account, browser: KnownBrowser | None) -> bool:
    """Count one code before it is checked, so that parallel guesses count; False where none is
    free. Both answers cost the same work.
    """
    now = timezone.now()
    with transaction.atomic():
        row = _locked(account, browser)
        full_at = max(now, row.codes_full_at or now)
        free = full_at - now <= (FREE - 1) * REFILL
        row.codes_full_at = full_at + REFILL if free else full_at
        row.save(update_fields=["codes_full_at"])
    return free


def give_back(account: Account, browser: KnownBrowser | None) -> None:
    """The code that was counted last was right."""
    with transaction.atomic():
        row = _locked(account, browser)
        if row.codes_full_at is not None:
            row.codes_full_at -= REFILL
            row.save(update_fields=["codes_full_at"])


def reset(account: Account) -> None:
    """A new password or ended sessions: all codes are free again."""
    Account.objects.filter(pk=account.pk).update(codes_full_at=None)
    KnownBrowser.objects.filter(account=account).update(codes_full_at=None)


def _locked(account: Account, browser: KnownBrowser | None) -> Account | KnownBrowser:
    rows = KnownBrowser.objects.filter(pk=browser.pk) if browser else None
    known = rows.select_for_update().first() if rows is not None else None
    # A browser that was forgotten meanwhile is a stranger's.
    return known or Account.objects.select_for_update().get(pk=account.pk)
