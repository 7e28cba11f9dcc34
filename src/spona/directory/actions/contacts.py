"""Numbers: entered by whom, confirmed by a call or not."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from spona import audit
from spona.access.actor import Actor
from spona.access.denied import Conflict, Denied
from spona.directory.models import Certainty, ContactPoint, Institution, is_emergency
from spona.directory.permissions import (
    check_can_confirm_contact,
    check_can_edit_contacts,
    check_can_load_directory,
)
from spona.directory.row_integrity import verify_latest


def add_contact(
    institution: Institution,
    *,
    number: str,
    kind: str,
    by: Actor,
    words: Mapping[str, str] | None = None,
    source: str = "",
) -> ContactPoint:
    """A number as somebody of the network knows it; it counts as confirmed only after a call."""
    check_can_edit_contacts(by, institution)
    clean = " ".join(number.split())
    if is_emergency(clean):
        raise Denied(_("Nobody tests the emergency number by calling it. It is shown in any case."))
    with audit.transaction() as log:
        Institution.objects.select_for_update().get(pk=institution.pk)
        same = ContactPoint.objects.filter(institution=institution, kind=kind, number=clean)
        if same.filter(ended_at=None).exists():
            raise Conflict(_("This number is already here."))
        made = write_contact(
            institution, kind=kind, number=clean, words=dict(words or {}),
            source=source or "entered in the directory", certainty=Certainty.ENTERED,
        )  # fmt: skip
        log.record("contact:added", by=by, subject=("contact", made.pk), lane=institution.pk)
    return made


def write_contact(institution: Institution, **says: Any) -> ContactPoint:
    """Part of: adding a number, or an institution with its numbers; they log it."""
    return ContactPoint.objects.create(institution=institution, town=institution.town, **says)


def confirm_contact(contact: ContactPoint, *, by: Actor, on: dt.date | None = None) -> ContactPoint:
    """Somebody called this number and the right people answered, on `on` (default today)."""
    check_can_confirm_contact(by, contact.institution)
    if contact.is_emergency:
        raise Denied(_("Nobody tests the emergency number by calling it. It is shown in any case."))
    lane = contact.institution_id
    with audit.transaction() as log:
        row = _locked(contact)
        row.confirmed_on = on or timezone.localdate()
        row.confirmed_by_id = by.person_id
        row.save(update_fields=["confirmed_on", "confirmed_by"])
        log.record("contact:confirmed", by=by, subject=("contact", row.pk), lane=lane)
    return row


def end_contact(contact: ContactPoint, *, by: Actor) -> ContactPoint:
    """The number is no longer in use. One of no institution (a helpline) only the operator ends."""
    lane = None
    if contact.institution is None:
        check_can_load_directory(by)
    else:
        check_can_edit_contacts(by, contact.institution)
        lane = contact.institution.pk
    with audit.transaction() as log:
        row = _locked(contact)
        if row.ended_at is None:
            row.ended_at = timezone.now()
            row.save(update_fields=["ended_at"])
            log.record("contact:ended", by=by, subject=("contact", row.pk), lane=lane)
    return row


def _locked(contact: ContactPoint) -> ContactPoint:
    """The row as Spona left it last: confirming would else put our tag on an old one."""
    row = ContactPoint.objects.select_for_update().get(pk=contact.pk)
    verify_latest(row)
    return row
