"""An attacker who has everything that was ever published, and much more than that.

They know who acted when and read the whole stored result, not only what is shown of it; they
try for further draws, and lay releases, pooled years and snapshots beside each other. What they are
after: the exact number in a cell where few people are.
"""

from collections import Counter
from datetime import timedelta
from math import erf, sqrt

import pytest

from spona.access.denied import Conflict, Denied
from spona.deadlines.time import moved
from spona.statistics.actions import make_snapshot
from spona.statistics.releases import cohort, noise, published
from spona.statistics.releases.actions import (
    announce_release,
    approve_release,
    freeze_again,
    make_release,
    result_of,
)
from tests.statistics.conftest import written

YEARS = range(2020, 2026)
KINDS = (
    "sexual_exploitation", "labour_exploitation", "forced_begging", "forced_criminality",
    "forced_marriage",
)  # fmt: skip
SIGMA = 2.0
# Of one draw: how often a noisy number, rounded, is the exact one.
CHANCE = erf(0.5 / (SIGMA * sqrt(2)))
WANTED = ("sex", "age", "exploitation")


def people(files):
    """In each year, from one to six people of every sex, age and kind."""
    number = 0
    for year in YEARS:
        for kind in KINDS:
            for sex in ("female", "male", "not_asked"):
                for age in ("child", "adult", "not_asked"):
                    number += 1
                    record = {"sex": sex, "age_band": age, "exploitation": [kind]}
                    _more(files, number % 6 + 1, cohort_year=year, **record)


def _more(files, number, **said):
    files.kept.setdefault(None, []).extend(written(**said) for _ in range(number))


@pytest.fixture
def crowd(w, files, seal):
    people(files)
    seal(files.kept[None])


def truth(w, release):
    at = [list(release.plan["columns"]).index(name) for name in WANTED]
    rows = cohort.read(release, **w.dora.acts)
    return Counter(tuple(row[place] for place in at) for row in rows)


def guess(results, plan):
    """The average of all draws, rounded: the best that can be made of them."""
    tables = [next(t for t in one["tables"] if t["dimensions"] == list(WANTED)) for one in results]
    cells = [
        (sex, age, kind)
        for sex in plan["columns"]["sex"]
        for age in plan["columns"]["age"]
        for kind in plan["columns"]["exploitation"]
    ]
    return {
        cell: round(sum(table["values"][at] for table in tables) / len(tables))
        for at, cell in enumerate(cells)
    }


def found(guessed, true):
    return sum(guessed[cell] == number for cell, number in true.items())


def test_a_budget_that_is_not_kept_is_a_leak_that_they_find(w, crowd, worker):
    """The same attack where draws cost nothing: sixty of one cohort give nearly every number."""
    release = announce_release(w.net, 2025, by=w.dora.actor)
    true = truth(w, release)
    rows = cohort.read(release, **w.dora.acts)
    results = [result_of(noise.draw(release.plan, rows)) for _draw in range(60)]
    assert len(true) == 45
    assert found(guess(results, release.plan), true) > 0.8 * len(true)


def test_of_what_is_published_nothing_is_found_better_than_one_draw_allows(w, crowd, made):
    trials = hits = 0
    for year in YEARS:
        release = approve_release(made(year), by=w.darko.actor)
        more = [result_of_another(w, release, months) for months in (0, 1, 14)]
        assert more == [None, None, None]
        true = truth(w, release)
        trials += len(true)
        hits += found(guess([release.result], release.plan), true)
    most = CHANCE * trials + 3 * sqrt(trials * CHANCE * (1 - CHANCE))
    assert trials > 200
    assert hits <= most, f"{hits} of {trials}; one draw gives {CHANCE * trials:.0f}"


def result_of_another(w, release, months):
    """A second draw of the cohort by each way that an analyst has, also later; None: refused."""
    with moved(timedelta(days=31 * months)):
        for who in (w.dora, w.darko):
            try:
                again = announce_release(w.net, release.cohort_year, by=who.actor)
                return make_release(again, **who.acts).result
            except (Denied, Conflict):
                pass
            for act in (
                lambda who=who: freeze_again(release, by=who.actor),
                lambda who=who: make_release(release, **who.acts),
            ):
                try:
                    return act().result
                except (Denied, Conflict):
                    pass
    return None


def test_pooled_years_are_the_sums_of_what_is_public_already(w, crowd, public):
    """A second noise on the same people would let the difference of the two be averaged away."""
    releases = [public(year) for year in YEARS][::-1]
    pooled = published.of_years(releases)
    assert pooled.years == tuple(YEARS)[1:]
    table = next(one for one in pooled.tables if one.dimensions == WANTED)
    sums = Counter()
    for release in releases[:5]:
        values = next(
            t["values"] for t in release.result["tables"] if t["dimensions"] == list(WANTED)
        )
        for (codes, _shown), value in zip(table.cells, values, strict=True):
            sums[codes] += value
    told = [(codes, shown.counted) for codes, shown in table.cells if shown.counted]
    assert told
    for codes, (low, high) in told:
        assert abs((low + high) / 2 - sums[codes]) <= 1
    assert table.std == pytest.approx(SIGMA * sqrt(5))
    # And each draw has been read to the last digit of it.
    assert [published.of_years(releases), published.of_years(releases)] == [pooled, pooled]


def test_beside_a_masked_snapshot_hidden_cells_stay_as_unsure(w, crowd, made):
    """The snapshot is exact and for the network alone; what it hides no release fills in."""
    snapshot = make_snapshot(w.net, **w.dora.acts)
    shown = {
        tuple(row[:-1])
        for table in snapshot.tables["tables"]
        if table["dimensions"] == list(WANTED)
        for row in table["cells"]
    }
    trials = hits = 0
    for year in YEARS:
        release = approve_release(made(year), by=w.darko.actor)
        true = {cell: n for cell, n in truth(w, release).items() if cell not in shown}
        trials += len(true)
        hits += found(guess([release.result], release.plan), true)
    if trials:
        assert hits <= CHANCE * trials + 3 * sqrt(trials * CHANCE * (1 - CHANCE))


def test_what_is_told_of_nobody_is_told_of_a_few(w, files, quiet, public):
    """Somebody who knows that a cell has nobody or one person reads the same either way."""
    files(30)
    files(1, exploitation=["forced_marriage"])
    figures = published.of_year(public())
    kinds = next(one for one in figures.tables if one.dimensions == ("exploitation",))
    said = dict(kinds.cells)
    assert said[("forced_marriage",)] == said[("forced_criminality",)]
    assert 0 not in [shown.number for table in figures.tables for _codes, shown in table.cells]
