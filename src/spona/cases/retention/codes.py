"""Outcomes by which a period of keeping is set, and why retention is postponed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from spona.cases.identification.decisions import outcomes

NONE: Final = "none"
# Of an outcome without a rule of its own.
ANY: Final = "any"
OTHER: Final = "other"
POSTPONED_FOR: Final[Mapping[str, Promise]] = {
    "proceedings": _("Proceedings are not finished"),
    "request": _("The person, or somebody for them, has asked for it"),
    "oversight": _("An authority is looking into it"),
    "contact": _("The person may come back soon"),
    OTHER: _("Another reason"),
}
# No law says these two: without them, postponing could go on for ever. In years, and how often.
LONGEST: Final = 2
MOST: Final = 3
YEARS: Final = range(1, 101)
# Of these there is no official copy elsewhere: what Spona has is their own record.
WITHOUT_OFFICIAL_COPY: Final = frozenset({"cso"})


def outcome_labels() -> dict[str, str]:
    """Code → words; decisions in the words of the list of the reference."""
    return {
        **outcomes(),
        NONE: str(_("No decision on identification")),
        ANY: str(_("Every other outcome")),
    }
