"""Files somebody was locked out of, for `settings.LOCKED_OUT`: no clock, no task is shown."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Q, QuerySet

from spona.access.actor import Actor
from spona.cases.case.models import Case
from spona.cases.marks import marks_of


def locked_out_of(actor: Actor) -> QuerySet[Case, UUID]:
    """Ids of the files, as a query: locked out of the file, or of what it was opened for."""
    marks = marks_of(actor)
    out = Q(exclusions__mark__in=marks) | Q(referrals_in__exclusions__mark__in=marks)
    return Case.objects.filter(out).values_list("pk", flat=True)
