"""Security keys and phones as a second factor (WebAuthn): what they are asked, what they answer.

An answer counts beside the right password only. Which keys an account has is opened after the
password, as every factor is. To ask a key, the browser needs the ids of its credentials, so they
are handed out for name and password together: for a right pair the real ones, for any other pair
ids that no key knows, always the same for the same pair, always five in all. So nothing is
learned from them: not whether the name exists, nor whether the password is right, nor whether
there is a key.

The library is imported where it is asked: a tenth of each program's start, and only the web server
needs it, which has it loaded before the first visitor comes (`granian_server.bring`).
"""

from __future__ import annotations

import base64
import hmac
from dataclasses import dataclass, field
from typing import Any, Final
from uuid import uuid4

from django.conf import settings
from django.utils import timezone

from spona.access.server_keys import KeyChange
from spona.crypto import documents, kdf
from spona.crypto.encoding import Part, canonical
from spona.crypto.errors import Unopenable
from spona.crypto.mac import mac
from spona.identity import challenges
from spona.identity.ended import standing
from spona.identity.models import Account, SecurityKey

AT_MOST: Final = 5
# Bytes of what somebody sends as an answer; a real one has one or two thousand.
LONGEST: Final = 20_000
_TIMEOUT_MS: Final = 120_000
# What the ids of common keys and phones measure: 16 and 32 platforms, 20 Apple, 48 and 64 keys.
_LENGTHS: Final = (16, 20, 32, 48, 64)


@dataclass(frozen=True, slots=True)
class Opened:
    """A registered key, opened: how its person calls it, and by what it is known again."""

    row: SecurityKey
    name: str
    credential_id: bytes = field(repr=False)
    public_key: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class NewCredential:
    """What a key answered when it was registered."""

    credential_id: bytes
    public_key: bytes
    counter: int


def keys_of(account: Account) -> list[Opened]:
    """The keys of an account, oldest first, without rows that were altered, moved or put back."""
    found, kept = [], standing(SecurityKey, account.pk)
    for row in SecurityKey.objects.filter(account=account).order_by("created_at", "id"):
        if kept is not None and row not in kept:
            continue
        try:
            said = documents.open_document(_seal_key(), bytes(row.sealed), aad=_label(row))
        except Unopenable:
            continue
        found.append(Opened(row, said["name"], _bytes(said["id"]), _bytes(said["public"])))
    return found


def sealed_row(account: Account, name: str, made: NewCredential) -> SecurityKey:
    """The unsaved row of a key that has just been registered."""
    row = SecurityKey(id=uuid4(), account=account, counter=made.counter)
    said = {
        "schema": 1, "name": name, "id": _text(made.credential_id),
        "public": _text(made.public_key),
    }  # fmt: skip
    row.sealed = documents.seal_document(_seal_key(), said, aad=_label(row))
    return row


def seal_anew(row: SecurityKey, change: KeyChange) -> None:
    """The same under other key files; the caller saves it. Unopenable where it was altered."""
    before = bytes(row.sealed)
    with change.under_old():
        said = documents.open_document(_seal_key(), before, aad=_label(row))
    with change.under_new():
        row.sealed = change.sealed_once(
            before, lambda: documents.seal_document(_seal_key(), said, aad=_label(row))
        )


def asking(
    login: str, password: str, account: Account | None, purpose: str, *bound: Part
) -> dict[str, Any]:
    """What the browser hands to the keys. `account` only where this password opened it."""
    ids = [key.credential_id for key in keys_of(account)] if account else []
    made = [_made_up(login, password, number) for number in range(AT_MOST - len(ids))]
    return {
        "challenge": _text(challenges.new(purpose, *bound)),
        "rpId": settings.SPONA_HOST,
        "timeout": _TIMEOUT_MS,
        "userVerification": "discouraged",
        "allowCredentials": [_descriptor(one) for one in sorted(ids + made, key=_place)],
    }


def accept(account: Account, answer: str, purpose: str, *bound: Part) -> bool:
    """True when a key of this account signed a challenge of ours for this purpose, just now.

    The challenge is used up by that. Call it only after the password opened.
    """
    from spona.identity import webauthn_library as library

    try:
        credential = library.parse_authentication_credential_json(answer)
        said = library.parse_client_data_json(credential.response.client_data_json)
        keys = [key for key in keys_of(account) if key.credential_id == credential.raw_id]
        if (
            not keys
            or said.cross_origin
            or not challenges.is_valid(said.challenge, purpose, *bound)
        ):
            return False
        row = keys[0].row
        count = library.verify_authentication_response(
            credential=credential,
            expected_challenge=said.challenge,
            expected_rp_id=settings.SPONA_HOST,
            expected_origin=settings.SPONA_URL,
            credential_public_key=keys[0].public_key,
            credential_current_sign_count=row.counter,
        ).new_sign_count
    except library.NO_ANSWER:
        return False
    # The counter as it was read: of a key and its copy at the same moment one wins.
    unmoved = SecurityKey.objects.filter(pk=row.pk, counter=row.counter)
    if not challenges.spend(said.challenge):
        return False
    return unmoved.update(counter=count, used_on=timezone.localdate()) == 1


def registering(account: Account, *bound: Part) -> dict[str, Any]:
    """What the browser hands to a key that is to be registered."""
    from spona.identity.webauthn_library import default_supported_pub_key_algs

    return {
        "challenge": _text(challenges.new("register", account.pk, *bound)),
        "rp": {"id": settings.SPONA_HOST, "name": "Spona"},
        # The handle is no name and leads nowhere; the login stands in the list of a phone.
        "user": {
            "id": _text(mac(_seal_key(), "spona key handle", 1, account.pk)),
            "name": account.login,
            "displayName": account.login,
        },
        "pubKeyCredParams": [
            {"type": "public-key", "alg": int(alg)} for alg in default_supported_pub_key_algs
        ],
        "timeout": _TIMEOUT_MS,
        "attestation": "none",
        "excludeCredentials": [_descriptor(key.credential_id) for key in keys_of(account)],
        "authenticatorSelection": {
            "residentKey": "discouraged", "requireResidentKey": False,
            "userVerification": "discouraged",
        },
    }  # fmt: skip


def registered(account: Account, answer: str, *bound: Part) -> NewCredential | None:
    """What a new key answered to `registering`, used up by that; None where it is no answer."""
    from spona.identity import webauthn_library as library

    try:
        credential = library.parse_registration_credential_json(answer)
        said = library.parse_client_data_json(credential.response.client_data_json)
        if said.cross_origin or not challenges.is_valid(
            said.challenge, "register", account.pk, *bound
        ):
            return None
        made = library.verify_registration_response(
            credential=credential,
            expected_challenge=said.challenge,
            expected_rp_id=settings.SPONA_HOST,
            expected_origin=settings.SPONA_URL,
        )
    except library.NO_ANSWER:
        return None
    if not challenges.spend(said.challenge):
        return None
    return NewCredential(made.credential_id, made.credential_public_key, made.sign_count)


def _made_up(login: str, password: str, number: int) -> bytes:
    """An id that no key knows: as long as real ones are, and the same whenever it is asked for."""
    said = canonical("spona made up key id", 1, login, password, number)
    drawn = kdf.hkdf(_seal_key(), info=said, length=1 + max(_LENGTHS))
    return drawn[1 : 1 + _LENGTHS[drawn[0] % len(_LENGTHS)]]


def _place(credential_id: bytes) -> bytes:
    # In an order that says nothing, and that stays: real ones must not come first.
    return hmac.digest(_seal_key(), credential_id, "sha256")


def _descriptor(credential_id: bytes) -> dict[str, str]:
    return {"type": "public-key", "id": _text(credential_id)}


def _bytes(text: str) -> bytes:
    # What is too much of the padding is ignored.
    return base64.urlsafe_b64decode(f"{text}===")


def _text(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def _seal_key() -> bytes:
    return kdf.hkdf(settings.SECRETS["factors"], info=canonical("spona security keys", 1))


def _label(row: SecurityKey) -> bytes:
    return canonical("spona security key", 1, row.account_id, row.pk)
