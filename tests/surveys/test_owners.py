"""Who reads single answers comes and goes: by their keys, and never more than people were told."""

from __future__ import annotations

import pytest
from django.utils import timezone

from spona.access.denied import Conflict, Denied
from spona.audit.models import Entry
from spona.identity.models import Session
from spona.surveys import actions
from spona.surveys.models import RoundOwner
from spona.surveys.permissions import is_owner
from spona.vault.models import Grant, Section


def grants(found) -> int:
    return Grant.objects.filter(section__box=found.box).count()


def test_who_comes_opens_what_came_before_and_who_goes_opens_nothing(world, opened, fill):
    found = opened()
    fill(found, {"about/knows": "no", "help/words": "пре промене"})
    actions.change_owners(found, add=world.darko.member, remove=world.dora.member, **world.dora.can)
    (one,) = actions.open_answers(found, **world.darko.can)
    assert one.document["answers"]["help/words"] == "пре промене"
    fill(found, {"about/knows": "no", "help/words": "после промене"})
    assert len(actions.open_answers(found, **world.darko.can)) == 2
    with pytest.raises(Denied):
        actions.open_answers(found, **world.dora.can)
    assert grants(found) == 1
    names = set(Entry.objects.filter(subject_id=found.pk).values_list("name", flat=True))
    assert {"survey_owner:added", "survey_owner:removed"} <= names


def test_one_stays_always(world, make):
    found = make()
    with pytest.raises(Denied, match="Nobody could read"):
        actions.change_owners(found, add=None, remove=world.dora.member, **world.dora.can)
    assert len(actions.open_answers(found, **world.dora.can)) == 0


def test_never_more_than_people_were_told(world, opened):
    found = opened()
    with pytest.raises(Denied, match="told that 1 person reads"):
        actions.change_owners(found, add=world.darko.member, remove=None, **world.dora.can)
    assert grants(found) == RoundOwner.objects.filter(round=found).count() == 1


def test_before_it_opens_there_may_be_up_to_three(world, make):
    found = make()
    actions.change_owners(found, add=world.darko.member, remove=None, **world.dora.can)
    assert len(actions.open_answers(found, **world.darko.can)) == 0
    assert grants(found) == 2


@pytest.mark.parametrize("who", ["kosta", "darko", "dragan", "bea"])
def test_whoever_does_not_read_lets_nobody_in(world, opened, who):
    found = opened()
    with pytest.raises(Denied):
        actions.change_owners(
            found, add=world.darko.member, remove=world.dora.member, **world.people[who].can
        )
    assert grants(found) == 1


@pytest.mark.parametrize("who", ["kosta", "dragan", "bea"])
def test_only_analysts_of_the_network_come(world, make, who):
    found = make()
    with pytest.raises(Denied, match="analyst of the network"):
        actions.change_owners(found, add=world.people[who].member, remove=None, **world.dora.can)
    assert grants(found) == 1


def test_a_row_that_a_restore_brought_back_shows_nothing_exact(world, opened, fill):
    found = opened()
    actions.change_owners(found, add=world.darko.member, remove=world.dora.member, **world.dora.can)
    RoundOwner.objects.create(round=found, member=world.dora.member)
    assert not is_owner(world.dora.actor, found)
    assert is_owner(world.darko.actor, found)


def test_two_owners_at_once(world, make):
    found = make(owners=("dora", "darko"))
    actions.change_owners(found, add=None, remove=world.darko.member, **world.dora.can)
    with pytest.raises(Denied):
        actions.change_owners(found, add=None, remove=world.dora.member, **world.darko.can)
    with pytest.raises(Conflict):
        actions.change_owners(found, add=None, remove=world.darko.member, **world.dora.can)
    assert Section.objects.visible_to(world.dora.actor).filter(box=found.box).exists()


def test_on_the_page_it_says_what_it_gives_and_takes_and_asks_to_step_up(world, opened, fill):
    found = opened()
    fill(found)
    browser = world.dora.sign_in()
    where = f"/surveys/{found.pk}/owners/"
    Session.objects.update(stepped_up_at=None)
    assert browser.get(where).status_code == 302
    Session.objects.update(stepped_up_at=timezone.now())
    text = browser.get(where).content.decode()
    assert "opens 1 answer that has come" in text
    assert "opens nothing from now on" in text
    wrong = browser.post(where, {"add": "", "remove": str(world.dora.member.pk)})
    assert wrong.status_code == 422
    assert "Nobody could read" in wrong.content.decode()
    both = {"add": str(world.darko.member.pk), "remove": str(world.dora.member.pk)}
    assert browser.post(where, both).status_code == 302
    assert browser.get(where).status_code == 403
    other = world.bea.sign_in()
    Session.objects.update(stepped_up_at=timezone.now())
    assert other.get(where).status_code == 404
