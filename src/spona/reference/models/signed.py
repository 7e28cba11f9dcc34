"""Rows that only Spona may write, because people rely on what they say.

Each carries a tag that needs a key beside the database. Whether a row is ours is found out when
it is read; saving one that is not is refused, and what it claims is taken back in `distrust`.
`update()`, `bulk_create()` and `bulk_update()` go past `save()`: call `stamp()` before the last
two, and never use the first for these columns.
"""

import datetime as dt
import json
from collections.abc import Collection, Iterable
from decimal import Decimal
from functools import cache
from typing import Any, ClassVar, Self
from uuid import UUID

from django.db import models
from django.utils.translation import gettext as _

from spona.access.denied import Denied
from spona.identity import row_integrity
from spona.identity.row_integrity import Fact


class Signed(models.Model):
    """What the tag covers: `signed_label`, the id, and the columns of `signed_fields`.

    Both are append only. The label is a literal that is never changed: it outlives the names of
    the model and its app, and whoever changes it disowns every row of the table.
    """

    mac = models.BinaryField(max_length=32, default=b"", editable=False)

    signed_label: ClassVar[str]
    signed_fields: ClassVar[tuple[str, ...]] = ()
    _ours = False

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            verify_rows(self)
        self.stamp()
        if kwargs.get("update_fields"):
            kwargs["update_fields"] = {*kwargs["update_fields"], "mac"}
        super().save(*args, **kwargs)

    @classmethod
    def from_db(
        cls, db: str | None, field_names: Collection[str], values: Collection[Any], **how: Any
    ) -> Self:
        row = super().from_db(db, field_names, values, **how)
        # A row read in part cannot be judged, so it is not trusted.
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

    @classmethod
    def row_kind(cls) -> str:
        """How the log and findings name rows of this table; as frozen as the label."""
        return cls.signed_label.rpartition(".")[2]

    def has_valid_mac(self) -> bool:
        """True where the row was, when it was read or saved, as Spona wrote it."""
        return self._ours

    def stamp(self) -> Self:
        """Set the tag over the row as it stands; the caller saves it."""
        self.mac = row_integrity.tag(*self._facts())
        self._ours = True
        return self

    def judge(self) -> None:
        """Hold the tag that was read against what was read with it."""
        self._ours = row_integrity.has_valid_mac(bytes(self.mac), *self._facts())
        if not self._ours:
            self.distrust()

    def distrust(self) -> None:
        """What a foreign row must not say, not even to a reader who does not ask."""
        self.mac = b""

    def _facts(self) -> tuple[Fact, ...]:
        found: list[Fact] = [self.signed_label]
        for name, field, plain in _columns(type(self)):
            value = getattr(self, name)
            found.append(value if type(value) in plain else _fact(field, value))
        return tuple(found)


@cache
def _columns(model: type[Signed]) -> tuple[tuple[str, Any, tuple[type, ...]], ...]:
    """What the tag of such a row covers: attribute, field, and types of values that go into it as
    they are. A page reads some hundred rows, and most of what they say is ids and texts.
    """
    found = []
    for field in (model._meta.get_field(name) for name in ("id", *model.signed_fields)):  # noqa: SLF001
        target: Any = getattr(field, "target_field", field)
        plain: tuple[type, ...] = ()
        if type(target) is models.UUIDField:
            plain = (UUID, type(None))
        elif type(target) in (models.CharField, models.TextField, models.SlugField):
            plain = (str, type(None))
        found.append((field.attname, field, plain))  # type: ignore[union-attr]
    return tuple(found)


def verify_rows(*rows: Signed) -> None:
    """Denied, with whom to tell, where one of the rows was not written by Spona."""
    if not all(row.has_valid_mac() for row in rows):
        raise tampered()


def tampered() -> Denied:
    """The refusal where somebody wrote the database past Spona."""
    return Denied(_("This entry is not as Spona left it. Tell the operator before anything else."))


def _fact(field: Any, value: Any) -> Fact:
    if isinstance(field, models.JSONField):
        return json.dumps(value, sort_keys=True, ensure_ascii=False)
    # A row that was just made may still hold a date as text, or a lazy choice.
    match plain := field.to_python(value):
        case bool():
            plain = int(plain)
        case dt.datetime():
            plain = plain.astimezone(dt.UTC).isoformat()
        case dt.date() | dt.time():
            plain = plain.isoformat()
        case Decimal():
            # As the column keeps it: 42.5 typed is 42.50000 read.
            plain = str(round(plain, field.decimal_places))
        case str():
            plain = str(plain)
    fact: Fact = plain
    return fact
