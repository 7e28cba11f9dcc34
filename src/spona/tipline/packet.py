"""The typed pages of a report with a name, as the documents of a report's packet."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from spona.cases.consent.ground import ground_for
from spona.cases.fields.facts import texts_of
from spona.cases.fields.form_fields import sector_sections
from spona.cases.indicators.answers import YES, answered
from spona.cases.intake.forms.call import CALL
from spona.cases.referrals.packet import (
    Body,
    Call,
    Cover,
    Sender,
    Signs,
)
from spona.directory.models import Institution
from spona.reference.models import IndicatorList
from spona.reference.words import Words
from spona.tipline.payload_schemas import FirstMessage, Origin

type Given = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Report:
    """What `actions.send_report` gets."""

    first_message: FirstMessage
    cover: Cover
    body: Body


def report_of(
    danger: Given,
    person: Given,
    *,
    own: Institution | None,
    recipient: Institution,
    signs: IndicatorList,
    language: str,
) -> Report:
    """From the cleaned data of both pages; `own` None where the institution was only named."""
    name = str(own.words) if own else _text(danger, "own_name")
    words = own.words if own else Words({language: name})
    sender = Sender(
        words,
        _text(person, "own_person"),
        _text(person, "own_role"),
        _text(person, "own_phone"),
        _text(person, "certainty"),
        tuple(person.get("told") or ()),
        _text(person, "told_more"),
        _text(person, "registry_number"),
    )
    ground = ground_for(
        sender=own.sector if own else "",
        recipient=recipient.sector,
        age=_text(person, "age"),
        on=timezone.localdate(),
    )
    ticked = {code: {"answer": YES} for code in person.get("signs") or ()}
    body = Body(
        sender,
        ground,
        Signs(
            signs.words, signs.version, signs.source, signs.certainty,
            tuple(answered(signs, ticked)),
        ),
        texts_of("account", person),
        texts_of("who", person),
        texts_of("reach", person),
        sections=sector_sections(own.sector if own else "", person),
    )  # fmt: skip
    origin = Origin(sender.name, sender.position, str(own.pk) if own else "", name)
    first_message = FirstMessage(language, phone=sender.phone, origin=origin)
    return Report(first_message, _cover(danger, person), body)


def _cover(danger: Given, person: Given) -> Cover:
    called = person if CALL[0] in person else danger
    return Cover(
        urgency=_text(person, "urgency"),
        asked=_text(person, "asked"),
        age=_text(person, "age"),
        age_detail=_text(person, "age_detail"),
        language=_text(person, "language"),
        safe=_text(person, "safe"),
        how_to_reach=_text(person, "how_to_reach"),
        call=Call(_text(danger, "in_danger"), *(_text(called, one) for one in CALL)),
    )


def _text(given: Given, name: str) -> str:
    return str(given.get(name) or "").strip()
