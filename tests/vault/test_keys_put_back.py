"""Somebody who writes the database puts an older row of a key back, with the code it truly had.

Mostly a leaver: they know the seed of the version before, and have a copy of the database.
"""

from __future__ import annotations

import pytest

from spona.crypto import keypairs
from spona.crypto.errors import Unopenable
from spona.identity import public_keys
from spona.identity.models import Account
from spona.vault import actions, queries, seeds
from spona.vault.key_status import key_states
from spona.vault.models import IntakeKey, IntakeWrap, PaperKey, StatisticsKey
from spona.vault.refusals import KeyReplaced
from tests.audit.tampering import planted_row_line
from tests.vault import world


def copied(model, **asked):
    """The rows as a backup, or a copy made on the quiet, has them."""
    return list(model.objects.filter(**asked))


def put_back(rows):
    """Past Spona: whatever stands there now is overwritten, and what is gone comes back."""
    model = type(rows[0])
    model.objects.all()._raw_delete("default")
    model.objects.bulk_create(rows)


@pytest.fixture
def note(w):
    def written():
        return actions.create_box(
            "note",
            owner=w.csw.pk,
            sections={"notes": world.text()},
            grants={"notes": [actions.to_institution(w.csw)]},
            by=w.bea.actor,
        )

    return written


@pytest.fixture
def left(w):
    """Boris is removed; before it he copied the rows of his institution's key."""
    keys, wraps = copied(IntakeKey), copied(IntakeWrap)
    actions.remove_holder(w.csw, w.boris.account, by=w.bea.actor)
    return keys, wraps


def test_where_a_whole_network_is_looked_at_the_version_of_before_counts_no_more(w, left):
    """The question by which a message without an account finds its readers, and remembers keys."""
    keys, wraps = left
    assert not key_states([w.csw.pk])[w.csw.pk].replaced
    IntakeWrap.objects.all()._raw_delete("default")
    put_back(keys)
    IntakeWrap.objects.bulk_create(wraps)
    state = key_states([w.csw.pk])[w.csw.pk]
    assert state.replaced
    assert state.holders == 0


def test_nothing_is_sealed_to_a_version_that_a_leaver_knows(w, left, note):
    keys, wraps = left
    IntakeWrap.objects.all()._raw_delete("default")
    put_back(keys)
    IntakeWrap.objects.bulk_create(wraps)
    with pytest.raises(KeyReplaced):
        note()
    assert [found.kind for found in queries.replaced_keys()] == ["intake_key"]


def test_a_removed_holder_gets_nothing_by_the_wrap_they_had(w, left):
    _keys, wraps = left
    his = [wrap for wrap in wraps if wrap.account_id == w.boris.account.pk]
    IntakeWrap.objects.bulk_create(his)
    with pytest.raises(Unopenable):
        seeds.intake_seed(w.csw.pk, 1, w.boris.keys)
    assert seeds.intake_seed(w.csw.pk, 1, w.bea.keys)
    assert set(queries.put_back()) >= {("intake_wrap", his[0].pk)}


def test_who_had_it_back_is_given_no_newer_one(w, left):
    """With the wrap of the newest version as well: who publishes the next one asks the log."""
    newest = queries.current_key(w.csw)
    his = left[1][0]
    row = IntakeWrap.objects.get(key=newest, account=w.bea.account)
    actions.add_holder(w.csw, w.boris.account, **w.bea.acts, hold_hours=0)
    copy = IntakeWrap.objects.get(key=newest, account=w.boris.account)
    actions.remove_holder(w.csw, w.boris.account, by=w.bea.actor)
    newest = queries.current_key(w.csw)
    copy.key = newest
    IntakeWrap.objects.bulk_create([copy])
    assert w.boris.account not in queries.active_holders(w.csw)
    assert {his.key_id, row.key_id} < set(IntakeKey.objects.values_list("pk", flat=True))


def test_nor_by_a_line_that_somebody_puts_into_the_log(w, left, note):
    """It says that the row of before is the newest; its tag is what they cannot make."""
    _keys, wraps = left
    his = next(wrap for wrap in wraps if wrap.account_id == w.boris.account.pk)
    IntakeWrap.objects.bulk_create([his])
    planted_row_line(his.pk, his.row_kind, his.short_tag())
    with pytest.raises(Unopenable):
        seeds.intake_seed(w.csw.pk, 1, w.boris.keys)
    note()


def test_a_wrap_that_waited_is_not_released_a_second_time(w):
    """Held, taken away, put back: the job that lets the waiting in asks the log too."""
    IntakeWrap.objects.filter(account=w.boris.account).delete()
    actions.add_holder(w.csw, w.boris.account, **w.bea.acts)
    held = copied(IntakeWrap, account=w.boris.account)
    actions.remove_holder(w.csw, w.boris.account, by=w.bea.actor)
    IntakeWrap.objects.bulk_create(held)
    with pytest.raises(Unopenable):
        seeds.release(IntakeWrap.objects.select_related("key").get(pk=held[0].pk))


def test_the_paper_key_of_before_opens_nothing(w):
    old = actions.new_paper_key(w.csw, **w.bea.acts)
    rows = copied(PaperKey)
    actions.new_paper_key(w.csw, **w.bea.acts)
    PaperKey.objects.exclude(pk=rows[0].pk).update(ended_at="2026-11-25T00:00:00Z")
    PaperKey.objects.filter(pk=rows[0].pk).update(ended_at=None, mac=rows[0].mac)
    with pytest.raises(Unopenable):
        actions.use_paper_key(w.csw, old, w.boris.account, by=w.boris.actor)


def test_a_network_counts_by_no_older_key(w):
    rows = copied(StatisticsKey)
    actions.remove_analyst(w.net, w.cora.account, by=world.DEMO)
    StatisticsKey.objects.exclude(pk=rows[0].pk).delete()
    StatisticsKey.objects.filter(pk=rows[0].pk).update(
        ended_at=rows[0].ended_at, mac=bytes(rows[0].mac)
    )
    with pytest.raises(KeyReplaced):
        queries.current_statistics_key(w.net.pk)


def test_nothing_is_sealed_to_a_persons_key_of_before(w, note):
    """She has new keys, for the old ones were stolen; the row of before is put back."""
    account = w.ema.account
    older = {name: getattr(account, name) for name in ("public_key", "key_version", "key_mac")}
    account.public_key = keypairs.public_key(keypairs.new_private_key())
    account.key_version += 1
    public_keys.sign(account)
    account.save()
    Account.objects.filter(pk=account.pk).update(**older)
    with pytest.raises(KeyReplaced):
        actions.create_box(
            "note",
            owner=w.csw.pk,
            sections={"notes": world.text()},
            grants={"notes": [actions.to_account(account)]},
            by=w.bea.actor,
        )


def test_every_change_of_a_key_stays_its_last_state(w, note):
    """In ordinary life nothing is refused: holders come, wait, are let in and leave."""
    note()
    actions.new_paper_key(w.csw, **w.bea.acts)
    actions.remove_holder(w.csw, w.boris.account, by=w.bea.actor)
    note()
    actions.add_holder(w.csw, w.boris.account, **w.bea.acts)
    actions.confirm_regrant(w.csw, w.boris.account, by=w.biljana.actor)
    assert w.boris.account in queries.active_holders(w.csw)
    note()
    assert queries.replaced_keys() == []
    assert queries.put_back() == []
