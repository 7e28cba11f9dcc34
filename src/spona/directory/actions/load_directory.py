"""The collected data into the directory: bodies, networks, seats, numbers.

Adds what is missing and leaves alone what is there, because people edit it meanwhile: a
seat that was ended is not given again, a corrected name is not put back.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Final

from spona import audit
from spona.access.actor import Actor
from spona.directory.models import (
    ContactKind,
    ContactPoint,
    Institution,
    Network,
    NetworkTown,
    Seat,
    Standing,
)
from spona.directory.permissions import check_can_load_directory
from spona.reference.models import Town
from spona.reference.own_data import DATA as REFERENCE_DATA

type Row = Mapping[str, Any]

OWN_DATA: Final = Path(__file__).resolve().parent.parent / "data" / "serbia"
CENTRE: Final = "I001"
EMERGENCY: Final = "I005"
# "possible member" has no line: nothing says that such a body ever sat there.
_STANDING: Final = {"partner": Standing.PARTNER, "possible member": None}


def load_directory(
    data: Path = REFERENCE_DATA, *, by: Actor, networks: Path = OWN_DATA
) -> dict[str, int]:
    """Rows added per table, all zero when everything is there. Towns must be loaded before.

    Of the rows of `institutions.json` a body or unit becomes an Institution, a network a
    Network, a helpline a ContactPoint; a body named twice (`of` another body) is kept once.
    """
    check_can_load_directory(by)
    rows = _read(data / "institutions.json")
    facts = _read(networks / "networks.json")
    with audit.transaction() as log:
        towns = {town.slug: town for town in Town.objects.all()}
        counts = {
            "institutions": _institutions(rows, towns),
            "networks": _networks(rows, facts, towns),
            "seats": _seats(rows),
            "contact_points": _contacts(rows, towns),
        }
        log.record("directory:loaded", by=by, subject=("directory", None), detail=counts)
    return counts


def _read(path: Path) -> list[Row]:
    rows: list[Row] = json.loads(path.read_text(encoding="utf-8"))
    return rows


def _institutions(rows: list[Row], towns: Mapping[str, Town]) -> int:
    known = set(Institution.objects.values_list("code", flat=True))
    added = 0
    for row in rows:
        if not is_body(row) or row["id"] in known:
            continue
        whole = Institution.objects.get(code=row["of"]) if row["kind"] == "unit" else None
        Institution.objects.create(
            code=row["id"],
            words=row["words"],
            sector=row["sector"],
            town=towns[row["town"]] if row["town"] else None,
            part_of=whole,
            role_words=row["role"],
            address="" if row["confidential"] else row["address"],
            confidential=row["confidential"],
            contact_email=row["email"] or None,
            website=row["website"],
            note=row["note"],
            source=row["source"],
            certainty=row["certainty"],
        )
        added += 1
    return added


def is_body(row: Row) -> bool:
    """A row that stands for a body of its own, or for a unit of one."""
    return row["kind"] == "unit" or (row["kind"] == "institution" and not row.get("of"))


def _networks(rows: list[Row], facts: list[Row], towns: Mapping[str, Town]) -> int:
    by_id = {row["id"]: row for row in rows}
    known = set(Network.objects.values_list("slug", flat=True))
    added = 0
    for fact in facts:
        if fact["slug"] in known:
            continue
        made = Network.objects.create(
            slug=fact["slug"],
            town=towns[fact["town"]],
            words=by_id[fact["row"]]["words"],
            form=fact["form"],
            act=fact["act"],
            founded_on=dt.date.fromisoformat(fact["founded_on"]) if fact["founded_on"] else None,
            founded_precision=fact["founded_precision"],
            coordinated_by=Institution.objects.filter(code=fact["coordinated_by"]).first(),
            sources=fact["sources"],
        )
        NetworkTown.objects.create(network=made, town=made.town)
        added += 1
    return added


def _seats(rows: list[Row]) -> int:
    networks = {network.town.slug: network for network in _loaded_networks()}
    bodies = {body.code: body for body in Institution.objects.all()}
    given = set(Seat.objects.values_list("network_id", "institution_id"))
    made = []
    for row in rows:
        if not is_body(row) or row["kind"] == "unit":
            continue
        standing = _STANDING.get(row["role"], Standing.MEMBER)
        if standing is None:
            continue
        # Of the national bodies only the Centre is known to sit in each network.
        where = networks.values() if row["id"] == CENTRE else _of_town(networks, row["town"])
        body = bodies[row["id"]]
        made += [
            Seat(network=network, institution=body, standing=standing, source=row["source"])
            for network in where
            if (network.pk, body.pk) not in given
        ]
    for seat in made:
        seat.save()
    return len(made)


def _loaded_networks() -> Iterable[Network]:
    return Network.objects.real().filter(kind=Network.Kind.REAL).select_related("town")


def _of_town(networks: Mapping[str, Network], town: str) -> list[Network]:
    return [networks[town]] if town in networks else []


def _contacts(rows: list[Row], towns: Mapping[str, Town]) -> int:
    bodies = {body.code: body for body in Institution.objects.all()}
    added = 0
    for row in rows:
        owner = bodies.get(row["id"]) or bodies.get(row.get("of", ""))
        for phone in row["phones"]:
            kind = _kind(row)
            if ContactPoint.objects.filter(
                institution=owner, kind=kind, number=phone["number"]
            ).exists():
                continue
            ContactPoint.objects.create(
                institution=owner,
                town=towns[row["town"]] if row["town"] else None,
                kind=kind,
                number=phone["number"],
                words=row["words"],
                source=row["source"],
                certainty=phone["certainty"],
            )
            added += 1
    return added


def _kind(row: Row) -> str:
    if row["id"] == EMERGENCY:
        return ContactKind.EMERGENCY
    if row["id"] == CENTRE:
        return ContactKind.CENTRE
    return ContactKind.HELPLINE if row["kind"] == "contact_point" else ContactKind.OFFICE
