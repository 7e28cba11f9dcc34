"""What each person sees, and what Cora does not."""

import re

import pytest
from django.test import Client
from django.urls import get_resolver

from spona.access.denied import Conflict, Denied
from spona.audit.models import Entry
from spona.directory import actions
from spona.directory.models import ContactPoint, Member, NetworkRole, Person, Seat
from spona.directory.queries import danger_contacts
from tests.directory.world import (
    ASYLUM,
    CENTRE,
    CITY,
    CSW,
    DEMO,
    NIS_CSW,
    SCHOOL,
    body,
    days,
    join,
    lead,
    post,
    rewrite,
    today,
    vranje,
)


def text(response) -> str:
    assert response.status_code == 200, response
    return response.content.decode()


def test_the_title_answers_how_many_sit_and_how_many_are_missing(bea):
    page = bea.sign_in().get("/network/")
    seats = Seat.objects.filter(network=vranje(), standing="member").count()
    title = re.search(r"<h1>(.*?)</h1>", text(page), re.DOTALL)[1]
    assert f"{seats} institutions" in title
    assert f"{seats} have nobody" in title


def test_a_named_member_and_deputy_fill_the_seat(bea):
    eva = actions.add_person("Eva Ilić", institution=body(CSW), by=bea.actor)
    deputy = actions.add_member(eva, institution=body(CSW), by=bea.actor)
    seat = Seat.objects.get(network=vranje(), institution=body(CSW))
    browser = bea.sign_in()

    def state():
        rows = browser.get("/network/").context["rows"]
        return next(row for row in rows if row.sector == "social_work").cells[0].state.name

    assert state() == "unnamed"
    path = f"/network/seats/{seat.pk}/"
    sent = post(browser, path, {"member": bea.member.pk, "last_day": str(days(100))})
    assert sent.status_code == 302
    assert state() == "no_deputy"
    running = Seat.objects.active_on(today()).get(network=vranje(), institution=body(CSW))
    assert running.mandate_ends_on == days(101)
    path = f"/network/seats/{running.pk}/"
    post(browser, path, {"member": bea.member.pk, "deputy": deputy.pk})
    assert state() == "full"
    Seat.objects.filter(institution=body(CSW)).update(mandate_ends_on=today())
    assert state() == "expired"


def test_empty_sectors_are_named_as_missing(bea):
    page = bea.sign_in().get("/network/")
    assert "Labour inspection" in page.context["missing"]
    assert "School" not in page.context["missing"]


@pytest.mark.parametrize("typed", ["Школа", "skola", "škola", "Липа"])
def test_search_and_filter_find_the_school(bea, typed):
    page = post(bea.sign_in(), "/network/search/", {"q": typed}, form_at="/network/")
    assert [row["institution"].code for row in page.context["seats"]][:1] in ([SCHOOL], ["I074"])
    assert SCHOOL in [row["institution"].code for row in page.context["seats"]]


def test_a_filter_shows_one_sector_and_an_empty_search_says_so(bea):
    browser = bea.sign_in()
    page = browser.get("/network/?sector=health")
    assert {row["institution"].sector for row in page.context["seats"]} == {"health"}
    assert "Nobody found" in text(
        post(browser, "/network/search/", {"q": "nema takvog"}, form_at="/network/")
    )


def test_an_example_is_marked_and_an_unconfirmed_number_too(bea):
    page = text(bea.sign_in().get("/network/"))
    assert "example, invented" in page
    assert "not confirmed" in page
    assert "not entered" in page


def test_the_centre_sees_seven_networks_and_others_their_own(bea):
    clerk = join("sanja.c", "Sanja Centar", CENTRE, "reporter").sign_in()
    assert len(clerk.get("/network/").context["networks"]) == 7
    page = clerk.get("/network/?network=subotica")
    assert page.context["network"].slug == "subotica"
    assert "Court" in [row.label for row in page.context["rows"]]
    assert "Court" not in page.context["missing"]
    browser = bea.sign_in()
    assert len(browser.get("/network/").context["networks"]) == 1
    assert browser.get("/network/?network=subotica").status_code == 404


@pytest.mark.parametrize(
    ("slug", "date"),
    [
        ("subotica", "18. 10. 2013."),
        ("kraljevo", "7. 2013."),
        ("sremska-mitrovica", "2013."),
        ("vranje", "about 2013"),
        ("nis", ""),
    ],
)
def test_a_founding_date_is_shown_as_exactly_as_it_is_known(serbia, slug, date):
    clerk = join("sanja.c", "Sanja Centar", CENTRE, "reporter").sign_in()
    assert clerk.get(f"/network/?network={slug}").context["founding"]["date"] == date


def test_an_institution_without_a_network_is_told_whom_to_ask(serbia):
    browser = join("tea.a", "Tea Atina", "I007", "reporter").sign_in()
    assert "sits in no network" in text(browser.get("/network/"))
    assert browser.get(f"/network/{CSW}/").status_code == 404


def test_an_empty_network_says_so_and_a_full_one_has_no_gap(mila):
    network = vranje()
    others = Seat.objects.filter(network=network).exclude(institution=body(CITY))
    rewrite(others, starts_on=days(-2), ends_on=days(-1))
    browser = mila.sign_in()
    seat = Seat.objects.get(network=network, institution=body(CITY))
    actions.name_representatives(seat, member=mila.member, deputy=None, by=mila.actor)
    title = re.search(r"<h1>\s*(.*?)\s*</h1>", text(browser.get("/network/")), re.DOTALL)[1]
    assert title == "1 institution sits in the network."
    rewrite(Seat.objects.filter(institution=body(CITY)), standing="partner")
    assert "Nobody sits in the network yet." in text(browser.get("/network/"))


def test_the_page_asks_the_same_number_of_questions_however_many_sit(
    bea, django_assert_max_num_queries
):
    browser = bea.sign_in()
    with django_assert_max_num_queries(32):
        browser.get("/network/")


def test_an_institution_page_shows_people_numbers_and_seats(bea):
    page = text(bea.sign_in().get(f"/network/{CSW}/"))
    assert "Bea Marković" in page
    assert "has a login" in page
    assert "No number is entered" in page
    assert "Add a person" in page


def test_a_person_is_on_paper_invited_or_has_a_login(bea):
    eva = actions.add_person("Eva Ilić", institution=body(CSW), by=bea.actor)
    actions.add_member(
        eva, institution=body(CSW), roles=["reporter"], ends_on=days(9), by=bea.actor
    )
    browser = bea.sign_in()
    page = text(browser.get(f"/network/{CSW}/"))
    assert "on paper" in page
    assert "ends soon" in page
    actions.invite(eva, institution=body(CSW), by=bea.actor)
    assert "invited, until" in text(browser.get(f"/network/{CSW}/"))


def test_a_shelter_shows_no_address(niko):
    assert "has no address here" in text(niko.sign_in().get("/network/I101/"))


def test_an_institution_of_another_town_does_not_exist_for_others(bea, niko):
    assert bea.sign_in().get(f"/network/{NIS_CSW}/").status_code == 404
    browser = niko.sign_in()
    for code in (CSW, SCHOOL):
        assert browser.get(f"/network/{code}/").status_code == 404


def test_adding_twice_is_adding_once(bea):
    browser, path = bea.sign_in(), f"/network/{CSW}/members/new/"
    person = {"name": "  Eva   Ilić ", "email": "eva@example.org", "roles": ["case_worker"]}
    first, second = post(browser, path, {**person, "last_day": str(days(30))}, again=True)
    assert first.url == second.url == f"/network/{CSW}/"
    made = Member.objects.get(person__name="Eva Ilić")
    assert (made.roles, made.ends_on) == (["case_worker"], days(31))


def test_a_known_address_is_the_same_person_once_somebody_says_so(bea, niko):
    browser, path = bea.sign_in(), f"/network/{CSW}/members/new/"
    post(browser, path, {"name": "Eva Ilić", "email": "eva@example.org"})
    there, elsewhere = niko.sign_in(), f"/network/{NIS_CSW}/members/new/"
    asked = post(there, elsewhere, {"name": "E. Ilić", "email": "Eva@example.org"})
    assert asked.status_code == 200
    assert "same_person" in asked.context["form"].errors
    assert "It is Eva Ilić" in text(asked)
    eva = Person.objects.get(email="eva@example.org")
    assert eva.members.count() == 1
    same = {"name": "E. Ilić", "email": "Eva@example.org", "same_person": str(eva.pk)}
    assert post(there, elsewhere, same).status_code == 302
    assert eva.members.count() == 2
    again = post(browser, path, {**same, "name": "Eva Ilić"})
    assert again.status_code == 200
    assert "already has a mandate" in text(again)


def test_a_former_colleague_does_not_get_the_mandate_of_whoever_has_their_address(bea):
    """Somebody who left writes the address of the coming head as their own."""
    vid = join("vid.v", "Vid Vasić", CSW, "reporter")
    actions.end_member(vid.member, by=bea.actor)
    Person.objects.filter(pk=vid.person.pk).update(email="nova@csr.example")
    browser, path = bea.sign_in(), f"/network/{CSW}/members/new/"
    new = {"name": "Nova Direktorka", "email": "nova@csr.example", "roles": ["director"]}
    asked = post(browser, path, new)
    assert "same_person" in asked.context["form"].errors
    assert "It is Vid Vasić" in text(asked)
    assert post(browser, path, {**new, "same_person": "other"}).status_code == 302
    made = Member.objects.get(person__name="Nova Direktorka")
    assert made.roles == ["director"]
    assert made.person_id != vid.person.pk


def test_a_school_never_answers_as_the_centre_for_social_work_on_call(serbia):
    head = join("olja.d", "Olja Nikić", SCHOOL, "director")
    made = actions.add_contact(body(SCHOOL), number="060 1", kind="on_call", by=head.actor)
    actions.confirm_contact(made, by=head.actor)
    assert danger_contacts(body(SCHOOL).town)[1].number == ""


def test_a_form_without_its_token_creates_nothing(bea):
    browser, path = bea.sign_in(), f"/network/{CSW}/members/new/"
    response = post(browser, path, {"name": "Eva Ilić", "token": ""})
    assert response.status_code == 200
    assert not Person.objects.filter(name="Eva Ilić").exists()


def test_ending_a_mandate_from_the_page(bea, ana):
    eva = actions.add_person("Eva Ilić", institution=body(CSW), by=bea.actor)
    member = actions.add_member(eva, institution=body(CSW), by=bea.actor)
    browser, path = bea.sign_in(), f"/network/members/{member.pk}/end/"
    assert post(browser, path, {"last_day": str(days(9))}).status_code == 302
    assert Member.objects.get(pk=member.pk).ends_on == days(10)
    assert post(browser, path, {"reason": "moved"}).status_code == 302
    assert Member.objects.get(pk=member.pk).ends_on == today()
    assert browser.get(path).status_code == 404


def test_numbers_are_entered_confirmed_and_ended(bea):
    browser, path = bea.sign_in(), f"/network/{CSW}/numbers/new/"
    assert post(browser, path, {"kind": "on_call", "number": "sto"}).status_code == 200
    assert post(browser, path, {"kind": "on_call", "number": "017 123 456"}).status_code == 302
    assert "already here" in text(post(browser, path, {"kind": "on_call", "number": "017 123 456"}))
    made = ContactPoint.objects.get(kind="on_call")
    post(browser, f"/network/numbers/{made.pk}/confirm/", form_at=f"/network/{CSW}/")
    assert "confirmed by a call" in text(browser.get(f"/network/{CSW}/"))
    post(browser, f"/network/numbers/{made.pk}/end/", form_at=f"/network/{CSW}/")
    assert "No number is entered" in text(browser.get(f"/network/{CSW}/"))


def test_a_coordinator_gives_and_ends_seats_and_roles(mila, bea):
    browser = mila.sign_in()
    seat = Seat.objects.get(network=vranje(), institution=body(ASYLUM))
    post(browser, f"/network/seats/{seat.pk}/end/", form_at="/network/")
    assert not Seat.objects.active_on(today()).filter(institution=body(ASYLUM)).exists()
    page = browser.get("/network/")
    assert body(ASYLUM) in page.context["unseated"]
    path = "/network/seats/vranje/new/"
    asked = {"institution": body(ASYLUM).pk, "standing": "partner", "first_day": str(today())}
    assert post(browser, path, asked).status_code == 302
    assert Seat.objects.active_on(today()).get(institution=body(ASYLUM)).standing == "partner"
    path = "/network/roles/vranje/"
    asked = {"member": bea.member.pk, "role": "deputy_coordinator", "last_day": str(days(10))}
    assert post(browser, path, asked).status_code == 302
    role = NetworkRole.objects.get(role="deputy_coordinator")
    assert role.ends_on == days(11)
    for said in ("coordinator", "analyst"):
        past = {"member": bea.member.pk, "role": said, "last_day": str(days(-1))}
        assert post(browser, path, past).context["form"].non_field_errors()
    post(browser, f"/network/roles/{role.pk}/end/", form_at=path)
    assert NetworkRole.objects.get(pk=role.pk).ends_on == today()
    assert post(browser, path, {"member": bea.member.pk, "role": "coordinator"}).status_code == 302
    leads = NetworkRole.objects.active_on(today()).get(role="coordinator")
    assert leads.member == bea.member, "whoever names the next one hands over by it"


def test_somebody_else_s_lead_is_not_taken_over(mila, bea):
    lead(bea, "deputy_coordinator")
    with pytest.raises(Denied):
        actions.give_network_role(bea.member, network=vranje(), role="coordinator", by=bea.actor)
    with pytest.raises(Conflict):
        actions.give_network_role(bea.member, network=vranje(), role="coordinator", by=DEMO)


def test_two_hats_are_chosen_and_changed_openly(bea):
    actions.add_member(bea.person, institution=body(ASYLUM), roles=["reporter"], by=DEMO)
    browser = bea.sign_in()
    page = browser.get("/choose/")
    assert len(page.context["memberships"]) == 2
    assert browser.get("/network/").status_code == 302
    assert post(browser, "/choose/", {"member": bea.member.pk}).status_code == 302
    assert "Add a person" in text(browser.get(f"/network/{CSW}/"))
    other = Member.objects.get(person=bea.person, institution=body(ASYLUM))
    post(browser, "/choose/", {"member": other.pk})
    changes = Entry.objects.filter(name__in=("session:left", "session:acts_for"))
    assert {(row.name, row.lane_id) for row in changes} == {
        ("session:acts_for", body(CSW).pk),
        ("session:left", body(CSW).pk),
        ("session:acts_for", body(ASYLUM).pk),
    }
    assert "Add a person" not in text(browser.get(f"/network/{CSW}/"))


def test_a_visitor_is_asked_to_sign_in_before_choosing(serbia):
    assert Client().get("/choose/").url.startswith("/sr")


def test_nobody_puts_on_a_foreign_membership(bea, ana):
    browser = bea.sign_in()
    for asked in (ana.member.pk, "nonsense"):
        assert post(browser, "/choose/", {"member": asked}).status_code == 403
    assert "Add a person" in text(browser.get(f"/network/{CSW}/"))


def test_the_chooser_tells_cora_that_she_has_no_mandate(cora):
    browser = cora.sign_in()
    assert "You have no mandate today" in text(browser.get("/choose/"))
    sent = post(browser, "/choose/", {"member": cora.member.pk})
    assert sent.status_code == 403


def _routes(niko, mila):
    seat = Seat.objects.filter(network=vranje()).first()
    number = ContactPoint.objects.filter(institution__town__slug="vranje").first()
    partner = actions.propose_institution(
        vranje(), words={"sr": "Суд"}, sector="court", town=vranje().town, source="x",
        certainty="low", by=mila.actor,
    )  # fmt: skip
    known = {
        "slug": "vranje",
        "code": CSW,
        "seat_id": seat.pk,
        "member_id": mila.member.pk,
        "role_id": NetworkRole.objects.get().pk,
        "contact_id": number.pk,
        "proposal_id": partner.pk,
    }
    for pattern in get_resolver("spona.directory.urls").url_patterns:
        # Open to everybody, or to everybody who is signed in.
        if pattern.name in ("choose", "welcome", "network", "search", "own_contact"):
            continue
        path = re.sub(r"<\w+:(\w+)>", lambda found: str(known[found[1]]), str(pattern.pattern))
        yield pattern.name, f"/{path}"


def test_nobody_without_a_right_gets_through_any_door(cora, niko, mila):
    """Cora has no mandate, Niko none in this network, and a visitor is asked to sign in."""
    visitor, without, stranger = Client(), cora.sign_in(), niko.sign_in()
    names = []
    for name, path in _routes(niko, mila):
        names.append(name)
        for client in (visitor, without):
            response = client.get(path)
            assert response.status_code == 302, (name, response)
            assert response.url.startswith(("/sr/login/", "/en/login/", "/choose/")), name
        for method in (stranger.get, lambda where: post(stranger, where, form_at="/network/")):
            assert method(path).status_code in (403, 404, 405), name
    assert len(names) == 22


def test_the_network_page_is_only_read_and_the_search_is_only_sent(bea):
    browser = bea.sign_in()
    sent = post(browser, "/network/", {"q": "Lipa"}, form_at="/network/")
    assert sent.status_code == 405
    assert browser.get("/network/search/").status_code == 405


def test_a_row_of_the_network_is_a_link_and_no_button(bea):
    page = text(bea.sign_in().get("/network/"))
    rows = page[page.index('id="who"') : page.index('id="covers"')]
    assert f'<a href="/network/{CSW}/">' in rows
    assert ">Open<" not in rows
