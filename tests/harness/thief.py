"""What somebody learns who holds the database before and after, as two backups or two disks.

Everything is seen: each table, also of the queue; the place of a row in its table (`rowid`,
`ctid`), the transaction that wrote it (`xmin`, PostgreSQL), each instant, the size of whatever is
sealed. What differs between the two is what happened in between.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from datetime import date, datetime
from itertools import pairwise
from typing import Any

from django.apps import apps
from django.db import connection, models

from tools.docs.command import column_class

type Row = tuple[Any, ...]
# table → key of the row → where it lies, who wrote it, and its columns
type Copy = dict[str, dict[Any, Row]]

_ID = re.compile(r"[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}")
_REFERENCE = re.compile(r"\b[A-Z]-[0-9A-Z]{4}-[0-9A-Z]{2}\b")


def _id_text(key: Any) -> str:
    return str(key).replace("-", "")


def _models() -> list[type[models.Model]]:
    return [m for m in apps.get_models(include_auto_created=True) if m._meta.managed]


def _columns(model: type[models.Model]) -> list[models.Field]:
    return [f for f in model._meta.concrete_fields if not f.generated]


def take() -> Copy:
    """All rows of all tables as the disk has them."""
    where = {
        "sqlite": "rowid, 0",
        "postgresql": "(ctid::text::point)[0] * 1000 + (ctid::text::point)[1], xmin::text::bigint",
    }[connection.vendor]
    taken: Copy = {}
    with connection.cursor() as cursor:
        for model in _models():
            fields = _columns(model)
            key = next(at for at, field in enumerate(fields, start=2) if field.primary_key)
            names = ", ".join(f'"{field.column}"' for field in fields)
            cursor.execute(f'SELECT {where}, {names} FROM "{model._meta.db_table}"')
            taken[model._meta.label] = {row[key]: _plain(row) for row in cursor.fetchall()}
    return taken


def _plain(row: Row) -> Row:
    return tuple(bytes(value) if isinstance(value, memoryview) else value for value in row)


def known_ids(copy: Copy) -> frozenset[str]:
    """Ids of the rows of a copy, as they stand in text: a rule, an institution, a person who
    works here. What points to one of them says something; a new id says nothing."""
    return frozenset(_id_text(key) for rows in copy.values() for key in rows)


def difference(
    before: Copy, after: Copy, name: str, known: frozenset[str]
) -> tuple[set[str], dict[str, float]]:
    """(features, numbers) of what happened between two copies; each begins with `name`."""
    features: set[str] = set()
    numbers: dict[str, float] = {}
    written: list[tuple[str, Row, dict[str, Any]]] = []
    for model in _models():
        label = model._meta.label
        old, new = before[label], after[label]
        gone = old.keys() - new.keys()
        changed = [key for key in old.keys() & new.keys() if old[key] != new[key]]
        made = sorted(new.keys() - old.keys(), key=lambda key: new[key][0])
        if gone or changed or made:
            features.add(f"{name} {label} +{len(made)} −{len(gone)} ~{len(changed)}")
        features |= {f"{name} {label} changed {_what(model, old[k], new[k])}" for k in changed}
        # In the order in which they lie: what stands in the first, the second, …
        for at, key in enumerate([*made, *changed]):
            said, instants = _read(model, new[key], known)
            features |= {f"{name} {label}.{one}" for one in said}
            features.add(f"{name} {label} #{at}: {'; '.join(sorted(said))}")
            written.append((f"{name} {label} #{at}", new[key], instants))
        for at, (one, other) in enumerate(pairwise(made)):
            numbers[f"{name} {label} place #{at}"] = new[other][0] - new[one][0]
    _times(written, numbers)
    if connection.vendor == "postgresql":
        _transactions(written, name, features, numbers)
    return features, numbers


def _what(model: type[models.Model], old: Row, new: Row) -> str:
    fields = _columns(model)
    return ", ".join(f.name for f, a, b in zip(fields, old[2:], new[2:], strict=True) if a != b)


def _read(
    model: type[models.Model], row: Row, known: frozenset[str]
) -> tuple[set[str], dict[str, Any]]:
    """(what each column says, instants by column) of a row."""
    said: set[str] = set()
    instants: dict[str, Any] = {}
    for field, raw in zip(_columns(model), row[2:], strict=True):
        kind, value = column_class(field), raw
        if isinstance(value, bytes) or kind == "sealed":
            said.add(f"{field.name} of {len(value) if value is not None else None} bytes")
        elif isinstance(field, models.DateField):
            said.add(f"{field.name} {'is' if value is None else 'is not'} empty")
            if value is not None:
                instants[field.name] = _instant(value)
        elif kind == "clear":
            plain = _ID.sub(lambda m: m[0] if _id_text(m[0]) in known else "id", str(value))
            # A reference is new in each row; what stands around it is not. A running number is
            # the place of the row once more.
            if field.name != "seq":
                said.add(f"{field.name} = {_REFERENCE.sub('reference', plain)}")
        else:
            said.add(f"{field.name} of {len(str(value))} letters")
    return said, instants


def _instant(value: Any) -> float:
    """Seconds since 1970; SQLite keeps instants as text."""
    if isinstance(value, str):
        value = datetime.fromisoformat(value)
    if isinstance(value, datetime):
        return value.timestamp()
    assert isinstance(value, date)
    return datetime(value.year, value.month, value.day).timestamp()  # noqa: DTZ001


def _times(written: list[tuple[str, Row, dict[str, Any]]], numbers: dict[str, float]) -> None:
    """Each instant, counted from the earliest one of what was written now."""
    everything = [at for _name, _row, instants in written for at in instants.values()]
    # Days and deadlines lie far from now; what a step wrote lies within a minute of its start.
    now = sorted(everything)[len(everything) // 2] if everything else 0.0
    first = min((at for at in everything if abs(at - now) < 60), default=now)
    for name, _row, instants in written:
        for column, at in instants.items():
            numbers[f"{name}.{column}"] = round(at - first, 6)


def _transactions(
    written: list[tuple[str, Row, dict[str, Any]]],
    name: str,
    features: set[str],
    numbers: dict[str, float],
) -> None:
    """Which transaction wrote each row: how many there were, in which order, how far apart."""
    ids = sorted({row[1] for _name, row, _instants in written})
    place = {one: at for at, one in enumerate(ids)}
    features.add(f"{name}: {len(ids)} transactions")
    features |= {f"{where} by transaction {place[row[1]]}" for where, row, _instants in written}
    rows: Counter[Any] = Counter(row[1] for _name, row, _instants in written)
    features.add(f"{name}: rows per transaction {[rows[one] for one in ids]}")
    gaps: dict[str, float] = defaultdict(float)
    for at, (one, other) in enumerate(pairwise(ids)):
        gaps[f"{name} transaction #{at} to the next"] = other - one
    numbers.update(gaps)
