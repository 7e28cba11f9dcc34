"""Cards a person prints and keeps. Nothing on them names the matter or its owner."""

import io
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import segno
from django.utils import translation

from spona.documents import card_words as words
from spona.documents.render import Language, Printable, render


@dataclass(frozen=True, slots=True)
class RecoveryCode:
    """A member's own way back in: 160 bits as text, with or without dashes."""

    code: str


@dataclass(frozen=True, slots=True)
class OneTimeCodes:
    """The second factor on paper: each code is used once, in any order."""

    codes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PaperKey:
    """The private half of an institution's paper key, for its safe.

    `key` is printed in groups of four and, unchanged, as QR. `fingerprint` is the eight words
    that are read out when the key is compared.
    """

    institution: str
    version: int
    key: str
    fingerprint: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ReceiptCode:
    """The code with which a writer comes back. Says nothing on what it opens or where."""

    code: str


@dataclass(frozen=True, slots=True)
class ReportReceipt:
    """What a reporter with a name keeps at work, with the code of the answer.

    `read_by` is a whole sentence, empty once it was taken over; `call_back` says who calls whom.
    Nothing here says what was reported, how urgent it is or about whom.
    """

    code: str
    reference: str
    recipient: str
    sent_at: datetime
    read_by: str
    call_back: str


@dataclass(frozen=True, slots=True)
class ServerKey:
    """One paper with the key of a server's key files, or with one of three shares of it.

    `number` of `total`; `rows` in groups of four, `words` in Latin and in Cyrillic. The QR code
    holds the rows and the words, as they are typed.
    """

    host: str
    number: int
    total: int
    set_name: str
    rows: tuple[str, ...]
    words: tuple[str, ...]
    words_in_cyrillic: tuple[str, ...]


type Card = RecoveryCode | OneTimeCodes | PaperKey | ReceiptCode | ReportReceipt | ServerKey


def card_pdf(
    card: Card,
    *,
    language: Language,
    checkpoint: str,
    printed_at: datetime,
    font_paths: Iterable[Path],
) -> bytes:
    """One A4 page as PDF bytes; small cards have a line to cut along.

    `checkpoint` is the audit line at the foot, outside the cut line. Raises `DocumentError`.
    """
    with translation.override(language):
        data = _content(card, language) | {
            "checkpoint": checkpoint,
            "printed": words.printed_line(printed_at, language),
        }
    return render("card.typ", data, language=language, made_at=printed_at, font_paths=font_paths)


def _content(card: Card, language: Language) -> dict[str, Printable]:
    match card:
        case RecoveryCode():
            return words.recovery() | {"kind": "code", "groups": in_groups(card.code)}
        case ReceiptCode():
            return words.receipt() | {"kind": "code", "groups": in_groups(card.code)}
        case ReportReceipt():
            return words.report_receipt(card, language) | {
                "kind": "receipt", "groups": in_groups(card.code),
            }  # fmt: skip
        case OneTimeCodes():
            return words.one_time() | {"kind": "grid", "codes": list(card.codes)}
        case PaperKey():
            return words.paper_key(card.institution, card.version) | {
                "kind": "key",
                "groups": in_groups(card.key),
                "qr": qr_svg(card.key),
                "fingerprint": list(card.fingerprint),
            }
        case ServerKey():
            return words.server_key(card) | {
                "kind": "server",
                "host": card.host,
                "rows": [
                    {"number": str(number), "groups": in_groups(row.replace(" ", ""))}
                    for number, row in enumerate(card.rows, 1)
                ],
                "qr": qr_svg(" ".join((*card.rows, *card.words)).upper()),
                "words": [" ".join(card.words), " ".join(card.words_in_cyrillic)],
            }


def in_groups(code: str) -> list[Printable]:
    """Fours as people read and type them; groups the caller made with dashes are kept."""
    if "-" in code:
        return [group for group in code.split("-") if group]
    return [code[start : start + 4] for start in range(0, len(code), 4)]


def qr_svg(text: str) -> str:
    """The text as a QR code, for a picture of a page."""
    # Level Q: a folded sheet loses up to a quarter of the picture and can still be read.
    image = io.BytesIO()
    segno.make_qr(text, error="q").save(image, kind="svg", xmldecl=False, border=4)
    return image.getvalue().decode()
