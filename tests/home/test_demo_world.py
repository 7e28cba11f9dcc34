"""The demo says one thing on all its pages: what a condition calls met, the desks find met."""

import pytest
from django.test import Client
from django.utils import timezone

from spona.directory.models import ConditionCode, ContactPoint, Network
from spona.home.keys import key_notes
from spona.operations.world import HOLDERS, build_world
from spona.operations.world_hands import actor_of
from spona.operations.world_story import build_story
from spona.vault.queries import paper_key


@pytest.fixture
def demo(db):
    world = build_world()
    build_story(world)
    return world


def met_on(code):
    vranje = Network.objects.get(slug="vranje")
    return vranje.conditions.get(code=code).done_on


def test_the_desks_and_the_conditions_of_the_demo_agree(demo):
    assert met_on(ConditionCode.PAPER_KEYS) <= timezone.localdate()
    for logins in HOLDERS.values():
        holder = demo.members[logins[0]]
        assert paper_key(holder.institution_id) is not None
        titles = [note.title for note in key_notes(actor_of(holder))]
        assert not [title for title in titles if "paper key" in title]
    assert key_notes(actor_of(demo.members["bea.csr"])) == []
    [number] = ContactPoint.objects.filter(kind="on_call", confirmed_on__isnull=False)
    assert number.confirmed_on == met_on(ConditionCode.DUTY_NUMBERS)
    assert number.confirmed_by == demo.members["mirjana.koordinator"].person


def test_the_invented_number_says_that_it_is_invented_where_strangers_read_it(demo):
    page = Client().get("/en/help/vranje/").content.decode()
    assert "Invented duty number (example)" in page
    assert page.index("192") < page.index("000 000")
