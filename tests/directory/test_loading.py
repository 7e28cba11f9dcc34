"""The collected data in, once, and never over what people did since."""

import json

import pytest
from django.db import IntegrityError, transaction

from spona.access.denied import Conflict, Denied
from spona.directory import actions
from spona.directory.actions.load_directory import is_body
from spona.directory.models import (
    Certainty,
    ContactKind,
    ContactPoint,
    Institution,
    Network,
    Seat,
    Standing,
)
from spona.directory.queries import centre, danger_contacts, institutions_of, networks_of
from spona.reference.actions import load_reference
from spona.reference.models import Town
from spona.reference.own_data import DATA
from tests.directory.world import (
    CENTRE,
    CSW,
    DEMO,
    IMPORT,
    OPERATOR,
    body,
    join,
    nis,
    today,
    vranje,
)


@pytest.fixture
def loaded(db):
    load_reference(by=IMPORT)
    return actions.load_directory(by=IMPORT)


def rows():
    return json.loads((DATA / "institutions.json").read_text(encoding="utf-8"))


def test_each_of_the_105_rows_became_something(loaded):
    data = rows()
    bodies = [row for row in data if is_body(row)]
    networks = [row for row in data if row["kind"] == "network"]
    helplines = [row for row in data if row["kind"] == "contact_point"]
    twice = [row for row in data if row["kind"] == "institution" and row.get("of")]
    assert len(data) == 105 == len(bodies) + len(networks) + len(helplines) + len(twice)
    assert (len(bodies), len(networks), len(helplines), len(twice)) == (93, 7, 4, 1)
    assert Institution.objects.count() == len(bodies) == loaded["institutions"]
    assert Network.objects.count() == len(networks) == loaded["networks"]
    numbers = sum(len(row["phones"]) for row in data)
    assert ContactPoint.objects.count() == numbers == loaded["contact_points"]
    assert Institution.objects.exclude(part_of=None).count() == 2


def test_a_second_load_adds_nothing_and_puts_nothing_back(loaded):
    row = body(CSW)
    row.words = {"sr": "Ново име"}
    row.save()
    actions.end_seat(Seat.objects.get(institution=row), by=DEMO)
    number = ContactPoint.objects.get(kind=ContactKind.CENTRE)
    actions.end_contact(number, by=OPERATOR)
    before = Seat.objects.count()
    assert set(actions.load_directory(by=IMPORT).values()) == {0}
    assert body(CSW).words["sr"] == "Ново име"
    assert Seat.objects.count() == before
    assert row not in institutions_of(vranje())
    assert not ContactPoint.objects.filter(kind=ContactKind.CENTRE, ended_at=None).exists()


def test_every_body_says_where_it_comes_from_and_how_sure_it_is(loaded):
    assert not Institution.objects.filter(source="").exists()
    assert set(Institution.objects.values_list("certainty", flat=True)) == {"high", "medium", "low"}
    assert not Institution.objects.filter(example=True).exists()


def test_no_number_without_certainty_and_none_is_confirmed(loaded):
    allowed = set(Certainty.values)
    for number in ContactPoint.objects.all():
        assert number.certainty in allowed
        assert number.source
        assert number.confirmed_on is None
    with pytest.raises(IntegrityError), transaction.atomic():
        ContactPoint.objects.create(kind="office", number="017 1", source="x", certainty="")


def test_a_shelter_has_no_address(loaded):
    assert Institution.objects.filter(confidential=True).count() == 2
    assert not Institution.objects.filter(confidential=True).exclude(address="").exists()
    with pytest.raises(IntegrityError), transaction.atomic():
        Institution.objects.filter(confidential=True).update(address="Ulica 1")


def test_the_centre_sits_in_all_seven(loaded):
    assert networks_of(centre()).count() == 7
    assert centre().code == "I001"


def test_founding_facts_are_as_exact_as_their_sources(loaded):
    known = {
        row.slug: (row.form, row.act, str(row.founded_on or ""), row.founded_precision)
        for row in Network.objects.all()
    }
    assert known == {
        "nis": ("team", "", "", ""),
        "novi-sad": ("team", "", "2013-04-01", "month"),
        "sremska-mitrovica": ("network", "agreement", "2013-01-01", "year"),
        "kraljevo": ("network", "memorandum", "2013-07-01", "month"),
        "kragujevac": ("team", "", "", ""),
        "vranje": ("network", "", "2013-01-01", "about"),
        "subotica": ("network", "memorandum", "2013-10-18", "day"),
    }
    leading = {row.slug: row.coordinated_by for row in Network.objects.exclude(coordinated_by=None)}
    assert {slug: row.code for slug, row in leading.items()} == {
        "kraljevo": "I050",
        "novi-sad": "I086",
    }
    assert all(fact["source"] for row in Network.objects.all() for fact in row.sources)


def test_partners_sit_apart_and_possible_members_do_not_sit(loaded):
    partners = Seat.objects.filter(standing=Standing.PARTNER)
    assert set(partners.values_list("institution__code", flat=True)) == {"I101", "I093"}
    possible = [row["id"] for row in rows() if row["role"] == "possible member"]
    assert possible
    assert not Seat.objects.filter(institution__code__in=possible).exists()


def test_examples_are_marked_in_words_and_loaded_once(loaded):
    assert actions.load_examples(by=DEMO) == {"institutions": 8, "seats": 8}
    assert actions.load_examples(by=DEMO) == {"institutions": 0, "seats": 0}
    for row in Institution.objects.filter(example=True):
        assert "пример" in row.words["sr"]
        assert "example" in row.words["en"]
    found = institutions_of(vranje()).filter(example=True)
    assert set(found.values_list("sector", flat=True)) == {"school", "cso"}
    assert {row.sector for row in institutions_of(nis()).filter(example=True)} == {"school"}


def test_only_the_system_loads(bea):
    for load in (actions.load_directory, actions.load_examples):
        with pytest.raises(Denied):
            load(by=bea.actor)
    town = Town.objects.get(slug="vranje")
    with pytest.raises(Denied):
        actions.create_network({"sr": "Мрежа"}, slug="x", town=town, by=bea.actor)
    with pytest.raises(Denied):
        actions.create_institution({"sr": "Тело"}, sector="cso", by=bea.actor)


def test_a_coordinator_alone_writes_no_body_down_and_a_network_serves_its_own_town(mila):
    town = Town.objects.get(slug="vranje")
    with pytest.raises(Denied):
        actions.create_institution({"sr": "Ново удружење"}, sector="cso", town=town, by=mila.actor)
    network = actions.create_network(
        {"sr": "Вежба"}, slug="vezba", town=town, practice=True, by=DEMO
    )
    assert [row.town for row in network.towns_served.all()] == [town]
    assert network not in Network.objects.real()


@pytest.mark.parametrize("typed", ["Niš", "Nis", "Ниш", "ниш", " NIŠ "])
def test_search_is_blind_to_script_and_diacritics(loaded, typed):
    real = Institution.objects.filter(example=False)
    found = set(real.matching(typed).values_list("code", flat=True))
    data = [row for row in rows() if is_body(row) and row["town"] == "nis"]
    assert found == {row["id"] for row in data}


def test_search_finds_people_and_narrows_word_by_word(bea):
    assert list(Institution.objects.all().matching("Марковић")) == [body(CSW)]
    assert list(Institution.objects.all().matching("crveni vranje")) == [body("I072")]
    assert not Institution.objects.all().matching("nema takvog").exists()


def test_danger_shows_three_lines_and_invents_none(loaded, mila):
    town = Town.objects.get(slug="vranje")
    police, on_call, national = danger_contacts(town)
    assert (police.number, police.tel, police.confirmed) == ("192", "192", False)
    assert (on_call.number, on_call.entered, on_call.contact) == ("", False, None)
    assert national.number == "063 610 590"
    made = actions.add_contact(body(CSW), number="017 123 456", kind="on_call", by=mila.actor)
    found = danger_contacts(town)[1]
    assert (found.number, found.confirmed, found.certainty) == ("017 123 456", False, "entered")
    actions.confirm_contact(made, by=mila.actor)
    found = danger_contacts(town)[1]
    assert found.confirmed_on == today()
    assert found.contact.confirmed_by == mila.person
    assert danger_contacts(Town.objects.get(slug="nis"))[1].number == ""
    assert danger_contacts(None)[1].number == ""


def test_a_confirmed_number_goes_before_an_unconfirmed_one(loaded, mila):
    town = Town.objects.get(slug="vranje")
    for number in ("017 111 111", "017 222 222"):
        made = actions.add_contact(body(CSW), number=number, kind="on_call", by=mila.actor)
    actions.confirm_contact(made, by=mila.actor)
    assert danger_contacts(town)[1].number == "017 222 222"
    actions.end_contact(made, by=mila.actor)
    assert danger_contacts(town)[1].number == "017 111 111"


def test_numbers_are_changed_by_their_own_institution_and_the_coordinator_only(
    bea, mila, ana, niko
):
    for stranger in (ana.actor, niko.actor):
        with pytest.raises(Denied):
            actions.add_contact(body(CSW), number="017 1", kind="office", by=stranger)
    made = actions.add_contact(body(CSW), number="017 1", kind="office", by=bea.actor)
    with pytest.raises(Conflict):
        actions.add_contact(body(CSW), number=" 017  1 ", kind="office", by=mila.actor)
    with pytest.raises(Denied):
        actions.confirm_contact(made, by=niko.actor)
    actions.end_contact(made, by=mila.actor)
    assert actions.end_contact(made, by=mila.actor).ended_at is not None


def test_a_national_number_is_confirmed_by_coordinators_and_changed_by_none_of_them(mila, bea):
    number = ContactPoint.objects.get(kind=ContactKind.CENTRE)
    sanja = join("sanja.c", "Sanja Centar", CENTRE, "director")
    with pytest.raises(Denied):
        actions.confirm_contact(number, by=bea.actor)
    assert actions.confirm_contact(number, by=mila.actor).confirmed_on == today()
    # Not even the head of the national body: one bought person would reach every town.
    for somebody in (mila.actor, sanja.actor):
        with pytest.raises(Denied, match="operator"):
            actions.end_contact(number, by=somebody)
        with pytest.raises(Denied, match="operator"):
            actions.add_contact(centre(), number="060 1", kind="office", by=somebody)
    assert ContactPoint.objects.get(pk=number.pk).ended_at is None
    assert actions.end_contact(number, by=OPERATOR).ended_at is not None
    helpline = ContactPoint.objects.filter(institution=None).first()
    with pytest.raises(Denied):
        actions.confirm_contact(helpline, by=bea.actor)
    assert actions.confirm_contact(helpline, by=mila.actor).confirmed_by == mila.person
    with pytest.raises(Denied, match="operator"):
        actions.end_contact(helpline, by=mila.actor)


def test_the_page_of_a_national_body_offers_only_to_confirm(mila):
    page = mila.sign_in().get(f"/network/{CENTRE}/")
    assert "I called, it answers" in page.content.decode()
    assert "No longer in use" not in page.content.decode()
    assert "Enter a number" not in page.content.decode()
