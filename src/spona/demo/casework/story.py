"""What has happened in the demo lately; Kraljevo and Sremska Mitrovica have no case.

Only the demo has it, never a test's template, whose tests make their own.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Final
from uuid import uuid4
from zoneinfo import ZoneInfo

from django.utils import timezone

from spona import audit, deadlines
from spona.access.actor import VISITOR, Actor
from spona.cases.case.models import Case
from spona.cases.conferences.actions import call_conference
from spona.cases.conferences.orders import Called
from spona.cases.referrals.actions import deliver, hear_no_place
from spona.cases.referrals.notes import Note
from spona.deadlines import in_days, moved
from spona.deadlines.actions import adopt_rule, enter_absence, enter_duty, propose_rule, see_roster
from spona.deadlines.models import Rule
from spona.deadlines.queries import rules_of
from spona.deadlines.time import today
from spona.demo.analysts import build_analysts
from spona.demo.casework.closed_years import (
    announce,
    count_people,
    hand_over_earlier,
    just_proved,
    last_closed_year,
    leave_waiting,
)
from spona.demo.casework.files import build_files, refer_agreed, seat_agreed
from spona.demo.casework.reports import Reports, build_reports, make_ready
from spona.demo.casework.whole_stories import build_whole_stories
from spona.demo.network_life.year import build_life
from spona.demo.people import DemoPeople
from spona.demo.towns import build_towns
from spona.demo.world import PASSWORD, World
from spona.directory.models import ContactPoint, Institution, Network
from spona.statistics import codes
from spona.statistics.actions import begin_report_count, make_snapshot, write_report_count
from spona.statistics.models import ReportCount
from spona.statistics.report_record import PENDING, begin
from spona.tipline.actions import open_tip, reply, send_message, take_over
from spona.tipline.models import Tip
from spona.tipline.payload_schemas import FirstMessage
from spona.vault.actions import draw_code
from spona.vault.recipients import to_institution

# Two words of somebody without an account: one waits to be read, one has an answer.


def build_messages(people: DemoPeople) -> None:
    with moved(-timedelta(days=2, hours=3)):
        answered = _message("Код продавнице исти човек сваког јутра скупља троје младих у комби.")
    with moved(-timedelta(days=1, hours=22)):
        by = people.actor("milan.csr")
        open_tip(answered, by=by)
        take_over(answered, by=by)
        reply(answered, "Хвала, прочитали смо. Да ли сте видели таблице или натпис?", by=by)
    with moved(-timedelta(hours=3)):
        _message("У кући преко пута ноћу се чује плач. Дању нико не излази.")


def _message(text: str) -> Tip:
    network = Network.objects.get(slug="vranje")
    said = FirstMessage("sr", text, where="Врање", children="not_sure", who="somebody")
    return send_message(said, network=network, code=draw_code(by=VISITOR).code, by=VISITOR)


# What the file asks of the Red Cross, which has no account: told by phone, answered by phone, once
# with a place and once without. And the meeting at which the health centre sits down with it.

_ABOUT: Final = "Шта ко преузима до краја месеца"


def build_partners(people: DemoPeople, reports: Reports) -> None:
    case = Case.objects.get(referrals_in=reports.in_work)
    _on_paper(people, case)
    _conference(people, case)


def _on_paper(people: DemoPeople, case: Case) -> None:
    """Both went by phone; one still waits for the answer, with the same deadline as for
    everybody.
    """
    to = Institution.objects.get(sector="red_cross", town__networks__slug="vranje")
    vesna = people.actor("vesna.csr")
    with moved(-timedelta(days=1, hours=16)):
        clothes = refer_agreed(people, case, to, "Одећа и хигијенски пакет")
        ride = refer_agreed(people, case, to, "Превоз до лекара")
        for row in (clothes, ride):
            deliver(row, _note("Прочитано им је преко телефона."), urgency="regular", by=vesna)
    with moved(-timedelta(days=1, hours=1)):
        hear_no_place(
            ride, _note("Возило је на поправци до понедељка."), reason="paused",
            message="Возило је на поправци до понедељка.", by=vesna,
        )  # fmt: skip


def _conference(people: DemoPeople, case: Case) -> None:
    health = people.members["jelena.zdravlje"].institution
    starts = (timezone.now() + timedelta(days=3)).replace(minute=0, second=0, microsecond=0)
    called = Called(
        starts_at=starts, until=starts + timedelta(days=7), place="Соба 7, други спрат",
        about=_ABOUT, seats=(seat_agreed(people, case, health, _ABOUT),),
    )  # fmt: skip
    call_conference(case, called, by=people.actor("vesna.csr"))


def _note(text: str) -> Note:
    """Whoever picked up the phone, by role: the demo names nobody of a real institution."""
    return Note("phone", "дежурно лице", deadlines.now().replace(microsecond=0), text=text)


# Who of the centre is away, who answers at night, and the deadlines of the network: one it has
# decided on, one that somebody proposes.

# Of the coming two weeks: these evenings nobody was found for yet.
_NOBODY = (6, 12)


def build_days(people: DemoPeople) -> None:
    _absences(people)
    _duty(people)
    _rules(people)


def _absences(people: DemoPeople) -> None:
    today, by = timezone.localdate(), people.actor("bea.csr")
    enter_absence(
        people.members["zoran.koordinator"], starts_on=today, ends_on=today + timedelta(days=4),
        by=by,
    )  # fmt: skip
    enter_absence(
        people.members["vesna.csr"], starts_on=today + timedelta(days=9),
        ends_on=today + timedelta(days=16), stands_in=people.members["milan.csr"], by=by,
    )  # fmt: skip


def _duty(people: DemoPeople) -> None:
    """From eight in the evening to eight, in turn; the deputy has not seen the last change."""
    csw = people.members["bea.csr"].institution
    here = ZoneInfo(str(Network.objects.get(slug="vranje").time_zone))
    number = ContactPoint.objects.filter(institution=csw, kind="on_call", ended_at=None).first()
    turns = ("bea.csr", "milan.csr", "vesna.csr")
    # Whoever is away that week has no turn.
    away = range(8, 17)
    evenings = [n for n in range(14) if n not in _NOBODY]
    for n in evenings:
        if n == evenings[-1]:
            see_roster(csw.pk, by=people.actor("milan.csr"))
        begins = datetime.combine(timezone.localdate() + timedelta(days=n), time(20), tzinfo=here)
        enter_duty(
            csw, starts_at=begins, ends_at=begins + timedelta(hours=12), contact_point=number,
            member=people.members[turns[n % 2 if n in away else n % len(turns)]],
            by=people.actor("bea.csr"),
        )  # fmt: skip


def _rules(people: DemoPeople) -> None:
    network = Network.objects.get(slug="vranje")
    rules = {rule.key: rule for rule in rules_of(network.pk)}
    message = next(rule for rule in rules.values() if rule.event == "message")
    adopt_rule(
        propose_rule(
            message, network=network, amount=message.amount, unit=message.unit, words={},
            source="Седница мреже у септембру", by=people.actor("bea.csr"),
        ),
        network=network, decision="Закључак бр. 3 са седнице мреже у септембру",
        on=timezone.localdate(), by=people.actor("mirjana.koordinator"),
    )  # fmt: skip
    contact: Rule = rules["first-contact-regular"]
    propose_rule(
        contact, network=network, amount=3, unit=contact.unit,
        words={"sr": "Први контакт: редовно, 3 радна дана",
               "en": "First contact: regular, 3 working days"},
        source="Предлог Центра за социјални рад", by=people.actor("bea.csr"),
    )  # fmt: skip


# An earlier year of counted reports in Vranje, and the two snapshots that its analyst made: one
# before the training on reports that can be used at once, one after it. All of it is invented.
#
# No other town has any: only here is casework open, and Kraljevo and Sremska Mitrovica have none.
# Built before the six reports of today, which no snapshot has counted yet.

# Days ago; the training of `life_training` was held in between.
BEFORE: Final = 172


@dataclass(frozen=True, slots=True)
class _Alike:
    """So many reports of a sector with the same outcome and the same facts missing."""

    number: int
    sector: str
    outcome: str
    lacks: tuple[str, ...] = ()


# Each number is ten or more, below which nothing is shown; which of them are seen, and which are
# covered so that no other can be found from them, the rule of masking decides.
_OTHERS: Final = (
    _Alike(12, "police", "identified"),
    _Alike(12, "police", "not_assessed_as_victim", ("where_now", "language")),
    # Their numbers are covered. Reports of today come from health too, so nobody calls it silent.
    _Alike(10, "health", PENDING),
    _Alike(10, "health", "rejected", ("where_now",)),
)
_FIRST: Final = (
    _Alike(12, "school", PENDING),
    _Alike(12, "school", PENDING, ("where_now",)),
    *_OTHERS,
)
_SINCE: Final = (
    _Alike(22, "school", PENDING),
    _Alike(10, "school", PENDING, ("where_now",)),
    *_OTHERS,
)


def build_counts(people: DemoPeople) -> int:
    """Returns the last year that was over then."""
    network = Network.objects.get(slug="vranje")
    with moved(in_days(-BEFORE)):
        _count(people, network, _FIRST)
        make_snapshot(network, **just_proved(people, "dora.podaci"))
    # Of last month, so that the one of this month can still be made by hand.
    ago = today() - (today().replace(day=1) - timedelta(days=3))
    with moved(in_days(-ago.days)):
        _count(people, network, _SINCE)
        count_people(people)
        make_snapshot(network, **just_proved(people, "dora.podaci"))
        year = last_closed_year()
        announce(people, year)
        hand_over_earlier(people, year)
    return year


def _count(people: DemoPeople, network: Network, reports: tuple[_Alike, ...]) -> None:
    for alike in reports:
        facts = {fact: fact not in alike.lacks for fact in codes.FACTS}
        counts = _begun(people, network, alike, facts)
        if alike.outcome == PENDING:
            continue
        said = begin(sector=alike.sector, year=today().year, facts=facts)
        said |= {"outcome": alike.outcome, "heard": "letter"}
        for count in counts:
            write_report_count(count, said, revision=1, **people.can("bea.csr"))


def _begun(
    people: DemoPeople, network: Network, alike: _Alike, facts: dict[str, bool]
) -> list[ReportCount]:
    """As when reports go out: sealed to the analysts, and to the centre for social work where it
    will hear what became of them. One transaction, as hundreds would be hundreds of waits.
    """
    hears = alike.outcome != PENDING
    csw = people.members["bea.csr"].institution
    with audit.transaction():
        made = [
            begin_report_count(
                uuid4(), network=network, readers=[to_institution(csw)] if hears else [],
                sector=alike.sector, facts=facts, by=Actor.system("demo"),
            )
            for _ in range(alike.number)
        ]  # fmt: skip
    return [one for one in made if one is not None]


# What `build_story` says before each of its steps.
STEPS: Final = (
    "coordinators and analysts of the towns", "closed years", "whole ways of four people",
    "reports", "files", "partners on paper", "messages without an account", "busy days",
    "life of the networks",
)  # fmt: skip


def build_story(world: World, begin: Callable[[str], None] = lambda _step: None) -> None:
    """Everything, in the order in which it could have happened."""
    steps = iter(STEPS)

    def step() -> None:
        begin(next(steps))

    step()
    build_towns(world)
    build_analysts(world)
    people = DemoPeople(world.members, PASSWORD)
    step()
    year = build_counts(people)
    step()
    make_ready(people)
    build_whole_stories(people)
    step()
    reports = build_reports(people)
    step()
    build_files(people, reports)
    step()
    build_partners(people, reports)
    step()
    build_messages(people)
    step()
    build_days(people)
    step()
    build_life(people)
    # Last, for whatever is reported of that year is in them, and the second analyst counts the
    # same. Some of the days are left, and the sheets are no month old yet.
    with moved(in_days(-3)):
        leave_waiting(people, year)
