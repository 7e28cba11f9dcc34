"""A certificate for who was there and passed; taking one back."""

from __future__ import annotations

import secrets
from typing import Final

from django.db.models import Max
from django.utils.translation import gettext as _

from spona import audit, deadlines
from spona.access.actor import Actor
from spona.access.denied import Denied
from spona.directory.models import Network
from spona.reference.reference_codes import SYMBOLS
from spona.reference.words import Words
from spona.training.dates import months_after
from spona.training.models import Certificate, Moment, Participant
from spona.training.permissions import check_can_edit
from spona.training.questions import asked_in
from spona.training.telling import tell

# 26 symbols of five bits: no code is found by trying.
_SYMBOLS: Final = 26


def issue_where_earned(participant: Participant, *, by: Actor) -> Certificate | None:
    """After the session was closed: there on each day, and enough points, where there is a test.

    Inside the caller's transaction.
    """
    session = participant.session
    if session.closed_at is None or not _earned(participant):
        return None
    with audit.transaction() as log:
        made = Certificate.objects.filter(participant=participant).first()
        if made is not None:
            return made
        network = Network.objects.select_for_update().get(pk=session.network_id)
        year = session.last_day.year
        last = Certificate.objects.filter(network=network, year=year).aggregate(n=Max("number"))
        made = Certificate.objects.create(
            participant=participant,
            network=network,
            code="".join(secrets.choice(SYMBOLS) for _symbol in range(_SYMBOLS)),
            year=year,
            number=(last["n"] or 0) + 1,
            title=Words.of(session.module.title),
            hours=f"{session.module.hours:.1f}",
            day=session.last_day,
            valid_until=months_after(session.last_day, session.module.valid_months),
            issued_at=deadlines.now(),
        )
        tell([participant], by=by)
        log.record("training:certificate_issued", by=by, subject=made.subject)
    return made


def withdraw_certificate(certificate: Certificate, reason: str, *, by: Actor) -> Certificate:
    """From now on its public page says that it was withdrawn; why, it says to nobody."""
    check_can_edit(by, certificate.network)
    if not reason.strip():
        raise Denied(_("Write why it is withdrawn."))
    with audit.transaction() as log:
        row = Certificate.objects.select_for_update(of=("self",)).get(pk=certificate.pk)
        if row.withdrawn_at is None:
            row.withdrawn_at, row.reason = deadlines.now(), reason.strip()
            row.save(update_fields=["withdrawn_at", "reason"])
            log.record("training:certificate_withdrawn", by=by, subject=row.subject)
    return row


def _earned(participant: Participant) -> bool:
    if participant.withdrawn_at is not None or participant.waiting:
        return False
    days = set(participant.session.days.values_list("pk", flat=True))
    there = set(participant.attended.filter(present=True).values_list("day_id", flat=True))
    if not days <= there:
        return False
    module = participant.session.module
    sheet = participant.sheets.filter(moment=Moment.POST).first()
    if sheet is not None:
        return sheet.points * 100 >= module.pass_percent * sheet.out_of
    return not asked_in(module, Moment.POST)
