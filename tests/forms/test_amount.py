"""One field reads every amount, as people here write it."""

from __future__ import annotations

import ast
from decimal import Decimal

import pytest
from django.utils import translation

from spona.documents.cells import UnreadableError, _number
from spona.forms.amount import AmountField, read_amount
from tests.architecture.code import calls, modules


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("1.200", "1200"),
        ("1 200", "1200"),
        ("1\u00a0200", "1200"),
        ("1\u202f200", "1200"),
        ("1.200,50", "1200.50"),
        ("1 200,50", "1200.50"),
        ("1,200.50", "1200.50"),
        ("1.200.000", "1200000"),
        ("1'200", "1200"),
        ("1200", "1200"),
        ("1200,5", "1200.5"),
        # Half a dinar, never five hundred: a group of three does not begin with a zero.
        ("0,500", "0.5"),
        ("0.500", "0.5"),
        ("0,05", "0.05"),
        ("1.200,500", "1200.5"),
        (" 12 ", "12"),
        ("0", "0"),
    ],
)
def test_an_amount_is_read_as_people_write_it(text, number):
    assert read_amount(text) == Decimal(number)


@pytest.mark.parametrize(
    "text",
    ["", "-3", "12 00", "1.2.3", "1.20.300", "1.200.50", "1200.500", "0,505", "1e5", "=1+1", "٣",
     "1,2,3", "5,", ",5", "1.200,505", "NaN", "1_000"],
)  # fmt: skip
def test_what_may_mean_two_things_or_none_is_asked_again(text):
    assert read_amount(text) is None


@pytest.mark.parametrize(
    ("text", "number"), [("117,1234", "117.1234"), ("1.200", "1.2"), ("1.200,1234", "1200.1234")]
)
def test_a_rate_has_more_places_and_no_groups_behind_a_lone_comma(text, number):
    assert read_amount(text, 4) == Decimal(number)


@pytest.mark.parametrize("language", ["sr", "sr-latn", "en"])
@pytest.mark.parametrize("number", ["1200", "1200.50", "0.50", "1234567.89", "0"])
def test_what_the_field_shows_is_read_back_as_the_same(language, number):
    """An edit that changes something else must not change the amount."""
    field = AmountField()
    with translation.override(language):
        shown = field.prepare_value(Decimal(number))
        assert field.clean(shown) == Decimal(number), shown


def test_a_cell_of_text_is_read_as_a_form_reads_it():
    assert _number("1.200,50", whole=False) == Decimal("1200.50")
    assert _number("0,500", whole=False) == Decimal("0.50")
    with pytest.raises(UnreadableError):
        _number("12 00", whole=False)


# Decimals that are no amounts: hours of a training, where a place lies.
OTHER = {"training/forms/modules.py", "services/forms/places.py"}


def test_no_form_reads_an_amount_by_another_field():
    """Django's DecimalField takes 1.200 for one dinar twenty."""
    found = {
        name
        for name, tree in modules().items()
        for _line, receiver, method in calls(tree)
        if (receiver, method) == ("forms", "DecimalField")
    }
    classes = {
        name
        for name, tree in modules().items()
        for node in ast.walk(tree)
        if isinstance(node, ast.ClassDef)
        and any(ast.unparse(base) == "forms.DecimalField" for base in node.bases)
    }
    assert found | classes == OTHER
