"""The demo's towns each stand on something, and Kraljevo lacks nothing, with zero cases."""

from __future__ import annotations

import pytest

from spona.demo.network_life.mandates import fill
from spona.demo.people import DemoPeople
from spona.demo.world import PASSWORD, build_world
from spona.directory.models import Institution, Network
from spona.mandates.models import FoundingDocument
from spona.mandates.queries import blocked, conditions_table, founding_document_on, line
from spona.tasks.models import Task
from tests.mandates.conftest import day


@pytest.fixture
def demo(db):
    world = build_world()
    people = DemoPeople(world.members, PASSWORD)
    fill(people)
    return people


def test_every_page_of_the_demo_has_something_true_to_show(demo):
    networks = {one.slug: one for one in Network.objects.real()}
    assert len(networks) == 7
    assert FoundingDocument.objects.count() == 7 + 6
    kraljevo = conditions_table(networks["kraljevo"], day(0))
    lacking = [
        one.kind.code
        for row in kraljevo
        for one in row.cells
        if one.is_lacking and row.seat.institution.sector != "centre"
    ]
    assert lacking == []
    assert founding_document_on(networks["subotica"], day(0)) is None
    assert "nobody has found" in line(networks["kragujevac"], day(0))
    kinds = set(Task.objects.open().values_list("kind", flat=True))
    assert kinds >= {"renew_mandate", "renew_condition", "name_seat"}
    csw = Institution.objects.get(code="I068")
    assert blocked(csw, networks["vranje"], day(0)) == []
    # Whoever acts after it still has their mandate.
    assert demo.actor("jelena.zdravlje")
