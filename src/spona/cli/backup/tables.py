"""Which tables a backup holds, and how a row becomes a line of JSON and a row again.

The form is the same for both databases, so what was saved from SQLite goes into PostgreSQL
and back. Values keep every bit: instants to the microsecond, bytes as base64.
"""

# `_meta` and `_base_manager` are Django's documented way to ask a model.

from __future__ import annotations

import base64
import datetime as dt
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any, Final, cast
from uuid import UUID

from django.apps import apps
from django.apps.registry import Apps
from django.db import connection, models
from django.db.migrations.executor import MigrationExecutor
from django.utils.duration import duration_iso_string

# Made again by `migrate`.
_WITHOUT_APPS: Final = frozenset({"auth", "contenttypes"})
# A session that ended must not live again; yesterday's counts help nobody.
_WITHOUT: Final = frozenset({"identity.session", "identity.attempt"})

type Model = type[models.Model]


def standing() -> Apps:
    """The models as the database has them now: `upgrade` saves tables of an older version."""
    executor = MigrationExecutor(connection)
    if not executor.migration_plan(executor.loader.graph.leaf_nodes()):
        return apps
    state = cast("Any", executor)._create_project_state(with_applied_migrations=True)
    return cast("Apps", state.apps)


def tables(registry: Apps = apps) -> dict[str, Model]:
    """Name → model of every table that a backup holds, each after those it points to."""
    wanted = {
        model._meta.label_lower: model
        for model in registry.get_models(include_auto_created=True)
        if model._meta.managed
        and not model._meta.proxy
        and model._meta.app_label not in _WITHOUT_APPS
        and model._meta.label_lower not in _WITHOUT
    }
    ordered: dict[str, Model] = {}

    def place(label: str, above: frozenset[str]) -> None:
        if label in ordered or label in above or label not in wanted:
            return
        for target in sorted(_targets(wanted[label])):
            place(target, above | {label})
        ordered[label] = wanted[label]

    for label in sorted(wanted):
        place(label, frozenset())
    return ordered


def _targets(model: Model) -> set[str]:
    return {
        field.related_model._meta.label_lower
        for field in model._meta.concrete_fields
        if isinstance(field.related_model, type)
    }


def columns(model: Model) -> list[models.Field[Any, Any]]:
    """The stored fields; what the database computes by itself is left out."""
    return [field for field in model._meta.concrete_fields if not field.generated]


def count(model: Model) -> int:
    return model._base_manager.count()


def rows(model: Model) -> Iterator[list[Any]]:
    """Each row as a list that JSON takes, in the order of `columns`."""
    fields = columns(model)
    found = model._base_manager.order_by("pk").values_list(*(field.attname for field in fields))
    for row in found.iterator(chunk_size=1000):
        yield [encoded(field, value) for field, value in zip(fields, row, strict=True)]


def encoded(field: models.Field[Any, Any], value: Any) -> Any:
    """A value of a column as JSON takes it. TypeError for a type nobody has thought of."""
    if isinstance(field, models.JSONField):
        return value
    match value:
        case None | bool() | int() | float() | str():
            return value
        case bytes() | memoryview() | bytearray():
            return base64.b64encode(bytes(value)).decode()
        case dt.datetime() | dt.date() | dt.time():
            return value.isoformat()
        case dt.timedelta():
            return duration_iso_string(value)
        case UUID() | Decimal():
            return str(value)
    raise TypeError(f"{field} holds a {type(value).__name__}, which no backup can hold")


def decoded(field: models.Field[Any, Any], value: Any) -> Any:
    """The inverse of `encoded`."""
    if value is None or isinstance(field, models.JSONField):
        return value
    plain: Any = field
    while plain.remote_field is not None:
        plain = plain.target_field
    if isinstance(plain, models.BinaryField):
        return base64.b64decode(value)
    return plain.to_python(value)


def insert(model: Model, lines: Sequence[list[Any]]) -> None:
    """Writes rows exactly as they were: no default, no `auto_now`, no signal touches them."""
    fields = columns(model)
    made = [
        model(**{f.attname: decoded(f, value) for f, value in zip(fields, line, strict=True)})
        for line in lines
    ]
    size = max(1, connection.ops.bulk_batch_size(fields, made))
    for at in range(0, len(made), size):
        # `raw` is how Django's own loader of fixtures writes; bulk_create would set new dates.
        model._base_manager.all()._insert(  # type: ignore[attr-defined]
            made[at : at + size], fields=fields, raw=True, using=connection.alias
        )
