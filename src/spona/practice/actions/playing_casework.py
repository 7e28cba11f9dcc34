"""What the invented case worker does in the file, from the first contact to the review, and what
goes out of it.

Each by the real action. Whoever plays the case worker may have given the role back: then the file
and its open step are handed to the invented colleague first, as in any institution.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any, Final

from django.utils import timezone

from spona import deadlines
from spona.cases.careplan.actions import StepDraft, add_need, add_plan_step, adopt
from spona.cases.careplan.plan import Adopter, Need
from spona.cases.careplan.queries import read_plan
from spona.cases.case.models import Case
from spona.cases.case.sections import SECTIONS
from spona.cases.case.steps.actions import NextStep, add_step, change_step, end_step
from spona.cases.case.steps.kinds import (
    ASSESSMENT,
    FIRST_CONTACT,
    PLAN_STEP,
    REQUEST,
    REVIEW,
    WAITING,
)
from spona.cases.case.steps.queries import day_of, open_steps
from spona.cases.consent.actions import agree
from spona.cases.consent.details import Details
from spona.cases.consent.ground import Ground, bases_for, ground_agreed, ground_for, ground_of
from spona.cases.fields.facts import texts_of
from spona.cases.identification.actions import read_before, write_decision
from spona.cases.identification.decisions import PAPER, YES, Decision
from spona.cases.referral_pages.actions import refer
from spona.cases.referral_pages.orders import Sending, Target
from spona.cases.referrals import actions as referrals
from spona.cases.referrals.models import Referral
from spona.cases.referrals.moves import Kind, State
from spona.cases.referrals.notes import Note
from spona.cases.referrals.packet import Body, Cover, Packet, Sender
from spona.cases.team.actions import assign_file
from spona.deadlines.late import today_in
from spona.directory.models import Institution, Member
from spona.practice.invented_people import Can
from spona.practice.scenarios import Scenario
from spona.practice.scene import Scene
from spona.reference.words import Words
from spona.tasks.models import Task
from spona.vault.models import OPEN, Grant

_PARTS: Final = ("who", "account")
_WORKER: Final = "csw_worker"
_WEEK: Final = timedelta(days=7)
_REGISTRY: Final = {"sr": "писарница"}
_PLAN: Final = {"sr": "План са особом"}


def refer_on(scene: Scene) -> bool:
    """To the partner of the story."""
    to = scene.people.body(scene.scenario.played_by["partner"])
    _refer(scene, to, text(scene.scenario.packet["refer"]))
    return True


def _refer(scene: Scene, to: Institution, asked: str) -> Referral:
    case, scenario, people = scene.case, scene.scenario, scene.people
    assert case is not None
    agreed = scenario.basis == "agreement"
    worker, today = people.member(_WORKER), timezone.localdate()
    own = worker.institution
    about: dict[str, Any] = {
        "sender": own.sector,
        "recipient": to.sector,
        "age": scenario.age,
        "on": today,
    }
    ground = ground_agreed(**about) if agreed else _by_law(about)
    agreement = None
    if agreed:
        agreement = agree(
            case, recipient=to, parts=_PARTS, starts_on=today, ends_on=today + timedelta(days=30),
            details=Details(asked, "spoken"), child=False, by=people.actor(_WORKER),
        )  # fmt: skip
    packet = _onward_packet(scenario, worker, ground, asked)
    target = Target(to, people.network, packet, agreement)
    reason = "" if agreed else text(scenario.packet["noticed"])
    return refer(case, Sending(Kind.REFERRAL, target, reason=reason), by=people.actor(_WORKER))


def _by_law(asked: Mapping[str, Any]) -> Ground:
    rows = bases_for(**asked)
    return ground_of(rows[0]) if rows else ground_for(**asked)


def approve(scene: Scene) -> bool:
    """The second pair of eyes at the centre: a holder who neither wrote nor prepared it."""
    row = scene.onward
    if row is None or row.state != State.AWAITING_APPROVAL:
        return False
    referrals.approve(row, **scene.people.can("csw_second"))
    return True


def _contact(scene: Scene) -> bool:
    task, can = _mine(scene, FIRST_CONTACT)
    end_step(task, following=NextStep(ASSESSMENT, scene.people.member(_WORKER)), **can)
    return True


def _assess(scene: Scene) -> bool:
    task, can = _mine(scene, ASSESSMENT)
    end_step(task, following=NextStep(REQUEST, scene.people.member(_WORKER)), **can)
    return True


def _ask(scene: Scene) -> bool:
    """To the invented Centre, which is on paper on every stage: looked at where it goes by law,
    then handed over.
    """
    row = scene.onward
    if row is None:
        to = scene.people.on_paper("centre")
        row = _refer(scene, to, text(scene.scenario.packet["ask"]))
    if row.state == State.AWAITING_APPROVAL:
        row = referrals.approve(row, **scene.people.can("csw_second"))
    handed = Note("post", text(_REGISTRY), deadlines.now(), number="")
    urgency = str(scene.scenario.packet["urgency"])
    referrals.deliver(row, handed, urgency=urgency, by=scene.people.actor(_WORKER))
    return True


def _decide(scene: Scene) -> bool:
    case, can = _file(scene)
    told, today = scene.scenario.packet["decision"], today_in(case.network)
    decision = Decision(
        told["outcome"], today, PAPER, YES, number=told["number"], heard_on=today, told_on=today,
        told_how="alone", told_services=True, person_says=text(told["says"]),
    )  # fmt: skip
    before = read_before(case, **can)
    waits = open_steps(case).filter(kind__in=(REQUEST, WAITING)).values_list("pk", flat=True)
    follows = NextStep(PLAN_STEP, scene.people.member(_WORKER), today + _WEEK, text(_PLAN))
    write_decision(
        case, decision, before=before, revision=before.revision, ends=list(waits),
        answers=[one.referral for one in before.requests.rows], following=[follows], **can,
    )  # fmt: skip
    return True


def _plan(scene: Scene) -> bool:
    case, can = _file(scene)
    told, today = scene.scenario.packet["plan"], today_in(case.network)
    need = Need(area=told["area"], need=text(told["need"]), goal=text(told["goal"]))
    ident = add_need(case, need, **can)
    for what in told["steps"]:
        draft = StepDraft(
            text(what), owner=scene.people.member(_WORKER), day=today + _WEEK, says="yes"
        )
        add_plan_step(case, ident, draft, **can)
    mark = read_plan(case, **can).plan.mark
    adopt(case, [Adopter("person"), Adopter("case_worker")], on=today, read=mark, **can)
    return True


def _review(scene: Scene) -> bool:
    task, can = _mine(scene, REVIEW)
    end_step(task, following=NextStep(REVIEW, scene.people.member(_WORKER)), **can)
    return True


MOVES: Final[Mapping[str, Callable[[Scene], bool]]] = {
    "contact": _contact, "assess": _assess, "ask": _ask, "decide": _decide, "plan": _plan,
    "review": _review,
}  # fmt: skip


def _file(scene: Scene) -> tuple[Case, Can]:
    """The file, and the invented worker who is let into it where a real one had it."""
    case, worker = scene.case, scene.people.member(_WORKER)
    assert case is not None
    account = scene.people.account(_WORKER)
    let_in = Grant.objects.filter(section__box=case.box_id, to_id=account.pk, state=OPEN)
    if not let_in.exists():
        holder = scene.people.can("csw_holder")
        assign_file(case, member=worker, sections=list(SECTIONS), **holder)
    return case, scene.people.can(_WORKER)


def _mine(scene: Scene, kind: str) -> tuple[Task, Can]:
    """The open step of this kind, in the hands of the invented worker; opened where somebody real
    chose another one to follow.
    """
    case, can = _file(scene)
    worker = scene.people.member(_WORKER)
    open_ones = open_steps(case).with_deadline().filter(kind=kind)
    if not open_ones.exists():
        add_step(case, NextStep(kind, worker), by=can["by"])
    task = open_ones.all()[0]
    if task.owner_id not in (None, worker.pk):
        task = change_step(task, owner=worker, day=day_of(task, case), **can)
    return task, can


def _onward_packet(scenario: Scenario, worker: Member, ground: Ground, asked: str) -> Packet:
    told = scenario.packet
    cover = Cover(told["urgency"], asked, scenario.age, safe="no")
    sender = Sender(Words(worker.institution.words), worker.person.name, worker.position)
    who = texts_of("who", {"name": told["name"] or "Непозната"})
    account = texts_of("account", {"noticed": text(told["noticed"])})
    return Packet(cover, Body(sender, ground, account=account, who=who))


def text(words: Mapping[str, str]) -> str:
    """The app writes Serbian to whoever reads, as colleagues do."""
    return words["sr"]
