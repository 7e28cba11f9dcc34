"""Yes and no, per recipient and part: the newest answer of the person counts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from spona.cases.case.models import Case
from spona.cases.consent.details import TELL_WHO, Details
from spona.cases.consent.models import Agreement
from spona.cases.consent.words import local_day
from spona.deadlines.late import today_in
from spona.directory.models import Institution, Network

# Rows of a file, the newest first; without details where this reader cannot open them.
type Answers = Sequence[tuple[Agreement, Details | None]]


@dataclass(frozen=True, slots=True)
class Refusal:
    """The newest answer for these parts and this recipient is no. `withdrawn`: it was yes once.

    `named` and `mark` are of a body outside the directory, which all have one `recipient`.
    """

    recipient: Institution
    parts: tuple[str, ...]
    day: dt.date
    withdrawn: bool
    named: str = ""
    mark: str = ""


def answers_in(case: Case, texts: Mapping[str, dict[str, Any]]) -> Answers:
    """All of a file, from its sections that were opened already, by name."""
    rows = list(case.agreements.select_related("recipient__town").order_by("-written_at"))
    answers = [
        (row, Details.from_document(texts[row.section_name]) if row.section_name in texts else None)
        for row in rows
    ]
    _mark_agreed(answers, case.network)
    return answers


def _mark_agreed(answers: Answers, network: Network) -> None:
    """Write into each opened row what of it may go: yes, and no newer answer says no."""
    newest = _newest(answers, today_in(network))
    for row, details in answers:
        if details is None:
            continue
        row.agreed = frozenset(
            part
            for part in row.parts
            if not details.refuses(part)
            and not _is_no(part, *newest.get((_whom(row), part), (row, details)))
        )


def refusals(answers: Answers, network: Network) -> list[Refusal]:
    """Every no that stands today, the newest first. A no has no last day."""
    today = today_in(network)
    parts: dict[UUID, list[str]] = {}
    for (_to, part), (row, details) in _newest(answers, today).items():
        if _is_no(part, row, details):
            parts.setdefault(row.pk, []).append(part)
    return [
        Refusal(
            row.recipient,
            tuple(parts[row.pk]),
            local_day(row.withdrawn_at, network) if row.withdrawn_at else row.starts_on,
            row.withdrawn_at is not None,
            details.recipient,
            row.addressee_mark,
        )
        for row, details in answers
        if details is not None and row.pk in parts
    ]


def refused_for(
    found: Iterable[Refusal], recipient: Institution, parts: Collection[str], *, mark: str = ""
) -> set[str]:
    """Which of these parts the person said no to, for this recipient (or typed body, by mark)."""
    said = {
        part
        for one in found
        if one.mark == mark and (mark or one.recipient.pk == recipient.pk)
        for part in one.parts
    }
    return said & set(parts)


def is_for(row: Agreement, recipient: Institution, mark: str = "") -> bool:
    """Whether it was said for this institution, or for this body outside the directory."""
    return row.addressee_mark == mark and (bool(mark) or row.recipient_id == recipient.pk)


type _Whom = tuple[UUID, str]


def _newest(answers: Answers, today: dt.date) -> dict[tuple[_Whom, str], tuple[Agreement, Details]]:
    """The newest opened answer for each recipient and part. A yes counts from its first day on.

    While that for who the person is says no, it stands for the parts that tell it too.
    """
    newest: dict[tuple[_Whom, str], tuple[Agreement, Details]] = {}
    for row, details in answers:
        if details is None:
            continue
        for part in row.parts:
            if row.starts_on <= today or part in details.refused:
                newest.setdefault((_whom(row), part), (row, details))
    no_to_who = {
        whom: said for (whom, part), said in newest.items() if part == "who" and _is_no(part, *said)
    }
    return newest | {(whom, part): said for whom, said in no_to_who.items() for part in TELL_WHO}


def _whom(row: Agreement) -> _Whom:
    return row.recipient_id, row.addressee_mark


def _is_no(part: str, row: Agreement, details: Details) -> bool:
    return details.refuses(part) or row.withdrawn_at is not None
