"""Paper: turns data into PDF bytes.

For: the report or packet with a place for stamp, signature and delovodni broj, and the small
cards people keep (recovery code, one-time codes, an institution's paper key, receipt code),
and what to say on the phone; tables for spreadsheets, and workbooks that come back changed.
Owns: the page templates in `pages/` and the words printed on them. No models.
Tells: nobody; the caller logs that a document was made.
Never: reads a database, opens anything sealed, writes a file, names the matter outside the
content it was given, or treats given text as markup.
"""

from spona.documents.blank_form import BlankForm, BlankPart, BlankQuestion, blank_form_pdf
from spona.documents.calendar import CALENDAR_TYPE, CalendarEvent, calendar_file
from spona.documents.call_sheet import CallSheet, call_sheet_pdf
from spona.documents.cards import (
    Card,
    OneTimeCodes,
    PaperKey,
    ReceiptCode,
    RecoveryCode,
    ReportReceipt,
    ServerKey,
    card_pdf,
)
from spona.documents.minutes import (
    Addendum,
    AgendaPoint,
    Decision,
    MinutesDocument,
    Seat,
    minutes_pdf,
)
from spona.documents.person_plan import PersonPlan, PlanLine, PlanPart, person_plan_pdf
from spona.documents.render import DocumentError, Language
from spona.documents.report import report_pdf
from spona.documents.report_shape import (
    Attachment,
    Deadline,
    Entry,
    Fact,
    Observation,
    ReportDocument,
    Sender,
    SignAnswer,
    Withheld,
)
from spona.documents.whole_case import PaperEntry, PaperPart, WholeCase, whole_case_pdf

__all__ = [
    "CALENDAR_TYPE",
    "Addendum",
    "AgendaPoint",
    "Attachment",
    "BlankForm",
    "BlankPart",
    "BlankQuestion",
    "CalendarEvent",
    "CallSheet",
    "Card",
    "Deadline",
    "Decision",
    "DocumentError",
    "Entry",
    "Fact",
    "Language",
    "MinutesDocument",
    "Observation",
    "OneTimeCodes",
    "PaperEntry",
    "PaperKey",
    "PaperPart",
    "PersonPlan",
    "PlanLine",
    "PlanPart",
    "ReceiptCode",
    "RecoveryCode",
    "ReportDocument",
    "ReportReceipt",
    "Seat",
    "Sender",
    "ServerKey",
    "SignAnswer",
    "WholeCase",
    "Withheld",
    "blank_form_pdf",
    "calendar_file",
    "call_sheet_pdf",
    "card_pdf",
    "minutes_pdf",
    "person_plan_pdf",
    "report_pdf",
    "whole_case_pdf",
]
