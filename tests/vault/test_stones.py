"""What was destroyed stays so: a put-back row opens nothing, a restore destroys it again."""

import json
from datetime import UTC, datetime
from uuid import uuid4

import pytest
from django.db import transaction

from spona.access.denied import Denied
from spona.vault import actions, jobs, queries, stones
from spona.vault.models import Box, Grant, Section
from spona.vault.stones import BrokenStoneError, Stone
from tests.vault.world import HOUSEKEEPING

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)


def kept(row):
    return {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}


def written():
    return {(stone.kind, stone.ident) for stone in stones.read(stones.path())}


def test_a_grant_that_was_taken_back_and_put_back_opens_nothing(w, packet, section):
    cover = section(packet, "cover")
    assert actions.open_section(cover, **w.bea.acts)
    grant = cover.grants.get(to_kind="institution", to_id=w.csw.pk)
    old = kept(grant)
    actions.destroy(grant, by=w.ana.actor)
    Grant.objects.bulk_create([Grant(**old)])
    with pytest.raises(Denied):
        actions.open_section(section(packet, "cover"), **w.bea.acts)
    assert actions.open_many([section(packet, "cover")], purpose="list", **w.bea.acts) == {}
    assert queries.put_back() == [("grant", grant.pk)]


def test_an_erased_box_with_all_its_old_rows_opens_nothing(w, packet, section):
    cover = section(packet, "cover")
    rows = [kept(packet), kept(cover), *(kept(grant) for grant in cover.grants.all())]
    actions.erase_box(packet, by=w.ana.actor)
    Box.objects.filter(pk=packet.pk).update(**{k: v for k, v in rows[0].items() if k != "id"})
    Section.objects.bulk_create([Section(**rows[1])])
    Grant.objects.bulk_create([Grant(**row) for row in rows[2:]])
    with pytest.raises(Denied):
        actions.open_section(section(packet, "cover"), **w.bea.acts)
    assert queries.put_back() == [("box", packet.pk)]


def test_an_honest_life_leaves_nothing_put_back(w, packet, section):
    actions.destroy(section(packet, "cover").grants.first(), by=w.ana.actor)
    actions.erase_box(packet, by=w.ana.actor)
    assert queries.put_back() == []


def test_erasing_and_destroying_write_their_stones(
    w, packet, section, django_capture_on_commit_callbacks
):
    grant = section(packet, "cover").grants.first()
    with django_capture_on_commit_callbacks(execute=True):
        actions.destroy(grant, by=w.ana.actor)
        actions.erase_box(packet, by=w.ana.actor)
    assert written() == {("grant", grant.pk), ("box", packet.pk)}
    assert stones.path().stat().st_mode & 0o777 == 0o600
    lines = [json.loads(line) for line in stones.path().read_text().splitlines()]
    # An id and an instant: nothing about what it held.
    assert [sorted(line) for line in lines] == [["at", "grant"], ["at", "box"]]


def test_what_was_not_erased_in_the_end_leaves_no_stone(
    w, packet, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True), transaction.atomic():
        actions.erase_box(packet, by=w.ana.actor)
        transaction.set_rollback(True)
    assert written() == set()
    assert Box.objects.get(pk=packet.pk).erased_at is None


def test_a_stone_that_a_crash_kept_out_is_written_by_the_job(w, packet):
    actions.erase_box(packet, by=w.ana.actor)
    assert written() == set()
    jobs.every_hour()
    assert written() == {("box", packet.pk)}
    jobs.every_hour()
    assert len(stones.path().read_text().splitlines()) == 1


def test_a_full_disk_does_not_undo_the_erasing(w, packet, settings, tmp_path,
                                               django_capture_on_commit_callbacks):  # fmt: skip
    (tmp_path / "a file").write_text("")
    settings.SPONA_DATA = tmp_path / "a file" / "no folder"
    with django_capture_on_commit_callbacks(execute=True):
        actions.erase_box(packet, by=w.ana.actor)
    assert Box.objects.get(pk=packet.pk).erased_at is not None


@pytest.mark.parametrize(
    "line",
    ["[]", "{}", "nonsense", '{"box": "no id", "at": "2026-01-01T00:00:00+00:00"}',
     '{"box": "11111111-1111-4111-8111-111111111111", "at": "2026-01-01T00:00:00"}',
     '{"file": "11111111-1111-4111-8111-111111111111", "at": "2026-01-01T00:00:00+00:00"}'],
)  # fmt: skip
def test_a_line_that_is_none_is_named_and_not_skipped(tmp_path, line):
    file = tmp_path / "stones.jsonl"
    stones.add([Stone("box", uuid4(), NOON)], to=file)
    with file.open("a") as sink:
        sink.write("\n" + line + "\n")
    with pytest.raises(BrokenStoneError, match="line 3"):
        list(stones.read(file))


def test_the_job_that_follows_dates_needs_no_stone(w, packet):
    actions.destroy_ended(by=HOUSEKEEPING)
    assert queries.taken_away() == []
