"""A printed code makes one login, once, in time, and only while its writer may invite."""

import datetime as dt
import time

import pyotp
import pytest
from django.test import Client

from spona.access.actor import Actor
from spona.access.denied import Conflict, Denied
from spona.audit.models import Ending
from spona.directory import actions
from spona.directory.actions import withdraw_again
from spona.directory.actor import actor_for
from spona.directory.models import Invitation, Member, Person
from spona.identity.actions import confirm_recovery_code
from spona.identity.models import Account, Authenticator
from tests.directory.world import (
    ASYLUM,
    CSW,
    NIS_CSW,
    OPERATOR,
    PASSWORD,
    body,
    join,
    post,
    rewrite,
)

NEW = "cetiri male lampe"


@pytest.fixture
def eva(bea):
    """Eva works at the centre for social work, so far on paper."""
    person = actions.add_person("Eva Ilić", institution=body(CSW), by=bea.actor)
    actions.add_member(person, institution=body(CSW), roles=["case_worker"], by=bea.actor)
    return person


def say(response) -> str:
    return " ".join(str(error) for error in response.context["form"].non_field_errors())


def test_an_accepted_invitation_gives_a_login_with_the_roles_written_on_it(bea, eva):
    code = actions.invite(eva, institution=body(CSW), roles=["case_worker"], by=bea.actor)
    made = actions.accept_invitation(code.lower().replace("-", " "), login="Eva.I", password=NEW)
    actor = actor_for(made.account)
    assert actor.person_id == eva.pk
    assert actor.roles == {"case_worker"}
    assert actor.institution_id == body(CSW).pk
    assert Member.objects.filter(person=eva).count() == 1


def test_an_invitation_alone_makes_the_invited_person_a_member(bea):
    person = actions.add_person("Iva Tasić", institution=body(CSW), by=bea.actor)
    code = actions.invite(person, institution=body(CSW), roles=["reporter"], by=bea.actor)
    made = actions.accept_invitation(code, login="iva.t", password=NEW)
    assert actor_for(made.account).roles == {"reporter"}


def test_only_a_hash_of_the_code_is_kept(bea, eva):
    code = actions.invite(eva, institution=body(CSW), by=bea.actor)
    row = Invitation.objects.get()
    assert code not in str(row.__dict__)
    assert code.replace("-", "") not in str(row.__dict__)
    assert len(code.replace("-", "")) == 32


def test_a_used_invitation_opens_nothing_more(bea, eva):
    code = actions.invite(eva, institution=body(CSW), by=bea.actor)
    actions.accept_invitation(code, login="eva.i", password=NEW)
    with pytest.raises(Denied, match="used"):
        actions.accept_invitation(code, login="drugi", password=NEW)
    assert not Account.objects.filter(login="drugi").exists()


def test_an_expired_invitation_opens_nothing(bea, eva):
    code = actions.invite(eva, institution=body(CSW), by=bea.actor)
    row = Invitation.objects.get()
    assert row.expires_at - row.created_at >= dt.timedelta(days=13, hours=23)
    rewrite([row], expires_at=row.created_at)
    with pytest.raises(Denied, match="expired"):
        actions.accept_invitation(code, login="eva.i", password=NEW)
    assert not Account.objects.filter(login="eva.i").exists()


def test_a_new_invitation_ends_the_one_before(bea, eva):
    old = actions.invite(eva, institution=body(CSW), by=bea.actor)
    new = actions.invite(eva, institution=body(CSW), by=bea.actor)
    with pytest.raises(Denied):
        actions.accept_invitation(old, login="eva.i", password=NEW)
    assert actions.accept_invitation(new, login="eva.i", password=NEW).account.login == "eva.i"


def test_a_paper_that_was_replaced_is_ended_for_good(bea, eva):
    """A restore of an older backup ends it again (rehearsed); nobody else does that."""
    actions.invite(eva, institution=body(CSW), by=bea.actor)
    old = Invitation.objects.get(person=eva)
    second = actions.invite(eva, institution=body(CSW), by=bea.actor)
    assert Ending.objects.filter(kind="invitation", subject=old.pk).count() == 1
    row = Invitation.objects.get(person=eva, withdrawn_at=None)
    with pytest.raises(Denied):
        withdraw_again(row.pk, by=bea.actor)
    restoring = Actor.system("restore")
    assert not withdraw_again(old.pk, by=restoring)
    assert withdraw_again(row.pk, by=restoring)
    with pytest.raises(Denied):
        actions.accept_invitation(second, login="eva.i", password=NEW)


def test_a_refused_name_or_password_leaves_the_invitation_unused(bea, eva):
    code = actions.invite(eva, institution=body(CSW), by=bea.actor)
    for login, password in (("bea.m", NEW), ("eva.i", "kratka")):
        with pytest.raises(Denied):
            actions.accept_invitation(code, login=login, password=password)
    assert Invitation.objects.get().used_at is None
    assert Person.objects.get(pk=eva.pk).account is None


@pytest.mark.parametrize("code", ["", "nije kod", "AAAA-BBBB", "žšč"])
def test_what_is_no_code_opens_nothing(serbia, code):
    with pytest.raises(Denied):
        actions.accept_invitation(code, login="eva.i", password=NEW)


def test_an_invitation_dies_with_the_mandate_of_its_writer(bea, eva):
    code = actions.invite(eva, institution=body(CSW), by=bea.actor)
    actions.end_member(bea.member, by=OPERATOR)
    with pytest.raises(Denied):
        actions.accept_invitation(code, login="eva.i", password=NEW)
    assert not Account.objects.filter(login="eva.i").exists()


def test_a_paper_is_void_when_the_mandate_it_was_written_for_has_ended(bea, eva):
    code = actions.invite(eva, institution=body(CSW), roles=["intake_holder"], by=bea.actor)
    actions.end_member(Member.objects.get(person=eva), by=bea.actor)
    with pytest.raises(Denied, match="no such invitation"):
        actions.accept_invitation(code, login="eva.i", password=NEW)
    assert not Account.objects.filter(login="eva.i").exists()


def test_the_operator_invites_the_first_head(serbia):
    person = actions.add_person("Olja Nikić", institution=body(ASYLUM), by=OPERATOR)
    code = actions.invite(person, institution=body(ASYLUM), roles=["director"], by=OPERATOR)
    made = actions.accept_invitation(code, login="olja.n", password=NEW)
    assert actor_for(made.account).may("institution:invite")


def test_nobody_invites_for_another_institution_or_without_the_role(bea, eva, ana, niko):
    for stranger in (ana.actor, niko.actor):
        with pytest.raises(Denied):
            actions.invite(eva, institution=body(CSW), by=stranger)


def test_an_invitation_is_void_once_the_person_has_a_login_by_another_way(bea, eva, ana):
    code = actions.invite(eva, institution=body(CSW), by=bea.actor)
    rewrite([ana.person], account=None)
    rewrite([eva], account=ana.account)
    with pytest.raises(Denied, match="used"):
        actions.accept_invitation(code, login="eva.i", password=NEW)
    assert not Account.objects.filter(login="eva.i").exists()


def test_somebody_with_a_login_is_not_invited(bea, ana):
    with pytest.raises(Conflict):
        actions.invite(ana.person, institution=body(CSW), by=bea.actor)


def test_the_page_shows_the_code_once(bea, eva):
    browser = bea.sign_in()
    path = f"/network/members/{Member.objects.get(person=eva).pk}/invite/"
    first, second = post(browser, path, again=True)
    code = first.context["code"]
    assert code
    assert code in first.content.decode()
    assert second.context["code"] == ""
    assert second.context["repeated"]
    assert Invitation.objects.count() == 1


def test_the_first_page_is_offered_in_each_language_and_the_second_in_none(bea, eva):
    """The language of the page is that of the new login; leaving the second page loses its codes."""
    code = actions.invite(eva, institution=body(CSW), by=bea.actor)
    browser = Client()
    first = browser.get("/en/welcome/").content.decode()
    for language, lang in (("sr", "sr-Cyrl"), ("sr-latn", "sr-Latn"), ("en", "en")):
        assert f'<a href="/{language}/welcome/" lang="{lang}"' in first
    assert 'href="/hu/welcome/"' not in first, "nobody signs in in Hungarian"
    assert 'hreflang="en" aria-current="true"' in first
    asked = {"code": code, "login": "eva.i", "password": NEW, "again": "drugo"}
    assert 'href="/sr/welcome/"' in browser.post("/en/welcome/", asked).content.decode()
    second = browser.post("/en/welcome/", {**asked, "again": NEW}).content.decode()
    assert 'href="/sr/welcome/"' not in second
    assert Account.objects.get(login="eva.i").language == "en"


def test_the_way_from_the_paper_to_the_login(bea, eva):
    code = actions.invite(eva, institution=body(CSW), roles=["case_worker"], by=bea.actor)
    browser = Client(enforce_csrf_checks=True)
    asked = {"code": code, "login": "eva.i", "password": NEW, "again": NEW}
    wrong = browser.post("/sr/welcome/", {**asked, "again": "nešto drugo"})
    assert "again" in wrong.context["form"].errors
    page = browser.post("/sr/welcome/", asked)
    assert page.headers["Cache-Control"] == "no-store"
    assert "<svg" in page.content.decode()
    assert "style=" not in page.content.decode()
    assert not page.cookies
    fields = page.context["form"].initial
    secret, recovery = fields["shown_secret"], fields["shown_code"]
    back = {"step": "typed", **fields, "typed_code": "ABCD", "digits": "12"}
    again = browser.post("/sr/welcome/", back)
    assert "digits" in again.context["form"].errors
    assert recovery in again.content.decode()
    digits = pyotp.TOTP(secret).at(int(time.time()))
    mistyped = browser.post("/sr/welcome/", {**back, "digits": digits})
    assert "typed_code" in mistyped.context["form"].errors
    done = browser.post("/sr/welcome/", {**back, "typed_code": recovery, "digits": digits})
    assert done.templates[0].name == "directory/welcome_done.html"
    assert Account.objects.get(login="eva.i").code_confirmed_at is not None
    entry = {"login": "eva.i", "password": NEW, "code": digits}
    assert browser.post("/sr/login/", entry).status_code == 302
    assert browser.get("/network/").status_code == 200


def test_a_used_code_says_so_on_the_page(bea, eva):
    code = actions.invite(eva, institution=body(CSW), by=bea.actor)
    actions.accept_invitation(code, login="eva.i", password=NEW)
    asked = {"code": code, "login": "eva.j", "password": NEW, "again": NEW}
    response = Client().post("/en/welcome/", asked)
    assert "has been used" in say(response)


def test_who_closed_the_page_too_early_goes_on_with_the_same_paper(bea, eva):
    code = actions.invite(eva, institution=body(CSW), by=bea.actor)
    asked = {"code": code, "login": "eva.i", "password": NEW, "again": NEW}
    first = Client().post("/sr/welcome/", asked).context["form"].initial
    page = Client().post("/sr/welcome/", asked)
    fields = page.context["form"].initial
    assert fields["shown_secret"] != first["shown_secret"]
    assert fields["shown_code"] != first["shown_code"]
    digits = pyotp.TOTP(fields["shown_secret"]).at(int(time.time()))
    back = {"step": "typed", **fields, "digits": digits}
    old = Client().post("/sr/welcome/", {**back, "typed_code": first["shown_code"]})
    assert "typed_code" in old.context["form"].errors, "what the closed page showed is void"
    done = Client().post("/sr/welcome/", {**back, "typed_code": fields["shown_code"]})
    assert done.templates[0].name == "directory/welcome_done.html"
    entry = {"login": "eva.i", "password": NEW, "code": digits}
    assert Client().post("/sr/login/", entry).status_code == 302
    assert Account.objects.count() == 2


def test_a_used_paper_with_the_wrong_password_or_name_shows_nothing(bea, eva):
    """Whoever invited has read the code: it must not bring them in as the one who used it."""
    code = actions.invite(eva, institution=body(CSW), by=bea.actor)
    actions.accept_invitation(code, login="eva.i", password=NEW)
    for login, password in (("eva.i", "nije ta lozinka"), (bea.account.login, PASSWORD)):
        with pytest.raises(Denied, match="has been used"):
            actions.accept_invitation(code, login=login, password=password)


@pytest.mark.parametrize("by", ["signing in", "typing the code back"])
def test_a_used_paper_is_no_way_around_the_second_factor(bea, eva, by):
    code = actions.invite(eva, institution=body(CSW), by=bea.actor)
    made = actions.accept_invitation(code, login="eva.i", password=NEW)
    if by == "signing in":
        digits = pyotp.TOTP(made.totp_secret).at(int(time.time()))
        Client().post("/en/login/", {"login": "eva.i", "password": NEW, "code": digits})
    else:
        confirm_recovery_code(login="eva.i", typed=made.recovery_code, address="127.0.0.1")
    before = Authenticator.objects.get(account=made.account).seed_sealed
    with pytest.raises(Denied, match="has been used"):
        actions.accept_invitation(code, login="eva.i", password=NEW)
    assert Authenticator.objects.get(account=made.account).seed_sealed == before


def test_passwords_are_not_tried_on_a_used_paper(bea, eva):
    code = actions.invite(eva, institution=body(CSW), by=bea.actor)
    actions.accept_invitation(code, login="eva.i", password=NEW)
    asked = {"code": code, "login": "eva.i", "password": "nije ta lozinka"}
    pages = [Client().post("/en/welcome/", asked | {"again": asked["password"]}) for _ in range(7)]
    assert pages[-1].status_code == 429
    assert pages[-1].headers["Retry-After"]
    assert "eva.i" in pages[-1].content.decode()


def test_a_tampered_second_step_shows_the_first_page(serbia):
    response = Client().post("/en/welcome/", {"step": "typed", "shown_secret": "<svg>"})
    assert response.templates[0].name == "directory/welcome.html"
    empty = {"step": "typed", "login": "x", "shown_code": "y", "shown_secret": "A" * 32}
    response = Client().post("/en/welcome/", empty)
    assert "typed_code" in response.context["form"].errors


def test_a_page_of_another_site_makes_no_login(bea, eva):
    code = actions.invite(eva, institution=body(CSW), by=bea.actor)
    asked = {"code": code, "login": "eva.i", "password": PASSWORD, "again": PASSWORD}
    response = Client().post("/sr/welcome/", asked, headers={"Origin": "https://evil.example"})
    assert response.status_code == 403
    assert not Account.objects.filter(login="eva.i").exists()


def test_members_of_the_same_institution_do_not_share_invitations(bea, eva):
    olja = join("olja.n", "Olja Nikić", CSW, "director")
    actions.invite(eva, institution=body(CSW), by=bea.actor)
    actions.invite(eva, institution=body(CSW), by=olja.actor)
    assert Invitation.objects.filter(withdrawn_at=None).get().invited_by == olja.member


def test_a_code_never_gives_the_hat_of_another_institution(bea, niko):
    """A head writes down somebody of another institution, keeps the code, and would come in as them."""
    pera = actions.add_person("Pera Lukić", institution=body(NIS_CSW), by=niko.actor)
    actions.add_member(pera, institution=body(NIS_CSW), roles=["intake_holder"], by=niko.actor)
    actions.add_member(pera, institution=body(CSW), roles=["reporter"], by=bea.actor)
    with pytest.raises(Denied):
        actions.invite(pera, institution=body(CSW), roles=["reporter"], by=bea.actor)
    assert actions.invite(pera, institution=body(CSW), by=OPERATOR)


def test_a_code_kept_back_is_void_once_another_institution_adds_the_person(bea, niko, eva):
    code = actions.invite(eva, institution=body(CSW), by=bea.actor)
    actions.add_member(eva, institution=body(NIS_CSW), roles=["intake_holder"], by=niko.actor)
    with pytest.raises(Denied):
        actions.accept_invitation(code, login="eva.i", password=NEW)
    assert not Account.objects.filter(login="eva.i").exists()
