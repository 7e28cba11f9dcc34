"""Sums per currency; one sum only by a dated rate, else a sentence that says what is missing."""

import datetime as dt
from decimal import Decimal

import pytest

from spona.access.denied import Conflict, Denied
from spona.forms.amount import read_amount
from spona.projects.actions import enter_rate, withdraw_rate
from spona.projects.budget import budget_of
from spona.projects.models import Rate, Spending
from spona.projects.money import Amount, in_one, per_currency, rates_of, told, what_is_missing
from spona.projects.queries import rate_on
from tests.projects.world import days, the_project

DAY = dt.date(2026, 3, 10)


def rate(day=DAY, value="117.1234", currency="EUR", source="Народна банка, средњи курс"):
    return Rate(currency=currency, day=day, rate=Decimal(value), source=source)


def test_amounts_are_summed_per_currency_and_never_across():
    rows = [Amount(Decimal("10.50"), "EUR", DAY), Amount(Decimal(100), "RSD", DAY),
            Amount(Decimal("0.50"), "EUR", DAY)]  # fmt: skip
    assert per_currency(rows) == {"RSD": Decimal(100), "EUR": Decimal("11.00")}


def test_two_currencies_without_a_rate_give_no_sum_but_a_sentence(world):
    rows = [Amount(Decimal(10), "EUR", DAY), Amount(Decimal(100), "RSD", DAY)]
    found = in_one(rows, "RSD", rates_of({"EUR"}))
    assert found.total is None
    assert "EUR on 10. 3. 2026." in what_is_missing(found)
    assert "Enter the rate" in what_is_missing(found)


def test_with_a_dated_rate_there_is_one_sum_that_names_it(world):
    enter_rate(rate(), by=world.kosta.actor)
    rows = [Amount(Decimal(10), "EUR", DAY), Amount(Decimal(100), "RSD", DAY)]
    found = in_one(rows, "RSD", rates_of({"EUR"}))
    assert found.total == Decimal("1271.23")
    assert [one.day for one in found.used] == [DAY]
    assert what_is_missing(found) == ""


def test_a_rate_of_a_later_day_or_of_two_months_ago_is_none(world):
    enter_rate(rate(), by=world.kosta.actor)
    rates = rates_of({"EUR"})
    assert rates.on("EUR", DAY - dt.timedelta(days=1)) is None
    assert rates.on("EUR", DAY + dt.timedelta(days=31)) is not None
    assert rates.on("EUR", DAY + dt.timedelta(days=32)) is None
    assert rate_on("EUR", DAY) == Decimal("117.1234")
    assert rate_on("USD", DAY) is None
    assert rate_on("RSD", DAY) == 1


def test_between_two_foreign_currencies_both_rates_are_needed(world):
    enter_rate(rate(), by=world.kosta.actor)
    rows = [Amount(Decimal(10), "CHF", DAY)]
    assert in_one(rows, "EUR", rates_of({"EUR", "CHF"})).missing == (("CHF", DAY),)
    enter_rate(rate(currency="CHF", value="124.5"), by=world.kosta.actor)
    assert in_one(rows, "EUR", rates_of({"EUR", "CHF"})).total == Decimal("10.63")


def test_a_withdrawn_rate_converts_nothing_and_the_day_is_free_again(world):
    row = enter_rate(rate(), by=world.kosta.actor)
    with pytest.raises(Conflict):
        enter_rate(rate(value="118"), by=world.kosta.actor)
    withdraw_rate(row, by=world.kosta.actor)
    withdraw_rate(row, by=world.kosta.actor)
    assert rate_on("EUR", DAY) is None
    enter_rate(rate(value="118"), by=world.kosta.actor)
    assert rate_on("EUR", DAY) == 118


@pytest.mark.parametrize(
    "wrong", [{"day": days(1)}, {"value": "0"}, {"value": "-3"}, {"currency": "RSD"},
              {"currency": "XXX"}, {"source": "  "}]
)  # fmt: skip
def test_a_rate_that_cannot_be_is_refused_with_a_sentence(world, wrong):
    with pytest.raises(Denied):
        enter_rate(rate(**wrong), by=world.kosta.actor)
    assert not Rate.objects.exists()


def test_only_who_coordinates_enters_rates(world):
    for name in ("ana", "bea", "nina"):
        with pytest.raises(Denied):
            enter_rate(rate(), by=world.people[name].actor)


def test_a_payment_in_another_currency_is_set_against_its_line_by_its_own_days_rate(world):
    project = the_project()
    line = project.lines.get(currency="EUR")
    Spending.objects.create(
        project=project, line=line, spent_on=days(-20), amount=Decimal(11700), currency="RSD",
        changed_at=project.changed_at,
    )  # fmt: skip
    shown = budget_of(project, days(0))
    euros = next(row for row in shown.lines if row.line == line)
    assert euros.left is None, "no rate of that day"
    assert euros.left_told == "?"
    assert shown.missing
    enter_rate(rate(day=days(-20), value="117"), by=world.kosta.actor)
    shown = budget_of(project, days(0))
    euros = next(row for row in shown.lines if row.line == line)
    assert euros.left == Decimal("3700.00")
    assert shown.one_planned.missing == ((("EUR"), days(0)),) or shown.one_planned.total


def test_a_budget_asks_few_questions(world, django_assert_max_num_queries):
    with django_assert_max_num_queries(4):
        budget_of(the_project(), days(0))


@pytest.mark.parametrize(
    ("text", "number"),
    [("1.250,00", "1250.00"), ("1250", "1250"), ("1,250.50", "1250.50"), ("1.250", "1250"),
     ("1 250,5", "1250.5"), ("0,5", "0.5"), ("1.250.000", "1250000")],
)  # fmt: skip
def test_amounts_are_read_as_people_write_them(text, number):
    assert read_amount(text) == Decimal(number)


@pytest.mark.parametrize("text", ["-5", "abc", "1e5", "1,2,3", "=1+1", "٣", "1.25.000", "5,", ",5"])
def test_what_is_no_amount_is_none(text):
    assert read_amount(text) is None


def test_an_amount_is_told_in_the_readers_way():
    from django.utils import translation

    with translation.override("sr"):
        assert told(Decimal("1234.5"), "EUR") == "1.234,50\xa0EUR"
    with translation.override("en"):
        assert told(Decimal(1234), "RSD") == "1,234\xa0RSD"
