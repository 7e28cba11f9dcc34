"""Files with names, through the way a real one goes: sent, opened, accepted."""

from __future__ import annotations

from dataclasses import replace

from spona.cases.case.models import Case
from spona.cases.fields.facts import texts_of
from spona.cases.referrals.actions import accept, open_packet, send
from tests.cases.packets import packet
from tests.cases.world import World


def file_named(world: World, name: str, *, who: str = "bea", **excluded: object) -> Case:
    """A file of the centre for social work, opened by `who`."""
    whole = packet()
    named = replace(whole, body=replace(whole.body, who=texts_of("who", {"name": name})))
    sent = send(named, network=world.vranje, recipient=world.csw, by=world.ana.actor, **excluded)
    can = world.people[who].can
    case = accept(open_packet(sent, **can)[0], **can).to_case
    assert case is not None
    return case
