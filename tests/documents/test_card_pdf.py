import io
import subprocess
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
import segno
from PIL import Image
from pypdf import PdfReader

from spona.documents import (
    Card,
    Language,
    OneTimeCodes,
    PaperKey,
    ReceiptCode,
    RecoveryCode,
    ServerKey,
    card_pdf,
)
from spona.documents.cards import in_groups
from tests.documents.conftest import CHECKPOINT, NOON, words_of

RECOVERY = RecoveryCode("K7QM2FXA9RTD4HWZ8PNC3VJB6YELGUS5")
RECEIPT = ReceiptCode("4827-1190-6635-2208")
CODES = OneTimeCodes(tuple(f"{number * 7919 % 10000:04d} {number:04d}" for number in range(1, 11)))
KEY = PaperKey(
    "Центар за социјални рад Врање",
    3,
    "Y65ZXRNGEU4MI5ZFRLK5LXMQQDUXEIANKMSAAIODXZFG5UHYK452CKU4",
    ("јабука", "мост", "љиљан", "џеп", "њива", "ћуп", "снег", "ждрал"),
)
SERVER = ServerKey(
    "spona.example.rs",
    2,
    3,
    "B8Y7",
    ("4PHW ESHV VQ0Y 33ZD", "1RY5 7EXF ZZDX GS2M", "HYBH CK08 ZNJ1 Z1JP", "AYS9 3A2Z DHQS ZZED"),
    ("zovuv", "tikid"),
    ("зовув", "тикид"),
)
WHOLE_SERVER = replace(SERVER, number=1, total=1)
ALL = [RECOVERY, RECEIPT, CODES, KEY, SERVER, WHOLE_SERVER]


def printed(card: Card, font_paths: list[Path], *, language: Language = "sr") -> bytes:
    return card_pdf(
        card, language=language, checkpoint=CHECKPOINT, printed_at=NOON, font_paths=font_paths
    )


def test_codes_are_read_in_groups() -> None:
    assert in_groups("ABCDEFGHIJ") == ["ABCD", "EFGH", "IJ"]
    assert in_groups("48-27119-0") == ["48", "27119", "0"]


def test_the_recovery_code_stands_there_in_fours(font_paths: list[Path]) -> None:
    text = words_of(printed(RECOVERY, font_paths))
    assert [group for group in in_groups(RECOVERY.code) if str(group) not in text] == []


def test_every_one_time_code_stands_there(font_paths: list[Path]) -> None:
    text = words_of(printed(CODES, font_paths))
    assert [code for code in CODES.codes if code not in text] == []


def test_the_paper_key_has_its_groups_words_and_institution(font_paths: list[Path]) -> None:
    text = words_of(printed(KEY, font_paths))
    assert "Центар за социјални рад Врање" in text
    assert [group for group in in_groups(KEY.key) if str(group) not in text] == []
    assert [word for word in KEY.fingerprint if word not in text] == []


def test_the_server_key_has_its_rows_words_number_and_set(font_paths: list[Path]) -> None:
    text = words_of(printed(SERVER, font_paths, language="en"))
    groups = [group for row in SERVER.rows for group in row.split()]
    assert [group for group in groups if group not in text] == []
    assert [word for word in (*SERVER.words, *SERVER.words_in_cyrillic) if word not in text] == []
    assert "Paper 2 of 3" in text
    assert "Set B8Y7" in text
    assert "delete the file" in text
    assert "One alone opens nothing" in text
    alone = words_of(printed(WHOLE_SERVER, font_paths, language="en"))
    assert "The only paper" in alone
    assert "One alone opens nothing" not in alone


def test_the_square_on_the_server_key_holds_what_one_would_type(
    font_paths: list[Path], tmp_path: Path
) -> None:
    """Its picture, module by module, is the one that the rows and the words make."""
    paper = tmp_path / "paper.pdf"
    paper.write_bytes(printed(SERVER, font_paths))
    subprocess.run(
        ["pdftoppm", "-r", "200", "-gray", "-singlefile", str(paper), str(tmp_path / "page")],
        check=True,
    )
    page = Image.open(tmp_path / "page.pgm").point(lambda grey: 255 * (grey < 128))
    width, height = page.size
    # Beside the rows, below the first lines: nothing else stands there.
    part = page.crop((int(width * 0.6), int(height * 0.215), width, int(height * 0.4)))
    square = part.crop(part.getbbox())
    text = " ".join((*SERVER.rows, *SERVER.words)).upper()
    wanted = [list(row) for row in segno.make_qr(text, error="q").matrix]
    step = square.width / len(wanted)
    read = [
        [
            int(square.getpixel((int((x + 0.5) * step), int((y + 0.5) * step))) == 255)
            for x in range(len(wanted))
        ]
        for y in range(len(wanted))
    ]
    assert read == wanted


def test_another_key_draws_another_picture(font_paths: list[Path]) -> None:
    other = replace(KEY, key="Z" + KEY.key[1:])
    assert printed(other, font_paths) != printed(KEY, font_paths)


@pytest.mark.parametrize("card", ALL)
@pytest.mark.parametrize("language", ["sr", "sr-latn", "en"])
def test_a_card_is_one_neutral_page_with_the_audit_line(
    card: Card, language: Language, font_paths: list[Path]
) -> None:
    pdf = printed(card, font_paths, language=language)
    reader, text = PdfReader(io.BytesIO(pdf)), words_of(pdf)
    assert len(reader.pages) == 1
    assert CHECKPOINT in text
    assert reader.metadata is not None
    assert set(reader.metadata) <= {"/Title", "/Creator", "/Producer", "/CreationDate", "/ModDate"}
    for word in ("victim", "traffick", "žrtv", "жртв", "trgovin", "трговин"):
        assert word not in text.lower()


@pytest.mark.parametrize("language", ["sr", "sr-latn", "en"])
def test_the_receipt_says_neither_what_it_opens_nor_where(
    language: Language, font_paths: list[Path]
) -> None:
    text = words_of(printed(RECEIPT, font_paths, language=language)).lower()
    assert "4827" in text
    for word in ("spona", "спона", "report", "пријав", "prijav", "порук", "poruk", "message"):
        assert word not in text


def test_equal_cards_give_equal_bytes(font_paths: list[Path]) -> None:
    assert printed(KEY, font_paths) == printed(KEY, font_paths)
    later = card_pdf(
        KEY,
        language="sr",
        checkpoint=CHECKPOINT,
        printed_at=NOON + timedelta(minutes=1),
        font_paths=font_paths,
    )
    assert later != printed(KEY, font_paths)
