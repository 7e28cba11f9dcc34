"""A holder co-signs the log for their institution; what was bent since is signed by nobody."""

from __future__ import annotations

import logging

import pytest
from django.conf import settings
from django.db import DatabaseError, transaction
from django.utils import translation

from spona import audit
from spona.access.actor import Actor
from spona.audit import lane_heads, triggers
from spona.audit.actions import checkpoint
from spona.audit.lane_heads import LaneClosed, heads_file
from spona.audit.models import Checkpoint, Entry, Witness
from spona.audit.queries import faults, heads_of
from spona.audit.signed_messages import (
    root_of,
    signed_message,
    witness_key_message,
    witness_message,
)
from spona.audit.witnesses import root_line
from spona.crypto.signing import sign, verify, verify_key
from spona.vault import actions, queries
from spona.vault.actions import witnessing
from spona.vault.models import IntakeKey
from spona.vault.witness_keys import witness_faults
from tests.audit.tampering import without_triggers
from tests.vault import world

HOUSE = Actor.system("housekeeping")


@pytest.fixture(autouse=True)
def _another_day(settings, tmp_path):
    settings.SPONA_HEADS = tmp_path
    lane_heads._files.clear()
    witnessing._asked.clear()
    yield
    lane_heads._files.clear()
    witnessing._asked.clear()


@pytest.fixture
def past_triggers(db):
    without_triggers()


def next_day():
    witnessing._asked.clear()
    return checkpoint(by=HOUSE)


def write(w):
    with audit.transaction() as log:
        log.record("chain:written", by=w.bea.actor, subject=("log", None))


def key_of(w, version=1):
    return IntakeKey.objects.get(institution=w.csw, version=version)


def is_signed_by(row, key):
    message = witness_message(
        bytes(row.checkpoint.root), row.checkpoint.number, row.institution, row.version
    )
    verify(bytes(key.witness_key), message, bytes(row.signature))
    return True


def test_the_first_page_of_a_day_signs_the_newest_root_once(w):
    point = next_day()
    assert actions.witness(**w.bea.acts)
    row = Witness.objects.get()
    assert (row.checkpoint_id, row.institution, row.version) == (point.pk, w.csw.pk, 1)
    assert is_signed_by(row, key_of(w))
    assert not actions.witness(**w.boris.acts), "one of them is enough"
    write(w)
    next_day()
    assert actions.witness(**w.boris.acts)
    assert Witness.objects.count() == 2
    [line, _second] = Entry.objects.filter(name="log:witnessed").order_by("seq")
    assert (line.lane_id, line.detail) == (w.csw.pk, {"number": 1, "version": 1})
    assert list(faults()) == []


def test_who_holds_no_key_signs_nothing(w):
    next_day()
    for person in (w.ema, w.dora):
        assert not actions.witness(**person.acts)
    assert not Witness.objects.exists()


def test_before_the_first_root_there_is_nothing_to_sign(w):
    assert not actions.witness(**w.bea.acts)


def test_a_process_asks_seldom(w, django_assert_num_queries):
    next_day()
    actions.witness(**w.bea.acts)
    by, keys = w.bea.acts["by"], w.bea.acts["keys"]
    with django_assert_num_queries(0):
        actions.witness(by=by, keys=keys)


def test_a_past_that_was_signed_anew_is_refused_and_closes_the_lane(w, past_triggers, caplog):
    """Somebody has database and key files: they rewrite a root that Bea has signed, and all later
    ones, with the true key of the server.
    """
    next_day()
    actions.witness(**w.bea.acts)
    write(w)
    next_day()
    first, second = Checkpoint.objects.order_by("number")
    for point, before in ((first, None), (second, first)):
        point.heads = [[lane, seq, "aa" * 32] for lane, seq, _head in point.heads]
        point.previous = before.root if before else point.previous
        point.root = root_of(point, heads_of(point))
        point.signature = sign(settings.SECRETS["checkpoint"], signed_message(bytes(point.root)))
        point.save()
    logging.getLogger("spona").propagate = True
    with caplog.at_level("ERROR", logger="spona"):
        assert not actions.witness(**w.boris.acts)
    assert "log_not_witnessed" in caplog.text
    assert Witness.objects.count() == 1
    assert "its holder did not co-sign" in heads_file().closed()[w.csw.pk]
    assert Entry.objects.filter(name="log:not_witnessed").count() == 1
    with pytest.raises(LaneClosed):
        write(w)


def test_an_own_lane_that_was_changed_since_is_refused(w, past_triggers):
    next_day()
    actions.witness(**w.bea.acts)
    write(w)
    write(w)
    next_day()
    Entry.objects.filter(lane=w.csw.pk, name="chain:written").update(name="chain:other")
    assert not actions.witness(**w.bea.acts)
    assert w.csw.pk in heads_file().closed()


def test_the_version_before_vouches_for_the_next_one(w):
    next_day()
    actions.witness(**w.bea.acts)
    actions.remove_holder(w.csw, w.biljana.account, by=w.bea.actor)
    assert key_of(w, 2).witness_signed is None, "a version is published without anybody's key"
    next_day()
    assert actions.witness(**w.bea.acts)
    fresh = key_of(w, 2)
    message = witness_key_message(w.csw.pk, 2, bytes(fresh.witness_key))
    verify(bytes(key_of(w).witness_key), message, bytes(fresh.witness_signed))
    assert is_signed_by(Witness.objects.get(version=2), fresh)
    queries.fingerprint_words(fresh)


def test_the_eight_words_speak_of_both_keys(w):
    key = key_of(w)
    before = queries.fingerprint_words(key)
    other = verify_key(bytes(32))
    key.witness_key = other
    world.row_integrity.stamp(key).save()
    assert queries.fingerprint_words(key_of(w)) != before


def test_a_line_says_how_many_have_signed(w):
    assert root_line() == ""
    point = next_day()
    began = f"1 · {point.at:%Y-%m-%d %H:%M} UTC · {bytes(point.root).hex()[:16]} · "
    with translation.override("en"):
        assert root_line() == began + "without a witness"
        actions.witness(**w.bea.acts)
        assert root_line() == began + "co-signed by 1 of 3"
    for script in ("sr", "sr-latn"):
        with translation.override(script):
            assert root_line() == began + "potvrdilo 1 od 3"


def test_a_signature_cannot_be_changed_or_taken_away(w):
    next_day()
    actions.witness(**w.bea.acts)
    for act in (Witness.objects.all().delete, lambda: Witness.objects.update(version=2)):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            act()
    assert triggers.missing() == set()


def test_verify_names_a_signature_and_a_key_that_are_not_the_institution_s(w, past_triggers):
    next_day()
    actions.witness(**w.bea.acts)
    assert list(witness_faults()) == []
    actions.remove_holder(w.csw, w.biljana.account, by=w.bea.actor)
    next_day()
    actions.witness(**w.bea.acts)
    assert list(witness_faults()) == []
    Witness.objects.filter(version=1).update(signature=bytes(64))
    fresh = key_of(w, 2)
    fresh.witness_signed = bytes(64)
    world.row_integrity.stamp(fresh).save()
    assert set(witness_faults()) == {
        f"checkpoint 1: the signature of institution {w.csw.pk} is not its own",
        f"institution {w.csw.pk}: key 2 is not signed by the one before",
    }
    Witness.objects.filter(version=2).update(version=7)
    assert f"checkpoint 2: the signature of institution {w.csw.pk} is not its own" in set(
        witness_faults()
    )
