"""A holder's first page of a day co-signs the log for their institution."""

from __future__ import annotations

import logging
import time
from typing import Final
from uuid import UUID

from spona import audit
from spona.access.actor import Actor
from spona.audit import witnesses
from spona.audit.actions import co_sign
from spona.audit.lane_heads import Fault, heads_file
from spona.audit.readonly import writable
from spona.audit.signed_messages import witness_key_message
from spona.crypto.errors import Unopenable
from spona.crypto.keypairs import signing_key_from_seed
from spona.crypto.signing import sign
from spona.identity.keyring import Keyring
from spona.vault import queries, row_integrity, seeds
from spona.vault.models import OPEN, IntakeKey, IntakeWrap

# Once in so many seconds a process asks whether there is a root that nobody signed.
_PAUSE: Final = 600.0
_asked: dict[UUID, float] = {}
_log = logging.getLogger("spona.audit")


def witness(*, by: Actor, keys: Keyring) -> bool:
    """Look at what is new in the log and co-sign its newest root; True where it was signed now.

    For whoever holds the institution's key; nothing else happens to anybody. A refusal is an alarm:
    the institution's lane is closed, for its past is not what was signed.
    """
    institution = by.institution_id
    if institution is None or not by.may("key:hold") or _asked_lately(institution):
        return False
    new, key = witnesses.unseen(institution), queries.current_key(institution)
    if new is None or key is None:
        return False
    try:
        seed = seeds.intake_seed(institution, key.version, keys)
    except Unopenable:
        # Held until tomorrow, or somebody else's.
        return False
    if found := list(new.faults(institution)):
        _refuse(institution, found, by=by)
        return False
    old = _seed_before(key, keys)
    if key.version > 1 and key.witness_signed is None and old is None and _somebody_has_both(key):
        # Whoever holds both signs first: nobody else shows that the institution is the same.
        return False
    with writable(), audit.transaction():
        if old is not None:
            _vouch(key, old)
        co_sign(
            new.newest, signing_key_from_seed(seed), institution=institution,
            version=key.version, by=by,
        )  # fmt: skip
    return True


def _asked_lately(institution: UUID) -> bool:
    now = time.monotonic()
    if now - _asked.get(institution, -_PAUSE) < _PAUSE:
        return True
    _asked[institution] = now
    return False


def _refuse(institution: UUID, found: list[str], *, by: Actor) -> None:
    with writable(), audit.transaction() as log:
        log.record("log:not_witnessed", by=by, subject=("log", None), detail={"faults": len(found)})
    _log.error("log_not_witnessed", extra={"spona": {"event": "log_not_witnessed"}})
    if (file := heads_file()) is not None:
        file.close(Fault(institution, f"its holder did not co-sign: {found[0]}"))


def _seed_before(key: IntakeKey, keys: Keyring) -> bytes | None:
    """The seed of the version before, where this one still needs its signature."""
    if key.version == 1 or key.witness_signed is not None:
        return None
    try:
        return seeds.intake_seed(key.institution_id, key.version - 1, keys)
    except Unopenable:
        return None


def _somebody_has_both(key: IntakeKey) -> bool:
    wraps = IntakeWrap.objects.filter(key__institution_id=key.institution_id, state=OPEN)
    older = wraps.filter(key__version=key.version - 1).values("account")
    return wraps.filter(key=key, account__in=older).exists()


def _vouch(key: IntakeKey, old: bytes) -> None:
    """The version before signs this one's witness key."""
    row_integrity.check_last(key)
    message = witness_key_message(key.institution_id, key.version, bytes(key.witness_key))
    key.witness_signed = sign(signing_key_from_seed(old), message)
    row_integrity.stamp(key).save(update_fields=["witness_signed", "mac"])
