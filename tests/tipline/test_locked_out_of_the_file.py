"""A colleague who is locked out of a file is locked out of the word that it was opened for."""

import re

import pytest

from spona.access.actor import VISITOR
from spona.access.denied import Denied
from spona.cases.case.models import Case, CaseExclusion
from spona.cases.casefile.actions import exclude, hand_over_work
from spona.cases.intake.actions import read_draft
from spona.notifications.models import Notice
from spona.tasks.models import Task
from spona.tipline import actions
from spona.tipline.models import Tip, TipExclusion
from spona.tipline.payload_schemas import Said
from spona.tipline.thread import read
from spona.vault.models import Section
from tests.cases.moving import by_agreement, referred


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
    assert world.boris.sign_in().get(f"/messages/{tip.reference}/").status_code == 404


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
    assert world.boris.sign_in().get(f"/messages/{tip.reference}/").status_code == 404


# Whom the writer shut out ----------------------------------------------------------------


@pytest.fixture
def shut_out(world, send):
    """The writer fears the health centre; Bea has read it and taken it over."""
    tip, _code = send(excluded=[world.health])
    actions.open_tip(tip, by=world.bea.actor)
    actions.take_over(tip, by=world.bea.actor)
    tip.refresh_from_db()
    return tip


@pytest.mark.parametrize("row_gone", [False, True])
def test_nothing_of_the_file_goes_to_whom_the_writer_shut_out(world, shut_out, row_gone):
    case = actions.open_file(shut_out, **world.bea.can)
    if row_gone:
        CaseExclusion.objects.all().delete()
    with pytest.raises(Denied, match="locked out"):
        referred(world, case, by_agreement(world, case, world.health))
    path = f"/cases/{case.reference}/refer/"
    assert str(world.health.pk) not in world.bea.sign_in().get(path).content.decode()


def test_no_file_is_opened_of_it_while_nobody_knows_whom_the_writer_shut_out(world, shut_out):
    TipExclusion.objects.all().delete()
    with pytest.raises(Denied, match="operator"):
        actions.open_file(shut_out, **world.bea.can)
    assert not Case.objects.exists()


def test_a_report_of_it_begins_with_them_locked_out(world, shut_out):
    draft = actions.begin_report(shut_out, **world.bea.can)
    text = read_draft(draft, **world.bea.can)
    assert text["recipient"] == {"related": "yes", "institutions": [str(world.health.pk)]}
    page = world.bea.sign_in().get(f"/signs/{draft.pk}/recipient/").content.decode()
    ticked = re.search(rf'name="institutions" value="{world.health.pk}"[^>]*checked', page)
    assert ticked
