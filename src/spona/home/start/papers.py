"""Which papers there are, what each is for, and who may print it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from spona.access.actor import Actor
from spona.directory.models import Institution, Network
from spona.directory.permissions import may_edit_network, may_edit_people
from spona.vault.queries import paper_key
from spona.vault.refusals import Unopenable


@dataclass(frozen=True, slots=True)
class Paper:
    """`name` stands in the address, `number` in the name of the file: neither tells anything.

    `own`: of one institution, not of the network.
    """

    name: str
    number: int
    title: Promise
    purpose: Promise
    own: bool = False


PAPERS: Final = (
    Paper(
        "decision", 1, _("Decision on joining the network"),
        _("The institution joins and names who speaks for it and who opens what arrives. "
          "The head signs it."), own=True,
    ),
    Paper(
        "protocol", 2, _("Protocol of the network"),
        _("Who sits in the network, who leads it, and what has to be there before casework "
          "opens. Each institution signs its line."),
    ),
    Paper(
        "statement", 3, _("Statement on confidentiality"),
        _("One page for each intake holder, with the fingerprint of their key."), own=True,
    ),
    Paper(
        "safe", 4, _("Record: paper key in the safe"),
        _("Goes into the records of the safe. The key itself is not on it."), own=True,
    ),
    Paper(
        "deadlines", 5, _("Deadlines proposed for adoption"),
        _("For the first meeting: it ticks what it adopts. Each deadline with its source."),
    ),
    Paper(
        "reporting", 6, _("Something is wrong: how to report"),
        _("One page for the staff room. Only numbers that somebody has called."),
    ),
    Paper(
        "talk", 7, _("What we write down and who sees it"),
        _("For the talk with a person: one page to read and one to read out, with blanks."),
        own=True,
    ),
)  # fmt: skip


def may_print(paper: Paper, actor: Actor, network: Network, where: Institution | None) -> bool:
    """Papers of the network: everybody in it. Of an institution: its own people, the decision
    the coordinator too. Statement and record are for its head and its intake holders.
    """
    if not paper.own:
        return True
    if where is None:
        return False
    if paper.name == "decision":
        return may_edit_people(actor, where) or may_edit_network(actor, network)
    if paper.name == "talk":
        return actor.institution_id == where.pk
    if not may_edit_people(actor, where):
        return False
    return paper.name != "safe" or has_paper_key(where)


def has_paper_key(where: Institution) -> bool:
    try:
        return paper_key(where) is not None
    except Unopenable:
        return False
