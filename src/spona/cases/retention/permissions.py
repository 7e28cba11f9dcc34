"""Who sets how long an institution keeps its closed files; each refusal is what they read."""

from __future__ import annotations

from uuid import UUID

from django.utils.translation import gettext as _

from spona.access.actor import Actor
from spona.access.denied import Denied
from spona.cases.retention.models import RetentionRule
from spona.reference.models.signed import verify_rows

SETS = "institution:edit_absences"


def check_can_set(actor: Actor, institution: UUID) -> None:
    """The head and the intake holders, for their own institution only."""
    if actor.member_id is None or actor.institution_id != institution or not actor.may(SETS):
        raise Denied(_("The head of the institution or an intake officer sets this."))


def check_can_adopt(actor: Actor, rule: RetentionRule) -> None:
    """Another person than who proposed it; a second membership of the same one does not count."""
    check_can_set(actor, rule.institution_id)
    verify_rows(rule)
    if rule.proposed_by.person_id == actor.person_id:
        raise Denied(_("You proposed it yourself. Another person adopts it."))
