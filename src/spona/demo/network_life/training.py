"""A year of trainings in the demo: invented modules, tests and people in all seven towns."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal

from django.utils import timezone

from spona import deadlines
from spona.access.actor import VISITOR, Actor
from spona.demo.people import DemoPeople
from spona.directory.models import Institution, Network
from spona.directory.queries import institutions_of
from spona.reference.words import Words
from spona.training import actions
from spona.training.actions.modules import Outline
from spona.training.actions.sessions import Plan
from spona.training.links import token_of
from spona.training.models import Module, Moment, Participant, Session
from spona.training.questionnaires import FEEDBACK
from spona.training.questions import asked_in

# Invented: whoever really has such a name was at none of these.
FIRST = ("Маја", "Стефан", "Ивана", "Лука", "Сања", "Немања", "Тамара", "Филип", "Драгана", "Урош",
         "Нада", "Бојан")  # fmt: skip
LAST = ("Вељић", "Грбовић", "Ђокановић", "Жарић", "Качавенда", "Љутић", "Мрђен", "Њаради", "Пурић",
        "Ћосовић", "Шакота", "Џиновић")  # fmt: skip
# Town → (days ago, which module, how many people).
PAST = {
    "nis": ((60, 2, 6),),
    "novi-sad": ((300, 3, 5),),
    "sremska-mitrovica": ((120, 1, 4),),
    "kraljevo": ((20, 3, 5),),
    "kragujevac": ((160, 2, 4),),
    "subotica": ((900, 1, 3),),
}
_QUESTIONS = (
    ("Дете каже да мора да ради до касно и да не држи свој новац. Шта прво?",
     (("Проверим да ли је сада у опасности", True), ("Позовем родитеље да их питам", False),
      ("Сачекам да видим да ли ће се поновити", False))),
    ("Шта у пријави помаже ономе ко је чита?",
     (("Шта сам видео или чуо, и када", True), ("Одакле то знам", True),
      ("Моје мишљење о породици", False))),
    ("Ко одлучује да ли је сумња потврђена?",
     (("Надлежни орган", True), ("Онај ко је први уочио", False))),
    ("Особа каже: немојте ме звати на тај број. Шта пише у пријави?",
     (("Да тај број није безбедан и како јесте", True), ("Ништа, то је њена ствар", False),
      ("Број, па нека орган процени", False))),
)  # fmt: skip


def fill(people: DemoPeople) -> None:
    """Vranje by its coordinator, the other towns as the demo itself."""
    mirjana, demo = people.actor("mirjana.koordinator"), Actor.system("demo")
    vranje = Network.objects.get(slug="vranje")
    modules = _modules(vranje, mirjana)
    for slug, sessions in PAST.items():
        network = Network.objects.get(slug=slug)
        for at, (days_ago, which, number) in enumerate(sessions):
            _held(modules[which], network, days_ago, number, by=demo, first=at * 5)
    _vranje(people, modules, vranje, mirjana)


def _modules(network: Network, by: Actor) -> list[Module]:
    """Not accredited, all of them: nothing official is invented."""
    outlines = (
        Outline(
            title=Words(sr="Пријава из прве", en="A report that can be used at once"),
            hours=Decimal(4),
            about="Шта, где, када и одакле знам: пријава коју орган не мора да враћа на допуну.",
            topics=("reporting_path", "data"),
            covers=("no_place_time", "no_what_seen", "no_how_known", "no_age", "wrong_body"),
        ),
        Outline(
            title=Words(sr="Знаци у мојој струци", en="Signs in my profession"),
            hours=Decimal(6),
            about="Вежбе на измишљеним случајевима за школу, здравство и полицију.",
            audience=("school", "health", "police", "labour_inspection"),
            topics=("indicators", "phenomenon_law"),
            covers=("no_what_seen", "child_path"),
        ),
        Outline(
            title=Words(sr="Први разговор и безбедност", en="First talk and safety"),
            hours=Decimal(6),
            audience=("social_work", "health", "cso"),
            topics=("first_talk", "trauma"),
            covers=("no_danger", "no_safe_contact", "no_ground"),
        ),
        Outline(
            title=Words(sr="Вежба целог тима", en="Exercise of the whole team"),
            hours=Decimal("2.5"),
            topics=("team",),
            covers=("wrong_body", "too_late"),
        ),
    )
    made = [actions.write_module(one, network=network, by=by) for one in outlines]
    for text, options in _QUESTIONS:
        # Only the first one is tested: the others show that being there can be enough.
        actions.add_question(made[0], text, options, by=by)
    return made


def _vranje(people: DemoPeople, modules: Sequence[Module], network: Network, by: Actor) -> None:
    session = _held(modules[0], network, 150, 8, by=by, first=3, tested=True)
    for one in session.participants.placed()[:6]:
        with deadlines.moved(deadlines.in_days(-149)):
            said = {asked.name: "yes" for asked in FEEDBACK}
            actions.give_feedback(one, said, by=VISITOR, token=token_of(one))
    # Over, and nobody has written down who was there: something to do on the first page.
    with deadlines.moved(deadlines.in_days(-9)):
        over = _planned(modules[3], network, days=6, by=by)
        _register(over, 4, first=1)
    ahead = _planned(modules[1], network, days=12, by=by)
    for login in ("ana.skola", "nikola.zdravlje"):
        actions.register_self(ahead, by=people.actor(login))
    _register(ahead, 3, first=7)


def _held(
    module: Module,
    network: Network,
    days_ago: int,
    number: int,
    *,
    by: Actor,
    first: int,
    tested: bool = False,
) -> Session:
    """Registered three weeks before, there on the day, closed that evening."""
    with deadlines.moved(deadlines.in_days(-days_ago - 21)):
        session = _planned(module, network, days=21, by=by)
        there = _register(session, number, first=first)
        for n, one in enumerate(there if tested else []):
            _test(one, Moment.PRE, right=1 + n % 2)
    with deadlines.moved(deadlines.in_days(-days_ago)):
        came = [one.pk for n, one in enumerate(there) if n % 8 != 7]
        actions.record_attendance(session.days.get(), came, by=by)
        for n, one in enumerate(there if tested else []):
            if one.pk in came:
                _test(one, Moment.POST, right=2 + (n > 0) + n % 2)
        return actions.close_session(session, by=by)


def _planned(module: Module, network: Network, *, days: int, by: Actor) -> Session:
    day = timezone.localdate(deadlines.now()) + dt.timedelta(days=days)
    plan = Plan(
        days=(day,),
        starts=dt.time(10),
        ends=dt.time(14),
        place="Градска кућа, сала 2",
        capacity=12,
        register_until=day,
        trainers="тренерски пар мреже",
    )
    return actions.plan_session(module, plan, network=network, by=by)


def _register(session: Session, number: int, *, first: int) -> list[Participant]:
    institutions = _institutions(session)
    return [
        actions.register_by_link(
            session,
            name=f"{FIRST[(first + n) % 12]} {LAST[(first * 7 + n * 5) % 12]}",
            institution=institutions[(first + n) % len(institutions)],
            language="sr-latn",
            by=VISITOR,
        )
        for n in range(number)
    ]


def _institutions(session: Session) -> list[Institution]:
    """Those of the town for whom the module is, and who could come in person."""
    rows = [one for one in institutions_of(session.network) if one.town_id is not None]
    meant = [one for one in rows if one.sector in session.module.audience]
    return sorted(meant or rows, key=lambda one: one.code)


def _test(participant: Participant, moment: Moment, *, right: int) -> None:
    given = {}
    for n, one in enumerate(asked_in(participant.session.module, moment)):
        given[one.pk] = one.right if n < right else {len(one.options) - 1}
    actions.take_test(participant, moment, given, by=VISITOR, token=token_of(participant))
