"""Whether the keys of the actor's institution would outlive the absence of one person."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest
from django.utils.translation import gettext as _

from spona.access.actor import Actor
from spona.identity.models import Factor
from spona.identity.queries import card_runs_out, unused_codes
from spona.vault.queries import HOLDERS_AT_LEAST, active_holders, paper_key
from spona.vault.refusals import Unopenable


@dataclass(frozen=True, slots=True)
class KeyNote:
    """A calm sentence and its reason; the page of the keys has the button.

    `grave`: nobody opens.
    """

    title: str
    text: str
    grave: bool = False


def key_notes(actor: Actor) -> list[KeyNote]:
    """What is missing; empty for whoever does not hold the key, and where all is in order."""
    if actor.institution_id is None or not actor.may("key:hold"):
        return []
    try:
        holders = len(active_holders(actor.institution_id))
        paper = paper_key(actor.institution_id) is not None
    except Unopenable:
        # A key that was replaced opens nothing, and a desk must not break of it.
        holders, paper = 0, True
    found = []
    if not holders:
        title = _("Nobody here can open what arrives.")
        text = _("Until somebody can, others hand things over on paper or by phone.")
        found.append(KeyNote(title, text, grave=True))
    elif holders < HOLDERS_AT_LEAST:
        title = _("There is one intake officer only.")
        text = _("If that person is absent, nobody opens what arrives. Add another one.")
        found.append(KeyNote(title, text))
    if holders and not paper:
        title = _("Your institution has no paper key.")
        text = _("If every holder loses the way in, what arrived is lost.")
        found.append(KeyNote(title, text))
    return found


def card_left(request: HttpRequest) -> int | None:
    """How many codes are left to whoever came in by a card that runs out; None for others.

    Who comes in by an app or a key has another way, and is told on the page of the account.
    """
    identity = getattr(request, "identity", None)
    if identity is None or identity.session.factor != Factor.CARD:
        return None
    return unused_codes(identity.account) if card_runs_out(identity.account) else None
