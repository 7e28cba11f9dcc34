"""The log as anybody can check it on their own computer: roots, signatures, public keys, one lane.

An institution takes the roots, never its lane: the lines say who was locked out of what, and times
and order of lines would tell it where their content is left out. Only the operator, who has the
database, makes that file (`./spona audit export`).

The format is `docs/reference/log-export.md`; `audit/verifier/spona_verify.py` reads it.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator
from typing import Any, Final
from uuid import UUID

from spona.audit.endings import instant
from spona.audit.exchanged_keys import ServerKeys, exchanges, recorded_roots
from spona.audit.models import Checkpoint, Entry, Witness
from spona.audit.root_contents import Name, name_digest, names_digest, reopened_digest
from spona.audit.roots import fits, heads_of, one_each
from spona.crypto.chain import GENESIS
from spona.directory.models import Institution
from spona.vault.models import IntakeKey
from spona.vault.witness_keys import is_own_signature

FORMAT: Final = "spona log 2"


def exported_roots(networks: Collection[UUID]) -> dict[str, Any]:
    """Every root with its signatures, and the public keys of those who signed; nine queries.

    Institutions are named where they have a seat in one of these networks. Of the others the
    signatures need the key and the number of lines, not the name. Names and what was opened again
    are those of the newest root, which binds them. What somebody planted is left out: `doctor` and
    `audit verify` name it.
    """
    points = _roots()
    # What somebody changed in the row of the newest root is a fault of that root, and no more.
    newest = points[-1] if points and fits(points[-1]) else Checkpoint()
    vouched = {one.key.hex(): one.signature.hex() for one in exchanges()}
    keys = list(dict.fromkeys(bytes(point.public_key).hex() for point in points))
    witnesses = _witnesses()
    return {
        "format": FORMAT,
        "instance": str(points[0].instance) if points else "",
        "checkpoint_keys": [{"key": key, "signed_by_previous": vouched.get(key)} for key in keys],
        "roots": [
            {
                "number": point.number,
                "at": instant(point.at),
                "previous": bytes(point.previous).hex(),
                "names": _digest(names_digest, point.names),
                "reopened": _digest(reopened_digest, point.reopened),
                "lanes": sorted([str(ln), seq, head.hex()] for ln, seq, head in heads_of(point)),
                "root": bytes(point.root).hex(),
                "key": keys.index(bytes(point.public_key).hex()),
                "signature": bytes(point.signature).hex(),
                "witnesses": witnesses[point.pk],
            }
            for point in points
        ],
        "names": _names(newest.names, networks),
        "reopened": [
            dict(zip(("lane", "after", "root", "closed", "opened", "reason"), row, strict=True))
            for row in newest.reopened
        ],
        "institutions": _institutions(),
    }


def _roots() -> list[Checkpoint]:
    """One for each number. At the end none that the server neither signed nor wrote down."""
    points = list(one_each(Checkpoint.objects.all()))
    written, keys = set(recorded_roots()), ServerKeys()
    while points and not keys.is_signed(points[-1]):
        if (points[-1].number, bytes(points[-1].root)) in written:
            # A signature that was taken away: whoever checks has to see that.
            break
        points.pop()
    return points


def _digest[Row](digest: Callable[[Iterable[Row]], bytes], rows: Iterable[Row]) -> str:
    """In hex; of nonsense that somebody planted one that fits no root."""
    try:
        return digest(rows).hex()
    except ValueError:
        return GENESIS.hex()


def _witnesses() -> dict[UUID, list[dict[str, Any]]]:
    """Root → the signatures that verify, one of each institution."""
    keys = {(row.institution_id, row.version): row for row in IntakeKey.objects.all()}
    found: dict[tuple[UUID, UUID], Witness] = {}
    for row in Witness.objects.select_related("checkpoint").order_by("institution", "version"):
        if is_own_signature(row, keys.get((row.institution, row.version))):
            found[row.checkpoint_id, row.institution] = row
    witnesses: dict[UUID, list[dict[str, Any]]] = defaultdict(list)
    for (root, institution), row in found.items():
        witnesses[root].append(
            {
                "institution": str(institution),
                "version": row.version,
                "signature": bytes(row.signature).hex(),
            }
        )
    return witnesses


def _names(rows: list[Name], networks: Collection[UUID]) -> list[dict[str, Any]]:
    near = Institution.objects.filter(seats__network__in=networks).values_list("pk", flat=True)
    shown = set(map(str, near))
    return [
        {
            "institution": ident,
            "name": name if ident in shown else None,
            "salt": salt if ident in shown else None,
            "digest": name_digest(UUID(ident), name, bytes.fromhex(salt)).hex(),
        }
        for ident, name, salt in rows
    ]


def institution_names() -> dict[UUID, str]:
    """How each institution is called that ever had a key, for the next root."""
    keys = IntakeKey.objects.values("institution")
    return {row.pk: str(row.words["sr"]) for row in Institution.objects.filter(pk__in=keys)}


def _institutions() -> list[dict[str, Any]]:
    keys: dict[UUID, list[dict[str, Any]]] = defaultdict(list)
    for key in IntakeKey.objects.order_by("institution", "version"):
        signed = key.witness_signed
        keys[key.institution_id].append(
            {
                "version": key.version,
                "intake_key": bytes(key.public_key).hex(),
                "witness_key": bytes(key.witness_key).hex(),
                "signed_by_previous": None if signed is None else bytes(signed).hex(),
            }
        )
    return [{"id": str(ident), "keys": keys[ident]} for ident in sorted(keys)]


def exported_lane(lane: UUID) -> Iterator[bytes]:
    """Every entry of one lane, a JSON object a line, from the first one on."""
    rows = Entry.objects.filter(lane=lane).order_by("seq")
    for row in rows.iterator(chunk_size=1000):
        said = {
            "lane": str(lane),
            "seq": row.seq,
            "at": row.at.isoformat(timespec="microseconds"),
            "name": row.name,
            "actor": row.actor,
            "acted_for": str(row.acted_for) if row.acted_for else None,
            "subject_kind": row.subject_kind,
            "subject_id": str(row.subject_id) if row.subject_id else None,
            "detail": row.detail,
            "previous": bytes(row.previous).hex(),
            "hash": bytes(row.hash).hex(),
        }
        yield json.dumps(said, ensure_ascii=False).encode() + b"\n"
