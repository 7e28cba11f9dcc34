"""The adoption pack: what a town signs before it opens casework, and what it tells people.

Filled from data, each a draft that the institution's lawyer confirms. No paper cites an act but
those handed in, each with how sure it is; what nobody knows stays a dotted line.
"""

from spona.documents.adoption.printing import AdoptionPaper, adoption_pdf
from spona.documents.adoption.shape import (
    Confidentiality,
    Deadline,
    DeadlineList,
    HolderLine,
    HowToReport,
    ImpactAssessment,
    Incident,
    Joining,
    JointControllers,
    LegalAct,
    NumberLine,
    OperatorSheet,
    ProcessingRecord,
    ProcessorContract,
    Protocol,
    Requirements,
    SafeRecord,
    SeatLine,
    Talk,
)

__all__ = [
    "AdoptionPaper",
    "Confidentiality",
    "Deadline",
    "DeadlineList",
    "HolderLine",
    "HowToReport",
    "ImpactAssessment",
    "Incident",
    "Joining",
    "JointControllers",
    "LegalAct",
    "NumberLine",
    "OperatorSheet",
    "ProcessingRecord",
    "ProcessorContract",
    "Protocol",
    "Requirements",
    "SafeRecord",
    "SeatLine",
    "Talk",
    "adoption_pdf",
]
