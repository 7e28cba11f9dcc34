"""Of the facts that a referral form of another country asks, how many a packet to the Centre carries.

The list is our own (`foreign_form_facts.toml`), kept apart from the list of case fields.
"""

import tomllib
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path

from spona.cases.case.sections import empty_sections
from spona.cases.consent.ground import ground_unnamed
from spona.cases.fields.case_field import CaseField, Kind
from spona.cases.fields.case_fields import FIELDS
from spona.cases.fields.form_fields import asked_fields
from spona.cases.fields.related_people import RelatedPerson
from spona.cases.referral_pages.compose import Chosen, packet_of
from spona.cases.referral_pages.parts import PARTS
from spona.cases.referrals.moves import Kind as Move
from spona.cases.referrals.packet import Body, Call, Cover, Sender

LIST = Path(__file__).with_name("foreign_form_facts.toml")
GROUPS = tomllib.loads(LIST.read_text(encoding="utf-8"))["group"]
FACTS = [fact for group in GROUPS for fact in group["facts"]]
# The fewest that have to be carried.
WANTED = 110
PACKET = {"cover": Cover, "cover.call": Call, "sender": Sender, "": Body}


def answer(field: CaseField) -> str | list[str]:
    if field.kind == Kind.MANY:
        return [next(iter(field.codes))]
    return next(iter(field.codes)) if field.kind == Kind.ONE else f"said of {field.name}"


def sent_to_the_centre(world) -> dict[str, object]:
    """`section.field` and `people.…` → what a packet from a full file tells of it."""
    documents = empty_sections()
    for one in FIELDS:
        if "file" in one.asked_in:
            documents[one.section][one.name] = answer(one)
    person = RelatedPerson(**{one.name: f"said of {one.name}" for one in fields(RelatedPerson)})
    documents["people"]["people"] = [person.to_document()]
    chosen = Chosen(kind=Move.REFERRAL, asked="x", urgency="urgent", parts=tuple(PARTS))
    packet = packet_of(chosen, documents, writer=world.bea.member, ground=ground_unnamed())
    cover, body = packet.cover.to_document(), packet.body.to_document()
    found = {f"people.{key}": text for key, text in body["sections"]["people"]["people"][0].items()}
    for one in FIELDS:
        there = {"cover": cover, "section": body["sections"].get(one.section, {})}.get(
            one.part, body.get(one.part) or {}
        )
        if there.get(one.name):
            found[f"{one.section}.{one.name}"] = there[one.name]
    return found


def of_packet(place: str) -> bool:
    """Whether what is sent has a place of this name."""
    where, _dot, name = place.removeprefix("packet.").rpartition(".")
    return name in {one.name for one in fields(PACKET[where])}


def carried(world) -> Iterator[dict[str, object]]:
    sent = sent_to_the_centre(world)
    for fact in FACTS:
        places = fact["carried_by"]
        if places and all(
            of_packet(one) if one.startswith("packet.") else sent.get(one) for one in places
        ):
            yield fact


def test_a_packet_to_the_centre_carries_what_such_a_form_asks(world):
    found = list(carried(world))
    lost = [one["asks"] for one in FACTS if one["carried_by"] and one not in found]
    assert lost == []
    assert len(FACTS) >= 120
    assert len(found) >= WANTED, f"{len(found)} of {len(FACTS)}"


def test_each_fact_is_asked_once_and_every_field_that_it_names_is_one_of_the_list():
    asked = [fact["asks"] for fact in FACTS]
    # Of the person and of what was done to them the same word may be asked in two groups.
    assert len(asked) == len(set(asked))
    known = {f"{one.section}.{one.name}" for one in FIELDS}
    known |= {f"people.{one.name}" for one in fields(RelatedPerson)}
    named = [place for fact in FACTS for place in fact["carried_by"]]
    assert [one for one in named if not one.startswith("packet.") and one not in known] == []


def test_what_nothing_carries_is_told_in_the_list_and_is_little():
    missing = [fact["asks"] for fact in FACTS if not fact["carried_by"]]
    assert "religion" in missing
    assert len(FACTS) - len(missing) >= WANTED


def test_a_field_that_stays_with_its_writer_carries_nothing(world):
    sent = sent_to_the_centre(world)
    assert "account.certainty" not in sent
    stays = {one.name for one in FIELDS if one.part in ("kept", "sender")}
    assert not stays & {place.rpartition(".")[2] for place in sent}
    goes = [one for one in asked_fields("file") if one.part not in ("kept", "sender")]
    assert {f"{one.section}.{one.name}" for one in goes} <= sent.keys()
