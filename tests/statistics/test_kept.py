"""Counted records of destroyed files: in one sealed list, for the next count sheet alone."""

from __future__ import annotations

import pytest

from spona import audit
from spona.access.denied import Conflict, Denied
from spona.statistics.actions import Kept, keep_counts, read_kept
from spona.statistics.models import KeptCounts
from spona.statistics.record import empty
from spona.vault.models import STATISTICS, Grant, SectionRevision
from spona.vault.recipients import to_institution
from tests.statistics.conftest import written


def keep(w, *records, kept=None):
    kept = kept or read_kept(w.csw, w.net, by=w.bea.actor, keys=w.bea.keys)
    with audit.transaction():
        return keep_counts(
            w.csw, w.net, list(records), to=[to_institution(w.csw)], kept=kept,
            by=w.bea.actor, keys=w.bea.keys,
        )  # fmt: skip


def test_the_order_and_the_history_of_the_list_tell_nothing_of_time(w):
    keep(w, written(sex="male"))
    keep(w, written(sex="female"), empty())
    kept = read_kept(w.csw, w.net, by=w.bea.actor, keys=w.bea.keys)
    assert [one["sex"] for one in kept.records] == ["female", "male"]
    assert not SectionRevision.objects.filter(section__in=kept.lists).exists()


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


def test_only_its_institution_opens_it(w):
    keep(w, written())
    for other in (w.cora, w.kosta, w.dora):
        with pytest.raises(Denied):
            read_kept(w.csw, w.net, by=other.actor, keys=other.keys)
        with pytest.raises(Denied), audit.transaction():
            keep_counts(
                w.csw, w.net, [written()], to=[to_institution(w.csw)], kept=Kept(),
                by=other.actor, keys=other.keys,
            )  # fmt: skip


def test_no_key_of_an_analyst_leads_to_it(w):
    keep(w, written())
    box = KeptCounts.objects.get().box
    assert not Grant.objects.filter(section__box=box, to_kind=STATISTICS).exists()


def test_a_planted_list_is_not_read(w):
    keep(w, written(consent_stats="yes"))
    KeptCounts.objects.update(mac=b"x" * 32)
    with pytest.raises(Denied):
        read_kept(w.csw, w.net, by=w.bea.actor, keys=w.bea.keys)
