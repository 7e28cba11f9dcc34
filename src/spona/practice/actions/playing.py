"""The moves of the invented partners: each by its own mandate and keys, through the real action.

`play` takes one step of a turn and says whether something moved; the caller reads anew.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from django.utils import timezone

from spona.access.actor import VISITOR, Actor
from spona.cases.consent.ground import ground_for
from spona.cases.fields.facts import texts_of
from spona.cases.indicators.answers import Answer
from spona.cases.referrals import actions as referrals
from spona.cases.referrals.moves import State
from spona.cases.referrals.packet import Body, Cover, Packet, Sender, Signs
from spona.cases.team.actions import assign_file
from spona.directory.models import Institution, Member
from spona.practice.actions import playing_casework as casework
from spona.practice.actions.membership import acting_membership
from spona.practice.actions.playing_casework import text
from spona.practice.invented_people import InventedPeople
from spona.practice.models import Drill
from spona.practice.permissions import check_can_build
from spona.practice.scenarios import Scenario, scenarios
from spona.practice.scene import Scene
from spona.practice.turns import Turn
from spona.reference.queries import indicator_list_for
from spona.reference.words import Words
from spona.tipline import actions as tips
from spona.tipline.models import Tip
from spona.tipline.payload_schemas import FirstMessage
from spona.vault.actions import draw_code

_SERBIAN: Final = "sr"
_PARTS: Final = ("who", "account")
_FILE: Final = ("name", "contact", "account", "notes")
_TAKEN: Final = "Преузето. Јављамо се до краја дана."
_DONE: Final = "Разговарано је и ради се даље. Хвала на пријави."
_REPLY: Final = (
    "Прочитали смо. Да ли је безбедно да се пише овде? Кад сте последњи пут видели особу?"
)


def play(turn: Turn, scene: Scene, *, by: Actor) -> bool:
    """Let the partner of this turn move; False where there is nothing for an invented one to do."""
    check_can_build(by)
    if turn.part is not None:
        return _meanwhile(turn, scene)
    return _MOVES[turn.step.code](scene)


def play_part(turn: Turn, scene: Scene, *, by: Actor) -> bool:
    """The step of somebody real by the invented colleague beside them: for demo and tests."""
    check_can_build(by)
    return _MOVES[turn.step.code](scene)


def write_message(people: InventedPeople, drill: Drill, *, by: Actor) -> Tip:
    """What somebody without an account wrote at night. Their code is drawn and forgotten."""
    check_can_build(by)
    scenario = scenarios()[drill.scenario]
    said = FirstMessage(
        _SERBIAN, text(scenario.packet["noticed"]), where=str(people.network.town.words["sr"]),
        children="not_sure", who="somebody",
    )  # fmt: skip
    code = draw_code(by=VISITOR).code
    return tips.send_message(said, network=people.network, code=code, by=VISITOR)


def _meanwhile(turn: Turn, scene: Scene) -> bool:
    """What others do while somebody real is asked: a first body that is not competent forwards,
    a sender answers a question, a colleague looks at what goes out by law.
    """
    if turn.step.code == "open":
        return _forward(scene)
    if turn.step.code == "accept":
        return _supply(scene)
    if turn.step.code == "ask":
        return casework.approve(scene)
    if turn.step.code != "answer" or scene.onward is None:
        return False
    asked = scene.people.body(scene.scenario.played_by["partner"]).pk
    # Sent to another body than the one that somebody real plays: an invented one answers there.
    elsewhere = scene.onward.recipient_institution_id != asked
    return _answer(scene) if elsewhere else casework.approve(scene)


def _send(scene: Scene) -> bool:
    key = scene.scenario.played_by["reporter"]
    writer = scene.people.member(key)
    packet = _report_packet(scene.scenario, writer, scene.people.body("csw_holder"))
    referrals.send(
        packet, network=scene.people.network, recipient=scene.people.body("csw_holder"),
        by=scene.people.actor(key),
    )  # fmt: skip
    return True


def _forward(scene: Scene) -> bool:
    """A body that got it first and is played by nobody real passes it on to the centre."""
    last = scene.reports[-1] if scene.reports else None
    if last is None or scene.report is not None or last.on_paper:
        return False
    key = scene.people.at(last.recipient_institution)
    if not key or last.state not in (State.SENT, State.OPENED):
        return False
    opened, _cover = referrals.open_packet(last, **scene.people.can(key))
    referrals.forward(
        opened, to=scene.people.body("csw_holder"), network=scene.people.network,
        reason="both_needed", message=text(scene.scenario.packet["first"]),
        **scene.people.can(key),
    )  # fmt: skip
    return True


def _supply(scene: Scene) -> bool:
    """The invented writer answers what the intake asked before taking over."""
    row = scene.report
    played = scene.drill.parts.filter(role="reporter", left_at=None).exists()
    if row is None or row.state != State.NEEDS_INFORMATION or played:
        return False
    said = text(scene.scenario.packet["noticed"])
    by = scene.people.actor(scene.scenario.played_by["reporter"])
    referrals.answer_question(row, message=said, by=by)
    return True


def _open(scene: Scene) -> bool:
    if scene.report is None:
        return _forward(scene)
    referrals.open_packet(scene.report, **scene.people.can("csw_holder"))
    return True


def _accept(scene: Scene) -> bool:
    assert scene.report is not None
    referrals.accept(scene.report, message=_TAKEN, **scene.people.can("csw_holder"))
    return True


def _assign(scene: Scene) -> bool:
    assert scene.report is not None
    referrals.assign(scene.report, to=_worker(scene), **scene.people.can("csw_holder"))
    return True


def _worker(scene: Scene) -> Member:
    """Whoever plays the case worker, else the invented one."""
    part = scene.drill.parts.filter(role="worker", left_at=None).first()
    own = acting_membership(part) if part is not None else None
    return own or scene.people.member("csw_worker")


def _read(scene: Scene) -> bool:
    assert scene.tip is not None
    tips.open_tip(scene.tip, by=scene.people.actor("csw_holder"))
    return True


def _take(scene: Scene) -> bool:
    assert scene.tip is not None
    tips.take_over(scene.tip, by=scene.people.actor("csw_holder"))
    return True


def _reply(scene: Scene) -> bool:
    assert scene.tip is not None
    tips.reply(scene.tip, _REPLY, by=scene.people.actor("csw_holder"))
    return True


def _file(scene: Scene) -> bool:
    assert scene.tip is not None
    tips.open_file(scene.tip, **scene.people.can("csw_holder"))
    return True


def _team(scene: Scene) -> bool:
    assert scene.case is not None
    can = scene.people.can("csw_holder")
    assign_file(scene.case, member=_worker(scene), sections=_FILE, **can)
    return True


def _answer(scene: Scene) -> bool:
    row, key = scene.onward, scene.scenario.played_by["partner"]
    assert row is not None
    if row.state == State.AWAITING_APPROVAL:
        return casework.approve(scene)
    key = scene.people.at(row.recipient_institution) or key
    if row.on_paper or row.state not in (State.SENT, State.OPENED):
        return False
    opened, _cover = referrals.open_packet(row, **scene.people.can(key))
    referrals.accept(opened, message=_TAKEN, **scene.people.can(key))
    return True


def _close(scene: Scene) -> bool:
    row = scene.report
    assert row is not None
    referrals.finish(row, outcome="continues", message=_DONE, by=scene.people.actor("csw_holder"))
    return True


_MOVES: Final[dict[str, Callable[[Scene], bool]]] = {
    "send": _send, "open": _open, "accept": _accept, "assign": _assign, "read": _read,
    "take": _take, "reply": _reply, "file": _file, "team": _team, "refer": casework.refer_on,
    "answer": _answer, "close": _close, **casework.MOVES,
}  # fmt: skip


def _report_packet(scenario: Scenario, writer: Member, to: Institution) -> Packet:
    """What the writer's own form would have made of the story; the first sign is seen."""
    told, today = scenario.packet, timezone.localdate()
    sector = writer.institution.sector
    signs = indicator_list_for(sector, today)
    noticed = text(told["noticed"])
    answers = tuple(
        Answer(sign.code, sign.words, "not_asked" if n else "yes", "" if n else noticed, "self")
        for n, sign in enumerate(signs.indicators.all()[:3])
    )
    return Packet(
        Cover(told["urgency"], text(told["asked"]), scenario.age, text(told["age_detail"])),
        Body(
            Sender(Words(writer.institution.words), writer.person.name, writer.position),
            ground_for(sender=sector, recipient=to.sector, age=scenario.age, on=today),
            Signs(signs.words, signs.version, signs.source, signs.certainty, answers),
            texts_of("account", {"noticed": noticed, "own_words": text(told["own_words"])}),
            texts_of("who", told),
            person_knows=True,
        ),
    )
