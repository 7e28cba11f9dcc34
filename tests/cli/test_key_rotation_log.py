"""The log across an exchange of the key files: what was the server's stays so, and a thief of the
old ones who writes the database adds nothing, also no line and no root "of before".
"""

from __future__ import annotations

import json
import secrets
import uuid

import pytest
from django.conf import settings as live
from django.utils import timezone

from spona import audit
from spona.access.server_keys import KeyChange, NotOurs
from spona.audit import lane_heads, tags, triggers
from spona.audit.actions import checkpoint, note_seen, open_again
from spona.audit.exchanged_keys import ServerKeys
from spona.audit.lane_heads import Head, heads_file
from spona.audit.models import Checkpoint, Entry, Lane, Witness
from spona.audit.queries import faults, recorded_lines
from spona.audit.recording import SYSTEM_LANE, line_hash
from spona.audit.roots import foreign_roots, heads_of, missing_roots, newest_root
from spona.audit.rotation import renew_outside, rotate_log
from spona.audit.signed_messages import root_of, server_key_message, signed_message
from spona.audit.verifier import spona_verify
from spona.audit.witnesses import line_of, root_line, unseen
from spona.cases.models import Case
from spona.cases.referrals.actions import accept, open_packet, send
from spona.cli.doctor.database import log_roots
from spona.crypto.chain import GENESIS
from spona.crypto.errors import Unopenable
from spona.crypto.signing import sign, verify_key
from spona.identity import actions as identity
from spona.identity import wraps
from spona.identity.models import Account
from spona.vault import actions, row_integrity
from spona.vault.actions import witnessing
from spona.vault.log_export import exported_roots
from spona.vault.models import Section
from tests.audit.tampering import planted_row_line, without_triggers
from tests.cases.packets import packet
from tests.cases.world import OPERATOR, PASSWORD, build
from tests.cli.key_exchange import exchange, expect_whole
from tests.shared_world import kept

_built, world = kept(build)
MOVED = "četiri žute kruške"


@pytest.fixture(autouse=True)
def _own(settings, tmp_path):
    """Key files, heads outside and copies of endings of its own for each test."""
    settings.SPONA_DATA = tmp_path
    settings.SPONA_HEADS = tmp_path / "heads"
    settings.SECRETS = dict(settings.SECRETS)
    lane_heads._files.clear()
    witnessing._asked.clear()
    yield
    lane_heads._files.clear()
    witnessing._asked.clear()


@pytest.fixture
def case(world):
    sent = send(packet(), network=world.vranje, recipient=world.csw, by=world.ana.actor)
    opened, _packet = open_packet(sent, **world.bea.can)
    accept(opened, **world.bea.can)
    return Case.objects.get()


@pytest.fixture
def said(world):
    """Of whom a line was written before the exchange."""
    ident = uuid.uuid4()
    audit.record_read("chain:written", by=OPERATOR, subject=("thing", ident))
    return ident


def exchanged(world):
    """As the command leaves everything: the heads outside are written anew after the commit."""
    change = exchange(world)
    renew_outside()
    return change


def lines_of(ident):
    return [line.seq for line in recorded_lines(["thing"], [ident], ["chain:written"])]


def signs(world, name="bea"):
    """A holder's first page of a day."""
    witnessing._asked.clear()
    return actions.witness(**getattr(world, name).can)


def forged_line(change, name, subject, detail, *, seq=None, previous=None):
    """Behind the head, or where it is said, with the tag of the stolen key."""
    lane = Lane.objects.get(pk=SYSTEM_LANE)
    kind, ident = subject
    row = Entry(
        lane=lane, seq=lane.seq + 1 if seq is None else seq, at=timezone.now(), name=name, actor="",
        subject_kind=kind, subject_id=ident, detail=detail,
        previous=bytes(lane.head) if previous is None else previous,
    )  # fmt: skip
    row.hash = line_hash(bytes(row.previous), lane.pk, row.seq, row)
    with change.under_old():
        row.tag = tags.entry_tag(lane.pk, row.seq, row.hash)
    return row


# --- What was the server's stays so. ---


def test_entries_say_the_same_and_only_their_tags_are_new(world, said):
    before = dict(Entry.objects.values_list("pk", "hash"))
    tags_before = {bytes(tag) for tag in Entry.objects.values_list("tag", flat=True)}
    exchanged(world)
    after = Entry.objects.filter(pk__in=before)
    assert {pk: bytes(digest) for pk, digest in after.values_list("pk", "hash")} == {
        pk: bytes(digest) for pk, digest in before.items()
    }
    assert not tags_before & {bytes(tag) for tag in Entry.objects.values_list("tag", flat=True)}
    assert lines_of(said)
    assert triggers.missing() == set()
    expect_whole()


def test_the_log_names_each_key_file_and_no_key(world):
    change = exchanged(world)
    lines = Entry.objects.filter(name="keys:rotated")
    assert set(lines.values_list("detail__name", flat=True)) == {
        "pepper", "mac", "hold", "checkpoint", "factors", "limiter", "django",
    }  # fmt: skip
    assert set(lines.values_list("lane", "actor")) == {(SYSTEM_LANE, OPERATOR.pseudonym)}
    told = json.dumps(list(Entry.objects.values_list("detail", flat=True)))
    for secret in (*change.old.values(), *change.new.values()):
        assert secret.hex() not in told


def test_holders_open_save_and_co_sign_across_two_of_them(world, case):
    checkpoint(by=OPERATOR)
    assert signs(world)
    section = Section.objects.named(case.box_id, "account").get()
    for number in (1, 2):
        exchanged(world)
        checkpoint(by=OPERATOR)
        assert signs(world)
        section.refresh_from_db()
        document = actions.open_section(section, **world.bea.can)
        actions.save_section(section, document, revision=number, **world.bea.can)
        # Once more without anything between them: the same text has two lines.
        expect_whole()
    exchanged(world)
    exchanged(world)
    # Also which part it is stands there under today's key only.
    section.refresh_from_db()
    assert actions.open_section(section, **world.boris.can)
    assert Witness.objects.filter(institution=world.csw.pk).count() == 3
    assert "1 of" in root_line("en")
    assert log_roots()[0].level == "ok"
    assert heads_file().closed() == {}
    expect_whole()


def test_a_desk_that_comes_after_it_finds_what_was_changed_before(world, case):
    checkpoint(by=OPERATOR)
    assert signs(world)
    checkpoint(by=OPERATOR)
    exchanged(world)
    here = unseen(world.csw.pk)
    assert list(here.faults(world.csw.pk)) == []
    without_triggers()
    last = Entry.objects.filter(lane=world.csw.pk).order_by("-seq").first()
    Entry.objects.filter(pk=last.pk).update(actor="other")
    assert f"entry {last.seq} was changed" in "; ".join(here.faults(world.csw.pk))
    assert not signs(world)


def test_the_export_holds_across_the_exchange(world, tmp_path):
    checkpoint(by=OPERATOR)
    assert signs(world)
    printed = line_of(Checkpoint.objects.get(number=1))
    exchanged(world)
    exchanged(world)
    assert signs(world)
    export = exported_roots([world.vranje.pk])
    assert len(export["checkpoint_keys"]) == 3
    file = tmp_path / "export.json"
    file.write_text(json.dumps(export))
    code, told = spona_verify.run(str(file), "", [printed])
    assert code == 0, told
    assert [name for name, _facts in told].count("NEW KEY") == 2

    first, second = (export["checkpoint_keys"][n]["signed_by_previous"] for n in (1, 2))
    assert first != second
    export["checkpoint_keys"][2]["signed_by_previous"] = first
    file.write_text(json.dumps(export))
    code, told = spona_verify.run(str(file), "", [printed])
    assert code == 1
    assert "SERVER KEY" in [name for name, _facts in told]


def test_a_part_that_the_operator_opened_again_stays_as_it_was(world, said):
    """What nobody vouches for is not made the server's: a false line there stays false."""
    ident = uuid.uuid4()
    lane = Lane.objects.get(pk=SYSTEM_LANE)
    planted_row_line(ident, "account", "of the thief", seq=lane.seq + 1)
    assert list(faults())
    file = heads_file()
    file.close(lane_heads.Fault(SYSTEM_LANE, "planted"))
    number = open_again(SYSTEM_LANE, file, by=OPERATOR)
    assert list(faults()) == []
    planted = bytes(Entry.objects.get(subject_id=ident).tag)
    exchanged(world)
    assert bytes(Entry.objects.get(subject_id=ident).tag) == planted
    assert Entry.objects.get(lane=SYSTEM_LANE, seq=number).name == "log:reopened"
    assert lines_of(said)
    expect_whole()


# --- The thief has the old key files, and may write to the database. ---


def behind_the_head(change, ident):
    forged_line(change, "chain:written", ("thing", ident), {}).save(force_insert=True)


def before_the_first(change, ident):
    row = forged_line(change, "chain:written", ("thing", ident), {}, seq=0, previous=GENESIS)
    row.save(force_insert=True)


def in_place_of_an_old_one(change, ident):
    without_triggers()
    old = Entry.objects.filter(lane=SYSTEM_LANE).order_by("seq")[1]
    row = forged_line(
        change, "chain:written", ("thing", ident), {}, seq=old.seq, previous=bytes(old.previous)
    )
    Entry.objects.filter(pk=old.pk).delete()
    row.save(force_insert=True)


@pytest.mark.parametrize("how", [behind_the_head, before_the_first, in_place_of_an_old_one])
def test_no_line_of_the_old_key_counts_wherever_it_stands(world, how):
    change, ident = exchanged(world), uuid.uuid4()
    how(change, ident)
    assert Entry.objects.filter(subject_id=ident).exists()
    assert lines_of(ident) == []
    assert SYSTEM_LANE in heads_file().closed()


def test_a_true_line_of_before_with_the_tag_of_then_counts_no_more(world, said):
    row = Entry.objects.get(subject_id=said)
    exchanged(world)
    assert lines_of(said) == [row.seq]
    without_triggers()
    Entry.objects.filter(pk=row.pk).update(tag=row.tag)
    assert lines_of(said) == []


def test_no_line_of_the_old_key_makes_an_older_password_the_newest(world):
    """Both rows are of afterwards and truly the server's; only the log says which is the last."""
    change, account = exchanged(world), world.bea.account
    before = Account.objects.filter(pk=account.pk).values()[0]
    identity.change_password(account, old=PASSWORD, new=MOVED, by=world.bea.actor)
    Account.objects.filter(pk=account.pk).update(**before)
    put_back = Account.objects.get(pk=account.pk)
    wraps.check(put_back)
    detail = {"kind": "account", "tag": put_back.short_tag()}
    forged_line(change, "row:written", ("row", account.pk), detail).save(force_insert=True)
    with pytest.raises(Unopenable):
        wraps.open_by_password(put_back, PASSWORD)


def test_no_line_of_the_old_key_makes_an_older_text_the_newest(world, case):
    change = exchanged(world)
    section = Section.objects.named(case.box_id, "account").get()
    before = Section.objects.filter(pk=section.pk).values()[0]
    document = actions.open_section(section, **world.bea.can)
    actions.save_section(section, document, revision=1, **world.bea.can)
    Section.objects.filter(pk=section.pk).update(**before)
    put_back = Section.objects.get(pk=section.pk)
    row_integrity.check(put_back)
    detail = {"kind": "section", "tag": bytes(put_back.mac)[:16].hex(), "order": 99, "again": 99}
    forged_line(change, "row:written", ("row", section.pk), detail).save(force_insert=True)
    with pytest.raises(Unopenable):
        actions.open_section(put_back, **world.bea.can)


def test_a_head_of_the_old_key_outside_says_nothing(world):
    change, file = exchanged(world), heads_file()
    lane = Lane.objects.get(pk=SYSTEM_LANE)
    with change.under_old():
        file.append([(SYSTEM_LANE, Head(lane.seq + 9, secrets.token_bytes(32)))])
        head = tags.lane_tag(lane.pk, lane.seq, bytes(lane.head))
    lane_heads._files.clear()
    assert heads_file().read()[SYSTEM_LANE] == (lane.seq, bytes(lane.head))
    assert list(faults()) == []
    Lane.objects.filter(pk=lane.pk).update(tag=head)
    assert any("its head was not written by Spona" in what for what in faults())


def root_of_the_thief(key, number, **more):
    """A whole root behind, or in place of, a true one."""
    last = Checkpoint.objects.get(number=number - 1)
    point = Checkpoint(
        instance=last.instance, number=number, at=timezone.now(), previous=bytes(last.root),
        heads=last.heads, public_key=verify_key(key), **more,
    )  # fmt: skip
    point.root = root_of(point, heads_of(point))
    point.signature = sign(key, signed_message(bytes(point.root)))
    return point


def test_a_root_that_the_stolen_key_signs_afterwards_is_foreign(world):
    change, newest = exchanged(world), newest_root()
    point = root_of_the_thief(change.old["checkpoint"], newest.number + 1)
    point.save(force_insert=True)
    assert newest_root() == newest
    said = f"checkpoint {point.number}: the server did not sign it"
    assert list(foreign_roots()) == [said]
    assert f"checkpoint {point.number}: signed with a foreign key" in list(faults())
    assert log_roots()[0].level == "red"
    # Nobody follows it, and no institution is closed for it.
    assert signs(world)
    assert Witness.objects.get().checkpoint == newest
    assert heads_file().closed() == {}


def test_another_past_that_the_stolen_key_signs_is_found(world):
    """In place of a root of then, when that key was the server's."""
    checkpoint(by=OPERATOR)
    checkpoint(by=OPERATOR)
    change = exchanged(world)
    without_triggers()
    true = Checkpoint.objects.get(number=2)
    point = root_of_the_thief(change.old["checkpoint"], 2, pk=true.pk)
    point.save(force_update=True)
    triggers.install()
    assert list(foreign_roots()) == ["checkpoint 2: the server did not sign it"]
    assert list(missing_roots()) == ["checkpoint 2: another root was signed"]
    # A holder signs what comes before it; whoever writes the database closes nobody's log.
    assert signs(world)
    assert Witness.objects.get().checkpoint.number == 1
    assert heads_file().closed() == {}


def test_a_key_that_only_the_stolen_one_vouches_for_signs_nothing(world):
    """The line that vouches has to be the server's."""
    change, newest, evil = exchanged(world), newest_root(), secrets.token_bytes(32)
    old, key = verify_key(change.old["checkpoint"]), verify_key(evil)
    vouched = sign(change.old["checkpoint"], server_key_message(newest, key))
    detail = {
        "name": "checkpoint", "after": newest.number, "old": old.hex(), "key": key.hex(),
        "signed": vouched.hex(),
    }  # fmt: skip
    forged_line(change, "keys:rotated", ("log", None), detail).save(force_insert=True)
    point = root_of_the_thief(evil, newest.number + 1)
    point.save(force_insert=True)
    assert not ServerKeys().is_signed(point)
    assert newest_root() == newest
    first = Checkpoint.objects.get(number=newest.number - 1)
    assert ServerKeys().is_signed(first)


def planted_beside(number):
    """A row of nonsense, as whoever writes the database alone puts it in."""
    row = Checkpoint.objects.order_by("-number", "pk").first()
    row.pk, row.number, row.root = uuid.uuid4(), number, secrets.token_bytes(32)
    row.save(force_insert=True)


def test_roots_that_somebody_planted_are_passed_over_and_keep_no_key_from_being_exchanged(world):
    """Else one INSERT would leave the thief's key files good for ever."""
    checkpoint(by=OPERATOR)
    # One has the number of the root that the old key signs last, and one comes much later.
    planted_beside(2)
    planted_beside(99)
    tell = []
    exchange(world, tell=lambda number, label: tell.append((number, label)))
    renew_outside()
    assert (2, "roots of the log are not Spona's, and stay what they are") in tell
    assert not [one for one in faults() if "vouch" in one]
    assert {one.partition(":")[0] for one in faults()} == {"checkpoint 2", "checkpoint 99"}
    assert list(foreign_roots()) == [
        f"checkpoint {number}: the server did not sign it" for number in (2, 99)
    ]
    assert newest_root().number == 3
    assert ServerKeys().is_signed(Checkpoint.objects.get(number=1))
    # Only planted ones are: what is gone, or is another one, stops it.
    without_triggers()
    Checkpoint.objects.filter(number=1).delete()
    triggers.install()
    with pytest.raises(RuntimeError, match="checkpoint 1: it was signed, and is not there"):
        exchange(world)


def test_what_the_operator_has_looked_at_stays_known_across_the_exchange(world):
    checkpoint(by=OPERATOR)
    planted_beside(99)
    note_seen({one.of for one in foreign_roots()}, by=OPERATOR, reason="intruder")
    exchanged(world)
    expect_whole()
    assert [one.level for one in log_roots()] == ["warning"]


def test_without_the_line_that_vouches_the_roots_of_before_are_foreign(world):
    checkpoint(by=OPERATOR)
    exchanged(world)
    first = Checkpoint.objects.get(number=1)
    assert ServerKeys().is_signed(first)
    without_triggers()
    line = Entry.objects.get(name="keys:rotated", detail__name="checkpoint")
    foreign = verify_key(secrets.token_bytes(32)).hex()
    Entry.objects.filter(pk=line.pk).update(detail=line.detail | {"key": foreign})
    assert not ServerKeys().is_signed(first)
    assert any("checkpoint 1: signed with a foreign key" in what for what in faults())


# --- What does not fit before, and key files of before. ---


def test_a_line_that_was_planted_before_stops_it(world):
    lane = Lane.objects.get(pk=SYSTEM_LANE)
    planted_row_line(uuid.uuid4(), "account", "of the thief", seq=lane.seq + 1)
    with pytest.raises(RuntimeError, match=f"entry {lane.seq + 1} was"):
        exchange(world)


def test_each_line_is_held_against_the_old_key_when_it_is_tagged_anew(world):
    """Whatever comes in between the look at everything and that."""
    point, lane = checkpoint(by=OPERATOR), Lane.objects.get(pk=SYSTEM_LANE)
    planted_row_line(uuid.uuid4(), "account", "of the thief", seq=lane.seq + 1)
    change = KeyChange(dict(live.SECRETS), {name: secrets.token_bytes(32) for name in live.SECRETS})
    with pytest.raises(NotOurs, match=f"entry {lane.seq + 1} of lane {lane.pk}"):
        rotate_log(change, point, by=OPERATOR)


def test_key_files_of_before_close_nothing_by_a_look(world, said):
    change = exchanged(world)
    with change.under_old():
        assert lines_of(said) == []
        assert list(foreign_roots())
    assert heads_file().closed() == {}
    assert lines_of(said)
