"""Two files of one person become one: whoever opens both has compared them in memory."""

from __future__ import annotations

from django.utils.translation import gettext as _

from spona import audit, deadlines
from spona.access.actor import Actor
from spona.access.denied import Conflict, Denied
from spona.cases.assessment.actions import ask_no_more
from spona.cases.case.actions import add_note
from spona.cases.case.models import Case
from spona.cases.case.permissions import check_can_write
from spona.cases.case.queries import marks_on
from spona.cases.case.steps.actions import end_steps
from spona.cases.casefile.actions.another_case import carry_links
from spona.cases.casefile.locking import lock_files
from spona.cases.marks import check_whole
from spona.cases.team.permissions import check_can_form_team
from spona.identity.keyring import Keyring


def join_files(case: Case, *, into: Case, by: Actor, keys: Keyring) -> Case:
    """Close `case` into the file of the same person; return that one.

    What came with `case` belongs to `into` from now on; the texts of `case` stay readable
    where they are, nothing is mixed. The person is counted once. Denied where somebody is
    locked out of one of the two only: joining would tell them of the other.
    """
    check_can_form_team(by, case)
    check_can_write(by, case)
    check_can_write(by, into)
    if case.pk == into.pk:
        raise Denied(_("Choose another file."))
    with audit.transaction() as log:
        files, referrals = lock_files([case, into])
        rows = {one.pk: one for one in files}
        if any(one.closed_at for one in files):
            raise Conflict(_("One of these files was closed meanwhile."))
        closed, kept = rows[case.pk], rows[into.pk]
        # Whoever locks somebody out at this moment held their rows until now.
        marks = marks_on(kept)
        check_whole(marks)
        if marks_on(closed) != marks:
            raise Denied(
                _("Somebody is locked out of one of these files only, so they stay apart.")
            )
        for one in referrals:
            sides = {"to_case": one.to_case_id, "from_case": one.from_case_id}
            moved = [name for name, ident in sides.items() if ident == closed.pk]
            for name in moved:
                setattr(one, name, kept)
            if moved:
                one.save(update_fields=moved)
        closed.closed_at, closed.joined_to = deadlines.now(), kept
        closed.save(update_fields=["closed_at", "joined_to"])
        # One person, one next step: the other file has its own.
        ask_no_more(closed, by=by)
        end_steps(closed, by=by)
        for row in (closed, kept):
            log.record("case:joined", by=by, subject=row.subject)
    words = _("Joined with the file %(reference)s.") % {"reference": closed.reference}
    add_note(kept, words, by=by, keys=keys, about="joined")
    carry_links(closed, into=kept, by=by, keys=keys)
    return kept
