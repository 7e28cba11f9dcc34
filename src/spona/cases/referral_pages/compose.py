"""From a file and what was chosen to the packet: what the preview shows is what goes out."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from spona.cases.case.sections import NOT_KNOWN, OWN, SECTIONS
from spona.cases.consent.ground import Ground
from spona.cases.fields.case_field import Part
from spona.cases.fields.facts import answers_in, part_fields, texts_of
from spona.cases.fields.related_people import LINKED, RelatedPerson
from spona.cases.referral_pages.opening import Documents
from spona.cases.referral_pages.parts import AS_SECTIONS, PARTS
from spona.cases.referrals.moves import Kind
from spona.cases.referrals.packet import (
    Addition,
    Body,
    Call,
    Cover,
    Packet,
    Sender,
    Signs,
)
from spona.directory.models import Institution, Member
from spona.reference.scripts import fold
from spona.reference.words import Words


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """What was typed and ticked. `stay` is the provider that knows the place of stay.

    A question has a `code_name` and a `told` of its own; nothing of it comes from the file.
    """

    kind: Kind
    asked: str = ""
    urgency: str = ""
    call: Call = field(default_factory=Call)
    parts: Collection[str] = ()
    stay: Institution | None = None
    code_name: str = ""
    told: str = ""


def packet_of(chosen: Chosen, documents: Documents, *, writer: Member, ground: Ground) -> Packet:
    """The packet for one recipient, who sees this and nothing else."""
    sender = Sender(Words(dict(writer.institution.words)), writer.person.name, writer.position)
    if chosen.kind == Kind.QUESTION:
        account = texts_of("account", {"noticed": chosen.told})
        body = Body(sender, ground, account=account, code_name=chosen.code_name.strip())
        return Packet(Cover(chosen.urgency, chosen.asked.strip(), age=""), body)
    parts = set(PARTS) if chosen.kind == Kind.TRANSFER else set(chosen.parts)
    return Packet(_cover(chosen, documents), _body(chosen, parts, documents, sender, ground))


def addition_of(
    parts: Collection[str],
    documents: Documents,
    *,
    text: str = "",
    stay: Institution | None = None,
    writer: Member,
) -> Addition:
    """What is added to a referral: words of now, and these parts of the file as they are now."""
    signs = documents["account"].get("signs") if "signs" in parts else None
    return Addition(
        Words(dict(writer.institution.words)),
        writer.person.name,
        writer.position,
        text.strip(),
        Signs.from_document(signs) if signs else None,
        account=_texts_from(documents, "account") if "account" in parts else None,
        who=_texts_from(documents, "who") if "who" in parts else None,
        reach=_texts_from(documents, "reach") if "reach" in parts else None,
        sections=_chosen_sections(parts, documents),
        stay=Words(dict(stay.words)) if stay and "stay" in parts else None,
    )


def age_of(documents: Documents) -> str:
    """Child, adult or not_sure; what nobody has settled is not sure, and so the child's path."""
    return str(documents["identity"].get("age") or "not_sure")


def telling(texts: Iterable[str], documents: Documents) -> list[str]:
    """Words of a question that stand in the file as name or contact of the person.

    Compared without script, case and diacritics; short words are left out, since they are
    everywhere.
    """
    bare = {word.strip(".,;:!?()„”\"'") for word in fold(" ".join(texts)).split()}
    known: set[str] = set()
    for value in _naming(documents):
        known |= {word.strip(".,;:") for word in fold(value).split()}
    return sorted(word for word in bare & known if len(word) > 2)


def _naming(documents: Documents) -> Iterator[str]:
    for section in ("name", "papers", "contact"):
        for key, value in documents[section].items():
            if isinstance(value, str) and key not in ("safe", "schema"):
                yield value
    for person in documents["people"].get("people", []):
        yield from (str(person.get(key, "")) for key in ("name", "reach", "own_case"))
    for section, names in _TELLING.items():
        yield from (str(documents[section].get(key, "")) for key in names)
    for document in documents.values():
        yield from (str(one.get("given", "")) for one in document.get(OWN, {}).values())


# By these somebody who knows the town or a register finds the person.
_TELLING: Final = {
    "identity": (
        "other_names",
        "born",
        "born_place",
        "lived_before",
        "more",
        "school_work",
        "children",
    ),
    "health": ("doctor",),
    "legal": ("guardian", "lawyer", "police_number", "prosecution_number", "other_bodies"),
}


def _cover(chosen: Chosen, documents: Documents) -> Cover:
    identity, contact = documents["identity"], documents["contact"]
    return Cover(
        chosen.urgency,
        chosen.asked.strip(),
        age_of(documents),
        str(identity.get("age_detail", "")),
        str(identity.get("language", "")),
        str(contact.get("safe") or "not_sure"),
        str(contact.get("how_to_reach", "")),
        chosen.call,
    )


def _body(
    chosen: Chosen, parts: set[str], documents: Documents, sender: Sender, ground: Ground
) -> Body:
    signs = documents["account"].get("signs")
    return Body(
        sender,
        ground,
        Signs.from_document(signs) if signs and "signs" in parts else None,
        _texts_from(documents, "account") if "account" in parts else None,
        _texts_from(documents, "who") if "who" in parts else None,
        _texts_from(documents, "reach") if "reach" in parts else None,
        sections=_sections(chosen, parts, documents),
        stay=Words(dict(chosen.stay.words)) if chosen.stay and "stay" in parts else None,
    )


def _sections(chosen: Chosen, parts: set[str], documents: Documents) -> dict[str, Any]:
    """Of a transfer the whole file, the counted record too: a person is counted once."""
    if chosen.kind == Kind.TRANSFER:
        return {name: _without_links(documents[name]) for name in SECTIONS}
    return _chosen_sections(parts, documents)


def _chosen_sections(parts: Collection[str], documents: Documents) -> dict[str, Any]:
    # The ground of another report stays where it was given.
    found: dict[str, Any] = {
        name: {key: value for key, value in documents[name].items() if key != "ground"}
        for name in AS_SECTIONS
        if name in parts
    }
    if "people" in found:
        # What the preview reads out of each, and nothing of a file of their own.
        people = map(RelatedPerson.of, documents["people"].get("people", []))
        found["people"] = {"schema": 1, "people": [one.to_send() for one in people]}
    return found


def _without_links(document: Mapping[str, Any]) -> dict[str, Any]:
    """Which files belong together is for who opens both, and goes to nobody."""
    return {key: value for key, value in document.items() if key != LINKED}


def _texts_from(documents: Documents, part: Part) -> dict[str, Any]:
    """The answers of a part, each from the section in which the file keeps it."""
    found: dict[str, Any] = {}
    unknown: list[str] = []
    for section in dict.fromkeys(one.section for one in part_fields(part)):
        fields = [one for one in part_fields(part) if one.section == section]
        found |= answers_in(fields, documents[section])
        unknown += found.pop(NOT_KNOWN, [])
    return found | ({NOT_KNOWN: unknown} if unknown else {})
