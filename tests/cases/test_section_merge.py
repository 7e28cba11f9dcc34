"""Two colleagues in one part: what one of them did not touch stays as the other answered it."""

import re

import pytest

from spona.audit.models import Entry
from spona.cases.case.sections import NOT_KNOWN
from spona.identity.models import Account
from spona.vault.actions import ask_to_erase, erase_revision
from spona.vault.models import Section
from tests.cases.flow import get
from tests.cases.moving import file_of, text_of

BOTH = "Your colleague answered this too"


@pytest.fixture
def case(world):
    Account.objects.update(language="en")
    return file_of(world)


def opened(browser, case, section="health"):
    """The number of the text from which this page was made."""
    page = get(browser, f"/cases/{case.reference}/edit/{section}/")
    return re.search(r'name="revision" value="(\d+)"', page)[1]


def save(browser, case, read, section="health", **typed):
    return browser.post(f"/cases/{case.reference}/edit/{section}/", {"revision": read, **typed})


def fields(page):
    """What the form of the page would send."""
    form = page[page.index('name="revision"') :]
    found = dict(re.findall(r'<input type="(?:text|hidden)" name="([^"]+)" value="([^"]*)"', form))
    found["revision"] = re.search(r'name="revision" value="(\d+)"', form)[1]
    for name, text in re.findall(r'<textarea name="([^"]+)"[^>]*>(.*?)</textarea>', form, re.S):
        found[name] = text.strip()
    for name, options in re.findall(r'<select name="([^"]+)"[^>]*>(.*?)</select>', form, re.S):
        chosen = re.search(r'value="([^"]*)" selected', options)
        found[name] = chosen[1] if chosen else ""
    for name in re.findall(r'<input type="checkbox" name="([^"]+)"[^>]*checked', form):
        found[name] = "on"
    return found


def test_what_i_did_not_touch_keeps_the_answer_of_my_colleague(world, case):
    bea, boris = world.bea.sign_in(), world.boris.sign_in()
    save(bea, case, opened(bea, case), urgent_need="yes", doctor="Dr Izmišljena")
    read = opened(boris, case)
    save(bea, case, opened(bea, case), urgent_need="no", doctor="Dr Izmišljena", injuries="Ruka.")
    mine = {"urgent_need": "yes", "doctor": "Dr Izmišljena", "text": "Boris je pisao."}
    said = save(boris, case, read, **mine)
    page = said.content.decode()
    assert said.status_code == 409
    assert BOTH not in page
    assert "in place of theirs" not in page
    assert "now; what you wrote is still yours" in page
    # What the page shows is sent as it is: theirs and mine together.
    assert save(boris, case, "", **fields(page)).status_code == 302
    after = text_of(case, "health", world.bea)
    assert (after["urgent_need"], after["injuries"]) == ("no", "Ruka.")
    assert (after["doctor"], after["text"]) == ("Dr Izmišljena", "Boris je pisao.")


def test_where_both_answered_mine_stands_in_the_form_and_theirs_beside_it(world, case):
    bea, boris = world.bea.sign_in(), world.boris.sign_in()
    read = opened(boris, case)
    save(bea, case, opened(bea, case), doctor="Dr Bea", allergies="Bea je pisala.")
    page = save(boris, case, read, doctor="Dr Boris").content.decode()
    assert page.count(BOTH) == 1
    assert "Save mine in place of theirs" in page
    side = page[page.index("<aside") :]
    assert "Dr Bea" in side
    assert "Bea je pisala." not in side
    assert fields(page)["doctor"] == "Dr Boris"
    assert fields(page)["allergies"] == "Bea je pisala."


def test_what_my_colleague_emptied_is_told_where_i_changed_it(world, case):
    bea, boris = world.bea.sign_in(), world.boris.sign_in()
    save(bea, case, opened(bea, case), doctor="Dr Bea")
    read = opened(boris, case)
    save(bea, case, opened(bea, case), text="Bea je pisala.")
    page = save(boris, case, read, doctor="Dr Boris").content.decode()
    assert page.count(BOTH) == 1
    assert "not asked" in page[page.index("<aside") :]


def test_an_answer_goes_with_its_box_and_with_what_is_said_of_it(world, case):
    bea, boris = world.bea.sign_in(), world.boris.sign_in()
    read = opened(boris, case)
    theirs = {"injuries-not-known": "on", "urgent_need": "no", "illnesses-not-known": "on"}
    save(bea, case, opened(bea, case), **theirs)
    mine = {"injuries": "Ruka.", "urgent_need": "yes", "urgent_need_more": "Lekar."}
    page = save(boris, case, read, **mine).content.decode()
    shown = fields(page)
    assert (shown["injuries"], "injuries-not-known" in shown) == ("Ruka.", False)
    assert (shown["urgent_need"], shown["urgent_need_more"]) == ("yes", "Lekar.")
    assert shown["illnesses-not-known"] == "on"
    assert save(boris, case, "", **shown).status_code == 302
    assert text_of(case, "health", world.bea)[NOT_KNOWN] == ["illnesses"]


def test_ends_of_lines_are_no_change(world, case):
    bea, boris = world.bea.sign_in(), world.boris.sign_in()
    save(bea, case, opened(bea, case), text="Prvi red.\nDrugi red.")
    read = opened(boris, case)
    save(bea, case, opened(bea, case), text="Novi red.")
    typed = {"text": "Prvi red.\r\nDrugi red.", "doctor": "Dr Boris"}
    page = save(boris, case, read, **typed).content.decode()
    assert BOTH not in page
    assert fields(page)["text"] == "Novi red."


def test_the_text_that_was_read_is_opened_with_a_line_in_the_log(world, case):
    bea, boris = world.bea.sign_in(), world.boris.sign_in()
    read = opened(boris, case)
    save(bea, case, opened(bea, case), text="Bea je pisala.")
    save(boris, case, read, text="Boris je pisao.")
    lines = Entry.objects.filter(name="section:read").order_by("seq")
    assert [one.detail.get("revision") for one in lines][-1] == int(read)


def test_where_the_text_that_was_read_was_erased_both_texts_stand_whole(world, case):
    bea, boris = world.bea.sign_in(), world.boris.sign_in()
    save(bea, case, opened(bea, case), doctor="Dr Bea")
    read = opened(boris, case)
    save(bea, case, opened(bea, case), doctor="Dr Bea", text="Bea je pisala.")
    section = Section.objects.named(case.box_id, "health").select_related("box").get()
    ask_to_erase(section, int(read), by=world.bea.actor)
    erase_revision(section, int(read), by=world.boris.actor)
    page = save(boris, case, read, doctor="Dr Boris").content.decode()
    assert "still yours" not in page
    assert "Bea je pisala." in page[page.index("<aside") :]
    assert "Save mine in place of theirs" in page
