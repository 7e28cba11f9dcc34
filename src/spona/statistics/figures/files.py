"""The sums of all towns as rows for a table program, and as a paper."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final, cast

from django.conf import settings
from django.utils import translation
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from spona.deadlines.time import now
from spona.documents import Language
from spona.documents.papers import Paper, Part, Table
from spona.documents.papers.printing import Issue, paper_pdf
from spona.documents.tables import CSV_TYPE, XLSX_TYPE, Cell, csv_table, xlsx_table
from spona.reference.letters import in_letters
from spona.statistics.figures.shapes import Grid, Shown

PDF_TYPE: Final = "application/pdf"
TYPES: Final = {"csv": CSV_TYPE, "xlsx": XLSX_TYPE, "pdf": PDF_TYPE}


def file_of(
    kind: str, tables: Sequence[Shown], *, title: str, lead: str, issuer: str, language: str
) -> bytes:
    """`kind`: one of `TYPES`. Each file carries `lead`, which says what is in the sums."""
    if kind == "pdf":
        return _paper(tables, title=title, lead=lead, issuer=issuer, language=language)
    head, *rows = _rows(tables, lead)
    return (csv_table if kind == "csv" else xlsx_table)(head, rows)


def _rows(tables: Sequence[Shown], lead: str) -> Iterator[list[Cell]]:
    """Each number with its place; an empty one is not known, a zero is known."""
    yield [
        _("Table"), _("Who is counted"), _("Row"), _("Column"), _("Number"), _("Asked by"),
        _("How sure"), _("What is in it"),
    ]  # fmt: skip
    for table in tables:
        asked = ", ".join(f"{fact.id} {fact.return_name}" for fact in table.asked_by)
        sure = ", ".join(dict.fromkeys(fact.certainty_label for fact in table.asked_by))
        for grid in table.grids:
            for row in grid.rows:
                for place in row.places:
                    yield [
                        grid.title, str(grid.population), str(row.label), str(place.head),
                        place.number, asked, sure, lead,
                    ]  # fmt: skip


def _paper(tables: Sequence[Shown], *, title: str, lead: str, issuer: str, language: str) -> bytes:
    issue = Issue(
        language=cast("Language", language),
        printed_at=localtime(now()),
        font_paths=tuple(settings.FONT_PATHS),
    )
    with translation.override(language):
        parts = [_part(grid, table) for table in tables for grid in table.grids]
        note = _("An empty place is not known; a zero is known.")
        paper = Paper(title, issuer, (Part(text=(lead, note)), *parts), draft=False, numbered=False)
        return paper_pdf(in_letters(paper, language), issue)


def _part(grid: Grid, table: Shown) -> Part:
    head = (str(grid.down), *(str(one) for one in grid.heads))
    rows = tuple(
        (str(row.label), *("" if one.number is None else str(one.number) for one in row.places))
        for row in grid.rows
    )
    asked = "; ".join(
        f"{fact.id} {fact.return_name}: {fact.certainty_label}" for fact in table.asked_by
    )
    heading = ". ".join(filter(None, (grid.title, str(grid.population))))
    return Part(
        heading=heading,
        text=(asked,),
        table=Table(head, rows, (3, *[1] * len(grid.heads)), right=tuple(range(1, len(head)))),
    )
