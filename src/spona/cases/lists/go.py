"""Where a reference leads, for this actor; `notifications` asks through `settings.GO_RESOLVERS`."""

from __future__ import annotations

from django.urls import reverse

from spona.access.actor import Actor
from spona.cases.case.models import Case
from spona.cases.referrals.models import Referral


def referral_path(reference: str, actor: Actor) -> str | None:
    """The page of a referral; None when it is unknown or not for this actor."""
    if Referral.objects.visible_to(actor).filter(reference=reference).exists():
        return reverse("cases:read", args=[reference])
    if Referral.objects.stones_of(actor).filter(reference=reference).exists():
        return reverse("cases:ended", args=[reference])
    return None


def file_path(reference: str, actor: Actor) -> str | None:
    """The page of a file; None when it is unknown or not for this actor."""
    if Case.objects.visible_to(actor).filter(reference=reference).exists():
        return reverse("cases:file", args=[reference])
    return None
