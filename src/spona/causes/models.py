"""Observations: so far only what other rooms point at."""

from __future__ import annotations

import uuid

from django.db import models


class Observation(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    network = models.ForeignKey("directory.Network", on_delete=models.PROTECT, related_name="+")
    title = models.CharField(max_length=120)

    def __str__(self) -> str:
        return self.title
