"""Counted records outlive their cases: in one sealed list for each institution and network, from
which its holders write the count sheets. No analyst opens it.

Who was locked out of a file does not open its record either: it stands in a list of its own, sealed
by name to the holders who were not.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final
from uuid import uuid4

from django.utils.translation import gettext as _

from spona import audit
from spona.access.actor import Actor
from spona.access.denied import Conflict, Denied
from spona.directory.models import Institution, Network
from spona.identity.keyring import Keyring
from spona.reference.models.signed import verify_rows
from spona.statistics.models import KeptCounts
from spona.statistics.record import REFUSED, Document, counts, empty
from spona.vault import actions as vault
from spona.vault.key_resolution import standing
from spona.vault.models import INSTITUTION, OPEN, STATISTICS, Section
from spona.vault.recipients import COUNTED_SECTION, Recipient

# The name of a section has no digits.
_LETTERS: Final = str.maketrans("0123456789", "ghijklmnop")


@dataclass(frozen=True, slots=True)
class Kept:
    """The lists that this person opens, with their records; none before the first one."""

    lists: Mapping[Section, Sequence[Document]] = field(default_factory=dict, repr=False)

    @property
    def records(self) -> list[Document]:
        return [one for some in self.lists.values() for one in some]


def read_kept(institution: Institution, network: Network, *, by: Actor, keys: Keyring) -> Kept:
    """For whoever adds to it, outside every transaction. Denied where it is not theirs."""
    row = KeptCounts.objects.filter(institution=institution, network=network).first()
    if row is None:
        return Kept()
    _check_is_theirs(institution, by)
    verify_rows(row)
    rows = Section.objects.visible_to(by).filter(box=row.box_id).select_related("box")
    sections = list(rows.order_by("id"))
    documents = vault.open_sections(sections, by=by, keys=keys) if sections else []
    return Kept({one: list(said["records"]) for one, said in zip(sections, documents, strict=True)})


def keep_counts(
    institution: Institution,
    network: Network,
    records: list[Document],
    *,
    to: Sequence[Recipient],
    kept: Kept,
    by: Actor,
    keys: Keyring,
) -> int:
    """Add records to the list of those who open them, `to`: the institution, or its holders by name
    where somebody was locked out; return how many. What counts nobody is left.

    Inside the transaction that destroys their cases, or takes them over from another system. Sorted
    by what they say, so that their order tells nothing of when. Who refused to be counted leaves an
    empty place: that a list was written must not tell the answer. Conflict where a colleague added
    to it since `kept` was read.
    """
    _check_is_theirs(institution, by)
    new = [_to_keep(one) for one in records if counts(one)]
    if not new:
        return 0
    with audit.transaction() as log:
        rows = KeptCounts.objects.select_for_update(of=("self",)).select_related("box")
        row = rows.filter(institution=institution, network=network).first()
        section = _list_of(row, to) if row is not None else None
        if section is None:
            row = _begin(row, institution, network, _document(new), to, by=by, keys=keys)
        else:
            read = next((one for one in kept.lists if one.pk == section.pk), None)
            if read is None or section.revision != read.revision:
                raise Conflict(_("A colleague did the same just now. Press once more."))
            document = _document([*kept.lists[read], *new])
            vault.destroy(section.grants.filter(to_kind=STATISTICS), by=by)
            vault.save_section(section, document, revision=section.revision, by=by, keys=keys)
        assert row is not None
        log.record("counts:kept", by=by, subject=("kept_counts", row.pk))
    return len(new)


def _check_is_theirs(institution: Institution, by: Actor) -> None:
    if by.institution_id != institution.pk:
        raise Denied(_("You can only keep records of the institution you act for."))


def _to_keep(record: Document) -> Document:
    return empty() if record["consent_stats"] == REFUSED else record


def _document(records: Sequence[Document]) -> Document:
    return {"schema": 1, "records": sorted(records, key=_said)}


def _list_of(row: KeptCounts, to: Sequence[Recipient]) -> Section | None:
    """The one that exactly these open."""
    wanted = {(one.kind, one.id) for one in to}
    for section in Section.objects.filter(box=row.box_id).select_related("box").order_by("id"):
        # An analyst's way of before count sheets makes no other list.
        rows = section.grants.filter(state=OPEN).exclude(to_kind=STATISTICS)
        grants = standing(rows.order_by("id"))
        if {(one.to_kind, one.to_id) for one in grants} == wanted:
            return section
    return None


def _begin(
    row: KeptCounts | None,
    institution: Institution,
    network: Network,
    document: Document,
    to: Sequence[Recipient],
    *,
    by: Actor,
    keys: Keyring,
) -> KeptCounts:
    """The first list of these readers."""
    whole = {one.kind for one in to} == {INSTITUTION}
    name = COUNTED_SECTION if whole else f"{COUNTED_SECTION}_{uuid4().hex.translate(_LETTERS)}"
    if row is not None:
        vault.add_section(row.box, name, document, to, by=by, keys=keys)
        return row
    box = vault.create_box(
        "counted",
        owner=institution.pk,
        sections={name: document},
        grants={name: list(to)},
        by=by,
        keys=keys,
    )
    return KeptCounts.objects.create(institution=institution, network=network, box=box)


def _said(record: Document) -> str:
    return json.dumps(record, sort_keys=True, ensure_ascii=False)
