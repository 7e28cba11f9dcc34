"""What people type comes out as typed, is never run, and touches no disk."""

import io
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from pypdf import PdfReader

from spona.documents import DocumentError, ReportDocument, report_pdf
from spona.documents.plain_text import plain
from spona.documents.render import render
from tests.documents.conftest import CHECKPOINT, NOON, words_of

MARKUP = [
    "#panic()",
    '#panic("x")',
    '#read("sheet.typ")',
    '#image("/etc/passwd")',
    '#import "sheet.typ": *',
    "*x* and _y_",
    "$a^2$",
    "\\",
    "\\u{41}",
    "@reference",
    "<label>",
    "// comment",
    "/* comment */",
    "= heading",
    "- item",
    "`raw` ```code```",
    "--- and -- and ...",
    "'quotes' and \"quotes\"",
    "]#[",
    "}\n{",
    "https://example.org/a?b=c#d",
    "~non~breaking~",
]


def printed(report: ReportDocument, font_paths: list[Path]) -> bytes:
    return report_pdf(report, language="sr", checkpoint=CHECKPOINT, font_paths=font_paths)


@pytest.mark.parametrize("typed", MARKUP)
def test_markup_comes_out_as_it_was_typed(
    typed: str, cyrillic: ReportDocument, font_paths: list[Path]
) -> None:
    report = replace(
        cyrillic,
        asked=f"почетак {typed} крај",
        safety=f"чувај {typed} чувар",
        sender=replace(cyrillic.sender, name=f"име {typed} презиме"),
    )
    text = words_of(printed(report, font_paths))
    shown = typed.replace("\n", " ")
    assert f"почетак {shown} крај" in text
    assert f"чувај {shown} чувар" in text
    assert f"име {shown} презиме" in text


def test_a_reference_is_not_markup_either(cyrillic: ReportDocument, font_paths: list[Path]) -> None:
    pdf = printed(replace(cyrillic, reference="#read(1) *R*"), font_paths)
    metadata = PdfReader(io.BytesIO(pdf)).metadata
    assert metadata is not None
    assert metadata.title == "#read(1) *R*"


def test_line_breaks_stay(cyrillic: ReportDocument, font_paths: list[Path]) -> None:
    pdf = printed(replace(cyrillic, asked="први ред\r\nдруги ред\n\nтрећи ред"), font_paths)
    lines = PdfReader(io.BytesIO(pdf)).pages[0].extract_text().splitlines()
    found = [line.strip() for line in lines if line.strip().endswith("ред")]
    assert found == ["први ред", "други ред", "трећи ред"]


def test_a_character_no_font_has_is_named_not_lost(
    cyrillic: ReportDocument, font_paths: list[Path]
) -> None:
    text = words_of(printed(replace(cyrillic, asked="име 中文 и 🙂 крај"), font_paths))
    assert "име [U+4E2D][U+6587] и [U+1F642] крај" in text


def test_control_and_reordering_marks_do_not_break_the_paper(
    cyrillic: ReportDocument, font_paths: list[Path]
) -> None:
    text = words_of(printed(replace(cyrillic, asked="а\x00б\x1bв\u202eг\ud800д\tђ"), font_paths))
    assert "абвгд ђ" in text


def test_a_letter_typed_in_two_parts_is_one_letter() -> None:
    assert plain("c\u030c") == "č"


def test_a_run_without_spaces_stays_inside_the_margin(
    cyrillic: ReportDocument, font_paths: list[Path]
) -> None:
    edges: list[float] = []

    def remember(text: str, _cm: object, tm: list[float], _font: object, _size: object) -> None:
        if "w" in text:
            edges.append(text.count("w"))

    pdf = printed(replace(cyrillic, asked="w" * 400), font_paths)
    PdfReader(io.BytesIO(pdf)).pages[0].extract_text(visitor_text=remember)
    assert sum(edges) == 400
    lines = PdfReader(io.BytesIO(pdf)).pages[0].extract_text().replace("\u200b", "").splitlines()
    assert max(line.count("w") for line in lines) <= 80


def test_a_refusal_quotes_nothing(font_paths: list[Path]) -> None:
    with pytest.raises(DocumentError) as refusal:
        render(
            "report.typ",
            {"words": "Ljubica Nježić"},
            language="sr",
            made_at=NOON,
            font_paths=font_paths,
        )
    assert "Nježić" not in str(refusal.value)
    assert refusal.value.__context__ is None


IN_A_CELL = """
import resource, signal, sys
from django.conf import settings
settings.configure(USE_I18N=False)
from pathlib import Path
from spona.documents.report import report_pdf
from tests.documents.conftest import CYRILLIC, full_report
signal.signal(signal.SIGXFSZ, signal.SIG_DFL)
resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
pdf = report_pdf(
    full_report(CYRILLIC), language="sr", checkpoint="-", font_paths=[Path(sys.argv[1])]
)
sys.stdout.buffer.write(pdf)
"""


def test_nothing_is_written_to_disk(font_paths: list[Path], tmp_path: Path) -> None:
    """The process may not write one byte into any file, and the PDF is made all the same."""
    watched = {name: str(tmp_path) for name in ("TMPDIR", "HOME", "XDG_CACHE_HOME")}
    root = Path(__file__).parents[2]
    done = subprocess.run(
        [sys.executable, "-B", "-c", IN_A_CELL, str(font_paths[0])],
        cwd=tmp_path,
        env={**os.environ, **watched, "PYTHONPATH": f"{root / 'src'}:{root}"},
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr.decode()
    assert "Љубица Њежић" in words_of(done.stdout)
    assert list(tmp_path.iterdir()) == []
