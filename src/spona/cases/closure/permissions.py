"""Who may close a case, confirm it and open it again. Each refusal is the sentence they read."""

from __future__ import annotations

from django.utils.translation import gettext as _

from spona.access.actor import Actor
from spona.access.denied import Denied
from spona.cases.case.models import Case
from spona.cases.case.permissions import check_can_read, check_can_write
from spona.cases.case.sections import LATER
from spona.cases.closure.documents import Asked, Closing, shown_name
from spona.cases.team.permissions import ASSIGNS
from spona.reference.models.signed import verify_rows
from spona.tasks.models import Task

SECTION = "closing"


def check_can_close(actor: Actor, case: Case) -> None:
    """Whoever writes in the case and reads the part beside which the closing stands."""
    check_can_write(actor, case)
    _check_sees(actor, case)
    check_can_read(actor, case, LATER[SECTION])


def check_can_confirm(actor: Actor, case: Case, asked: Asked | None, task: Task | None) -> None:
    """An intake holder to whom it was sent, and never the one who asked."""
    check_can_write(actor, case)
    _check_sees(actor, case)
    check_can_read(actor, case, SECTION)
    if asked is None or task is None:
        raise Denied(_("Nobody asks any more that this file be closed. Open the file again."))
    if str(actor.person_id) == asked.person:
        raise Denied(_("You asked for it yourself. Another person confirms it."))
    if not actor.may(ASSIGNS):
        raise Denied(_("Only an intake officer of the institution may do this."))
    if task.owner_id not in (None, actor.member_id):
        raise Denied(
            _("This was sent to %(who)s. Nobody else confirms it.")
            % {"who": shown_name(asked.to_name)}
        )


def check_can_reopen(actor: Actor, case: Case) -> None:
    """Whoever leads the files of the institution; of one that was closed here, by two people."""
    verify_rows(case)
    if actor.institution_id != case.owner_institution_id or not actor.may("case:write"):
        raise Denied(_("Only people who lead the files of this institution write in them."))
    _check_sees(actor, case)
    if case.joined_to is not None:
        raise Denied(
            _("This file was joined with %(reference)s and goes on there.")
            % {"reference": case.joined_to.reference}
        )
    if case.closed_at is None:
        raise Denied(_("This file is open."))


def check_was_closed_here(closing: Closing | None) -> None:
    """A case that was handed over goes on with somebody else, who counts the person now."""
    if closing is None or closing.closed is None:
        raise Denied(_("This file was handed over, so it is not opened again here."))


def _check_sees(actor: Actor, case: Case) -> None:
    if not Case.objects.visible_to(actor).filter(pk=case.pk).exists():
        raise Denied(_("This part was not shared with you. Ask who leads the file."))
