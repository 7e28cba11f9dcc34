"""Rows that decide who acts for whom: each carries a tag that only the server can make.

Whether a row is ours is found out once, when it is read, and saving a row that is not
is refused: else the next honest change would put our tag on a foreign one.
An old row with its old tag still fits, so the log keeps the tag of each row's last state:
`spona.directory.newest` asks it, where somebody is about to get something by the row.
`update()`, `bulk_create()` and a queryset's `delete()` go past all this: never for these rows.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Collection, Iterable
from typing import Any, ClassVar, Self

from django.db import models
from django.utils.translation import gettext as _

from spona import audit
from spona.access.denied import Denied
from spona.identity import authentic
from spona.identity.authentic import Fact


class Authentic(models.Model):
    """`authentic_fields` are the columns that the tag covers, after the id; append only."""

    mac = models.BinaryField(max_length=32, default=b"", editable=False)

    authentic_fields: ClassVar[tuple[str, ...]] = ()
    _ours = False

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            check_is_ours(self)
        self.stamp()
        if kwargs.get("update_fields"):
            kwargs["update_fields"] = {*kwargs["update_fields"], "mac"}
        with audit.transaction() as log:
            super().save(*args, **kwargs)
            log.row(self.pk, kind=self._kind(), tag=self.short_tag())

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        ident = self.pk
        with audit.transaction() as log:
            done = super().delete(*args, **kwargs)
            log.row(ident, kind=self._kind(), tag="")
        return done

    @classmethod
    def from_db(
        cls, db: str | None, field_names: Collection[str], values: Collection[Any], **how: Any
    ) -> Self:
        row = super().from_db(db, field_names, values, **how)
        # A row read in part cannot be judged, so it is not trusted; nothing in Spona reads so.
        if not row.get_deferred_fields():
            row.judge()
        return row

    def refresh_from_db(
        self,
        using: str | None = None,
        fields: Iterable[str] | None = None,
        from_queryset: models.QuerySet[Self] | None = None,
    ) -> None:
        super().refresh_from_db(using=using, fields=fields, from_queryset=from_queryset)
        if fields is None:
            self.judge()

    def is_ours(self) -> bool:
        """True where the row was, when it was read or saved, as the server wrote it."""
        return self._ours

    def authentic_parts(self) -> tuple[Fact, ...]:
        """What the tag covers: the kind of row, its id, and the columns in their order."""
        names = ("id", *self.authentic_fields)
        fields: list[Any] = [self._meta.get_field(name) for name in names]
        return (self._kind(), *(_part(f, getattr(self, f.attname)) for f in fields))

    def short_tag(self) -> str:
        """Half of the tag, as the log names this state of the row."""
        return bytes(self.mac).hex()[:32]

    def _kind(self) -> str:
        return str(self._meta.model_name)

    def stamp(self) -> None:
        """Set the tag over the row as it stands; the caller saves it."""
        self.mac = authentic.tag(*self.authentic_parts())
        self._ours = True

    def distrust(self) -> None:
        """What a foreign row must not say, not even to a reader who does not ask."""
        self.mac = b""

    def judge(self) -> None:
        """Hold the tag that was read against what was read with it."""
        self._ours = authentic.is_ours(bytes(self.mac), *self.authentic_parts())
        if not self._ours:
            self.distrust()


def check_is_ours(*rows: Authentic) -> None:
    """Denied, with whom to tell, where one of the rows was not written by Spona."""
    if not all(row.is_ours() for row in rows):
        raise not_as_left()


def not_as_left() -> Denied:
    """The refusal where somebody wrote the database past Spona."""
    return Denied(
        _("The directory is not as Spona left it here. Tell the operator before anything else.")
    )


def _part(field: Any, value: Any) -> Fact:
    if isinstance(field, models.JSONField):
        return json.dumps(value, sort_keys=True)
    # A row that was just made may still hold a date as text, or a lazy choice.
    plain = field.to_python(value)
    match plain:
        case bool():
            return int(plain)
        case dt.datetime():
            return plain.astimezone(dt.UTC).isoformat()
        case dt.date():
            return plain.isoformat()
        case str():
            return str(plain)
    part: Fact = plain
    return part
