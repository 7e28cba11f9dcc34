"""Projects and quarterly totals of the demo: the source project, and an invented year.

Other towns have nobody with a login, so what happens there is done by the demo itself.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Final

from django.utils import timezone

from spona.access.actor import Actor
from spona.attachments.forms import Incoming
from spona.demo.people import DemoPeople
from spona.directory.models import Institution, Network
from spona.directory.queries import institutions_of
from spona.projects import actions as projects
from spona.projects.models import (
    BudgetLine,
    Donor,
    Due,
    Goal,
    Part,
    Partner,
    Project,
    Publication,
    Rate,
    ReportKind,
    Result,
    Role,
    Spending,
    Status,
)
from spona.services.actions import type_totals
from spona.services.permissions import typists
from spona.services.quarters import quarter_of

_INVENTED: Final = "пример, измишљен курс"
_PAPER: Final = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
# Who types for an institution of Vranje that has a login.
_HANDS: Final = {"I068": "bea.csr", "I069": "jelena.zdravlje", "E001": "goran.skola"}
# Of a sector: kind of service → people a quarter. Small numbers are kept as small.
_GIVEN: Final[Mapping[str, Mapping[str, int]]] = {
    "social_work": {"psychosocial_support": 14, "guardianship": 3, "cash_social_assistance": 9},
    "health": {"health_care": 11, "psychological_support": 6},
    "school": {"counselling": 23, "psychological_support": 4},
    "employment": {"employment": 17, "education_and_retraining": 8},
    "red_cross": {"material_assistance": 26, "outreach_work": 12},
    "cso": {"legal_aid": 5, "psychosocial_support": 7},
    "youth_office": {"counselling": 19},
}
_PARTNERS: Final[Mapping[str, dict[str, str]]] = {
    "E001": {"sr": "радионице за ученике и родитеље", "en": "workshops for pupils and parents"},
    "I072": {"sr": "вршњачки едукатори", "en": "peer educators"},
}
# By the objective of the national document that each of them serves.
_GOALS: Final[Mapping[str, dict[str, str]]] = {
    "s2017-1": {
        "sr": "Свака школа у граду зна коме да се обрати",
        "en": "Every school in town knows whom to call",
    },
    "s2017-2": {
        "sr": "Млади препознају лажну понуду посла",
        "en": "Young people recognise a false job offer",
    },
}
_QUIET: Final = frozenset({"kraljevo", "sremska-mitrovica"})


def fill(people: DemoPeople) -> None:
    """By the apps' own actions only; about a second."""
    demo = Actor.system("demo")
    projects.load_source_project(by=demo)
    _rates(people.actor("mirjana.koordinator"))
    _schools(people.actor("mirjana.koordinator"))
    _west(demo)
    _totals(people, demo)
    projects.remind(timezone.localdate(), by=Actor.system("reminders"))


def _rates(by: Actor) -> None:
    today = timezone.localdate()
    for months, rate in enumerate(("117.20", "117.18", "117.22", "117.15", "117.19", "117.21")):
        day = today - dt.timedelta(days=30 * months)
        projects.enter_rate(
            Rate(currency="EUR", day=day, rate=Decimal(rate), source=_INVENTED), by=by
        )


def _schools(by: Actor) -> None:
    """A project of Vranje in its middle: two currencies, one report sent, one soon due."""
    today = timezone.localdate()
    project = Project(
        words={"sr": "Сигурна школа и породица", "en": "Safe school and family"},
        name={"sr": "Сигурна школа", "en": "Safe school"},
        text={
            "sr": "Радионице у школама, обука наставника и штанд у граду током једне године.",
            "en": "Workshops at schools, a training for teachers and a stall in town for a year.",
        },
        starts_on=today - dt.timedelta(days=210),
        starts_precision="day",
        ends_on=today + dt.timedelta(days=155),
        ends_precision="day",
        status=Status.RUNNING,
        contact="projekti@primer.invalid",
        example=True,
    )
    vranje = Network.objects.get(slug="vranje")
    projects.create_project(project, networks=[vranje], by=by)

    def add[P: Part](part: P, incoming: Incoming | None = None) -> P:
        part.project = project
        return projects.write_part(part, by=by, incoming=incoming)

    body = {row.code: row for row in Institution.objects.filter(code__in=("E001", "I070", "I072"))}
    union = add(
        Donor(words={"sr": "Европска унија (пример)", "en": "European Union (example)"},
              amount=Decimal(18000), currency="EUR", contract="ПР-114/2026")
    )  # fmt: skip
    city = add(Donor(institution=body["I070"], amount=Decimal(600000), currency="RSD"))
    add(Partner(institution=body["I070"], role=Role.LEAD))
    for code, words in _PARTNERS.items():
        add(Partner(institution=body[code], does=words))
    for objective, words in _GOALS.items():
        add(Goal(words=words, objective=objective))
    lines = {
        title: add(
            BudgetLine(title=title, planned=Decimal(planned), currency=currency, donor=donor)
        )
        for title, planned, currency, donor in (
            ("Радионице у школама", 6400, "EUR", union),
            ("Обука наставника", 5200, "EUR", union),
            ("Штампа и превод", 2900, "EUR", union),
            ("Простор и превоз", 420000, "RSD", city),
            ("Штанд у центру града", 180000, "RSD", city),
        )
    }
    for title, days, amount, currency in (
        ("Радионице у школама", 120, 1450, "EUR"), ("Радионице у школама", 61, 1720, "EUR"),
        ("Обука наставника", 58, 240000, "RSD"), ("Штампа и превод", 31, 2980, "EUR"),
        ("Простор и превоз", 88, 96500, "RSD"), ("Простор и превоз", 25, 74200, "RSD"),
    ):  # fmt: skip
        day = today - dt.timedelta(days=days)
        add(Spending(line=lines[title], spent_on=day, amount=Decimal(amount), currency=currency))
    _outcomes(add, project, today)
    first = today - dt.timedelta(days=210)
    sent = add(
        Due(donor=union, form=ReportKind.INTERIM, first=first, last=today - dt.timedelta(days=90),
            due_on=today - dt.timedelta(days=60))
    )  # fmt: skip
    projects.mark_sent(sent, on=today - dt.timedelta(days=63), by=by)
    add(
        Due(donor=union, form=ReportKind.INTERIM, first=today - dt.timedelta(days=89),
            last=today, due_on=today + dt.timedelta(days=20))
    )  # fmt: skip
    add(
        Due(donor=city, form=ReportKind.FINAL, first=first, last=today + dt.timedelta(days=155),
            due_on=today + dt.timedelta(days=185))
    )  # fmt: skip


def _outcomes(add: Any, project: Project, today: dt.date) -> None:
    evidence = Incoming("izvestaj.pdf", "application/pdf", _PAPER)
    add(
        Result(words={"sr": "Пет школа је именовало особу за контакт",
                      "en": "Five schools have named a contact person"},
               reached_on=today - dt.timedelta(days=70), reached_precision="day"),
        evidence,
    )  # fmt: skip
    add(
        Result(words={"sr": "Обучено двадесет наставника", "en": "Twenty teachers trained"},
               reached_on=today - dt.timedelta(days=50), reached_precision="day")
    )  # fmt: skip
    add(
        Publication(words={"sr": "Коме да се обратиш: водич за ученике",
                           "en": "Whom to turn to: a guide for pupils"},
                    language="sr", year=today.year, licence="CC BY 4.0"),
        Incoming("vodic.pdf", "application/pdf", _PAPER),
    )  # fmt: skip


def _west(by: Actor) -> None:
    """One that three towns prepare together, of which hardly anything is known yet."""
    project = Project(
        words={"sr": "Млади градови заједно", "en": "Young towns together"},
        name={"sr": "Млади градови", "en": "Young towns"},
        starts_on=dt.date(timezone.localdate().year + 1, 3, 1),
        starts_precision="month",
        status=Status.PLANNED,
        example=True,
    )
    networks = Network.objects.filter(slug__in=("kragujevac", "kraljevo", "sremska-mitrovica"))
    projects.create_project(project, networks=list(networks), by=by)
    words = {"sr": "Размена искустава три мреже", "en": "Three networks share what they know"}
    projects.write_part(Goal(project=project, words=words, objective="s2017-1"), by=by)


def _totals(people: DemoPeople, demo: Actor) -> None:
    """A year in Vranje, the last quarter elsewhere; some have not typed yet, as it is."""
    last = quarter_of(timezone.localdate()).before
    year = [last, last.before, last.before.before, last.before.before.before]
    for network in Network.objects.real():
        quarters = (
            year if network.slug == "vranje" else year[:2] if network.slug in _QUIET else year[:1]
        )
        here = list(institutions_of(network, last.last))
        for number, quarter in enumerate(quarters):
            for at, institution in enumerate(here):
                given = _GIVEN.get(institution.sector)
                # The newest quarter is only half typed; other towns have told of the first few.
                if (
                    given is None
                    or (number == 0 and at % 3 == 2)
                    or (at > 6 and network.slug != "vranje")
                ):
                    continue
                by = _who(people, demo, institution, network)
                numbers = _numbers(given, network, number)
                if by is not None:
                    type_totals(
                        institution, network=network, quarter=quarter, numbers=numbers, by=by
                    )


def _who(
    people: DemoPeople, demo: Actor, institution: Institution, network: Network
) -> Actor | None:
    """None where somebody of the institution has a login that the demo does not use for this."""
    if network.slug != "vranje":
        return demo
    if institution.code in _HANDS:
        return people.actor(_HANDS[institution.code])
    return None if typists(institution) else people.actor("mirjana.koordinator")


def _numbers(given: Mapping[str, int], network: Network, number: int) -> dict[str, int | None]:
    if network.slug in _QUIET and number:
        return {}
    shift = (number * 3 + len(network.slug)) % 7 - 3
    return {kind: max(0, people + shift) for kind, people in given.items()}
