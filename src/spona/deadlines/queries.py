"""Which rule holds, which steps follow, what a deadline says."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from django.db.models import F, Max, Q, QuerySet

from spona.access.prepared_rows import PreparedRows
from spona.audit.recording import cached
from spona.audit.transaction_cache import tables
from spona.deadlines.due import due
from spona.deadlines.models import (
    Absence,
    Basis,
    Deadline,
    Duty,
    EscalationStep,
    Rule,
    State,
    Timetable,
)
from spona.deadlines.view import DeadlineView, view_of, view_of_date, views_of
from spona.deadlines.words import STARTED
from spona.deadlines.working_days import calendar_of
from spona.directory.models import Member, Network
from spona.directory.queries import COORDINATOR, DEPUTY, network_members
from spona.reference.models import Proposal, ProposalState, Signed
from spona.reference.models.proposals import RULE

__all__ = [
    "DeadlineView",
    "StepProgress",
    "deadline_of",
    "escalation_progress",
    "pick_rule",
    "steps_for",
    "view_if_begun",
    "view_of",
    "view_of_date",
    "views_of",
]


@dataclass(frozen=True, slots=True)
class StepProgress:
    """A step as the page draws it: `state` is done (reached), now (the next one) or ahead."""

    label: str
    state: str


def pick_rule(
    event: str, sector: str, urgency: str, on: date, network: UUID | None = None
) -> Rule | None:
    """The rule for `event` on this day, or None: then the deadline says "no deadline".

    A network's own rule goes before everybody's, its sector before any sector, the
    urgency before any urgency, an adopted rule before a proposed one. But an act for this very
    sector or urgency is not set aside by what a network agreed for all.
    """
    return pick_among(rules_for(event, network), sector, urgency, on)


def pick_among(found: Iterable[Rule], sector: str, urgency: str, on: date) -> Rule | None:
    """As `pick_rule`, among rules of one event that were read already."""
    rules = [
        rule for rule in found
        if rule.sector in ("", sector) and rule.urgency in ("", urgency) and _holds_on(rule, on)
    ]  # fmt: skip
    best = max(rules, key=_precedence, default=None)
    if best is None or best.network_id is None:
        return best
    acts = [rule for rule in rules if rule.basis == Basis.LAW and _narrow(rule) > _narrow(best)]
    return max(acts, key=_precedence, default=best)


def rules_for(event: str, network: UUID | None) -> tuple[Rule, ...]:
    """Everybody's rules and the network's own for `event`, of any day, sector and urgency."""

    def read() -> tuple[Rule, ...]:
        found = Rule.objects.filter(Q(network=None) | Q(network_id=network), event=event)
        return tuple(rule for rule in found if rule.has_valid_mac())

    return cached(("rules", event, network), read, of=tables(Rule))


def _holds_on(rule: Rule, day: date) -> bool:
    begun = rule.valid_from is None or rule.valid_from <= day
    return begun and (rule.valid_to is None or rule.valid_to > day)


def _precedence(rule: Rule) -> tuple[bool, bool, bool, bool, int]:
    return (
        rule.network_id is not None,
        bool(rule.sector),
        bool(rule.urgency),
        rule.state == State.ADOPTED,
        rule.version,
    )


def _narrow(rule: Rule) -> tuple[bool, bool]:
    return bool(rule.sector), bool(rule.urgency)


def acts_over(event: str, sector: str, urgency: str) -> list[Rule]:
    """Acts that hold for everything which a rule of this event, sector and urgency is about."""
    found = Rule.objects.filter(
        network=None, valid_to=None, basis=Basis.LAW, event=event,
        sector__in=("", sector), urgency__in=("", urgency),
    )  # fmt: skip
    return [rule for rule in found if rule.has_valid_mac()]


def rules_of(network: UUID) -> list[Rule]:
    """What holds in a network, one row a key: its own rule, else everybody's; ours only.

    Without rules by which nothing is started: they are no promise.
    """
    return _rules_of(network, Q(event__in=STARTED))


def rules_not_started(network: UUID) -> list[Rule]:
    """Rules that wait for the part of Spona that will start them; nobody has a deadline by one."""
    return _rules_of(network, ~Q(event__in=STARTED))


def _rules_of(network: UUID, which: Q) -> list[Rule]:
    rows = Rule.objects.filter(Q(network=None) | Q(network_id=network), which, valid_to=None)
    newest: dict[str, Rule] = {}
    for rule in rows.order_by("key", F("network").asc(nulls_first=True)):
        if rule.has_valid_mac():
            newest[rule.key] = rule
    return list(newest.values())


def versions_of(key: str, network: UUID) -> list[Rule]:
    """All versions under a key that this network knows, the newest first, its own before others."""
    rows = Rule.objects.filter(Q(network=None) | Q(network_id=network), key=key)
    found = [rule for rule in rows if rule.has_valid_mac()]
    return sorted(found, key=lambda rule: (rule.network_id is None, -rule.version))


def known_events() -> set[str]:
    """What Spona starts deadlines for, as far as rules for it came with it."""
    shipped = Rule.objects.filter(network=None, event__in=STARTED)
    return set(shipped.values_list("event", flat=True))


def steps_for(deadline: Deadline) -> list[EscalationStep]:
    """The escalation policy of this deadline: its network's own, else the event's, else the general
    one.
    """
    rows = EscalationStep.objects.filter(
        Q(network=None) | Q(network_id=deadline.network_id), event__in=("", deadline.kind)
    )
    return policy_among(rows.order_by("order"), deadline.network_id, deadline.kind)


def policy_among(
    steps: Iterable[EscalationStep], network: UUID, event: str
) -> list[EscalationStep]:
    """The escalation policy of a network and event, chosen among steps that were read already."""
    policies: dict[tuple[bool, bool], list[EscalationStep]] = {}
    for step in steps:
        if step.network_id in (None, network) and step.event in ("", event):
            policies.setdefault((step.network_id is not None, bool(step.event)), []).append(step)
    return sorted(policies[max(policies)], key=lambda step: step.order) if policies else []


def escalation_progress(deadline: Deadline, *, late: bool = True) -> list[StepProgress]:
    """How far a deadline has climbed; everybody who sees the deadline may see this.

    Not `late`: no step is `now`, for that one is drawn in the colour of what is late.
    """
    done = set(deadline.reached.values_list("step_id", flat=True))
    steps, next_state = [], "now" if late else "ahead"
    for step in steps_for(deadline):
        if step.pk in done:
            steps.append(StepProgress(step.get_to_display(), "done"))
        else:
            steps.append(StepProgress(step.get_to_display(), next_state))
            next_state = "ahead"
    return steps


def view_if_begun(
    kind: str, *, network: Network, sector: str, urgency: str, at: datetime
) -> DeadlineView | None:
    """What a deadline of this kind would say if it began at `at`; None without a rule.

    For a paper that is printed before it is handed over: until then no deadline runs.
    """
    calendar = calendar_of(network)
    rule = pick_rule(kind, sector, urgency, calendar.day_of(at), network.pk)
    if rule is None:
        return None
    deadline = Deadline(kind=kind, network=network, rule=rule, started_at=at)
    deadline.due_at = due(rule, at, calendar)
    return view_of(deadline, at, calendar)


def deadline_of(kind: str, subject: tuple[str, UUID]) -> Deadline | None:
    """The running deadline of this thing, else the one that stopped last, else None."""
    return next(iter(_NEWEST.rows([kind], [subject[0]], [subject[1]])), None)


_NEWEST: Final = PreparedRows(
    lambda kinds, subject_kinds, ids: (
        Deadline.objects.filter(kind__in=kinds, subject_kind__in=subject_kinds, subject_id__in=ids)
        .order_by(F("stopped_at").desc(nulls_first=True))
        .select_related("rule", "network__town")[:1]
    )
)


def forged() -> list[tuple[str, UUID]]:
    """(model, id) of each row that is not as Spona left it, for the operator.

    A rule that was put back or taken away is found by what two people adopted: the row that
    an adoption made has to be there.
    """
    kinds: tuple[type[Signed], ...] = (Rule, Absence, Duty)
    bad = [
        (kind.row_kind(), row.pk)
        for kind in kinds
        for row in QuerySet[Any](kind).order_by("pk")
        if not row.has_valid_mac()
    ]
    adopted = Proposal.objects.filter(kind=RULE, state=ProposalState.CONFIRMED)
    made = {row.made: row.pk for row in adopted if row.made is not None}
    there = set(Rule.objects.filter(pk__in=made).values_list("pk", flat=True))
    return bad + [("proposal", made[ident]) for ident in made if ident not in there]


def last_round() -> datetime | None:
    """When the worker last began a job of the timetable; None where it never has."""
    last: datetime | None = Timetable.objects.aggregate(last=Max("last_ran_at"))["last"]
    return last


def job_has_failed() -> bool:
    """True while a periodic job failed at its last run."""
    return Timetable.objects.exclude(last_error="").exists()


def adopters_of(network: Network) -> list[Member]:
    """Who may adopt a deadline that somebody else has proposed."""
    return [*network_members(network, COORDINATOR), *network_members(network, DEPUTY)]
