"""A service that was missing: small numbers are not kept, amounts are not mixed."""

import datetime as dt
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction

from spona.access.denied import Conflict, Denied
from spona.deadlines.time import today
from spona.directory.models import Network
from spona.prevention import actions
from spona.prevention.models import Need
from spona.prevention.papers import line_text
from spona.prevention.queries import Unmet, costs, lacks, unmet_between


def missing(world, who="vera", *, institution=None, network=None, **said):
    somebody = world.people[who]
    told = {
        "service": "accommodation", "month": today(), "times": 7, "reason": "no_service",
    }  # fmt: skip
    return actions.write_need(
        network or world.vranje, institution=institution or somebody.member.institution,
        by=somebody.actor, **told | said,
    )  # fmt: skip


def this_year(network):
    return unmet_between(network, today() - dt.timedelta(days=360), today())


@pytest.mark.parametrize("times", [1, 4])
def test_a_small_number_is_not_kept_anywhere(world, times):
    made = missing(world, times=times)
    assert made.times is None
    with connection.cursor() as cursor:
        cursor.execute("SELECT times FROM prevention_need")
        assert cursor.fetchall() == [(None,)]
    assert this_year(world.vranje) == [Unmet("Accommodation", "fewer than 5", "")]


def test_the_database_refuses_a_small_number_too(world):
    made = missing(world)
    with pytest.raises(IntegrityError), transaction.atomic():
        Need.objects.filter(pk=made.pk).update(times=3)


def test_lines_add_up_by_service_the_most_frequent_first(world):
    missing(world, times=6)
    missing(world, "hana", times=9)
    missing(world, "hana", times=2, reason="full")
    missing(world, service="legal_aid", times=20)
    missing(world, "hana", service="interpretation", times=1)
    missing(world, service="interpretation", times=3)
    told = [(one.label, one.told) for one in this_year(world.vranje)]
    assert told[0] == ("Legal aid", "20")
    assert told[1] == ("Accommodation", "15 and more")
    assert told[2][1] == "fewer than 5, 2 times"


def test_the_newest_estimate_counts_and_two_currencies_are_not_added(world):
    year = dt.timedelta(days=200)
    cost = {"cost": Decimal("900000.00"), "currency": "RSD", "cost_source": "an offer"}
    missing(world, month=today() - year, **cost)
    missing(world, **cost | {"cost": Decimal("1250000.00")})
    missing(world, service="legal_aid", cost=Decimal("4000.50"), currency="EUR", cost_source="x")
    found = lacks(world.vranje, today() - dt.timedelta(days=360), today())
    assert costs(found) == {"EUR": Decimal("4000.50"), "RSD": Decimal("1250000.00")}
    assert [one.cost_told for one in found] == ["1,250,000 RSD", "4,000.50 EUR"]


def test_an_amount_without_currency_or_source_is_refused(world):
    for said in (
        {"currency": "RSD"},
        {"cost_source": "x"},
        {"currency": "RSD", "cost_source": " "},
    ):
        with pytest.raises(Denied, match="currency"):
            missing(world, cost=Decimal(5), **said)
    assert not Need.objects.exists()


def test_the_same_month_service_and_reason_is_written_once(world):
    first = missing(world)
    with pytest.raises(Conflict, match="already"):
        missing(world, times=9)
    actions.withdraw_need(first, by=world.vera.actor)
    actions.withdraw_need(first, by=world.vera.actor)
    missing(world, times=9)
    assert this_year(world.vranje)[0].told == "9"


@pytest.mark.parametrize(
    "said",
    [
        {"times": 0},
        {"month": today() + dt.timedelta(days=40)},
        {"month": today() - dt.timedelta(days=5 * 366)},
    ],
)
def test_what_cannot_be_is_a_sentence(world, said):
    with pytest.raises(Denied):
        missing(world, **said)
    assert not Need.objects.exists()


def test_only_ones_own_institution_and_the_coordinator(world):
    with pytest.raises(Denied):
        missing(world, institution=world.health)
    with pytest.raises(Denied):
        missing(world, "cora", network=world.vranje)
    made = missing(world, "kosta", institution=world.police)
    with pytest.raises(Denied):
        actions.withdraw_need(made, by=world.vera.actor)
    assert not Need.objects.visible_to(world.cora.actor).exists()
    assert unmet_between(world.nis, today() - dt.timedelta(days=99), today()) == []


def test_waiting_days_stand_only_where_people_wait(world):
    assert missing(world, waiting_days=60).waiting_days is None
    made = missing(world, reason="waiting", waiting_days=60)
    assert made.waiting_days == 60
    (one,) = lacks(world.vranje, today(), today())
    text = line_text(one, today(), today())
    assert "People wait up to 60 days." in text
    assert "14" in text


def test_practice_is_out(world):
    missing(world)
    Network.objects.filter(pk=world.vranje.pk).update(practice=True)
    world.vranje.refresh_from_db()
    assert this_year(world.vranje) == []
    assert not Need.objects.visible_to(world.vera.actor).exists()
