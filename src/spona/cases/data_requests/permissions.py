"""Who writes down a request about data and answers it. Each refusal is the sentence they read."""

from __future__ import annotations

from uuid import UUID

from django.utils.translation import gettext as _

from spona.access.actor import Actor
from spona.access.denied import Denied

# The head and the intake holders.
SEES = "institution:edit_absences"


def check_can_answer_requests(actor: Actor, institution: UUID) -> None:
    if actor.member_id is None or actor.institution_id != institution or not actor.may(SEES):
        raise Denied(_("The head of the institution or an intake officer answers this."))
