"""The project from which the networks come: the first record, from documented facts only."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from spona import audit, deadlines
from spona.access.actor import Actor
from spona.directory.models import Institution, Network
from spona.projects.checks import check_part, check_project
from spona.projects.models import Donor, Goal, Part, Partner, Project, Publication, Result
from spona.projects.permissions import check_can_load
from spona.reference.models.validity import Certainty

FACTS: Final = Path(__file__).resolve().parent.parent / "data" / "source_project.json"

type Facts = Mapping[str, Any]


def load_source_project(facts: Path = FACTS, *, by: Actor) -> int:
    """Rows added: all of them the first time, none afterwards, because people edit it meanwhile.

    The directory must be loaded before; what it does not know is left out. Budget, contract,
    address and beginning are not in the facts and stay empty.
    """
    check_can_load(by)
    known: Facts = json.loads(facts.read_text(encoding="utf-8"))
    with audit.transaction() as log:
        networks = list(Network.objects.filter(slug__in=known["networks"]))
        if not networks or Project.objects.filter(slug=known["slug"]).exists():
            return 0
        project = _project(known)
        project.save(force_insert=True)
        project.networks.set(networks)
        # Each a moment later than the one before, so that they stay in the order of the facts.
        parts = list(_parts(project, known))
        for number, part in enumerate(parts):
            part.changed_at = project.changed_at + dt.timedelta(milliseconds=number)
            check_part(part)
            part.save(force_insert=True)
        log.record("project:loaded", by=by, subject=project.subject, detail={"parts": len(parts)})
    return 1 + len(parts)


def _project(known: Facts) -> Project:
    project = Project(
        **{
            name: known[name]
            for name in ("slug", "name", "words", "text", "status", "public", "sources")
        },
        ends_on=dt.date.fromisoformat(known["ends_on"]),
        ends_precision=known["ends_precision"],
        changed_at=deadlines.now(),
    )
    check_project(project)
    return project


def _parts(project: Project, known: Facts) -> Iterator[Part]:
    bodies = {row.code: row for row in Institution.objects.filter(code__in=_codes(known))}
    for row in known["donors"]:
        yield Donor(project=project, words=row["words"], **_seen(row, known))
    for row in known["partners"]:
        if row["institution"] in bodies:
            body = bodies[row["institution"]]
            yield Partner(project=project, institution=body, role=row["role"], **_seen(row, known))
    for words in known["goals"]:
        yield Goal(project=project, words=words, **_seen({}, known))
    for row in known["results"]:
        day = dt.date.fromisoformat(row["reached_on"])
        yield Result(
            project=project, words=row["words"], reached_on=day,
            reached_precision=row["reached_precision"], **_seen(row, known),
        )  # fmt: skip
    for row in known["publications"]:
        yield Publication(project=project, words=row["words"], **_seen(row, known))


def _codes(known: Facts) -> list[str]:
    return [row["institution"] for row in known["partners"]]


def _seen(row: Facts, known: Facts) -> dict[str, str]:
    return {
        "source": row.get("source", known["seen"]),
        "certainty": row.get("certainty", Certainty.CONFIRMED),
    }
