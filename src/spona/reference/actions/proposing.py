"""One proposes, another confirms: the same way for everything that people edit by two."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from spona import audit
from spona.access.actor import Actor
from spona.access.denied import Conflict, Denied
from spona.audit.recording import SYSTEM_LANE
from spona.reference.decided_proposals import (
    CONFIRMED,
    PROPOSED,
    REFUSED,
    WITHDRAWN,
    decided_before,
)
from spona.reference.models import Proposal, ProposalState, verify_rows
from spona.reference.models.signed import tampered
from spona.reference.permissions import check_can_decide, check_can_propose


def propose(
    kind: str,
    subject: str,
    *,
    change: dict[str, Any],
    base: str,
    by: Actor,
    why: str = "",
    network: UUID | None = None,
) -> Proposal:
    """Writes down what the thing would say; nothing changes until another person confirms.

    `base`: the version that was looked at, empty for something new. Conflict while another
    proposal for the same thing waits.
    """
    check_can_propose(by, kind, network)
    assert by.person_id is not None
    with audit.transaction() as log:
        try:
            with transaction.atomic():
                made = Proposal.objects.create(
                    kind=kind, subject=subject, network_id=network, base=base, change=change,
                    why=why.strip(), proposed_by=by.person_id, proposer_name=by.display_name,
                    proposed_at=timezone.now(),
                )  # fmt: skip
        except IntegrityError:
            raise Conflict(
                _("Another change of this waits for a second person. Decide about that one first.")
            ) from None
        _record(log, PROPOSED, made, by)
        return made


def confirm_by(
    proposal: Proposal, *, by: Actor, write: Callable[[Proposal], UUID], remark: str = ""
) -> Proposal:
    """The second person confirms: `write` makes the row in the same transaction, gives its id."""
    with audit.transaction() as log:
        row = _waiting(proposal, by)
        row.made = write(row)
        _decide(row, ProposalState.CONFIRMED, by, remark)
        _record(log, CONFIRMED, row, by)
        # What was read of lists and rules holds as long as this lane does not move on.
        log.record("reference:changed", by=by, lane=SYSTEM_LANE, subject=("reference", None))
        return row


def refuse(proposal: Proposal, *, reason: str, by: Actor) -> Proposal:
    """The second person does not agree, and says why; the proposal stays in the history."""
    if not reason.strip():
        raise Denied(_("Write why, so that the proposer knows what to change."))
    with audit.transaction() as log:
        row = _waiting(proposal, by)
        _decide(row, ProposalState.REFUSED, by, reason)
        _record(log, REFUSED, row, by)
        return row


def withdraw(proposal: Proposal, *, by: Actor) -> Proposal:
    """The proposer takes it back while nobody has decided; twice is once."""
    if by.person_id is None or by.person_id != proposal.proposed_by:
        raise Denied(_("Only who proposed it takes it back."))
    with audit.transaction() as log:
        row = Proposal.objects.select_for_update().get(pk=proposal.pk)
        if row.waits:
            _decide(row, ProposalState.WITHDRAWN, by, "")
            _record(log, WITHDRAWN, row, by)
        return row


def _waiting(proposal: Proposal, by: Actor) -> Proposal:
    row = Proposal.objects.select_for_update().get(pk=proposal.pk)
    verify_rows(row)
    if not row.waits:
        raise Conflict(_("Somebody has decided about this meanwhile."))
    if decided_before([row.pk]):
        # Its tag is ours, of a day on which it waited; the log knows better.
        raise tampered()
    check_can_decide(by, row)
    return row


def _decide(row: Proposal, state: str, by: Actor, remark: str) -> None:
    row.state, row.decided_at, row.remark = state, timezone.now(), remark.strip()[:300]
    row.decided_by, row.decider_name = by.person_id, by.display_name
    row.save()


def _record(log: audit.Log, name: str, row: Proposal, by: Actor) -> None:
    detail = {"kind": row.kind, "subject": row.subject, "base": row.base}
    log.record(name, by=by, subject=("proposal", row.pk), detail=detail)
