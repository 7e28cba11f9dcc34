"""What is known, as label and value; what is empty is left out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import pgettext

from spona.cases.case.sections import NOT_KNOWN, OWN
from spona.cases.fields.case_field import CaseField, Kind, Part
from spona.cases.fields.case_fields import FIELDS
from spona.cases.fields.codes import word
from spona.cases.fields.network_questions import NetworkQuestions
from spona.cases.fields.related_people import RelatedPerson
from spona.reference.words import Words

# What was answered in the fields of one part of a packet: name of the field → text, or codes; and
# under `NOT_KNOWN` the names of those that were answered with "not known".
type Texts = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Fact:
    """One field with its answer in the active language."""

    field: CaseField
    value: str
    is_own = False

    @property
    def key(self) -> str:
        """Under which the document keeps it."""
        return self.field.name

    @property
    def label(self) -> str:
        return str(self.field.label)

    @property
    def is_long(self) -> bool:
        return self.field.kind == Kind.TEXT

    @property
    def is_phone(self) -> bool:
        return self.field.kind == Kind.PHONE


@dataclass(frozen=True, slots=True)
class OwnFact:
    """The answer to a question of a network's own, as it was worded when it was answered."""

    key: str
    label: str
    value: str
    is_own = True
    is_long = False
    is_phone = False


def section_facts(section: str, document: Mapping[str, Any]) -> list[Fact | OwnFact]:
    """Of one section of a file, in the order in which it is read; a network's own come last."""
    fields = [one for one in FIELDS if one.section == section]
    return [*_facts(fields, document), *own_facts(document)]


def group_facts(section: str, group: str | Promise, document: Mapping[str, Any]) -> list[Fact]:
    """Of one group of a section, for a page that has the rest elsewhere."""
    return _facts([one for one in FIELDS if (one.section, one.group) == (section, group)], document)


def part_facts(part: Part, texts: Mapping[str, Any]) -> list[Fact]:
    """Of one part of a packet."""
    return _facts(part_fields(part), texts)


def part_fields(part: Part) -> list[CaseField]:
    return [one for one in FIELDS if one.part == part]


def texts_of(part: Part, given: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of the part that were answered."""
    return answers_in(part_fields(part), given)


def answers_in(fields: Iterable[CaseField], given: Mapping[str, Any]) -> dict[str, Any]:
    """What was given for these fields, texts stripped; nothing of those that nobody was asked."""
    asked = list(fields)
    found = {one.name: given.get(one.name) or "" for one in asked}
    found = {name: one.strip() if isinstance(one, str) else one for name, one in found.items()}
    unknown = [one.name for one in asked if one.name in given.get(NOT_KNOWN, ())]
    answered: dict[str, Any] = {name: one for name, one in found.items() if one}
    return answered | ({NOT_KNOWN: unknown} if unknown else {})


def typed_in(part: Part, texts: Texts) -> Iterator[str]:
    """What people wrote themselves, without the codes that they chose."""
    for one in part_fields(part):
        if one.kind not in (Kind.ONE, Kind.MANY, Kind.CALL):
            yield str(texts.get(one.name) or "")


def not_asked(
    section: str, document: Mapping[str, Any], questions: NetworkQuestions
) -> list[CaseField]:
    """What the form of the section asks and nobody has answered; "not known" is an answer."""
    unknown = document.get(NOT_KNOWN, ())
    told_with = {one.detail for one in FIELDS if one.section == section and one.detail}
    return [
        one
        for one in FIELDS
        if one.section == section
        and "file" in one.asked_in
        and questions.asks(one)
        and one.name not in told_with
        and one.name not in unknown
        and not _is_filled(document, one.name)
    ]


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


def own_facts(document: Mapping[str, Any]) -> list[OwnFact]:
    """The answers to a network's own questions."""
    return [
        OwnFact(key, str(Words(one["label"])), str(Words(one["value"])))
        for key, one in document.get(OWN, {}).items()
        if one
    ]


def _value(field: CaseField, document: Mapping[str, Any]) -> str:
    given: Any = document.get(field.name) or ""
    if not given and field.name in document.get(NOT_KNOWN, ()):
        return pgettext("answer", "not known")
    if field.kind == Kind.PEOPLE:
        return "\n".join(RelatedPerson.of(one).line for one in given)
    if field.kind == Kind.CALL:
        said = (given[one] for one in ("reached", "role", "at")) if given else ()
        return ", ".join(filter(None, said))
    if field.kind == Kind.MANY:
        return ", ".join(filter(None, (word(field.codes, code) for code in given)))
    answer = word(field.codes, given) if field.kind == Kind.ONE else str(given)
    more = str(document.get(field.detail) or "") if field.detail else ""
    return ", ".join(filter(None, (answer, more)))
