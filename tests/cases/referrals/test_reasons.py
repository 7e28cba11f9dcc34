"""A reason that is none of the list's wants words; they are sealed and stay at home."""

import pytest

from spona.access.denied import Denied
from spona.audit.models import Entry
from spona.cases.models import Case, Move
from spona.cases.referrals.actions import assign, write_reason
from spona.notifications.models import Notice
from tests.cases.flow import fields, get

WHY = "Sudija traži spis do podneva"


@pytest.fixture
def path(world, accepted):
    assign(accepted, to=world.vera.member, **world.bea.can)
    return f"/r/{accepted.reference}/"


@pytest.mark.parametrize("where", ["report", "file"])
def test_another_reason_without_words_is_told_beside_the_field_and_opens_nothing(
    world, path, where
):
    at = path if where == "report" else f"/cases/{Case.objects.get().reference}/"
    answer = world.boris.sign_in().post(at, {"reason": "other", "words": " "})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'id="id_words_error"' in page
    assert "reciPODMETNUTE" not in page
    assert not Move.objects.filter(verb="give_reason").exists()


def test_the_words_are_read_by_colleagues_and_never_by_the_sender_or_in_the_log(world, path):
    boris, bea = world.boris.sign_in(), world.bea.sign_in()
    page = get(boris, path)
    for _ in range(2):
        answer = boris.post(path, {**fields(page), "reason": "other", "words": WHY})
        assert answer.status_code == 200
        assert "reciPODMETNUTE" in answer.content.decode()
    assert Move.objects.filter(verb="give_reason").count() == 1
    assert WHY in bea.post(path, {"reason": "absence"}).content.decode()
    assert WHY in get(world.vera.sign_in(), path)
    sender = get(world.ana.sign_in(), path)
    assert WHY not in sender
    assert "Boris" not in sender
    assert not [one for one in Entry.objects.all() if "podneva" in str(one.detail)]
    assert Notice.objects.filter(kind="opened_outside_team").exists()


def test_another_reason_works_in_the_file_too(world, path):
    boris = world.boris.sign_in()
    at = f"/cases/{Case.objects.get().reference}/"
    answer = boris.post(at, {**fields(get(boris, at)), "reason": "other", "words": WHY})
    assert "reciPODMETNUTE" in answer.content.decode()
    assert Move.objects.filter(verb="give_reason").count() == 1


def test_a_listed_reason_wants_no_words(world, path):
    answer = world.boris.sign_in().post(path, {"reason": "absence"})
    assert "reciPODMETNUTE" in answer.content.decode()
    assert not Move.objects.filter(verb="give_reason").exists()


def test_only_a_holder_of_the_recipient_gives_a_reason(world, accepted):
    for who in (world.ana, world.vera, world.hana):
        with pytest.raises(Denied):
            write_reason(accepted, text=WHY, by=who.actor)
    with pytest.raises(Denied):
        write_reason(accepted, text="  ", by=world.bea.actor)
