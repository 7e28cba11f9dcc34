"""The fields of a case, in the order in which a file is read."""

from __future__ import annotations

from typing import Final

from spona.cases.fields.assessment_fields import ASSESSMENT
from spona.cases.fields.case_field import CaseField
from spona.cases.fields.event_fields import EVENTS
from spona.cases.fields.person_fields import PAPERS, PERSON
from spona.cases.fields.report_fields import REPORT
from spona.cases.fields.support_fields import SUPPORT

FIELDS: Final[tuple[CaseField, ...]] = (*PERSON, *PAPERS, *EVENTS, *ASSESSMENT, *SUPPORT, *REPORT)
