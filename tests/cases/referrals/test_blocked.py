"""Where a network holds something back without a condition, it goes by phone and on paper."""

import pytest

from spona.access.denied import Denied
from spona.cases.models import Referral
from spona.cases.referrals.actions import send
from spona.deadlines.time import today
from spona.mandates.actions import turn_switch, write_condition
from tests.cases.packets import packet


def sent(world):
    return send(packet(), network=world.vranje, recipient=world.csw, by=world.ana.actor)


def test_nothing_is_held_back_unless_the_network_has_said_so(world):
    assert sent(world).state == "sent"


def test_what_is_owed_is_named_and_after_it_is_written_down_things_go_again(world):
    kosta = world.kosta.actor
    turn_switch(world.vranje, "confidentiality", blocks=True, by=kosta)
    with pytest.raises(Denied, match="Confidentiality statement"):
        sent(world)
    assert not Referral.objects.exists()
    write_condition(world.csw, world.vranje, "confidentiality", on=today(), by=kosta)
    assert sent(world).state == "sent"


def test_another_network_holds_nothing_back_by_it(world):
    turn_switch(world.vranje, "confidentiality", blocks=True, by=world.kosta.actor)
    turn_switch(world.vranje, "confidentiality", blocks=False, by=world.kosta.actor)
    assert sent(world).state == "sent"
