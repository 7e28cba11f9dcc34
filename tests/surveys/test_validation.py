"""A filled form against its version: what fits, what does not, and that nothing is lost."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import translation

from spona.access.denied import Denied
from spona.surveys import submission_xml
from spona.surveys.validation import judge, sentence_of
from spona.surveys.xlsform.checking import check
from tests.surveys.books import book, rows

TODAY = dt.date(2026, 11, 30)


@pytest.fixture(scope="module")
def form():
    with translation.override("en"):
        return check(book(rows(
            ["begin_repeat", "child", "Дете"], ["integer", "years", "Година", "", "", ". < ${limit}"],
            ["select_one yes_no", "there", "Ту?", "", "${years} > 3"], ["end_repeat"],
            ["integer", "limit", "Граница"], ["date", "day", "Дан"],
            ["text", "far", "Далеко", "", "count(${child}) > 1"],
        )), title="x").form  # fmt: skip


def judged(form, inside: str):
    xml = (
        f'<data id="young" version="1">{inside}<meta><instanceID>uuid:1</instanceID></meta></data>'
    )
    came = submission_xml.read(xml.encode(), form)
    found = judge(form, came.filled, today=TODAY, unknown=came.unknown)
    return found, {(one.path, one.code) for one in found.findings}


def test_what_fits_has_no_findings_and_codes_alone_are_clear(form):
    found, codes = judged(form, """<about><knows>yes</knows><age>16</age></about>
      <help><told>home nobody</told><happened>yes</happened><words>Ана ми је рекла</words></help>
      <limit>12</limit><child><years>5</years><there>yes</there></child><child><years>2</years></child>
      <day>2026-11-01</day>""")  # fmt: skip
    assert codes == {("far", "unclear")}
    assert found.clear == {"about/knows": "yes", "help/told": "home nobody"}
    assert found.answers["help/words"] == "Ана ми је рекла"
    assert found.answers["child[2]/years"] == "2"


@pytest.mark.parametrize(("inside", "finding"), [
    ("<about><age>16</age></about>", ("about/knows", "required")),
    ("<about><knows>maybe</knows></about>", ("about/knows", "choice")),
    ("<about><knows>yes no</knows></about>", ("about/knows", "choice")),
    ("<about><knows>yes</knows><age>sixteen</age></about>", ("about/age", "type")),
    ("<about><knows>yes</knows><age>16.5</age></about>", ("about/age", "type")),
    ("<about><knows>yes</knows><age>19</age></about>", ("about/age", "constraint")),
    ("<about><knows>no</knows><age>16</age></about>", ("about/age", "not_asked")),
    ("<help><told>home aunt</told></help>", ("help/told", "choice")),
    ("<help><told>home</told><words>x</words></help>", ("help/words", "not_asked")),
    ("<day>30.11.2026</day>", ("day", "type")),
    ("<day>2026-02-30</day>", ("day", "type")),
    ("<other>x</other>", ("other", "unknown")),
    ("<about><knows>yes</knows><knows>no</knows></about>", ("about/knows", "unknown")),
    ("<about><knows><b>yes</b></knows></about>", ("about/knows", "unknown")),
    ("<limit>4</limit><child><years>5</years></child>", ("child[1]/years", "constraint")),
    ("<child><years>2</years><there>yes</there></child>", ("child[1]/there", "not_asked")),
])  # fmt: skip
def test_what_does_not_fit_is_found(form, inside, finding):
    found, codes = judged(form, inside)
    assert finding in codes
    assert finding[0] not in found.clear
    with translation.override("en"):
        for one in found.findings:
            assert sentence_of(one, form.questions.get(one.path), "en")


def test_what_was_not_asked_and_is_answered_is_kept_and_counts_as_empty(form):
    found, codes = judged(form, "<about><knows>no</knows><age>16</age></about>")
    assert found.answers["about/age"] == "16"
    assert ("about/age", "not_asked") in codes


def test_a_condition_that_is_not_understood_is_listed_and_hides_nothing(form):
    found, codes = judged(form, "<far>нешто</far>")
    assert ("far", "unclear") in codes
    assert ("far", "not_asked") not in codes
    assert found.answers["far"] == "нешто"


def test_the_own_sentence_of_a_form_is_said_in_the_readers_script(form):
    found, _codes = judged(form, "<about><knows>yes</knows><age>19</age></about>")
    one = next(each for each in found.findings if each.code == "constraint")
    assert sentence_of(one, form.questions["about/age"], "sr-latn") == "Od 15 do 18."


@pytest.mark.parametrize("xml", [
    b"", b"<data", b"\xff\xfe<", b'<!DOCTYPE a [<!ENTITY b "c">]><data>&b;</data>',
    b'<!DOCTYPE a SYSTEM "file:///etc/passwd"><data/>',
    b"<a>" * 400 + b"</a>" * 400, b"<data>" + b"<x/>" * 30_000 + b"</data>", b"<data>" + b"x" * 1_100_000,
])  # fmt: skip
def test_what_is_no_filled_form_is_one_sentence(form, xml):
    with pytest.raises(Denied):
        submission_xml.read(xml, form)


def test_what_is_written_reads_back(form):
    answers = {"about/knows": "yes", "help/words": "<&> Ђ", "day": "2026-01-02"}
    instance = submission_xml.new_instance()
    came = submission_xml.read(submission_xml.written(form, answers, instance=instance), form)
    assert came.instance == instance
    assert came.unknown == ()
    assert came.filled.groups["help"][0].values["words"] == "<&> Ђ"
