"""Write down to what a person said yes and no, read it, and write down what was withdrawn."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from spona import audit, deadlines
from spona.access.actor import Actor
from spona.audit import endings
from spona.cases.case.models import Case
from spona.cases.case.queries import readers_of
from spona.cases.consent.answers import Answers, answers_in
from spona.cases.consent.details import Details
from spona.cases.consent.models import Agreement
from spona.cases.consent.permissions import (
    check_can_agree,
    check_can_end,
    check_can_keep,
    check_days,
    check_details,
    check_not_agreed_today,
    check_who_is_not_refused,
)
from spona.deadlines.late import today_in
from spona.directory.models import Institution
from spona.identity.keyring import Keyring
from spona.vault.actions import add_section, open_many
from spona.vault.models import Section

# Whoever reads this part of a file reads its agreements.
READ_WITH = "legal"


def agree(
    case: Case,
    *,
    recipient: Institution,
    parts: Sequence[str],
    starts_on: dt.date,
    ends_on: dt.date | None,
    details: Details,
    child: bool,
    answers: Answers = (),
    addressee_mark: str = "",
    by: Actor,
) -> Agreement:
    """Write down what the person agreed to (`parts`), and to what they said no (`details`).

    `child`: the child's path is gone. `answers` are those of the file so far: a no to what is
    agreed to today is refused, because that has to be withdrawn with all that rests on it.
    Denied with a sentence for days that cannot be, for a recipient that is oneself, and where
    the one who agreed may not. Needs no keyring: it is sealed to whoever reads the file.
    `addressee_mark`: for a body typed by name and town, which `details.recipient` names.
    """
    check_can_keep(by, case)
    check_can_agree(case, recipient, parts, details.refused)
    check_days(starts_on, ends_on, today_in(case.network))
    check_details(details, child=child, agreed=bool(parts))
    check_not_agreed_today(
        answers, recipient, details.refused, today_in(case.network), mark=addressee_mark
    )
    check_who_is_not_refused(case, answers, recipient, parts, details.refused, mark=addressee_mark)
    with audit.transaction() as log:
        row = Agreement(
            case=case,
            recipient=recipient,
            addressee_mark=addressee_mark,
            part_codes=" ".join(sorted({*parts, *details.refused})),
            starts_on=starts_on,
            ends_on=ends_on,
            written_at=deadlines.now(),
        )
        add_section(
            case.box, row.section_name, details.to_document(), readers_of(case, READ_WITH), by=by
        )
        row.save(force_insert=True)
        log.record("agreement:written", by=by, subject=("agreement", row.pk))
    row.agreed = frozenset(details.agreed_among(parts))
    return row


def end_agreement(agreement: Agreement, *, by: Actor) -> bool:
    """Write down that the person has withdrawn it; False where that was written already.

    Whatever was sent on the strength of it is withdrawn by the caller in the same transaction.
    """
    check_can_end(by, agreement.case)
    with audit.transaction() as log:
        row = Agreement.objects.select_for_update().get(pk=agreement.pk)
        if row.withdrawn_at is not None:
            return False
        row.withdrawn_at = deadlines.now()
        row.save(update_fields=["withdrawn_at"])
        log.ending(endings.AGREEMENT, row.pk)
        log.record("agreement:withdrawn", by=by, subject=("agreement", row.pk))
    return True


def read_agreements(case: Case, *, by: Actor, keys: Keyring) -> Answers:
    """All of a file, the newest first; without details where they are not for this reader."""
    rows = Section.objects.visible_to(by).filter(box=case.box_id).select_related("box")
    found = [one for one in rows if one.name.startswith(Agreement.SECTION)]
    opened = open_many(found, by=by, keys=keys, purpose="page")
    return answers_in(case, {one.name: opened[one.pk] for one in found if one.pk in opened})
