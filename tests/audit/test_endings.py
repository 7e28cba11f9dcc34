"""The chain of endings, and its copies outside the database."""

from __future__ import annotations

import json
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pyrage
import pytest
from django.db import transaction as db

from spona import audit
from spona.audit import endings, endings_copies
from spona.audit.models import Ending
from spona.audit.queries import faults

NOON = datetime(2026, 1, 1, 12, 0, 0, 5, tzinfo=UTC)
SUBJECT = UUID("11111111-1111-4111-8111-111111111111")


@pytest.fixture(autouse=True)
def _data(db, settings, tmp_path):
    settings.SPONA_DATA = tmp_path / "data"
    settings.SPONA_DATA.mkdir()


@pytest.fixture
def place(tmp_path):
    folder = tmp_path / "place"
    folder.mkdir()
    return folder


@pytest.fixture
def pair():
    return pyrage.x25519.Identity.generate()


def end(kind=endings.BOX, subject=None, payload=None):
    with audit.transaction() as log:
        log.ending(kind, subject or uuid4(), payload)
    return Ending.objects.order_by("-seq").first()


def read(path):
    return [row.seq for row in endings_copies.read_clear(path)]


def test_the_tag_of_an_ending_is_frozen(settings):
    settings.SECRETS = settings.SECRETS | {"mac": bytes(range(32))}
    row = Ending(
        seq=7, at=NOON, kind="agreement", subject=SUBJECT, payload={"š": 1, "a": [None]},
        digest=endings.digest_of({"a": [None], "š": 1}), previous=endings.BEGINNING,
    )  # fmt: skip
    assert row.digest.hex() == DIGEST
    assert endings.tag_of(row).hex() == TAG
    assert endings.mark_of(NOON, 7, b"t" * 32) == MARK_TAG


DIGEST = "c753de97f3cef9b1d619d9291a64e333f69fd50e9c429a448e4fb27813d4cffd"
TAG = "7efbc4719ff583a0cb7d1af4b4b20ce1f959252beaf880fd31c40a325b8bb7c9"
MARK_TAG = "8e7e81655b88dd75a8886a6c70920c0f35f35bce63ae6bdac530931e649e1351"


def test_endings_are_chained_in_the_order_in_which_they_were_committed():
    first, second = end(), end()
    assert (first.seq, second.seq) == (1, 2)
    assert bytes(first.previous) == endings.BEGINNING
    assert bytes(second.previous) == bytes(first.tag)
    assert list(endings.chain_faults()) == []


@pytest.mark.parametrize(
    ("column", "value"),
    [("kind", "grant"), ("subject", SUBJECT), ("at", NOON), ("payload", {"institution": "x"}),
     ("tag", b"t" * 32), ("previous", b"p" * 32), ("digest", b"d" * 32)],
)  # fmt: skip
def test_whoever_writes_the_database_alone_forges_no_ending(column, value):
    end(), end()
    Ending.objects.filter(seq=1).update(**{column: value})
    assert any("ending 1 was changed" in one for one in endings.chain_faults())


def test_an_ending_that_was_taken_out_is_missing():
    end(), end(), end()
    Ending.objects.filter(seq=2).delete()
    assert list(endings.chain_faults()) == ["ending 2 is missing"]


def broken_off(kind):
    with audit.transaction() as log:
        log.ending(kind, SUBJECT)
        raise RuntimeError


def test_nothing_is_written_where_the_transaction_or_an_inner_step_fails():
    with pytest.raises(RuntimeError):
        broken_off(endings.BOX)
    with audit.transaction() as log:
        # Who goes on after a step that failed takes back what it wrote.
        with pytest.raises(RuntimeError), db.atomic():
            broken_off(endings.BOX)
        log.ending(endings.GRANT, SUBJECT)
    assert [row.kind for row in Ending.objects.all()] == ["grant"]


def goes_on_after_a_failed_step():
    with audit.transaction() as log:
        with suppress(RuntimeError):
            broken_off(endings.BOX)
        log.ending(endings.GRANT, SUBJECT)


def test_whoever_goes_on_after_a_failed_step_without_taking_it_back_is_stopped():
    """Steps share one transaction without savepoints: half of one must not be kept in silence."""
    with pytest.raises(db.TransactionManagementError):
        goes_on_after_a_failed_step()
    assert not Ending.objects.exists()


def test_an_older_password_keeps_its_place_and_loses_what_opens():
    """Otherwise the ending of a password would keep what the old one opens for ever."""
    account = uuid4()
    old = end(endings.PASSWORD, account, {"salt": "old"})
    other = end(endings.PASSWORD, uuid4(), {"salt": "other"})
    factor = end(endings.FACTOR, account, {"app": []})
    new = end(endings.RECOVERY, account, {"salt": "new"})
    left = {row.seq: row.payload for row in Ending.objects.all()}
    assert left == {
        old.seq: None, other.seq: {"salt": "other"}, factor.seq: {"app": []},
        new.seq: {"salt": "new"},
    }  # fmt: skip
    assert list(endings.chain_faults()) == []


def test_a_payload_that_nothing_stands_for_is_missed_and_stays_in_the_copies(place, pair):
    """One UPDATE of whoever writes the database, for every kind: an older backup would revive it."""
    endings_copies.remember_place(place, [str(pair.to_public())])
    account = uuid4()
    for kind in (endings.AGREEMENT, endings.EXCLUSION, endings.BOX, endings.MEMBER):
        end(kind, payload={"mark": kind})
    end(endings.PASSWORD, account, {"salt": "old"})
    end(endings.PASSWORD, account, {"salt": "new"})
    endings_copies.flush()
    Ending.objects.update(payload=None)
    lost = [f"ending {number} has lost what it says" for number in (1, 2, 3, 4, 6)]
    assert list(endings.chain_faults()) == lost
    endings_copies.forget_superseded()
    for rows in (
        endings_copies.read_clear(endings_copies.data_copy().path),
        endings_copies.read_sealed(place / endings_copies.SEALED, [pair]),
    ):
        assert [row.seq for row in rows if row.payload is None] == [5]


def test_an_ending_deleted_in_the_database_stays_in_the_copies_and_is_missed(place, pair):
    endings_copies.remember_place(place, [str(pair.to_public())])
    account = uuid4()
    end(endings.PASSWORD, account, {"salt": "old"})
    endings_copies.flush()
    end(endings.PASSWORD, account, {"salt": "new"})
    end(endings.AGREEMENT)
    endings_copies.flush()
    mark = endings_copies.data_copy().mark()
    Ending.objects.filter(seq=3).delete()
    assert "the database lacks ending 3 of endings.jsonl" in list(faults())
    endings_copies.flush()
    endings_copies.forget_superseded()
    assert read(endings_copies.data_copy().path) == [1, 2, 3]
    sealed = endings_copies.read_sealed(place / endings_copies.SEALED, [pair])
    assert [row.seq for row in sealed] == [1, 2, 3]
    assert endings_copies.data_copy().mark() == mark


def test_a_forgotten_payload_leaves_the_copies_too(place, pair):
    account, public = uuid4(), str(pair.to_public())
    end(endings.PASSWORD, account, {"salt": "oldoldold"})
    endings_copies.remember_place(place, [public])
    end(endings.PASSWORD, account, {"salt": "new"})
    endings_copies.flush()
    assert "oldoldold" in endings_copies.data_copy().path.read_text()
    endings_copies.forget_superseded()
    assert "oldoldold" not in endings_copies.data_copy().path.read_text()
    rows = list(endings_copies.read_sealed(place / endings_copies.SEALED, [pair]))
    assert [row.payload for row in rows] == [None, {"salt": "new"}]


def test_both_copies_hold_every_ending_and_the_place_is_sealed(place, pair):
    endings_copies.remember_place(place, [str(pair.to_public())])
    row = end()
    endings_copies.flush()
    assert read(endings_copies.data_copy().path) == [1]
    sealed = place / endings_copies.SEALED
    assert str(row.subject) in endings_copies.data_copy().path.read_text()
    assert str(row.subject) not in sealed.read_text()
    assert sealed.stat().st_mode & 0o777 == 0o600
    assert [one.subject for one in endings_copies.read_sealed(sealed, [pair])] == [row.subject]
    assert endings_copies.behind() == (0, None)


def test_a_place_that_cannot_be_reached_holds_up_nothing_and_is_caught_up_with(place, pair):
    endings_copies.remember_place(place, [str(pair.to_public())])
    end()
    endings_copies.flush()
    away = place.with_name("away")
    place.rename(away)
    first = end()
    end()
    endings_copies.flush()
    assert endings_copies.behind() == (2, first.at)
    # Neither does the mount point without its disk count as the place.
    place.mkdir()
    endings_copies.flush()
    assert endings_copies.behind() == (2, first.at)
    place.rmdir()
    away.rename(place)
    endings_copies.flush()
    assert endings_copies.behind() == (0, None)
    assert [
        row.seq for row in endings_copies.read_sealed(place / endings_copies.SEALED, [pair])
    ] == [1, 2, 3]


def test_what_a_crash_cut_in_the_middle_of_a_line_is_written_again():
    end(), end()
    endings_copies.flush()
    path = endings_copies.data_copy().path
    whole = path.read_text()
    path.write_text(whole[:-40])
    assert read(path) == [1]
    endings_copies.flush()
    assert path.read_text() == whole


def test_a_long_line_is_found_from_the_end():
    end(payload={"rows": ["x" * 500_000]})
    endings_copies.flush()
    end()
    endings_copies.flush()
    assert read(endings_copies.data_copy().path) == [1, 2]


def test_a_copy_with_endings_that_the_database_lost_is_not_written_on():
    end(), end()
    endings_copies.flush()
    Ending.objects.filter(seq=2).delete()
    endings_copies.flush()
    assert read(endings_copies.data_copy().path) == [1, 2]
    with pytest.raises(endings_copies.ForeignCopyError):
        endings_copies.data_copy().bring_up_to_date()


def test_the_mark_says_until_when_a_copy_is_complete_and_cannot_be_made_up():
    row = end()
    endings_copies.flush()
    mark = endings_copies.data_copy().mark()
    assert mark.seq == row.seq
    assert mark.at >= row.at
    path = endings_copies.data_copy().folder / endings_copies.MARK
    said = json.loads(path.read_text())
    later = endings.instant(mark.at + timedelta(days=1))
    path.write_text(json.dumps(said | {"at": later}))
    assert endings_copies.data_copy().mark() is None


@pytest.mark.parametrize(
    "change",
    [{"kind": "grant"}, {"subject": str(uuid4())}, {"payload": {"a": 1}}, {"tag": "00" * 32},
     {"seq": "one"}, {"at": "never"}],
)  # fmt: skip
def test_a_line_that_is_not_ours_is_named(change):
    end(), end()
    endings_copies.flush()
    path = endings_copies.data_copy().path
    first, second = path.read_text().splitlines()
    number, tag, said = second.split(" ", 2)
    path.write_text(f"{first}\n{number} {tag} {json.dumps(json.loads(said) | change)}\n")
    with pytest.raises(endings_copies.BrokenEndingError, match=r"endings\.jsonl, line 2"):
        read(path)


def test_a_sealed_line_that_was_changed_or_is_for_another_key_is_named(place, pair):
    end()
    endings_copies.remember_place(place, [str(pair.to_public())])
    path = place / endings_copies.SEALED
    other = pyrage.x25519.Identity.generate()
    with pytest.raises(endings_copies.BrokenEndingError, match="line 1"):
        list(endings_copies.read_sealed(path, [other]))
    path.write_text(path.read_text().replace("A", "B"))
    with pytest.raises(endings_copies.BrokenEndingError, match="line 1"):
        list(endings_copies.read_sealed(path, [pair]))


def test_a_new_place_gets_all_and_keeps_what_another_server_left_there(place, pair):
    (place / endings_copies.SEALED).write_text("9 0123456789abcdef AAAA\n")
    end(), end()
    endings_copies.remember_place(place, [str(pair.to_public())])
    assert [
        row.seq for row in endings_copies.read_sealed(place / endings_copies.SEALED, [pair])
    ] == [1, 2]
    assert len(list(place.glob("endings.sealed.before-*"))) == 1


def test_columns_come_back_with_every_bit(db):
    from spona.crypto.kdf import SMALLEST
    from spona.identity import actions, wraps
    from spona.identity.models import Account
    from tests.identity.world import OPERATOR

    made = actions.create_account(
        login="ana.r", password="tri zelene jabuke", language="sr", by=OPERATOR, cost=SMALLEST
    )
    row = Account.objects.get(pk=made.account.pk)
    said = json.loads(json.dumps(endings.columns_of(row)))
    back = Account(**endings.columns_in(Account, said))
    wraps.check(back)
    assert back.created_at == row.created_at
