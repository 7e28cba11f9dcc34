"""A form is put to a round: a new version each time, none is ever edited."""

from __future__ import annotations

from django.utils.translation import gettext as _

from spona import audit
from spona.access.actor import Actor
from spona.access.denied import Conflict
from spona.surveys.actions.rounds import locked
from spona.surveys.models import FormVersion, Round, State, digest_of
from spona.surveys.permissions import check_can_run
from spona.surveys.xlsform.checking import Checked


def put_form(found: Round, checked: Checked, *, file_name: str, by: Actor) -> FormVersion:
    """The form without mistakes, as it was read; what was tried out before is a draft again.

    Conflict once the round is open: what people answer stays what it was.
    """
    check_can_run(by, found)
    if checked.mistakes:
        raise ValueError("a form with mistakes is not kept")
    with audit.transaction() as log:
        row = locked(found)
        if row.state not in (State.DRAFT, State.TESTED):
            raise Conflict(
                _("It is open already, so its questions stay as they are. Make a new one.")
            )
        last = FormVersion.objects.filter(round=row).first()
        made = FormVersion.objects.create(
            round=row,
            number=(last.number if last else 0) + 1,
            version=checked.form.version,
            file_name=file_name[:120],
            xlsx=checked.content,
            xform=checked.xform,
            model=checked.form.to_json(),
            digest=digest_of(checked.content, checked.xform),
        )
        if row.state == State.TESTED:
            row.state = State.DRAFT
            row.save(update_fields=["state"])
        log.record("survey_form:put", by=by, subject=row.subject, detail={"number": made.number})
    return made
