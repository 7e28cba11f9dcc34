"""Deadlines go by the escalation policy; closed threads go for good."""

from __future__ import annotations

from datetime import timedelta

import pytest

from spona import deadlines
from spona.access.actor import VISITOR
from spona.access.denied import Denied
from spona.deadlines.due import due
from spona.deadlines.models import Rule
from spona.deadlines.working_days import calendar_of
from spona.directory.queries import institutions_of
from spona.notifications.models import Notice
from spona.tipline import actions, jobs
from spona.tipline.models import Message, Tip, TipRoute
from spona.tipline.reading_hours import read_when
from spona.tipline.route import tipline_of
from spona.ui.days import until_weekday
from spona.vault.models import Box, Code, Grant, Section
from tests.cases.world import DEMO
from tests.deadlines.at import at


@pytest.fixture
def rule(world):
    """The rule for messages that comes with Spona, as a network adopted it: 24 hours."""
    [row] = Rule.objects.filter(event="message")
    row.amount, row.unit, row.words = 24, "hours", {"sr": "24 сата", "en": "24 hours"}
    row.state, row.basis, row.decision = "adopted", "decision", "Записник 1"
    row.save()
    return row


def test_nobody_looks_so_the_escalation_goes_up_exactly_once(world, rule, send):
    tip, _code = send()
    Notice.objects.all().delete()
    with deadlines.moved(timedelta(hours=40)):
        first = jobs.escalate()
        assert jobs.escalate() == 0
    kinds = set(Notice.objects.values_list("kind", flat=True))
    assert first == 6
    assert kinds == {"reminder", "deputy_reminder", "waiting"}
    told = Notice.objects.filter(kind="waiting").values_list("account_id", flat=True)
    assert set(told) == {world.kosta.account.pk}
    assert all(one.reference == tip.reference for one in Notice.objects.all())


def test_a_coordinator_of_an_excluded_institution_hears_nothing(world, rule, send):
    send(excluded=[world.city])
    with deadlines.moved(timedelta(hours=40)):
        jobs.escalate()
    assert not Notice.objects.filter(account_id=world.kosta.account.pk).exists()


def test_only_an_adopted_rule_is_promised_to_the_writer(world):
    (row,) = Rule.objects.filter(event="message")
    assert row.state == "proposed"
    tipline = tipline_of(world.vranje)
    assert "The network has only proposed this time" in read_when(tipline)
    row.state, row.decision, row.basis = "adopted", "Записник 1", "decision"
    row.save()
    day = until_weekday(due(row, deadlines.now(), calendar_of(world.vranje)))
    assert f"It is read by {day}" in read_when(tipline)
    assert "the coordinator of the network is told" in read_when(tipline)


def test_a_closed_thread_is_deleted_after_ninety_days_without_a_visit(world, send):
    tip, code = send()
    kept, _other = send()
    for one in (tip, kept):
        actions.take_over(one, by=world.bea.actor)
    actions.close(tip, "Крај.", by=world.bea.actor)
    with deadlines.moved(timedelta(days=80)):
        actions.come_back(code, by=VISITOR)
    with deadlines.moved(timedelta(days=160)):
        assert jobs.forget() == 0
    with deadlines.moved(timedelta(days=171)):
        assert jobs.forget() == 1
    assert list(Tip.objects.all()) == [kept]
    assert list(Code.objects.all()) == [kept.code]
    assert not Message.objects.exists()
    assert set(Section.objects.values_list("box", flat=True)) == {kept.box_id}
    assert not Grant.objects.exclude(section__box=kept.box_id).exists()
    assert Box.objects.exclude(pk=kept.box_id).exclude(erased_at=None).count() == 2
    with pytest.raises(Denied):
        actions.come_back(code, by=VISITOR)
    with pytest.raises(Denied):
        actions.forget(before=deadlines.today(), by=world.bea.actor)


def test_a_visit_after_midnight_is_of_the_day_that_has_begun(world, send):
    tomorrow = deadlines.today() + timedelta(days=1)
    with at(f"{tomorrow} 00:30"):
        tip, code = send()
    assert tip.last_visit_on == tomorrow
    later = tomorrow + timedelta(days=5)
    with at(f"{later} 00:30"):
        actions.come_back(code, by=VISITOR)
    tip.refresh_from_db()
    assert tip.last_visit_on == later


def test_the_route_is_the_default_until_the_network_decides(world):
    assert tipline_of(world.vranje).route == [world.csw, world.police]
    row = actions.add_to_route(world.health, network=world.vranje, by=world.kosta.actor)
    assert actions.add_to_route(world.health, network=world.vranje, by=world.kosta.actor) == row
    assert tipline_of(world.vranje).route == [world.health]
    with pytest.raises(Denied, match="Nobody would be left"):
        actions.end_on_route(world.health, network=world.vranje, by=world.kosta.actor)
    assert tipline_of(world.vranje).route == [world.health]
    with pytest.raises(Denied):
        actions.add_to_route(world.csw_nis, network=world.vranje, by=world.kosta.actor)
    with pytest.raises(Denied):
        actions.add_to_route(world.csw, network=world.vranje, by=world.bea.actor)


def test_a_forged_row_of_the_route_leads_nowhere(world):
    actions.add_to_route(world.csw, network=world.vranje, by=DEMO)
    TipRoute.objects.update(institution=world.health)
    assert tipline_of(world.vranje).route == []
    assert world.health in institutions_of(world.vranje)
