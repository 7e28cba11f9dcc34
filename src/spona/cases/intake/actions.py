"""Drafts: begun, saved as one types, sent, or thrown away for good."""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import gettext as _

from spona import audit, deadlines
from spona.access.actor import Actor
from spona.access.denied import Conflict
from spona.cases.case.acting_membership import acting_membership
from spona.cases.intake.compose import Order, order_of
from spona.cases.intake.draft_document import Document, Values, new_text, with_step
from spona.cases.intake.models import Draft
from spona.cases.intake.permissions import check_can_write, check_is_own
from spona.cases.referrals.actions import deliver, send
from spona.cases.referrals.models import Referral
from spona.cases.referrals.notes import Note
from spona.cases.referrals.seen import check_was_seen
from spona.identity.keyring import Keyring
from spona.reference.queries import indicator_list_for


class DraftChanged(Conflict):
    """Another window saved this draft meanwhile. What was typed here is still on the page."""

    def __init__(self, draft: Draft) -> None:
        super().__init__(_("This draft was changed in another window meanwhile."))
        self.draft = draft


def begin_draft(danger: Values, *, by: Actor, keys: Keyring) -> Draft:
    """A new draft with the first step in it, sealed so that only its writer opens it.

    The list of signs is chosen here and stays, also when a newer version comes meanwhile.
    """
    check_can_write(by)
    membership = acting_membership(by)
    chosen = indicator_list_for(membership.institution.sector, timezone.localdate())
    text = with_step(new_text(str(chosen.pk)), "danger", danger)
    now = deadlines.now()
    with audit.transaction() as log:
        draft = Draft(
            member=membership, institution=membership.institution, created_at=now, updated_at=now
        )
        draft.sealed = keys.seal_own(text, aad=draft.aad())
        draft.save(force_insert=True)
        log.record("draft:begun", by=by, subject=("draft", draft.pk))
    return draft


def save_draft(
    draft: Draft,
    step: str,
    values: Values,
    *,
    revision: int,
    tab: str,
    by: Actor,
    keys: Keyring,
) -> Draft:
    """Keep what was typed on one step, right or wrong; return the row with its new revision.

    `tab` names the page that saves. DraftChanged when another page saved after `revision`;
    the same page may save again and again.
    """
    check_is_own(by, draft)
    with audit.transaction():
        row = Draft.objects.select_for_update().filter(pk=draft.pk).first()
        if row is None:
            raise Conflict(_("This draft is gone: it was sent or deleted. Look at your reports."))
        if row.revision != revision and row.tab != tab:
            raise DraftChanged(row)
        text = with_step(read_draft(row, by=by, keys=keys), step, values)
        row.sealed = keys.seal_own(text, aad=row.aad())
        row.revision, row.tab, row.updated_at = row.revision + 1, tab[:43], deadlines.now()
        # Not written into the log: it would hold one line per pause in somebody's typing.
        row.save(update_fields=["sealed", "revision", "tab", "updated_at"])
    return row


def read_draft(draft: Draft, *, by: Actor, keys: Keyring) -> Document:
    """The text of one's own draft."""
    check_is_own(by, draft)
    return keys.open_own(bytes(draft.sealed), aad=draft.aad())


def delete_draft(draft: Draft, *, by: Actor) -> None:
    """The draft is gone for good: nothing of it is kept."""
    check_is_own(by, draft)
    with audit.transaction() as log:
        gone, _rows = Draft.objects.filter(pk=draft.pk).delete()
        if gone:
            log.record("draft:deleted", by=by, subject=("draft", draft.pk))


def send_draft(
    draft: Draft,
    *,
    seen: str | None = None,
    handed: Note | None = None,
    by: Actor,
    keys: Keyring,
) -> Referral:
    """Send what the preview shows, and delete the draft in the same transaction.

    Denied with what is missing; Conflict when it was sent already. Call it within
    `access.once`, so that a second click gives the first result. `seen` is the tag of the page
    from which it is sent: NotSeen where that page showed something else. `handed`: it goes on
    paper, and this is to whom it was handed over or told.
    """
    check_is_own(by, draft)
    with audit.transaction() as log:
        row = Draft.objects.select_for_update().filter(pk=draft.pk).first()
        if row is None:
            raise Conflict(_("This draft is gone: it was sent or deleted. Look at your reports."))
        order: Order = order_of(read_draft(row, by=by, keys=keys), by=by)
        order.check()
        if seen is not None:
            check_was_seen(seen, order.seen_tag(row.pk, by=by))
        referral = send(
            order.packet,
            network=order.network,
            recipient=order.recipient,
            excluded_people=order.excluded_people,
            excluded_institutions=order.excluded_institutions,
            on_paper=handed is not None,
            by=by,
        )
        if handed is not None:
            urgency = order.packet.cover.urgency
            referral = deliver(referral, handed, urgency=urgency, by=by)
        row.delete()
        log.record("draft:sent", by=by, subject=("draft", draft.pk))
    return referral
