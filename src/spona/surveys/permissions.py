"""Who makes rounds, who reads single answers. Each refusal is the sentence the user reads."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext as _

from spona.access.actor import Actor
from spona.access.denied import Conflict, Denied
from spona.directory.models import Network
from spona.reference.models.signed import verify_rows
from spona.surveys.models import MAKE, MOVES, Round, RoundOwner, State
from spona.vault.models import Section

# What analysts do in a network: owners are chosen among them.
_READS: Final = "statistics:hold_key"


def may_make(actor: Actor, network: Network) -> bool:
    """Coordinator, deputy or analyst of a real network."""
    return not network.practice and network.pk in actor.networks_where(MAKE)


def check_can_make(actor: Actor, network: Network) -> None:
    if not may_make(actor, network):
        raise Denied(_("The coordinator and the analysts of the network make questionnaires."))


def is_owner(actor: Actor, found: Round) -> bool:
    """By a row that is ours, as an analyst of today, and by an open wrap: a restore brings back the
    row of one who went, and never the wrap.
    """
    if found.network_id not in actor.networks_where(_READS):
        return False
    rows = RoundOwner.objects.of(actor).filter(round=found)
    if not any(one.has_valid_mac() for one in rows):
        return False
    if found.state == State.DESTROYED:
        return True
    return Section.objects.visible_to(actor).filter(box=found.box_id).exists()


def check_is_owner(actor: Actor, found: Round) -> None:
    if not is_owner(actor, found):
        raise Denied(
            _("Single answers are read only by those who were named when the round was made.")
        )


def check_can_run(actor: Actor, found: Round) -> None:
    """Makes rounds in this network; a job of the timetable too."""
    verify_rows(found)
    if not (actor.is_system and actor.may("session:lock")):
        check_can_make(actor, found.network)


def check_moves(found: Round, to: str) -> None:
    """Conflict where the round has gone another way meanwhile."""
    if to not in MOVES[found.state]:
        raise Conflict(
            _("This questionnaire is %(state)s now. Look at its page again.")
            % {"state": State(found.state).label}
        )


def check_is_second(actor: Actor, found: Round) -> None:
    """Another person than who asked for it: another membership of the same one does not count."""
    first = found.destroy_asked_by
    if first is None:
        raise Conflict(_("Nobody has asked for it yet."))
    if actor.person_id is None or first.person_id == actor.person_id:
        raise Denied(_("Two people destroy the answers: one asks, another one agrees."))
