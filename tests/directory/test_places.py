"""What is counted of all networks is what the seats themselves say, read one by one."""

import datetime as dt
import random

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from spona.directory import actions as directory
from spona.directory import coverage
from spona.directory.models import Institution, Member, Network, Person, Seat
from tests.cases.world import DEMO, build
from tests.shared_world import kept

_built, world = kept(build)
DAY = dt.timedelta(days=1)


def some_day(dice, today):
    return dice.choice((None, today - 9 * DAY, today, today + 9 * DAY))


def begun_and_over(dice, today):
    """Never over before it has begun."""
    found = some_day(dice, today), some_day(dice, today)
    return found if None in found else tuple(sorted(found))


def a_country(dice, networks, seats):
    """Networks with seats in every state: named or not, begun or over, with and without deputy."""
    today, town = timezone.localdate(), Network.objects.first().town
    made, bodies, people, members, sitting = [], [], [], [], []
    for at in range(networks):
        network = Network(slug=f"mreza-{at}", town=town, words={"sr": f"Мрежа {at}"})
        made.append(network.stamp())
        for n in range(seats):
            body = Institution(
                code=f"t-{at}-{n}", words={"sr": f"Установа {at} {n}"}, certainty="entered",
                sector=dice.choice((*coverage.EXPECTED, "court")), example=True,
            ).stamp()  # fmt: skip
            bodies.append(body)
            here: list[Member | None] = [None]
            for _at in range(2):
                person = Person(name="Измишљена Особа", example=True).stamp()
                starts_on, ends_on = begun_and_over(dice, today)
                member = Member(person=person, institution=body, roles=["reporter"],
                                starts_on=starts_on, ends_on=ends_on).stamp()  # fmt: skip
                people.append(person)
                members.append(member)
                here.append(member)
            member, deputy = dice.sample(here, 2)
            starts_on, ends_on = begun_and_over(dice, today)
            sitting.append(
                Seat(network=network, institution=body, member=member, deputy=deputy,
                     standing=dice.choice(("member", "member", "partner")),
                     mandate_ends_on=some_day(dice, today), starts_on=starts_on,
                     ends_on=ends_on).stamp()
            )  # fmt: skip
    for model, rows in (
        (Network, made), (Institution, bodies), (Person, people), (Member, members),
        (Seat, sitting),
    ):  # fmt: skip
        model.objects.bulk_create(rows)
    return made


@pytest.mark.parametrize("seed", [1, 2])
def test_a_place_says_what_its_seat_says(world, seed):
    dice, today = random.Random(seed), timezone.localdate()
    networks = [*a_country(dice, 6, 30), world.vranje, world.nis]
    seats = coverage.seats_on(networks, today)
    places = coverage.places_on(networks, today)
    assert {one.state for one in places} == set(coverage.STATES) - {coverage.NONE}

    def key(one):
        return str(one.network_id), str(one.institution_id)

    told = sorted((coverage.place_of(seat, today) for seat in seats), key=key)
    assert sorted(places, key=key) == told
    assert coverage.coverage_of(networks, places, today) == coverage.coverage(
        networks, seats, today
    )


def test_more_networks_cost_no_more_questions(world):
    def cost():
        with CaptureQueriesContext(connection) as asked:
            networks = list(Network.objects.real())
            coverage.places_on(networks, timezone.localdate())
            for seat in coverage.seats_on(networks, timezone.localdate()):
                assert seat.network.slug
        return len(asked)

    before = cost()
    body = directory.create_institution({"sr": "Нова"}, sector="cso", town=None, by=DEMO)
    directory.seat(body, network=world.nis, by=DEMO)
    a_country(random.Random(3), 5, 5)
    assert cost() == before == 3
