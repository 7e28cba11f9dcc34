"""Rows that only Spona may write, because people rely on what they say.

Each carries a tag that needs a key beside the database. Whether a row is ours is found out when
it is read; saving one that is not is refused, and what it claims is taken back in `distrust`.
`update()`, `bulk_create()` and `bulk_update()` go past `save()`: call `stamp()` before the last
two, and never use the first for these columns.
"""

import datetime as dt
import json
from collections.abc import Collection, Iterable, Iterator
from decimal import Decimal
from functools import cache
from typing import Any, ClassVar, Final, Self
from uuid import UUID

from django.db import models
from django.utils.translation import gettext as _

from spona import audit
from spona.access.denied import Denied
from spona.audit.recording import cached
from spona.audit.transaction_cache import tables
from spona.identity import row_integrity
from spona.identity.row_integrity import Fact

# Digits of a tag in the log: enough that nobody makes another row with the same.
_SHORT: Final = 32
_NONE: Final = (0, "")


class Signed(models.Model):
    """What the tag covers: `signed_label`, the id, and the columns of `signed_fields`.

    Both are append only. The label is a literal that is never changed: it outlives the names of
    the model and its app, and whoever changes it disowns every row of the table.
    """

    mac = models.BinaryField(max_length=32, default=b"", editable=False)

    signed_label: ClassVar[str]
    signed_fields: ClassVar[tuple[str, ...]] = ()
    # Columns with a keyed hash of what only a person could say again (`identity.former_keys`), or
    # empty: an exchange of the key files lays one more over it.
    layered_marks: ClassVar[tuple[str, ...]] = ()
    _ours = False

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not (self._state.adding or self.has_valid_mac()):
            raise tampered()
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


class Logged(Signed):
    """Rows that every act changes: the log keeps the last state of each, beside the act's own line.

    An old row with its old tag still fits; what is done by it is refused (`verify_rows`, `save`).
    The lines are numbered instead of standing in the system's lane, as those of the directory do:
    there, each act of one institution would have to wait for those of all others, and every
    process would read the directory anew after it.
    `bulk_create()` and a queryset's `delete()` go past all this: call `log_state()` for each.
    """

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        with audit.transaction() as log:
            number = 0
            if not self._state.adding:
                # Under the row's lock: whoever changed it before has committed their line.
                before, tag = _last_states([self]).get(self.pk, _NONE)
                if tag != self.short_tag():
                    raise tampered()
                number = before + 1
            super().save(*args, **kwargs)
            self.log_state(log, number)

    def log_state(self, log: audit.Log, number: int) -> None:
        """Note how the row stands from this transaction on; `number` is that of the state."""
        log.row(self.pk, kind=self.row_kind(), tag=self.short_tag(), order=number)

    def short_tag(self) -> str:
        """Half of the tag, as the log names this state of the row."""
        return bytes(self.mac).hex()[:_SHORT]


def verify_rows(*rows: Signed) -> None:
    """Denied, with whom to tell, where one of the rows was not written by Spona, or was put back
    to an older state, as far as the log keeps that; at most one query.
    """
    if not all(row.has_valid_mac() for row in rows):
        raise tampered()
    logged = [row for row in rows if isinstance(row, Logged)]
    if outdated_ids(logged):
        raise tampered()


def outdated_ids(rows: Collection[Logged]) -> set[UUID]:
    """Ids of those that do not stand as Spona left them last; one query, in a request or
    transaction once for the same rows.

    One that somebody changed since it was read is no fault: it is asked how it stands now.
    """
    # Models are made before a question can be written.
    from spona.audit.queries import last_states

    if not rows:
        return set()
    last = _last_states(rows)
    old = {row.pk: type(row) for row in rows if last.get(row.pk, _NONE)[1] != row.short_tag()}
    for _again in range(2):
        if not old:
            break
        there = {ident: tag for model in {*old.values()} for ident, tag in _tags(model, old)}
        last = last_states(old)
        old = {pk: kind for pk, kind in old.items() if last.get(pk, _NONE)[1] != there.get(pk)}
    return set(old)


def _last_states(rows: Collection[Logged]) -> dict[UUID, tuple[int, str]]:
    """As `last_states`; in a transaction not again until it writes such a row, or locks one: what
    is verified under a lock is not asked once more when it is saved.
    """
    from spona.audit.models import Entry
    from spona.audit.queries import last_states

    ids = tuple(row.pk for row in rows)
    of = tables(Entry, *map(type, rows))
    return cached(("last states", ids), lambda: last_states(ids), of=of)


def _tags(model: type[Logged], ids: Collection[UUID]) -> Iterator[tuple[UUID, str]]:
    rows = models.QuerySet[Any](model).filter(pk__in=list(ids)).values_list("pk", "mac")
    return ((ident, bytes(tag).hex()[:_SHORT]) for ident, tag in rows)


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
