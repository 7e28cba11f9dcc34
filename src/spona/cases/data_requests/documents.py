"""The sealed words of a request about data."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

SECTION: Final = "request"
OUTCOMES: Final[Mapping[str, Promise]] = {
    "done": _("Done as it was asked"),
    "partly": _("Done in part"),
    "refused": _("Not done, and they were told why"),
    "withdrawn": _("Taken back"),
}
# Of a breach.
REPORTED: Final[Mapping[str, Promise]] = {
    "reported": _("The supervisory authority was notified"),
    "no_risk": _("No risk to anybody: written down, not notified"),
}


@dataclass(frozen=True, slots=True)
class Asks:
    """`who` asks, or noticed it; `case`: the reference of the case it is about, or empty."""

    who: str
    words: str
    case: str = ""
    written_by: str = ""
    outcome: str = ""
    answer: str = ""
    answered_by: str = ""
    answered_at: str = ""

    def to_document(self) -> dict[str, Any]:
        return {"schema": 1, **asdict(self)}

    @classmethod
    def from_document(cls, document: Mapping[str, Any]) -> Asks:
        return cls(**{name: document[name] for name in cls.__dataclass_fields__})

    @property
    def outcome_label(self) -> str:
        return str({**OUTCOMES, **REPORTED}.get(self.outcome, ""))

    @property
    def when(self) -> dt.datetime | None:
        return dt.datetime.fromisoformat(self.answered_at) if self.answered_at else None
