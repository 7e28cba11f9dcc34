"""The log of an institution is closed: whoever works there, or writes to it, reads what to do now."""

import pytest

from spona.audit import lane_heads
from spona.audit.lane_heads import Fault, heads_file
from spona.audit.models import Entry
from spona.audit.recording import SYSTEM_LANE
from spona.directory.actions.contacts import write_contact
from spona.directory.models import ContactPoint, Person
from spona.identity.models import Account
from spona.tipline.models import Tip
from tests.cases.flow import get
from tests.cases.moving import file_of
from tests.cases.test_typed_notes import token_in, typed
from tests.tipline.pages import Visitor, hidden
from tests.tipline.test_word import NEW, WORD

TEXT = "Devojku iz susedne kuće niko ne pušta napolje."


@pytest.fixture(autouse=True)
def _outside(settings, tmp_path):
    settings.SPONA_HEADS = tmp_path
    lane_heads._files.clear()
    yield
    lane_heads._files.clear()


def test_nothing_of_it_is_opened_or_written_and_what_was_typed_stands_there(world):
    Account.objects.update(language="en")
    case = file_of(world)
    bea, ana = world.bea.sign_in(), world.ana.sign_in()
    path = f"/cases/{case.reference}/"
    token = token_in(get(bea, f"{path}notes/new/"))
    heads_file().close(Fault(world.csw.pk, "entry 3 was changed"))
    lines = Entry.objects.filter(lane=world.csw.pk).count()
    for answer in (bea.get(path), bea.post(f"{path}notes/new/", typed(TEXT) | {"token": token})):
        shown = answer.content.decode()
        assert answer.status_code == 503
        assert "Spona is closed here" in shown
        assert "192" in shown
        assert "entry 3" not in shown
    assert Entry.objects.filter(lane=world.csw.pk).count() == lines
    # Another institution goes on.
    assert ana.get("/desk/").status_code == 200
    heads_file().set_aside()
    assert bea.get(path).status_code == 200


def test_the_page_names_whom_to_call_and_lets_one_out(world, settings):
    """What settings and directory say, and nothing invented where they say nothing."""
    Account.objects.update(language="en")
    path = f"/cases/{file_of(world).reference}/"
    bea, kosta = world.bea.sign_in(), world.kosta.member
    heads_file().close(Fault(world.csw.pk, "entry 3 was changed"))
    shown = bea.get(path).content.decode()
    assert "nobody is entered here; ask your coordinator" in shown
    place = kosta.institution
    assert f"Coordinator: {kosta.person.shown_name}, {place.words}" in " ".join(shown.split())
    assert "no number is entered" in shown
    for number in ("017 400 100", "017 666 666"):
        write_contact(place, kind="office", number=number, source="its page", certainty="high")
    # One that somebody wrote past Spona, while they were there.
    ContactPoint.objects.filter(number="017 666 666").update(number="017 777 777")
    Person.objects.filter(pk=kosta.person_id).update(phone="017 888 888")
    settings.SPONA_OPERATOR = "operator@example.rs"
    shown = bea.get(path).content.decode()
    assert 'href="tel:017400100"' in shown
    assert "017 777 777" not in shown
    assert "017 888 888" not in shown
    assert 'href="mailto:operator@example.rs"' in shown
    assert "<title>Spona is closed here – Spona</title>" in shown
    assert 'action="/logout/" data-sign-out' in shown
    assert '<span class="brand">' in shown
    settings.SPONA_OPERATOR, settings.SPONA_SECURITY_CONTACT = "root", "https://example.rs/tell"
    assert 'href="https://example.rs/tell"' in bea.get(path).content.decode()
    assert bea.post("/logout/").status_code == 302


def test_a_public_message_is_not_taken_and_nothing_is_acknowledged(world):
    visitor = Visitor()
    typed_in = hidden(visitor.get(NEW)) | WORD
    heads_file().close(Fault(SYSTEM_LANE, "entry 3 was changed"))
    shown = visitor.post(NEW, typed_in, 503)
    assert "Do not write here now. Call." in shown
    assert "192" in shown
    assert WORD["text"] in shown
    assert Tip.objects.count() == 0
