"""To whom something new is sealed at an institution: to those who can open the word today.

By the wraps that are ours, not by rows: a planted addressee gets nothing, and where a colleague was
locked out of the file, the others are there by name.
"""

from __future__ import annotations

from uuid import UUID

from spona.identity.models import Account
from spona.tipline.models import Tip
from spona.tipline.payload_schemas import FIRST_MESSAGE
from spona.vault.key_resolution import standing
from spona.vault.models import INSTITUTION, OPEN, Grant
from spona.vault.permissions import is_of
from spona.vault.queries import connected
from spona.vault.recipients import Recipient, recipient_of
from spona.vault.slots import slot_of


def side_of(tip: Tip, institution: UUID) -> list[Recipient]:
    """Empty where nobody there can open anything (any more)."""
    rows = Grant.objects.filter(section__slot=slot_of(tip.box_id, FIRST_MESSAGE), state=OPEN)
    theirs = [one for one in standing(rows.order_by("id")) if is_of(one, institution)]
    people = Account.objects.filter(pk__in=[one.to_id for one in theirs], disabled_at=None)
    able = set(people.values_list("pk", flat=True))
    return [
        recipient_of(one)
        for one in theirs
        if one.to_id in able or (one.to_kind == INSTITUTION and connected(institution))
    ]
