"""Meetings that an actor was locked out of: no row, task or deadline.

Of a conference by its file; of a meeting about something that stands still by that referral.
"""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.db.models import Q, QuerySet

from spona.cases.case.models import CaseExclusion
from spona.cases.referrals.models import Exclusion
from spona.meetings.models import Decision, Invitation, Meeting


def meetings(marks: Sequence[str]) -> QuerySet[Meeting, UUID]:
    """Ids of the meetings."""
    files = CaseExclusion.objects.filter(mark__in=marks).values("case")
    out = Exclusion.objects.filter(mark__in=marks)
    hidden = (
        Q(conference__case__in=files)
        | Q(conference__case__referrals_in__in=out.values("referral"))
        | Q(points__reference__in=out.values("referral__reference"))
    )
    return Meeting.objects.filter(hidden).values_list("pk", flat=True)


def invitations(marks: Sequence[str]) -> QuerySet[Invitation, UUID]:
    return Invitation.objects.filter(meeting__in=meetings(marks)).values_list("pk", flat=True)


def decisions(marks: Sequence[str]) -> QuerySet[Decision, UUID]:
    return Decision.objects.filter(meeting__in=meetings(marks)).values_list("pk", flat=True)
