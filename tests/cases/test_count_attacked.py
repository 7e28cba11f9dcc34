"""Attacks on what is counted: by who is locked out, by who deletes rows, and by a refusal."""

from __future__ import annotations

import datetime as dt
from uuid import uuid4

import pytest
from django.utils import timezone

from spona.access.denied import Denied
from spona.cases.case.actions import write_section
from spona.cases.case.models import Case
from spona.cases.casefile.actions import exclude
from spona.cases.closure.actions import confirm_closing, reopen_case, send_back
from spona.cases.count.sheets_update import preview_sheets, update_sheets
from spona.cases.team.actions import assign_file
from spona.deadlines import moved
from spona.deadlines.late import today_in
from spona.directory import actions as directory
from spona.statistics.actions import read_kept
from spona.statistics.models import CountSheet, KeptCounts, SheetUpdate
from spona.statistics.sheet import records_in
from spona.vault.actions import add_holder, create_statistics_key, open_section
from spona.vault.key_resolution import Opener, grants_for
from spona.vault.models import STATISTICS, Section
from spona.vault.recipients import to_statistics
from spona.vault.wrapping import Wrapper
from tests.cases.closing import asked as ask_to_be_closed
from tests.cases.closing import fresh
from tests.cases.moving import _somebody, file_of, text_of
from tests.cases.retention import destroyed
from tests.cases.world import DEMO


@pytest.fixture
def dana(world):
    """A third intake holder of the centre."""
    analyst = world.direktor
    directory.give_network_role(analyst.member, network=world.vranje, role="analyst", by=DEMO)
    create_statistics_key(world.vranje, analysts=[analyst.account], by=DEMO)
    made = _somebody("dana", world.csw, "intake_holder")
    add_holder(world.csw, made.account, hold_hours=0, **world.bea.can)
    return made


def press(person, *, months=0, colleagues=False):
    with moved(dt.timedelta(days=31 * months)):
        shown = preview_sheets(colleagues=colleagues, **person.can)
        return update_sheets(colleagues=colleagues, seen=shown.mark, **person.can)


def sheets(world):
    boxes = CountSheet.objects.filter(network=world.vranje).values("box")
    rows = Section.objects.filter(box__in=boxes).select_related("box")
    return [one for row in rows for one in records_in(open_section(row, **world.direktor.can))]


def test_who_was_locked_out_does_not_meet_the_record_when_the_file_is_destroyed(world, dana):
    case, other = file_of(world), file_of(world)
    exclude(case, member=dana.member, **world.bea.can)
    assert preview_sheets(colleagues=False, **dana.can).total == 1
    destroyed(world, case)
    assert preview_sheets(colleagues=False, **dana.can).total == 1
    assert preview_sheets(colleagues=False, **dana.can).closed == 0
    assert not read_kept(world.csw, world.vranje, **dana.can).records
    # The others count both.
    assert preview_sheets(colleagues=False, **world.boris.can).total == 2
    assert len(read_kept(world.csw, world.vranje, **world.boris.can).records) == 1
    assert other.destroyed_at is None


def test_a_row_that_is_deleted_opens_no_second_press_in_a_month(world, dana):
    file_of(world)
    press(world.bea)
    SheetUpdate.objects.all().delete()
    with pytest.raises(Denied, match="written already"):
        press(world.boris)
    press(world.boris, months=1)


def test_a_record_whose_row_is_gone_is_missed(world, dana):
    files = [file_of(world) for _n in range(3)]
    Section.objects.named(files[0].box_id, "count").update(slot=uuid4())
    assert preview_sheets(colleagues=False, **world.bea.can).closed == 1


def test_a_file_whose_row_was_altered_stops_the_press(world, dana):
    files = [file_of(world) for _n in range(3)]
    Case.objects.filter(pk=files[0].pk).update(opened_by="referral")
    with pytest.raises(Denied):
        press(world.bea)
    Case.objects.filter(pk=files[0].pk).update(opened_by="report")
    assert preview_sheets(colleagues=False, **world.bea.can).total == 3
    Case.objects.filter(pk=files[0].pk).update(joined_to=files[1].pk)
    with pytest.raises(Denied):
        press(world.bea)
    Case.objects.filter(pk=files[0].pk).update(joined_to=None)
    Case.objects.filter(pk=files[0].pk).update(destroyed_at=timezone.now())
    with pytest.raises(Denied):
        press(world.bea)


def test_the_answers_of_who_refused_do_not_outlive_the_file(world, dana):
    case = file_of(world)
    row = Section.objects.named(case.box_id, "account").get()
    write_section(
        case,
        "account",
        {"may_be_counted": "no", "recruiter": "parent"},
        revision=row.revision,
        **world.bea.can,
    )
    destroyed(world, case)
    kept = read_kept(world.csw, world.vranje, **world.bea.can)
    assert "family" not in str(kept.records)
    assert KeptCounts.objects.exists(), "that a list was written must not tell the answer"
    press(world.bea)
    assert not sheets(world)


def test_a_closing_that_was_sent_back_or_opened_again_is_no_return(world, dana):
    case = file_of(world)
    assert returned(world, case) == "not_asked"
    ask_to_be_closed(case, by=world.bea, to=world.boris, reasons=("abroad",))
    assert returned(world, case) == "returned"
    send_back(fresh(case), reason="Није отишла", **world.boris.can)
    assert returned(world, case) == "not_asked"
    ask_to_be_closed(fresh(case), by=world.bea, to=world.boris, reasons=("abroad",))
    confirm_closing(fresh(case), **world.boris.can)
    assert returned(world, case) == "returned"
    day = today_in(case.network) + dt.timedelta(days=3)
    reopen_case(fresh(case), reason="Вратила се", day=day, owner=world.bea.member, **world.bea.can)
    assert returned(world, case) == "not_asked"


def returned(world, case):
    return text_of(case, "count", world.bea)["return"]


def test_a_no_that_somebody_wrote_who_does_not_open_the_record_holds_all_the_same(world, dana):
    case, other = file_of(world), file_of(world)
    assign_file(case, member=world.vera.member, sections=["name", "account"], **world.bea.can)
    row = Section.objects.named(case.box_id, "account").get()
    write_section(
        case, "account", {"may_be_counted": "no"}, revision=row.revision, **world.vera.can
    )
    # The part with the no is a colleague's, so without a reason nobody knows.
    assert preview_sheets(colleagues=False, **world.boris.can).closed == 1
    shown = preview_sheets(colleagues=True, **world.boris.can)
    assert (shown.total, shown.refused, shown.closed) == (1, 1, 0)
    press(world.boris, colleagues=True)
    assert len(sheets(world)) == 1
    destroyed(world, case)
    assert [
        one["cohort_year"] for one in read_kept(world.csw, world.vranje, **world.bea.can).records
    ] == [None]
    assert other.destroyed_at is None


def test_an_analysts_way_into_a_file_of_before_ends_with_the_next_text(world, dana):
    case = file_of(world)
    section = Section.objects.named(case.box_id, "count").select_related("box").get()
    grants = grants_for(world.bea.actor, [section])[section.pk]
    secret, _way = Opener(world.bea.actor, world.bea.keys).section_key(section, grants)
    section.box.kind = "counted"
    old = Wrapper(world.bea.actor, world.bea.keys)
    old.grant(section, secret, to_statistics(world.vranje.pk)).save(force_insert=True)
    assert section.grants.filter(to_kind=STATISTICS).exists()
    row = Section.objects.named(case.box_id, "identity").get()
    write_section(case, "identity", {"sex": "male"}, revision=row.revision, **world.bea.can)
    assert not section.grants.filter(to_kind=STATISTICS).exists()
    assert text_of(case, "count", world.bea)["sex"] == "male"
