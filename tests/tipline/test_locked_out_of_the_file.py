"""A colleague who is locked out of a file is locked out of the word that it was opened for."""

import pytest

from spona.cases.timeline.actions import exclude, hand_over_work
from spona.notifications.models import Notice
from spona.tasks.models import Task
from spona.tipline import actions
from spona.tipline.models import Tip
from spona.tipline.text import Said
from spona.tipline.thread import read
from spona.tipline.visitor import VISITOR
from spona.vault.models import Section


@pytest.fixture
def filed(world, send):
    """A word that Bea has read, taken over and opened a file for; Boris is a holder too."""
    tip, code = send()
    actions.open_tip(tip, by=world.bea.actor)
    actions.take_over(tip, by=world.bea.actor)
    case = actions.open_file(tip, **world.bea.can)
    exclude(case, member=world.boris.member, **world.bea.can)
    Notice.objects.all().delete()
    tip.refresh_from_db()
    return tip, code


def test_no_row_no_key_and_no_page_is_left(world, filed):
    tip, _code = filed
    assert not Tip.objects.visible_to(world.boris.actor).exists()
    assert not Section.objects.visible_to(world.boris.actor).exists()
    assert world.boris.sign_in().get(f"/t/{tip.reference}/").status_code == 404


def test_what_is_said_later_reaches_the_others_and_not_them(world, filed):
    tip, code = filed
    actions.reply(tip, "Долазимо.", by=world.bea.actor)
    actions.write_more(actions.come_back(code, by=VISITOR), Said("said", "Хвала."), by=VISITOR)
    assert not Section.objects.visible_to(world.boris.actor).exists()
    assert not Notice.objects.filter(account_id=world.boris.account.pk).exists()
    assert Notice.objects.filter(account_id=world.bea.account.pk).exists()
    assert not Task.objects.visible_to(world.boris.actor).filter(subject_kind="tip").exists()
    actions.open_tip(tip, by=world.bea.actor)
    said = [one.said.text for one in read(tip, **world.bea.can).turns]
    assert said == ["Долазимо.", "Хвала."]


def test_the_work_of_who_leaves_does_not_bring_it_to_them(world, filed):
    """Others hold the word by name since the lock-out; a hand-over takes that nowhere else."""
    tip, _code = filed
    done = hand_over_work(world.bea.member, to=world.boris.member, **world.bea.can)
    assert done.stayed >= 2
    assert not Section.objects.visible_to(world.boris.actor).exists()
    assert not Task.objects.visible_to(world.boris.actor).filter(subject_kind="tip").exists()
    assert world.boris.sign_in().get(f"/t/{tip.reference}/").status_code == 404
