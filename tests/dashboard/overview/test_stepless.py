"""The coordinator learns of files without a next step: none, some, or a number from five up."""

import re

from spona.access.exclusion_marks import PERSON, mark
from spona.cases.case.models import Case, CaseExclusion
from spona.cases.referrals.actions import accept, open_packet
from spona.tasks.models import Task

PAGE = "/desk/between/"


def told(html):
    part = html.partition('id="stepless"')[2].partition("</section>")[0]
    return re.findall(r"<td[^>]*>\s*(.*?)\s*</td>", part)


def taken(world, report, times):
    for _time in range(times):
        accept(open_packet(report(), **world.bea.can)[0], **world.bea.can)


def without_steps():
    Task.objects.filter(subject_kind="case").delete()


def test_with_a_step_in_each_there_is_none(desk, world, report):
    taken(world, report, 1)
    html = desk("kosta", PAGE)
    assert told(html) == []
    assert "Every open file has its next step." in html


def test_fewer_than_five_are_some_and_from_five_a_number(desk, world, report):
    taken(world, report, 1)
    without_steps()
    assert told(desk("kosta", PAGE)) == ["some"]
    taken(world, report, 4)
    without_steps()
    html = desk("kosta", PAGE)
    assert told(html) == ["5"]
    assert not any(one.reference in html for one in Case.objects.all())


def test_what_the_coordinator_was_locked_out_of_is_not_counted(desk, world, report):
    taken(world, report, 1)
    without_steps()
    CaseExclusion.objects.create(
        case=Case.objects.get(), mark=mark(PERSON, world.kosta.member.person_id)
    )
    assert told(desk("kosta", PAGE)) == []


def test_nobody_else_has_the_page(desk, world):
    for name in ("ana", "bea", "vera"):
        assert desk.browser(name).get(PAGE).status_code == 403
