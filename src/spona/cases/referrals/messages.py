"""Words on a referral, in either direction: each is one sealed document that nobody changes."""

from __future__ import annotations

from spona.access.actor import Actor
from spona.cases.referrals.models import Referral
from spona.cases.referrals.parties import side_of
from spona.vault.actions import create_box
from spona.vault.models import Box

SECTION = "message"


def seal_message(
    referral: Referral, text: str, *, purpose: str, by: Actor, at_home: bool = False
) -> Box | None:
    """Seal `text` to both sides, as far as each can open the packet; None without a text.

    `purpose` is a code: accepted, feedback, answer, outcome, reason. No person is named in
    it: between institutions an institution speaks. `at_home`: for the writer's side only.
    """
    if not text.strip():
        return None
    sides = [referral.sender_institution_id, referral.other_side_id]
    if at_home:
        sides = [side for side in sides if side == by.institution_id]
    to = [one for side in sides for one in side_of(referral, side, section="cover")]
    return create_box(
        "response",
        owner=by.institution_id,
        sections={SECTION: {"schema": 1, "purpose": purpose, "text": text.strip()}},
        grants={SECTION: to},
        by=by,
        reference=referral.reference,
    )
