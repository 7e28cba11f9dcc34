"""Which questions the case files of a network ask."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final
from uuid import UUID

from spona.audit.verified_rows import remembered
from spona.cases.fields.case_field import CaseField
from spona.cases.fields.case_fields import FIELDS
from spona.reference.models import NetworkQuestion


@dataclass(frozen=True, slots=True)
class NetworkQuestions:
    """`own` in the order in which they were added; `hidden` as `section.field`."""

    own: tuple[NetworkQuestion, ...] = ()
    hidden: frozenset[str] = frozenset()

    def own_of(self, section: str) -> list[NetworkQuestion]:
        return [one for one in self.own if one.section == section]

    def asks(self, field: CaseField) -> bool:
        return not (field.may_be_hidden and key_of(field) in self.hidden)


# Of a form that no network changes.
AS_LISTED: Final = NetworkQuestions()


def questions_of(network: UUID) -> NetworkQuestions:
    """Read once; whoever changes them leaves a line in the log."""
    return remembered(("case questions", network), lambda: _read(network))


def _read(network: UUID) -> NetworkQuestions:
    rows = NetworkQuestion.objects.filter(network_id=network, ended_on=None).order_by(
        "begins_on", "key"
    )
    valid = [one for one in rows if one.has_valid_mac()]
    return NetworkQuestions(
        tuple(one for one in valid if not one.hides),
        frozenset(one.key for one in valid if one.hides),
    )


def key_of(field: CaseField) -> str:
    return f"{field.section}.{field.name}"


def field_at(key: str) -> CaseField | None:
    """The field of the list that a file asks under this key."""
    asked = (one for one in FIELDS if "file" in one.asked_in and one.section)
    return next((one for one in asked if key_of(one) == key), None)
