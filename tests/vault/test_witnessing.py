"""A holder co-signs the log for their institution; what was bent since is signed by nobody."""

from __future__ import annotations

import logging
from datetime import timedelta

import pytest
from django.conf import settings
from django.db import DatabaseError, transaction
from django.utils import timezone, translation

from spona import audit
from spona.access.actor import Actor
from spona.access.denied import Conflict, Denied
from spona.audit import lane_heads, triggers, witnesses
from spona.audit.actions import checkpoint, open_again
from spona.audit.exchanged_keys import ROOT_SIGNED
from spona.audit.lane_heads import Head, LaneClosed, heads_file
from spona.audit.models import Checkpoint, Entry, Lane, Witness
from spona.audit.queries import faults
from spona.audit.recording import SYSTEM_LANE, line_hash
from spona.audit.roots import heads_of
from spona.audit.signed_messages import (
    root_of,
    signed_message,
    witness_key_message,
    witness_message,
)
from spona.audit.tags import entry_tag, lane_tag
from spona.audit.verifier import spona_verify
from spona.audit.witnesses import root_line
from spona.cli.doctor.database import log_roots
from spona.cli.lane_names import lane_name
from spona.cli.verify import run
from spona.crypto.chain import GENESIS
from spona.crypto.signing import sign, verify, verify_key
from spona.notifications.models import Notice
from spona.vault import actions, queries
from spona.vault.actions import witnessing
from spona.vault.log_export import exported_roots
from spona.vault.models import IntakeKey
from spona.vault.witness_keys import is_own_signature, witness_faults
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


def written_anew(w, after=0):
    """Whoever has database and key files changes the centre's lane behind this root, hashes, tags and
    signs all anew, and takes away the signatures that do not fit any more.
    """
    Witness.objects.filter(checkpoint__number__gt=after).delete()
    kept = 0
    for point in Checkpoint.objects.filter(number=after):
        kept = next(seq for lane, seq, _head in heads_of(point) if lane == w.csw.pk)
    heads = {str(w.csw.pk): {}, str(SYSTEM_LANE): {}}
    points, previous = {one.number: one for one in Checkpoint.objects.all()}, GENESIS
    # The system's lane names each root, so it comes last and the roots are made on the way.
    for ident, known in heads.items():
        head = GENESIS
        for row in Entry.objects.filter(lane=ident).order_by("seq"):
            if row.name == "chain:written" and row.seq > kept:
                row.actor = "somebody else"
            if row.name == ROOT_SIGNED:
                point = points[row.detail["number"]]
                previous = signed_anew(point, heads, previous)
                row.detail = row.detail | {"root": previous.hex()}
            row.previous = head
            head = known[row.seq] = row.hash = line_hash(head, row.lane_id, row.seq, row)
            row.tag = entry_tag(row.lane_id, row.seq, head)
            row.save()
        lane = Lane.objects.get(pk=ident)
        lane.head, lane.tag = head, lane_tag(lane.pk, lane.seq, head)
        lane.save()
    file = heads_file()
    outside = {one.pk: Head(one.seq, bytes(one.head)) for one in Lane.objects.filter(seq__gt=0)}
    file.set_aside()
    file.append(outside.items())
    triggers.install()


def signed_anew(point, heads, previous):
    """This root over these heads, with the true key of the server; return it."""
    point.heads = [
        [one, seq, heads[one][seq].hex() if one in heads and seq else digest]
        for one, seq, digest in point.heads
    ]
    point.previous = previous
    point.root = root_of(point, heads_of(point))
    point.signature = sign(settings.SECRETS["checkpoint"], signed_message(bytes(point.root)))
    point.save()
    return bytes(point.root)


def opened_again(w):
    open_again(w.csw.pk, heads_file(), by=HOUSE)
    witnessing._asked.clear()


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


def test_a_root_that_somebody_planted_closes_no_lane(w):
    """They write the database alone, so it bears no signature of the server."""
    first = next_day()
    Checkpoint.objects.create(
        instance=first.instance, number=2, at=timezone.now(), previous=b"x" * 32, heads=[],
        root=b"y" * 32, signature=b"z" * 64, public_key=b"k" * 32,
    )  # fmt: skip
    assert actions.witness(**w.bea.acts)
    assert Witness.objects.get().checkpoint == first
    assert heads_file().closed() == {}


def test_signatures_that_somebody_planted_count_for_nobody_and_silence_nobody(w):
    first = next_day()
    for house in (w.csw, w.school, w.shelter):
        Witness.objects.create(
            checkpoint=first, institution=house.pk, version=1, signature=b"z" * 64,
            at=timezone.now(),
        )  # fmt: skip
    assert witnesses.witnessed() == (0, 3)
    assert witnesses.signed_by() == {}
    next_day()
    assert actions.witness(**w.bea.acts)
    assert witnesses.witnessed() == (1, 3)
    assert set(witnesses.signed_by()) == {w.csw.pk}


def test_those_that_can_sign_are_counted_as_in_what_is_taken_along(w):
    """A drill invents institutions with keys, and is swept away; what the log says of it stays."""
    next_day()
    gone = w.shelter.pk
    IntakeKey.objects.filter(institution=gone).delete()
    assert actions.witness(**w.bea.acts)
    export = exported_roots([w.net.pk])
    assert witnesses.witnessed() == (1, len(export["institutions"])) == (1, 2)


def test_a_signature_that_somebody_planted_on_the_newest_root_blocks_nobody(w, capsys):
    point = next_day()
    for number in range(40):
        Witness.objects.create(
            checkpoint=point, institution=w.csw.pk, version=1, signature=bytes([number]) * 64,
            at=timezone.now(),
        )  # fmt: skip
    assert actions.witness(**w.bea.acts)
    assert witnesses.witnessed() == (1, 3)
    assert witnesses.signed_by() == {w.csw.pk: point}
    true = [row for row in Witness.objects.all() if is_own_signature(row, key_of(w))]
    assert len(true) == 1
    for other in (w.boris, w.bea):
        witnessing._asked.clear()
        assert not actions.witness(**other.acts), "it is signed once"
    said = f"checkpoint 1: the signature of institution {w.csw.pk} is not its own"
    assert list(witness_faults()) == [said] * 40
    named = said.replace(str(w.csw.pk), f"{w.csw.pk}, {lane_name(w.csw.pk)}")
    red = {(one.level, one.sentence) for one in log_roots()}
    assert red == {("red", f"Of the log: {named}.")}
    assert run(["checkpoint"]) == 1
    assert f"WARNING: {named}" in capsys.readouterr().out
    # The next day is like any other.
    next_day()
    assert actions.witness(**w.bea.acts)
    assert heads_file().closed() == {}


def planted_root(number):
    first = Checkpoint.objects.order_by("number").first()
    return Checkpoint.objects.create(
        instance=first.instance, number=number, at=timezone.now(), previous=b"x" * 32, heads=[],
        root=b"y" * 32, signature=b"z" * 64, public_key=b"k" * 32,
    )  # fmt: skip


def test_a_root_that_was_planted_is_remembered_by_no_new_key(w):
    next_day()
    assert actions.witness(**w.bea.acts)
    planted_root(2)
    planted_root(9)
    actions.remove_holder(w.csw, w.biljana.account, by=w.bea.actor)
    next_day()
    assert actions.witness(**w.bea.acts)
    assert heads_file().closed() == {}
    assert Witness.objects.filter(checkpoint__number=2, version=2).count() == 1


def test_a_root_that_was_planted_is_signed_by_no_press(w, three_days):
    IntakeKey.objects.filter(institution=w.csw).update(last_root_sealed=None)
    assert witness_refused(w)
    opened_again(w)
    point, planted = next_day(), planted_root(9)
    with pytest.raises(Conflict):
        actions.sign_again(planted.number, **w.boris.acts)
    actions.sign_again(point.number, **w.boris.acts)
    assert not Witness.objects.filter(checkpoint=planted).exists()


def test_an_own_lane_that_was_changed_since_is_refused(w, past_triggers):
    next_day()
    actions.witness(**w.bea.acts)
    write(w)
    write(w)
    next_day()
    Entry.objects.filter(lane=w.csw.pk, name="chain:written").update(name="chain:other")
    assert not actions.witness(**w.bea.acts)
    assert w.csw.pk in heads_file().closed()


@pytest.fixture
def three_days(w, past_triggers):
    """Bea's centre has co-signed three roots."""
    for _ in range(3):
        write(w)
        next_day()
        assert actions.witness(**w.bea.acts)


@pytest.mark.parametrize("left", [0, 1, 2])
def test_a_past_that_was_written_anew_is_signed_by_nobody_though_signatures_are_gone(
    w, three_days, left
):
    """All fits together, true signatures of before too: what is sealed under the seed knows better."""
    written_anew(w, after=left)
    assert list(faults()) == list(witness_faults()) == []
    next_day()
    assert not actions.witness(**w.boris.acts)
    assert "checkpoint 3 is not the one" in heads_file().closed()[w.csw.pk]
    assert Witness.objects.count() == left


def test_roots_that_were_taken_out_are_missed_though_they_are_made_anew(w, three_days):
    Witness.objects.all().delete()
    Checkpoint.objects.filter(number__gt=1).delete()
    for _ in range(3):
        next_day()
    assert not actions.witness(**w.bea.acts)
    assert "checkpoint 3 is not the one" in heads_file().closed()[w.csw.pk]


@pytest.mark.parametrize("instead", [None, b"", bytes(81), "school"])
def test_nobody_signs_where_what_was_signed_last_is_not_known(w, three_days, instead):
    if instead == "school":
        instead = IntakeKey.objects.get(institution=w.school).last_root_sealed
    IntakeKey.objects.filter(institution=w.csw).update(last_root_sealed=instead)
    next_day()
    assert not actions.witness(**w.bea.acts)
    assert "nobody knows any more what key 1 co-signed" in heads_file().closed()[w.csw.pk]


def test_the_version_before_does_not_vouch_over_a_past_that_was_written_anew(w, three_days):
    written_anew(w)
    actions.remove_holder(w.csw, w.biljana.account, by=w.bea.actor)
    next_day()
    assert not actions.witness(**w.bea.acts)
    assert key_of(w, 2).witness_signed is None
    assert not Witness.objects.exists()


def test_after_a_refusal_the_operator_looks_and_a_holder_goes_on(w, three_days):
    """The lane is closed once; from then nobody signs, until a holder has compared a printed line."""
    IntakeKey.objects.filter(institution=w.csw).update(last_root_sealed=None)
    assert witness_refused(w)
    told = Notice.objects.filter(kind="log_closed").values_list("account_id", flat=True)
    assert {w.bea.account.pk, w.boris.account.pk} <= set(told)
    opened_again(w)
    for _ in range(2):
        assert witness_refused(w)
        assert heads_file().closed() == {}, "what the operator has looked at closes nothing again"
    assert Entry.objects.filter(name="log:not_witnessed").count() == 1
    point = next_day()
    with pytest.raises(Conflict):
        actions.sign_again(point.number - 1, **w.boris.acts)
    actions.sign_again(point.number, **w.boris.acts)
    assert Witness.objects.filter(checkpoint=point).count() == 1
    with pytest.raises(Denied):
        actions.sign_again(point.number, **w.boris.acts)
    write(w)
    next_day()
    assert actions.witness(**w.bea.acts), "from then on each first desk signs again"
    IntakeKey.objects.filter(institution=w.csw).update(last_root_sealed=None)
    assert witness_refused(w)
    assert w.csw.pk in heads_file().closed(), "a second time is an alarm again"


def witness_refused(w):
    next_day()
    return not actions.witness(**w.bea.acts)


def test_where_the_operator_has_opened_a_lane_its_holders_sign_on_from_there(
    w, past_triggers, django_capture_on_commit_callbacks
):
    next_day()
    assert actions.witness(**w.bea.acts)
    write(w)
    write(w)
    written = Entry.objects.filter(lane=w.csw.pk, name="chain:written")
    written.order_by("seq").first().delete()
    next_day()
    assert not actions.witness(**w.bea.acts)
    for _ in range(2):
        with django_capture_on_commit_callbacks(execute=True):
            if heads_file().closed():
                opened_again(w)
        next_day()
        assert actions.witness(**w.bea.acts)
        assert heads_file().closed() == {}


def test_a_clock_that_was_fast_once_keeps_nobody_from_signing(w, monkeypatch):
    now = timezone.now()
    monkeypatch.setattr(timezone, "now", lambda: now + timedelta(days=40))
    first = next_day()
    monkeypatch.undo()
    second = next_day()
    assert second.at == first.at
    assert actions.witness(**w.bea.acts)
    assert actions.witness(**w.ana.acts)
    assert list(faults()) == []


def test_two_holders_at_the_same_moment_sign_once(w, monkeypatch):
    """Both have looked before either of them signs; the second one's desk opens all the same."""
    next_day()
    actions.witness(**w.bea.acts)
    actions.remove_holder(w.csw, w.biljana.account, by=w.bea.actor)
    next_day()
    known = witnessing._faults

    def faster(newest, seen):
        monkeypatch.setattr(witnessing, "_faults", known)
        witnessing._asked.clear()
        assert actions.witness(**w.boris.acts)
        return known(newest, seen)

    monkeypatch.setattr(witnessing, "_faults", faster)
    assert not actions.witness(**w.bea.acts)
    assert Witness.objects.filter(checkpoint__number=2).count() == 1
    assert Entry.objects.filter(name="log:witnessed").count() == 2
    assert list(witness_faults()) == []


def test_who_holds_no_key_does_not_go_on(w, three_days):
    IntakeKey.objects.filter(institution=w.csw).update(last_root_sealed=None)
    assert witness_refused(w)
    opened_again(w)
    with pytest.raises(Denied):
        actions.sign_again(Checkpoint.objects.count(), **w.ema.acts)


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


def test_of_two_changes_on_a_day_each_version_vouches_for_the_next(w):
    next_day()
    actions.witness(**w.bea.acts)
    for other in (w.biljana, w.boris):
        actions.remove_holder(w.csw, other.account, by=w.bea.actor)
    next_day()
    assert actions.witness(**w.bea.acts)
    assert Witness.objects.latest("at").version == 3
    for version in (2, 3):
        fresh = key_of(w, version)
        message = witness_key_message(w.csw.pk, version, bytes(fresh.witness_key))
        verify(bytes(key_of(w, version - 1).witness_key), message, bytes(fresh.witness_signed))


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
            # An English paper that somebody prints who reads Serbian; it is typed as it stands there.
            assert root_line("en") == began + "co-signed by 1 of 3"
    for line in (root_line("en"), root_line("sr")):
        assert spona_verify.parsed_pin(line)["witnesses"] == 1


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
