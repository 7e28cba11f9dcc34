"""The files of an institution as two tables by HTCDS: people, and what happened to them.

A few files at a time are in memory; the table of what happened is kept until its turn comes, for a
file is opened once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import batched
from typing import Final
from uuid import UUID

from spona import audit
from spona.access.actor import Actor
from spona.cases.case.models import Case
from spona.cases.standards.case_rows import (
    Documents,
    event_columns,
    event_rows,
    person_columns,
    person_row,
    section_names,
)
from spona.documents.tables import csv_pieces
from spona.identity.keyring import Keyring
from spona.vault.actions import open_many
from spona.vault.models import Section
from spona.vault.sealed_zip import Added, Member

PEOPLE: Final = "people.csv"
EVENTS: Final = "events.csv"
# Files that are opened together.
_AT_ONCE: Final = 50


class Tables:
    """`written` and `lacking` fill while the tables leave: of a file that did not open whole, the
    names of the sections.
    """

    def __init__(
        self,
        chosen: Sequence[UUID],
        *,
        reason: str,
        purpose: str,
        before: Callable[[], None],
        by: Actor,
        keys: Keyring,
    ) -> None:
        """`before` is called before files are opened, and may break it off."""
        self._chosen, self._reason, self._purpose = chosen, reason, purpose
        self._before, self._by, self._keys = before, by, keys
        self.written: list[Case] = []
        self.lacking: dict[UUID, list[str]] = {}
        self._events: list[list[str]] = []

    def members(self) -> Iterator[tuple[Member, Added]]:
        people = csv_pieces(person_columns(), self._people())
        yield Member(PEOPLE, people), Added(PEOPLE)
        yield Member(EVENTS, csv_pieces(event_columns(), self._events)), Added(EVENTS)

    def _people(self) -> Iterator[list[str]]:
        for some in batched(self._chosen, _AT_ONCE):
            self._before()
            for case, documents in self._opened(some):
                self.written.append(case)
                row = person_row(case, documents)
                for event in event_rows(case, documents):
                    self._events.append([event.get(name, "") for name in event_columns()])
                yield [row.get(name, "") for name in person_columns()]

    def _opened(self, some: Sequence[UUID]) -> Iterator[tuple[Case, Documents]]:
        """Whoever was excluded from a file since gets nothing of it, its number neither."""
        visible = Case.objects.visible_to(self._by).filter(pk__in=some)
        cases = {
            one.box_id: one
            for one in visible.select_related("box", "network", "owner_institution", "joined_to")
        }
        rows = list(
            Section.objects.visible_to(self._by)
            .named(list(cases), *section_names())
            .select_related("box")
            .order_by("id")
        )
        opened = open_many(
            rows, by=self._by, keys=self._keys, purpose="whole_case", reason=self._reason, told=True
        )
        texts: dict[UUID, dict[str, dict[str, object]]] = {}
        for row in rows:
            if row.pk in opened:
                texts.setdefault(row.box_id, {})[row.name] = opened[row.pk]
        for box, case in sorted(cases.items(), key=lambda one: some.index(one[1].pk)):
            audit.record_read(
                "case:exported", by=self._by, subject=case.subject,
                detail={"purpose": self._purpose},
            )  # fmt: skip
            found = texts.get(box, {})
            if missing := sorted({row.name for row in rows if row.box_id == box} - found.keys()):
                self.lacking[case.pk] = missing
            yield case, found
