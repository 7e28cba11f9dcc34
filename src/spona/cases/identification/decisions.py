"""Decisions on identification as a case keeps them: what was decided, how it is known, who knows.

They lie in the section `decisions`, oldest first, and are only added to. A correction is an entry
that names the one in whose place it stands.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from typing import Any, Final, NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from spona.cases.case.sections import LATER
from spona.deadlines.time import today
from spona.reference.models import Code
from spona.statistics.report_record import OUTCOME

SECTION: Final = "decisions"
# Whose readers read the decisions.
READ_WITH: Final = LATER[SECTION]
# The list of the reference, in the Centre's own words.
LIST: Final = "outcome"

# Code of the list `outcome` → what it means for the work, in the order of the page.
HINTS: Final[Mapping[str, Promise]] = {
    "identified": _(
        "From now on this word stands in the legal status only. "
        "Everywhere else it still says “the person”."
    ),
    "not_assessed_as_victim": _("Services are offered anyway. The report was no mistake."),
    "discontinued": _(
        "For example: the person has left the country or does not want the procedure."
    ),
    "rejected": _("The Centre has made no assessment. The report stays in the file."),
}
OWN: Final = "own"
PAPER: Final = "paper"
PHONE: Final = "phone"
SPONA: Final = "spona"
HEARD: Final[Mapping[str, Promise]] = {
    PAPER: _("On paper"),
    PHONE: _("By phone"),
    SPONA: _("Through Spona"),
}
YES: Final = "yes"
TOLD: Final[Mapping[str, Promise]] = {
    YES: _("Yes"),
    "not_yet": _("Not yet"),
    "not_safe": _("It is not safe now"),
}
TOLD_HOW: Final[Mapping[str, Promise]] = {
    "alone": _("in a conversation, alone"),
    "with_somebody": _("in a conversation, with somebody they trust"),
    "phone": _("by phone"),
    "letter": _("by a letter"),
    "other": _("in another way"),
}
# Besides the colleagues, who are named.
TOLD_BY: Final[Mapping[str, Promise]] = {
    "centre": _("somebody of the Centre"),
    "guardian": _("the guardian"),
    "other": _("somebody else"),
}
DISAGREES: Final[Mapping[str, Promise]] = {
    "person": _("The person does not agree"),
    "guardian": _("The guardian does not agree"),
    "institution": _("Our institution does not agree"),
}


def outcomes(*, ever: bool = False) -> dict[str, str]:
    """Code → the words of the list as they hold today, or of every code there `ever` was.

    Only what the counted record knows too: another code would be a decision that nobody counts.
    """
    labels = Code.objects.labels(LIST, None if ever else today())
    return {code: labels.get(code, str(OUTCOME[code])) for code in HINTS}


@dataclass(frozen=True, slots=True)
class Decision:
    """One entry. `heard` is a code of `HEARD`, or `OWN` in the Centre's own file; `referral` the
    reference of what was answered through Spona. `asked_on` and `asked_source` only where it began
    before Spona. `told_by` is a code of `TOLD_BY`, or a name. `disagree`: code of `DISAGREES` →
    their words. `corrects` the id of the one in whose place it stands, with its `reason`.
    """

    outcome: str
    day: date
    heard: str
    told: str
    number: str = ""
    heard_from: str = ""
    heard_on: date | None = None
    referral: str = ""
    asked_on: date | None = None
    asked_source: str = ""
    told_on: date | None = None
    told_how: str = ""
    told_language: str = ""
    told_by: str = ""
    told_services: bool = False
    person_says: str = ""
    disagree: Mapping[str, str] = field(default_factory=dict)
    corrects: str = ""
    reason: str = ""
    id: str = ""
    at: datetime | None = None
    by: str = ""
    member: str = ""

    def to_document(self) -> dict[str, Any]:
        found = asdict(self)
        for name in _DAYS:
            found[name] = found[name].isoformat() if found[name] else ""
        found["at"] = self.at.isoformat(timespec="seconds") if self.at else ""
        found["disagree"] = dict(self.disagree)
        return found

    @classmethod
    def of(cls, document: Mapping[str, Any]) -> Decision:
        """What a later version knows beside these is left out."""
        known = {name: document[name] for name in cls.__dataclass_fields__ if name in document}
        for name in _DAYS:
            known[name] = date.fromisoformat(known[name]) if known.get(name) else None
        known["at"] = datetime.fromisoformat(known["at"]) if known.get("at") else None
        return cls(**known)

    @property
    def began_before(self) -> bool:
        return self.asked_on is not None

    @property
    def second_hand(self) -> bool:
        """Somebody typed in what the Centre has decided; it did not say so here itself."""
        return self.began_before or self.heard not in (SPONA, OWN)

    @property
    def heard_label(self) -> Promise | str:
        return HEARD.get(self.heard, "")

    @property
    def told_label(self) -> Promise | str:
        return TOLD.get(self.told, "")

    @property
    def told_how_label(self) -> Promise | str:
        return TOLD_HOW.get(self.told_how, "")

    @property
    def told_by_label(self) -> Promise | str:
        return TOLD_BY.get(self.told_by, self.told_by)

    @property
    def was_told(self) -> bool:
        return self.told == YES

    @property
    def is_no(self) -> bool:
        return self.outcome != "identified"

    @property
    def disagreements(self) -> list[tuple[Promise, str]]:
        """Who does not agree, and their words."""
        return [(DISAGREES[code], said) for code, said in self.disagree.items()]


_DAYS: Final = ("day", "heard_on", "asked_on", "told_on")


class Corrected(NamedTuple):
    """What an entry was before, and the one that stands in its place."""

    decision: Decision
    after: Decision

    @property
    def was_added_to(self) -> bool:
        """Nothing that stood is another now."""
        return not changes_what_stood(self.decision, self.after)


@dataclass(frozen=True, slots=True)
class Entry:
    """A decision as it holds today, and what it was before, the newest first."""

    decision: Decision
    before: Sequence[Corrected]

    @property
    def first(self) -> Decision:
        return self.before[-1].decision if self.before else self.decision

    def has(self, ident: str) -> bool:
        return ident in {self.decision.id, *(one.decision.id for one in self.before)}


def entries_of(document: Mapping[str, Any]) -> list[Entry]:
    """Of the section `decisions`: what nothing corrects, the newest decision first."""
    rows = [Decision.of(one) for one in document.get("decisions", [])]
    by_id = {one.id: one for one in rows}
    corrected = {one.corrects for one in rows if one.corrects}
    found = [Entry(one, list(_before(one, by_id))) for one in rows if one.id not in corrected]
    # Of two of the same day the one that was first written later; correcting one moves it nowhere.
    place = {one.id: number for number, one in enumerate(rows)}
    return sorted(found, key=lambda one: (one.decision.day, place[one.first.id]), reverse=True)


def current_of(document: Mapping[str, Any]) -> Decision | None:
    """What holds today: the newest decision."""
    entries = entries_of(document)
    return entries[0].decision if entries else None


def _before(decision: Decision, by_id: Mapping[str, Decision]) -> Iterator[Corrected]:
    seen = {decision.id}
    while decision.corrects in by_id and decision.corrects not in seen:
        after, decision = decision, by_id[decision.corrects]
        seen.add(decision.id)
        yield Corrected(decision, after)


# What the entry knows of itself, and not of the decision.
_ABOUT_ITSELF: Final = ("id", "at", "by", "member", "corrects", "reason")


def changes_what_stood(old: Decision, new: Decision) -> bool:
    """Whether an answer that was given is another one now. That the person was told meanwhile, or
    does not agree, is added and corrects nothing.
    """
    before, now = old.to_document(), new.to_document()
    for name, value in before.items():
        if name in _ABOUT_ITSELF or value == now[name]:
            continue
        if name == "told" and not old.was_told:
            continue
        if name == "disagree" and value.items() <= now[name].items():
            continue
        if value:
            return True
    return False
