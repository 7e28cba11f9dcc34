"""Open a file, or the names of many, in memory; each page is one row of the read log."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any, Final
from uuid import UUID

from django.db.models import Q

from spona.access.actor import Actor
from spona.access.prepared_rows import PreparedRows
from spona.cases.case.attached import PREFIX, Attached
from spona.cases.case.models import Case
from spona.cases.case.sections import SECTIONS
from spona.identity.keyring import Keyring
from spona.vault.actions import open_many
from spona.vault.models import Section

type Document = dict[str, Any]


@dataclass(slots=True)
class OpenFile:
    """`documents` and `revisions` by the name of the section, as far as it opened.

    `needs_reason`: sections that a key leads to and that are assigned to colleagues.
    """

    documents: dict[str, Document] = field(default_factory=dict, repr=False)
    revisions: dict[str, int] = field(default_factory=dict)
    needs_reason: set[str] = field(default_factory=set)
    attached: list[Attached] = field(default_factory=list, repr=False)


_SECTIONS: Final = PreparedRows(
    lambda by, boxes: (
        Section.objects.visible_to(by)
        .filter(Q(name__in=SECTIONS) | Q(name__startswith=PREFIX), box__in=boxes)
        .select_related("box")
        .order_by("name")
    )
)


def read_file(
    case: Case, *, by: Actor, keys: Keyring, without: Collection[str] = ("name",)
) -> OpenFile:
    """The sections that are open to this reader and what is attached, but for `without`."""
    rows = [row for row in _SECTIONS.rows(by, [case.box_id]) if row.name not in without]
    opened = open_many(rows, by=by, keys=keys, purpose="page")
    found = OpenFile()
    for row in rows:
        document = opened.get(row.pk)
        if row.name.startswith(PREFIX):
            if document is not None:
                found.attached.append(Attached.of(document))
        elif document is None:
            found.needs_reason.add(row.name)
        else:
            found.documents[row.name] = document
            found.revisions[row.name] = row.revision
    found.attached.sort(key=lambda one: one.at)
    return found


def read_names(cases: Collection[Case], *, by: Actor, keys: Keyring) -> dict[UUID, str]:
    """Case id → the name in it, for a list; what is not for this reader is absent."""
    rows = (
        Section.objects.visible_to(by)
        .filter(box__in=[one.box_id for one in cases], name="name")
        .select_related("box")
    )
    by_box = {row.box_id: row.pk for row in rows}
    opened = open_many(rows, by=by, keys=keys, purpose="list")
    return {
        one.pk: str(opened[by_box[one.box_id]].get("name") or "")
        for one in cases
        if by_box.get(one.box_id) in opened
    }
