"""The keys with which institutions co-sign the log: whose they are, and what does not fit."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final
from uuid import UUID

from spona.audit.acknowledged_faults import RowFault, signature_of
from spona.audit.actions import WITNESSED
from spona.audit.models import Checkpoint, Entry, Witness
from spona.audit.signed_messages import witness_key_message, witness_message
from spona.crypto import aead
from spona.crypto.chain import GENESIS
from spona.crypto.errors import Unopenable
from spona.crypto.keypairs import symmetric_key_from_seed
from spona.crypto.signing import verify
from spona.vault import labels
from spona.vault.models import IntakeKey

# Written into an institution's lane when a desk refused to co-sign.
NOT_WITNESSED: Final = "log:not_witnessed"


def remember(key: IntakeKey, seed: bytes, point: Checkpoint | None) -> None:
    """Let the key say which root it has seen last; the caller saves it."""
    number, root = (point.number, bytes(point.root)) if point else (0, GENESIS)
    key.last_root_sealed = aead.seal(
        symmetric_key_from_seed(seed), number.to_bytes(8) + root, aad=_aad(key)
    )


def last_root(key: IntakeKey, seed: bytes) -> tuple[int, bytes]:
    """Number and digest of the root that this version co-signed last, or that was the newest one
    when it was published; (0, GENESIS) before the first. Else Unopenable: somebody took it away.
    """
    sealed = bytes(key.last_root_sealed or b"")
    opened = aead.open_sealed(symmetric_key_from_seed(seed), sealed, aad=_aad(key))
    return int.from_bytes(opened[:8]), opened[8:]


def _aad(key: IntakeKey) -> bytes:
    return labels.last_root_aad(key.institution_id, key.version)


def refusal(institution: UUID) -> Entry | None:
    """The line that says that the institution did not co-sign, where it has not since then."""
    lines = Entry.objects.filter(lane=institution, name__in=(WITNESSED, NOT_WITNESSED))
    last = lines.order_by("-seq").first()
    return last if last and last.name == NOT_WITNESSED else None


def witness_faults() -> Iterator[str]:
    """Sentences about signatures that are not the institution's, and keys that nobody vouches for.

    A version that its holders have not used yet is signed by none: that is no fault.
    """
    keys = {(row.institution_id, row.version): row for row in IntakeKey.objects.all()}
    for (institution, version), row in sorted(keys.items()):
        before = keys.get((institution, version - 1))
        if row.witness_signed is None or before is None:
            continue
        message = witness_key_message(institution, version, bytes(row.witness_key))
        if not _is_signed(bytes(before.witness_key), message, bytes(row.witness_signed)):
            yield f"institution {institution}: key {version} is not signed by the one before"
    for one in Witness.objects.select_related("checkpoint").order_by("checkpoint__number"):
        if not is_own_signature(one, keys.get((one.institution, one.version))):
            said = f"the signature of institution {one.institution} is not its own"
            yield RowFault(f"checkpoint {one.checkpoint.number}: {said}", signature_of(one))


def is_own_signature(row: Witness, key: IntakeKey | None) -> bool:
    """Whether an institution made it, with this version of its key; else somebody planted it."""
    point = row.checkpoint
    message = witness_message(bytes(point.root), point.number, row.institution, row.version)
    return key is not None and _is_signed(bytes(key.witness_key), message, bytes(row.signature))


def _is_signed(public: bytes, message: bytes, signature: bytes) -> bool:
    try:
        verify(public, message, signature)
    except Unopenable:
        return False
    return True
