"""What was destroyed stays so: a put-back row opens nothing, and an ending says it for a restore."""

import pytest
from django.db import transaction

from spona import audit
from spona.access.actor import Actor
from spona.access.denied import Denied
from spona.audit import endings, endings_copies
from spona.audit.models import Ending
from spona.cli.restore.endings import said_of_restore
from spona.cli.serve.gate import RESTORED
from spona.vault import actions, jobs, queries
from spona.vault.actions.granting import hold_back
from spona.vault.models import BY_NAME, HELD, OPEN, UNCONFIRMED, Box, Grant, Section
from tests.vault.world import HOUSEKEEPING


def kept(row):
    return {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}


def written():
    return [(row.kind, row.subject) for row in Ending.objects.order_by("seq")]


def copied():
    return [
        (row.kind, row.subject)
        for row in endings_copies.read_clear(endings_copies.data_copy().path)
    ]


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


def test_erasing_and_destroying_write_their_endings_in_the_same_transaction(
    w, packet, section, django_capture_on_commit_callbacks
):
    cover = section(packet, "cover")
    grant = cover.grants.get(to_id=w.csw.pk)
    with django_capture_on_commit_callbacks(execute=True):
        actions.destroy(grant, by=w.ana.actor)
        actions.erase_box(packet, by=w.ana.actor)
    both = [("grant", grant.pk), ("box", packet.pk)]
    assert written() == copied() == both
    assert endings_copies.data_copy().path.stat().st_mode & 0o777 == 0o600
    # Which section and whose, since the next key of it has another row for the same people.
    first, second = Ending.objects.order_by("seq")
    assert first.payload == {
        "section": str(cover.pk), "to": "institution", "to_id": str(w.csw.pk),
    }  # fmt: skip
    assert second.payload == {}
    assert list(endings.chain_faults()) == []


def test_what_was_not_erased_in_the_end_leaves_no_ending(
    w, packet, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True), transaction.atomic():
        actions.erase_box(packet, by=w.ana.actor)
        transaction.set_rollback(True)
    assert written() == []
    assert copied() == []
    assert Box.objects.get(pk=packet.pk).erased_at is None


def test_an_ending_that_a_crash_kept_out_of_the_copy_is_written_by_the_job(w, packet):
    actions.erase_box(packet, by=w.ana.actor)
    assert copied() == []
    jobs.every_minute()
    assert copied() == [("box", packet.pk)]
    jobs.every_minute()
    assert copied() == [("box", packet.pk)]


def test_a_full_disk_does_not_undo_the_erasing(w, packet, settings, tmp_path,
                                               django_capture_on_commit_callbacks):  # fmt: skip
    (tmp_path / "a file").write_text("")
    settings.SPONA_DATA = tmp_path / "a file" / "no folder"
    with django_capture_on_commit_callbacks(execute=True):
        actions.erase_box(packet, by=w.ana.actor)
    assert Box.objects.get(pk=packet.pk).erased_at is not None


def test_the_job_that_follows_dates_needs_no_ending(w, packet):
    actions.destroy_ended(by=HOUSEKEEPING)
    assert written() == []


def test_a_holder_an_analyst_and_a_replaced_paper_key_leave_endings(w):
    actions.remove_holder(w.csw, w.boris.account, by=w.bea.actor)
    actions.remove_analyst(w.net, w.dora.account, by=HOUSEKEEPING.system("demo"))
    actions.new_paper_key(w.csw, **w.bea.acts)
    actions.new_paper_key(w.csw, **w.bea.acts)
    actions.begin_rekey(w.csw, paper_too=True, **w.bea.acts)
    assert written() == [
        ("holder", w.boris.account.pk), ("analyst", w.dora.account.pk),
        # The first paper key replaced none.
        ("paper_key", w.csw.pk), ("rekey", w.csw.pk),
    ]  # fmt: skip


@pytest.mark.parametrize("state", [UNCONFIRMED, BY_NAME])
def test_what_a_restore_holds_back_opens_for_nobody_until_the_right_step(w, packet, section, state):
    cover = section(packet, "cover")
    grant = cover.grants.select_related("section__box").get(to_id=w.csw.pk)
    actions.hold_back(grant, state, by=HOUSEKEEPING)
    with pytest.raises(Denied):
        actions.open_section(cover, **w.bea.acts)
    # Neither the ordinary release nor a thief who writes the state opens it.
    actions.release(packet, by=w.bea.actor, institution=w.csw.pk)
    assert cover.grants.get(pk=grant.pk).state == state
    Grant.objects.filter(pk=grant.pk).update(state=OPEN)
    with pytest.raises(Exception):  # noqa: B017 — the row is not ours, or the wrap is sealed
        actions.open_section(cover, **w.bea.acts)
    Grant.objects.filter(pk=grant.pk).update(state=state)
    opened = actions.confirm_held(packet, institution=w.csw.pk, by=w.ana.actor)
    assert opened == (1 if state == UNCONFIRMED else 0)
    if state == BY_NAME:
        actions.release_for_names(cover.grants.get(pk=grant.pk), by=w.bea.actor)
    assert actions.open_section(section(packet, "cover"), **w.bea.acts)


def test_what_waits_goes_on_waiting_under_a_new_key_of_the_section_and_of_the_institution(
    w, section
):
    box = actions.create_box(
        "case", owner=w.csw.pk, sections={"account": {"schema": 1}},
        grants={"account": [actions.to_institution(w.csw), actions.to_institution(w.school)]},
        by=w.bea.actor,
    )  # fmt: skip
    theirs = section(box, "account").grants.select_related("section__box").get(to_id=w.school.pk)
    actions.hold_back(theirs, UNCONFIRMED, by=HOUSEKEEPING)
    actions.begin_rekey(w.csw, paper_too=False, **w.bea.acts)
    actions.save_section(section(box, "account"), {"schema": 1}, revision=1, **w.bea.acts)
    again = section(box, "account").grants.get(to_id=w.school.pk)
    assert again.pk != theirs.pk
    assert again.state == UNCONFIRMED
    actions.begin_rekey(w.school, paper_too=False, **w.ana.acts)
    actions.go_on(w.school, **w.ana.acts)
    moved = section(box, "account").grants.select_related("section__box").get(pk=again.pk)
    assert moved.state == UNCONFIRMED
    with pytest.raises(Denied):
        actions.open_section(section(box, "account"), **w.ana.acts)
    assert actions.confirm_held(box, institution=w.school.pk, by=w.bea.actor) == 1
    assert actions.open_section(section(box, "account"), **w.ana.acts)


def test_a_held_wrap_of_what_nobody_accepted_is_not_opened_by_holding_it_back(w, packet, section):
    body = section(packet, "body").grants.select_related("section__box").get(to_id=w.csw.pk)
    assert body.state == HELD
    before = bytes(body.wrapped)
    actions.hold_back(body, BY_NAME, by=HOUSEKEEPING)
    assert bytes(section(packet, "body").grants.get(pk=body.pk).wrapped) == before


def test_what_waits_after_a_restore_is_said_though_a_later_one_knew_everything(w, packet, section):
    cover = section(packet, "cover").grants.select_related("section__box").get(to_id=w.csw.pk)
    restoring = Actor.system("restore")
    span = ["2026-11-01T00:00:00+00:00", "2026-11-02T00:00:00+00:00"]
    hold_back(cover, UNCONFIRMED, by=restoring)
    for unknown in (span, None):
        with audit.transaction() as log:
            log.record(RESTORED, by=restoring, subject=("log", None), detail={"unknown": unknown})
    said = said_of_restore()
    assert "between 2026-11-01 00:00 UTC and 2026-11-02 00:00 UTC is not known" in said
    assert "1 keys wait" in said
