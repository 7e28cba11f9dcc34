"""Analysts open counted records, and nothing else."""

import pytest

from spona.access.denied import Denied
from spona.crypto.errors import Unopenable
from spona.vault import actions, queries
from tests.vault import world


@pytest.fixture
def count(w):
    box = actions.create_box(
        "counted",
        owner=w.csw.pk,
        sections={"count": world.text("Број")},
        grants={"count": [actions.to_institution(w.csw), actions.to_statistics(w.net.pk)]},
        by=w.bea.actor,
    )
    return box.sections.select_related("box").get()


def test_an_analyst_reads_counts(w, count):
    assert actions.open_section(count, **w.dora.acts)["words"] == "Број"
    found = actions.open_many([count], purpose="counting", **w.dora.acts)
    assert found[count.pk]["words"] == "Број"
    assert len(queries.fingerprint_words(queries.current_statistics_key(w.net.pk))[0]) == 8


def test_no_other_section_is_ever_wrapped_to_analysts(w):
    with pytest.raises(ValueError, match="no file"):
        actions.create_box(
            "counted",
            owner=w.csw.pk,
            sections={"identity": world.text()},
            grants={"identity": [actions.to_statistics(w.net.pk)]},
            by=w.bea.actor,
        )


def test_an_analyst_brings_in_another_who_reads_old_counts_too(w, count):
    dragan = world.analyst(world.somebody("dragan", w.police), w.net)
    with pytest.raises(Unopenable):
        actions.open_section(count, **dragan.acts)
    with pytest.raises(Denied):
        actions.add_analyst(w.net, dragan.account, **w.bea.acts)
    with pytest.raises(Denied):
        actions.add_analyst(w.net, w.ema.account, **w.dora.acts)
    assert actions.add_analyst(w.net, dragan.account, **w.dora.acts) == 1
    assert actions.open_section(count, **dragan.acts)
    # Dora leaves: a version she never had counts from now on.
    actions.remove_analyst(w.net, w.dora.account, by=world.DEMO)
    assert queries.current_statistics_key(w.net.pk).version == 2
    with pytest.raises(Unopenable):
        actions.open_section(count, **w.dora.acts)
    actions.add_analyst(w.net, w.dora.account, **dragan.acts)
    assert actions.open_section(count, **w.dora.acts)
    milan = world.analyst(world.somebody("milan", w.police), w.net)
    # Somebody brought in before the second version opens what they were given, no more.
    assert actions.add_analyst(w.net, milan.account, **w.dora.acts) == 2


def test_without_analysts_there_is_no_key(w, count):
    assert actions.remove_analyst(w.net, w.dora.account, by=world.DEMO) is None
    assert queries.current_statistics_key(w.net.pk) is None
    assert actions.remove_analyst(w.net, w.dora.account, by=world.DEMO) is None


def test_an_analyst_who_opens_some_versions_passes_on_those(w):
    dragan = world.analyst(world.somebody("dragan", w.police), w.net)
    actions.remove_analyst(w.net, w.dora.account, by=world.DEMO)
    actions.create_statistics_key(w.net, analysts=[dragan.account], by=world.DEMO)
    assert actions.add_analyst(w.net, w.dora.account, **dragan.acts) == 1


def test_who_makes_the_statistics_key(w):
    with pytest.raises(Denied):
        actions.create_statistics_key(w.net, analysts=[w.dora.account], by=w.dora.actor)
    with pytest.raises(Denied):
        actions.create_statistics_key(w.net, analysts=[w.dora.account], by=world.DEMO)
    for nobody in ([], [w.ema.account]):
        with pytest.raises(Denied):
            actions.create_statistics_key(w.other, analysts=nobody, by=world.DEMO)


def test_no_record_inside_a_case_is_wrapped_to_a_statistics_key(w):
    """A case has a section of that name too: an analyst who opened it would know whose it is."""
    with pytest.raises(ValueError, match="no file"):
        actions.create_box(
            "case",
            owner=w.csw.pk,
            sections={"count": world.text()},
            grants={"count": [actions.to_statistics(w.net.pk)]},
            by=w.bea.actor,
        )
