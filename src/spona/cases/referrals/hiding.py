"""What an actor is locked out of, for `settings.LOCKED_OUT`: neither clock nor task is shown."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from spona.access.actor import Actor
from spona.cases.marks import marks_of
from spona.cases.referrals.models import Exclusion


def locked_out_of(actor: Actor) -> QuerySet[Any, UUID]:
    """Ids of the referrals."""
    out = Exclusion.objects.filter(mark__in=marks_of(actor))
    return out.values_list("referral", flat=True)
