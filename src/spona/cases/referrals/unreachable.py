"""Steps on which people stand, but none whom the sender of what waits has let in."""

from __future__ import annotations

from django.db.models import F

from spona.cases.referrals.actions.send import ANSWER_DEADLINE
from spona.cases.referrals.models import Referral
from spona.cases.referrals.parties import readers
from spona.deadlines.models import Deadline, EscalationStep, StepTo
from spona.deadlines.queries import policy_among
from spona.deadlines.unreachable_steps import UnreachableStep, able_and_there


def steps_of_excluded() -> list[UnreachableStep]:
    """Where a holder was excluded, the key went to the others by name: each such step on which none
    of these is there today. The coordinator's step is left out: a deputy or the Centre takes it.
    """
    running = Deadline.objects.running().filter(
        kind=ANSWER_DEADLINE, institution=None, due_at__isnull=False, network__practice=False
    )
    waiting = dict(running.values_list("subject_id", "network"))
    rows = Referral.objects.filter(pk__in=waiting, on_paper=False)
    rows = rows.select_related("recipient_institution", "network").order_by(F("sent_at"))
    steps = list(EscalationStep.objects.all()) if waiting else []
    found = []
    for row in rows:
        able = [account.pk for account in readers(row, row.recipient_institution)]
        if able_and_there(row.recipient_institution_id, able):
            continue
        reached = {step.to for step in policy_among(steps, row.network_id, ANSWER_DEADLINE)}
        found += [
            UnreachableStep(to, row.recipient_institution, row.network, (row.subject,), True)
            for to in (StepTo.QUEUE, StepTo.DEPUTY)
            if to in reached
        ]
    return found
