"""A paper of the pack as PDF bytes."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from django.utils import translation

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
from spona.documents.papers.printing import Issue, paper_pdf
from spona.documents.papers.sheet import Paper
from spona.documents.render import Language

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
    issue = Issue(language, printed_at, tuple(font_paths), checkpoint, practice)
    with translation.override(language):
        made = _MAKERS[type(paper)](paper)
    return paper_pdf(made, issue)
