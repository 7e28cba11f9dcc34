"""What an actor is locked out of: neither deadline nor task is shown."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from spona.cases.referrals.models import Exclusion


def excluded_ids(marks: Sequence[str]) -> QuerySet[Any, UUID]:
    """Ids of the referrals."""
    out = Exclusion.objects.filter(mark__in=marks)
    return out.values_list("referral", flat=True)
