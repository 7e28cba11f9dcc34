"""The second factor: six digits of an app, or eight of a printed card. Each counts once.

The third one, a key that signs, is in `security_keys`.
"""

import hmac
import time
import unicodedata
from uuid import UUID

import pyotp
from django.conf import settings
from django.utils import timezone

from spona.crypto import aead, codes, kdf
from spona.crypto.encoding import canonical
from spona.crypto.errors import Unopenable
from spona.crypto.mac import mac
from spona.identity import former_keys
from spona.identity.ended import standing
from spona.identity.models import Account, Authenticator, CardCode, Factor

STEP_SECONDS = 30
APP_DIGITS = 6
# One step either way: phones' deadlines drift, and people type slowly (RFC 6238, section 5.2).
WINDOW = (0, -1, 1)


def sealed_seed(account_id: UUID, secret: str) -> bytes:
    """Return the base 32 seed of an app, sealed under the server's key for factors."""
    return aead.seal(_seal_key(), secret.encode(), aad=_seed_label(account_id))


def open_seed(account_id: UUID, sealed: bytes | memoryview) -> str:
    """Return the base 32 seed; Unopenable where the row was replaced."""
    return aead.open_sealed(_seal_key(), bytes(sealed), aad=_seed_label(account_id)).decode()


def accept(account: Account, typed: str, *, free: bool = True) -> str:
    """Return which factor showed the code, when it is right and was not used before; else "".

    It is used up by that. Without `free` (see `code_limit`) a right one is looked at like any
    other, and neither counts nor is used up.

    Call it only after the password opened. Two requests with one code: the conditional
    update lets one of them win, on whichever worker they run.
    """
    digits = digits_of(typed)
    if len(digits) == codes.CARD_DIGITS:
        shown = card_mac(account.pk, digits)
        mine = CardCode.objects.filter(account=account, code_mac=shown if free else "")
        card = standing(CardCode, account.pk)
        if card is not None and shown not in {one.code_mac for one in card}:
            mine = mine.none()
        used = mine.filter(used_at=None).update(used_at=timezone.now()) == 1
        return Factor.CARD if used else ""
    app = Authenticator.objects.filter(account=account).first()
    apps = standing(Authenticator, account.pk)
    if app is None:
        return ""
    if apps is not None and bytes(app.seed_sealed) not in {one.seed_sealed for one in apps}:
        return ""
    try:
        step = matching_step(open_seed(account.pk, app.seed_sealed), digits)
    except Unopenable:
        return ""
    if step is None or not free:
        return ""
    newer = Authenticator.objects.filter(pk=app.pk, last_step__lt=step)
    return Factor.APP if newer.update(last_step=step) == 1 else ""


def matching_step(secret: str, digits: str) -> int | None:
    """Return the 30 s step to which the six digits belong now, one step either way; else None."""
    now = int(time.time()) // STEP_SECONDS
    totp = pyotp.TOTP(secret)
    for offset in WINDOW:
        if hmac.compare_digest(totp.at((now + offset) * STEP_SECONDS), digits):
            return now + offset
    return None


def digits_of(typed: str) -> str:
    """The digits of what was typed, without spaces and dashes; "" where there is anything else."""
    plain = "".join(
        letter
        for letter in unicodedata.normalize("NFKC", typed)
        if not (letter.isspace() or unicodedata.category(letter) == "Pd")
    )
    return plain if plain.isascii() and plain.isdigit() else ""


def card_mac(account_id: UUID, digits: str) -> str:
    """Return what the row keeps of one code of a card: guessing it needs the key file too."""
    key = kdf.hkdf(former_keys.first("factors"), info=canonical("spona card", 1))
    made = mac(key, "spona card code", 1, account_id, digits)
    return former_keys.layered("factors", made).hex()


def app_address(account: Account, secret: str) -> str:
    """Return the otpauth address that an app reads as QR. It names Spona and the login only."""
    return pyotp.TOTP(secret).provisioning_uri(name=account.login, issuer_name="Spona")


def _seal_key() -> bytes:
    return kdf.hkdf(settings.SECRETS["factors"], info=canonical("spona factor seeds", 1))


def _seed_label(account_id: UUID) -> bytes:
    return canonical("spona factor seed", 1, account_id)
