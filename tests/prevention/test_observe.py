"""What was noticed is written down, seen again, changed and taken back."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction

from spona.access.actor import Actor
from spona.access.denied import Conflict, Denied
from spona.audit.models import Entry
from spona.deadlines.time import moved, today
from spona.directory.models import Network
from spona.prevention import actions, jobs
from spona.prevention.models import Observation, State
from spona.prevention.queries import alike
from spona.tasks.models import Task
from tests.prevention.conftest import TOLD, noticed


def test_a_new_one_is_a_task_of_the_network_and_its_log_tells_nothing(world, row):
    task = Task.objects.get(subject_kind="observation", subject_id=row.pk)
    assert (task.kind, task.institution, task.network) == ("follow_up", None, world.vranje)
    assert task.reference == ""
    entry = Entry.objects.get(name="observation:written")
    assert entry.detail == {"kind": "advert"}
    assert row.number == 1
    assert noticed(world, title="Another").number == 2


def test_each_network_counts_for_itself(world, row):
    assert noticed(world, "cora", network=world.nis).number == 1


def test_one_writes_for_ones_own_institution_and_the_coordinator_for_all(world):
    with pytest.raises(Denied, match="your own institution"):
        noticed(world, "ana", institution=world.police)
    made = noticed(world, "kosta", institution=world.police)
    assert made.institution == world.police
    with pytest.raises(Denied, match="does not sit"):
        noticed(world, "kosta", institution=world.csw_nis)


def test_another_network_writes_and_sees_nothing_here(world, row):
    with pytest.raises(Denied):
        noticed(world, "cora", network=world.vranje)
    assert not Observation.objects.visible_to(world.cora.actor).exists()
    assert Observation.objects.visible_to(world.hana.actor).get() == row


def test_a_practice_network_is_out(world, row):
    Network.objects.filter(pk=world.vranje.pk).update(practice=True)
    world.vranje.practice = True
    assert not Observation.objects.visible_to(world.ana.actor).exists()


@pytest.mark.parametrize("days", [-1, 4 * 366])
def test_a_day_to_come_and_one_long_ago_are_refused(world, days):
    with pytest.raises(Denied):
        noticed(world, days=days)
    assert not Observation.objects.exists()


def test_seen_again_by_another_institution_counts(world, row):
    actions.see_again(
        row, institution=world.csw, seen_on=today(), by=world.vera.actor, note="again"
    )
    actions.see_again(row, institution=world.health, seen_on=today(), by=world.hana.actor)
    assert row.sightings.count() == 2
    with pytest.raises(Denied):
        actions.see_again(row, institution=world.school, seen_on=today(), by=world.cora.actor)


def test_what_was_closed_and_comes_back_is_open_again(world, row):
    actions.close(row, outcome="stopped", by=world.kosta.actor)
    assert not Task.objects.open().filter(subject_id=row.pk).exists()
    actions.see_again(row, institution=world.csw, seen_on=today(), by=world.vera.actor)
    row.refresh_from_db()
    assert row.state == State.NEW
    assert row.outcome == ""
    assert Task.objects.open().filter(subject_id=row.pk, kind="follow_up").count() == 1


def test_only_who_wrote_it_or_leads_changes_it_and_nothing_old_is_kept(world, row):
    told = TOLD | {"seen_on": today(), "title": "Other words", "text": ""}
    with pytest.raises(Denied):
        actions.rewrite(row, by=world.vera.actor, **told)
    changed = actions.rewrite(row, by=world.direktor.actor, **told)
    assert changed.title == "Other words"
    assert "experience" not in changed.search_key


def test_what_is_taken_back_says_nothing_any_more(world, row):
    actions.see_again(row, institution=world.csw, seen_on=today(), by=world.vera.actor, note="X Y")
    with pytest.raises(Denied):
        actions.withdraw(row, by=world.vera.actor)
    actions.withdraw(row, by=world.ana.actor)
    row.refresh_from_db()
    assert (row.title, row.text, row.where, row.firm) == ("", "", "", "")
    assert row.search_key == str(row.number)
    assert row.sightings.get().note == ""
    assert not Task.objects.open().filter(subject_id=row.pk).exists()
    with pytest.raises(Conflict):
        actions.withdraw(row, by=world.ana.actor)


def test_the_database_refuses_words_in_what_was_taken_back(world, row):
    actions.withdraw(row, by=world.ana.actor)
    with pytest.raises(IntegrityError), transaction.atomic():
        Observation.objects.filter(pk=row.pk).update(title="back")


def test_similar_ones_are_found_in_any_script_and_case(world, row):
    noticed(world, title="Konobar bez ugovora u lokalu kod stanice")
    for title in ("Konobari bez ugovora", "КОНОБАРИ без уговора", "konobare traži lokal"):
        assert [one.number for one in alike(world.vranje, title)] == [2], title
    assert alike(world.vranje, "Nešto sasvim drugo") == []
    assert alike(world.nis, "Konobari bez ugovora") == []
    assert alike(world.vranje, "") == []


def test_the_firm_is_not_searched(world, row):
    assert Observation.objects.matching("izmisljena").count() == 0
    assert Observation.objects.matching("advert abroad").get() == row


def test_the_name_of_a_firm_is_forgotten_a_year_after_it_was_closed(world, row):
    actions.close(row, outcome="measure", by=world.kosta.actor)
    with moved(dt.timedelta(days=364)):
        jobs.forget_firms()
    row.refresh_from_db()
    assert row.firm
    with moved(dt.timedelta(days=366)):
        jobs.forget_firms()
        jobs.forget_firms()
    row.refresh_from_db()
    assert row.firm == ""
    assert Entry.objects.filter(name="observation:firm_forgotten").count() == 1


def test_the_job_asks_as_the_system_and_nobody_else_may(world, row):
    with pytest.raises(Denied):
        actions.forget_firm(row, by=world.cora.actor)
    with pytest.raises(Denied):
        actions.forget_firm(row, by=Actor.system("escalation"))
