"""The same paper as PDF and as DOCX, read back by other programs."""

import io
import zipfile
from datetime import UTC, datetime

import docx
import pypdf
import pytest

from spona.documents.papers import Bar, Chart, Issue, Paper, Part, Table, paper_docx, paper_pdf
from tests.documents.conftest import NODE_FONTS

AT = datetime(2026, 11, 26, 9, 0, tzinfo=UTC)
PAPER = Paper(
    title="Извештај о плану",
    issuer="Локална мрежа Врање",
    lead="За Градско веће",
    parts=(
        Part(heading="Показатељи", text=("Први пасус.",), items=("једно", "друго")),
        Part(
            chart=Chart("Седнице", (Bar("Одржане", 3, "3 од 4", of=4), Bar("Отказане", 0, "0", of=4)),
                        "сам, из седница"),
            table=Table(("Показатељ", "Сада"), (("Седнице", "3"), ("=1+1", "0")), (3, 1), right=(1,)),
        ),
    ),
    signs=("Координатор",),
    draft=False,
)  # fmt: skip


def issue(**more):
    return Issue("sr", AT, (NODE_FONTS,), **more)


def test_pdf_says_all_of_it_and_its_metadata_nothing():
    made = pypdf.PdfReader(io.BytesIO(paper_pdf(PAPER, issue())))
    text = "\n".join(page.extract_text() for page in made.pages)
    for said in ("Извештај о плану", "Први пасус.", "3 од 4", "сам, из седница", "Показатељ"):
        assert said in text
    assert made.metadata.title == "Spona"
    assert not made.metadata.author


@pytest.mark.parametrize("needs", range(1, 9))
def test_where_it_is_signed_something_of_it_stands(needs):
    """However long it is: a sheet with signatures alone could be put behind any other text."""
    need = Part(
        heading="Школа", text=("„Хоћу назад у школу.”", "Завршава седми разред"),
        table=Table(("Шта", "Ко"), (("Учење", "Црвени крст"), ("Договор", "Весна")), (2, 1)),
    )  # fmt: skip
    paper = Paper(
        title="Договорено", issuer="Центар", parts=(*[need] * needs, Part(text=("Прочитано је.",))),
        by_hand=("Особа", "Старатељ"), signs=("Водитељ случаја",), draft=False,
    )  # fmt: skip
    pages = pypdf.PdfReader(io.BytesIO(paper_pdf(paper, issue()))).pages
    signed = next(text for page in pages if "Старатељ" in (text := page.extract_text()))
    assert "Прочитано је." in signed
    assert "Црвени крст" in signed
    assert "Водитељ случаја" in signed


def test_docx_opens_and_says_the_same():
    made = docx.Document(io.BytesIO(paper_docx(PAPER, issue())))
    text = "\n".join(one.text for one in made.paragraphs)
    assert "Извештај о плану" in text
    assert [one.style.name for one in made.paragraphs if one.text == "Показатељи"] == ["Heading 2"]
    assert [[cell.text for cell in row.cells] for row in made.tables[0].rows] == [
        ["Показатељ", "Сада"], ["Седнице", "3"], ["=1+1", "0"],
    ]  # fmt: skip
    assert made.core_properties.author == ""
    assert made.core_properties.language == "sr-Cyrl-RS"
    assert len(made.inline_shapes) == 1
    said = made.element.body.xpath(".//wp:docPr")[0].get("descr")
    assert "Одржане: 3 од 4" in said


def test_a_chart_in_a_docx_is_a_picture_with_something_on_it():
    with zipfile.ZipFile(io.BytesIO(paper_docx(PAPER, issue()))) as packed:
        pictures = [name for name in packed.namelist() if name.startswith("word/media/")]
        assert [packed.read(name)[:4] for name in pictures] == [b"\x89PNG"]


@pytest.mark.parametrize("language", ["sr", "sr-latn", "en"])
def test_practice_is_said_on_both(language):
    out = paper_docx(PAPER, Issue(language, AT, (NODE_FONTS,), practice=True))
    first = docx.Document(io.BytesIO(out)).paragraphs[0].text
    assert first.isupper() or ":" in first
