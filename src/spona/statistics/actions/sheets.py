"""Write an institution's count sheets: whole, once a month, apart from everything else."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from django.utils.translation import gettext as _

from spona import audit
from spona.access.actor import Actor
from spona.access.denied import Denied
from spona.deadlines.time import now, today
from spona.directory.models import Institution, Network
from spona.statistics.models import CountSheet, SheetUpdate
from spona.statistics.permissions import UPDATED, check_can_update_sheets
from spona.statistics.record import Document
from spona.statistics.sheet import sheet_of
from spona.vault import actions as vault
from spona.vault.queries import current_statistics_key
from spona.vault.recipients import COUNTED_SECTION


def write_sheets(
    institution: Institution, records: Mapping[Network, Sequence[Document]], *, by: Actor
) -> SheetUpdate:
    """Seal the records of each network to its analysts, a sheet a year, in place of what was there.

    Denied in a month that has its sheets, where the institution does not sit in a network, where
    that is of practice, and where it has no statistics key. Nobody of the institution opens a
    sheet. The log names institution, month and year only.
    """
    check_can_update_sheets(by, institution)
    for network in records:
        _check_counts(network, by)
    with audit.transaction() as log:
        # Two at once wait for each other here.
        Institution.objects.select_for_update().get(pk=institution.pk)
        check_can_update_sheets(by, institution)
        month = today().replace(day=1)
        made = SheetUpdate.objects.create(institution=institution, month=month, made_at=now())
        years = {
            year
            for network, some in records.items()
            for year in _write(institution, network, some, by=by)
        }
        for year in sorted(years):
            log.record(
                UPDATED, by=by, subject=("institution", institution.pk),
                lane=institution.pk, detail={"year": year, "month": month.isoformat()},
            )  # fmt: skip
    return made


def _check_counts(network: Network, by: Actor) -> None:
    if network.pk not in by.networks:
        raise Denied(_("Your institution does not sit in this network."))
    if network.practice:
        raise Denied(_("In the training network no figures are made."))
    if current_statistics_key(network.pk) is None:
        raise Denied(
            _("%(network)s has no statistics key yet, so nobody could open the sheet.")
            % {"network": network.short_name}
        )


def _write(
    institution: Institution, network: Network, records: Sequence[Document], *, by: Actor
) -> Iterable[int]:
    """A sheet for each year since the first: a missing one would tell that nobody came."""
    before = {
        sheet.cohort_year: sheet
        for sheet in CountSheet.objects.select_for_update(of=("self",))
        .filter(institution=institution, network=network)
        .select_related("box")
    }
    this_year = today().year
    first = min([this_year, *before, *(one["cohort_year"] for one in records)])
    years = range(first, this_year + 1)
    for year in years:
        box = vault.create_box(
            "counted",
            owner=institution.pk,
            sections={
                COUNTED_SECTION: sheet_of(one for one in records if one["cohort_year"] == year)
            },
            grants={COUNTED_SECTION: [vault.to_statistics(network.pk)]},
            by=by,
        )
        sheet = before.get(year)
        if sheet is None:
            CountSheet.objects.create(
                institution=institution, network=network, cohort_year=year, box=box
            )
            continue
        old, sheet.box = sheet.box, box
        sheet.save(update_fields=["box"])
        vault.erase_box(old, by=by)
    return years
