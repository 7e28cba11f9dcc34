"""When a drill is over nothing of it is left, and nothing else was touched."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.db import connection, models

from spona.access.actor import Actor
from spona.access.denied import Denied
from spona.deadlines import now
from spona.directory.models import Network
from spona.practice.actions import clear_stage, keep_ready, reset_practice
from spona.practice.actions.sweeping import ReachesOutsideError
from spona.practice.models import Drill, Ending, InventedMember, Stage
from spona.tasks.models import Task
from spona.vault.models import Box, Grant, IntakeKey, Section
from tests.practice.holding import PRACTICE, begun, membership, played_to_end

# What a drill leaves on purpose: its record, the log, and that its keys were destroyed.
LEFT = {"practice.drill", "practice.part", "practice.taken", "audit.entry", "audit.lane",
        "audit.ending"}  # fmt: skip


def counts() -> dict[str, int]:
    return {
        model._meta.label_lower: models.QuerySet(model).count()
        for model in apps.get_models()
        if model._meta.label_lower not in LEFT
    }


@pytest.mark.parametrize("scenario", ["school", "site", "night"])
def test_every_table_is_as_before_but_for_the_record(w, scenario):
    before = counts()
    played_to_end(begun(w.bea, w.vranje, scenario=scenario))
    keep_ready(by=PRACTICE)
    assert counts() == before
    connection.check_constraints()


def test_what_somebody_added_in_the_drill_goes_too(w):
    from spona.directory import actions as directory
    from tests.practice.holding import acting_as

    before = counts()
    drill = begun(w.bea, w.vranje)
    own = membership(drill, w.bea).institution
    person = directory.add_person("Нова Особа", institution=own, by=acting_as(drill, w.bea))
    directory.add_member(person, institution=own, roles=["reporter"], by=acting_as(drill, w.bea))
    directory.invite(person, institution=own, by=acting_as(drill, w.bea), roles=["reporter"])
    played_to_end(drill)
    keep_ready(by=PRACTICE)
    assert counts() == before
    connection.check_constraints()


def test_a_real_network_is_never_cleared(w):
    stage = Stage.objects.create(network=w.vranje, built_at=now())
    with pytest.raises(ReachesOutsideError):
        clear_stage(stage, by=PRACTICE)
    assert Network.objects.filter(pk=w.vranje.pk).exists()


def test_a_row_that_also_names_something_real_stops_the_clearing(w):
    drill = begun(w.bea, w.vranje)
    own = membership(drill, w.bea).institution
    Task.objects.create(
        kind="decision", subject_kind="drill", subject_id=drill.pk, institution=own,
        network=w.vranje, created_at=now(),
    )  # fmt: skip
    before = counts()
    with pytest.raises(ReachesOutsideError):
        clear_stage(Stage.objects.get(pk=drill.ground), by=PRACTICE)
    assert counts() == before


def test_nobody_but_the_room_builds_and_clears(w):
    stage = Stage.objects.get()
    for actor in (w.kosta.actor, w.bea.actor, Actor.system("demo"), Actor.system("reminders")):
        with pytest.raises(Denied):
            clear_stage(stage, by=actor)
        with pytest.raises(Denied):
            reset_practice(by=actor)
    assert Stage.objects.filter(pk=stage.pk).exists()


def test_a_reset_ends_a_drill_and_takes_the_membership(w):
    from spona.directory.actor import memberships

    drill = begun(w.bea, w.vranje)
    browser = w.bea.sign_in()
    browser.post("/choose/", {"member": str(membership(drill, w.bea).pk)})
    assert reset_practice(by=PRACTICE)["drills"] == 1
    drill.refresh_from_db()
    assert drill.ending == Ending.RESET
    assert [one.pk for one in memberships(w.bea.account)] == [w.bea.member.pk]
    # Nobody is put into their real institution by it: the chooser asks.
    assert browser.get(f"/practice/d/{drill.pk}/").headers["Location"] == "/choose/"
    assert Stage.objects.filter(taken_at=None).count() == 1


def test_two_resets_leave_one_stage(w):
    for _n in range(2):
        reset_practice(by=PRACTICE)
    assert Stage.objects.count() == 1
    assert Network.objects.filter(practice=True).count() == 1
    assert InventedMember.objects.count() == 10
    connection.check_constraints()


def test_real_keys_are_not_touched(w):
    real = list(IntakeKey.objects.filter(institution=w.csw).values_list("pk", "version"))
    played_to_end(begun(w.bea, w.vranje))
    assert list(IntakeKey.objects.filter(institution=w.csw).values_list("pk", "version")) == real
    assert w.bea.keys.public_key


def test_a_free_stage_has_no_key_and_opens_nothing(w):
    stage = Stage.objects.get()
    bodies = stage.network.seats.values("institution")
    assert not IntakeKey.objects.filter(institution__in=bodies).exists()
    assert not Box.objects.filter(owner_institution__in=bodies).exists()
    assert not Section.objects.exists()
    assert not Grant.objects.exists()


def test_a_stage_left_behind_is_cleared_by_the_job(w):
    from spona.practice.actions import clear_left_over

    drill = begun(w.bea, w.vranje)
    Drill.objects.filter(pk=drill.pk).update(ended_at=now(), ending=Ending.DONE)
    assert clear_left_over(by=PRACTICE) == 1
    assert clear_left_over(by=PRACTICE) == 0
