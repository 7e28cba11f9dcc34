"""Who may read, take over, answer. Each refusal is the sentence the user reads.

Whether a row is visible at all was decided before (`Tip.objects.visible_to`).
"""

from __future__ import annotations

from django.utils.translation import gettext as _

from spona.access.actor import Actor
from spona.access.denied import Conflict, Denied
from spona.directory.institution_names import short_name
from spona.directory.models import Network
from spona.reference.models.signed import verify_rows
from spona.tipline.models import State, Tip


def check_can_read(actor: Actor) -> None:
    if not actor.may("tip:read"):
        raise Denied(_("Only an intake officer opens this. Ask one of them."))


def check_can_take(actor: Actor, tip: Tip) -> None:
    """An intake holder of an addressee, while nobody else has it; one's own again is no harm."""
    if not actor.may("tip:answer"):
        raise Denied(_("Only an intake officer takes this over. Ask one of them."))
    if tip.institution is not None and tip.institution_id != actor.institution_id:
        raise Conflict(
            _("%(name)s was faster and has taken it over.") % {"name": short_name(tip.institution)}
        )


def check_can_answer(actor: Actor, tip: Tip) -> None:
    """Only the institution that has taken it over speaks, so that the writer hears one voice."""
    verify_rows(tip)
    if not actor.may("tip:answer"):
        raise Denied(_("Only an intake officer answers. Ask one of them."))
    if tip.institution_id is None:
        raise Denied(_("Take it over first; then you can answer."))
    if tip.institution_id != actor.institution_id:
        raise Denied(_("Another institution has taken this over."))


def check_can_call(actor: Actor, tip: Tip) -> None:
    """Whoever reads a report calls its institution back, also before anybody has taken it over."""
    if tip.institution_id is not None:
        check_can_answer(actor, tip)
        return
    verify_rows(tip)
    if not actor.may("tip:answer"):
        raise Denied(_("Only an intake officer answers. Ask one of them."))
    if not tip.addressees.filter(institution=actor.institution_id, read_at__isnull=False).exists():
        raise Denied(_("Open it first; then write down the call."))


def check_is_open(tip: Tip) -> None:
    if tip.state == State.CLOSED:
        raise Conflict(_("This is closed. It opens again when the writer adds something."))


def check_can_route(actor: Actor, network: Network) -> None:
    """Where words go is decided by the network; its coordinator writes it down."""
    if not actor.may("network:edit", network=network.pk):
        raise Denied(_("Only the coordinator of the network may do this."))
