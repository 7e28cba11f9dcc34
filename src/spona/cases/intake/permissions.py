from __future__ import annotations

from django.utils.translation import gettext as _

from spona.access.actor import Actor
from spona.access.denied import Denied
from spona.cases.intake.models import Draft


def check_can_write(actor: Actor) -> None:
    """Everybody whose role includes reporting; for the institution they act for."""
    if actor.member_id is None or not actor.may("report:write"):
        raise Denied(_("Your role does not include reports. Ask the head of your institution."))


def check_is_own(actor: Actor, draft: Draft) -> None:
    if draft.member_id != actor.member_id:
        raise Denied(_("Only the writer of a draft can do this."))
