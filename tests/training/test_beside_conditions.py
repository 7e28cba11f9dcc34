"""A certificate of one person and the condition of an institution: two pages that name each other."""

from __future__ import annotations

import pytest
from django.urls import reverse

from spona.deadlines.time import today
from spona.mandates.actions import withdraw_condition, write_condition
from spona.mandates.models import Condition
from spona.mandates.queries import trained_by
from tests.training.making import held_session, written_module


@pytest.fixture
def people(world, tara):
    def page():
        return tara.get(f"/trainings/where/{world.csw.code}/").content.decode()

    return page


def test_a_closed_training_meets_the_condition_and_both_pages_say_so(world, tara, people):
    session, _people = held_session(world, written_module(world, tested=False))
    owed = trained_by(world.vranje, today())[world.csw.pk]
    assert owed.row.done_on == session.last_day
    there = reverse("mandates:institution", args=[world.vranje.slug, world.csw.code])
    assert there in people()
    assert "met" in people().split('id="condition"')[1]
    where = tara.get("/trainings/where/").content.decode()
    assert "condition of the network:" in where
    kosta = world.kosta.sign_in()
    for name, there in (
        ("mandates:conditions", [world.vranje.slug]),
        ("mandates:institution", [world.vranje.slug, world.csw.code]),
    ):
        page = kosta.get(reverse(name, args=there)).content.decode()
        assert f"{reverse('training:where')}?town={world.vranje.slug}" in page


def test_where_the_two_differ_it_is_said_in_words(world, people):
    by = world.kosta.actor
    write_condition(world.csw, world.vranje, "training", on=today(), by=by)
    assert "The condition is met, though nobody here has a valid certificate." in people()
    held_session(world, written_module(world, tested=False))
    assert "though nobody" not in people()
    for row in Condition.objects.standing().filter(institution=world.csw):
        withdraw_condition(row, by=by)
    assert "Somebody here has a valid certificate, and the condition is not met" in people()
