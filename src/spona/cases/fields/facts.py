"""What is known, as label and value; what is empty is left out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from spona.cases.fields.case_field import CaseField, Kind, Part
from spona.cases.fields.case_fields import FIELDS
from spona.cases.fields.codes import word

# What was typed into the fields of one part of a packet: name of the field → text.
type Texts = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Fact:
    """One field with its answer in the active language."""

    field: CaseField
    value: str

    @property
    def label(self) -> str:
        return str(self.field.label)

    @property
    def is_long(self) -> bool:
        return self.field.kind == Kind.TEXT

    @property
    def is_phone(self) -> bool:
        return self.field.kind == Kind.PHONE


def section_facts(section: str, document: Mapping[str, Any]) -> list[Fact]:
    """Of one section of a file, in the order in which it is read."""
    return _facts([one for one in FIELDS if one.section == section], document)


def part_facts(part: Part, texts: Mapping[str, Any]) -> list[Fact]:
    """Of one part of a packet."""
    return _facts(part_fields(part), texts)


def part_fields(part: Part) -> list[CaseField]:
    return [one for one in FIELDS if one.part == part]


def texts_of(part: Part, given: Mapping[str, Any]) -> dict[str, str]:
    """Every field of the part with what was given for it, stripped; empty where nothing was."""
    return {one.name: str(given.get(one.name) or "").strip() for one in part_fields(part)}


def facts_counted(part: Part, texts: Mapping[str, Any]) -> set[str]:
    """Which of `statistics.codes.FACTS` the filled fields of a part stand for."""
    return {
        one.counts_as for one in part_fields(part) if one.counts_as and _is_filled(texts, one.name)
    }


def _is_filled(texts: Mapping[str, Any], name: str) -> bool:
    value = texts.get(name)
    return bool(value.strip() if isinstance(value, str) else value)


def _facts(fields: list[CaseField], document: Mapping[str, Any]) -> list[Fact]:
    told_with = {one.detail for one in fields if one.detail}
    shown = (Fact(one, _value(one, document)) for one in fields if one.name not in told_with)
    return [one for one in shown if one.value]


def _value(field: CaseField, document: Mapping[str, Any]) -> str:
    given: Any = document.get(field.name) or ""
    if field.kind == Kind.CALL:
        said = (given[one] for one in ("reached", "role", "at")) if given else ()
        return ", ".join(filter(None, said))
    if field.kind == Kind.MANY:
        return ", ".join(filter(None, (word(field.codes, code) for code in given)))
    answer = word(field.codes, given) if field.kind == Kind.ONE else str(given)
    more = str(document.get(field.detail) or "") if field.detail else ""
    return ", ".join(filter(None, (answer, more)))
