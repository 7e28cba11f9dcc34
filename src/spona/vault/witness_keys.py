"""The keys with which institutions co-sign the log: whose they are, and what does not fit."""

from __future__ import annotations

from collections.abc import Iterator

from spona.audit.models import Witness
from spona.audit.signed_messages import witness_key_message, witness_message
from spona.crypto.errors import Unopenable
from spona.crypto.signing import verify
from spona.vault.models import IntakeKey


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
        key, point = keys.get((one.institution, one.version)), one.checkpoint
        message = witness_message(bytes(point.root), point.number, one.institution, one.version)
        if key is None or not _is_signed(bytes(key.witness_key), message, bytes(one.signature)):
            yield (
                f"checkpoint {point.number}: the signature of institution {one.institution} is "
                "not its own"
            )


def _is_signed(public: bytes, message: bytes, signature: bytes) -> bool:
    try:
        verify(public, message, signature)
    except Unopenable:
        return False
    return True
