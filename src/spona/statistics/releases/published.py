"""What of approved releases is public, and which are announced. Reads their own rows alone."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import product
from math import sqrt
from typing import Any, Final

from spona.directory.models import Network
from spona.statistics.releases import showing
from spona.statistics.releases.models import BudgetEntry, Release
from spona.statistics.releases.plan import hash_of
from spona.statistics.releases.policy import Policy
from spona.statistics.releases.showing import Shown

type Codes = tuple[str, ...]

_TOTAL: Final[Codes] = ()
_TOWN: Final = ("town",)
# Of one year; of several years everything, for more people stand behind each number.
_YEAR: Final = (("exploitation",),)
_YEARS: Final = (("exploitation",), ("sex", "age", "exploitation"), ("outcome", "reported_by"))


@dataclass(frozen=True, slots=True)
class Table:
    dimensions: Codes
    std: float
    cells: list[tuple[Codes, Shown]]


@dataclass(frozen=True, slots=True)
class Figures:
    """Of one year or of several. `bands_only`: few people are counted, so no number is told.
    `codes`: dimension → the codes of its list.
    """

    network: Network
    years: tuple[int, ...]
    policy: Policy
    epsilon: float
    version: str
    total: Shown
    std: float
    bands_only: bool
    tables: list[Table]
    codes: dict[str, list[str]]


def approved_of(network: Network) -> list[Release]:
    """Newest year first; one that was not written by Spona is not shown."""
    rows = Release.objects.approved().filter(network=network).select_related("network")
    return [row for row in rows if row.has_valid_mac() and hash_of(row.result) == row.result_hash]


def announced_of(network: Network) -> list[Release]:
    """Those whose figures are still to come: without one that died in its draw."""
    rows = Release.objects.announced().filter(network=network).select_related("network")
    dead = BudgetEntry.objects.filter(
        release__in=rows, release__status=Release.Status.ANNOUNCED
    ).values_list("release", flat=True)
    gone = set(dead)
    return [
        row
        for row in rows
        if row.pk not in gone and row.has_valid_mac() and hash_of(row.plan) == row.plan_hash
    ]


def networks() -> list[Network]:
    """Real networks with a release that is public or announced."""
    rows = Release.objects.exclude(status__in=(Release.Status.REFUSED, Release.Status.ENDED))
    ids = rows.values_list("network", flat=True)
    return list(Network.objects.real().filter(pk__in=set(ids), practice=False).order_by("slug"))


def of_year(release: Release) -> Figures:
    """The total, each kind of exploitation, and a band for each town."""
    return _figures([release], _YEAR)


def of_years(releases: Sequence[Release]) -> Figures | None:
    """The newest years added up; None where too few are released. No new noise is drawn: the sums
    of what is public cost no further budget.
    """
    if not releases:
        return None
    policy = releases[0].policy
    alike = [one for one in releases if one.policy_version == policy.version]
    some = alike[: policy.most_years]
    if len(some) < policy.fewest_years:
        return None
    return _figures(some, _YEARS)


def _figures(releases: Sequence[Release], wanted: Iterable[Codes]) -> Figures:
    newest = releases[0]
    policy = newest.policy
    several = len(releases) > 1
    values, std = _sum(releases, _TOTAL)
    total = values[()]
    bands_only = total < policy.bands_below
    told = showing.sure_band if bands_only else showing.number
    tables = []
    for dimensions in (_TOWN, *wanted):
        cells, of_each = _sum(releases, dimensions)
        if dimensions == _TOWN and not several:
            shown = [(codes, showing.band(value, policy)) for codes, value in cells.items()]
        else:
            shown = [(codes, told(value, of_each, policy)) for codes, value in cells.items()]
        tables.append(Table(dimensions, of_each, shown))
    return Figures(
        network=newest.network,
        years=tuple(sorted(one.cohort_year for one in releases)),
        policy=policy,
        epsilon=max(one.result["epsilon"] for one in releases),
        version=newest.result["version"],
        total=told(total, std, policy),
        std=std,
        bands_only=bands_only,
        tables=tables,
        codes={
            name: list(dict.fromkeys(code for one in releases for code in _listed(one, name)))
            for name in newest.plan["columns"]
        },
    )


def _listed(release: Release, name: str) -> list[str]:
    return list(release.plan["columns"][name])


def _sum(releases: Sequence[Release], dimensions: Codes) -> tuple[dict[Codes, float], float]:
    """Cell → noisy sum, and the standard error of one. A town that a year did not list is in the
    others only.
    """
    found: dict[Codes, float] = {}
    variance = 0.0
    for release in releases:
        table = _table(release.result, dimensions)
        variance += table["std"] ** 2
        cells = product(*(_listed(release, name) for name in dimensions))
        for codes, value in zip(cells, table["values"], strict=True):
            found[codes] = found.get(codes, 0.0) + value
    return found, sqrt(variance)


def _table(result: dict[str, Any], dimensions: Codes) -> dict[str, Any]:
    return next(one for one in result["tables"] if tuple(one["dimensions"]) == dimensions)
