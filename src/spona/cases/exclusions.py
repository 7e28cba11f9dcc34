"""Referrals and meetings that an actor was locked out of, as `files_closed_to` has it of files: no
row, deadline or task.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from spona.cases.case.models import CaseExclusion
from spona.cases.referrals.models import Exclusion
from spona.meetings.models import Decision, Invitation, Meeting


def referrals(marks: Sequence[str]) -> QuerySet[Any, UUID]:
    """Ids of the referrals."""
    out = Exclusion.objects.filter(mark__in=marks)
    return out.values_list("referral", flat=True)


def meetings(marks: Sequence[str]) -> QuerySet[Meeting, UUID]:
    """Ids of the meetings: conferences of such a file, and meetings about such a referral."""
    closed = CaseExclusion.objects.filter(mark__in=marks).values("case")
    out = Exclusion.objects.filter(mark__in=marks)
    hidden = (
        Q(conference__case__in=closed)
        | Q(conference__case__referrals_in__in=out.values("referral"))
        | Q(points__reference__in=out.values("referral__reference"))
    )
    return Meeting.objects.filter(hidden).values_list("pk", flat=True)


def invitations(marks: Sequence[str]) -> QuerySet[Invitation, UUID]:
    return Invitation.objects.filter(meeting__in=meetings(marks)).values_list("pk", flat=True)


def decisions(marks: Sequence[str]) -> QuerySet[Decision, UUID]:
    return Decision.objects.filter(meeting__in=meetings(marks)).values_list("pk", flat=True)
