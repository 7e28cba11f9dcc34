"""The subset of XPath: what it says, and that nothing outside of it is ever taken for true."""

from __future__ import annotations

import datetime as dt
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spona.surveys.expressions import Context, NotUnderstoodError, evaluate, holds, parsed

ANSWERS = {"age": "16", "knows": "yes", "told": "school home", "empty": "", "day": "2026-11-30"}
CONTEXT = Context(lambda name: ANSWERS[name], dt.date(2026, 11, 30), this="17")


@pytest.mark.parametrize(("said", "value"), [
    ("${age} > 15", True), ("${age} >= 16 and ${age} <= 18", True), ("${age} < 15", False),
    ("${age} = 16", True), ("${age} = '16'", True), ("${age} != 16", False),
    ("${empty} > 3", False), ("${empty} <= 3", False), ("${empty} = ''", True),
    ("${empty} != 3", True), ("${empty} = 0", False),
    ("${knows} = 'yes' or ${unknown} = 'x'", True),
    ("not(${knows} = 'no')", True), ("not(not(${knows} = 'no'))", False),
    ("selected(${told}, 'home')", True), ("selected(${told}, 'hom')", False),
    ("selected(${empty}, '')", False),
    ("count-selected(${told}) = 2", True), ("count-selected(${empty}) = 0", True),
    ("string-length(.) = 2", True), ("string-length() = 2", True),
    ("regex(., '[0-9]{2}')", True), ("regex(., '[0-9]')", False),
    ("today() = '2026-11-30'", True), ("${day} <= today()", True), ("${day} > today()", False),
    ("if(${age} > 15, 'a', 'b') = 'a'", True), ("coalesce(${empty}, ${age}) = 16", True),
    (". + 3 * 2 = 23", True), ("(. + 3) * 2 = 40", True), ("7 mod 3 = 1", True),
    ("-7 mod 3 = -1", True), ("9 div 2 = 4.5", True), ("1 div 0 = 1", False),
    ("int(4.9) = 4", True), ("number('x') = number('x')", False),
    ("1 - 1 - 1 = -1", True), ("- -3 = 3", True), ("true()", True), ("false()", False),
    ("'a' = \"a\"", True), ("1 = 1 and 2 = 3 or 4 = 4", True),
])  # fmt: skip
def test_what_it_says(said, value):
    assert holds(said, CONTEXT) is value


@pytest.mark.parametrize("said", [
    "count(/data/child) > 1", "pulldata('a', 'b', 'c', 'd')", "position(..)", "../age > 3",
    "/data/age > 3", "instance('x')/places/one", "once(random())", "jr:choice-name(., 'x')",
    "${age} >", "(1 = 1", "1 = 1)", "selected(${told})", "if(1, 2)", "concat('a', 'b') = 'ab'",
    "regex(., ${age})", "regex(., '(a+)+b')", "'open", "1 ! 2", "${age} | ${knows}", "",
    "today", "true", "(" * 60 + "1" + ")" * 60, "1" + " + 1" * 3000,
])  # fmt: skip
def test_what_is_not_in_it_is_named_and_is_never_true(said):
    with pytest.raises(NotUnderstoodError) as told:
        holds(said, CONTEXT)
    assert told.value.what


@pytest.mark.parametrize("pattern", [
    "(a+)+$", "(a*)*b", "(a|a)*b", "(a|aa)+$", "a*a*a*a*b", "(.*)(.*)(.*)(.*)x", r"(a)\1",
    "(?=a)a", "(?:a{1,50}){1,50}b", "a?" * 60 + "a" * 60, "[",
])  # fmt: skip
def test_a_pattern_that_may_never_end_is_not_tried(pattern):
    with pytest.raises(NotUnderstoodError):
        parsed(f"regex(., '{pattern}')")


def test_patterns_as_people_write_them_are_tried_and_end():
    begun = time.monotonic()
    for pattern in ("[0-9]{13}", "[^@ ]+@[^@ ]+", "[A-Z].*", r"0\d{1,2}[ /-]?\d{5,8}", "(да|не)"):
        context = Context(lambda _name: "", dt.date(2026, 11, 30), this="@" * 300)
        assert holds(f"regex(., '{pattern}')", context) is False
    assert time.monotonic() - begun < 20


def test_a_text_too_long_to_be_tried_is_not_called_a_fit():
    context = Context(lambda _name: "", dt.date(2026, 11, 30), this="1" * 5000)
    with pytest.raises(NotUnderstoodError):
        holds("regex(., '[0-9]+')", context)


@given(st.text(alphabet="${}age().,'\"<>=!+-*0123 andornotselected", max_size=60))
def test_whatever_stands_there_is_a_value_or_named(said):
    try:
        found = evaluate(said, Context(lambda _name: "1", dt.date(2026, 11, 30)))
    except NotUnderstoodError:
        return
    assert isinstance(found, str | float | bool)
