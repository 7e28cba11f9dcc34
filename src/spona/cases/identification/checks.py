"""What a decision may not say: field → the sentence beside it. Form and action ask the same."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict
from datetime import date
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from spona.access.denied import Denied
from spona.cases.identification.decisions import SPONA, Decision
from spona.cases.identification.queries import Request, Requests

NOT_ASKED: Promise = _(
    "The Centre was not asked about this file yet. Ask it through a referral, or tick that it "
    "began before Spona."
)
NOT_HANDED_OVER: Promise = _(
    "The packet for the Centre is ready on paper. Write down first that it was handed over."
)
WHY: Promise = _("Write why it is corrected.")
AHEAD: Promise = _("This day is still to come.")


class Mistaken(Denied):
    """The entry says something impossible; `mistakes` is field → sentence."""

    def __init__(self, mistakes: dict[str, Promise]) -> None:
        super().__init__(next(iter(mistakes.values())))
        self.mistakes = mistakes


def mistakes(
    decision: Decision, requests: Requests, *, today: date, old: Decision | None = None
) -> dict[str, Promise]:
    """Empty where all is well; of each field the first. `old`: the entry that is corrected."""
    found: dict[str, Promise] = {}
    for name, sentence in _mistakes(decision, requests, today, old):
        found.setdefault(name, sentence)
    return found


def days_ahead(said: Mapping[str, Any], *, today: date) -> list[str]:
    """The names of the days that are still to come, which none of them may be."""
    days = {name: said.get(name) for name in ("day", "asked_on", "heard_on", "told_on")}
    return [name for name, day in days.items() if day is not None and day > today]


def _mistakes(
    one: Decision, requests: Requests, today: date, old: Decision | None
) -> Iterator[tuple[str, Promise]]:
    for name in days_ahead(asdict(one), today=today):
        yield name, AHEAD
    first = requests.first
    if one.began_before:
        if not one.asked_source.strip():
            yield "asked_source", _("Write where you know this from.")
    elif first is None:
        yield "began_before", NOT_HANDED_OVER if requests.prepared else NOT_ASKED
    asked = one.asked_on or (first.day if first else None)
    if asked is not None and one.day < asked:
        yield "day", _("This day is before the Centre was asked.")
    if one.heard_on is not None and one.heard_on < one.day:
        yield "heard_on", _("This day is before the decision.")
    if one.told_on is not None and one.told_on < one.day:
        yield "told_on", _("This day is before the decision.")
    kept = old is not None and (old.heard, old.referral) == (one.heard, one.referral)
    if one.heard == SPONA and not kept and not _answered(requests.answered, one.referral):
        yield "heard", _("The Centre has answered nothing through Spona. Choose how you know it.")


def _answered(rows: list[Request], reference: str) -> bool:
    return any(one.reference == reference for one in rows)
