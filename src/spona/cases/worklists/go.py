"""Where a reference leads, for this actor."""

from __future__ import annotations

from django.urls import reverse

from spona.access.actor import Actor
from spona.cases.case.models import Case
from spona.cases.casefile.held_after_restore import waiting_file
from spona.cases.referrals.held_after_restore import unconfirmed
from spona.cases.referrals.models import Referral


def referral_path(reference: str, actor: Actor) -> str | None:
    """The page of a referral; None when it is unknown or not for this actor."""
    if Referral.objects.visible_to(actor).filter(reference=reference).exists():
        return reverse("cases:read", args=[reference])
    if Referral.objects.tombstones_of(actor).filter(reference=reference).exists():
        return reverse("cases:ended", args=[reference])
    return None


def file_path(reference: str, actor: Actor) -> str | None:
    """The page of a file; None when it is unknown or not for this actor."""
    case = Case.objects.visible_to(actor).filter(reference=reference).first()
    if case is not None:
        # After a restore that is what the person of the task has to do first.
        page = "cases:agreements" if unconfirmed(case) else "cases:file"
        return reverse(page, args=[reference])
    if waiting_file(reference, actor) is not None:
        return reverse("cases:name_holders", args=[reference])
    return None
