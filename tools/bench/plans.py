"""The plan: its page with two thousand activities, and the yearly report in two formats."""

from __future__ import annotations

import datetime as dt
import sys
import time
from collections.abc import Callable
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from tools.bench.figures import Section, median, ms
from tools.bench.world import World

if TYPE_CHECKING:
    from spona.access.actor import Actor
    from spona.plans.models import Plan

LINES, ACTIVITIES, QUICK = 2_000, 1_000, 200
ROUNDS = 7
_HOW = (
    "A demo world with one adopted plan that has that many activities in twenty objectives and "
    "thirty indicators, and half as many recorded activities, made by their rows. Time is that of "
    "the server from the view to the finished answer, without network and login. Aims: the page of "
    "a plan with 2,000 activities under 300 ms, the yearly report under 5 s. On a busy machine the "
    "processor's share, in the last column, says more than the clock on the wall."
)


def measure(world: World, quick: bool) -> Section:
    """In a process of its own, which points at the world's database."""
    world.running()
    section = Section(
        "plans", _HOW, ("page", "activities", "rounds", "median", "slowest", "processor")
    )
    world.fill(section, "plans", QUICK if quick else LINES)
    return section


def main(amount: int) -> None:
    """Prints a line of cells for each page."""
    import django

    django.setup()
    from spona.cli.installation.stamp import check_stamp
    from spona.demo.people import actor_of
    from spona.directory.models import Member

    check_stamp("demo")
    who = Member.objects.select_related("person__account", "institution").get(
        person__account__login="mirjana.koordinator"
    )
    run(actor_of(who), who, amount)


def run(by: Actor, who: Any, amount: int) -> None:
    """Fills a plan and measures its pages."""
    from spona.cli.serve.worker_jobs import count_for_planner

    plan = fill(who, amount)
    count_for_planner()
    for name, (page, rounds) in pages(by, plan).items():
        page()
        times, worked = [], []
        for _ in range(rounds):
            began, busy = time.perf_counter(), time.process_time()
            page()
            times.append(time.perf_counter() - began)
            worked.append(time.process_time() - busy)
        measured = ms(median(times)), ms(max(times)), ms(median(worked))
        print("\t".join((name, f"{amount:,}", str(rounds), *measured)), flush=True)


def fill(who: Any, amount: int) -> Plan:
    """A plan of Vranje for this year with lines, indicators and recorded activities."""
    from spona.deadlines.time import today
    from spona.directory.models import Network
    from spona.directory.queries import institutions_of
    from spona.plans.models import Line, Objective, Plan, State
    from spona.plans.numbering import order_of

    network, day = Network.objects.get(slug="vranje"), today()
    bodies = list(institutions_of(network))
    first = dt.date(day.year, 1, 1)
    plan = Plan.objects.create(
        network=network, title="Plan", starts_on=first, ends_on=dt.date(day.year, 12, 31),
        state=State.ADOPTED, adopted_on=day, created_at=_now(),
    )  # fmt: skip
    goals = [Objective(plan=plan, number=str(n), title=f"Cilj {n}") for n in range(1, 21)]
    for goal in goals:
        goal.order = order_of(goal.number)
    Objective.objects.bulk_create(goals)
    lines = []
    for at in range(amount):
        goal, number = goals[at % 20], f"{at % 20 + 1}.{at // 20 + 1}"
        begins = first + dt.timedelta(days=at % 300)
        lines.append(
            Line(plan=plan, objective=goal, number=number, order=order_of(number),
                 title=f"Aktivnost {at}", responsible=bodies[at % len(bodies)], starts_on=begins,
                 ends_on=begins + dt.timedelta(days=40), percent=at % 120 if at % 120 < 101 else 0,
                 amount=Decimal(at), currency="EUR" if at % 3 else "RSD", search_key=f"{at}")
        )  # fmt: skip
    Line.objects.bulk_create(lines, batch_size=500)
    _fill_rest(plan, who, goals, lines, min(amount // 2, ACTIVITIES))
    return plan


def _fill_rest(plan: Plan, who: Any, goals: list[Any], lines: list[Any], number: int) -> None:
    from spona.deadlines.time import today
    from spona.plans.models import Activity, Indicator

    feeds = ("hand", "activities", "people", "deputies", "reports", "answered")
    Indicator.objects.bulk_create(
        Indicator(plan=plan, objective=goals[n % 20], number=str(n), order=f"{n:04d}",
                  title=f"Pokazatelj {n}", feed=feeds[n % 6], targets={str(today().year): "10"})
        for n in range(1, 31)
    )  # fmt: skip
    kinds = ("lesson", "stall", "workshop", "media")
    Activity.objects.bulk_create(
        Activity(reference=f"A-B{n:06d}", network=plan.network, institution=who.institution,
                 recorded_by=who, recorded_at=_now(), kind=kinds[n % 4], title=f"Čas {n}",
                 held_on=max(plan.starts_on, today() - dt.timedelta(days=n % 300)),
                 audience="pupils", numbers={"f_15_17": n % 30}, total=n % 40, line=lines[n])
        for n in range(number)
    )  # fmt: skip


def pages(by: Actor, plan: Plan) -> dict[str, tuple[Callable[[], None], int]]:
    """What is measured, and how often."""
    from django.test import RequestFactory

    from spona.deadlines.exclusions import asked_once
    from spona.plans import views

    factory = RequestFactory()

    def asked(view: Callable[..., Any], *said: Any, **query: Any) -> Callable[[], None]:
        def ask() -> None:
            request = factory.get("/", query)
            request.actor, request.keys, request.language = by, None, "sr"  # type: ignore[attr-defined]
            with asked_once():
                if view(request, *said).status_code != 200:
                    raise RuntimeError("a page was refused")

        return ask

    year = {"year": plan.starts_on.year, "half": 0}
    return {
        "the plan, first page": (asked(views.plan, plan.pk), ROUNDS),
        "the plan, what is late": (asked(views.plan, plan.pk, show="late"), ROUNDS),
        "recorded activities": (asked(views.activities, network="vranje"), ROUNDS),
        "yearly report, page": (asked(views.report, plan.pk, **year), 3),
        "yearly report, PDF": (asked(views.report_file, plan.pk, "pdf", **year), 3),
        "yearly report, DOCX": (asked(views.report_file, plan.pk, "docx", **year), 3),
        "workbook out": (asked(views.plan_xlsx, plan.pk), 3),
    }


def _now() -> dt.datetime:
    from spona import deadlines

    return deadlines.now()


if __name__ == "__main__":
    main(int(sys.argv[1]))
