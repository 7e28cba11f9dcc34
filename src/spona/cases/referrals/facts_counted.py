"""What a report had when it came, in the words of the counted records."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from spona.cases.consent.rests_on import RestsOn
from spona.cases.fields.case_field import Part
from spona.cases.fields.facts import facts_counted
from spona.cases.referrals.packet import Body, Cover
from spona.statistics.codes import FACTS


def facts_of(cover: Cover, body: Body) -> dict[str, bool]:
    """Which of `statistics.codes.FACTS` the fields of a packet hold: yes or no, never a word."""
    parts: list[tuple[Part, Mapping[str, Any]]] = [
        ("cover", asdict(cover)), ("sender", asdict(body.sender)),
        ("account", body.account or {}), ("reach", body.reach or {}),
    ]  # fmt: skip
    told = {fact for part, texts in parts for fact in facts_counted(part, texts)}
    if body.signs and any(one.answer == "yes" for one in body.signs.asked):
        told.add("what_was_seen")
    if body.stay:
        told.add("where_now")
    if cover.call.in_danger:
        told.add("danger")
    if body.ground.rests_on in (RestsOn.DUTY, RestsOn.AGREEMENT):
        told.add("basis")
    return {fact: fact in told for fact in FACTS}
