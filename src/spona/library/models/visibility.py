"""When the public sees a thing: it is computed from the hour, no job has to run for it."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Shown(models.TextChoices):
    """What an editor reads beside it. `CHANGED`: the public sees an older version."""

    DRAFT = "draft", _("draft")
    SCHEDULED = "scheduled", _("appears later")
    SHOWN = "shown", pgettext_lazy("to the public", "public")
    CHANGED = "changed", _("public, newer draft")
    WITHDRAWN = "withdrawn", pgettext_lazy("from the public", "withdrawn")


class ShowingQuerySet[M: models.Model](models.QuerySet[M]):
    def appeared(self, at: dt.datetime) -> Self:
        """What the public sees at that moment."""
        return self.filter(publish_at__lte=at).filter(Q(withdrawn_at=None) | Q(withdrawn_at__gt=at))


class Showing(models.Model):
    """A thing that appears at an hour and may be withdrawn at one; it keeps no older wording.

    `example` marks what the demo invented.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    publish_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)
    written_by = models.ForeignKey(
        "directory.Member", null=True, on_delete=models.PROTECT, related_name="+"
    )
    written_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    example = models.BooleanField(default=False)

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(withdrawn_at=None)
                | Q(publish_at__isnull=False, withdrawn_at__gte=F("publish_at")),
                name="%(class)s_withdrawn_after_it_appeared",
            ),
        ]

    def shown(self, at: dt.datetime) -> Shown:
        if self.publish_at is None:
            return Shown.DRAFT
        if self.withdrawn_at is not None and self.withdrawn_at <= at:
            return Shown.WITHDRAWN
        return Shown.SHOWN if self.publish_at <= at else Shown.SCHEDULED
