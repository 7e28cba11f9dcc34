"""A cohort as it is frozen and read: count sheets of one year, opened in an analyst's request."""

from __future__ import annotations

from itertools import batched
from uuid import UUID

from django.utils.translation import gettext as _

from spona.access.actor import Actor
from spona.access.denied import Denied
from spona.directory.models import Network
from spona.identity.keyring import Keyring
from spona.statistics import tables
from spona.statistics.counting import SHEETS, sheets, towns_of
from spona.statistics.models import CountSheet
from spona.statistics.releases.models import Release
from spona.statistics.releases.plan import hash_of, row_of
from spona.statistics.rules import current_rule
from spona.statistics.sheet import records_in
from spona.vault.actions import open_many
from spona.vault.models import Section

__all__ = ["frozen_to", "read", "towns_of"]


def _boxes(network: Network, year: int) -> list[str]:
    rows = CountSheet.objects.filter(network=network, cohort_year=year)
    return sorted(str(row.box_id) for row in rows)


def frozen_to(network: Network, year: int) -> str:
    """Another one as soon as an institution writes a sheet of the year anew, or a first one."""
    return hash_of(_boxes(network, year))


def read(release: Release, *, by: Actor, keys: Keyring) -> list[list[str]]:
    """The people of the cohort in the plan's columns; memory only. Denied where one is closed.

    Call it outside every transaction: each opening is logged first.
    """
    boxes = _boxes(release.network, release.cohort_year)
    ids = list(
        sheets(release.network)
        .filter(box__in=map(UUID, boxes))
        .order_by("pk")
        .values_list("pk", flat=True)
    )
    counted = current_rule().counted_consent
    towns = release.plan["columns"]["town"]
    found = []
    for some in batched(ids, SHEETS):
        sections = Section.objects.filter(pk__in=some).select_related("box")
        documents = open_many(sections, by=by, keys=keys, purpose="release")
        if len(documents) < len(some):
            raise Denied(
                _("Some records do not open with your key. Ask another analyst to let you in.")
            )
        for document in documents.values():
            for record in records_in(document):
                if (
                    record["consent_stats"] in counted
                    and record["cohort_year"] == release.cohort_year
                ):
                    found.append(row_of(tables.row(record, towns), release.plan))
    return found
