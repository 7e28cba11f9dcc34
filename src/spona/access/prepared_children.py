"""The rows of a reverse relation beside their owners, by a statement that is written once.

`prefetch_related` builds it anew for each page, and a filter for each owner that nobody uses.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property
from typing import Any, NoReturn
from uuid import UUID

from django.db.models import Model, QuerySet

from spona.access.prepared_rows import PreparedRows


class PreparedChildren:
    """`name` leads from `owner` to the rows, `beside` are foreign keys that are read with them.

    Afterwards `owner.name.all()` gives them, as after `prefetch_related`.
    """

    def __init__(self, owner: type[Model], name: str, *beside: str) -> None:
        self._owner, self._name, self._beside = owner, name, beside

    def give(self, owners: Iterable[Model]) -> list[Any]:
        """One query; returns the rows of all these owners, none where there are no owners."""
        # One row may have been read several times, beside others.
        by_id: dict[UUID, list[Any]] = {}
        for one in owners:
            by_id.setdefault(one.pk, []).append(one)
        rows = self._rows.rows(list(by_id)) if by_id else []
        found: dict[UUID, list[Any]] = {}
        for row in rows:
            found.setdefault(getattr(row, self._field.attname), []).append(row)
        for ident, those in by_id.items():
            for owner in those:
                self._put(owner, found.get(ident, []))
        return rows

    def _put(self, owner: Any, rows: list[Any]) -> None:
        for row in rows:
            self._field.set_cached_value(row, owner)
        kept = vars(owner).setdefault("_prefetched_objects_cache", {})
        kept[self._field.remote_field.cache_name] = _ReadBeside(self._field.model, rows)

    @cached_property
    def _field(self) -> Any:
        relation: Any = self._owner._meta.get_field(self._name)  # noqa: SLF001
        return relation.field

    @cached_property
    def _rows(self) -> PreparedRows[Any]:
        field = self._field

        def build(owners: Iterable[UUID]) -> QuerySet[Any, Any]:
            of_these: QuerySet[Any, Any] = field.model._default_manager.filter(  # noqa: SLF001
                **{f"{field.name}__in": owners}
            )
            return of_these.select_related(*self._beside) if self._beside else of_these

        return PreparedRows(build)


class _ReadBeside(QuerySet[Any, Any]):
    """What was read; narrowed further it would be that of all owners."""

    def __init__(self, model: type[Model], rows: list[Any]) -> None:
        super().__init__(model)
        self._result_cache, self._prefetch_done = list(rows), True

    def _chain(self) -> NoReturn:
        raise TypeError("These rows were read with their owner: ask the model for others.")
