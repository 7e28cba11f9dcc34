"""What is asked about a report, and stays with it: no section of a file holds these."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_lazy as _

from spona.cases.fields.case_field import CaseField, Kind, Question
from spona.cases.fields.codes import TOLD, URGENCY
from spona.cases.fields.person_fields import in_reports

_PLAIN: Final = Question()

REPORT: Final = (
    CaseField(
        name="urgency", section="", part="cover", label=_("Urgency"), kind=Kind.ONE, codes=URGENCY,
        question=_("How urgent is it?"),
        missing=_("Choose how urgent it is. The deadline depends on it."),
        asked_in={**in_reports()},
    ),
    CaseField(
        name="told", section="", part="sender", label=_("Who was told there"), kind=Kind.MANY,
        codes=TOLD, question=_("Who here was told?"), counts_as="who_knows",
        asked_in={**in_reports()},
    ),
    CaseField(
        name="told_more", section="", part="sender", label=_("When, and who else"),
        counts_as="who_knows", asked_in={"report": _PLAIN},
    ),
    CaseField(
        name="own_phone", section="", part="sender", label=_("Your phone for the recipient"),
        kind=Kind.PHONE, length=60, asked_in={
            "report": _PLAIN,
            "named": Question(
                label=_("Phone of your institution"),
                hint=_("The directory does not have it. They check it, then call and ask for you."),
            ),
        },
    ),
    CaseField(
        name="registry_number", section="", part="sender", label=_("Delovodni broj"), length=60,
        asked_in={
            **in_reports(Question(hint=_("If your records office has given one. It is sealed."))),
        },
    ),
    CaseField(
        name="notes", section="", part="kept", label=_("Only for you"), kind=Kind.TEXT,
        asked_in={
            "report": Question(hint=_("This is never sent. It stays with your copy."), rows=2),
        },
    ),
)  # fmt: skip
