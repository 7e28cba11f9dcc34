"""Rows that somebody wrote past Spona: no word and no answer goes to them."""

import pytest

from spona.access.actor import VISITOR
from spona.access.denied import Denied
from spona.tipline import actions
from spona.tipline.models import Addressee, Tip, TipRoute
from spona.tipline.payload_schemas import Said
from spona.tipline.route import tipline_of
from spona.vault.actions import draw_code, open_with_code
from spona.vault.models import Grant


def test_an_addressee_that_was_planted_gets_nothing_of_what_is_added(world, send):
    """Hana's health centre does not read here; a row says that it does."""
    tip, code = send()
    Addressee.objects.create(tip=tip, institution=world.health)
    message = actions.write_more(
        actions.come_back(code, by=VISITOR), Said("said", "Још нешто."), by=VISITOR
    )
    grants = Grant.objects.filter(section__box=message.box, to_kind="institution")
    assert set(grants.values_list("to_id", flat=True)) == {world.csw.pk, world.police.pk}


def test_an_addressee_who_lost_the_word_gets_nothing_when_the_row_opens_again(world, send):
    tip, code = send()
    actions.take_over(tip, by=world.bea.actor)
    Addressee.objects.update(ended_at=None)
    message = actions.write_more(
        actions.come_back(code, by=VISITOR), Said("said", "Још нешто."), by=VISITOR
    )
    grants = Grant.objects.filter(section__box=message.box, to_kind="institution")
    assert set(grants.values_list("to_id", flat=True)) == {world.csw.pk}


def test_an_answer_is_not_sealed_to_the_code_of_another_word(world, send):
    """Whoever has a message of their own swaps the codes and waits for the answer."""
    tip, _code = send()
    mine, my_code = send("Моја реч.")
    actions.take_over(tip, by=world.bea.actor)
    Tip.objects.filter(pk=mine.pk).update(code=draw_code(by=VISITOR).code)
    Tip.objects.filter(pk=tip.pk).update(code=mine.code_id)
    with pytest.raises(Denied, match="operator"):
        actions.reply(Tip.objects.get(pk=tip.pk), "Долазимо сутра.", by=world.bea.actor)
    assert len(open_with_code(my_code, by=VISITOR)) == 1


def test_a_route_whose_rows_are_gone_does_not_fall_back_to_who_was_taken_off(world):
    """The network has decided that the police do not read; without rows the default would."""
    row = actions.add_to_route(world.csw, network=world.vranje, by=world.kosta.actor)
    assert [one.pk for one in tipline_of(world.vranje).route] == [world.csw.pk]
    TipRoute.objects.filter(pk=row.pk).delete()
    assert world.police not in tipline_of(world.vranje).route


def test_an_ended_row_that_was_put_back_as_it_was_reads_nothing(world):
    row = actions.add_to_route(world.csw, network=world.vranje, by=world.kosta.actor)
    other = actions.add_to_route(world.police, network=world.vranje, by=world.kosta.actor)
    before = TipRoute.objects.filter(pk=other.pk).values().get()
    actions.end_on_route(world.police, network=world.vranje, by=world.kosta.actor)
    TipRoute.objects.filter(pk=other.pk).update(ends_on=None, mac=before["mac"])
    assert [one.pk for one in tipline_of(world.vranje).route] == [row.institution_id]
