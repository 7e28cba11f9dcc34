"""A printed card of one-time codes, and another app on another phone."""

from __future__ import annotations

import pyotp
from django.utils import timezone
from django.utils.translation import gettext as _

from spona import audit
from spona.access.actor import Actor
from spona.access.denied import Denied
from spona.crypto import codes
from spona.identity import ended, factors
from spona.identity.keyring import Keyring
from spona.identity.models import Account, Authenticator, CardCode
from spona.identity.permissions import check_are_own_keys, check_is_own


def issue_card(account: Account, *, by: Actor, keys: Keyring) -> list[str]:
    """Return ten new codes of eight digits, shown once; every earlier card ends.

    The view asks for step-up first: a card is a second factor.
    """
    check_is_own(by, account)
    check_are_own_keys(keys, account)
    digits = codes.new_card_codes()
    with audit.transaction() as log:
        CardCode.objects.filter(account=account).delete()
        CardCode.objects.bulk_create(
            CardCode(account=account, code_mac=factors.card_mac(account.pk, code))
            for code in digits
        )
        ended.note_factors(log, account.pk)
        log.record("account:card_issued", by=by, subject=("account", account.pk))
    return digits


def new_authenticator(account: Account, *, by: Actor, keys: Keyring) -> str:
    """Return the seed for another app. The one in use counts until the new one showed a code."""
    check_is_own(by, account)
    check_are_own_keys(keys, account)
    secret = pyotp.random_base32()
    with audit.transaction() as log:
        Authenticator.objects.update_or_create(
            account=account,
            defaults={"next_seed_sealed": factors.sealed_seed(account.pk, secret)},
            create_defaults={
                "seed_sealed": factors.sealed_seed(account.pk, pyotp.random_base32()),
                "next_seed_sealed": factors.sealed_seed(account.pk, secret),
            },
        )
        log.record("account:app_offered", by=by, subject=("account", account.pk))
    return secret


def confirm_authenticator(account: Account, *, code: str, by: Actor) -> None:
    """Switch to the new app once it shows the right six digits; else Denied."""
    check_is_own(by, account)
    with audit.transaction() as log:
        app = Authenticator.objects.select_for_update().get(account=account)
        if app.next_seed_sealed is None:
            raise Denied(_("There is no new app to confirm. Begin again."))
        secret = factors.open_seed(account.pk, app.next_seed_sealed)
        step = factors.matching_step(secret, factors.digits_of(code))
        if step is None:
            raise Denied(_("The app shows another code. Type the six digits that it shows now."))
        app.seed_sealed, app.next_seed_sealed = app.next_seed_sealed, None
        app.last_step, app.created_at = step, timezone.now()
        app.save()
        ended.note_factors(log, account.pk)
        log.record("account:app_replaced", by=by, subject=("account", account.pk))
