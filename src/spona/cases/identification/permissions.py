"""Who may write down a decision. Each refusal is the sentence the user reads."""

from __future__ import annotations

from django.utils.translation import gettext as _

from spona.access.actor import Actor
from spona.access.denied import Denied
from spona.cases.case.models import Case
from spona.cases.case.permissions import check_can_add
from spona.cases.identification.decisions import READ_WITH


def check_can_decide(actor: Actor, case: Case) -> None:
    """Who leads the files of the institution and reads the legal part, while the case goes on."""
    if case.joined_to is not None and actor.institution_id == case.owner_institution_id:
        raise Denied(
            _("This file goes on in %(reference)s. Write the decision there.")
            % {"reference": case.joined_to.reference}
        )
    check_can_add(actor, case, READ_WITH)
