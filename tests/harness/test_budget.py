"""What a page may cost: statements, bytes and calls of functions, whoever asks, in three worlds.

Seconds differ from machine to machine; these repeat within a few percent. The ordinary suite asks
in three small worlds (few, five times as many, and the same within a country of ten networks);
`test_budget_worlds.py` asks in those of the promise.
"""

from __future__ import annotations

import sys
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.utils import timezone

from spona.cases.models import Referral
from spona.cases.referrals.actions import accept, assign, open_packet, send
from spona.deadlines.models import Deadline
from spona.directory.coverage import EXPECTED
from spona.directory.models import Institution, Member, Network, Person, Seat
from spona.identity.models import Account
from spona.reference.models import Town
from spona.tasks.models import Task
from spona.vault.models import Box
from tests.cases.packets import packet
from tests.cases.world import build
from tests.planner import as_the_worker_does
from tests.shared_world import kept
from tools.bench import lists as bench_lists

_built, world = kept(build)

# Who asks for what, and the most it may cost with few rows and with many: statements, thousand
# bytes, thousand calls. PostgreSQL's driver adapts its values in Python: up to 4,000 calls more.
BUDGET = {
    ("worker", "/desk/"): (30, 17, 33),
    ("worker", "/cases/"): (20, 16, 33),
    ("worker", "/inbox/"): (21, 15, 33),
    ("worker", "/network/overview/"): (13, 24, 36),
    ("worker", "/network/"): (15, 21, 45),
    # Files in which a step is theirs stand on it too.
    ("holder", "/desk/"): (34, 56, 128),
    ("holder", "/cases/"): (22, 38, 80),
    ("holder", "/inbox/"): (23, 80, 146),
    ("coordinator", "/desk/"): (22, 36, 44),
    ("coordinator", "/network/overview/"): (13, 24, 36),
    ("coordinator", "/network/"): (16, 22, 47),
}
# Of each network of the country the overview draws a column and a line, and nothing else does.
OVERVIEW, A_NETWORK = "/network/overview/", (3.6, 4.4)


@dataclass(frozen=True)
class Cost:
    statements: int
    size: int
    calls: int


@contextmanager
def counted():
    """How many statements and calls of functions there are within."""
    found = {"statements": 0, "calls": 0}

    def asked(execute, sql, params, many, context):
        found["statements"] += 1
        return execute(sql, params, many, context)

    def called(_frame, event, _argument):
        if event == "call":
            found["calls"] += 1

    with connection.execute_wrapper(asked):
        sys.setprofile(called)
        try:
            yield found
        finally:
            sys.setprofile(None)


@dataclass(frozen=True)
class People:
    """Three of one centre and its network, and who sends to the centre."""

    worker: Any
    holder: Any
    coordinator: Any
    sender: Any


class Asking:
    """Everybody in a browser of their own, after the real login."""

    def __init__(self, people):
        Account.objects.update(language="en")
        names = dict.fromkeys(name for name, _path in BUDGET)
        self.browsers = {name: getattr(people, name).sign_in() for name in names}

    def costs(self):
        return {key: self.cost(*key) for key in BUDGET}

    def cost(self, name, path):
        """The least of two times: at the first a page meets its templates, and once a minute a
        request notes that its session was seen.
        """
        browser = self.browsers[name]
        assert browser.get(path).status_code == 200, (name, path)
        found = []
        for _time in range(2):
            with counted() as one:
                answer = browser.get(path)
            assert answer.status_code == 200
            found.append(Cost(one["statements"], len(answer.content), one["calls"]))
        return min(found, key=lambda cost: cost.statements)


def two_files(world):
    """Two reports of the school that the centre took over and gave to Vera."""
    for _at in range(2):
        sent = send(packet(), network=world.vranje, recipient=world.csw, by=world.ana.actor)
        accept(open_packet(sent, **world.bea.can)[0], **world.bea.can)
        sent.refresh_from_db()
        assign(sent, to=world.vera.member, **world.bea.can)


def fill(people, amount):
    """So many files of the centre with sealed names, and as many reports that wait there, each
    with its sealed cover, its deadline and its task.
    """
    used = set(Box.objects.values_list("reference", flat=True))
    holder, institution = people.holder, people.holder.member.institution
    place = bench_lists.Place(people.sender.member, holder.member, holder.actor, holder.keys, used)
    bench_lists.fill_files(place, amount, sections=())
    before = set(Referral.objects.values_list("pk", flat=True))
    bench_lists.fill_queue(place, amount)
    deadlines = {one.subject_id: one for one in Deadline.objects.filter(subject_kind="referral")}
    Task.objects.bulk_create(
        Task(
            kind="answer_referral", subject_kind="referral", subject_id=row.pk,
            reference=row.reference, institution=institution, network_id=row.network_id,
            deadline=deadlines[row.pk], due_at=deadlines[row.pk].due_at, created_at=row.sent_at,
        )
        for row in Referral.objects.exclude(pk__in=before)
    )  # fmt: skip
    as_the_worker_does()


def a_country(networks, institutions):
    """So many networks, each in a town of its own, each with so many who sit there and a deputy."""
    day, like = timezone.localdate(), Town.objects.get(slug="vranje")
    towns, made, bodies, people, members, seats = [], [], [], [], [], []
    for at in range(networks):
        words = {"sr": f"Варош {at}", "en": f"Varoš {at}"}
        town = Town(
            slug=f"varos-{at}", words=words, genitive=words, locative=words, district={},
            iso_3166_2="RS-24", lat=like.lat + at % 10, lon=like.lon + at // 10,
        )  # fmt: skip
        towns.append(town)
        network = Network(slug=f"varos-{at}", town=town, words={"sr": f"Мрежа {at}"}).stamp()
        made.append(network)
        for n in range(institutions):
            body = Institution(
                code=f"v-{at}-{n}", words={"sr": f"Установа {at} {n}"}, certainty="entered",
                sector=EXPECTED[n % len(EXPECTED)], town=town, example=True,
            ).stamp()  # fmt: skip
            bodies.append(body)
            pair = [Person(name=f"Особа {at} {n} {k}", example=True).stamp() for k in range(2)]
            memberships = [
                Member(person=one, institution=body, roles=["reporter"], starts_on=day).stamp()
                for one in pair
            ]
            people += pair
            members += memberships
            seat = Seat(network=network, institution=body, member=memberships[0], deputy=memberships[1],
                        starts_on=day)  # fmt: skip
            seats.append(seat.stamp())
    for model, rows in (
        (Town, towns), (Network, made), (Institution, bodies), (Person, people),
        (Member, members), (Seat, seats),
    ):  # fmt: skip
        model.objects.bulk_create(rows, batch_size=1000)
    # What pages read before holds until the log moves on.
    made[-1].save()
    as_the_worker_does()


def allowed(path, size, calls, networks):
    """With what the networks of the country add to the overview."""
    drawn = networks if path == OVERVIEW else 0
    return size + 1000 * A_NETWORK[0] * drawn, calls + 1000 * A_NETWORK[1] * drawn


def check_no_more_statements(first, *larger):
    for key in BUDGET:
        for costs in larger:
            assert costs[key].statements <= first[key].statements, (key, first[key], costs[key])


def test_five_times_as_much_costs_no_more_statements_and_stays_in_the_budget(world):
    two_files(world)
    people = People(world.vera, world.bea, world.kosta, world.ana)
    asking = Asking(people)
    fill(people, 60)
    few = asking.costs()
    fill(people, 240)
    many = asking.costs()
    a_country(10, 6)
    country = asking.costs()
    check_no_more_statements(few, many, country)
    for costs, networks in ((few, 0), (many, 0), (country, 10)):
        for key, (statements, size_k, calls_k) in BUDGET.items():
            cost = costs[key]
            size, calls = allowed(key[1], 1000 * size_k, 1000 * calls_k, networks)
            assert cost.statements <= statements, (key, cost)
            assert cost.size <= size, (key, cost)
            assert cost.calls <= calls, (key, cost)
