"""An account ends: for now by a colleague, or for good because its person lost every way in."""

from __future__ import annotations

from django.utils import timezone

from spona import audit
from spona.access.actor import Actor
from spona.access.guards import check_stepped_up
from spona.audit import endings
from spona.identity import wraps
from spona.identity.models import Account, Authenticator, CardCode, SecurityKey, Session
from spona.identity.permissions import check_can_disable


def disable(account: Account, *, by: Actor) -> None:
    """Close an account: nobody signs in with it, and its sessions end now. Keys stay sealed."""
    check_can_disable(by, account)
    with audit.transaction() as log:
        row = _shut(account)
        _save(row, "disabled_at", "epoch")
        log.ending(endings.ACCOUNT, row.pk, {"lost": False})
        log.record("account:disabled", by=by, subject=("account", row.pk))
    account.refresh_from_db()


def close_lost_account(account: Account, *, by: Actor) -> None:
    """Close for good the account of somebody who lost the password and the recovery code.

    What opens its keys is destroyed, so that a paper found later opens nothing; the login name
    is free for the account that follows. What others sealed to this key stays closed: another
    holder grants the institution's key to the new account. Closing twice changes nothing.

    Raises Denied where `by` may not invite or means the own account, StepUpNeeded where a person
    has not shown the second factor lately. The caller has checked that it is their institution,
    and takes the account off its person in the same transaction.
    """
    check_can_disable(by, account)
    if not by.is_system:
        check_stepped_up(by)
    with audit.transaction() as log:
        row = _shut(account)
        if bytes(row.private_key_sealed):
            _destroy_ways_in(row)
            log.ending(endings.ACCOUNT, row.pk, {"lost": True})
            log.record(
                "account:lost_closed",
                by=by,
                subject=("account", row.pk),
            )
    account.refresh_from_db()


def _shut(account: Account) -> Account:
    """The locked row, as one that nobody signs in with; its sessions are gone. Not saved yet."""
    row = Account.objects.select_for_update().get(pk=account.pk)
    wraps.check(row)
    row.disabled_at = row.disabled_at or timezone.now()
    row.epoch += 1
    Session.objects.filter(account=row).delete()
    return row


def _destroy_ways_in(row: Account) -> None:
    row.usk_by_password_sealed = row.usk_by_code_sealed = row.private_key_sealed = b""
    row.usk_by_next_code_sealed = row.previous_sealed = None
    # Nobody remembers a second name well: the person may take the old one again.
    row.login = f"closed-{row.pk.hex}"
    Authenticator.objects.filter(account=row).delete()
    CardCode.objects.filter(account=row).delete()
    SecurityKey.objects.filter(account=row).delete()
    _save(
        row, "disabled_at", "epoch", "login", "usk_by_password_sealed", "usk_by_code_sealed",
        "usk_by_next_code_sealed", "private_key_sealed", "previous_sealed",
    )  # fmt: skip


def _save(row: Account, *fields: str) -> None:
    wraps.sign(row)
    row.save(update_fields=[*fields, "wraps_mac"])
