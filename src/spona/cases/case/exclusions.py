"""Files somebody was locked out of: no deadline, no task is shown."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from spona.cases.case.models import Case, CaseExclusion


def excluded_ids(marks: Sequence[str]) -> QuerySet[Any, UUID]:
    """Ids of the files: locked out of the file, or of what it was opened for.

    Two queries that begin with the few exclusions; one with OR walks through all files.
    """
    files = CaseExclusion.objects.filter(mark__in=marks).values_list("case", flat=True)
    came = Case.objects.filter(referrals_in__exclusions__mark__in=marks)
    return files.union(came.values_list("pk", flat=True))
