"""Walking all policies in batches, for the job of an app."""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection
from typing import Final
from uuid import UUID

from spona import audit
from spona.access.actor import Actor
from spona.deadlines.actions.steps import FellDue, fall_due

_log = logging.getLogger("spona.jobs")

BATCH: Final = 500


def escalate_due(
    *,
    by: Actor,
    kinds: Collection[str],
    tell: Callable[[list[FellDue]], object],
    subject_kind: str = "",
    batch: int = BATCH,
) -> int:
    """Tells every step that has been reached, in batches; returns how many steps were told.

    `tell` acts on a batch inside the transaction that marks it. Where it fails, the batch is
    taken back and gone through deadline by deadline: what fails alone is left for the next run and
    holds up nobody else. So one run catches up with any downtime.
    """
    told, size, broken = 0, batch, set[UUID]()
    while True:
        fallen: list[FellDue] = []
        try:
            with audit.transaction():
                fallen = fall_due(
                    by=by, kinds=kinds, subject_kind=subject_kind, limit=size, skip=broken
                )
                if fallen:
                    tell(fallen)
        except Exception as error:
            if not fallen:
                raise
            if size == 1:
                broken.add(fallen[0].deadline.pk)
                # Only the type: the text of an error may hold what a row holds.
                code = type(error).__name__
                _log.error("reminder failed", extra={"spona": {"error": code}})
            size = batch if size == 1 else 1
            continue
        if not fallen:
            return told
        told += len(fallen)
