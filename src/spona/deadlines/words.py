"""What deadlines run for, how long a rule gives, whom it is about: in words, without the matter."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from spona.deadlines.models import Rule, Unit

EVENTS: Final[dict[str, Promise]] = {
    "opening": gettext_lazy("opening what has arrived"),
    "answer": gettext_lazy("answering what has arrived"),
    "first_contact": gettext_lazy("the first contact with the person"),
    "assessment": gettext_lazy("the initial assessment"),
    "decision": gettext_lazy("the decision of the Centre"),
    "message": gettext_lazy("answering a message"),
    "plan_review": gettext_lazy("looking at the plan again"),
    "data_request": gettext_lazy("answering a request about data"),
    "data_breach": gettext_lazy("the notice of a breach of data"),
}
# Events whose deadline something in Spona starts. What is not here has rules and no deadline: it
# is no promise, and no list counts it (`tests/deadlines/test_started.py` reads the code).
STARTED: Final = frozenset(
    {
        "answer", "assessment", "data_breach", "data_request", "first_contact", "message",
        "plan_review",
    }
)  # fmt: skip


def event_words(event: str) -> str:
    return str(EVENTS.get(event, event))


def time_given(amount: int, unit: str) -> str:
    """As in: 24 hours; 5 working days; 30 days."""
    if unit == Unit.HOURS:
        text = ngettext("%(n)s hour", "%(n)s hours", amount)
    elif unit == Unit.WORKING_DAYS:
        text = ngettext("%(n)s working day", "%(n)s working days", amount)
    else:
        text = ngettext("%(n)s day", "%(n)s days", amount)
    return text % {"n": amount}


def about(rule: Rule, sectors: Mapping[str, str], urgencies: Mapping[str, str]) -> str:
    """For whom and how urgent, as in: "Police, urgent"; empty parts mean any."""
    sector = sectors.get(rule.sector, rule.sector) if rule.sector else _("every sector")
    if not rule.urgency:
        return sector
    urgency = urgencies.get(rule.urgency, rule.urgency)
    # In the middle of a sentence the entry of the list has no capital.
    return f"{sector}, {urgency[:1].lower()}{urgency[1:]}"
