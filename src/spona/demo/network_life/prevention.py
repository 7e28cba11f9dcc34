"""What was noticed and what was missing in the demo's year: seven towns, all of it invented.

Kraljevo and Sremska Mitrovica have no case and live all the same.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from spona.access.actor import Actor
from spona.deadlines.time import in_days, moved, today
from spona.demo.people import DemoPeople
from spona.directory.models import Institution, Network
from spona.directory.queries import institutions_of
from spona.prevention import actions
from spona.prevention.models import Observation

DEMO: Final = Actor.system("demo")
# Who writes in Vranje; elsewhere nobody has a login, so the demo writes for them.
WRITERS: Final = {
    "school": "ana.skola", "social_work": "vesna.csr", "health": "nikola.zdravlje",
    "local_government": "mirjana.koordinator",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Noticed:
    """`ago`: days since it was seen; `again`: sectors that saw it later; `then`: what followed."""

    kind: str
    title: str
    text: str
    where: str
    source: str
    sector: str
    ago: int
    again: tuple[str, ...] = ()
    firm: str = ""
    then: str = ""


ADVERT = Noticed(
    "advert", "Оглас за рад у иностранству без уговора",
    "Обећава се стан и брза зарада, а тражи се да се документа предају. Послодавац се не наводи.",
    "центар града", "public", "school", 40, ("employment", "police"), then="activity",
)  # fmt: skip
WASH = Noticed(
    "workplace", "Перионица у којој се спава на радном месту",
    "Радници спавају у просторији иза перионице и раде седам дана. Плаћа се на крају сезоне.",
    "излаз из града", "seen", "cso", 75, ("labour_inspection",), "Измишљена перионица", "letter",
)  # fmt: skip
SEASON = Noticed(
    "recruiting", "Превоз на сезонске послове уз задржавање докумената",
    "Комбијем се одлази на бербу; документа се узимају „ради пријаве” и не враћају до краја.",
    "аутобуска станица", "told", "red_cross", 20, ("employment",),
)  # fmt: skip
SCHOOL = Noticed(
    "school_absence", "Изостајање у време сезонских радова",
    "Изостанци у вишим разредима расту у јуну и септембру. Само бројеви, из евиденције школа.",
    "град и околина", "records", "education_administration", 130, ("social_work",),
    then="closed",
)  # fmt: skip
ONLINE = Noticed(
    "online", "Понуде „модног агента” у порукама ученицама",
    "Налог нуди бесплатно фотографисање у другом граду и тражи да родитељи не знају.",
    "", "told", "youth_office", 12, ("school", "police"),
)  # fmt: skip
BY_TOWN: Final[dict[str, tuple[Noticed, ...]]] = {
    "vranje": (ADVERT, WASH, SEASON, SCHOOL, ONLINE),
    "nis": (ADVERT, SEASON, ONLINE),
    "novi-sad": (WASH, ONLINE),
    "subotica": (SEASON, ADVERT),
    "kragujevac": (WASH, SCHOOL),
    "kraljevo": (SEASON, SCHOOL),
    "sremska-mitrovica": (ADVERT, SCHOOL),
}


@dataclass(frozen=True, slots=True)
class Missing:
    """A service that was missing `ago` months ago; `cost` in dinars for a year."""

    service: str
    reason: str
    times: int
    sector: str
    ago: int
    waiting: int | None = None
    cost: int = 0


NEEDS: Final = (
    Missing("accommodation", "no_service", 2, "social_work", 7),
    Missing("accommodation", "full", 6, "social_work", 2, cost=4_800_000),
    Missing("psychological_support", "waiting", 9, "health", 3, 45, 1_440_000),
    Missing("interpretation", "no_service", 3, "police", 4, cost=360_000),
    Missing("legal_aid", "cost", 5, "cso", 1),
)
# Every town has something; the smaller networks have less.
SHARE: Final = {"vranje": 5, "nis": 5, "novi-sad": 4, "subotica": 3, "kragujevac": 3}


def fill(people: DemoPeople) -> None:
    """A year of every network by the apps' own actions."""
    for network in Network.objects.real().select_related("town").order_by("slug"):
        seated: dict[str, Institution] = {}
        for one in institutions_of(network).order_by("code"):
            seated.setdefault(one.sector, one)
        if not seated:
            continue
        for told in BY_TOWN.get(network.town.slug, ()):
            _notice(network, told, seated, people)
        for missing in NEEDS[: SHARE.get(network.town.slug, 2)]:
            _miss(network, missing, seated, people)


def _notice(
    network: Network, told: Noticed, seated: dict[str, Institution], people: DemoPeople
) -> None:
    writer = _at(told.sector, seated)
    with moved(in_days(-told.ago)):
        row = actions.observe(
            network, institution=writer, by=_by(network, writer, people), kind=told.kind,
            title=told.title, text=told.text, where=told.where, source=told.source,
            firm=told.firm, seen_on=today() - dt.timedelta(days=1), seen_precision="day",
        )  # fmt: skip
    for number, sector in enumerate(told.again, start=1):
        if sector in seated and seated[sector] != writer:
            with moved(in_days(4 * number - told.ago)):
                actions.see_again(
                    row, institution=seated[sector], seen_on=today(),
                    by=_by(network, seated[sector], people),
                )  # fmt: skip
    _follow(row, told, writer, _by(network, writer, people))


def _follow(row: Observation, told: Noticed, writer: Institution, by: Actor) -> None:
    if told.then == "letter":
        with moved(in_days(12 - told.ago)):
            letter = actions.write_letter(
                row, institution=writer, recipient_name="Инспекција рада",
                body="Молимо да у оквиру својих овлашћења проверите услове рада на овом месту.",
                names_firm=True, by=by,
            )  # fmt: skip
            actions.register(
                letter, sent_on=today(), answer_due_on=today() + dt.timedelta(days=30),
                number=f"{row.number}-114", by=by,
            )  # fmt: skip
        with moved(in_days(40 - told.ago)):
            actions.answer(
                letter, answered_on=today(), outcome="measure", by=by,
                note="Наложено је да се радници пријаве и да се спавање на радном месту прекине.",
            )  # fmt: skip
    if told.then == "closed":
        with moved(in_days(30 - told.ago)):
            actions.look(row, institution=_leads(row.network, writer), by=DEMO)
            actions.close(
                row, outcome="in_plan", by=DEMO,
                note="Ушло је у план: разговори у школама пре почетка сезоне.",
            )  # fmt: skip
    if told.then == "activity":
        with moved(in_days(20 - told.ago)):
            actions.look(row, institution=writer, by=by)


def _miss(
    network: Network, missing: Missing, seated: dict[str, Institution], people: DemoPeople
) -> None:
    writer = _at(missing.sector, seated)
    month = (today().replace(day=1) - dt.timedelta(days=30 * missing.ago)).replace(day=1)
    actions.write_need(
        network, institution=writer, service=missing.service, month=month, times=missing.times,
        reason=missing.reason, waiting_days=missing.waiting,
        cost=Decimal(missing.cost) if missing.cost else None,
        currency="RSD" if missing.cost else "",
        cost_source="измишљена процена за показни град" if missing.cost else "",
        by=_by(network, writer, people),
    )  # fmt: skip


def _at(sector: str, seated: dict[str, Institution]) -> Institution:
    """Somebody of the sector, else whoever there is: towns differ in who sits."""
    return seated.get(sector) or seated.get("social_work") or next(iter(seated.values()))


def _leads(network: Network, other: Institution) -> Institution:
    return network.coordinated_by or other


def _by(network: Network, institution: Institution, people: DemoPeople) -> Actor:
    login = WRITERS.get(institution.sector, "") if network.slug == "vranje" else ""
    actor = people.actor(login) if login else DEMO
    return actor if actor.institution_id == institution.pk else DEMO
