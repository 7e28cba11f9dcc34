"""A referral or a file as it truly was yesterday: its code fits, and nothing is done by it.

Whoever writes to the database has a copy of each row, and puts one back. The log knows the last
state of each.
"""

import pytest
from django.utils import timezone

from spona.access.denied import Conflict, Denied
from spona.audit.models import Entry
from spona.audit.recording import SYSTEM_LANE
from spona.cases.casefile.actions import hand_over_work
from spona.cases.jobs import end_and_pass_on
from spona.cases.models import Case, Referral
from spona.cases.referrals.actions import accept, assign, start_work, withdraw
from spona.cases.team.actions import assign_file
from spona.cli.doctor.network import directory_rows
from spona.deadlines.models import Deadline
from spona.reference.queries import put_back
from tests.audit.tampering import planted_row_line
from tests.cases.moving import by_agreement, connect, file_of, referred


def copy_of(row):
    """All that stands in the row, as whoever reads the database sees it."""
    return type(row).objects.filter(pk=row.pk).values().get()


def put(row, before):
    type(row).objects.filter(pk=row.pk).update(**before)
    there = type(row).objects.get(pk=row.pk)
    assert there.has_valid_mac()
    return there


def refused(act, *args, **more):
    with pytest.raises(Denied, match="operator"):
        act(*args, **more)


def test_a_report_that_waits_again_is_moved_by_nobody(world, opened):
    before = copy_of(opened)
    taken = accept(opened, **world.bea.can)
    there = put(taken, before)
    refused(accept, there, **world.bea.can)
    refused(withdraw, there, by=world.ana.actor)
    assert Case.objects.count() == 1
    # Also for whoever holds the row of before it was put back.
    refused(assign, taken, to=world.vera.member, **world.bea.can)
    refused(start_work, taken, by=world.bea.actor)
    assert put_back() == [("referral", opened.pk)]
    said = [(one.level, one.sentence) for one in directory_rows()]
    assert said == [("red", f"The referral {opened.pk} is not as Spona left it.")]


def test_a_file_that_is_open_again_lets_nobody_in(world, accepted):
    case = accepted.to_case
    before = copy_of(case)
    case.closed_at = timezone.now()
    case.save(update_fields=["closed_at"])
    there = put(case, before)
    refused(assign_file, there, member=world.vera.member, sections=["name"], **world.bea.can)
    refused(there.save)
    assert put_back() == [("case", case.pk)]


def test_what_was_named_as_second_goes_nowhere_by_rows_of_before(world):
    """The first one has answered; both rows are put back, and the job comes."""
    connect(world, world.police, "pera")
    case = file_of(world)
    first = referred(
        world, case, by_agreement(world, case, world.health),
        second=by_agreement(world, case, world.police),
    )  # fmt: skip
    waits = Referral.objects.get(forwarded_from=first)
    rows = [(row, copy_of(row)) for row in (first, waits)]
    withdraw(first, by=world.bea.actor)
    for row, before in rows:
        put(row, before)
    Deadline.objects.filter(subject_id=first.pk).update(due_at=timezone.now(), stopped_at=None)
    end_and_pass_on()
    assert set(Referral.objects.values_list("state", flat=True)) == {"sent", "standby"}
    assert not Referral.objects.visible_to(world.pera.actor).exists()


def test_no_line_that_somebody_puts_into_the_log_makes_it_the_newest(world, opened):
    before = copy_of(opened)
    accept(opened, **world.bea.can)
    there = put(opened, before)
    planted_row_line(opened.pk, "referral", there.short_tag())
    refused(accept, there, **world.bea.can)


def test_a_row_that_a_colleague_moved_meanwhile_is_no_fault(world, opened):
    """What this one read is older than the log, and what stands there is not."""
    mine = Referral.objects.get(pk=opened.pk)
    accept(opened, **world.bea.can)
    with pytest.raises(Conflict):
        accept(mine, **world.boris.can)
    start_work(mine, by=world.bea.actor)
    assert put_back() == []


def test_its_lines_stand_beside_those_of_the_act_and_not_in_the_systems_part(world, opened):
    """There, each institution would wait for all others."""
    accepted = accept(opened, **world.bea.can)
    hand_over_work(world.boris.member, to=world.vera.member, **world.bea.can)
    lines = Entry.objects.filter(
        subject_kind="row", detail__kind__in=["referral", "case"]
    ).order_by("at")
    of_report = [one for one in lines if one.subject_id == accepted.pk]
    assert [one.detail["order"] for one in of_report] == list(range(len(of_report)))
    assert len(of_report) > 2
    assert SYSTEM_LANE not in {one.lane_id for one in lines}
    last = Entry.objects.filter(name="referral:accepted").get()
    assert of_report[-1].lane_id == last.lane_id == world.csw.pk
