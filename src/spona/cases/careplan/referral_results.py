"""What was sent from a step: its id in the plan, and how the step ends by it when that is read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Final
from uuid import UUID

from django.utils.translation import gettext as _

from spona.access.actor import Actor
from spona.access.denied import Denied
from spona.cases.careplan.actions import StepDraft, Writing, write_plan
from spona.cases.careplan.plan import (
    ENDS_AS,
    NOT_AVAILABLE,
    OWN,
    PLANNED,
    RESULTS,
    UNWANTED,
    CarePlan,
)
from spona.cases.careplan.queries import PlanView, StepView
from spona.cases.case.models import Case
from spona.cases.case.sealed_entry import EntryChanged
from spona.cases.referrals.models import Referral
from spona.cases.referrals.moves import CLOSED, State
from spona.identity.keyring import Keyring

# What the row of a referral that is over says of the person; of others nobody knows.
_BY_OUTCOME: Final[Mapping[str, str]] = {"no_need": "not_applicable", "partly_done": "partly"}
_PROPOSED: Final[Mapping[str, str]] = {State.DONE: "given", State.NO_PLACE: NOT_AVAILABLE}


@dataclass(frozen=True, slots=True)
class Ended:
    """What was sent from a step is over; `result` is the code that follows from it, or empty."""

    referral: Referral
    result: str

    @property
    def label(self) -> str:
        return str(RESULTS[self.result]) if self.result else ""


def sent_from(step: StepView, rows: Iterable[Referral]) -> Referral | None:
    """What the plan names, or where it went on; `rows` are those of the file that are visible."""
    if not step.step.referral:
        return None
    by_id = {one.pk: one for one in rows}
    onward = {one.forwarded_from_id: one for one in by_id.values() if one.state != State.WITHDRAWN}
    found = by_id.get(UUID(step.step.referral))
    seen: set[UUID] = set()
    while found is not None and found.state == State.FORWARDED and found.pk not in seen:
        seen.add(found.pk)
        following = onward.get(found.pk)
        if following is None:
            break
        found = following
    return found


def ended_for(step: StepView, sent: Referral | None) -> Ended | None:
    """Of an open step whose referral is over."""
    if sent is None or not step.is_open or sent.state not in CLOSED:
        return None
    agreement = sent.agreement if sent.state == State.WITHDRAWN else None
    if agreement is not None and agreement.withdrawn_at is not None:
        return Ended(sent, UNWANTED)
    proposed = _PROPOSED.get(sent.state, "")
    if sent.state == State.DONE:
        proposed = _BY_OUTCOME.get(sent.outcome, proposed)
    return Ended(sent, proposed)


def link_referral(case: Case, step_id: str, sent: Referral, *, by: Actor, keys: Keyring) -> None:
    """Keep in a step what was sent from it; what was planned is asked for now. EntryChanged where
    the step is gone.
    """

    def act(now: Writing) -> CarePlan:
        need = now.plan.need_of(step_id)
        found = now.view.step(step_id)
        if need is None or found is None:
            raise EntryChanged
        state = "asked" if found.step.state == PLANNED else found.step.state
        return now.plan.with_step(need, replace(found.step, referral=str(sent.pk), state=state))

    write_plan(case, act, by=by, keys=keys)


def end_by_result(
    case: Case,
    ident: str,
    result: str,
    *,
    read: str,
    reason: str = "",
    by: Actor,
    keys: Keyring,
) -> None:
    """End a step as its referral ended for the person; its task ends with it."""
    if result not in RESULTS:
        raise Denied(_("Choose how it ended."))

    def act(now: Writing) -> CarePlan:
        need, before = now.step(ident, read)
        step = before.step
        draft = StepDraft(
            what=step.what,
            plain=step.plain,
            provider=OWN if result == "given_by_us" else step.provider,
            provider_name="" if result == "given_by_us" else step.provider_name,
            owner=before.owner,
            day=before.day,
            says=step.says,
            state=ENDS_AS[result],
            reason=reason.strip() or _reason(result),
            kind=step.kind,
            result=result,
        )
        return now.plan.with_step(need, now.written(before, draft))

    def touched(view: PlanView) -> Iterable[StepView]:
        return filter(None, [view.step(ident)])

    write_plan(case, act, touched=touched, by=by, keys=keys)


def _reason(result: str) -> str:
    return str(RESULTS[result]) if ENDS_AS[result] == "not_done" else ""
