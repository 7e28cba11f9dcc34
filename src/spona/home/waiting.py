"""How much waits for somebody: the figure beside their way to the desk."""

from __future__ import annotations

from typing import Final

from spona.access.actor import Actor
from spona.tasks.queries import mine, of_institution

# What nobody has answered yet. Other tasks of the queue are taken over and want an owner.
ARRIVED: Final = (
    "open_referral",
    "answer_referral",
    "read_message",
    "answer_message",
    "answer_invitation",
)
# Of these, what waits for each holder by name where somebody is locked out.
SENT_HERE: Final = ("open_referral", "answer_referral", "read_message", "answer_message")


def count(actor: Actor) -> int:
    """How many things wait for this actor, the queue included; one query."""
    return (mine(actor).select_related(None) | of_institution(actor).select_related(None)).count()
