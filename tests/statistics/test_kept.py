"""Counted records of destroyed files: in one sealed list, counted on, and opened by nobody else."""

from __future__ import annotations

import pytest

from spona import audit
from spona.access.denied import Conflict, Denied
from spona.statistics import counting
from spona.statistics.actions import Kept, keep_counts, read_kept
from spona.statistics.models import KeptCounts
from spona.statistics.record import empty
from spona.statistics.rules import current_rule
from spona.vault.actions import erase_box
from spona.vault.models import SectionRevision
from tests.statistics.conftest import written


def keep(w, *records, kept=None):
    kept = kept or read_kept(w.csw, w.net, by=w.bea.actor, keys=w.bea.keys)
    with audit.transaction():
        return keep_counts(w.csw, w.net, list(records), kept=kept, by=w.bea.actor, keys=w.bea.keys)


def counted(w, by=None):
    by = by or w.dora
    return counting.count(w.net, rule=current_rule(), by=by.actor, keys=by.keys)


def test_what_was_destroyed_counts_as_before(w, files):
    made = files(3, consent_stats="yes")
    before = counted(w)
    keep(w, written(consent_stats="yes"), written(consent_stats="yes"))
    for section in made[:2]:
        erase_box(section.box, by=w.bea.actor)
    assert counted(w) == before


def test_the_order_and_the_history_of_the_list_tell_nothing_of_time(w):
    keep(w, written(sex="male"))
    keep(w, written(sex="female"), empty())
    kept = read_kept(w.csw, w.net, by=w.bea.actor, keys=w.bea.keys)
    assert [one["sex"] for one in kept.records] == ["female", "male"]
    assert not SectionRevision.objects.filter(section=kept.section).exists()


def test_what_counts_nobody_begins_no_list(w):
    assert keep(w, empty()) == 0
    assert not KeptCounts.objects.exists()


def test_two_at_once_lose_no_record(w):
    keep(w, written(sex="male"))
    read = read_kept(w.csw, w.net, by=w.bea.actor, keys=w.bea.keys)
    keep(w, written(sex="female"))
    with pytest.raises(Conflict):
        keep(w, written(sex="female"), kept=read)
    assert len(read_kept(w.csw, w.net, by=w.bea.actor, keys=w.bea.keys).records) == 2


def test_only_its_institution_and_the_analysts_of_its_network_open_it(w):
    keep(w, written())
    for other in (w.cora, w.kosta):
        with pytest.raises(Denied):
            read_kept(w.csw, w.net, by=other.actor, keys=other.keys)
        with pytest.raises(Denied), audit.transaction():
            keep_counts(w.csw, w.net, [written()], kept=Kept(), by=other.actor, keys=other.keys)
    assert counted(w, w.darko)


def test_a_planted_list_is_not_counted(w):
    keep(w, written(consent_stats="yes"))
    before = counted(w)
    KeptCounts.objects.update(network=w.other)
    KeptCounts.objects.update(network=w.net)
    assert counted(w) == before
    KeptCounts.objects.update(mac=b"x" * 32)
    assert not counting.kept(w.net).exists()
