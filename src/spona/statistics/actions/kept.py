"""Counted records outlive their cases: in one sealed list for each institution and network, from
which its holders write the count sheets. No analyst opens it.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from spona import audit
from spona.access.actor import Actor
from spona.access.denied import Conflict, Denied
from spona.directory.models import Institution, Network
from spona.identity.keyring import Keyring
from spona.reference.models.signed import verify_rows
from spona.statistics.models import KeptCounts
from spona.statistics.record import Document, counts
from spona.vault import actions as vault
from spona.vault.models import Section
from spona.vault.recipients import COUNTED_SECTION


@dataclass(frozen=True, slots=True)
class Kept:
    """The list as it was opened; without a section there is none yet."""

    section: Section | None = None
    records: list[Document] = field(default_factory=list, repr=False)


def read_kept(institution: Institution, network: Network, *, by: Actor, keys: Keyring) -> Kept:
    """For whoever adds to it, outside every transaction. Denied where it is not theirs."""
    row = KeptCounts.objects.filter(institution=institution, network=network).first()
    if row is None:
        return Kept()
    verify_rows(row)
    section = Section.objects.select_related("box").get(box=row.box_id, name=COUNTED_SECTION)
    document = vault.open_section(section, by=by, keys=keys)
    return Kept(section, list(document["records"]))


def keep_counts(
    institution: Institution,
    network: Network,
    records: list[Document],
    *,
    kept: Kept,
    by: Actor,
    keys: Keyring,
) -> int:
    """Add records to the list that was read as `kept`; return how many. What counts nobody is left.

    Inside the transaction that destroys their cases. Sorted by what they say, so that their order
    tells nothing of when. Conflict where a colleague added to it since.
    """
    if by.institution_id != institution.pk:
        raise Denied(_("You can only keep records of the institution you act for."))
    new = [one for one in records if counts(one)]
    if not new:
        return 0
    document = {"schema": 1, "records": sorted([*kept.records, *new], key=_said)}
    with audit.transaction() as log:
        rows = KeptCounts.objects.select_for_update(of=("self",))
        row = rows.filter(institution=institution, network=network).first()
        if row is None:
            row = _begin(institution, network, document, by=by, keys=keys)
        else:
            section = Section.objects.select_related("box").get(
                box=row.box_id, name=COUNTED_SECTION
            )
            if kept.section is None or section.revision != kept.section.revision:
                raise Conflict(_("A colleague did the same just now. Press once more."))
            vault.save_section(section, document, revision=section.revision, by=by, keys=keys)
        log.record("counts:kept", by=by, subject=("kept_counts", row.pk))
    return len(new)


def _begin(
    institution: Institution,
    network: Network,
    document: dict[str, Any],
    *,
    by: Actor,
    keys: Keyring,
) -> KeptCounts:
    box = vault.create_box(
        "counted",
        owner=institution.pk,
        sections={COUNTED_SECTION: document},
        grants={COUNTED_SECTION: [vault.to_institution(institution)]},
        by=by,
        keys=keys,
    )
    return KeptCounts.objects.create(institution=institution, network=network, box=box)


def _said(record: Document) -> str:
    return json.dumps(record, sort_keys=True, ensure_ascii=False)
