"""A certificate on one page across. The square leads to a page that tells of nobody."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import segno
from django.utils import translation
from django.utils.translation import gettext as _

from spona.documents.render import Language, Printable, render


@dataclass(frozen=True, slots=True)
class CertificateDocument:
    """Texts as they are printed. `lines` stand under the title of the module: days, hours,
    accreditation; `address` is the public page that confirms it.
    """

    issuer: str
    name: str
    institution: str
    module: str
    lines: tuple[str, ...]
    number: str
    valid: str
    address: str
    practice: bool = False


def certificate_pdf(
    paper: CertificateDocument,
    *,
    language: Language,
    printed_at: datetime,
    font_paths: Iterable[Path],
) -> bytes:
    """A4 PDF bytes; its metadata says nothing. Raises `DocumentError`."""
    data: dict[str, Printable] = {
        "issuer": paper.issuer,
        "name": paper.name,
        "institution": paper.institution,
        "module": paper.module,
        "lines": list(paper.lines),
        "number": paper.number,
        "valid": paper.valid,
        # In pieces, so that no invisible break gets into what somebody copies.
        "address": [*_pieces(paper.address)],
        "practice": paper.practice,
        "qr": square(paper.address),
    }
    with translation.override(language):
        data["words"] = {
            "title": _("Certificate"),
            "given": _("This confirms that"),
            "finished": _("has finished the training"),
            "trainer": _("Trainer"),
            "signature": _("For the network: signature and stamp"),
            "check": _("The square leads to a page that says whether it is valid, without a name."),
            "qr": _("Square with the address at which the certificate is checked"),
            "practice": _("PRACTICE: people and events are invented"),
        }
    return render(
        "certificate.typ", data, language=language, made_at=printed_at, font_paths=font_paths
    )


def _pieces(address: str) -> list[str]:
    return [f"{part}/" for part in address.rstrip("/").split("/")]


def square(address: str) -> str:
    """The QR code as SVG. Level M: it is printed large enough to be read from a copy."""
    made: str = segno.make_qr(address, error="m").svg_inline(border=2, omitsize=True)
    # typst reads a picture only with the name of its language.
    return made.replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1)
