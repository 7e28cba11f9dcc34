"""Rows that only the server can write, and the states of what is wrapped."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from django.db import models

if TYPE_CHECKING:
    from spona.crypto.encoding import Part

HELD, OPEN = "held", "open"
# Held back by a restore: until the sender has confirmed the agreement; until a holder has let the
# others in by name, because somebody of the institution is locked out.
UNCONFIRMED, BY_NAME = "wait", "name"
STATES = tuple((state, state) for state in (HELD, OPEN, UNCONFIRMED, BY_NAME))


class Authenticated(models.Model):
    """`facts()` is what the HMAC covers; `row_integrity.stamp` and `row_integrity.check` use it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    mac = models.BinaryField(max_length=32)

    class Meta:
        abstract = True

    if TYPE_CHECKING:

        def facts(self) -> tuple[Part, ...]: ...
