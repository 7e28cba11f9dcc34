"""The people around the person of a file: written in, changed by two at once, sent on by a tick."""

import json
import re
from uuid import uuid4

import pytest

from spona.cases.casefile.actions import exclude
from spona.cases.casefile.actions.related_people import SECTION
from spona.cases.consent.ground import ground_unnamed
from spona.cases.referral_pages.compose import Chosen, packet_of
from spona.cases.referrals.moves import Kind
from spona.identity.models import Account
from spona.vault.actions import open_section
from spona.vault.models import Section
from tests.cases.flow import get
from tests.cases.moving import agreement, file_of, shelter, text_of

MOTHER = {"relation": "mother", "name": "Ружа Измишљена", "age": "41", "lives_with": "yes",
          "knows": "never", "may_contact": "no"}  # fmt: skip


@pytest.fixture(autouse=True)
def in_english(world):
    Account.objects.update(language="en")


def add(browser, case, **typed):
    path = f"/cases/{case.reference}/people/"
    token = re.search(r'name="token" value="([^"]+)"', get(browser, path))[1]
    return browser.post(path, {"token": token, **typed})


def take_out(browser, path):
    read = re.search(r'name="read" value="([^"]+)"', get(browser, path))[1]
    return browser.post(path, {"read": read})


def people(case, world):
    return text_of(case, SECTION, world.bea)["people"]


def test_somebody_is_written_in_and_stands_in_the_file(world):
    case, bea = file_of(world), world.bea.sign_in()
    assert add(bea, case, **MOTHER)["Location"] == f"/cases/{case.reference}/#people"
    page = get(bea, f"/cases/{case.reference}/")
    around = re.search(r'<ul class="around">(.*?)</ul>', page, re.S)[1]
    for said in ("Mother, Ружа Измишљена, 41", "must not learn of it", "lives with the person",
                 "must not be contacted"):  # fmt: skip
        assert said in around, said
    assert "Being a parent or a relative opens nothing here." in page


def test_a_second_click_writes_nobody_in_twice(world):
    case, bea = file_of(world), world.bea.sign_in()
    path = f"/cases/{case.reference}/people/"
    token = re.search(r'name="token" value="([^"]+)"', get(bea, path))[1]
    for _click in range(2):
        assert bea.post(path, {"token": token, **MOTHER}).status_code == 302
    assert len(people(case, world)) == 1


def test_who_they_are_is_needed_and_what_was_typed_stays(world):
    case, bea = file_of(world), world.bea.sign_in()
    said = add(bea, case, **(MOTHER | {"relation": ""}))
    assert said.status_code == 422
    assert "Choose who they are to the person." in said.content.decode()
    assert "Ружа Измишљена" in said.content.decode()
    assert people(case, world) == []


def test_the_person_of_the_file_is_nobody_around_them(world):
    """Also written with other letters."""
    case, bea = file_of(world), world.bea.sign_in()
    name = text_of(case, "name", world.bea)["name"]
    said = add(bea, case, relation="friend", name=f"  {name.upper()} ")
    assert said.status_code == 422
    assert "This is the name of the person of this file." in said.content.decode()


@pytest.mark.parametrize("typed", ["F-0000-00", "nešto", "R-7K3M-Q2"])
def test_only_a_reference_of_a_file_is_one(world, typed):
    case, bea = file_of(world), world.bea.sign_in()
    said = add(bea, case, **MOTHER, own_case=typed)
    assert (said.status_code, people(case, world)) == (422, [])


def test_two_write_in_somebody_at_once_and_both_stay(world):
    case = file_of(world)
    bea, other = world.bea.sign_in(), world.bea.sign_in()
    path = f"/cases/{case.reference}/people/"
    tokens = [re.search(r'name="token" value="([^"]+)"', get(one, path))[1] for one in (bea, other)]
    for browser, token, relation in zip((bea, other), tokens, ("mother", "sibling"), strict=True):
        said = browser.post(path, {"token": token, "relation": relation})
        assert said.status_code == 302
    assert [one["relation"] for one in people(case, world)] == ["mother", "sibling"]


def test_two_change_the_same_one_and_the_second_sees_both_texts(world):
    case, bea = file_of(world), world.bea.sign_in()
    add(bea, case, **MOTHER)
    [one] = people(case, world)
    path = f"/cases/{case.reference}/people/{one['id']}/"
    read = re.search(r'name="read" value="([^"]+)"', get(bea, path))[1]
    assert bea.post(path, {**MOTHER, "age": "42", "read": read}).status_code == 302
    late = bea.post(path, {**MOTHER, "age": "39", "read": read})
    page = late.content.decode()
    assert late.status_code == 409
    assert 'value="39"' in page
    assert "Mother, Ружа Измишљена, 42" in page
    assert people(case, world)[0]["age"] == "42"
    # Whoever saves once more has seen it.
    again = re.search(r'name="read" value="([^"]+)"', page)[1]
    assert bea.post(path, {**MOTHER, "age": "39", "read": again}).status_code == 302
    assert people(case, world)[0]["age"] == "39"


def test_taking_out_asks_first(world):
    case, bea = file_of(world), world.bea.sign_in()
    add(bea, case, **MOTHER)
    [one] = people(case, world)
    path = f"/cases/{case.reference}/people/{one['id']}/take-out/"
    assert "Take this person out of the file?" in get(bea, path)
    assert len(people(case, world)) == 1
    assert take_out(bea, path).status_code == 302
    assert people(case, world) == []
    assert bea.post(path).status_code == 404


def test_nobody_else_reads_or_writes_them(world):
    case, bea = file_of(world), world.bea.sign_in()
    add(bea, case, **MOTHER)
    [one] = people(case, world)
    paths = [f"/cases/{case.reference}/people/", f"/cases/{case.reference}/people/{one['id']}/"]
    for stranger in (world.ana, world.kosta):
        browser = stranger.sign_in()
        for path in paths:
            assert browser.get(path).status_code in (403, 404), (stranger, path)
            assert browser.post(path, MOTHER).status_code in (403, 404)
    exclude(case, member=world.vera.member, by=world.bea.actor, keys=world.bea.keys)
    shut = world.vera.sign_in()
    assert {shut.get(path).status_code for path in paths} == {404}
    assert bea.get(f"/cases/{case.reference}/people/{uuid4()}/").status_code == 404


def test_they_go_along_only_where_they_are_ticked(world):
    case, bea = file_of(world), world.bea.sign_in()
    add(bea, case, **MOTHER)
    home = shelter(world)
    Account.objects.update(language="en")
    given = agreement(world, case, home, parts=("who", "people", "papers"))
    order = {
        "network": str(world.vranje.pk), "institution": str(home.pk), "asked": "Procena",
        "urgency": "urgent", "ticked_for": str(home.pk), "show": "1",
        "ground": f"agreement:{given.pk}",
    }  # fmt: skip
    for parts, there in ((["who"], False), (["who", "people"], True)):
        page = bea.post(f"/cases/{case.reference}/refer/", {**order, "parts": parts})
        packet = page.content.decode().partition('class="packet"')[2]
        assert packet
        assert ("Ружа Измишљена" in packet) is there


def test_somebody_who_was_taken_out_stands_in_the_earlier_text(world):
    case, bea = file_of(world), world.bea.sign_in()
    add(bea, case, **MOTHER)
    [one] = people(case, world)
    take_out(bea, f"/cases/{case.reference}/people/{one['id']}/take-out/")
    assert people(case, world) == []
    number = Section.objects.named(case.box_id, SECTION).get().revision - 1
    page = get(bea, f"/cases/{case.reference}/history/people/{number}/")
    assert "Ружа Измишљена" in page
    assert f"/cases/{case.reference}/history/people/" in get(bea, f"/cases/{case.reference}/")


def test_who_takes_somebody_out_loses_nothing_that_a_colleague_wrote_meanwhile(world):
    case, bea = file_of(world), world.bea.sign_in()
    add(bea, case, **MOTHER)
    [one] = people(case, world)
    path = f"/cases/{case.reference}/people/{one['id']}/"
    asked = re.search(r'name="read" value="([^"]+)"', get(bea, f"{path}take-out/"))[1]
    read = re.search(r'name="read" value="([^"]+)"', get(bea, path))[1]
    assert bea.post(path, {**MOTHER, "at_risk": "yes", "read": read}).status_code == 302
    assert bea.post(f"{path}take-out/", {"read": asked}).status_code == 409
    assert people(case, world)[0]["at_risk"] == "yes"


def test_that_somebody_around_has_a_file_too_is_told_to_nobody_else(world):
    case, bea = file_of(world), world.bea.sign_in()
    own = file_of(world).reference
    add(bea, case, **MOTHER, own_case=own)
    documents = {row.name: open_section(row, **world.bea.can)
                 for row in case.box.sections.select_related("box")}  # fmt: skip
    chosen = Chosen(kind=Kind.REFERRAL, asked="Procena", urgency="urgent", parts=["people"])
    packet = packet_of(chosen, documents, writer=world.bea.member, ground=ground_unnamed())
    sent = json.dumps(packet.body.to_document(), ensure_ascii=False)
    assert "Ружа Измишљена" in sent
    assert own not in sent
    assert people(case, world)[0]["id"] not in sent
