"""What somebody was shown before it goes out: nothing else may be sent with the same click.

The page carries a tag over the very documents that its preview showed. What would be sent is
tagged anew; where the two differ (another tab, a colleague, another day) nothing goes out.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import replace
from hmac import compare_digest

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from spona.access.actor import Actor
from spona.access.denied import Conflict
from spona.cases.referrals.models import Referral
from spona.cases.referrals.packet import Addition, Packet
from spona.directory.models import Institution, Network
from spona.identity import row_integrity

# The field of a form that carries the tag.
FIELD = "seen"

NOT_SEEN: Promise = _(
    "What would go out is not what was shown here. Nothing was sent. "
    "Look at it as it is now, then send it."
)


class NotSeen(Conflict):
    """What would go out was never shown to this person."""

    def __init__(self) -> None:
        super().__init__(NOT_SEEN)


def seen_tag(*packets: Packet | None, to: Iterable[object], by: Actor) -> str:
    """The tag of packets as `by` is shown them; `to` says to whom, and what else decides.

    Without the sender's own part, which goes nowhere. And without the tick that the person
    knows: it stands beside the button, so it is seen as it is sent.
    """
    shown = [_shown(one) for one in packets]
    text = json.dumps([shown, [str(one) for one in to]], sort_keys=True, ensure_ascii=False)
    return row_integrity.tag("cases preview", 1, str(by.member_id), text).hex()


def passing_tag(
    referral: Referral, packet: Packet, *, to: Institution, network: Network, by: Actor
) -> str:
    """The tag of what is passed on from one row to the next institution."""
    return seen_tag(packet, to=(referral.pk, network.pk, to.pk), by=by)


def addition_tag(referral: Referral, addition: Addition, *, by: Actor) -> str:
    """The tag of what is added to a report: its words, to whom it goes, and whether on paper."""
    to = (referral.pk, referral.recipient_institution_id, referral.on_paper, referral.rests_on)
    shown = replace(addition, at="").to_document()
    text = json.dumps([shown, [str(one) for one in to]], sort_keys=True, ensure_ascii=False)
    return row_integrity.tag("cases preview", 1, str(by.member_id), text).hex()


def check_was_seen(tag: str, expected: str) -> None:
    """NotSeen where the tag of the page is not the one of what would be sent."""
    if not compare_digest(tag.encode(), expected.encode()):
        raise NotSeen


def _shown(packet: Packet | None) -> dict[str, object] | None:
    if packet is None:
        return None
    body = replace(packet.body, person_knows=False)
    return {"cover": packet.cover.to_document(), "body": body.to_document()}
