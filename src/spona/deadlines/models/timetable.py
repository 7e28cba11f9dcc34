"""When the periodic jobs run."""

from __future__ import annotations

import uuid

from django.db import models


class Timetable(models.Model):
    """When a periodic job runs next, and how it went the last time (a bare code)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(max_length=60, unique=True)
    next_at = models.DateTimeField()
    last_ran_at = models.DateTimeField(null=True)
    last_error = models.CharField(max_length=60, blank=True)

    def __str__(self) -> str:
        return self.name
