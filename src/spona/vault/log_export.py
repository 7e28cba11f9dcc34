"""The log as anybody can check it on their own computer: roots, signatures, public keys, one lane.

An institution takes the roots, never its lane: the lines say who was locked out of what, and times
and order of lines would tell it where their content is left out. Only the operator, who has the
database, makes that file (`./spona audit export`).

The format is `docs/reference/log-export.md`; `audit/verifier/spona_verify.py` reads it.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Iterator
from typing import Any, Final
from uuid import UUID

from spona.audit.endings import instant
from spona.audit.models import Checkpoint, Entry, Witness
from spona.directory.models import Institution
from spona.vault.models import IntakeKey

FORMAT: Final = "spona log 1"


def exported_roots(networks: Collection[UUID]) -> dict[str, Any]:
    """Every root with its signatures, and the public keys of those who signed; six queries.

    Institutions are named where they have a seat in one of these networks. Of the others the
    signatures need the key and the number of lines, not the name.
    """
    points = list(Checkpoint.objects.order_by("number"))
    keys = list(dict.fromkeys(bytes(point.public_key).hex() for point in points))
    witnesses: dict[UUID, list[dict[str, Any]]] = defaultdict(list)
    for row in Witness.objects.order_by("institution"):
        witnesses[row.checkpoint_id].append(
            {
                "institution": str(row.institution),
                "version": row.version,
                "signature": bytes(row.signature).hex(),
            }
        )
    return {
        "format": FORMAT,
        "instance": str(points[0].instance) if points else "",
        "checkpoint_keys": keys,
        "roots": [
            {
                "number": point.number,
                "at": instant(point.at),
                "previous": bytes(point.previous).hex(),
                "lanes": sorted(point.heads),
                "root": bytes(point.root).hex(),
                "key": keys.index(bytes(point.public_key).hex()),
                "signature": bytes(point.signature).hex(),
                "witnesses": witnesses[point.pk],
            }
            for point in points
        ],
        "institutions": _institutions(networks),
    }


def _institutions(networks: Collection[UUID]) -> list[dict[str, Any]]:
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
    rows = Institution.objects.filter(pk__in=keys).order_by("pk")
    near = set(rows.filter(seats__network__in=networks).values_list("pk", flat=True))
    return [
        {
            "id": str(row.pk),
            "name": str(row.words["sr"]) if row.pk in near else str(row.pk)[:8],
            "keys": keys[row.pk],
        }
        for row in rows
    ]


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
