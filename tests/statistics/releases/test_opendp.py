"""OpenDP itself, where `./spona release setup` was typed: the promises on the public table.

`SPONA_CTDC` names the table, which does not go into the project.
"""

import os
from pathlib import Path

import pytest

from spona.statistics.releases import noise, trying
from spona.statistics.releases.plan import plan_of
from spona.statistics.releases.policy import current_policy

PROVES = (
    "src/spona/statistics/releases/noise.py", "src/spona/statistics/releases/opendp_worker.py",
    "src/spona/statistics/releases/plan.py", "src/spona/statistics/releases/showing.py",
    "src/spona/statistics/releases/trying.py", "src/spona/statistics/data/release_policy.json",
    "requirements/release.txt",
)  # fmt: skip
TABLE = os.environ.get("SPONA_CTDC", "")
pytestmark = pytest.mark.skipif(not noise.is_installed(), reason="./spona release setup is missing")
RUNS, LARGE = 100, 3


def _rows():
    if not Path(TABLE).is_file():
        pytest.skip("SPONA_CTDC names no file: the table of CTDC")
    return trying.read(Path(TABLE))


@pytest.mark.prove
def test_nobody_at_all_is_a_cohort_too():
    plan = plan_of(2025, ["vranje"], current_policy())
    drawn = noise.draw(plan, [], seconds=4 * noise.SECONDS)
    assert round(drawn.epsilon, 1) == current_policy().epsilon


@pytest.mark.prove
def test_each_of_a_hundred_releases_completes_and_its_intervals_hold():
    rows, policy = _rows(), current_policy()
    for size in trying.SIZES:
        tally = trying.try_small(rows, size, RUNS, policy, lambda: None)
        held = f"{tally.coverage:.1%}, where somebody is {tally.occupied_coverage:.1%}"
        said = f"{size} people: {tally.done} of {tally.runs} complete, intervals hold {held}"
        print(said)  # noqa: T201
        assert tally.done == RUNS, tally.failures
        assert tally.coverage >= 0.93


@pytest.mark.prove
@pytest.mark.alone
def test_of_the_whole_table_little_is_invented_and_little_is_lost():
    rows, policy = _rows(), current_policy()
    two, three = (trying.try_large(rows, n, LARGE, policy, lambda: None) for n in (2, 3))
    seconds = sorted(two.seconds)[LARGE // 2]
    error = f"error up to 2-way {two.mean_error:.2f}, {seconds:.1f} s"
    fabricated = f"fabricated up to 3-way {three.fabricated_share:.2%} of {three.told}"
    print(f"ε {two.epsilon:.1f}: {error}, {fabricated}")  # noqa: T201
    assert two.epsilon < 12
    assert three.fabricated_share < 0.01
    assert two.mean_error <= 4.8
    assert seconds < 5
