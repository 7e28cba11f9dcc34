"""One file as JSON: every section as it stands and as it was, with the codes of the field list.

Days are ISO dates, instants are UTC. An attached file goes along, the key that sealed it does not.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, Final
from uuid import UUID

from spona.cases.case.models import Case
from spona.cases.casefile.actions.another_case import linked_cases
from spona.cases.casefile.boxes import boxes_of
from spona.cases.casefile.whole_case import Reading
from spona.cases.fields.related_people import LINKED
from spona.cases.referrals.models import Referral
from spona.directory.institution_names import full_name
from spona.directory.models import Person
from spona.vault.actions.history import EarlierText
from spona.vault.models import Section

# A new shape gets a new number.
FORMAT: Final = 1
_KEPT_BACK: Final = frozenset({"key", "stored_name"})


def file_as_json(reading: Reading, earlier: Mapping[UUID, Sequence[EarlierText]]) -> bytes:
    case = reading.paper.case
    writers = {one.replaced_by for texts in earlier.values() for one in texts if one.replaced_by}
    names = {one.pk: one.shown_name for one in Person.objects.filter(pk__in=writers)}
    own = [row for row in reading.rows if row.box_id == case.box_id]
    found = {
        "format": FORMAT,
        **facts_of(case),
        "sections": {
            row.name: _section(row, reading, earlier.get(row.pk, ()), names) for row in own
        },
        "referrals": [_referral(one, reading) for one in reading.referrals],
        "conferences": [
            {
                "reference": one.meeting.reference,
                "starts_at": _instant(one.meeting.starts_at),
                "sections": _sections_in({each.box_id for each in one.decided.all()}, reading),
            }
            for one in reading.conferences
        ],
        "not_opened": sorted(reading.left_out),
    }
    return json.dumps(found, ensure_ascii=False, indent=1, sort_keys=True).encode()


def facts_of(case: Case) -> dict[str, Any]:
    """What stands outside the seal."""
    return {
        "reference": case.reference,
        "institution": full_name(case.owner_institution),
        "network": case.network.slug,
        "opened_by": case.opened_by,
        "opened_at": _instant(case.opened_at),
        "closed_at": _instant(case.closed_at),
        "joined_to": case.joined_to.reference if case.joined_to else None,
    }


def without_keys(value: Any) -> Any:
    """A document without what opens the files that it names."""
    if isinstance(value, dict):
        is_file = value.keys() >= _KEPT_BACK
        return {
            name: without_keys(one)
            for name, one in value.items()
            if not (is_file and name in _KEPT_BACK)
        }
    if isinstance(value, list):
        return [without_keys(one) for one in value]
    return value


def _told(document: Mapping[str, Any] | None, reading: Reading) -> Any:
    """As it is sealed; of the files of others in the same report those only that the reader opens.
    Who was locked out of one since must not find it here.
    """
    if not document or LINKED not in document:
        return without_keys(document)
    found = linked_cases(reading.paper.case, document, by=reading.paper.by)
    bare = {name: one for name, one in document.items() if name != LINKED}
    return without_keys(bare | ({LINKED: [one.reference for one in found]} if found else {}))


def _section(
    row: Section, reading: Reading, earlier: Sequence[EarlierText], names: Mapping[UUID, str]
) -> dict[str, Any]:
    return {
        "revision": row.revision,
        "written_at": _instant(row.updated_at),
        "text": _told(reading.texts[row.box_id, row.name], reading),
        "earlier": [
            {
                "revision": one.revision,
                "replaced_at": _instant(one.replaced_at),
                "replaced_by": names.get(one.replaced_by) if one.replaced_by else None,
                "state": _state(one),
                "text": _told(one.document, reading),
            }
            for one in earlier
        ],
    }


def _state(text: EarlierText) -> str:
    if text.document is not None:
        return "kept"
    return "altered" if text.spoilt else "erased"


def _referral(row: Referral, reading: Reading) -> dict[str, Any]:
    return {
        "reference": row.reference,
        "kind": row.kind,
        "state": row.state,
        "from": full_name(row.sender_institution),
        "to": full_name(row.recipient_institution) if row.recipient_institution else None,
        "sent_at": _instant(row.sent_at),
        "closed_at": _instant(row.closed_at),
        "sections": _sections_in(boxes_of([row]), reading),
    }


def _sections_in(boxes: Iterable[UUID], reading: Reading) -> list[dict[str, Any]]:
    wanted = set(boxes)
    return [
        {"name": row.name, "text": without_keys(reading.texts[row.box_id, row.name])}
        for row in reading.rows
        if row.box_id in wanted
    ]


def _instant(at: datetime | None) -> str | None:
    return at.astimezone(UTC).isoformat(timespec="seconds") if at else None
