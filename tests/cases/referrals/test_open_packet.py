import pytest

from spona.access.denied import Conflict, Denied
from spona.cases.referrals.actions import open_packet
from spona.notifications.models import Notice
from tests.cases.packets import packet


def test_the_first_holder_opens_the_cover_and_the_sender_hears_that_it_was_received(world, sent):
    row, cover = open_packet(sent, **world.bea.can)
    assert (row.state, cover) == ("opened", packet().cover)
    told = Notice.objects.filter(account_id=world.ana.account.pk)
    assert [(one.kind, one.reference, one.email) for one in told] == [
        ("received", sent.reference, "ana@primer.test")
    ]


def test_opening_again_reads_again_and_moves_nothing(world, opened):
    row, cover = open_packet(opened, **world.bea.can)
    assert row.moves.filter(verb="open_packet").count() == 1
    assert cover == packet().cover


def test_a_colleague_who_comes_second_hears_who_was_faster(world, opened):
    with pytest.raises(Conflict) as told:
        open_packet(opened, **world.boris.can)
    assert "Bea Primerić" in str(told.value.sentence)


@pytest.mark.parametrize("name", ["ana", "vera", "hana", "cora", "kosta", "nina"])
def test_nobody_else_opens_it(world, sent, name):
    with pytest.raises(Denied):
        open_packet(sent, **world.people[name].can)
    sent.refresh_from_db()
    assert sent.state == "sent"
