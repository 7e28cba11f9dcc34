"""A published key is not as Spona left it: the operator and both sides hear of it."""

from __future__ import annotations

import logging
from datetime import timedelta
from uuid import UUID

from django.utils import timezone

from spona import audit
from spona.access.actor import Actor
from spona.audit.models import Entry
from spona.audit.readonly import writable
from spona.audit.recording import SYSTEM_LANE
from spona.directory.models import Member
from spona.notifications.actions import notify
from spona.vault import queries
from spona.vault.refusals import KeyReplaced

REPORTED = "key:replaced"
# Whoever tries again and again does not fill anybody's mailbox.
_ONCE_IN = timedelta(hours=24)
_log = logging.getLogger("spona.keys")


def report_replaced_key(found: KeyReplaced, *, by: Actor) -> bool:
    """Log it and tell heads and intake holders of the owner and of who wanted to send.

    Content-free, with a mail, once a day for each key and institution. True where somebody was
    told now. Written on a page that otherwise writes nothing too, since nobody else may ever try.
    """
    # A line for the operator each time, whatever becomes of the database.
    _log.error("key_replaced", extra={"spona": {"event": "key_replaced", "key": found.kind}})
    since = timezone.now() - _ONCE_IN
    subject = (found.kind, found.ident)
    lines = Entry.objects.filter(
        name=REPORTED, subject_kind=found.kind, subject_id=found.ident, at__gt=since
    )
    institutions = {one for one in (found.owner, by.institution_id) if one} or {SYSTEM_LANE}
    institutions -= set(lines.values_list("lane_id", flat=True))
    if not institutions:
        return False
    with writable(), audit.transaction() as log:
        for institution in sorted(institutions):
            log.record(REPORTED, by=by, subject=subject, lane=institution)
        for member in heads_and_holders(institutions):
            account = member.person.account
            assert account is not None
            notify(account, "key_replaced", reference="", by=by, email=address_of(member))
    return True


def address_of(member: Member) -> str | None:
    """Where a mail goes; nobody gets one in a drill."""
    practice = member.institution.seats.filter(network__practice=True).exists()
    return None if practice else member.person.email or None


def heads_and_holders(institutions: set[UUID]) -> list[Member]:
    """Heads and intake holders by their mandate: what the keys say is what is in doubt."""
    rows = Member.objects.active_on(timezone.localdate()).filter(
        institution__in=institutions,
        person__account__isnull=False,
        person__account__disabled_at=None,
    )
    found: dict[UUID, Member] = {}
    for one in rows.select_related("person__account", "institution").order_by("id"):
        if one.can_act() and (queries.holds_by_role(one) or "director" in one.roles):
            found.setdefault(one.person_id, one)
    return list(found.values())
