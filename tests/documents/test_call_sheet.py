"""What to say on the phone: with no number there, nobody is told to call the one that stands here."""

import io
from datetime import UTC, datetime

import pytest
from pypdf import PdfReader

from spona.documents import CallSheet, call_sheet_pdf
from tests.documents.conftest import NODE_FONTS

AT = datetime(2026, 11, 26, 9, 0, tzinfo=UTC)


def text_of(numbers: tuple[str, ...]) -> str:
    sheet = CallSheet(
        "report", "R-7K3M-Q2", "Centar", numbers, "Škola", "urgent", None, "smeštaj", AT
    )
    pdf = call_sheet_pdf(sheet, language="en", font_paths=(NODE_FONTS,))
    return " ".join(
        "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages).split()
    )


@pytest.mark.parametrize(
    ("numbers", "said", "unsaid"),
    [
        (("017 421 640",), "Call the number that stands here", "from your coordinator"),
        ((), "Take the number from your coordinator", "Call the number that stands here"),
    ],
)
def test_the_first_rule_fits_what_stands_above(numbers, said, unsaid):
    text = text_of(numbers)
    assert said in text
    assert unsaid not in text
