"""Lines of the plan: so far only what activities point at."""

from __future__ import annotations

import uuid

from django.db import models


class Line(models.Model):
    """A planned activity."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)

    def __str__(self) -> str:
        return str(self.pk)
