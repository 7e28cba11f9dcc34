"""Compute the counted record of a file anew whenever something is saved that it follows from."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any, Final

from spona import audit
from spona.access.actor import Actor
from spona.cases.case.count.registry import COUNT_SOURCES, CountRead
from spona.cases.case.models import Case
from spona.identity.keyring import Keyring
from spona.statistics.actions import write_count
from spona.statistics.record import Document, carries_count
from spona.vault.actions import open_many
from spona.vault.models import Section
from spona.vault.recipients import COUNTED_SECTION

# How the log names the reading; no page shows what was read.
READ_AS: Final = "count"


def read_count(
    case: Case, *, writes: Collection[str], by: Actor, keys: Keyring
) -> CountRead | None:
    """Open the record, and the sections that it follows from besides those that `by` is about to
    write. None where none of `writes` is counted, where another file counts the person, and where
    no key of the record leads to `by`: then it stays as it is until a colleague saves.

    Call it outside every transaction: the log of the reading comes first.
    """
    if not carries_count(case.opened_by) or not _sources().intersection(writes):
        return None
    opened, rows = _opened(
        case, {COUNTED_SECTION, *_sources().difference(writes)}, by=by, keys=keys
    )
    if COUNTED_SECTION not in opened:
        return None
    record = opened.pop(COUNTED_SECTION)
    return CountRead(rows[COUNTED_SECTION], record, opened)


def read_sources(
    case: Case, *, writes: Collection[str], by: Actor, keys: Keyring
) -> dict[str, Document]:
    """The same for whoever has opened the record already."""
    return _opened(case, _sources().difference(writes), by=by, keys=keys)[0]


def count_again(
    case: Case,
    read: CountRead | None,
    written: Mapping[str, Mapping[str, Any]],
    *,
    by: Actor,
    keys: Keyring,
) -> None:
    """Seal the record as it follows from what was read and from what is `written` now, inside the
    transaction that writes it and after `still_latest`.

    Whoever writes need not hold every section that is counted: it is computed from what they open,
    and for the rest the record keeps what it says. Sealed anew also where nothing changes, else
    its row would tell whether something did.
    """
    if read is None:
        return
    with audit.transaction():
        write_count(
            read.section,
            COUNT_SOURCES["file"].computed(
                read.document, {**read.sources, **written}, case.network
            ),
            opened_by=case.opened_by,
            revision=read.section.revision,
            by=by,
            keys=keys,
        )


def _opened(
    case: Case, wanted: Collection[str], *, by: Actor, keys: Keyring
) -> tuple[dict[str, Document], dict[str, Section]]:
    """Name → text of what opens, empty of what was never written; and the rows that there are.

    What was never written in a file that was handed over may stand in the one before, of which only
    the record came along: that is not empty, it is not known.
    """
    found = Section.objects.named(case.box_id, *wanted).select_related("box")
    rows = {row.name: row for row in found}
    opened = open_many(rows.values(), by=by, keys=keys, purpose=READ_AS)
    texts: dict[str, Document] = {}
    if not COUNT_SOURCES["file"].handed_over(case):
        texts = {name: {} for name in wanted if name not in rows}
    texts |= {name: opened[row.pk] for name, row in rows.items() if row.pk in opened}
    return texts, rows


def _sources() -> frozenset[str]:
    return COUNT_SOURCES["file"].sources
