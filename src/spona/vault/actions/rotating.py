"""Other key files: every row of the vault as it was, under the new ones."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final
from uuid import UUID

from django.db.models import QuerySet

from spona import audit
from spona.access.actor import Actor
from spona.access.server_keys import KeyChange, NotOurs, in_parts
from spona.audit.queries import last_tags
from spona.crypto.errors import Unopenable
from spona.identity import former_keys
from spona.identity.permissions import check_can_rotate
from spona.vault import row_integrity
from spona.vault.models import (
    OPEN,
    Authenticated,
    Box,
    Code,
    Grant,
    IntakeKey,
    IntakeWrap,
    Logged,
    PaperKey,
    Rekey,
    Section,
    SectionKeyLink,
    SectionRevision,
    StatisticsKey,
    StatisticsWrap,
)
from spona.vault.section_states import ask_latest, log_state

# Sections come last: the grants that lead to them are bound to what those rows say.
KINDS: Final[tuple[type[Authenticated], ...]] = (
    Box, Grant, Code, PaperKey, IntakeKey, IntakeWrap, StatisticsKey, StatisticsWrap, Rekey,
    SectionRevision, SectionKeyLink, Section,
)  # fmt: skip
# What the tag of such a row covers beside its own columns.
_WITH: Final[dict[type[Authenticated], tuple[str, ...]]] = {
    Grant: ("section",), IntakeWrap: ("key",), StatisticsWrap: ("key",), Section: ("box",),
}  # fmt: skip
_CHANGED: Final[dict[type[Authenticated], list[str]]] = {
    Grant: ["wrapped", "mac"], IntakeWrap: ["wrapped", "mac"], StatisticsWrap: ["wrapped", "mac"],
    Code: ["private_sealed", "mac"], Section: ["slot", "name_sealed", "mac"],
}  # fmt: skip


def renew_rows(kind: type[Authenticated], change: KeyChange, *, again: int, by: Actor) -> int:
    """Number of rows of one of `KINDS`; `again` as `Log.row` says. NotOurs where the old key files
    do not vouch for one, or the log says that it was taken away or written anew since.
    """
    check_can_rotate(by)
    every: QuerySet[Any] = kind._base_manager.all()  # noqa: SLF001 - of any model
    found = every.select_related(*_WITH[kind]) if kind in _WITH else every
    if kind is Grant:
        # A grant needs to know of its section where it lies, not what it says.
        found = found.defer("section__sealed")
    count = 0
    for rows in in_parts(found):
        # One for each part: the lines of the next ones need not lie in memory beside these.
        with change.under_new(), audit.transaction() as log:
            last = last_tags([row.pk for row in rows])
            for row in rows:
                _check_stands(row, last)
                renew_row(row, change)
                match row:
                    case Section():
                        log_state(log, row, lane=row.box.owner_institution_id, again=again)
                    case Logged():
                        log.row(row.pk, kind=row.row_kind, tag=row.short_tag())
            every.bulk_update(rows, _CHANGED.get(kind, ["mac"]), batch_size=100)
        count += len(rows)
    return count


def renew_row(row: Authenticated, change: KeyChange) -> None:
    """NotOurs where the old key files do not vouch for it; the caller saves it."""
    try:
        with change.under_old():
            row_integrity.check(row)
        match row:
            case Grant() | IntakeWrap() | StatisticsWrap() if row.state != OPEN:
                with change.under_old():
                    inner = row_integrity.let_go(row.pk, bytes(row.wrapped), info=row.info())
                with change.under_new():
                    row.wrapped = row_integrity.hold(row.pk, inner, info=row.info())
            case Section():
                with change.under_old():
                    name = row.name
                with change.under_new():
                    row.name = name
            case Code():
                with change.under_old():
                    sealed = bytes(row.private_sealed)
                    sealed = former_keys.out_of_envelope("pepper", row.pk, sealed)
                with change.under_new():
                    row.private_sealed = former_keys.enveloped("pepper", row.pk, sealed)
    except Unopenable:
        raise NotOurs(row._meta.label_lower, row.pk) from None  # noqa: SLF001
    with change.under_new():
        row_integrity.stamp(row)


def _check_stands(row: Authenticated, last: Mapping[UUID, str]) -> None:
    """NotOurs where it was put back after it had been taken away, or to an older state."""
    # Of these a stone stays.
    erased = isinstance(row, Box | SectionRevision) and row.erased_at is not None
    match row:
        case Section():
            stands = ask_latest(row, last)
        case Logged():
            stands = last.get(row.pk) == row.short_tag()
        case _:
            stands = erased or last.get(row.pk) != ""
    if not stands:
        raise NotOurs(row._meta.label_lower, row.pk)  # noqa: SLF001
