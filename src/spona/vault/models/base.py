"""Rows that only the server can write, and the states of what is wrapped."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any, ClassVar

from django.db import models

from spona import audit

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


class LoggedQuerySet[Row: Logged](models.QuerySet[Row]):
    def delete(self) -> tuple[int, dict[str, int]]:
        with audit.transaction() as log:
            for ident in list(self.values_list("pk", flat=True)):
                log.row(ident, kind=self.model.row_kind, tag="")
            return super().delete()


class Logged(Authenticated):
    """The last state of each such row is in the log: an older one has the code that it truly had.

    `row_integrity` asks for it before somebody gets something by the row. `update()` and
    `bulk_create()` go past all this: never for these rows.
    """

    row_kind: ClassVar[str]

    objects = LoggedQuerySet.as_manager()

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        with audit.transaction() as log:
            super().save(*args, **kwargs)
            log.row(self.pk, kind=self.row_kind, tag=self.short_tag())
        # What the log said when it was read, is over.
        vars(self).pop("log_tag", None)

    def short_tag(self) -> str:
        """Half of the code, as the log names this state of the row."""
        return bytes(self.mac).hex()[:32]
