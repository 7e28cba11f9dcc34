"""A deputy does the daily work and does not become coordinator by it."""

import pytest

from spona.access.denied import Denied
from spona.directory import actions
from spona.directory.models import NetworkRole, Seat
from tests.directory.world import ASYLUM, CSW, OPERATOR, body, join, lead, post, vranje

PATH = "/network/roles/vranje/"


@pytest.fixture
def zoran(mila):
    somebody = join("zoran.c", "Zoran Cvetković", CSW, "reporter")
    lead(somebody, "deputy_coordinator")
    return somebody


def test_a_deputy_gives_seats_and_names_no_leader_while_there_is_one(zoran, bea):
    seat = Seat.objects.get(network=vranje(), institution=body(ASYLUM))
    actions.end_seat(seat, by=zoran.actor)
    browser = zoran.sign_in()
    assert browser.get(PATH).status_code == 403
    sent = post(browser, PATH, {"member": bea.member.pk, "role": "analyst"}, form_at="/network/")
    assert sent.status_code == 403
    leading = NetworkRole.objects.get(role="coordinator")
    ended = post(browser, f"/network/roles/{leading.pk}/end/", form_at="/network/")
    assert ended.status_code == 403
    assert "Change who leads" not in browser.get("/network/").content.decode()
    assert NetworkRole.objects.get(pk=leading.pk).ends_on is None


def test_once_nobody_leads_the_deputy_names_somebody_else(zoran, bea):
    actions.end_network_role(NetworkRole.objects.get(role="coordinator"), by=OPERATOR)
    browser = zoran.sign_in()
    assert browser.get(PATH).status_code == 200
    assert "Change who leads" in browser.get("/network/").content.decode()
    with pytest.raises(Denied, match="themselves"):
        actions.give_network_role(
            zoran.member, network=vranje(), role="coordinator", by=zoran.actor
        )
    given = post(browser, PATH, {"member": bea.member.pk, "role": "coordinator"})
    assert given.status_code == 302
    assert browser.get(PATH).status_code == 403


def test_ones_own_role_ends_behind_a_sentence_that_says_what_follows(mila, zoran):
    """One press had left a network without anybody who leads it."""
    page = mila.sign_in().get(PATH).content.decode()
    own = page.index("Mila Kostić")
    assert page.count("you cannot take it back") == page.count("End my role") == 1
    assert own < page.index("you cannot take it back") < page.index("End my role")
    # Somebody else's is ended as before.
    assert page.count('End the role<span class="only-read"> Zoran Cvetković') == 1


def test_a_deputy_opens_no_casework(zoran):
    with pytest.raises(Denied):
        actions.open_casework(vranje(), conditions={}, by=zoran.actor)
    with pytest.raises(Denied):
        actions.record_condition(vranje(), code="paper_keys", done_on=None, by=zoran.actor)


def test_where_somebody_hears_of_things_is_changed_by_their_institution_only(ana, bea):
    theirs, new = bea.member.person, "x@primer.invalid"
    with pytest.raises(Denied):
        actions.change_email(theirs, new, institution=body(CSW), by=ana.actor)
    with pytest.raises(ValueError, match="another institution"):
        actions.change_email(theirs, new, institution=body(ASYLUM), by=OPERATOR)
    actions.change_email(theirs, new, institution=body(CSW), by=OPERATOR)
    theirs.refresh_from_db()
    assert theirs.email == new
