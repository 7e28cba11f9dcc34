"""Take counted records over from a table, give them out by a standard, load a profile of one.

Nothing is kept between the preview and the press: what was shown is sealed to the person who saw
it and lies in their page alone. It names the state in which the institution's lists were then, so
that the same press twice counts nobody twice.
"""

from __future__ import annotations

import binascii
import json
from base64 import b64decode, b64encode
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from django.db import IntegrityError
from django.utils.translation import gettext as _

from spona import audit
from spona.access.actor import Actor
from spona.access.denied import Conflict, Denied
from spona.cases.count.sheets_update import counted_records
from spona.cases.count.sources import towns_of
from spona.cases.standards.counted_rows import (
    Asked,
    Taken,
    coded_row,
    own_columns,
    record_columns,
    row_of,
    taken_from,
)
from spona.cases.standards.heads import Remark
from spona.cases.standards.permissions import (
    check_can_export_rows,
    check_can_load,
    check_can_take_over,
)
from spona.cases.standards.profiles import places_of, read_profile, typed_columns
from spona.cases.standards.table import read_table
from spona.deadlines.time import now
from spona.directory.models import Institution, Network
from spona.documents.tables import csv_table, xlsx_table
from spona.identity.keyring import Keyring
from spona.reference.models import Town
from spona.statistics.actions import keep_counts, read_kept
from spona.statistics.models import KeptCounts, StandardProfile
from spona.statistics.record import Document, check, empty
from spona.vault.models import Section
from spona.vault.recipients import to_institution
from spona.vault.refusals import Unopenable

IMPORTED: Final = "counts:imported"
EXPORTED: Final = "counts:exported"
# So many people are taken over at once: with every answer given, what is sealed of them fits into a
# form that Django takes (`DATA_UPLOAD_MAX_MEMORY_SIZE`).
MOST: Final = 500
FORMS: Final = {"csv": csv_table, "xlsx": xlsx_table}


@dataclass(frozen=True, slots=True)
class Looked:
    """What came of a table. `sealed`: what a press would take over, empty where nothing would."""

    lines: Sequence[Taken] = field(repr=False)
    remarks: Sequence[Remark]
    sealed: str = field(repr=False)

    @property
    def records(self) -> list[Document]:
        return [one.record for one in self.lines if one.record is not None]


def look_at(content: bytes, *, network: Network, year: int, by: Actor, keys: Keyring) -> Looked:
    """Read a table and write nothing. Denied where it is none, or has too many people in it."""
    check_can_take_over(by, network)
    table = read_table(content, frozenset(own_columns()))
    lines: list[Taken] = []
    for one in taken_from(table.rows, Asked(towns_of(network), year)):
        lines.append(one)
        if len(lines) > MOST:
            raise Denied(
                _("At most %(n)d people are taken over at once. Send the rest in another file.")
                % {"n": MOST}
            )
    found = Looked(lines, table.heads.remarks, "")
    if not found.records:
        return found
    document = {
        "schema": 1,
        "network": str(network.pk),
        "lists": _state_of(network, by),
        "records": [_short(one) for one in found.records],
    }
    sealed = keys.seal_own(document, aad=_aad(by))
    return Looked(lines, table.heads.remarks, b64encode(sealed).decode())


def take_over(sealed: str, *, by: Actor, keys: Keyring) -> int:
    """Add what was shown to the institution's sealed list, from which the next count sheet takes
    it; return how many people.

    Denied for what this person was not shown; Conflict where it was taken over already, or a
    colleague added to the list since.
    """
    document = _opened(sealed, by, keys)
    network = Network.objects.real().filter(pk=document["network"]).first()
    if network is None:
        raise Denied(_("Your institution does not sit in this network."))
    check_can_take_over(by, network)
    institution = Institution.objects.get(pk=str(by.institution_id))
    records = [empty() | one for one in document["records"]]
    for one in records:
        check(one)
    if document["lists"] != _state_of(network, by):
        raise _faster()
    kept = read_kept(institution, network, by=by, keys=keys)
    try:
        with audit.transaction() as log:
            Institution.objects.select_for_update().get(pk=institution.pk)
            if document["lists"] != _state_of(network, by):
                raise _faster()
            told = keep_counts(
                institution, network, records, to=[to_institution(institution)], kept=kept,
                by=by, keys=keys,
            )  # fmt: skip
            # Not how many: a file of one person would name that person's day.
            log.record(IMPORTED, by=by, subject=("institution", institution.pk))
    except IntegrityError:
        raise _faster() from None
    return told


def export_rows(
    *, profile: StandardProfile | None, form: str, colleagues: bool, by: Actor, keys: Keyring
) -> bytes:
    """The institution's own counted records as a table: by a profile, or by HTCDS without one.

    StepUpNeeded without a fresh second factor. `colleagues`: also of files that colleagues work on,
    which they are told of; Denied where a record stayed closed, for the table would leave somebody
    out. Sorted by what they say, so
    that a place in the table tells nothing of when. Call it outside every transaction.
    """
    check_can_export_rows(by)
    institution = Institution.objects.get(pk=str(by.institution_id))
    networks = list(Network.objects.real().filter(pk__in=by.networks).order_by("pk"))
    found = counted_records(institution, networks, colleagues=colleagues, by=by, keys=keys)
    if found.closed and not colleagues:
        raise Denied(_("Open the records of files that colleagues work on too. Tick it first."))
    if found.closed:
        raise Denied(
            _(
                "A record does not open for you, so the table would leave somebody out. Another "
                "intake officer takes it out."
            )
        )
    records = [one for some in found.records.values() for one in some]
    if not records:
        raise Denied(_("Nobody is counted yet, so there is no row to take out."))
    records.sort(key=lambda one: json.dumps(one, sort_keys=True))
    audit.record_read(
        EXPORTED, by=by, subject=("institution", institution.pk), detail={"form": form}
    )
    head, rows = _rows(records, profile)
    return FORMS[form](head, ([cells.get(name, "") for name in head] for cells in rows))


def load_profile(content: bytes, *, by: Actor) -> StandardProfile:
    """Keep a checked profile, in place of the one of this name and version; ProfileRefusedError."""
    check_can_load(by)
    body = read_profile(content)
    with audit.transaction() as log:
        rows = StandardProfile.objects.select_for_update()
        row = rows.filter(name=body["name"], version=body["version"]).first()
        row = row or StandardProfile(name=body["name"], version=body["version"])
        row.source, row.certainty = body["source"], body["certainty"]
        row.body, row.loaded_at = body, now()
        row.save()
        log.record("standard:loaded", by=by, subject=row.subject)
    return row


def _rows(
    records: Sequence[Document], profile: StandardProfile | None
) -> tuple[Sequence[str], Iterator[Mapping[str, str]]]:
    """Heads and rows. A profile has only its own columns, and ours beside them."""
    if profile is None:
        slugs = {str(one["town"]) for one in records}
        towns = {one.slug: str(one.words) for one in Town.objects.filter(slug__in=slugs)}
        return record_columns(), (row_of(one, towns) for one in records)
    places, typed = places_of(profile.body), typed_columns(profile.body)
    theirs = [one["theirs"] for one in profile.body["mapping"]]
    rows = (
        coded_row(one, places) | {column: str(one[name]) for name, column in typed.items()}
        for one in records
    )
    return [*theirs, *own_columns()], rows


def _short(record: Document) -> Document:
    """Without what an empty one says anyway."""
    nothing = empty()
    return {name: said for name, said in record.items() if said != nothing[name]}


def _aad(by: Actor) -> bytes:
    return f"spona cases standards 1|{by.account_id}|{by.member_id}".encode()


def _opened(sealed: str, by: Actor, keys: Keyring) -> dict[str, Any]:
    try:
        return keys.open_own(b64decode(sealed, validate=True), aad=_aad(by))
    except (Unopenable, binascii.Error, ValueError):
        raise Denied(_("This is not what you were shown. Send the file in once more.")) from None


def _state_of(network: Network, by: Actor) -> list[str]:
    """How the institution's kept lists of this network stand: nothing of what is in them."""
    boxes = KeptCounts.objects.filter(institution=by.institution_id, network=network).values("box")
    rows = Section.objects.filter(box__in=boxes).order_by("pk")
    return [f"{ident}:{revision}" for ident, revision in rows.values_list("pk", "revision")]


def _faster() -> Conflict:
    return Conflict(
        _("This was taken over already, or a colleague did the same just now. Look at the figures.")
    )
