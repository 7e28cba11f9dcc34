"""What a founding document says, and whether it can be true: a sentence where it cannot."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any, Final

from django.utils.translation import gettext as _

from spona.access.denied import Conflict, Denied
from spona.deadlines.time import today
from spona.directory.models import DatePrecision, Institution, Network
from spona.directory.queries import institutions_of
from spona.mandates.models import FoundingDocument, Quorum
from spona.mandates.models.founding_documents import COUNTED
from spona.mandates.words import document_name, kind_words
from spona.reference.models import Code

_REMINDS: Final = range(1, 731)


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentFacts:
    """What a document says. `ends_on` is the first day on which it no longer holds; `sources` are
    {"fact": …, "source": …}. `starts_on` empty: from the day it was signed, where that is known.
    """

    kind: str = ""
    title: str = ""
    number: str = ""
    signed_on: dt.date | None = None
    signed_precision: str = ""
    starts_on: dt.date | None = None
    ends_on: dt.date | None = None
    coordinated_by: Institution | None = None
    deputised_by: Institution | None = None
    reports_to: str = ""
    quorum: str = Quorum.NONE
    quorum_number: int | None = None
    remind_days: int = 60
    sources: list[dict[str, str]] = field(default_factory=list)

    def columns(self) -> dict[str, Any]:
        """As the row holds it."""
        exact = self.signed_precision == DatePrecision.DAY
        own = {"coordinated_by": self.coordinated_by, "deputised_by": self.deputised_by}
        flat = {name: getattr(self, name) for name in self.__dataclass_fields__}
        start = self.starts_on or (self.signed_on if exact else None)
        return flat | own | {"starts_on": start}


def check(columns: dict[str, Any], network: Network, known: FoundingDocument | None = None) -> None:
    """Denied with a sentence where the facts cannot be true together."""
    if not (columns["kind"] or columns["title"]):
        raise Denied(_("Say what kind of act it is, or write its title."))
    if columns["kind"] and not _is_kind(columns["kind"], known):
        raise Denied(_("There is no such kind of act in the list. Choose another one."))
    _check_days(columns)
    if columns["remind_days"] not in _REMINDS:
        raise Denied(_("The reminder comes between 1 and 730 days before the end."))
    _check_quorum(columns["quorum"], columns["quorum_number"])
    _check_leads(columns, network, known)


def _is_kind(code: str, known: FoundingDocument | None) -> bool:
    if known is not None and known.kind == code:
        return True
    return Code.objects.of("act_kind", today()).filter(code=code).exists()


def _check_days(columns: dict[str, Any]) -> None:
    signed, start, end = columns["signed_on"], columns["starts_on"], columns["ends_on"]
    if signed and not columns["signed_precision"]:
        raise Denied(_("Say how much of the day of signing is known."))
    if signed and signed > today():
        raise Denied(_("The day of signing has not come yet. Correct it."))
    if start and end and end <= start:
        raise Denied(backwards())
    if signed and end and end <= signed:
        raise Denied(_("The act ends before it was signed. Correct one of the two dates."))
    exact = columns["signed_precision"] == DatePrecision.DAY
    if exact and signed and start and start < signed:
        raise Denied(_("The act cannot hold before it was signed. Correct one of the two dates."))


def backwards() -> str:
    return _("The last day comes before the first one. Correct one of the two dates.")


def _check_quorum(quorum: str, number: int | None) -> None:
    most = COUNTED.get(Quorum(quorum))
    if most is None:
        if number is not None:
            raise Denied(_("A number belongs to “%(choice)s” only.") % {
                "choice": Quorum.NUMBER.label})  # fmt: skip
        return
    if number is None or not 1 <= number <= most:
        raise Denied(_("Write how many have to be there: from 1 to %(most)d.") % {"most": most})


def _check_leads(columns: dict[str, Any], network: Network, known: FoundingDocument | None) -> None:
    leads, deputy = columns["coordinated_by"], columns["deputised_by"]
    if leads is not None and deputy is not None and leads.pk == deputy.pk:
        raise Denied(_("The deputy is another institution than the one that coordinates."))
    as_before = {known.coordinated_by_id, known.deputised_by_id} if known else set()
    new = {one.pk for one in (leads, deputy) if one is not None} - as_before
    if new and institutions_of(network).filter(pk__in=new).count() != len(new):
        raise Denied(_("This institution does not sit in the network. Choose another one."))


def check_alone(
    network: Network,
    columns: dict[str, Any],
    *,
    beside: FoundingDocument | None,
    itself: FoundingDocument | None = None,
) -> None:
    """Conflict where another document holds on one of these days."""
    rows = FoundingDocument.objects.standing().filter(network=network)
    rows = rows.exclude(pk__in=[one.pk for one in (beside, itself) if one is not None])
    other = rows.overlapping(columns["starts_on"], columns["ends_on"]).first()
    if other is not None:
        name = document_name(other, kind_words(today()))
        raise Conflict(
            _("In that time another act holds: %(act)s. Say that the new one replaces it, or "
              "correct the dates.") % {"act": name}
        )  # fmt: skip
