"""Letter and proposal, opened by other programs; what leaves names nothing it should not."""

import io
from decimal import Decimal

import docx
import openpyxl
import pytest
from pypdf import PdfReader

from spona.prevention import actions
from tests.prevention.conftest import noticed
from tests.prevention.test_needs import missing
from tests.prevention.test_pages import letter_of


def pdf(answer):
    reader = PdfReader(io.BytesIO(answer.content))
    return " ".join(" ".join(page.extract_text() for page in reader.pages).split()), reader


def words(answer):
    document = docx.Document(io.BytesIO(answer.content))
    found = [one.text for one in document.paragraphs]
    found += [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return " ".join(found), document


@pytest.mark.parametrize("language", ["en", "sr", "sr-latn"])
def test_a_letter_is_made_with_the_firm_only_where_it_was_chosen(world, ask, row, language):
    letter = letter_of(world, row)
    path = f"/prevention/letters/{letter.pk}/letter.pdf?language={language}"
    answer = ask("ana", path)
    assert answer.status_code == 200
    assert answer["Content-Disposition"] == 'attachment; filename="letter-1.pdf"'
    said, reader = pdf(answer)
    assert "Izmišljena firma" in said
    assert "Inspekcija rada" in said
    assert "Please look." in said
    told = " ".join(str(value) for value in (reader.metadata or {}).values())
    assert "Izmišljena" not in told
    assert "Inspekcija" not in told
    actions.write_letter(
        row, institution=world.school, recipient_name="Inspekcija rada", body="Please look.",
        names_firm=False, letter=letter, by=world.ana.actor,
    )  # fmt: skip
    assert "Izmišljena" not in pdf(ask("ana", path))[0]


def test_the_same_letter_as_docx(world, ask, row):
    letter = letter_of(world, row)
    said, document = words(ask("ana", f"/prevention/letters/{letter.pk}/letter.docx"))
    assert "Izmišljena firma" in said
    assert "Please look." in said
    assert document.core_properties.author == ""
    assert document.core_properties.title == ""


def test_papers_of_other_kinds_and_languages_do_not_exist(world, ask, row):
    letter = letter_of(world, row)
    for path in ("letter.exe", "letter.pdf?language=xx"):
        assert ask("ana", f"/prevention/letters/{letter.pk}/{path}").status_code == 404
    assert ask("ana", "/prevention/needs/budget/vranje/proposal.odt").status_code == 404


def test_the_proposal_says_what_is_missing_how_often_and_what_it_costs(world, ask):
    missing(world, times=12, cost=Decimal(1_250_000), currency="RSD", cost_source="an offer")
    missing(
        world, service="legal_aid", times=2, cost=Decimal(4000), currency="EUR", cost_source="x"
    )
    missing(world, service="interpretation", times=6, reason="waiting", waiting_days=30)
    answer = ask("kosta", "/prevention/needs/budget/vranje/proposal.pdf?language=en")
    said, _reader = pdf(answer)
    for part in ("3 services were needed", "1,250,000 RSD", "4,000 EUR", "not added up",
                 "fewer than 5", "People wait up to 30 days", "For 1 service nobody"):  # fmt: skip
        assert part in said, part
    assert 'filename="proposal.pdf"' in answer["Content-Disposition"]
    told, _document = words(
        ask("kosta", "/prevention/needs/budget/vranje/proposal.docx?language=en")
    )
    for part in ("1,250,000 RSD", "4,000 EUR", "fewer than 5"):
        assert part in told, part


def test_a_proposal_of_nothing_is_calm(world, ask):
    said, _reader = pdf(ask("kosta", "/prevention/needs/budget/vranje/proposal.pdf?language=en"))
    assert "Nobody has written down" in said


def test_tables_open_as_they_were(world, ask):
    noticed(world, title="=1+1")
    missing(world, times=3)
    for path in ("/prevention/list/vranje/spona.xlsx", "/prevention/needs/list/vranje/spona.xlsx"):
        book = openpyxl.load_workbook(io.BytesIO(ask("hana", path).content))
        rows = list(book.worksheets[0].iter_rows(values_only=True))
        assert len(rows) == 2
        flat = [str(cell) for row in rows for cell in row]
        assert not any("Izmišljena" in cell for cell in flat)
        assert all(cell.data_type != "f" for row in book.worksheets[0] for cell in row)
    assert "fewer than 5" in flat
