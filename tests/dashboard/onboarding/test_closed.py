"""Until casework is open, everything of it refuses, with a sentence that says so."""

import datetime as dt

import pytest
from django.utils import timezone

from spona.access.actor import VISITOR
from spona.access.denied import Denied
from spona.cases.case.actions import write_light_note
from spona.cases.casefile.actions import open_self_report
from spona.cases.models import Case, LightNote, Referral
from spona.cases.referrals.actions import send
from spona.directory.models import Network
from spona.tipline import actions as tipline
from spona.tipline.models import Tip
from spona.tipline.payload_schemas import FirstMessage
from spona.tipline.route import tipline_of
from spona.vault.actions import draw_code
from tests.cases.packets import packet
from tests.cases.world import build


@pytest.fixture
def world(db):
    """Keys and holders are there already; only the two signatures are not."""
    made = build()
    for network in (made.vranje, made.nis):
        network.casework_open, network.casework_opened_at = False, None
        network.save()
    return made


def test_nothing_is_sent(world):
    with pytest.raises(Denied, match="has not opened casework yet"):
        send(packet(), network=world.vranje, recipient=world.csw, by=world.ana.actor)
    assert not Referral.objects.exists()


def test_no_file_is_opened(world):
    said = {"age": "adult", "safe": "yes", "own_words": "…"}
    with pytest.raises(Denied, match="Casework is not open"):
        open_self_report(said, network=world.vranje, **world.vera.can)
    assert not Case.objects.exists()


def test_no_note_about_a_person_is_kept(world):
    with pytest.raises(Denied, match="Casework is not open"):
        write_light_note(
            who="M. I.", text="Izostaje petkom.",
            review_on=timezone.localdate() + dt.timedelta(days=14), by=world.vera.actor,
        )  # fmt: skip
    assert not LightNote.objects.exists()
    browser = world.vera.sign_in()
    page = browser.get("/notes/")
    assert page.status_code == 200


def test_no_word_of_a_stranger_is_taken(world, client):
    town = tipline_of(world.vranje)
    assert not town.open
    with pytest.raises(Denied):
        tipline.send_message(
            FirstMessage("sr", "Реч."),
            network=world.vranje,
            code=draw_code(by=VISITOR).code,
            by=VISITOR,
        )
    assert not Tip.objects.exists()
    page = client.get("/en/message/in/vranje/")
    assert page.status_code == 200
    text = page.content.decode()
    assert "192" in text
    assert 'href="/en/message/in/vranje/new/"' not in text


def test_who_wants_to_report_is_told_before_the_first_question(world):
    browser = world.ana.sign_in()
    text = browser.get("/signs/").content.decode()
    assert 'class="note is-today"' in text


def test_an_update_of_the_database_opens_nothing(world):
    Network.objects.filter(pk=world.vranje.pk).update(
        casework_open=True, casework_opened_at=timezone.now()
    )
    forged = Network.objects.get(pk=world.vranje.pk)
    assert not forged.casework_open
    with pytest.raises(Denied):
        send(packet(), network=forged, recipient=world.csw, by=world.ana.actor)
