"""From the text of a draft to the packet: what the preview shows is what `send` gets."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from spona.access.actor import Actor
from spona.access.denied import Denied
from spona.cases.case.acting_membership import acting_membership
from spona.cases.consent.ground import Ground, ground_for
from spona.cases.consent.rests_on import RestsOn
from spona.cases.fields.codes import AGE, URGENCY, YES_NO
from spona.cases.fields.facts import texts_of
from spona.cases.fields.form_fields import sector_sections
from spona.cases.indicators.answers import answered
from spona.cases.intake.draft_document import Document
from spona.cases.intake.forms.call import CALL_FIRST
from spona.cases.intake.presets import preset
from spona.cases.referrals.packet import (
    Body,
    Call,
    Cover,
    Kept,
    Packet,
    Sender,
    Signs,
)
from spona.cases.referrals.seen import seen_tag
from spona.directory.models import Institution, Member, Network
from spona.reference.models import IndicatorList


@dataclass(frozen=True, slots=True)
class Missing:
    """A sentence that says what to do, and the step on which it is done."""

    step: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Order:
    """Everything that sending needs, with what is still missing. `sections`: those of a file of
    which the writer was asked something and has answered it, whether they go or stay.
    """

    packet: Packet
    network: Network
    recipient: Institution
    parts: tuple[str, ...]
    agreed: bool
    excluded_people: frozenset[UUID]
    excluded_institutions: frozenset[UUID]
    sections: tuple[str, ...] = ()
    missing: list[Missing] = field(default_factory=list)

    def seen_tag(self, draft: UUID, *, by: Actor) -> str:
        """The tag of the preview of this draft; see `referrals.seen`."""
        excluded = sorted(map(str, {*self.excluded_people, *self.excluded_institutions}))
        to = (draft, self.network.pk, self.recipient.pk, *excluded)
        return seen_tag(self.packet, to=to, by=by)

    def check(self) -> None:
        """Denied with the first thing that is missing."""
        if self.missing:
            raise Denied(self.missing[0].sentence)


def order_of(text: Document, *, by: Actor) -> Order:
    """The packet of a draft for the recipient chosen in it.

    Denied when no recipient was chosen: there is nothing to preview for nobody.
    """
    network, recipient = chosen_recipient(text, by)
    chosen = text["packet"].get("parts")
    parts = tuple(preset(recipient.sector) if chosen is None else chosen)
    writer = acting_membership(by)
    age = text["person"].get("age") or "not_sure"
    ground = ground_for(
        sender=writer.institution.sector,
        recipient=recipient.sector,
        age=age,
        on=timezone.localdate(),
    )
    sector = writer.institution.sector
    packet = Packet(_cover(text), _body(text, parts, writer, ground), _kept(text, parts, sector))
    return Order(
        packet,
        network,
        recipient,
        parts,
        agreed=bool(text["packet"].get("agreed")),
        excluded_people=_ids(text, "people"),
        excluded_institutions=_ids(text, "institutions"),
        sections=tuple(sector_sections(sector, text["person"])),
        missing=missing(text, ground),
    )


def chosen_recipient(text: Document, by: Actor) -> tuple[Network, Institution]:
    """The network and the institution that were chosen; Denied when there is none yet."""
    chosen = text["recipient"]
    ids = [one for name in ("network", "institution") if (one := _id(chosen.get(name)))]
    network = Network.objects.visible_to(by).filter(pk__in=ids).first()
    recipient = Institution.objects.filter(pk__in=ids).first()
    if network is None or recipient is None:
        raise Denied(_("Choose first to whom you send it."))
    return network, recipient


def missing(text: Document, ground: Ground) -> list[Missing]:
    """What has to be there before it can go; the order of the steps."""
    person, call = text["person"], text["danger"]
    found = []
    if call.get("in_danger") not in YES_NO:
        found.append(Missing("danger", _("Say whether somebody is in danger now.")))
    if person.get("age") not in AGE:
        found.append(Missing("person", _("Say whether it is a child. “Not sure” is an answer.")))
    if person.get("safe") not in YES_NO:
        found.append(Missing("person", _("Say whether it is safe to contact the person.")))
    if not _text(person, "asked"):
        found.append(Missing("person", _("Write what you ask of the recipient.")))
    if person.get("urgency") not in URGENCY:
        found.append(Missing("person", _("Choose how urgent it is.")))
    if person.get("urgency") == CALL_FIRST and not _text(call, "reached"):
        found.append(
            Missing(
                "person",
                _("It is immediate: call first, then write whom you reached."),
            )
        )
    if text["recipient"].get("related") not in YES_NO:
        found.append(Missing("recipient", _("Say whether anyone there is involved or related.")))
    if ground.rests_on == RestsOn.AGREEMENT and not text["packet"].get("agreed"):
        found.append(
            Missing("packet", _("To this recipient it goes only when the person has agreed."))
        )
    return found


def _cover(text: Document) -> Cover:
    person, call = text["person"], text["danger"]
    return Cover(
        urgency=person.get("urgency", ""),
        asked=_text(person, "asked"),
        age=person.get("age") or "not_sure",
        age_detail=_text(person, "age_detail"),
        language=_text(person, "language"),
        safe=person.get("safe") or "not_sure",
        how_to_reach=_text(person, "how_to_reach"),
        call=Call(
            call.get("in_danger", ""),
            _text(call, "reached"),
            _text(call, "role"),
            _text(call, "at"),
        ),
    )


def _body(text: Document, parts: tuple[str, ...], writer: Member, ground: Ground) -> Body:
    person = text["person"]
    sender = Sender(
        writer.institution.words,
        writer.person.name,
        writer.position,
        _text(person, "own_phone"),
        person.get("certainty", ""),
        tuple(person.get("told") or ()),
        _text(person, "told_more"),
        _text(person, "registry_number"),
    )
    given = _parts(text)
    return Body(
        sender,
        ground,
        given["signs"] if "signs" in parts else None,
        given["account"] if "account" in parts else None,
        given["who"] if "who" in parts else None,
        given["reach"] if "reach" in parts else None,
        person_knows=bool(text["packet"].get("person_knows")),
        sections={
            name: document
            for name, document in sector_sections(writer.institution.sector, text["person"]).items()
            if name in parts
        },
    )


def _parts(text: Document) -> dict[str, Any]:
    """Every part, whether it goes or stays."""
    person = text["person"]
    return {
        "signs": _signs(text),
        "account": texts_of("account", person),
        "who": texts_of("who", person),
        "reach": texts_of("reach", person),
    }


def _signs(text: Document) -> Signs:
    chosen = IndicatorList.objects.get(pk=text["list"])
    return Signs(
        chosen.words, chosen.version, chosen.source, chosen.certainty,
        tuple(answered(chosen, text["signs"])),
    )  # fmt: skip


def _kept(text: Document, parts: tuple[str, ...], sector: str) -> Kept:
    given = _parts(text) | sector_sections(sector, text["person"])
    stays = {name: part for name, part in given.items() if name not in parts}
    documents = {
        name: part.to_document() if isinstance(part, Signs) else part
        for name, part in stays.items()
    }
    return Kept(_text(text["person"], "notes"), documents)


def _text(values: dict[str, Any], name: str) -> str:
    return str(values.get(name) or "").strip()


def _ids(text: Document, name: str) -> frozenset[UUID]:
    """Only when the question was answered with yes; what was ticked before counts no more."""
    if text["recipient"].get("related") != "yes":
        return frozenset()
    found = (_id(value) for value in text["recipient"].get(name) or ())
    return frozenset(one for one in found if one is not None)


def _id(value: object) -> UUID | None:
    try:
        return UUID(str(value))
    except ValueError:
        return None
