"""A paper as DOCX bytes, to go on writing in: headings, text, lists, tables, charts as pictures."""

from __future__ import annotations

import io
import re
from datetime import UTC, datetime
from typing import Any, Final

from django.utils import translation
from django.utils.translation import gettext as _

from spona.documents.card_words import printed_line
from spona.documents.papers.printing import Issue
from spona.documents.papers.sheet import Chart, Paper, Part, Table, chart_data
from spona.documents.plain_text import plain
from spona.documents.render import picture
from spona.ui import languages

DOCX_TYPE: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

# XML 1.0 has no place for these, escaped or not.
_NO_XML: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
# A fixed time: when it was made is nobody's matter.
_MADE: Final = datetime(1980, 1, 1, tzinfo=UTC)


def paper_docx(paper: Paper, issue: Issue) -> bytes:
    """DOCX bytes with the same words as `paper_pdf`; its metadata says nothing."""
    # Here, for each process of the server would carry it from its start, and hardly one needs it.
    import docx

    document = docx.Document()
    _bare(document, issue)
    with translation.override(issue.language):
        _top(document, paper, issue)
        for part in paper.parts:
            _part(document, part, paper.lines, issue)
        for title in (*paper.by_hand, *paper.signs):
            _hand(document, title)
        document.sections[0].footer.paragraphs[0].text = _clean(issue.checkpoint)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _bare(document: Any, issue: Issue) -> None:
    """Our letters and the language, so that a program spells and reads aloud rightly; no author."""
    from docx.oxml.ns import qn
    from docx.shared import Cm, Pt

    said = document.core_properties
    said.author = said.title = said.comments = said.last_modified_by = ""
    said.created = said.modified = _MADE
    said.language = languages.ALL[issue.language].print
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = "Noto Sans", Pt(10.5)
    fonts = normal.element.get_or_add_rPr().get_or_add_rFonts()
    fonts.set(qn("w:cs"), "Noto Sans")
    language = normal.element.get_or_add_rPr().makeelement(
        qn("w:lang"), {qn("w:val"): languages.ALL[issue.language].print}
    )
    normal.element.get_or_add_rPr().append(language)
    for section in document.sections:
        section.page_width, section.page_height = Cm(21), Cm(29.7)
        section.left_margin = section.right_margin = Cm(2.2)


def _top(document: Any, paper: Paper, issue: Issue) -> None:
    if issue.practice:
        document.add_paragraph(_("PRACTICE: people and events are invented"))
    document.add_paragraph(
        _clean(f"{paper.issuer} · {printed_line(issue.printed_at, issue.language)}")
    )
    document.add_heading(_clean(paper.title), level=1)
    if paper.lead:
        document.add_paragraph().add_run(_clean(paper.lead)).bold = True


def _part(document: Any, part: Part, lines: int, issue: Issue) -> None:
    if part.new_page:
        document.add_page_break()
    if part.heading:
        document.add_heading(_clean(part.heading), level=2)
    _words(document, part)
    for question in part.questions:
        document.add_paragraph().add_run(_clean(question)).bold = True
        for _line in range(lines):
            document.add_paragraph("…" * 40)
    if part.chart:
        _chart(document, part.chart, issue)
    if part.table:
        _table(document, part.table)


def _words(document: Any, part: Part) -> None:
    for text in part.text:
        document.add_paragraph(_clean(text))
    for label, value in part.facts:
        line = document.add_paragraph(_clean(f"{label}: "))
        line.add_run(_clean(value or "…" * 20)).bold = bool(value)
    for item in part.items:
        style = "List Number" if part.numbered else "List Bullet"
        document.add_paragraph(_clean(item), style=style)
    for tick in part.ticks:
        document.add_paragraph(_clean(f"☐ {tick}"))


def _chart(document: Any, chart: Chart, issue: Issue) -> None:
    """A picture; what it says stands in its description for whoever does not see it."""
    from docx.shared import Cm

    png = picture(
        "picture.typ",
        chart_data(chart),
        language=issue.language,
        font_paths=issue.font_paths,
    )
    document.add_picture(io.BytesIO(png), width=Cm(16))
    told = "; ".join(f"{one.label}: {one.told}" for one in chart.bars)
    document.element.body.xpath(".//wp:docPr")[-1].set("descr", _clean(f"{chart.title}. {told}"))


def _table(document: Any, table: Table) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH

    made = document.add_table(rows=1, cols=len(table.head))
    made.style = "Table Grid"
    for row, bold in ((table.head, True), *((one, False) for one in table.rows)):
        cells = made.rows[0].cells if bold else made.add_row().cells
        for at, text in enumerate(row):
            paragraph = cells[at].paragraphs[0]
            paragraph.add_run(_clean(text)).bold = bold
            if at in table.right:
                paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    _repeated_head(document)
    document.add_paragraph()


def _repeated_head(document: Any) -> None:
    """The names of the columns of the last table once more on each page."""
    from docx.oxml.ns import qn

    row = document.element.body.xpath(".//w:tbl")[-1].xpath("./w:tr")[0]
    properties = row.get_or_add_trPr()
    properties.append(properties.makeelement(qn("w:tblHeader"), {qn("w:val"): "true"}))


def _hand(document: Any, title: str) -> None:
    document.add_paragraph()
    document.add_paragraph().add_run(_clean(title)).bold = True
    for name in (_("Date"), _("Signature")):
        document.add_paragraph(_clean(f"{name}: {'…' * 20}"))


def _clean(text: str) -> str:
    return _NO_XML.sub("", plain(text))
