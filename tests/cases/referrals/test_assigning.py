"""To whom it can be assigned: whose role works on it, and nobody is chosen beforehand."""

import re

import pytest

from spona.access.denied import Denied
from spona.cases.referrals.actions import assign
from spona.directory import actions as directory
from tests.cases.world import DEMO, _somebody


def choices(world, accepted):
    page = world.bea.sign_in().get(f"/r/{accepted.reference}/").content.decode()
    select = re.search(r'<select name="member".*?</select>', page, re.S)[0]
    return select, re.findall(r'<option value="([^"]*)"', select)


def test_only_colleagues_who_work_on_it_are_offered_and_nobody_is_chosen(world, accepted):
    reporter = _somebody("rada", world.csw, "reporter")
    head = _somebody("sanja", world.csw, "director")
    for other in (reporter, head):
        with pytest.raises(Denied, match="role"):
            assign(accepted, to=other.member, **world.bea.can)
    select, values = choices(world, accepted)
    people = [world.bea, world.boris, world.vera]
    assert sorted(values) == sorted(["", *(str(one.member.pk) for one in people)])
    assert "selected" not in select.replace('value="" selected', "")


def test_the_only_one_is_chosen(world, accepted):
    for other in (world.boris, world.vera):
        directory.end_member(other.member, by=DEMO)
    assert choices(world, accepted)[1] == [str(world.bea.member.pk)]
