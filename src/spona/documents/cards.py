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


type Card = RecoveryCode | OneTimeCodes | PaperKey | ReceiptCode


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
        data = _content(card) | {
            "checkpoint": checkpoint,
            "printed": words.printed_line(printed_at, language),
        }
    return render("card.typ", data, language=language, made_at=printed_at, font_paths=font_paths)


def _content(card: Card) -> dict[str, Printable]:
    match card:
        case RecoveryCode():
            return words.recovery() | {"kind": "code", "groups": in_groups(card.code)}
        case ReceiptCode():
            return words.receipt() | {"kind": "code", "groups": in_groups(card.code)}
        case OneTimeCodes():
            return words.one_time() | {"kind": "grid", "codes": list(card.codes)}
        case PaperKey():
            return words.paper_key(card.institution, card.version) | {
                "kind": "key",
                "groups": in_groups(card.key),
                "qr": _qr_svg(card.key),
                "fingerprint": list(card.fingerprint),
            }


def in_groups(code: str) -> list[Printable]:
    """Fours as people read and type them; groups the caller made with dashes are kept."""
    if "-" in code:
        return [group for group in code.split("-") if group]
    return [code[start : start + 4] for start in range(0, len(code), 4)]


def _qr_svg(text: str) -> str:
    # Level Q: a folded sheet loses up to a quarter of the picture and can still be read.
    image = io.BytesIO()
    segno.make_qr(text, error="q").save(image, kind="svg", xmldecl=False, border=4)
    return image.getvalue().decode()
