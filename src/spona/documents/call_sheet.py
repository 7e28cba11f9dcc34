"""What to say on the phone, on one A4: for who calls a partner that cannot open anything here."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.utils import translation

from spona.documents import report_words as words
from spona.documents.render import Language, Printable, render
from spona.documents.report_words import Age, Kind, Urgency


@dataclass(frozen=True, slots=True)
class CallSheet:
    """Facts of the cover only: who the person is stands on the report, never here."""

    kind: Kind
    reference: str
    recipient: str
    numbers: tuple[str, ...]
    caller: str
    urgency: Urgency
    age: Age | None
    asked: str
    printed_at: datetime
    age_detail: str = ""
    language: str = ""
    deadline: str = ""


def call_sheet_pdf(sheet: CallSheet, *, language: Language, font_paths: Iterable[Path]) -> bytes:
    """One page as PDF bytes; our own words in `language`. Raises `DocumentError`."""
    with translation.override(language):
        said, label = words.call_words(has_number=bool(sheet.numbers)), words.fact_labels()
        title = words.title(sheet.kind, sheet.reference)
        age = words.age_word(sheet.age) if sheet.age else ""
        data: dict[str, Printable] = {
            "words": said,
            "title": f"{said['call']}: {title}",
            "reference": sheet.reference,
            "call": _pairs(
                (
                    (label["to"], sheet.recipient),
                    (str(said["numbers"]), "\n".join(sheet.numbers) or str(said["no_number"])),
                )
            ),
            "say": _pairs(
                (
                    (str(said["from"]), sheet.caller),
                    (str(said["what"]), title),
                    (label["urgency"], words.urgency_word(sheet.urgency)),
                    (words.asked_label(), sheet.asked),
                    (label["age"], ", ".join(filter(None, (age, sheet.age_detail)))),
                    (label["language"], sheet.language),
                    (label["deadline"], sheet.deadline),
                )
            ),
        }
    return render(
        "call.typ", data, language=language, made_at=sheet.printed_at, font_paths=font_paths
    )


def _pairs(lines: Iterable[tuple[str, str]]) -> list[Printable]:
    return [{"label": label, "value": value} for label, value in lines if value]
