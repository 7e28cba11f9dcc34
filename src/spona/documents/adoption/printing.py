"""A paper of the pack as PDF bytes."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from django.utils import translation
from django.utils.translation import gettext as _

from spona.documents.adoption import agreeing, assessing, joining, running, sharing, telling
from spona.documents.adoption.shape import (
    Confidentiality,
    DeadlineList,
    HowToReport,
    ImpactAssessment,
    Incident,
    Joining,
    JointControllers,
    OperatorSheet,
    ProcessingRecord,
    ProcessorContract,
    Protocol,
    Requirements,
    SafeRecord,
    Talk,
)
from spona.documents.adoption.sheet import Paper, as_data
from spona.documents.card_words import printed_line
from spona.documents.render import Language, Printable, render

type AdoptionPaper = (
    Joining | Protocol | Confidentiality | SafeRecord | DeadlineList | HowToReport | Talk
    | JointControllers | ProcessorContract | ImpactAssessment | ProcessingRecord | OperatorSheet
    | Requirements | Incident
)  # fmt: skip

_MAKERS: Final[dict[type[Any], Callable[..., Paper]]] = {
    Joining: joining.decision,
    Confidentiality: joining.confidentiality,
    SafeRecord: joining.safe_record,
    Protocol: agreeing.protocol,
    DeadlineList: agreeing.deadlines,
    HowToReport: telling.how_to_report,
    Talk: telling.talk,
    JointControllers: sharing.joint_controllers,
    ProcessorContract: sharing.processor_contract,
    ImpactAssessment: assessing.impact_assessment,
    ProcessingRecord: assessing.processing_record,
    OperatorSheet: running.operator_sheet,
    Requirements: running.requirements,
    Incident: running.incident,
}


def adoption_pdf(
    paper: AdoptionPaper,
    *,
    language: Language,
    checkpoint: str,
    printed_at: datetime,
    font_paths: Iterable[Path],
    practice: bool = False,
) -> bytes:
    """A4 PDF bytes with a place for number, stamp and signature; its metadata says nothing.

    Names come in as given, our own words are in `language`. Raises `DocumentError`.
    """
    with translation.override(language):
        data = as_data(_MAKERS[type(paper)](paper)) | {
            "words": _words(),
            "practice": practice,
            "checkpoint": checkpoint,
            "printed": printed_line(printed_at, language),
        }
    return render(
        "adoption.typ", data, language=language, made_at=printed_at, font_paths=font_paths
    )


def _words() -> dict[str, Printable]:
    return {
        "draft": _(
            "DRAFT, filled in by Spona. The institution's lawyer confirms it before it is signed."
        ),
        "practice": _("PRACTICE: people and events are invented"),
        "number": _("Registry number"),
        "date": _("Date"),
        "stamp": _("Place for stamp"),
        "signature": _("Signature"),
        "page": _("Page"),
    }
