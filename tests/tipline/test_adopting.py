"""The vault's part: a box that belonged to nobody, and a code that ends."""

from __future__ import annotations

import pytest

from spona.access.actor import VISITOR, Actor
from spona.access.denied import Denied
from spona.crypto.errors import Unopenable
from spona.vault import actions
from spona.vault.models import Box, Code, Grant

HOUSEKEEPING = Actor.system("housekeeping")


def test_who_adopts_a_box_is_its_owner_and_the_code_still_opens(world, send):
    tip, code = send()
    box = actions.adopt(tip.box, by=world.bea.actor)
    assert box.owner_institution == world.csw
    assert actions.adopt(box, by=world.boris.actor).owner_institution == world.csw
    assert set(Grant.objects.values_list("to_kind", flat=True)) == {"institution", "code"}
    assert actions.open_with_code(code, by=VISITOR)[0].box == box


def test_nobody_adopts_what_no_key_of_theirs_opens(world, send):
    tip, _code = send(excluded=[world.csw])
    for one in (world.bea, world.hana, world.vera, world.ana):
        with pytest.raises(Denied):
            actions.adopt(tip.box, by=one.actor)
    actions.adopt(tip.box, by=world.petra.actor)
    with pytest.raises(Denied):
        actions.adopt(tip.box, by=world.bea.actor)


def test_a_box_that_was_written_past_the_server_is_not_adopted(world, send):
    tip, _code = send()
    Box.objects.filter(pk=tip.box_id).update(reference="T-0000-00")
    with pytest.raises(Unopenable):
        actions.adopt(tip.box, by=world.bea.actor)


def test_a_code_ends_with_every_wrap_made_to_it(world, send):
    new = actions.draw_code(by=VISITOR)
    _tip, code = send()
    with pytest.raises(Denied):
        actions.end_code(new.code, by=world.bea.actor)
    actions.end_code(new.code, by=HOUSEKEEPING)
    actions.end_code(new.code, by=HOUSEKEEPING)
    assert Code.objects.count() == 1
    assert actions.open_with_code(code, by=VISITOR)
