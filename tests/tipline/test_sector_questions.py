"""Somebody at work without an account is asked what the work of their institution shows."""

from __future__ import annotations

import pytest

from spona.cases.fields.form_fields import OF_SECTOR, sector_fields
from spona.cases.models import Case
from spona.tipline import actions
from spona.tipline.models import Tip
from spona.tipline.thread import read
from spona.vault.actions import open_section
from spona.vault.models import Section
from tests.each_sentence import looking
from tests.tipline.pages import Visitor, code_in, hidden
from tests.tipline.test_report import PERSON, WORK

HEALTH = {"injuries": "podmetnuto-rana", "urgent_need": "yes", "urgent_need_more": "Hirurg."}


def begun(world, institution=None):
    own = str(institution.pk) if institution else "other"
    return {
        "in_danger": "no", "own": own, "own_name": "Apoteka", "recipient": str(world.csw.pk),
    }  # fmt: skip


def second_page(world, institution=None, language="en"):
    visitor = Visitor(language)
    return visitor, visitor.post(WORK, begun(world, institution))


def names(sector):
    return {one.name for one in sector_fields(sector)}


@pytest.fixture
def reported(world):
    visitor, page = second_page(world, world.health)
    said = visitor.post(WORK, hidden(page) | PERSON | HEALTH)
    return visitor, said


def test_a_nurse_is_asked_of_health_and_a_teacher_of_school(world):
    _visitor, nurse = second_page(world, world.health)
    _visitor, teacher = second_page(world, world.school)
    for name in names("health"):
        assert f'name="{name}"' in nurse
        assert f'name="{name}"' not in teacher
    for name in names("school"):
        assert f'name="{name}"' in teacher
        assert f'name="{name}"' not in nurse


def test_of_an_institution_that_nobody_knows_nothing_more_is_asked(world):
    _visitor, page = second_page(world)
    assert str(OF_SECTOR) not in page
    assert 'name="injuries"' not in page


def test_what_was_answered_is_sealed_read_and_goes_into_the_file(world, reported, bea):
    tip = Tip.objects.get()
    actions.open_tip(tip, by=world.bea.actor)
    assert read(tip, **world.bea.can).body is None, "nothing of health before it is taken over"
    actions.take_over(tip, by=world.bea.actor)
    tip.refresh_from_db()
    body = read(tip, **world.bea.can).body
    assert body.sections == {"health": {"schema": 1, **HEALTH}}
    page = bea.get(f"/messages/{tip.reference}/").content.decode()
    assert "podmetnuto-rana" in page
    assert "Hirurg." in page
    actions.open_file(tip, **world.bea.can)
    box = Case.objects.get().box_id
    section = Section.objects.named(box, "health").select_related("box").get()
    assert open_section(section, **world.bea.can)["injuries"] == "podmetnuto-rana"


def test_the_receipt_says_that_it_was_sent_and_not_what(world, reported):
    visitor, said = reported
    assert str(OF_SECTOR) in said
    assert "podmetnuto-rana" not in said
    assert "podmetnuto-rana" not in visitor.post("back/", {"code": code_in(said)})


def test_another_institution_chosen_afterwards_takes_nothing_along(world):
    visitor, page = second_page(world, world.health)
    back = visitor.post(WORK, hidden(page) | PERSON | HEALTH | {"back": "1"})
    again = visitor.post(WORK, hidden(back) | begun(world, world.school))
    visitor.post(WORK, hidden(again) | PERSON)
    tip = Tip.objects.get()
    actions.open_tip(tip, by=world.bea.actor)
    actions.take_over(tip, by=world.bea.actor)
    tip.refresh_from_db()
    assert read(tip, **world.bea.can).body.sections == {}


@pytest.mark.parametrize("sector", ["health", "police", "migration", "labour_inspection"])
def test_whoever_reads_hungarian_is_asked_in_hungarian(world, sector):
    world.health.sector = sector
    world.health.save()
    _visitor, page = second_page(world, world.health, "hu")
    looking("hu")(page)
