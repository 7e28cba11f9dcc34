"""Somebody who is locked out of something, as a row."""

from __future__ import annotations

import uuid

from django.db import models

from spona.reference.models import Signed


class ExclusionRow(Signed):
    """The mark names nobody (`access.exclusion_marks`). It changes with the key files alone, so of
    each row one state only has a code that fits; that there is a row, the log knows (`marks`).
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    mark = models.CharField(max_length=64)

    class Meta:
        abstract = True
