"""How a number is made tells nothing of a number that is not shown."""

from django.template.loader import render_to_string

from spona.statistics import traces
from spona.statistics.actions import make_snapshot
from spona.statistics.models import Snapshot
from spona.statistics.pages import total_of
from spona.statistics.rules import current_rule
from tests.harness.world import undone


def told(snapshot):
    made = (traces.of_people(snapshot), traces.of_reports(snapshot, None))
    return [render_to_string("ui/parts/trace.html", {"made": one}) for one in made]


def test_of_what_is_masked_the_trace_says_the_same_whether_few_or_nobody(w, files):
    said = []
    # Each time so many more than before; in the end one fewer than may be shown.
    for more in (0, 1, current_rule().threshold - 2):
        with undone():
            if more:
                files(more)
            snapshot = make_snapshot(w.net, **w.dora.acts)
            assert total_of(snapshot) is None
            said.append(told(snapshot))
    assert said[0] == said[1] == said[2]


def test_a_snapshot_that_stands_on_another_names_that_one(w, files):
    files(12)
    first = make_snapshot(w.net, **w.dora.acts)
    later = Snapshot(network=w.net, period="2099-01", rule_version=first.rule_version,
                     stands_on=first)  # fmt: skip
    assert traces.of_people(later) == traces.of_people(first)


def test_the_trace_names_snapshot_rule_and_how_sure_it_is(w, files):
    files(12)
    made = traces.of_people(make_snapshot(w.net, **w.dora.acts))
    (source,) = made.sources
    assert made.release.endswith(f"by rule {current_rule().version}")
    assert source.words == current_rule().source
    assert source.certainty == "It is a proposal; nobody has adopted it yet."
    assert made.facts is None, "nobody has a list of who is counted"
