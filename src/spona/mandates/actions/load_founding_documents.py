"""The first founding document of each network, as far as it is documented.

Adds what is missing and leaves alone what is there: a network with a document of its own gets none.
What is not known stays empty.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from spona import audit, deadlines
from spona.access.actor import Actor
from spona.directory.models import Certainty, DatePrecision, Institution, Network
from spona.mandates.models import FoundingDocument, Signatory
from spona.mandates.permissions import check_can_load_founding_documents

OWN_DATA: Final = Path(__file__).resolve().parent.parent / "data" / "serbia"
# Words of `reference/data/serbia/sources.json`, so that they are shown in Serbian too.
NAMED_ONLY: Final = "named as a member in the source; its signature was not read"


def load_founding_documents(data: Path = OWN_DATA, *, by: Actor) -> dict[str, int]:
    """Rows added per table, all zero when everything is there. The directory is loaded before.

    Form, act, date, coordinating institution and sources are those of the network; the file says
    how sure they are and which institutions a source names.
    """
    check_can_load_founding_documents(by)
    said = {row["network"]: row for row in _read(data / "founding_documents.json")}
    counts = {"mandates": 0, "signatories": 0}
    with audit.transaction() as log:
        for network in Network.objects.real().filter(founding_documents=None):
            if not (network.act or network.founded_on or network.sources):
                continue
            row = said.get(network.slug, {})
            made = _make(network, row.get("certainty", Certainty.ENTERED))
            counts["mandates"] += 1
            counts["signatories"] += _name(made, row.get("signatories", []))
        log.record("mandate:loaded", by=by, subject=("mandate", None), detail=counts)
    return counts


def _read(path: Path) -> list[Mapping[str, Any]]:
    rows: list[Mapping[str, Any]] = json.loads(path.read_text(encoding="utf-8"))
    return rows


def _make(network: Network, certainty: str) -> FoundingDocument:
    exact = network.founded_precision == DatePrecision.DAY
    return FoundingDocument.objects.create(
        network=network,
        kind=network.act,
        signed_on=network.founded_on,
        signed_precision=network.founded_precision,
        starts_on=network.founded_on if exact else None,
        coordinated_by=network.coordinated_by,
        sources=network.sources,
        certainty=certainty,
        written_at=deadlines.now(),
    )


def _name(document: FoundingDocument, codes: list[str]) -> int:
    """Members that a source names: that they signed, nobody has read yet."""
    bodies = list(Institution.objects.filter(code__in=codes))
    for body in bodies:
        Signatory.objects.create(
            document=document, institution=body, source=NAMED_ONLY, certainty=Certainty.MEDIUM,
            written_at=deadlines.now(),
        )  # fmt: skip
    return len(bodies)
