"""After a year nobody needs which option somebody ticked; the points stay."""

from __future__ import annotations

import datetime as dt

from spona import audit, deadlines
from spona.access.actor import Actor
from spona.access.denied import Denied
from spona.training.models import Participant, Sheet


def forget_answers(*, before: dt.date, by: Actor) -> int:
    """Of sessions whose last day lies before that day; returns how many tests. Idempotent.

    E-mail addresses go too: nobody is written to any more.
    """
    if not by.may("life:remind"):
        raise Denied("not a job")
    old = Sheet.objects.filter(forgotten_at=None, participant__session__last_day__lt=before)
    with audit.transaction() as log:
        count = old.update(answers={}, forgotten_at=deadlines.now())
        people = Participant.objects.filter(session__last_day__lt=before)
        people.exclude(email="").update(email="")
        if count:
            log.record(
                "training:answers_forgotten", by=by, subject=("training", None),
                detail={"tests": count},
            )  # fmt: skip
    return count
