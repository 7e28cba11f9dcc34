"""Two ways a row of data meets the database: a version is added, a plain fact is refreshed."""

import datetime as dt
from collections.abc import Collection, Iterable
from typing import Any

from django.db import models

from spona.reference.models import Code, Figure, Holiday, LegalBasis, Term, Town, verify_rows
from spona.reference.own_data import Row
from spona.reference.words import Words


def add_versions(
    model: type[Code] | type[LegalBasis],
    rows: Iterable[Row],
    key: tuple[str, ...],
    *,
    on: dt.date,
    edited: Collection[str] = (),
) -> int:
    """Adds versions the database has not seen and ends their predecessors; counts both additions
    and endings that the data itself states. A version once stored is never rewritten, and what
    two people of this installation decided (`edited`: keys joined by /) is left to them.
    """
    stored: dict[tuple[Any, ...], list[Any]] = {}
    for each in model.objects.all():
        stored.setdefault(tuple(getattr(each, name) for name in key), []).append(each)
    made: list[Any] = []
    ended: list[Any] = []
    for row in rows:
        if "/".join(str(row[name]) for name in key) in edited:
            continue
        versions = stored.get(tuple(row[name] for name in key), [])
        same = [each for each in versions if each.version == row["version"]]
        if same:
            ended += [each for each in same if _end(each, row.get("valid_to"))]
        elif all(each.version < row["version"] for each in versions):
            ended += [each for each in versions if _end(each, on)]
            made.append(_made(model, {"valid_from": on if versions else None, **row}))
    # First the endings: only one version of a code may be open.
    model.objects.bulk_update([_ours(row) for row in ended], ["valid_to", "mac"])
    model.objects.bulk_create([row.stamp() for row in made])
    return len(made) + len([each for each in ended if not _replaced(each, made, key)])


def _ours(row: Any) -> Any:
    verify_rows(row)
    return row.stamp()


def _replaced(each: Any, made: list[Any], key: tuple[str, ...]) -> bool:
    return any(all(getattr(new, n) == getattr(each, n) for n in key) for new in made)


def _end(row: Any, day: dt.date | str | None) -> bool:
    """Ends an open row; True when that changed it."""
    if day is None or row.valid_to is not None:
        return False
    ends = dt.date.fromisoformat(day) if isinstance(day, str) else day
    row.valid_to = max(ends, row.valid_from) if row.valid_from else ends
    return True


def refresh(
    model: type[Term] | type[Town] | type[Holiday] | type[Figure],
    rows: Iterable[Row],
    key: tuple[str, ...],
) -> int:
    """Adds the missing and corrects the changed; counts both."""
    stored = {tuple(getattr(each, name) for name in key): each for each in model.objects.all()}
    made: list[Any] = []
    changed: list[Any] = []
    fields: set[str] = set()
    for row in rows:
        new = _made(model, row)
        old = stored.get(tuple(getattr(new, name) for name in key))
        if old is None:
            made.append(new)
            continue
        names = [*row, "search_key"] if hasattr(new, "search_key") else list(row)
        differing = [name for name in names if getattr(old, name) != getattr(new, name)]
        for name in differing:
            setattr(old, name, getattr(new, name))
        if differing:
            changed.append(old)
            fields.update(differing)
    model.objects.bulk_create(made)
    if changed:
        model.objects.bulk_update(changed, sorted(fields))
    return len(made) + len(changed)


def _made[M: models.Model](model: type[M], row: Row) -> M:
    """An unsaved row with its search key, its values in the types of their columns."""
    made = model(**row)
    made.clean_fields()
    words = getattr(made, "words", None)
    if hasattr(made, "search_key") and isinstance(words, Words):
        made.search_key = words.search_key()
    return made
