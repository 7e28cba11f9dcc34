"""A network changes what its case files ask: one proposes, another person confirms."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final
from uuid import UUID, uuid4

from django.utils.translation import gettext as _

from spona.access.actor import Actor
from spona.access.denied import Denied
from spona.cases.case.sections import EDITED
from spona.cases.fields.case_field import CaseField
from spona.cases.fields.network_questions import key_of, questions_of
from spona.deadlines import time
from spona.deadlines.working_days import calendar_of
from spona.directory.models import Network
from spona.reference.actions import begin_question, confirm_by, end_question, propose
from spona.reference.models import NetworkQuestion, Proposal
from spona.reference.models.proposals import CASE_QUESTION
from spona.reference.models.questions import ONE, QUESTION_KINDS

# More would make a form that nobody fills in.
MOST: Final = 40
MOST_CHOICES: Final = 20


def propose_question(
    network: Network,
    *,
    section: str,
    kind: str,
    words: dict[str, str],
    choices: Sequence[str],
    why: str,
    by: Actor,
) -> Proposal:
    """That the files of `network` ask something of their own. `choices`: texts, of kind `one`."""
    if section not in EDITED or kind not in QUESTION_KINDS:
        raise ValueError(f"no question of the kind {kind!r} in {section!r}")
    if kind == ONE and not 2 <= len(choices) <= MOST_CHOICES:
        raise Denied(_("Write at least two answers to choose from, and at most twenty."))
    _check_room(network)
    change = {
        "what": "own", "section": section, "kind": kind, "words": words,
        "choices": [*choices] if kind == ONE else [],
    }  # fmt: skip
    return _propose(network, f"own_{uuid4().hex[:8]}", change, why=why, by=by)


def propose_hiding(network: Network, field: CaseField, *, why: str, by: Actor) -> Proposal:
    """That the files of `network` do not ask this field; what was answered stays."""
    if not field.may_be_hidden:
        raise Denied(
            _("This question stays: the Centre, a deadline or the count of the network needs it.")
        )
    change = {"what": "hide", "section": field.section}
    return _propose(network, key_of(field), change, why=why, by=by)


def propose_end(network: Network, question: NetworkQuestion, *, why: str, by: Actor) -> Proposal:
    """That a question of its own is asked no more, or a hidden one is asked again."""
    return _propose(network, question.key, {"what": "end"}, base=str(question.pk), why=why, by=by)


def confirm_question(proposal: Proposal, *, network: Network, by: Actor) -> Proposal:
    """The second person confirms: from now on the files of the network ask so.

    Denied where the network asks as many of its own as it may: others were confirmed meanwhile.
    """
    if proposal.network_id != network.pk:
        raise Denied(_("This was proposed in another network."))
    return confirm_by(proposal, by=by, write=lambda asked: _write(asked, network, by))


def _propose(
    network: Network, key: str, change: dict[str, Any], *, base: str = "", why: str, by: Actor
) -> Proposal:
    return propose(CASE_QUESTION, key, change=change, base=base, why=why, network=network.pk, by=by)


def _write(asked: Proposal, network: Network, by: Actor) -> UUID:
    today = calendar_of(network).day_of(time.now())
    if asked.change["what"] == "end":
        return end_question(network.pk, asked.subject, asked.base, on=today, by=by)
    if asked.change["what"] == "own":
        _check_room(network)
    return begin_question(network.pk, asked.subject, asked.change, on=today, by=by)


def _check_room(network: Network) -> None:
    if len(questions_of(network.pk).own) >= MOST:
        raise Denied(_("The network asks forty questions of its own. End one first."))
