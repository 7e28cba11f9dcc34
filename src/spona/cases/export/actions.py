"""Take out all files of an institution: counted and logged first, then sealed while they leave.

In memory is one file at a time, on disk nothing. What an archive lacks its list says; the list is
the last thing in it, so what was cut off has none, and does not open either.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any, Final
from uuid import UUID, uuid4

from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from spona import __version__, audit
from spona.access.actor import Actor
from spona.access.denied import Denied
from spona.audit.witnesses import root_line
from spona.cases.case.acting_membership import acting_membership
from spona.cases.case.models import Case
from spona.cases.casefile.whole_case import Reading, read_whole_case, whole_case_paper
from spona.cases.export.codes import AS_TABLES, EXPORTED_FOR, REASON_OF
from spona.cases.export.exchange import Tables
from spona.cases.export.file_json import FORMAT, facts_of, file_as_json
from spona.cases.export.permissions import check_can_export, still_holds
from spona.cases.export.queries import BEGUN, FINISHED, exported_files
from spona.cases.export.telling import tell_colleagues
from spona.deadlines.late import day_in
from spona.directory.institution_names import full_name
from spona.documents.render import DocumentError
from spona.identity.keyring import Keyring
from spona.vault.actions import open_all_revisions
from spona.vault.files import StoredFile, opened_whole
from spona.vault.refusals import Unopenable
from spona.vault.sealed_zip import Added, Member, sealed_zip

MANIFEST: Final = "manifest.json"
_ENDING: Final = re.compile(r"\.[A-Za-z0-9]{1,5}\Z")


class ExportStopped(Exception):
    """Whoever takes the files out may not any more. What has left has no list and no end: a program
    that opens it says that it was cut off, though it may show what came before.
    """


@dataclass(slots=True)
class _Listed:
    """A file in the list of the archive."""

    facts: dict[str, Any]
    parts: list[Added] = field(default_factory=list)
    lacking: list[dict[str, str]] = field(default_factory=list)

    def lacks(self, part: str, why: str) -> None:
        self.lacking.append({"part": part, "why": why})


def export_files(
    *, purpose: str, passphrase: str, language: str, by: Actor, keys: Keyring
) -> Iterator[bytes]:
    """The sealed archive, piece by piece. Before the first piece the log says that it was begun
    and the colleagues are told; after the last one, that all of it was handed over.

    StepUpNeeded without a fresh second factor; Denied where there is nothing to take out.
    """
    check_can_export(by)
    if purpose not in EXPORTED_FOR:
        raise Denied(_("Choose what it is for."))
    chosen = list(exported_files(by).values_list("pk", flat=True))
    if not chosen:
        raise Denied(_("There is no file that you could take out."))
    ident = uuid4()
    with audit.transaction() as log:
        tell_colleagues(chosen, link=reverse("cases:take_out"), by=by)
        log.record(
            BEGUN,
            by=by,
            subject=("export", ident),
            # Not how many: two holders with different numbers would tell who is excluded.
            detail={"purpose": purpose},
        )
    job = _Job(ident, purpose, language, chosen, by, keys, timezone.now())
    return _leaving(job, passphrase)


@dataclass(frozen=True, slots=True)
class _Job:
    ident: UUID
    purpose: str
    language: str
    chosen: list[UUID]
    by: Actor
    keys: Keyring
    made_at: datetime


def _leaving(job: _Job, passphrase: str) -> Iterator[bytes]:
    listed: list[_Listed] = []
    yield from sealed_zip(_members(job, listed), passphrase=passphrase, made_at=job.made_at)
    with audit.reading() as log:
        log.record(FINISHED, by=job.by, subject=("export", job.ident))


def _members(job: _Job, listed: list[_Listed]) -> Iterator[tuple[Member, Added]]:
    if job.purpose in AS_TABLES:
        yield from _tables(job, listed)
    else:
        yield from _files(job, listed)
    _check_still_holds(job)
    yield _member(MANIFEST, _manifest(job, listed))


def _tables(job: _Job, listed: list[_Listed]) -> Iterator[tuple[Member, Added]]:
    found = Tables(
        job.chosen, reason=REASON_OF[job.purpose], purpose=job.purpose,
        before=lambda: _check_still_holds(job), by=job.by, keys=job.keys,
    )  # fmt: skip
    yield from found.members()
    for case in found.written:
        line = _Listed(facts_of(case))
        for name in found.lacking.get(case.pk, ()):
            line.lacks(name, "not opened")
        listed.append(line)


def _files(job: _Job, listed: list[_Listed]) -> Iterator[tuple[Member, Added]]:
    for ident in job.chosen:
        _check_still_holds(job)
        # Excluded from it since? Then nothing of it is in the archive, its number neither.
        rows = Case.objects.visible_to(job.by).filter(pk=ident)
        case = rows.select_related("network__town", "owner_institution", "joined_to", "box").first()
        if case is not None:
            yield from _members_of(case, job, listed)


def _check_still_holds(job: _Job) -> None:
    """Before each file, and before the list that makes a whole of them."""
    if not still_holds(job.by, job.keys):
        raise ExportStopped


def _members_of(case: Case, job: _Job, listed: list[_Listed]) -> Iterator[tuple[Member, Added]]:
    line = _Listed(facts_of(case))
    for one in _read(case, job, line):
        line.parts.append(one[1])
        yield one
    listed.append(line)


def _read(case: Case, job: _Job, line: _Listed) -> Iterator[tuple[Member, Added]]:
    """The paper, the JSON and what is attached. The language of the reader holds while one is
    made, and never while a piece leaves: another page may run in between.
    """
    can: dict[str, Any] = {"by": job.by, "keys": job.keys, "reason": REASON_OF[job.purpose]}
    with translation.override(job.language):
        reading = read_whole_case(case, language=job.language, told=True, **can)
        own = [row for row in reading.rows if row.box_id == case.box_id]
        earlier = open_all_revisions(own, purpose="whole_case", **can)
        audit.record_read(
            "case:exported", by=job.by, subject=case.subject, detail={"purpose": job.purpose}
        )
        paper = _paper(reading, job, line)
    for name in reading.left_out:
        line.lacks(name, "not opened")
    for texts in earlier.values():
        for text in texts:
            if text.spoilt:
                line.lacks("earlier text", "altered")
    if paper is not None:
        yield _member(f"{case.reference}/{case.reference}.pdf", paper, packed=True)
    yield _member(f"{case.reference}/{case.reference}.json", file_as_json(reading, earlier))
    yield from _attached(case, reading, line)


def _paper(reading: Reading, job: _Job, line: _Listed) -> bytes | None:
    try:
        return whole_case_paper(reading, purpose=str(EXPORTED_FOR[job.purpose]))
    except DocumentError:
        line.lacks("paper", "could not be set")
        return None


def _attached(case: Case, reading: Reading, line: _Listed) -> Iterator[tuple[Member, Added]]:
    """Each file under its id, whose name and what it is stand in the JSON."""
    done: set[UUID] = set()
    for document in reading.texts.values():
        for entry in document.get("files", []):
            stored = StoredFile.of(entry)
            if stored.id in done:
                continue
            done.add(stored.id)
            try:
                content = opened_whole(stored)
            except Unopenable:
                line.lacks(f"attached file {stored.id}", "altered or gone")
                continue
            ending = _ENDING.search(stored.name)
            name = f"{stored.id}{ending.group().lower() if ending else ''}"
            path = f"{case.reference}/files/{name}"
            yield Member(path, content, packed=True), Added(path)


def _day(case: Case, at: datetime | None) -> str | None:
    return day_in(case.network.time_zone, at).isoformat() if at is not None else None


def _member(path: str, content: bytes, *, packed: bool = False) -> tuple[Member, Added]:
    return Member(path, [content], packed), Added(path)


def _manifest(job: _Job, listed: list[_Listed]) -> bytes:
    """What is in the archive, with hashes, and what is not, with why."""
    me = acting_membership(job.by)
    tombstones = Case.objects.tombstones_of(job.by).select_related("network")
    destroyed = tombstones.order_by("reference")
    found = {
        "format": FORMAT,
        "spona": __version__,
        "institution": full_name(me.institution),
        "purpose": job.purpose,
        "made_at": job.made_at.isoformat(timespec="seconds"),
        "counted": len(listed),
        "files": [
            one.facts | {"parts": [asdict(part) for part in one.parts], "lacking": one.lacking}
            for one in listed
        ],
        "destroyed": [
            {"reference": one.reference, "opened_on": _day(one, one.opened_at),
             "closed_on": _day(one, one.closed_at), "destroyed_on": _day(one, one.destroyed_at)}
            for one in destroyed
        ],
        "log": root_line(),
    }  # fmt: skip
    return json.dumps(found, ensure_ascii=False, indent=1).encode()
