"""Phones of a round: added with a secret that is shown once, seen, revoked."""

from __future__ import annotations

import secrets
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from spona import audit
from spona.access.actor import Actor
from spona.access.denied import Conflict, Denied
from spona.audit.readonly import writable
from spona.deadlines.time import today
from spona.identity.permissions import check_can_replay
from spona.reference.models.signed import verify_rows
from spona.reference.reference_codes import SYMBOLS
from spona.surveys.actions.rounds import locked
from spona.surveys.models import Device, Round, State
from spona.surveys.permissions import check_can_run

# As many interviewers as a town sends out, and some phones in reserve.
MOST: Final = 30
# 120 bits; in groups, for whoever types it.
_GROUPS: Final = 6


def add_device(found: Round, *, label: str, by: Actor) -> tuple[Device, str]:
    """The phone and its secret, which is kept nowhere and cannot be shown again.

    Denied for one too many; Conflict once nobody should begin a form any more.
    """
    check_can_run(by, found)
    with audit.transaction() as log:
        row = locked(found)
        if row.state not in (State.DRAFT, State.TESTED, State.OPEN):
            raise Conflict(_("It is closed, so no phone begins with it any more."))
        others = Device.objects.filter(round=row)
        if others.filter(revoked_on=None).count() >= MOST:
            raise Denied(
                ngettext(
                    "A questionnaire has %(n)s phone at the most. Revoke one that is not used.",
                    "A questionnaire has %(n)s phones at the most. Revoke one that is not used.",
                    MOST,
                )
                % {"n": MOST}
            )
        last = others.order_by("-number").first()
        secret = _drawn()
        made = Device(round=row, number=(last.number if last else 0) + 1, label=label)
        made.secret_hash = made.hash_of(secret)
        made.save(force_insert=True)
        log.record(
            "survey_device:added", by=by, subject=row.subject, detail={"number": made.number}
        )
    return made, secret


def revoke_device(device: Device, *, by: Actor) -> Device:
    """From now on it fetches and sends nothing; what lies on it stays there. Twice is once."""
    check_can_run(by, device.round)
    with audit.transaction() as log:
        row = _locked(device)
        verify_rows(row)
        if row.revoked_on is None:
            row.revoked_on = today()
            row.save(update_fields=["revoked_on"])
            log.record(
                "survey_device:revoked",
                by=by,
                subject=device.round.subject,
                detail={"number": row.number},
            )
    return row


def see_device(device: Device, *, by: Actor) -> None:
    """Its owner sees on which day it was there last; no hour, and also while it only reads."""
    if device.last_seen_on == today():
        return
    with writable(), audit.transaction():
        row = _locked(device)
        row.last_seen_on = today()
        row.save(update_fields=["last_seen_on"])


def revoke_every_device(*, by: Actor) -> int:
    """After a restore: what was revoked since the backup must not send again."""
    check_can_replay(by)
    rows = list(Device.objects.select_for_update(of=("self",)).filter(revoked_on=None))
    with audit.transaction() as log:
        for row in rows:
            # What was written past Spona opens nothing, and saving it is refused.
            if row.has_valid_mac():
                row.revoked_on = today()
                row.save(update_fields=["revoked_on"])
        if rows:
            log.record(
                "survey_device:revoked_everywhere",
                by=by,
                subject=("survey_device", None),
                detail={"rows": len(rows)},
            )
    return len(rows)


def _locked(device: Device) -> Device:
    return Device.objects.select_for_update(of=("self",)).get(pk=device.pk)


def _drawn() -> str:
    return "-".join(
        "".join(secrets.choice(SYMBOLS) for _symbol in range(4)) for _group in range(_GROUPS)
    )
