"""Whether an institution has a second person look at each initial assessment."""

from __future__ import annotations

import uuid

from django.db import models

from spona.reference.models import Signed


class AssessmentRule(Signed):
    """Off where there is no row. Signed, because it decides whether one person is enough."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    institution = models.OneToOneField(
        "directory.Institution", on_delete=models.PROTECT, related_name="+"
    )
    needs_second_person = models.BooleanField()

    signed_label = "cases.assessmentrule"
    signed_fields = ("institution", "needs_second_person")

    def __str__(self) -> str:
        return str(self.needs_second_person)
