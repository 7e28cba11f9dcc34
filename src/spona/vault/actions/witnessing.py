"""A holder's first page of a day co-signs the log for their institution."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterable, Iterator
from contextlib import suppress
from itertools import pairwise
from typing import Final
from uuid import UUID

from django.utils.translation import gettext as _

from spona import audit
from spona.access.actor import Actor
from spona.access.denied import Conflict, Denied
from spona.audit import witnesses
from spona.audit.actions import co_sign
from spona.audit.lane_heads import Fault, heads_file
from spona.audit.models import Checkpoint
from spona.audit.readonly import writable
from spona.audit.roots import fits, newest_root
from spona.audit.shares import reopened
from spona.audit.signed_messages import witness_key_message
from spona.crypto.errors import Unopenable
from spona.crypto.keypairs import signing_key_from_seed
from spona.crypto.signing import sign
from spona.identity.keyring import Keyring
from spona.vault import queries, row_integrity, seeds
from spona.vault.actions.lane_notices import tell_of_closed_lanes
from spona.vault.models import OPEN, IntakeKey, IntakeWrap
from spona.vault.witness_keys import NOT_WITNESSED, last_root, refusal, remember

type Unvouched = list[tuple[IntakeKey, bytes, IntakeKey]]

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
    unvouched = list(_unvouched(key, keys))
    seen = [*((old, before) for old, before, _new in unvouched), (key, seed)]
    if found := list(_faults(new.newest, seen)):
        _refuse(institution, found, by=by)
        return False
    if _waits_for_another(key, unvouched):
        return False
    return _signed(new.newest, key, seed, unvouched, by=by)


def sign_again(number: int, *, by: Actor, keys: Keyring) -> None:
    """A holder has compared a printed line, after a desk of the institution did not co-sign: it
    signs this newest root, and what came before is not asked about any more.

    Denied where nothing was refused, Conflict where there is a newer root.
    """
    institution = by.institution_id
    key = queries.current_key(institution) if institution and by.may("key:hold") else None
    if institution is None or key is None or refusal(institution) is None:
        raise Denied(_("Spona co-signs for your institution. There is nothing to do."))
    newest = newest_root()
    if newest is None or newest.number != number:
        raise Conflict(_("There is a newer line by now. Look at it and press again."))
    try:
        seed = seeds.intake_seed(institution, key.version, keys)
    except Unopenable:
        raise Denied(_("You hold the key, but it does not open yet. Ask a colleague.")) from None
    unvouched = list(_unvouched(key, keys))
    if _waits_for_another(key, unvouched):
        raise Denied(_("A colleague who held the key before this one too has to press."))
    _signed(newest, key, seed, unvouched, by=by)


def _signed(
    point: Checkpoint, key: IntakeKey, seed: bytes, unvouched: Unvouched, *, by: Actor
) -> bool:
    """Sign the root; each version vouches for the next one. False where somebody was faster."""
    with writable(), audit.transaction():
        if not co_sign(
            point, signing_key_from_seed(seed), institution=key.institution_id,
            version=key.version, by=by,
        ):  # fmt: skip
            return False
        for _old, before, new in unvouched:
            _vouch(new, before)
        remember(key, seed, point)
        # What it remembers is no part of the row's code, so the log has no line about it.
        IntakeKey.objects.filter(pk=key.pk).update(last_root_sealed=key.last_root_sealed)
    return True


def _faults(newest: Checkpoint, seen: Iterable[tuple[IntakeKey, bytes]]) -> Iterator[str]:
    """What does not fit since the root that each of these versions has seen last.

    What it saw is sealed under its seed: signatures that were taken away do not change it.
    """
    for key, seed in seen:
        try:
            number, digest = last_root(key, seed)
        except Unopenable:
            yield f"nobody knows any more what key {key.version} co-signed last"
            continue
        rows = Checkpoint.objects.filter(number=number, root=digest).order_by("pk")
        last = rows.first() if number else None
        if number and (last is None or not _is(last, digest)):
            yield f"checkpoint {number} is not the one that key {key.version} has seen"
        else:
            yield from witnesses.Unseen(newest, last).faults(key.institution_id)


def _is(point: Checkpoint, digest: bytes) -> bool:
    return fits(point) and bytes(point.root) == digest


def _asked_lately(institution: UUID) -> bool:
    now = time.monotonic()
    if now - _asked.get(institution, -_PAUSE) < _PAUSE:
        return True
    _asked[institution] = now
    return False


def _refuse(institution: UUID, found: list[str], *, by: Actor) -> None:
    """An alarm, once: when the operator has looked, the lane stays open and is not co-signed."""
    before = refusal(institution)
    begun = reopened(institution).get(institution)
    opened = 0 if begun is None else begun.after
    if before is not None and before.seq <= opened:
        return
    with writable(), audit.transaction() as log:
        log.record(NOT_WITNESSED, by=by, subject=("log", None), detail={"faults": len(found)})
    _log.error("log_not_witnessed", extra={"spona": {"event": "log_not_witnessed"}})
    if (file := heads_file()) is not None:
        file.close(Fault(institution, f"its holder did not co-sign: {found[0]}"))
        tell_of_closed_lanes(by=Actor.system("housekeeping"))


def _unvouched(key: IntakeKey, keys: Keyring) -> Iterator[tuple[IntakeKey, bytes, IntakeKey]]:
    """(a version, its seed, the next one) where the next one still needs its signature, of those
    that this person opens: more than one where the key changed twice on a day.
    """
    rows = IntakeKey.objects.filter(institution=key.institution_id).order_by("version")
    for old, new in pairwise(rows):
        if new.witness_signed is None:
            with suppress(Unopenable):
                row_integrity.check_last(new)
                yield old, seeds.intake_seed(key.institution_id, old.version, keys), new


def _waits_for_another(key: IntakeKey, unvouched: Unvouched) -> bool:
    """Whoever holds the version before too signs first: nobody else shows that the institution is
    the same.
    """
    if key.version == 1 or key.witness_signed is not None or key in [new for *_, new in unvouched]:
        return False
    wraps = IntakeWrap.objects.filter(key__institution_id=key.institution_id, state=OPEN)
    older = wraps.filter(key__version=key.version - 1).values("account")
    return wraps.filter(key=key, account__in=older).exists()


def _vouch(key: IntakeKey, old: bytes) -> None:
    """The version before signs this one's witness key."""
    row_integrity.check_last(key)
    message = witness_key_message(key.institution_id, key.version, bytes(key.witness_key))
    key.witness_signed = sign(signing_key_from_seed(old), message)
    row_integrity.stamp(key).save(update_fields=["witness_signed", "mac"])
