"""The search of services: a hundred thousand of them, by need, town, language, words, open now."""

from __future__ import annotations

import datetime as dt
import os
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import ExitStack
from typing import TYPE_CHECKING, Any

from tools import postgres
from tools.bench.figures import ROOT, Section, median, ms
from tools.bench.world import World

if TYPE_CHECKING:
    from spona.access.actor import Actor
    from spona.directory.models import Institution
    from spona.reference.models import Town

SERVICES, QUICK = 100_000, 5_000
ROUNDS = 7
# At once in one transaction; the log of each is one chain.
_BATCH = 2_000
_NAMES = ("Саветовалиште", "Правна помоћ", "Прихватилиште", "Подршка младима", "Ђачки сервис",
          "Разговор у поверењу", "Народна кухиња", "Сигурно место")  # fmt: skip
_TEXT = "Разговор са стручном особом, без накнаде и без најаве. Обраћање је поверљиво. "
_HOW = (
    "Services of twenty invented institutions in seven towns, each with a number, weekly hours (of "
    "some hundred different kinds; one in ten at night, one in fifty every second week), one to "
    "three languages and towns, made by their rows, signed and logged as an action does it. Time "
    "is that from the question to the finished page of twenty, with numbers, hours and what is "
    "open in words, without network and template. Pages, and so the count, go to "
    "5,000; a plus says that more fit. Aim: under 200 ms with 100,000, on both databases. On a "
    "busy machine the processor's share, in the last column, says more than the clock on the "
    "wall; of PostgreSQL it is that of our side alone."
)


def measure(world: World, quick: bool) -> Section:
    """On SQLite and on PostgreSQL, each in a process of its own with a database of its own."""
    section = Section(
        "services", _HOW,
        ("database", "question", "services", "found", "rounds", "median", "slowest", "processor"),
    )  # fmt: skip
    for name in ("SQLite", "PostgreSQL"):
        with ExitStack() as stack:
            data = world.folder / f"services-{name.lower()}"
            data.mkdir()
            given = {"SPONA_KIND": "test", "SPONA_DATA": str(data)}
            if name == "PostgreSQL":
                if postgres.binaries() is None:
                    section.faults.append("services: PostgreSQL is missing")
                    continue
                given["SPONA_DATABASE"] = stack.enter_context(postgres.running())
            _ask(section, name, QUICK if quick else SERVICES, given)
    return section


def _ask(section: Section, name: str, amount: int, given: dict[str, str]) -> None:
    kept = {key: value for key, value in os.environ.items() if not key.startswith("SPONA_")}
    for step in ("fill", "ask"):
        done = subprocess.run(
            [sys.executable, "-m", "tools.bench.service_search", step, str(amount)],
            cwd=ROOT, capture_output=True, text=True, check=False,
            env=kept | {"DJANGO_SETTINGS_MODULE": "spona.settings",
                        "PYTHONPATH": str(ROOT / "src")} | given,
        )  # fmt: skip
        if done.returncode:
            section.faults.append(f"services: {name} broke off: {done.stderr.strip()[-300:]}")
            return
    section.rows += [(name, *line.split("\t")) for line in done.stdout.splitlines()]


def main(step: str, amount: int) -> None:
    """`fill` makes the database; `ask`, in a process of its own as a server is one, prints a line
    of cells for each question.
    """
    import django

    django.setup()
    if step == "fill":
        from spona.cli.installation.first_tables import make_tables
        from spona.cli.serve.worker_jobs import count_for_planner

        make_tables()
        fill(amount)
        count_for_planner()
        return
    for name, ask in questions(_member()).items():
        found = ask()
        times, worked = [], []
        for _ in range(ROUNDS):
            began, busy = time.perf_counter(), time.process_time()
            ask()
            times.append(time.perf_counter() - began)
            worked.append(time.process_time() - busy)
        measured = ms(median(times)), ms(max(times)), ms(median(worked))
        fit = f"{found.total:,}{'+' if found.more else ''}"
        cells = name, f"{amount:,}", fit, str(ROUNDS), *measured
        print("\t".join(cells), flush=True)


def questions(who: Actor) -> dict[str, Callable[[], Any]]:
    """What is asked, each as a page asks it."""
    from spona.deadlines.time import moved
    from spona.reference.models import Town
    from spona.services.finding import COUNTED, search

    nis = Town.objects.get(slug="nis")

    def at(hour: int, **asked: Any) -> Callable[[], Any]:
        def ask() -> Any:
            with moved(_until(hour)):
                return search(open_now=True, **asked)

        return ask

    return {
        "everything": search,
        "everything, the last page": lambda: search(page=COUNTED),
        "a need in a town": lambda: search(need="legal_aid", town=nis),
        "a town, open at ten": at(10, town=nis),
        "open at ten": at(10),
        "open at three in the night": at(3),
        "a rare language, open at ten": at(10, language="hu"),
        "words in Latin, all fit": lambda: search(words="razgovor"),
        "words that few fit": lambda: search(words="djacki 99916"),
        "words that nothing fits": lambda: search(words="nepostojece"),
        "all at once": at(
            10, need="counselling", town=nis, language="sr", words="savet", full=False
        ),
        "a member: not confirmed": lambda: search(actor=who, unconfirmed=True),
    }


def _until(hour: int) -> dt.timedelta:
    """To that hour of the next Tuesday: whoever measures on a Sunday finds as much."""
    from zoneinfo import ZoneInfo

    here = dt.datetime.now(ZoneInfo("Europe/Belgrade"))
    days = (1 - here.weekday()) % 7 or 7
    return here.replace(hour=hour, minute=0) + dt.timedelta(days=days) - here


def _member() -> Actor:
    """Of the first institution, and of every network."""
    from spona.access.actor import Actor
    from spona.directory.models import Institution, Network

    institution = Institution.objects.earliest("created_at")
    return Actor(
        institution_id=institution.pk, roles=frozenset({"intake_holder"}),
        networks=frozenset(Network.objects.values_list("pk", flat=True)),
    )  # fmt: skip


def fill(amount: int) -> None:
    """The reference, seven towns with their institutions, and so many services."""
    from spona.access.actor import Actor
    from spona.directory import actions as directory
    from spona.reference.actions import load_reference
    from spona.reference.models import Code, Town

    demo = Actor.system("demo")
    load_reference(by=Actor.system("import"))
    towns = list(Town.objects.filter(
        slug__in=("nis", "vranje", "subotica", "kraljevo", "novi-sad", "kragujevac",
                  "sremska-mitrovica")
    ))  # fmt: skip
    networks = [
        directory.create_network({"sr": "Мрежа"}, slug=one.slug, town=one, by=demo) for one in towns
    ]
    institutions = [
        directory.create_institution(
            {"sr": f"Удружење {n}"}, sector="association", town=towns[n % 7], by=demo
        )
        for n in range(20)
    ]
    for n, institution in enumerate(institutions):
        directory.seat(institution, network=networks[n % 7], by=demo)
    kinds = list(Code.objects.filter(list="service").values_list("code", flat=True))
    for start in range(0, amount, _BATCH):
        _some(range(start, min(start + _BATCH, amount)), institutions, towns, kinds)


def _some(
    numbers: range, institutions: list[Institution], towns: list[Town], kinds: list[str]
) -> None:
    from spona import audit
    from spona.deadlines.time import today
    from spona.services.models import Language, Phone, Schedule, Service, ServiceTown
    from spona.services.search_index import write_cards

    day, languages = today(), ("sr", "rom", "sq", "en", "hu")
    services: list[Any] = []
    phones: list[Any] = []
    hours: list[Any] = []
    spoken, served = list[Any](), list[Any]()
    for n in numbers:
        row = Service(
            institution=institutions[n % 20], kind=kinds[n % len(kinds)],
            words={"sr": f"{_NAMES[n % 8]} {n}"}, text={"sr": _TEXT},
            confirmed_on=None if n % 50 == 0 else day - dt.timedelta(days=n % 300),
        )  # fmt: skip
        row.search_key = f"{row.words.search_key()} {row.text.search_key()}"
        services.append(row.stamp())
        phones.append(Phone(service=row, number=f"017 {n:06d}").stamp())
        hours.append(Schedule(service=row, **_hours(n, day)).stamp())
        spoken += [Language(service=row, code=languages[n % k]) for k in {1, 2 + n % 4}
                   if k == 1 or n % k]  # fmt: skip
        served += [ServiceTown(service=row, town=towns[(n + k) % 7]) for k in range(1 + n % 3)]
    with audit.transaction() as log:
        for rows in (services, phones, hours, spoken, served):
            type(rows[0]).objects.bulk_create(rows, batch_size=500)
        for row in (*services, *phones, *hours):
            log.row(row.pk, kind=row.row_kind(), tag=row.short_tag())
        write_cards(row.pk for row in services)


def _hours(n: int, day: dt.date) -> dict[str, Any]:
    """Some hundred different ones."""
    if n % 10 == 0:
        return {"byday": "MO,TU,WE,TH,FR,SA,SU", "opens_at": dt.time(20), "holidays": "open",
                "closes_at": dt.time(6, n % 4 * 15)}  # fmt: skip
    found: dict[str, Any] = {
        "byday": ("MO,TU,WE,TH,FR", "MO,WE,FR", "TU,TH", "MO,TU,WE,TH,FR,SA")[n % 4],
        "opens_at": dt.time(7 + n % 3, n // 3 % 4 * 15), "closes_at": dt.time(14 + n % 5),
    }  # fmt: skip
    if n % 50 == 1:
        found |= {"interval": 2, "dtstart": day - dt.timedelta(days=n % 14)}
    return found


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
