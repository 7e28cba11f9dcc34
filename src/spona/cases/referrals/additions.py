"""What was added to something after it was sent: boxes of their own, each tied to its move.

An addition is held, released and destroyed with the body of the packet, so whoever has no body
has none of the additions.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from spona.cases.consent.rests_on import RestsOn
from spona.cases.referrals.models import Move, Referral
from spona.cases.referrals.moves import MOVES, Kind, State
from spona.vault.models import Box, Section

ADD: Final = "add"
READ: Final = "read_addition"
HAND: Final = "hand_addition"
# The section of an addition's box.
SECTION: Final = "addition"
PASSED_ON: Promise = _("It was passed on. Add to it under its next reference.")
OVER: Promise = _("This report is over, so nothing can be added to it. Write a new report.")
REFERRAL_OVER: Promise = _(
    "This referral is over, so nothing can be added to it. Write a new referral."
)
# What goes on another basis than agreement is looked at by a second person, each time.
BY_LAW: Promise = _(
    "This went without the person's agreement, and a second person looks at each thing that goes "
    "that way. Write a new referral for it."
)


def why_not(referral: Referral) -> str | Promise:
    """Why nothing can be added (any more); empty where it can."""
    referred = referral.kind == Kind.REFERRAL
    if referral.state not in MOVES[ADD].sources:
        if referral.state == State.FORWARDED:
            return PASSED_ON
        return REFERRAL_OVER if referred else OVER
    return BY_LAW if referred and referral.rests_on != RestsOn.AGREEMENT else ""


def addition_boxes(referral: Referral) -> list[Box]:
    """Boxes of the additions that Spona wrote, the oldest first."""
    rows = referral.moves.filter(verb=ADD, message__isnull=False).select_related("message")
    return [one.message for one in rows if one.message is not None and one.has_valid_mac()]


def last_addition(referral: Referral) -> Move | None:
    return referral.moves.filter(verb=ADD).order_by("at").last()


def addition_sections(referral: Referral) -> list[Section]:
    """Their sections, in the same order."""
    return sections_of(addition_boxes(referral))


def sections_of(boxes: Iterable[Box]) -> list[Section]:
    """The sections of these boxes of additions, in their order."""
    ids = [box.pk for box in boxes]
    rows = Section.objects.named(ids, SECTION).select_related("box") if ids else ()
    return sorted(rows, key=lambda one: ids.index(one.box_id))


def written_by_sender(referral: Referral) -> Q:
    """Moves with words of the sender's. Of what goes on paper the box of an addition belongs to
    who hands it over, as the packet does.
    """
    own = Q(message__owner_institution=referral.sender_institution_id)
    return own | Q(verb=ADD, message__isnull=False)


def unread(moves: Iterable[Move]) -> int:
    """How many additions nobody of the recipient has read yet. `moves` oldest first."""
    return _since(moves, {READ})


def not_handed_over(moves: Iterable[Move]) -> int:
    """How many additions the recipient on paper has not got yet. `moves` oldest first."""
    return _since(moves, {HAND, "deliver"})


def _since(moves: Iterable[Move], ends: set[str]) -> int:
    count = 0
    for move in moves:
        count = 0 if move.verb in ends else count + (move.verb == ADD)
    return count
