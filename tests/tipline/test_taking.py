"""The first to take a tip over owns it; nobody else opens anything of it any more."""

from __future__ import annotations

import pytest

from spona.access.actor import VISITOR
from spona.access.denied import Conflict, Denied
from spona.audit.models import Entry
from spona.crypto.errors import Unopenable
from spona.deadlines.models import Deadline
from spona.tasks.models import Task
from spona.tipline import actions
from spona.tipline.models import Tip
from spona.tipline.payload_schemas import Said
from spona.vault.actions import open_section
from spona.vault.models import Grant, Section
from tests.vault.test_without_a_grant import opened_by_force


def _opens(person) -> int:
    """How many sections this person opens, by the rules or past them, with every key they have."""
    opened = 0
    for section in Section.objects.select_related("box"):
        try:
            open_section(section, by=person.actor, keys=person.keys)
            opened += 1
        except (Denied, Unopenable):
            opened += bool(opened_by_force(person, section)[section])
    return opened


def test_both_read_until_one_takes_it_over(world, send):
    tip, _code = send()
    assert _opens(world.bea) == _opens(world.petra) == 1
    actions.take_over(tip, by=world.bea.actor)
    assert _opens(world.bea) == 1
    assert _opens(world.petra) == 0
    assert not Tip.objects.visible_to(world.petra.actor).exists()


def test_of_two_at_once_exactly_one_wins_and_the_other_is_told(world, send):
    tip, _code = send()
    for one in (world.bea, world.petra):
        actions.open_tip(tip, by=one.actor)
    actions.take_over(tip, by=world.petra.actor)
    with pytest.raises(Conflict) as told:
        actions.take_over(tip, by=world.bea.actor)
    assert "was faster" in str(told.value.sentence)
    actions.take_over(tip, by=world.petra.actor)
    tip.refresh_from_db()
    assert tip.institution == world.police
    assert Entry.objects.filter(name="tip:taken_over").count() == 1


def test_the_one_who_lost_finds_no_row_and_a_sentence_while_it_was_open(world, send):
    tip, _code = send()
    bea = world.bea.sign_in()
    here = f"/messages/{tip.reference}/"
    bea.post(here + "open/")
    actions.take_over(tip, by=world.petra.actor)
    assert bea.get(here).status_code == 404


def test_everybody_has_a_deadline_and_a_task_until_it_is_taken_over(world, send):
    tip, _code = send()
    assert Deadline.objects.running().count() == Task.objects.open().count() == 2
    actions.open_tip(tip, by=world.bea.actor)
    actions.take_over(tip, by=world.bea.actor)
    assert not Deadline.objects.running().exists()
    (task,) = Task.objects.open()
    assert (task.kind, task.institution) == ("answer_message", world.csw)
    actions.reply(tip, "Хвала.", by=world.bea.actor)
    assert not Task.objects.open().exists()


def test_what_is_added_later_waits_with_the_owner_only(world, send):
    tip, code = send()
    actions.take_over(tip, by=world.bea.actor)
    visit = actions.come_back(code, by=VISITOR)
    actions.write_more(visit, Said("said", "Још."), by=VISITOR)
    assert _opens(world.petra) == 0
    (deadline,) = Deadline.objects.running()
    assert deadline.institution == world.csw
    actions.open_tip(tip, by=world.bea.actor)
    assert not Deadline.objects.running().exists()


def test_what_was_added_before_goes_along(world, send):
    tip, code = send()
    visit = actions.come_back(code, by=VISITOR)
    actions.write_more(visit, Said("said", "Још."), by=VISITOR)
    assert _opens(world.petra) == _opens(world.bea) == 2
    actions.take_over(tip, by=world.bea.actor)
    assert (_opens(world.petra), _opens(world.bea)) == (0, 2)


def test_only_the_owner_answers(world, send):
    tip, _code = send()
    with pytest.raises(Denied):
        actions.reply(tip, "Рано.", by=world.bea.actor)
    actions.take_over(tip, by=world.bea.actor)
    tip.refresh_from_db()
    for act in (actions.reply, actions.close):
        with pytest.raises(Denied):
            act(tip, "Туђе.", by=world.petra.actor)
    with pytest.raises(Denied):
        actions.take_over(tip, by=world.vera.actor)


def test_the_word_of_an_excluded_institution_opens_for_none_of_its_people(world, send):
    send(excluded=[world.csw])
    for name in ("bea", "boris", "vera", "kosta", "ana", "hana", "nina"):
        assert _opens(world.people[name]) == 0, name
    assert _opens(world.petra) == 1


def test_a_thief_of_the_database_redirects_nothing(world, send):
    _tip, _code = send(excluded=[world.csw])
    Grant.objects.filter(to_kind="institution").update(to_id=world.csw.pk)
    assert _opens(world.bea) == 0


def test_a_closed_thread_opens_again_when_something_is_added(world, send):
    tip, code = send()
    actions.take_over(tip, by=world.bea.actor)
    actions.close(tip, "Крај.", by=world.bea.actor)
    tip.refresh_from_db()
    with pytest.raises(Conflict):
        actions.reply(tip, "Још.", by=world.bea.actor)
    actions.write_more(actions.come_back(code, by=VISITOR), Said("said", "Ипак."), by=VISITOR)
    tip.refresh_from_db()
    assert (tip.state, tip.closed_at) == ("taken_over", None)
