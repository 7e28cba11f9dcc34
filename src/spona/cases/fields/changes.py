"""How two texts of a section differ, field by field."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

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
    both = [fact.key for fact in section_facts(section, {**after, **before})]
    return [
        Change((old.get(key) or new[key])[0], old.get(key, _NOTHING)[1], new.get(key, _NOTHING)[1])
        for key in dict.fromkeys((*both, *new, *old))
        if key in old or key in new
    ]


_NOTHING: Final = ("", "")


def _values(section: str, document: Mapping[str, Any]) -> dict[str, tuple[str, str]]:
    """By what the document keeps it under: label and value."""
    return {fact.key: (fact.label, fact.value) for fact in section_facts(section, document)}
