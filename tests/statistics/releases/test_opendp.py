"""OpenDP itself, where `./spona release setup` was typed: the promises on the public table.

The measured proof writes `docs/reference/releases.md`; the table of CTDC does not go into the
project (`tests/reference/collected.py` says where it lies).
"""

import json
import subprocess
from datetime import UTC, datetime

import pytest

from spona.cli.release import try_all
from spona.statistics.releases import noise, trying
from spona.statistics.releases.plan import plan_of
from spona.statistics.releases.policy import current_policy
from spona.statistics.releases.tried import page, promises
from tests.reference.collected import CTDC, needs_table_of_ctdc
from tools.bench.figures import circumstances
from tools.testing import ROOT

PROVES = (
    "src/spona/statistics/releases/noise.py", "src/spona/statistics/releases/opendp_worker.py",
    "src/spona/statistics/releases/plan.py", "src/spona/statistics/releases/showing.py",
    "src/spona/statistics/releases/trying.py", "src/spona/statistics/releases/tried.py",
    "src/spona/statistics/data/release_policy.json", "requirements/release.txt",
)  # fmt: skip
PAGE = ROOT / "docs" / "reference" / "releases.md"
MADE_BY = """\
Made by `./spona release setup`, then `./spona prove --only "measured against the truth"`, where
CTDC's table lies beside the project; `./spona release try FILE` does the same with any copy of it.
"""
RUNS, LARGE = 100, 3
# As loaded machines need: how long it takes is told by the processor.
PATIENCE = 4 * noise.SECONDS
pytestmark = pytest.mark.skipif(
    not noise.is_installed(), reason="OpenDP is not installed: ./spona release setup"
)


@pytest.mark.prove
def test_nobody_at_all_is_a_cohort_too():
    plan = plan_of(2025, ["vranje"], current_policy())
    drawn = noise.draw(plan, [], seconds=PATIENCE)
    assert round(drawn.epsilon, 1) == current_policy().epsilon


# What both scripts begin with: OpenDP and our worker, an invented table of forty people.
_BEGIN = """
import json, sys
sys.path.insert(0, sys.argv[1])
import opendp.prelude as dp, polars as pl
import opendp_worker
dp.enable_features("contrib")
def release(**how):
    people = {"a": ["x"] * 30 + ["z"] * 10, "b": ["y", "y", "y", None] * 10, "c": ["u"] * 40}
    keys = {"a": ["x", "z", None], "b": ["y", None], "c": ["u", "v", None]}
    context = dp.Context.compositor(
        data=pl.LazyFrame(people), privacy_unit=dp.unit_of(contributions=1),
        privacy_loss=dp.loss_of(rho=0.5), split_evenly_over=1,
    )
    queries = [dp.mbi.Count(by=each) for each in (("a",), ("b", "a"), ("c",))]
    return context.query().contingency_table(
        keys=keys, algorithm=dp.mbi.Fixed(queries=queries, **how)
    ).release()
found = []
"""
# Which loss and which standard error come of either way to the scale.
_SCALES = """
from opendp.extras.mbi import _fixed
searched = _fixed.binary_search_chain
opendp_worker._look_for_the_scale_briefly()
for chain in (searched, _fixed.binary_search_chain):
    def noted(make, d_in, d_out, *, T):
        made = chain(make, d_in, d_out, T=T)
        found.append(made.map(d_in))
        return made
    _fixed.binary_search_chain = noted
    found.append(release().std(("a", "b")))
json.dump(found, sys.stdout)
"""
# Both fits of the same noisy tables: total, then the largest difference of a cell.
_FITS = """
import numpy as np
from mbi.estimation import mirror_descent
opendp_worker._look_for_the_scale_briefly()
def both(domain, measured, *, potentials=None):
    ours, theirs = opendp_worker.fit(domain, measured), mirror_descent(domain, measured)
    found.append([float(ours.total), float(theirs.total)])
    for one in measured:
        pair = (np.asarray(each.project(one.clique).values) for each in (ours, theirs))
        found.append(float(np.abs(np.subtract(*pair)).max()))
    return ours
release(estimator=both)
json.dump(found, sys.stdout)
"""


def in_opendp(script):
    told = subprocess.run(
        [noise.python(), "-I", "-B", "-c", _BEGIN + script, noise.WORKER.parent],
        capture_output=True, text=True, timeout=PATIENCE, check=True,
    )  # fmt: skip
    return json.loads(told.stdout)


@pytest.mark.prove
def test_the_scale_that_is_found_briefly_spends_no_more_and_is_as_good():
    loss, std, loss_briefly, std_briefly = in_opendp(_SCALES)
    assert max(loss, loss_briefly) <= 0.5
    assert loss_briefly == pytest.approx(loss, rel=1e-9)
    assert std_briefly == pytest.approx(std, rel=1e-9)


@pytest.mark.prove
def test_tables_are_fitted_as_opendp_fits_them():
    (ours, theirs), *differences = in_opendp(_FITS)
    assert ours == pytest.approx(theirs)
    assert len(differences) == 3
    assert max(differences) < 0.5


@pytest.mark.prove
@pytest.mark.alone
@needs_table_of_ctdc
def test_published_figures_are_measured_against_the_truth():
    where = f"Measured on {datetime.now(UTC):%Y-%m-%d}: {circumstances()}"
    tried = try_all(trying.read(CTDC), runs=RUNS, large=LARGE, tell=lambda text: None)
    # First written, then judged: also what was not reached is told.
    PAGE.write_text(page(tried, made_by=MADE_BY, where=where), encoding="utf-8")
    kept = list(promises(tried))
    missed = [one for one in kept if not one.holds]
    print(f"{len(kept) - len(missed)} of {len(kept)} promises kept")  # noqa: T201
    assert not missed
