"""How two texts of a section differ, field by field."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

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
    both = [fact.label for fact in section_facts(section, {**after, **before})]
    labels = dict.fromkeys((*both, *new, *old))
    return [Change(one, old.get(one, ""), new.get(one, "")) for one in labels]


def _values(section: str, document: Mapping[str, Any]) -> dict[str, str]:
    """By what stands above them: no two fields of a section have the same words."""
    return {fact.label: fact.value for fact in section_facts(section, document)}
