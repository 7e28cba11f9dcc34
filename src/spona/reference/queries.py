"""Reads that choose: what is in force, whose signs a sector gets, on what a packet may rest."""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from itertools import groupby
from typing import Any, Final
from uuid import UUID

from django.apps import apps
from django.db.models import Count, Q, QuerySet

from spona.access.server_keys import in_parts
from spona.reference.decided_proposals import decided_before
from spona.reference.models import (
    Code,
    Indicator,
    IndicatorList,
    LegalBasis,
    NetworkQuestion,
    Proposal,
    ProposalState,
    Signed,
)
from spona.reference.models.legal import NO_BASIS
from spona.reference.models.proposals import CASE_QUESTION, CODE, LEGAL, SIGNS
from spona.reference.models.signed import Logged, outdated_ids
from spona.reference.scripts import serbian_key
from spona.reference.titles import TITLES

GENERAL = "general"


@dataclass(frozen=True, slots=True)
class CodeList:
    name: str
    title: str
    codes: list[Code]


def code_lists(on: dt.date) -> list[CodeList]:
    """The lists with their codes in force on this day, by title in the reader's alphabet."""
    codes = Code.objects.valid_on(on).order_by("list", "order", "code")
    found = [
        CodeList(name, str(TITLES.get(name, name)), list(group))
        for name, group in groupby(codes, key=lambda code: code.list)
    ]
    return sorted(found, key=lambda each: serbian_key(each.title))


def codes_of(list_name: str) -> list[Code]:
    """Every entry of a list in its newest version, those that have ended last."""
    newest: dict[str, Code] = {}
    for row in Code.objects.filter(list=list_name).order_by("version"):
        newest[row.code] = row
    return sorted(newest.values(), key=lambda row: (row.valid_to is not None, row.order, row.code))


def legal_rows() -> list[LegalBasis]:
    """Every row of the table in its newest version, those that have ended last."""
    newest = {row.key: row for row in LegalBasis.objects.order_by("version")}
    return sorted(newest.values(), key=lambda row: (row.valid_to is not None, row.key))


def waiting(kinds: Collection[str], network: UUID | None = None) -> dict[str, Proposal]:
    """Subject → its change that waits for a second person; only what Spona wrote down."""
    rows = Proposal.objects.filter(kind__in=kinds, network_id=network, state=ProposalState.WAITING)
    return {row.subject: row for row in rows if row.has_valid_mac()}


def proposals_of(kinds: Collection[str], state: str) -> list[Proposal]:
    """Everybody's proposals in this state, newest first; what Spona did not write is left out."""
    rows = Proposal.objects.filter(kind__in=kinds, network_id=None, state=state)
    return [row for row in rows if row.has_valid_mac()]


def history_of(kind: str, subject: str, network: UUID | None = None) -> list[Proposal]:
    """All that was ever proposed about one thing, newest first."""
    rows = Proposal.objects.filter(kind=kind, subject=subject, network_id=network)
    return [row for row in rows if row.has_valid_mac()]


# What the confirming of a proposal of this kind makes.
_MADE: Final[dict[str, type[Signed]]] = {
    CODE: Code,
    LEGAL: LegalBasis,
    SIGNS: IndicatorList,
    CASE_QUESTION: NetworkQuestion,
}


def put_back() -> list[tuple[str, UUID]]:
    """(kind, id) of each row, of all apps, that is not in the last state that the log keeps."""
    return [
        (model.row_kind(), row.pk)
        for model in apps.get_models()
        if issubclass(model, Logged)
        for rows in in_parts(QuerySet[Any](model))
        for old in [outdated_ids(rows)]
        for row in rows
        if row.pk in old
    ]


def forged() -> list[tuple[str, UUID]]:
    """(model, id) of each row here that is not as Spona left it, for the operator.

    A version that was put back is found by what two people confirmed: the row that a
    confirming made has to be there, and a question that two people ended has to have its end. A
    proposal that was put back as waiting, by the log.
    """
    kinds: tuple[type[Signed], ...] = (
        Code, IndicatorList, Indicator, LegalBasis, NetworkQuestion, Proposal,
    )  # fmt: skip
    bad = [
        (kind.row_kind(), row.pk)
        for kind in kinds
        for row in QuerySet[Any](kind).order_by("pk")
        if not row.has_valid_mac()
    ]
    confirmed = Proposal.objects.filter(state=ProposalState.CONFIRMED)
    for name, model in _MADE.items():
        of_kind = confirmed.filter(kind=name)
        made = {row.made: row.pk for row in of_kind if row.made is not None}
        there = set(QuerySet[Any](model).filter(pk__in=made).values_list("pk", flat=True))
        bad += [("proposal", made[ident]) for ident in made if ident not in there]
    ended = confirmed.filter(kind=CASE_QUESTION, change__what="end").values("made")
    asked = NetworkQuestion.objects.filter(pk__in=ended, ended_on=None).order_by("pk")
    bad += [(NetworkQuestion.row_kind(), ident) for ident in asked.values_list("pk", flat=True)]
    waits = Proposal.objects.filter(state=ProposalState.WAITING).values_list("pk", flat=True)
    return bad + [("proposal", ident) for ident in sorted(decided_before(list(waits)))]


def indicator_lists(on: dt.date) -> QuerySet[IndicatorList]:
    """The lists of signs in force on this day, each with `signs`, the number of its signs."""
    return IndicatorList.objects.valid_on(on).annotate(signs=Count("indicators"))


def indicator_list_for(sector: str, on: dt.date) -> IndicatorList:
    """The sector's own signs on this day; else those of the sector it shares a list with; else
    the general list. The caller sees which one it got by its `sector`.

    IndicatorList.DoesNotExist when not even a general list is valid on that day.
    """
    code = Code.objects.of("sector", on).filter(code=sector).first()
    shared = code.extra.get("list_of", "") if code else ""
    valid = {each.sector: each for each in IndicatorList.objects.valid_on(on)}
    for wanted in (sector, shared, GENERAL):
        if wanted in valid:
            return valid[wanted]
    raise IndicatorList.DoesNotExist(f"no list of signs for {sector} and no general one on {on}")


def legal_bases_for(
    *, sender: str, recipient: str, child_path: bool, on: dt.date
) -> QuerySet[LegalBasis]:
    """What may be said to rest on more than agreement, from one sector to another on this day.
    Only what lets something be told: an act that gives a residence permit is no basis.

    `child_path` is true for a child and for a person whose age is not sure.
    """
    ages = ("any", "child") if child_path else ("any", "adult")
    return (
        LegalBasis.objects.valid_on(on)
        .filter(Q(sender_sector="") | Q(sender_sector=sender))
        .filter(Q(recipient_sector="") | Q(recipient_sector=recipient))
        .filter(age__in=ages)
        .exclude(purpose__in=NO_BASIS)
    )
