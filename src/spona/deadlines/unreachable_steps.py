"""Steps of the escalation that reach nobody: whoever stands there could not open what waits."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

from spona.access.actor import Actor
from spona.deadlines import time
from spona.deadlines.exclusions import exclusions_of
from spona.deadlines.models import Deadline, EscalationStep, StepTo
from spona.deadlines.presence import deputies, there
from spona.deadlines.queries import policy_among
from spona.directory.models import Institution, Member, Network
from spona.directory.queries import centre, coordinator_of, deputies_of, members_of
from spona.vault import queries as vault

type Subject = tuple[str, UUID]
type People = Callable[[Institution, Network, date], list[Member]]


@dataclass(frozen=True, slots=True)
class UnreachableStep:
    """`to` of `StepTo`; `institution` is whose deadlines run, `subjects` what they are about.

    `excluded`: people are there, and their senders excluded each of them. That is never shown to
    the institution itself: it would tell somebody that they are not trusted.
    """

    to: str
    institution: Institution
    network: Network
    subjects: tuple[Subject, ...]
    excluded: bool = False

    @property
    def running(self) -> int:
        return len(self.subjects)

    @property
    def label(self) -> str:
        return str(StepTo(self.to).label)


def unreachable_steps(
    on: date | None = None, *, institution: UUID | None = None
) -> list[UnreachableStep]:
    """For every institution with a running deadline, each step that reaches nobody that day:
    absent, without a key, or nobody named. Nothing of a drill.

    The coordinator opens nothing, so there the question is whether they can sign in.
    """
    day = on or time.today()
    found = []
    for place in _places(institution):
        for to in place.steps:
            if not PEOPLE[to](place.institution, place.network, day):
                subjects = tuple(place.subjects)
                found.append(UnreachableStep(to, place.institution, place.network, subjects))
    return found


def is_excluded_from_all(member: Member, step: UnreachableStep) -> bool:
    """True where this person must not learn that anything waits there."""
    return _excluded(member).issuperset(step.subjects)


@dataclass(frozen=True, slots=True)
class _Place:
    """An institution in a network, what its running deadlines are about, and their steps."""

    institution: Institution
    network: Network
    subjects: list[Subject]
    steps: list[str]


def _places(institution: UUID | None) -> list[_Place]:
    running = Deadline.objects.running().filter(
        institution__isnull=False, due_at__isnull=False, network__practice=False
    )
    if institution is not None:
        running = running.filter(institution=institution)
    kinds: dict[tuple[UUID, UUID], set[str]] = {}
    subjects: dict[tuple[UUID, UUID], list[Subject]] = {}
    columns = ("institution", "network", "kind", "subject_kind", "subject_id")
    for place, network, kind, *subject in running.values_list(*columns):
        kinds.setdefault((place, network), set()).add(kind)
        subjects.setdefault((place, network), []).append((subject[0], subject[1]))
    if not kinds:
        return []
    steps = list(EscalationStep.objects.all())
    institutions = Institution.objects.in_bulk([place for place, _network in kinds])
    networks = Network.objects.in_bulk([network for _place, network in kinds])
    made = []
    for (place, network), those in kinds.items():
        reached = {step.to for kind in those for step in policy_among(steps, network, kind)}
        ordered = [to for to in StepTo.values if to in reached]
        made.append(
            _Place(institutions[place], networks[network], subjects[place, network], ordered)
        )
    return made


def _excluded(member: Member) -> set[Subject]:
    """What this member was excluded from."""
    actor = Actor(
        account_id=member.person.account_id,
        person_id=member.person_id,
        member_id=member.pk,
        institution_id=member.institution_id,
    )
    return {(kind, pk) for kind, ids in exclusions_of(actor).items() for pk in ids}


def holders_there(institution: Institution, network: Network, day: date) -> list[Member]:
    """Who can open the queue that day and is there, or whose stand-in can and is."""
    able = {account.pk for account in vault.active_holders(institution)}
    return able_and_there(institution.pk, able, day)


def able_and_there(
    institution: UUID, able: Collection[UUID], on: date | None = None
) -> list[Member]:
    """Of these accounts those whose people are there that day, or stand in for one who is not."""
    members = vault.members_of(institution, able)
    return [one for one in there(members, on) if one.person.account_id in able]


def deputies_there(institution: Institution, network: Network, day: date) -> list[Member]:
    """The deputy of the seat who can open and is there; without one, the other holders are told."""
    able = {account.pk for account in vault.active_holders(institution)}
    named = there(deputies(institution.pk, day), day)
    found = [one for one in named if one.person.account_id in able]
    return found or holders_there(institution, network, day)


def coordinators_there(institution: Institution, network: Network, day: date) -> list[Member]:
    """The coordinator, a deputy coordinator, and where none of them is there, the Centre."""
    chief = coordinator_of(network, day)
    for people in ([chief] if chief else [], deputies_of(network, day), _of_the_centre(day)):
        if found := [one for one in there(people, day) if _can_sign_in(one)]:
            return found
    return []


def _of_the_centre(day: date) -> list[Member]:
    national = centre()
    return members_of(national, day) if national else []


def _can_sign_in(member: Member) -> bool:
    account = member.person.account
    return account is not None and account.is_active


PEOPLE: Final[dict[str, People]] = {
    StepTo.QUEUE: holders_there,
    StepTo.DEPUTY: deputies_there,
    StepTo.COORDINATOR: coordinators_there,
}
