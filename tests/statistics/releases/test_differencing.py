"""An attacker who has everything that was ever published, and much more than that.

They know who acted when and read the whole stored result, not only what is shown of it; they
try for further draws, and lay releases, pooled years and snapshots beside each other. What they are
after: the exact number in a cell where few people are. `notebook` has the arithmetic.
"""

from collections import Counter
from datetime import timedelta
from itertools import product
from math import erf, sqrt
from random import Random

import pytest

from spona.access.denied import Conflict, Denied
from spona.deadlines.time import moved
from spona.statistics import stored
from spona.statistics.actions import make_snapshot, write_sheets
from spona.statistics.releases import cohort, noise, published
from spona.statistics.releases.actions import (
    announce_release,
    approve_release,
    freeze_again,
    make_release,
    result_of,
)
from spona.statistics.tables import row
from tests.statistics.conftest import written
from tests.statistics.releases.notebook import Notebook
from tests.vault import world

YEARS = range(2020, 2026)
KINDS = (
    "sexual_exploitation", "labour_exploitation", "forced_begging", "forced_criminality",
    "forced_marriage",
)  # fmt: skip
SIGMA = 2.0
# Of one draw: how often a noisy number, rounded, is the exact one.
CHANCE = erf(0.5 / (SIGMA * sqrt(2)))
WANTED = ("sex", "age", "exploitation")
SEX_AND_AGE = (("female", "male", "not_asked"), ("child", "adult", "not_asked"))
RARE = ("forced_criminality", "forced_marriage")


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


class Told:
    """Two institutions and two snapshots, between which people came; then a release of each year.

    The attacker coordinates the network, so they read every snapshot, and leads the second
    institution, so they have the exact numbers of its own people. They know how many people each
    year has: that stands in clear columns.
    """

    def __init__(self, w, seal, made):
        self.w, self.chance = w, Random("whoever is counted")
        self.own = self._people("before", most=1, rare=1)
        self.before = self._people("before", most=1, rare=1)
        self.after = self._people("after", most=6, rare=2)
        police = w.dora.member.institution
        pavle = world.somebody("pavle", police, "intake_holder")
        write_sheets(police, {w.net: [one for one, _words in self.own]}, by=pavle.actor)
        seal([one for one, _words in self.before])
        self.first = make_snapshot(w.net, **w.dora.acts)
        seal([one for one, _words in (*self.before, *self.after)])
        with moved(timedelta(days=62)):
            self.second = make_snapshot(w.net, **w.dora.acts)
        self.releases = [approve_release(made(year), by=w.darko.actor) for year in YEARS]
        self.truth = dict.fromkeys(self._finest(), 0)
        for _record, words in (*self.before, *self.after):
            self.truth[words] += 1

    def _people(self, when, *, most, rare):
        """Of two kinds few people are there, so that snapshots have something to hide."""
        found = []
        for year, kind, sex, age in product(YEARS, KINDS, *SEX_AND_AGE):
            number = self.chance.randrange((rare if kind in RARE else most) + 1)
            record = written(sex=sex, age_band=age, exploitation=[kind], cohort_year=year)
            words = row(record, [self.w.town.slug]) | {"when": when}
            found += [(record, frozenset(words.items()))] * number
        return found

    def _finest(self):
        some = {words for _record, words in (*self.own, *self.before, *self.after)}
        same = next(iter(some))
        codes = {name: {code for one in some for at, code in one if at == name} for name in WANTED}
        fixed = {(name, code) for name, code in same if name in ("town", "outcome", "reported_by")}
        for year, when, *found in product(YEARS, ("before", "after"), *codes.values()):
            said = {"year": str(year), "when": when} | dict(zip(WANTED, found, strict=True))
            yield frozenset(fixed | said.items())

    def number(self, cell, *, own=False):
        """Of the other institution's people; `own`: of the attacker's."""
        people = self.own if own else (*self.before, *self.after)
        return sum(cell <= words for _record, words in people)

    def hear(self, book, cell, number, *error):
        book.hears(cell, number - self.number(cell, own=True), *error)

    def everything(self):
        book = Notebook(self.truth)
        for year in YEARS:
            cell = frozenset({("year", str(year))})
            book.hears(cell, self.number(cell))
        for snapshot, when in ((self.first, {("when", "before")}), (self.second, ())):
            for table in snapshot.source.tables["tables"]:
                for cell, number in stored.cells_of(table).items():
                    self.hear(book, cell.union(when), number)
        for release in self.releases:
            # Also whatever they get by asking again, at once and more than a year later.
            more = [result_of_another(self.w, release, months) for months in (0, 14)]
            for result in (release.result, *filter(None, more)):
                self.hear_release(book, release, result)
        return book

    def hear_release(self, book, release, result):
        for table in result["tables"]:
            names = table["dimensions"]
            cells = product(*(release.plan["columns"][name] for name in names))
            for codes, value in zip(cells, table["values"], strict=True):
                cell = frozenset(zip(names, codes, strict=True))
                at = cell | {("year", str(release.cohort_year))}
                self.hear(book, at, value, table["std"])

    def hidden(self):
        """Kinds in a year that the newer snapshot does not show."""
        table = next(
            table for table in self.second.tables["tables"]
            if table["dimensions"] == ["year", "exploitation"]
        )  # fmt: skip
        codes = {code for one in self.truth for name, code in one if name == "exploitation"}
        every = {
            frozenset({("year", str(year)), ("exploitation", code)})
            for year, code in product(YEARS, codes)
        }
        return sorted(every - stored.cells_of(table).keys(), key=sorted)


def test_all_that_is_told_on_all_levels_in_all_months_is_worth_one_draw(w, seal, made):
    """Who puts everything together finds leaks that are planted, and then no more than noise that
    is drawn once leaves to find.
    """
    told = Told(w, seal, made)
    assert told.second.stands_on is None
    book, hidden = told.everything(), told.hidden()
    finest = sorted(
        {one - {("when", "before"), ("when", "after")} for one in told.truth}, key=sorted
    )
    came = [cell | {("when", "after")} for cell in hidden]
    assert len(finest) == 270
    assert len(hidden) > 8

    def most(wanted):
        usual, spread = book.by_such_noise(wanted, told.truth)
        return usual + 5 * max(spread, 1)

    # Planted: the budget is not kept, and each year is drawn sixty times.
    again = book.copy()
    for cell in finest:
        value = told.number(cell) + told.chance.gauss(0, SIGMA / sqrt(60))
        again.hears(cell, value, SIGMA / sqrt(60))
    assert again.finds(finest, told.truth) > max(most(finest), 0.8 * len(finest))

    # Planted: a snapshot hides what is small and forgets what is left over.
    bare = book.copy()
    for cell in hidden:
        bare.hears(cell, told.number(cell))
        before = cell | {("when", "before")}
        bare.hears(before, told.number(before))
    assert bare.finds(hidden, told.truth) == len(hidden) > most(hidden)
    assert bare.finds(came, told.truth) == len(came) > most(came)

    for wanted in (finest, hidden, came):
        assert book.finds(wanted, told.truth) <= most(wanted)


def test_what_is_told_of_nobody_is_told_of_a_few(w, files, quiet, public):
    """Somebody who knows that a cell has nobody or one person reads the same either way."""
    files(30)
    files(1, exploitation=["forced_marriage"])
    figures = published.of_year(public())
    kinds = next(one for one in figures.tables if one.dimensions == ("exploitation",))
    said = dict(kinds.cells)
    assert said[("forced_marriage",)] == said[("forced_criminality",)]
    assert 0 not in [shown.number for table in figures.tables for _codes, shown in table.cells]
