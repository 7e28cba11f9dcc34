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
        _("One page for each intake officer, with the fingerprint of their key."), own=True,
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
    Paper(
        "controllers", 8, _("Agreement of the joint controllers"),
        _("Who answers to whom for what. All institutions sign it; it is the first condition."),
    ),
    Paper(
        "processor", 9, _("Contract with whoever runs the server"),
        _("What they promise, and what they can see all the same. The second condition."),
    ),
    Paper(
        "assessment", 10, _("Impact assessment"),
        _("What could happen to people, what Spona does against it, what remains. The network "
          "judges each line. The third condition."),
    ),
    Paper(
        "record", 11, _("Record of processing"),
        _("What the institution does with whose data. It keeps the record and shows it when "
          "asked."), own=True,
    ),
    Paper(
        "incident", 12, _("Incident: data got out, was lost or changed"),
        _("To have printed before it happens. 72 hours run; first, who is in danger by it."),
        own=True,
    ),
    Paper(
        "operator", 13, _("Who runs the server"),
        _("The possibilities side by side, for the meeting that decides."),
    ),
    Paper(
        "requirements", 14, _("What the IT of the town has to bring"),
        _("Server, desks, printer, safe: one page to tick off."),
    ),
)  # fmt: skip


def may_print(paper: Paper, actor: Actor, network: Network, where: Institution | None) -> bool:
    """Papers of the network: everybody in it. Of an institution: the talk and the form for an
    incident everybody who works there, the decision the coordinator too; the others are for its
    head and its intake holders.
    """
    if not paper.own:
        return True
    if where is None:
        return False
    if paper.name == "decision":
        return may_edit_people(actor, where) or may_edit_network(actor, network)
    if paper.name in ("talk", "incident"):
        return actor.institution_id == where.pk
    if not may_edit_people(actor, where):
        return False
    return paper.name != "safe" or has_paper_key(where)


def has_paper_key(where: Institution) -> bool:
    try:
        return paper_key(where) is not None
    except Unopenable:
        return False
