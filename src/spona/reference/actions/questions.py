"""Write what two people decided about the questions of a network's case files."""

import datetime as dt
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from spona import audit
from spona.access.actor import Actor
from spona.access.denied import Conflict
from spona.audit.recording import SYSTEM_LANE
from spona.reference.models import NetworkQuestion
from spona.reference.words import Words


def begin_question(
    network: UUID, key: str, change: Mapping[str, Any], *, on: dt.date, by: Actor
) -> UUID:
    """A question of its own, or one of the list that is left out; the id of the row. Conflict where
    there is one of this key already.
    """
    with audit.transaction() as log:
        if _asked(network, key) is not None:
            raise _changed()
        made = NetworkQuestion(
            network_id=network, key=key, hides=change["what"] == "hide",
            section=change["section"], kind=change.get("kind", ""),
            words=Words.of(change.get("words", {})), choices=change.get("choices", []),
            begins_on=on,
        )  # fmt: skip
        made.save()
        _record(log, "reference:question_begun", made, by)
        return made.pk


def end_question(network: UUID, key: str, looked_at: str, *, on: dt.date, by: Actor) -> UUID:
    """Asked no more, or asked again where it was left out. Conflict where it is another row than
    the one that was looked at.
    """
    with audit.transaction() as log:
        row = _asked(network, key)
        if row is None or str(row.pk) != looked_at:
            raise _changed()
        row.ended_on = on
        row.save(update_fields=["ended_on"])
        _record(log, "reference:question_ended", row, by)
        return row.pk


def _asked(network: UUID, key: str) -> NetworkQuestion | None:
    rows = NetworkQuestion.objects.select_for_update()
    return rows.filter(network_id=network, key=key, ended_on=None).first()


def _changed() -> Conflict:
    return Conflict(_("This question was changed meanwhile. Look at the list first."))


def _record(log: audit.Log, name: str, row: NetworkQuestion, by: Actor) -> None:
    """In the system's lane: what processes keep of questions holds until that moves on."""
    log.record(name, by=by, subject=("question", row.pk), lane=SYSTEM_LANE)
