"""What of a release the public reads."""

import pytest

from spona.statistics.models import Release
from spona.statistics.releases import published
from spona.statistics.releases.actions import announce_release, refuse_release
from tests.statistics.releases.conftest import STAND_IN


def table(figures, *dimensions):
    return dict(next(one for one in figures.tables if one.dimensions == dimensions).cells)


def test_one_year_tells_the_total_kinds_and_bands_of_towns(w, files, quiet, public):
    files(61)
    files(12, exploitation=["forced_begging"])
    files(3, exploitation=["forced_marriage"])
    figures = published.of_year(public())
    assert figures.total.number == 75
    assert not figures.bands_only
    kinds = table(figures, "exploitation")
    assert kinds[("forced_begging",)].number == 10
    assert (kinds[("forced_marriage",)].low, kinds[("forced_marriage",)].high) == (0, 10)
    assert [one.dimensions for one in figures.tables] == [("town",), ("exploitation",)]
    town = table(figures, "town")[("vranje",)]
    assert (town.number, town.low, town.high, town.counted) == (None, 50, None, None)


def test_a_small_cohort_tells_bands_only(w, files, quiet, public):
    files(34)
    figures = published.of_year(public())
    assert figures.bands_only
    assert (figures.total.number, figures.total.low, figures.total.high) == (None, 20, 49)
    told = [shown for one in figures.tables for _codes, shown in one.cells]
    assert not [shown for shown in told if shown.number is not None or shown.counted]


def test_that_it_is_small_is_decided_by_the_noisy_total(w, files, worker, public):
    files(30)
    worker(STAND_IN.replace("true[cell] +", "true[cell] + 40 +"))
    assert not published.of_year(public()).bands_only


def test_several_years_tell_towns_with_an_interval_and_the_larger_tables(w, files, quiet, public):
    for year in (2022, 2023, 2024):
        files(20, cohort_year=year)
    files(1)
    two = [public(2024), public(2023)]
    assert published.of_years(two) is None
    figures = published.of_years([*two, public(2022)])
    assert figures.years == (2022, 2023, 2024)
    assert figures.total.number == 60
    assert table(figures, "town")[("vranje",)].counted == (60, 60)
    assert {one.dimensions for one in figures.tables} == {
        ("town",), ("exploitation",), ("sex", "age", "exploitation"), ("outcome", "reported_by"),
    }  # fmt: skip


def test_what_waits_or_was_refused_is_not_public(w, files, made):
    files(30)
    release = made()
    assert published.approved_of(w.net) == []
    assert published.announced_of(w.net) == [release]
    refuse_release(release, by=w.darko.actor)
    assert (published.approved_of(w.net), published.announced_of(w.net)) == ([], [])
    assert published.networks() == []


@pytest.mark.parametrize("change", ["result", "plan"])
def test_a_row_that_somebody_wrote_past_spona_is_not_shown(w, files, public, change):
    files(30)
    release = public()
    announce_release(w.net, 2024, by=w.dora.actor)
    for row in Release.objects.all():
        Release.objects.filter(pk=row.pk).update(**{change: getattr(row, change) | {"rho": 9}})
    if change == "result":
        assert published.approved_of(w.net) == []
    else:
        assert published.announced_of(w.net) == []
    Release.objects.filter(pk=release.pk).update(cohort_year=2021)
    assert published.approved_of(w.net) == []
