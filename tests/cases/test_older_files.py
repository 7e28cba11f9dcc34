"""A file that was sealed before there were papers and people around: read, written and sent on."""

import re

import pytest

from spona.cases.case.actions import open_case
from spona.cases.case.sections import SECTIONS, empty_sections
from spona.cases.casefile.actions import exclude
from spona.cases.team.actions import assign_file
from spona.identity.models import Account
from spona.vault.models import Grant, Section
from spona.vault.recipients import to_institution
from spona.vault.slots import slot_of
from tests.cases.flow import get
from tests.cases.moving import agreement, file_of, shelter, text_of
from tests.cases.test_file_page import edit
from tests.cases.test_related_people import MOTHER, add

LATER = ("papers", "people")


@pytest.fixture
def case(world):
    Account.objects.update(language="en")
    texts = {name: one for name, one in empty_sections().items() if name not in LATER}
    texts["name"] |= {"name": "Mila Izmišljena"}
    texts["identity"] |= {"age": "adult"}
    return open_case(
        texts, institution=world.csw, network=world.vranje, readers=[to_institution(world.csw)],
        opened_by="report", **world.bea.can,
    )  # fmt: skip


@pytest.fixture
def path(case):
    return f"/cases/{case.reference}/"


def readers(case, name):
    rows = Grant.objects.filter(section__slot=slot_of(case.box_id, name))
    return set(rows.values_list("to_kind", "to_id", "basis"))


def test_it_goes_on_with_what_it_has(world, case, path):
    home, bea = shelter(world), world.bea.sign_in()
    Account.objects.update(language="en")
    given = agreement(world, case, home, parts=("who", "papers", "people"))
    page = bea.post(
        f"{path}refer/",
        {
            "network": str(world.vranje.pk), "institution": str(home.pk), "asked": "Smeštaj",
            "urgency": "urgent", "ticked_for": str(home.pk), "show": "1",
            "parts": ["who", "papers", "people"], "ground": f"agreement:{given.pk}",
        },
    )  # fmt: skip
    assert page.status_code == 200
    assert "Mila Izmišljena" in page.content.decode().partition('class="packet"')[2]
    assert "agreements/new/" in get(bea, f"{path}agreements/")
    for tail in ("transfer/", "ask/", "agreements/new/", "conference/new/"):
        assert bea.get(path + tail).status_code == 200, tail


def test_a_part_that_was_deleted_past_spona_is_not_taken_for_an_empty_one(world, case, path):
    bea, newer = world.bea.sign_in(), file_of(world)
    Section.objects.named(case.box_id, "health").get().delete()
    Section.objects.named(newer.box_id, "papers").get().delete()
    assert bea.get(f"{path}refer/").status_code == 403
    assert bea.get(f"/cases/{newer.reference}/refer/").status_code == 403
    assert f"/cases/{newer.reference}/edit/papers/" not in get(bea, f"/cases/{newer.reference}/")


def test_the_first_answer_begins_the_part_for_the_readers_of_the_others(world, case, path):
    assign_file(case, member=world.vera.member, sections=["identity", "plan"], **world.bea.can)
    vera = world.vera.sign_in()
    assert f"{path}edit/papers/" in get(vera, path)
    assert not Section.objects.named(case.box_id, "papers").exists(), "reading seals none"
    said = edit(vera, path, "papers", {"documents_where": "U fioci kod strica."})
    assert said.status_code == 302
    assert "U fioci kod strica." in get(vera, path)
    assert readers(case, "papers") == readers(case, "identity")
    assert text_of(case, "papers", world.vera)["documents_where"] == "U fioci kod strica."


def test_somebody_around_is_written_in_by_whoever_reads_who_the_person_is(world, case, path):
    assign_file(case, member=world.vera.member, sections=["identity"], **world.bea.can)
    vera = world.vera.sign_in()
    assert f"{path}people/" in get(vera, path)
    for relation in ("mother", "sibling"):
        assert add(vera, case, **(MOTHER | {"relation": relation})).status_code == 302
    entries = text_of(case, "people", world.vera)["people"]
    assert [one["relation"] for one in entries] == ["mother", "sibling"]
    assert readers(case, "people") == readers(case, "identity")


def test_two_begin_it_at_once_and_the_slower_sees_both_texts(world, case, path):
    bea, boris = world.bea.sign_in(), world.boris.sign_in()
    pages = [get(one, f"{path}edit/papers/") for one in (bea, boris)]
    first, late = (
        edit(one, path, "papers", {"documents_where": text}, read=page)
        for one, page, text in zip((bea, boris), pages, ("Kod tetke.", "Kod strica."), strict=True)
    )
    assert (first.status_code, late.status_code) == (302, 409)
    assert "Kod tetke." in late.content.decode()
    assert text_of(case, "papers", world.bea)["documents_where"] == "Kod tetke."


def test_nobody_else_begins_or_reads_it(world, case, path):
    assign_file(case, member=world.vera.member, sections=["plan"], **world.bea.can)
    vera = world.vera.sign_in()
    page = get(vera, path)
    assert f"{path}edit/papers/" not in page
    assert f'href="{path}people/"' not in page
    exclude(case, member=world.boris.member, **world.bea.can)
    for who in (world.vera, world.boris, world.ana, world.hana, world.kosta):
        browser = who.sign_in()
        for tail in ("edit/papers/", "people/"):
            for answer in (
                browser.get(path + tail),
                browser.post(path + tail, {"revision": "1", **MOTHER}),
            ):
                assert answer.status_code in (403, 404, 422), (who.account.login, tail)
    assert not Section.objects.named(case.box_id, *LATER).exists()


def test_who_is_not_there_is_not_found(world, case, path):
    bea = world.bea.sign_in()
    nobody = f"{path}people/{case.pk}/"
    for answer in (bea.get(nobody), bea.post(nobody, MOTHER), bea.post(f"{nobody}take-out/")):
        assert answer.status_code == 404
    assert bea.get(f"{path}history/papers/").status_code == 404


def test_an_empty_part_says_of_its_reader_only_what_the_one_beside_it_says(world, case, path):
    """A holder needs a reason for what is assigned, and so for what is still to be begun."""
    assign_file(case, member=world.vera.member, sections=list(SECTIONS), **world.bea.can)
    page = get(world.boris.sign_in(), path)
    assert f"{path}edit/papers/" not in page
    said = edit(world.boris.sign_in(), path, "papers", {}, read='name="revision" value="1"')
    assert said.status_code in (403, 422)
    assert re.search(r"reason", said.content.decode())
