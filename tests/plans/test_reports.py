"""The half-yearly and yearly report: page, PDF and DOCX say the same, and need no case."""

from __future__ import annotations

import datetime as dt
import io
import re
import subprocess
from decimal import Decimal

import docx
import pypdf
import pytest
from django.utils import translation

from spona.access.denied import Denied
from spona.cases.referrals.models import Referral
from spona.deadlines.time import moved, today
from spona.plans import actions
from spona.plans.actions.activities import Held
from spona.plans.models import FiledReport
from spona.plans.money import sums, together
from spona.plans.periods import period_of
from spona.plans.reports.facts import facts_of, period_asked
from spona.plans.reports.files import name_of, report_bytes
from spona.plans.reports.paper import paper_of
from tests.architecture.test_words import TELLING
from tests.plans.making import DAY, move, numbered


@pytest.fixture
def lively(world, plan, monkeypatch):
    """A year with meetings, an activity, people trained, something done and something late."""
    monkeypatch.setattr("spona.plans.reports.facts.held_between", lambda *days: 1)
    monkeypatch.setattr(
        "spona.plans.reports.facts.trained_between",
        lambda network, first, last, *, sector="": 22 if sector == "health" else 0,
    )
    actions.record(
        world.vranje,
        Held(kind="lesson", title="Čas", held_on=today(), audience="pupils",
             numbers={"f_15_17": 14, "m_15_17": 11}),
        institution=world.school, by=world.ana.actor,
    )  # fmt: skip
    actions.report_progress(numbered(plan, "1.1"), percent=100, by=world.ana.actor)
    move(numbered(plan, "1.2"), starts=today() - 30 * DAY, ends=today() - 5 * DAY)
    return plan


def year_of(plan):
    return period_of(plan.starts_on.year)


def text_of(paper):
    rows = [paper.title, paper.lead]
    for part in paper.parts:
        rows += [part.heading, *part.text, *part.items, *(f"{a} {b}" for a, b in part.facts)]
        if part.table:
            rows += [" ".join(row) for row in (part.table.head, *part.table.rows)]
        if part.chart:
            rows += [part.chart.title, *(f"{one.label} {one.told}" for one in part.chart.bars)]
    return "\n".join(rows)


def pdf_text(content):
    done = subprocess.run(
        ["pdftotext", "-layout", "-", "-"], input=content, capture_output=True, check=True
    )
    return done.stdout.decode()


@pytest.mark.parametrize("reader", ["council", "donor"])
@pytest.mark.parametrize("language", ["sr", "sr-latn", "en"])
def test_page_pdf_and_docx_say_the_same(lively, reader, language):
    with translation.override(language):
        facts = facts_of(lively, year_of(lively), reader)
        paper = paper_of(facts)
    pdf = report_bytes(facts, "pdf", language)
    words = re.sub(r"\s+", " ", pdf_text(pdf))
    document = docx.Document(io.BytesIO(report_bytes(facts, "docx", language)))
    written = "\n".join(one.text for one in document.paragraphs)
    cells = {cell.text for table in document.tables for row in table.rows for cell in row.cells}
    for part in paper.parts:
        assert part.heading in words
        assert part.heading in written
        if part.table:
            assert set(part.table.head) <= cells
    assert "22" in words
    assert len(document.inline_shapes) >= 3, "charts as pictures"
    assert pypdf.PdfReader(io.BytesIO(pdf)).metadata["/Title"] == "Spona"
    assert document.core_properties.title == ""


def test_council_and_donor_read_different_parts(lively):
    council = text_of(paper_of(facts_of(lively, year_of(lively), "council")))
    donor = text_of(paper_of(facts_of(lively, year_of(lively), "donor")))
    assert "Whom it was for" in council
    assert "Whom it was for" not in donor
    for part in ("Whom we reached", "Money by source", "Alignment with national objectives",
                 "Strategy 2017–2022, objective 1"):  # fmt: skip
        assert part in donor
        assert part not in council


def test_what_is_late_is_said_kindly(lively):
    said = text_of(paper_of(facts_of(lively, year_of(lively), "council")))
    assert "What takes longer" in said
    assert "not how well somebody works" in said
    assert "5 days late" in said
    assert "1 of 3 activities are done, one is late." in said


def test_a_network_without_a_single_case_has_a_whole_report(lively):
    assert not Referral.objects.exists()
    said = text_of(paper_of(facts_of(lively, year_of(lively), "council")))
    for part in ("Meetings", "Activities", "Trainings", "Indicators", "Money", "Next steps"):
        assert part in said


def test_an_empty_year_is_calm(world, draft):
    for reader in ("council", "donor"):
        facts = facts_of(draft, year_of(draft), reader)
        said = text_of(paper_of(facts))
        assert "No activity was recorded" in said
        assert report_bytes(facts, "pdf", "sr").startswith(b"%PDF")


def test_nothing_of_it_names_the_matter_or_a_case(lively):
    for language in ("sr", "sr-latn", "en"):
        with translation.override(language):
            facts = facts_of(lively, year_of(lively), "donor")
            said = text_of(paper_of(facts))
        assert not TELLING.search(said)
        assert not re.search(r"\b[RFTM]-[0-9A-Z]{4}-", said)
    assert name_of(facts, "pdf") == f"report-{lively.starts_on.year}.pdf"


def test_markup_in_a_title_is_a_title(world, plan):
    row = numbered(plan, "1.1")
    row.title = "#strong[x] <b>$1$</b> \\ *y* \x07"
    row.save()
    facts = facts_of(plan, year_of(plan), "council")
    assert "#strong[x]" in pdf_text(report_bytes(facts, "pdf", "en"))
    assert report_bytes(facts, "docx", "en")


def test_a_past_half_is_told_as_it_was_then(world, plan):
    """Written today, the progress is not of the half-year before."""
    year = plan.starts_on.year
    # Also when this runs in spring: the half-year has to be over.
    ahead = period_of(year, 1).last + dt.timedelta(days=1) - today()
    with moved(max(ahead, dt.timedelta())):
        move(numbered(plan, "1.1"), starts=plan.starts_on, ends=plan.ends_on)
        actions.report_progress(numbered(plan, "1.1"), percent=100, by=world.ana.actor)
        assert facts_of(plan, period_of(year, 1), "council").how_far.done == 0
        assert facts_of(plan, period_of(year), "council").how_far.done == 1


def test_two_currencies_are_never_added_without_a_dated_rate(plan, monkeypatch):
    lines = list(plan.lines.all())
    found = sums(lines)
    assert [(one.currency, one.amount) for one in found] == [
        ("RSD", Decimal("120000.50")), ("EUR", Decimal(900)),
    ]  # fmt: skip
    monkeypatch.setattr("spona.plans.money.rate_on", lambda currency, day: None)
    assert "nobody has written down a rate" in together(found, today())
    monkeypatch.setattr("spona.plans.money.rate_on", lambda currency, day: Decimal("117.1234"))
    said = together(found, today())
    assert "225,411.56 RSD" in said
    assert "1 EUR = 117.1234 RSD" in said
    assert together(found[:1], today()) == ""


def test_periods_that_the_plan_has_no_day_of_are_not_reported(plan):
    year = plan.starts_on.year
    assert period_asked(plan, year, 2) is not None
    for wrong in ((year + 1, 0), (year - 1, 0), (year, 3), (0, 0)):
        assert period_asked(plan, *wrong) is None


def test_words_and_the_filed_report_stay_as_they_went_out(world, lively):
    period = year_of(lively)
    by = world.kosta.actor
    with pytest.raises(Denied):
        actions.write_words(lively, period, problems="x", proposals="", by=world.ana.actor)
    actions.write_words(
        lively, period, problems="Teško je bilo.\n\nSneg.", proposals="Kombi.", by=by
    )
    said = text_of(paper_of(facts_of(lively, period, "council")))
    assert "Teško je bilo." in said
    assert "Kombi." in said
    assert "Kombi." not in text_of(paper_of(facts_of(lively, period, "donor")))
    facts = facts_of(lively, period, "council")
    content = report_bytes(facts, "pdf", "sr")
    kept = actions.file_report(lively, period, reader="council", content=content,
                               name="report.pdf", by=by)  # fmt: skip
    actions.write_words(lively, period, problems="", proposals="", by=by)
    assert bytes(FiledReport.objects.get(pk=kept.pk).paper.bytes.content) == content
    with pytest.raises(Denied):
        actions.file_report(lively, period, reader="council", content=content, name="r",
                            by=world.hana.actor)  # fmt: skip
