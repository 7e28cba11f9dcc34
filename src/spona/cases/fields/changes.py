"""How two texts of a section differ, field by field."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from spona.cases.fields.case_fields import FIELDS
from spona.cases.fields.facts import section_facts


@dataclass(frozen=True, slots=True)
class Change:
    """One field as it was and as it is; empty where nothing was written."""

    label: str
    before: str
    after: str

    @property
    def is_changed(self) -> bool:
        return self.before != self.after


def changes(section: str, before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Change]:
    """Every field that either text fills, in the order in which a file is read."""
    old, new = _values(section, before), _values(section, after)
    return [
        Change(str(one.label), old.get(one.name, ""), new.get(one.name, ""))
        for one in FIELDS
        if one.section == section and one.name in old | new
    ]


def _values(section: str, document: Mapping[str, Any]) -> dict[str, str]:
    return {fact.field.name: fact.value for fact in section_facts(section, document)}
