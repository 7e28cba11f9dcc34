"""An institution's figures of services given, made by a person once a month.

Every plan is opened in the request that makes them, as far as that person can; first to show what
would be told, then once more to tell it. Nothing of it happens when a plan is saved: by the time
of a number one could find whose it is.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final
from uuid import UUID

from django.utils.translation import gettext as _

from spona import audit
from spona.access.actor import Actor
from spona.access.denied import Denied
from spona.cases.careplan.plan import NOBODY, NOT_AVAILABLE, OWN, SECTION, CarePlan
from spona.cases.careplan.service_kinds import kind_of
from spona.cases.careplan.service_totals import (
    Figure,
    Figures,
    Key,
    Lacked,
    Told,
    UnmetTotal,
    Written,
    figures_of,
    unmet_of,
)
from spona.cases.case.models import Case
from spona.cases.case.sealed_entry import OtherThanShown, mark_of
from spona.directory.models import Institution, Network
from spona.identity.keyring import Keyring
from spona.prevention.actions import write_need
from spona.prevention.models import Need
from spona.services.actions import keep_figures
from spona.services.models import FiguresUpdate, GivenTotal
from spona.services.permissions import TYPES, check_can_keep_figures, today
from spona.services.quarters import Quarter, quarter_of
from spona.statistics.rules import current_rule
from spona.vault.actions import open_many
from spona.vault.models import Section

# How the log names the reading, and why a holder opens what colleagues work on.
READ_AS: Final = "figures"
_REVIEW: Final = "supervision"
# What was lacking longer ago is written down by nobody any more.
_OLDEST: Final = dt.timedelta(days=2 * 366)
_LACKING: Final = "no_service"
_FULL: Final = "full"


@dataclass(frozen=True, slots=True)
class Preview:
    """`opened` plans were added up; `closed` ones did not open for this person."""

    last: Quarter
    opened: int
    closed: int
    figures: Figures
    unmet: list[UnmetTotal] = field(default_factory=list)

    @property
    def mark(self) -> str:
        """Of what would leave: what is told is what was shown."""
        rows = [[*map(str, one.key), str(one.complete), str(one.amount)] for one in self.told]
        needs = [
            [str(one.network), one.kind, str(one.quarter), one.people, one.full]
            for one in self.unmet
        ]
        return mark_of([rows, needs, self.opened, self.closed])

    @property
    def told(self) -> list[Figure]:
        return self.figures.told


def may_make_figures(actor: Actor) -> bool:
    """Who types the totals of the institution, and opens its files."""
    return actor.institution_id is not None and actor.may(TYPES) and actor.may("case:open")


def check_can_make_figures(actor: Actor) -> None:
    """Denied also in a month that has its figures, and in practice."""
    if not may_make_figures(actor):
        raise Denied(_("An intake officer of the institution makes its figures."))
    check_can_keep_figures(actor, Institution.objects.get(pk=str(actor.institution_id)))
    if not Network.objects.real().filter(pk__in=actor.networks).exists():
        raise Denied(_("In the training network no figures are made."))


def preview(*, colleagues: bool, by: Actor, keys: Keyring) -> Preview:
    """What would leave the seal now. `colleagues`: also files that colleagues work on, which they
    are told of. Call it outside every transaction: the log of the reading comes first.
    """
    check_can_make_figures(by)
    files = Case.objects.visible_to(by).filter(network__practice=False)
    cases = {one.box_id: one for one in files.select_related("network")}
    rows = list(
        Section.objects.visible_to(by).named(cases, SECTION).select_related("box").order_by("id")
    )
    opened = open_many(rows, by=by, keys=keys, purpose=READ_AS, reason=_REVIEW * colleagues)
    plans = [(cases[row.box_id], CarePlan.of(opened[row.pk])) for row in rows if row.pk in opened]
    last = quarter_of(today()).before
    institution = UUID(str(by.institution_id))
    people = _people()
    written = [
        Written(people.get(case.pk, case.pk), case.network_id, one)
        for case, plan in plans
        for one in plan.given
    ]
    oldest = quarter_of(today() - _OLDEST)
    lacked = [
        one for case, plan in plans for one in _lacked(case, plan, people) if one.at >= oldest
    ]
    threshold = current_rule().threshold
    return Preview(
        last,
        len(opened),
        len(rows) - len(opened),
        figures_of(written, _told(institution), last=last, fewest=threshold),
        unmet_of(lacked, _needs(institution), last=last, fewest=threshold),
    )


def update_figures(*, colleagues: bool, seen: str, by: Actor, keys: Keyring) -> FiguresUpdate:
    """Keep what was shown. OtherThanShown where something else would leave now; Denied in a month
    that has its figures.
    """
    shown = preview(colleagues=colleagues, by=by, keys=keys)
    if shown.mark != seen:
        raise OtherThanShown
    if not shown.told and not shown.unmet:
        # An empty one would only cost the month.
        raise Denied(_("No total covers enough people yet."))
    institution = Institution.objects.get(pk=str(by.institution_id))
    with audit.transaction():
        made = keep_figures(
            institution, (_row(one) for one in shown.told), quarter=shown.last, by=by
        )
        for each in shown.unmet:
            _write_unmet(institution, each, by=by)
    return made


def _row(one: Figure) -> GivenTotal:
    key = one.key
    return GivenTotal(
        network_id=key.network,
        year=one.complete.year,
        quarter=one.complete.number,
        since_year=one.since.year,
        since_quarter=one.since.number,
        kind=key.kind,
        unit=key.unit,
        currency=key.currency,
        amount=one.amount,
        provider_id=None if key.provider == OWN else UUID(key.provider),
        project=UUID(key.project) if key.project else None,
        donor=UUID(key.donor) if key.donor else None,
    )


def _write_unmet(institution: Institution, one: UnmetTotal, *, by: Actor) -> None:
    """In the last month of the quarter; the app that keeps it drops month and reason of a few."""
    write_need(
        Network.objects.get(pk=one.network),
        institution=institution,
        service=one.kind,
        month=one.quarter.last.replace(day=1),
        times=one.people,
        reason=_FULL if one.full else _LACKING,
        by=by,
    )


def _people() -> dict[UUID, UUID]:
    """File → the one into which it was joined, and on: all files of one person lead to one."""
    joined = dict(Case.objects.exclude(joined_to=None).values_list("pk", "joined_to_id"))
    found: dict[UUID, UUID] = {}
    for case, into in joined.items():
        seen = {case}
        while into in joined and into not in seen:
            seen.add(into)
            into = joined[into]  # noqa: PLW2901
        found[case] = into
    return found


def _lacked(case: Case, plan: CarePlan, people: dict[UUID, UUID]) -> Iterator[Lacked]:
    for need in plan.needs:
        for step in need.steps:
            missing = step.provider == NOBODY or step.result == NOT_AVAILABLE
            kind = kind_of(need, step)
            if missing and step.lacking and kind:
                day = dt.datetime.fromisoformat(step.lacking).date()
                full = step.provider != NOBODY
                person = people.get(case.pk, case.pk)
                yield Lacked(person, case.network_id, kind, quarter_of(day), full)


def _told(institution: UUID) -> list[Told]:
    rows = GivenTotal.objects.filter(update__institution=institution).select_related("update")
    return [
        Told(
            Key(
                row.network_id,
                row.kind,
                row.unit,
                row.currency,
                str(row.provider_id) if row.provider_id else OWN,
                str(row.project) if row.project else "",
                str(row.donor) if row.donor else "",
            ),
            row.complete,
            row.update.made_at,
        )
        for row in rows
    ]


def _needs(institution: UUID) -> set[tuple[UUID, str, Quarter]]:
    """Quarters of which the institution has said so already, also what it took back."""
    rows = Need.objects.filter(institution=institution)
    return {
        (network, service, quarter_of(month))
        for network, service, month in rows.values_list("network_id", "service", "month")
    }
