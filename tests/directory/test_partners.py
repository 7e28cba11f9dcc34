"""A new institution, and a partner's first person: never by one alone."""

import datetime as dt
import re

import pytest
from django.db import connection
from django.utils import timezone

from spona.access.denied import Conflict, Denied
from spona.audit.models import Entry
from spona.directory import actions
from spona.directory.actions.people import write_down
from spona.directory.actor import actor_for
from spona.directory.dual_control import let_in_by
from spona.directory.models import Institution, Invitation, Member, NetworkRole, Person
from spona.notifications.models import Notice
from spona.reference.models import Proposal, ProposalState, Town
from spona.reference.queries import forged
from tests.directory.world import (
    CENTRE,
    CSW,
    DEMO,
    RED_CROSS,
    body,
    join,
    lead,
    post,
    rewrite,
    vranje,
)

pytestmark = pytest.mark.django_db
LIST = "/network/partners/vranje/"
NEW = LIST + "new/"
FIRST = LIST + f"invite/{RED_CROSS}/"
SCHOOL_NEW = {
    "sr": "Основна школа „Јабука”", "sector": "school", "office": "017 555 111",
    "office_certainty": "medium", "certainty": "high",
    "source": "their website",
}  # fmt: skip
PERSON = {"name": "Rada Ilić", "email": "rada@example.org", "roles": ["intake_holder"]}
LOGIN = {"password": "cetiri plava bicikla", "login": "rada.i"}


@pytest.fixture
def dora(serbia):
    """Dora is the data-protection officer, from the health side of the town."""
    somebody = join("dora.d", "Dora Đurić", CSW, "reporter")
    lead(somebody, "data_protection_officer")
    return somebody


@pytest.fixture
def dejan(serbia):
    """Dejan deputises for the coordinator, from another institution."""
    somebody = join("dejan.d", "Dejan Dinić", "E001", "reporter")
    lead(somebody, "deputy_coordinator")
    return somebody


def form_of(town="vranje", **more):
    return SCHOOL_NEW | {"town": str(Town.objects.get(slug=town).pk)} | more


def waiting():
    return Proposal.objects.get(state=ProposalState.WAITING)


def prepared(mila, **more):
    return actions.prepare_invitation(
        body(RED_CROSS), network=vranje(), by=mila.actor, **PERSON | more
    )


def confirm(browser, row):
    """As the page's own form sends it, with what it showed beside it."""
    at = f"{LIST}{row.pk}/"
    seen = re.findall(r'name="seen" value="(\w+)"', browser.get(at).content.decode())
    return post(browser, at + "confirm/", {"seen": seen}, form_at=at)


def code_in(response):
    return re.search(r'id="code"[^>]*>([A-Z2-7-]{39})<', response.content.decode()).group(1)


# --- a: institutions ---


def test_an_institution_is_there_once_a_second_person_has_looked(mila, dora):
    browser = mila.sign_in()
    page = post(browser, NEW, form_of(same="other"))
    assert page.status_code == 302
    assert not Institution.objects.filter(search_key__contains="jabuka").exists()
    assert confirm(dora.sign_in(), waiting()).status_code == 302
    made = Institution.objects.get(search_key__contains="jabuka")
    assert made.words == {"sr": SCHOOL_NEW["sr"], "en": "Osnovna škola „Jabuka”"}
    assert (made.sector, made.town.slug, made.certainty) == ("school", "vranje", "high")
    number = made.contact_points.get()
    assert (number.number, number.certainty, number.confirmed_on) == ("017 555 111", "medium", None)
    assert not made.members.exists()
    assert made.has_valid_mac()
    assert number.has_valid_mac()


def test_how_sure_a_number_is_is_asked_only_where_one_is_written(mila):
    browser = mila.sign_in()
    without = {"same": "other", "office_certainty": ""}
    refused = post(browser, NEW, form_of(**without))
    assert refused.status_code == 200
    assert refused.context["form"].errors == {
        "office_certainty": ["Choose how sure the number is."]
    }
    shown = browser.get(NEW).content.decode()
    must = re.findall(r'<label[^>]*>([^<]+) <span class="must">', shown)
    assert not [one for one in must if "number" in one]
    assert "Name in Latin letters or in English" not in shown
    assert "Select an option" not in shown
    assert post(browser, NEW, form_of(**without, office="")).status_code == 302
    assert waiting().change["numbers"] == []


def test_who_is_asked_reads_of_what(mila, dora, settings):
    post(mila.sign_in(), NEW, form_of(same="other"))
    prepared(mila)
    said = [str(one.sentence) for one in Notice.objects.of(dora.account.pk).order_by("created_at")]
    assert said == [
        "A new institution waits for your confirmation.",
        "A first invitation waits for your confirmation.",
    ]
    settings.ROOT_URLCONF = "spona.urls"
    assert said[0] in dora.sign_in().get("/notices/").content.decode()


def test_what_came_meanwhile_is_compared_before_it_is_confirmed_and_then_it_goes(mila, dora):
    post(mila.sign_in(), NEW, form_of(same="other"))
    browser, row = dora.sign_in(), waiting()
    at = f"{LIST}{row.pk}/"
    seen = re.findall(r'name="seen" value="(\w+)"', browser.get(at).content.decode())
    actions.create_institution(
        {"sr": SCHOOL_NEW["sr"], "en": "x"}, sector="school", town=vranje().town, code="X002",
        by=DEMO,
    )  # fmt: skip
    late = post(browser, at + "confirm/", {"seen": seen}, form_at=at)
    assert late.status_code == 422
    said = late.content.decode()
    assert "Another institution like it is in the directory now." in said
    assert "/network/X002/" in said
    # Nobody slips by without having compared.
    with pytest.raises(Conflict):
        actions.confirm_institution(row, network=vranje(), by=dora.actor)
    assert Institution.objects.filter(search_key__contains="jabuka").count() == 1
    assert confirm(browser, row).status_code == 302
    assert Institution.objects.filter(search_key__contains="jabuka").count() == 2


def test_a_town_that_the_network_serves_no_more_gets_no_institution_by_it(mila, dora):
    other = Town.objects.get(slug="nis")
    served = vranje().towns_served.create(town=other)
    post(mila.sign_in(), NEW, form_of("nis", same="other"))
    served.delete()
    late = confirm(dora.sign_in(), waiting())
    assert late.status_code == 422
    assert "This town is not served by the network." in late.content.decode()
    assert not Institution.objects.filter(search_key__contains="jabuka").exists()


@pytest.mark.parametrize(
    "typed", ["Дом здравља Јасика", "ДОМ ЗДРАВЉА — Јасика", "Дом здравља „Јасика”"]
)
def test_the_same_name_in_any_script_is_shown_before_anything_is_kept(mila, typed):
    town = Town.objects.get(slug="vranje")
    actions.create_institution(
        {"sr": "Дом здравља Јасика", "en": "Dom zdravlja Jasika"}, sector="cso", town=town,
        code="X001", by=DEMO,
    )  # fmt: skip
    browser = mila.sign_in()
    page = post(browser, NEW, form_of(sr=typed, sector="court"))
    html = page.content.decode()
    assert page.status_code == 200
    assert not Proposal.objects.exists()
    assert 'value="X001"' in html
    assert "Same name" in html
    chosen = post(browser, NEW, form_of(sr=typed, sector="court", same="X001"))
    assert chosen.status_code == 302
    assert "seats/vranje/new/" in chosen.url
    assert not Proposal.objects.exists()


@pytest.mark.parametrize("latin", ["Nis sud", "Niš sud", "НИШ СУД"])
def test_names_meet_across_scripts_in_the_second_name_too(mila, latin):
    town = Town.objects.get(slug="vranje")
    actions.create_institution({"sr": "Ниш суд"}, sector="cso", town=town, code="X002", by=DEMO)
    page = post(mila.sign_in(), NEW, form_of(sr="Суд у граду", en=latin, sector="court"))
    assert 'value="X002"' in page.content.decode()
    assert not Proposal.objects.exists()


def test_the_same_sector_and_town_is_shown_and_another_town_is_not(mila):
    html = post(mila.sign_in(), NEW, form_of()).content.decode()
    assert 'value="E001"' in html
    assert "Same sector and town" in html
    assert 'value="E002"' not in html
    assert not Proposal.objects.exists()


def test_who_prepared_it_does_not_confirm_it_and_no_outsider_sees_it(mila, dora, ana, niko):
    browser = mila.sign_in()
    post(browser, NEW, form_of(same="other"))
    row = waiting()
    at = f"{LIST}{row.pk}/"
    assert browser.get(at).status_code == 200
    assert post(browser, at + "confirm/", form_at=at).status_code == 403
    assert ana.sign_in().get(at).status_code == 403
    assert niko.sign_in().get(at).status_code == 404
    assert waiting().pk == row.pk


def test_a_town_that_the_network_does_not_serve_is_not_offered(mila):
    page = post(mila.sign_in(), NEW, form_of(town="nis", same="other"))
    assert page.status_code == 200
    assert not Proposal.objects.exists()


def test_a_refusal_says_why_and_the_coordinator_hears_of_it(mila, dora):
    coordinator = mila.sign_in()
    post(coordinator, NEW, form_of(same="other"))
    row, browser = waiting(), dora.sign_in()
    at = f"{LIST}{row.pk}/"
    assert post(browser, at + "refuse/", {"reason": ""}, form_at=at).status_code == 422
    assert post(browser, at + "refuse/", {"reason": "It closed."}, form_at=at).status_code == 302
    assert "It closed." in coordinator.get(at).content.decode()
    assert Notice.objects.of(mila.account.pk).filter(kind="answered", link=at).exists()
    assert not Institution.objects.filter(search_key__contains="jabuka").exists()


# --- b: the first person ---


def test_the_code_is_made_by_the_release_and_lets_the_first_person_in(mila, dora):
    browser = mila.sign_in()
    assert post(browser, FIRST, PERSON).status_code == 302
    assert not Invitation.objects.exists()
    assert not Person.objects.filter(name="Rada Ilić").exists()
    row = waiting()
    assert Notice.objects.of(dora.account.pk).filter(kind="confirm_invitation").exists()
    released = confirm(dora.sign_in(), row)
    code = code_in(released)
    assert released["Cache-Control"] == "no-store"
    again = browser.get(f"{LIST}{row.pk}/").content.decode()
    assert code not in again
    actions.accept_invitation(code, **LOGIN)
    member = Member.objects.get(person__name="Rada Ilić")
    assert member.institution == body(RED_CROSS)
    assert member.roles == ["intake_holder"]
    events = set(Entry.objects.values_list("name", flat=True))
    assert {"reference:proposed", "invitation:released", "invitation:accepted"} <= events
    assert {mila.person.pk, dora.person.pk} <= let_in_by(member.person)


def test_the_notice_and_its_mail_lead_to_the_page_and_name_nobody(mila, dora):
    rewrite([dora.person], email="dora@example.org")
    row = prepared(mila)
    told = Notice.objects.of(dora.account.pk).get(kind="confirm_invitation")
    assert told.email == "dora@example.org"
    assert (told.reference, told.link) == ("", f"{LIST}{row.pk}/")


def test_the_coordinator_releases_nothing_not_even_with_two_memberships(mila):
    row = prepared(mila)
    browser, at = mila.sign_in(), f"{LIST}{row.pk}/"
    assert post(browser, at + "confirm/", form_at=at).status_code == 403
    # The same person as deputy, by a second mandate.
    second = actions.add_member(mila.person, institution=body(CSW), by=DEMO)
    actions.give_network_role(
        second, network=vranje(), role="deputy_coordinator",
        by=DEMO,
    )  # fmt: skip
    membership = actor_for(mila.account, member_id=second.pk)
    with pytest.raises(Denied):
        actions.release_invitation(row, network=vranje(), by=membership)
    assert not Invitation.objects.exists()


def test_a_second_login_in_the_own_institution_or_from_the_own_hand_releases_nothing(mila):
    row = prepared(mila)
    twin = join("mila.2", "Mila Druga", "I070", "reporter")
    lead(twin, "deputy_coordinator")
    with pytest.raises(Denied, match="another institution"):
        actions.release_invitation(row, network=vranje(), by=twin.actor)
    assert not Invitation.objects.exists()


def test_a_deputy_who_prepared_does_not_release_and_the_officer_does(mila, dora, dejan):
    row = prepared(dejan)
    with pytest.raises(Denied):
        actions.release_invitation(row, network=vranje(), by=dejan.actor)
    with pytest.raises(Denied):
        actions.release_invitation(row, network=vranje(), by=mila.actor)
    assert actions.release_invitation(row, network=vranje(), by=dora.actor)


def test_whoever_was_let_in_by_the_two_confirms_with_neither(mila, dora):
    code = actions.release_invitation(prepared(mila), network=vranje(), by=dora.actor)
    made = actions.accept_invitation(code, **LOGIN)
    rada = Member.objects.get(person__account=made.account)
    lead(type("S", (), {"member": rada})(), "deputy_coordinator")
    row = actions.propose_institution(
        vranje(), words={"sr": "Суд"}, sector="court", town=vranje().town, source="x",
        certainty="low", by=mila.actor,
    )  # fmt: skip
    with pytest.raises(Denied, match="login from the other"):
        actions.confirm_institution(row, network=vranje(), by=actor_for(made.account))


def test_it_ends_when_it_is_taken_back_and_after_its_days(mila, dora):
    row = prepared(mila)
    code = actions.release_invitation(row, network=vranje(), by=dora.actor)
    row.refresh_from_db()
    browser, at = mila.sign_in(), f"{LIST}{row.pk}/"
    assert post(browser, at + "back/", form_at=at).status_code == 302
    with pytest.raises(Denied, match="taken back"):
        actions.accept_invitation(code, **LOGIN)
    assert Entry.objects.filter(name="invitation:withdrawn").count() == 1
    second = prepared(mila)
    code = actions.release_invitation(second, network=vranje(), by=dora.actor)
    invitation = Invitation.objects.get(withdrawn_at=None)
    rewrite([invitation], expires_at=timezone.now() - dt.timedelta(minutes=1))
    with pytest.raises(Denied, match="expired"):
        actions.accept_invitation(code, **LOGIN)


def test_what_was_prepared_long_ago_is_not_released(mila, dora):
    row = prepared(mila)
    rewrite([row], proposed_at=timezone.now() - dt.timedelta(days=15))
    with pytest.raises(Conflict):
        actions.release_invitation(row, network=vranje(), by=dora.actor)


def test_the_paper_counts_only_while_both_may(mila, dora):
    code = actions.release_invitation(prepared(mila), network=vranje(), by=dora.actor)
    actions.end_network_role(NetworkRole.objects.get(role="coordinator"), by=DEMO)
    with pytest.raises(Denied, match="no longer may"):
        actions.accept_invitation(code, **LOGIN)


def test_nobody_but_the_institution_invites_where_somebody_has_a_login(mila, dora):
    code = actions.release_invitation(prepared(mila), network=vranje(), by=dora.actor)
    join("head.h", "Head There", RED_CROSS, "director")
    with pytest.raises(Denied, match="has a login"):
        actions.accept_invitation(code, **LOGIN)
    page = mila.sign_in().get(FIRST)
    assert page.status_code == 403


@pytest.mark.parametrize("code", [CENTRE, "I023"])
def test_a_body_of_the_whole_country_or_another_town_is_the_operators(mila, code):
    with pytest.raises(Denied):
        actions.prepare_invitation(body(code), network=vranje(), by=mila.actor, **PERSON)


def test_a_row_written_past_spona_is_confirmed_by_nobody(mila, dora):
    row = prepared(mila)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE reference_proposal SET proposer_name = 'x' WHERE state = 'waiting'")
    row.refresh_from_db()
    with pytest.raises((Denied, Conflict)):
        actions.release_invitation(row, network=vranje(), by=dora.actor)
    assert not Invitation.objects.exists()


@pytest.mark.parametrize("how", ["refused", "taken back"])
def test_a_decided_proposal_put_back_as_waiting_lets_nobody_in(mila, dora, how):
    row = prepared(mila)
    old = Proposal.objects.filter(pk=row.pk).values().get()
    if how == "refused":
        actions.refuse_partner(row, network=vranje(), reason="Није она.", by=dora.actor)
    else:
        actions.take_back_partner(row, network=vranje(), by=mila.actor)
    Proposal.objects.filter(pk=row.pk).update(**old)
    row.refresh_from_db()
    assert row.has_valid_mac()
    assert row.waits
    assert forged() == [("proposal", row.pk)]
    with pytest.raises(Denied, match="operator"):
        actions.release_invitation(row, network=vranje(), by=dora.actor)
    assert not Invitation.objects.exists()


def test_a_refused_institution_put_back_as_waiting_is_not_added(mila, dora):
    post(mila.sign_in(), NEW, form_of(same="other"))
    row = Proposal.objects.get(kind="institution")
    old = Proposal.objects.filter(pk=row.pk).values().get()
    actions.refuse_partner(row, network=vranje(), reason="Двапут.", by=dora.actor)
    Proposal.objects.filter(pk=row.pk).update(**old)
    row.refresh_from_db()
    with pytest.raises(Denied, match="operator"):
        actions.confirm_institution(row, network=vranje(), by=dora.actor)
    assert not Institution.objects.filter(words__sr=SCHOOL_NEW["sr"]).exists()


def test_who_is_written_down_on_paper_stays_the_same_person(mila, dora):
    known = write_down("Рада Илић", institution=body(RED_CROSS), by=mila.actor)
    code = actions.release_invitation(prepared(mila), network=vranje(), by=dora.actor)
    actions.accept_invitation(code, **LOGIN)
    known.refresh_from_db()
    assert known.person.account is not None
    assert known.roles == ["intake_holder"]
