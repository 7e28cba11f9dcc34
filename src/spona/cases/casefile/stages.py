"""The stages of a case that Spona can reach: computed from what happened, never typed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from django.utils.translation import gettext as _

from spona.cases.case.models import Case
from spona.cases.case.steps.kinds import ASSESSMENT, FIRST_CONTACT, PLAN_STEP, REVIEW
from spona.cases.case.steps.queries import ARE_STEPS
from spona.cases.identification.decisions import Decision
from spona.cases.identification.queries import CENTRE
from spona.cases.referrals.models import Referral
from spona.cases.referrals.moves import Kind as ReferralKind
from spona.cases.referrals.moves import State
from spona.cases.referrals.when import local
from spona.deadlines.durations import day_words
from spona.deadlines.late import start_of, today_in
from spona.deadlines.queries import deadline_of
from spona.directory.models import Network
from spona.tasks.models import Task


@dataclass(frozen=True, slots=True)
class Stage:
    """`state`: done, now or ahead; `when` a sentence or empty; `heard`: typed in second-hand."""

    label: str
    when: str
    state: str
    heard: bool = False


@dataclass(frozen=True, slots=True)
class Path:
    stages: list[Stage]
    number: int
    now_label: str
    next_label: str

    @property
    def total(self) -> int:
        return len(self.stages)


def path_of(referral: Referral) -> Path:
    """Where the matter stands, as far as this referral tells it; only what can still happen."""
    heard = _heard(referral)
    times = [
        *_sent(referral),
        Reached(_("Opened"), referral.opened_at, State.OPENED in heard),
        Reached(_("Accepted"), referral.accepted_at, State.ACCEPTED in heard),
        *_first_contact(referral.to_case),
        Reached(_("Closed"), referral.closed_at, _ended(referral) in heard),
    ]
    return _path(times, referral.network, closed=referral.closed_at is not None)


def path_of_file(
    case: Case,
    brought: Sequence[Referral],
    sent: Sequence[Referral],
    *,
    decided: Decision | None = None,
    adopted: date | None = None,
) -> Path:
    """Where the file stands, by what came (`brought`) and what went out of it (`sent`).

    A file that a person opened by coming themselves was a report, opened and accepted at once.
    What is done is told by its steps. The Centre is a stage of the files that asked it, with the
    day of what it has `decided` as far as the reader knows of it; so is the day on which the plan
    was `adopted`. A file ends here only by being handed over or joined with another one. A stage
    that was passed over is left out; not one whose step is still open, whatever came after it.
    """
    first = brought[0] if brought else None
    asked = [one for one in sent if one.recipient_institution.sector == CENTRE]
    heard_of = _heard(first) if first else frozenset[str]()
    planned_at = start_of(adopted, case.network.time_zone) if adopted is not None else None
    steps = _steps_of(case, reviews_since=planned_at)
    times = [
        Reached(_("Report"), first.sent_at if first else case.opened_at),
        Reached(
            _("Accepted"),
            first.accepted_at if first else case.opened_at,
            State.ACCEPTED in heard_of,
        ),
        Reached(
            _("First contact"), steps.done.get(FIRST_CONTACT), open=FIRST_CONTACT in steps.open
        ),
        Reached(_("Assessment"), steps.done.get(ASSESSMENT), open=ASSESSMENT in steps.open),
    ]
    if decided is not None:
        at = start_of(decided.day, case.network.time_zone)
        label = _("Decision of the Centre")
        times.append(Reached(label, at, decided.second_hand, day=decided.day))
    elif asked:
        answered = next((one for one in asked if one.closed_at), None)
        label = _("Assessment of the Centre")
        if answered is None:
            times.append(Reached(label, None))
        else:
            heard = _ended(answered) in _heard(answered)
            times.append(Reached(label, answered.closed_at, heard))
    times += [
        # A step of a plan may be to make it. An open review says nothing of a plan, nor does one
        # that was done without it: a day of birth asks for reviews too (ADR 25).
        Reached(_("Plan"), planned_at, day=adopted, begun=PLAN_STEP in steps.begun),
        Reached(_("Follow-up"), steps.done.get(REVIEW)),
    ]
    if case.closed_at is not None:
        times.append(Reached(_("Closed"), case.closed_at))
    last = max(number for number, one in enumerate(times) if one.at is not None or one.begun)
    times = [
        one._replace(open=one.open and one.at is None and number < last)
        for number, one in enumerate(times)
        if one.at is not None or one.open or number >= last
    ]
    return _path(times, case.network, closed=case.closed_at is not None)


class _Steps(NamedTuple):
    """The kinds of which one was opened, of which one is still open; kind of step → when the first
    of them was done.
    """

    begun: set[str]
    open: set[str]
    done: dict[str, datetime]


def _steps_of(case: Case, *, reviews_since: datetime | None) -> _Steps:
    """Of the reviews those that were done since then; None: none of them counts."""
    rows = Task.objects.filter(ARE_STEPS, subject_id=case.pk).exclude(outcome="dropped")
    steps = _Steps(set(), set(), {})
    for kind, done in rows.values_list("kind", "done_at"):
        steps.begun.add(kind)
        if done is None:
            steps.open.add(kind)
            continue
        if kind == REVIEW and (reviews_since is None or done < reviews_since):
            continue
        steps.done[kind] = min(done, steps.done.get(kind, done))
    return steps


class Reached(NamedTuple):
    """A stage, when it was reached, and whether somebody typed that in for a partner on paper."""

    label: str
    at: datetime | None
    heard: bool = False
    # Of what is known by the day only.
    day: date | None = None
    # What lies before it is over, though it is not reached itself.
    begun: bool = False
    # Its step is open, though what comes after it is reached.
    open: bool = False


def _heard(referral: Referral) -> frozenset[str]:
    """The states that were typed in second-hand."""
    moves = referral.moves.filter(second_hand=True)
    return frozenset(moves.values_list("to_state", flat=True))


def _ended(referral: Referral) -> str:
    """The state in which it ended; empty while it goes on."""
    return referral.state if referral.closed_at else ""


def _sent(referral: Referral) -> list[Reached]:
    """A report begins with what was noticed; what goes from a file is sent without signs."""
    if referral.kind == ReferralKind.REPORT:
        return [Reached(_("Signs"), referral.sent_at), Reached(_("Report"), referral.sent_at)]
    return [Reached(_("Sent"), referral.sent_at)]


def _first_contact(case: Case | None) -> list[Reached]:
    """A stage of the files that have such a deadline, or had it; not of one that fell away."""
    deadline = deadline_of(FIRST_CONTACT, case.subject) if case is not None else None
    if deadline is None or deadline.outcome == "dropped":
        return []
    return [Reached(_("First contact"), deadline.stopped_at)]


def _path(times: list[Reached], network: Network, *, closed: bool) -> Path:
    if closed:
        # What did not happen before the end cannot happen any more.
        times = [one for one in times if one.at is not None]
    ahead = (n for n, one in enumerate(times) if one.at is None and not one.open)
    now = next(ahead, len(times) - 1)
    stages = [
        Stage(one.label, _when(one, network), _state(number, one.at, now), one.heard)
        for number, one in enumerate(times)
    ]
    following = stages[now + 1].label if now + 1 < len(stages) else ""
    return Path(stages, now + 1, stages[now].label, following)


def _when(one: Reached, network: Network) -> str:
    if one.open:
        return _("still open")
    if one.day is not None:
        return day_words(one.day, today_in(network))
    return local(one.at, network) if one.at else ""


def _state(number: int, at: datetime | None, now: int) -> str:
    if number == now:
        return "now"
    return "done" if at else "ahead"
