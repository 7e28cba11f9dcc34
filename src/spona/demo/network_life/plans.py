"""An invented year of plans and activities in all seven towns of the demo.

Vranje has the plan of a lively network; Kraljevo and Sremska Mitrovica have no case at all and as
full a year as the others. Where nobody of a town has a login, somebody on paper recorded it.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from spona.access.actor import Actor
from spona.deadlines.time import in_days, moved, today
from spona.demo.people import DemoPeople
from spona.directory.actions.people import add_member, add_person
from spona.directory.models import Institution, Member, Network
from spona.directory.queries import institutions_of
from spona.plans import actions
from spona.plans.actions.activities import Held
from spona.plans.models import Indicator, Line, Plan
from spona.plans.rows import INDICATOR, LINE, OBJECTIVE, Values

# The town whose coordinator acts; everywhere else the demo itself does.
LIVELY: Final = "vranje"
_WHO: Final = {
    "nis": "Ива Примерић", "novi-sad": "Јован Примерић", "sremska-mitrovica": "Мила Примерић",
    "kraljevo": "Ненад Примерић", "kragujevac": "Олга Примерић", "subotica": "Павле Примерић",
}  # fmt: skip
_OBJECTIVES: Final = (
    ("1", "Јаче партнерство", "s2017-1"),
    ("2", "Превенција и узроци", "s2017-2"),
    ("3", "Препознавање на време", "s2017-3"),
    ("4", "Подршка у граду", ""),
)


@dataclass(frozen=True, slots=True)
class _Planned:
    """A line: months from–to, whose, and how far it is (percent, or done of planned)."""

    number: str
    title: str
    sector: str
    first: int
    last: int
    percent: int = 0
    planned: int | None = None
    counts: str = "hand"
    done: int = 0
    months: tuple[int, ...] = ()
    partners: tuple[str, ...] = ()
    partners_words: str = ""
    amount: str = ""
    currency: str = "RSD"
    funding: str = ""


_LINES: Final = (
    _Planned("1.1", "Седница свака три месеца", "local_government", 1, 12, planned=4,
             counts="meetings", months=(2, 5, 10, 12), partners_words="сви чланови"),
    _Planned("1.2", "Заменик за сваког члана", "local_government", 3, 6, percent=100),
    _Planned("1.3", "Потврда списка служби телефоном", "social_work", 9, 11, percent=55),
    _Planned("2.1", "Разговори у средњим школама", "youth_office", 9, 12, planned=6,
             counts="activities", partners=("school",), amount="120000", funding="буџет града"),
    _Planned("2.2", "Провера сезонских огласа за посао", "employment", 5, 9, percent=40,
             partners_words="инспекција рада"),
    _Planned("3.1", "Обука здравствених радника", "health", 4, 10, percent=100, amount="2400",
             currency="EUR", funding="донатор"),
    _Planned("3.2", "Вежба упућивања са сатом", "local_government", 11, 12, percent=10,
             partners_words="мрежа, све установе"),
    _Planned("4.1", "Споразум о хитном смештају", "local_government", 6, 12, percent=60,
             partners=("social_work",), amount="850000", funding="буџет града"),
    _Planned("4.2", "Списак преводилаца за ромски и албански", "red_cross", 2, 5, percent=100),
)  # fmt: skip
_INDICATORS: Final[tuple[dict[str, Any], ...]] = (
    {"title": "Одржане седнице", "belongs": "1", "baseline": "2", "target": "4",
     "feed": "meetings"},
    {"title": "Чланови који имају заменика", "belongs": "1", "baseline": "5", "target": "14",
     "feed": "deputies"},
    {"title": "Разговори и часови у школама", "belongs": "2", "baseline": "0", "target": "6",
     "feed": "activities", "only": "lesson"},
    {"title": "Грађани који знају коме да се обрате", "belongs": "2", "baseline": "31",
     "target": "45", "unit": "percent", "verification": "анкета на улици",
     "reading": "38", "source": "анкета, 212 одговора"},
    {"title": "Обучени здравствени радници", "belongs": "3", "baseline": "0", "target": "20",
     "feed": "trained", "only": "health"},
    {"title": "Упућивања на која је одговорено у року", "belongs": "3", "unit": "share",
     "feed": "answered"},
    {"title": "Потписан споразум о смештају", "belongs": "4", "baseline": "0", "target": "1",
     "unit": "yes_no", "responsible": "local_government", "reading": "0.5",
     "verification": "споразум"},
)  # fmt: skip
# (days ago, kind, title, sector, place, audience, numbers, total, number of the line)
_HELD: Final[tuple[tuple[Any, ...], ...]] = (
    (9, "lesson", "Разговор о путу до посла у иностранству", "youth_office", "гимназија", "pupils",
     {"f_15_17": 14, "m_15_17": 11}, 25, "2.1"),
    (30, "lesson", "Час одељенског старешине са психологом", "school", "основна школа", "pupils",
     {"f_0_14": 12, "m_0_14": 13}, 25, "2.1"),
    (41, "stall", "Штанд на градском тргу", "red_cross", "трг", "citizens", {}, 140, ""),
    (58, "media", "Гостовање на радију", "local_government", "радио", "citizens", {}, 0, ""),
    (75, "field_check", "Провера огласа за сезонски посао", "employment", "", "jobseekers",
     {"f_18_29": 6, "m_18_29": 9, "m_30_64": 7}, 22, "2.2"),
    (120, "workshop", "Радионица за тражиоце посла", "employment", "филијала", "jobseekers",
     {"f_18_29": 8, "f_30_64": 5, "m_18_29": 4, "m_30_64": 3}, 20, ""),
    (190, "leaflets", "Подела летака на аутобуској станици", "red_cross", "станица", "citizens",
     {}, 300, ""),
    (240, "talk", "Трибина за родитеље", "school", "школа", "parents",
     {"f_30_64": 31, "m_30_64": 12}, 43, ""),
)  # fmt: skip


def fill(people: DemoPeople) -> None:
    """A plan with its progress and a year of activities, in each of the seven networks."""
    for network in Network.objects.real().select_related("town").order_by("slug"):
        by, member = _who(people, network)
        there = {one.sector: one for one in institutions_of(network).order_by("-code")}
        plan = _plan(network, there, by)
        for planned in _LINES:
            _report(plan, planned, by)
        _activities(network, plan, there, by, member)


def _who(people: DemoPeople, network: Network) -> tuple[Actor, Member]:
    if network.slug == LIVELY:
        login = "mirjana.koordinator"
        return people.actor(login), people.members[login]
    by = Actor.system("demo")
    body = institutions_of(network).filter(sector="local_government").order_by("code").first()
    if body is None:
        raise RuntimeError(f"{network.slug} has no seat of the city")
    person = add_person(_WHO[network.slug], institution=body, by=by, example=True)
    started = today() - dt.timedelta(days=400)
    return by, add_member(person, institution=body, roles=(), by=by, starts_on=started)


def _plan(network: Network, there: dict[str, Institution], by: Actor) -> Plan:
    year = today().year
    plan = actions.begin(
        network,
        title=f"Акциони план за {year}. годину",
        starts_on=dt.date(year, 1, 1),
        ends_on=dt.date(year, 12, 31),
        by=by,
    )
    for number, title, aligned in _OBJECTIVES:
        values: Values = {"number": number, "title": title, "aligned_to": aligned}
        actions.write_part(plan, OBJECTIVE, values, by=by)
    for planned in _LINES:
        actions.write_part(plan, LINE, _line_values(planned, there, year), by=by)
    for at, said in enumerate(_INDICATORS, start=1):
        _indicator(plan, at, said, there, by)
    adopted = min(dt.date(year, 2, 12), today())
    return actions.adopt(plan, on=adopted, adopted_by="скупштина мреже (пример)", by=by)


def _line_values(planned: _Planned, there: dict[str, Institution], year: int) -> Values:
    following = dt.date(year + planned.last // 12, planned.last % 12 + 1, 1)
    partners = sorted(there[one].code for one in planned.partners if one in there)
    return {
        "number": planned.number,
        "title": planned.title,
        "belongs": planned.number[0],
        "responsible": there[planned.sector].code if planned.sector in there else "",
        "partners": "; ".join(partners),
        "partners_words": planned.partners_words,
        "starts_on": dt.date(year, planned.first, 1),
        "ends_on": following - dt.timedelta(days=1),
        "months": "; ".join(f"{year}-{month:02d}" for month in planned.months),
        "counts": planned.counts,
        "percent": 0,
        "units_done": 0,
        "units_planned": planned.planned,
        "funding": planned.funding,
        "amount": Decimal(planned.amount) if planned.amount else None,
        "currency": planned.currency if planned.amount else "",
    }


def _indicator(
    plan: Plan, at: int, said: dict[str, Any], there: dict[str, Institution], by: Actor
) -> None:
    body = there.get(said.get("responsible", ""))
    values: Values = {
        "number": str(at),
        "title": said["title"],
        "belongs": said["belongs"],
        "responsible": body.code if body else "",
        "unit": said.get("unit", "number"),
        "baseline": Decimal(said["baseline"]) if "baseline" in said else None,
        "verification": said.get("verification", ""),
        "feed": said.get("feed", "hand"),
        "only": said.get("only", ""),
        f"target_{plan.starts_on.year}": Decimal(said["target"]) if "target" in said else None,
    }
    actions.write_part(plan, INDICATOR, values, by=by)


def _report(plan: Plan, planned: _Planned, by: Actor) -> None:
    """What has begun by today is as far as it says; a line that counts itself is left alone."""
    line = Line.objects.get(plan=plan, number=planned.number)
    if planned.counts != "hand" or not planned.percent or line.starts_on > today():
        return
    # Written when it was done, not on the day on which the demo is built.
    back = min(0, (min(line.ends_on, today()) - today()).days)
    with moved(in_days(back)):
        actions.report_progress(line, percent=planned.percent, by=by)


def _activities(
    network: Network, plan: Plan, there: dict[str, Institution], by: Actor, member: Member
) -> None:
    lines = {line.number: line for line in Line.objects.filter(plan=plan)}
    for days, kind, title, sector, place, audience, numbers, total, number in _HELD:
        day = today() - dt.timedelta(days=days)
        body = there.get(sector)
        if body is None or not plan.starts_on <= day:
            continue
        line = lines.get(number)
        held = Held(
            kind=kind, title=title, held_on=day, place=place, audience=audience, numbers=numbers,
            total=total, line=line if line is not None and day >= line.starts_on else None,
        )  # fmt: skip
        actions.record(network, held, institution=body, by=by, member=member)
    for said in _INDICATORS:
        if "reading" in said:
            row = Indicator.objects.get(plan=plan, title=said["title"])
            read_on = max(plan.starts_on, today() - dt.timedelta(days=20))
            actions.write_reading(
                row, read_on=read_on, value=Decimal(said["reading"]),
                source=said.get("source", ""), by=by,
            )  # fmt: skip
