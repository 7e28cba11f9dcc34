"""Who asks for a second person, who that may be, and who switches it on."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from django.utils.translation import gettext as _

from spona.access.actor import Actor
from spona.access.denied import Denied
from spona.cases.assessment.documents import ABOUT, Asked
from spona.cases.case.models import Case
from spona.cases.case.permissions import check_can_read, check_can_write
from spona.cases.team.permissions import ASSIGNS
from spona.tasks.models import Task


def check_can_switch(actor: Actor, institution: UUID) -> None:
    """An intake holder, for their own institution only."""
    if actor.member_id is None or actor.institution_id != institution or not actor.may(ASSIGNS):
        raise Denied(_("Only an intake officer of the institution may do this."))


def check_can_ask(actor: Actor, case: Case) -> None:
    """Whoever writes in the case and reads the assessment."""
    check_can_write(actor, case)
    if not Case.objects.visible_to(actor).filter(pk=case.pk).exists():
        raise Denied(_("This part was not shared with you. Ask who leads the file."))
    check_can_read(actor, case, ABOUT)


def check_can_approve(
    actor: Actor, case: Case, asked: Asked | None, task: Task | None, *, authors: Collection[UUID]
) -> None:
    """Who was asked, and never somebody who wrote it or sent it; a second membership of the same
    person does not count.
    """
    check_can_ask(actor, case)
    if asked is None or task is None:
        raise Denied(_("Nobody asks any more that this be looked at. Open the file again."))
    if str(actor.person_id) == asked.person or actor.person_id in authors:
        raise Denied(_("You wrote it or sent it yourself. Another person looks at it."))
    if task.owner_id not in (None, actor.member_id):
        raise Denied(_("This was sent to a colleague. Nobody else looks at it for them."))
