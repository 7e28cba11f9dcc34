"""A packet full of planted words, so that a test can look for them everywhere."""

from __future__ import annotations

from spona.cases.consent.ground import Ground
from spona.cases.consent.rests_on import RestsOn
from spona.cases.fields.facts import texts_of
from spona.cases.indicators.answers import Answer
from spona.cases.referrals.packet import (
    Body,
    Call,
    Cover,
    Kept,
    Packet,
    Sender,
    Signs,
)
from spona.reference.words import Words

PLANTED = {
    "asked": "procenaPODMETNUTA",
    "age_detail": "petnaestPODMETNUTO",
    "language": "jezikPODMETNUTI",
    "how_to_reach": "prekoPODMETNUTO",
    "reached": "pozvanPODMETNUTI",
    "name": "imePODMETNUTO",
    "born": "rodjenaPODMETNUTA",
    "more": "visePODMETNUTO",
    "phone": "telefonPODMETNUTI",
    "address": "adresaPODMETNUTA",
    "trusted": "osobaPODMETNUTA",
    "noticed": "zapazenoPODMETNUTO",
    "own_words": "reciPODMETNUTE",
    "who_else": "jospodaciPODMETNUTI",
    "seen": "vidjenoPODMETNUTO",
    "told": "recenoPODMETNUTO",
    "registry": "brojPODMETNUTI",
    "notes": "beleskePODMETNUTE",
}


def packet(*, urgency: str = "urgent", rests_on: RestsOn = RestsOn.DUTY) -> Packet:
    p = PLANTED
    return Packet(
        Cover(
            urgency, p["asked"], "not_sure", p["age_detail"], p["language"], "no",
            p["how_to_reach"], Call("yes", p["reached"], "dežurni", "danas u 8"),
        ),
        Body(
            Sender(
                Words({"sr": "Школа"}), "Ana Primerić", "psiholog", "lokal 14",
                "fairly", ("director",), p["told"], p["registry"],
            ),
            Ground(rests_on, (Words({"sr": "Основ.", "en": "Ground."}),), (), False),
            Signs(
                Words({"sr": "Школа"}), "working-1", "izvor", "draft",
                (Answer("edu-001", Words({"sr": "Знак"}), "yes", p["seen"], "self"),),
            ),
            texts_of("account", p),
            texts_of("who", p),
            texts_of("reach", p),
            person_knows=True,
        ),
        Kept(p["notes"]),
    )  # fmt: skip
