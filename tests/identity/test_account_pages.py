import json
import re
import time
from datetime import timedelta

import pyotp
import pytest
from django.test import Client
from django.utils import timezone

from spona.identity import actions, queries
from spona.identity.models import Account, Authenticator, CardCode, Session
from tests.identity.world import OTHER_PASSWORD, PASSWORD, form, post


@pytest.fixture
def client(ana):
    browser = ana.sign_in()
    Session.objects.update(stepped_up_at=timezone.now())
    return browser


def test_a_visitor_is_led_to_the_sign_in(db):
    for path in (
        "/account/",
        "/account/card/",
        "/account/recovery-code/",
        "/account/app/",
        "/step-up/",
    ):
        assert "/login/?next=" in Client().get(path)["Location"]


def test_the_account_shows_the_fingerprint_in_both_scripts(client):
    page = client.get("/account/").content.decode()
    assert (
        len(
            re.findall(r'<span lang="sr-Latn">\w{5}</span> <span lang="sr-Cyrl">\w{5}</span>', page)
        )
        == 8
    )


def test_the_language_and_look_are_kept_with_the_account(client, ana):
    post(client, "/account/preferences/", {"language": "en", "theme": "dark"})
    saved = Account.objects.get(pk=ana.account.pk)
    assert (saved.language, saved.theme) == ("en", "dark")
    page = client.get("/account/").content.decode()
    assert 'lang="en"' in page
    assert 'data-bs-theme="dark"' in page
    response = post(client, "/account/preferences/", {"language": "de", "theme": ""})
    assert response.context["preferences"].errors


def test_changing_the_password_ends_the_other_sessions_and_keeps_this_one(client, ana):
    other = ana.sign_in()
    assert post(client, "/account/password/", {}).context["password"].errors
    wrong = {"old": "nije to ova", "new": OTHER_PASSWORD}
    assert post(client, "/account/password/", wrong).context["password"].errors
    weak = {"old": PASSWORD, "new": "kratka"}
    assert post(client, "/account/password/", weak).context["password"].errors
    response = post(client, "/account/password/", {"old": PASSWORD, "new": OTHER_PASSWORD})
    assert response.context["done"]
    assert client.get("/desk/").status_code == 200
    assert other.get("/desk/").status_code == 302


def test_showing_codes_needs_a_step_up(client):
    Session.objects.update(stepped_up_at=timezone.now() - timedelta(minutes=11))
    for path in ("/account/card/", "/account/recovery-code/", "/account/app/"):
        assert client.get(path)["Location"].startswith("/step-up/?next=")
        asked = post(client, path)
        assert (asked.status_code, asked.templates[0].name) == (403, "identity/step_up.html")
    assert CardCode.objects.count() == 0


CARD, CODE, APP = "/account/card/", "/account/recovery-code/", "/account/app/"


def test_a_card_is_shown_once_and_printed(client, ana):
    assert client.get(CARD).context["codes"] is None
    codes = post(client, CARD, form(client, CARD)).context["codes"]
    assert len(codes) == 10
    assert all(re.fullmatch(r"\d{8}", code) for code in codes)
    assert client.get(CARD).context["codes"] is None
    assert client.get("/account/").context["codes_left"] == 10
    for foreign in ([], ["12345678"], [codes[0], "12345678"]):
        assert post(client, "/account/card/print/", {"card_line": foreign}).status_code == 404


def test_reloading_the_card_neither_makes_another_one_nor_shows_this_one(client, ana):
    typed = form(client, CARD)
    codes = post(client, CARD, typed).context["codes"]
    for _again in range(2):
        reloaded = post(client, CARD, typed)
        page = reloaded.content.decode()
        assert reloaded.context["again"]
        assert not [code for code in codes if code[:4] + " " + code[4:] in page]
    assert queries.are_unused_codes(ana.account, codes), "the card on paper still opens"
    later = post(client, CARD, form(client, CARD)).context["codes"]
    assert len(later) == 10, "a new card is one deliberate press away"
    assert not queries.are_unused_codes(ana.account, codes)


@pytest.mark.parametrize(
    "sent", [{}, {"token": ""}, {"token": "x" * 43 + "'"}, {"token": "kratko"}]
)
def test_a_form_without_a_one_use_token_makes_no_card_app_or_code(client, ana, sent):
    before = bytes(Authenticator.objects.get().seed_sealed)
    assert post(client, CARD, sent).context["codes"] is None
    post(client, CODE, {**sent, "password": PASSWORD})
    post(client, APP, sent)
    assert CardCode.objects.count() == 0
    assert Account.objects.get(pk=ana.account.pk).usk_by_next_code_sealed is None
    app = Authenticator.objects.get()
    assert (bytes(app.seed_sealed), app.next_seed_sealed) == (before, None)


def test_the_card_comes_as_a_pdf_that_says_nothing_in_its_name(client, fonts):
    codes = post(client, CARD, form(client, CARD)).context["codes"]
    response = post(client, "/account/card/print/", {"card_line": codes})
    assert response.content.startswith(b"%PDF")
    assert response["Content-Disposition"] == 'attachment; filename="spona.pdf"'
    assert response["Cache-Control"] == "no-store"


def test_a_new_recovery_code_is_shown_once_and_typed_back(client, ana, fonts):
    assert post(client, CODE, form(client, CODE)).context["form"].errors
    wrong = post(client, CODE, form(client, CODE, {"password": "nije to ova"}))
    assert wrong.context["form"].errors
    response = post(client, CODE, form(client, CODE, {"password": PASSWORD}))
    code = response.context["recovery_code"]
    assert code in response.content.decode()
    assert code not in client.get(CODE).content.decode()
    assert post(client, "/account/recovery-code/print/", {"shown": "x"}).status_code == 404
    assert post(client, "/account/recovery-code/print/", {"shown": code}).content.startswith(
        b"%PDF"
    )
    client.post("/sr/recover/confirm/", {"login": ana.login, "typed": code})
    saved = Account.objects.get(pk=ana.account.pk)
    assert queries.is_recovery_code(saved, code)
    assert not queries.is_recovery_code(saved, ana.recovery_code)


def test_reloading_the_recovery_code_keeps_the_one_on_paper(client, ana):
    typed = form(client, CODE, {"password": PASSWORD})
    code = post(client, CODE, typed).context["recovery_code"]
    reloaded = post(client, CODE, typed)
    page = reloaded.content.decode()
    assert reloaded.context["again"]
    assert code not in page
    assert 'name="typed"' in page, "what is on paper can still be typed back"
    client.post("/sr/recover/confirm/", {"login": ana.login, "typed": code})
    assert queries.is_recovery_code(Account.objects.get(pk=ana.account.pk), code)
    assert 'name="typed"' not in post(client, CODE, typed).content.decode()


def test_a_wrong_password_uses_the_form_up_for_nobody(client, ana):
    typed = form(client, CODE, {"password": "nije to ova"})
    assert post(client, CODE, typed).context["form"].errors
    assert post(client, CODE, {**typed, "password": PASSWORD}).context["recovery_code"]


def test_another_app_counts_when_it_has_shown_a_code(client, ana):
    typed = form(client, APP)
    response = post(client, APP, typed)
    new = response.context["app_secret"].replace(" ", "")
    reloaded = post(client, APP, typed).context["app_secret"].replace(" ", "")
    assert reloaded == new, "the phone may have scanned it already"
    ana.sign_in()
    old, ana.secret = ana.secret, new
    for wrong_code in ("", ana.wrong_code(), "x"):
        wrong = post(client, "/account/app/confirm/", {"code": wrong_code})
        assert wrong.context["form"].errors
        assert wrong.context["app_secret"].replace(" ", "") == new
    ana.step = 0
    assert post(client, "/account/app/confirm/", {"code": ana.code()})["Location"] == "/account/"
    ana.sign_in()
    ana.secret = old
    assert Client().post("/sr/login/", ana.credentials()).status_code == 200


def test_an_app_that_nobody_offered_cannot_be_confirmed(client):
    response = post(client, "/account/app/confirm/", {"code": "123456"})
    assert response.context["form"].errors
    assert "app_qr" not in response.context


def test_who_has_only_a_card_can_set_up_an_app(ana, keys_of):
    Authenticator.objects.all().delete()
    ana.secret = actions.new_authenticator(ana.account, by=ana.actor, keys=keys_of(ana))
    assert Client().post("/sr/login/", ana.credentials()).status_code == 200
    ana.step = 0
    actions.confirm_authenticator(ana.account, code=ana.code(), by=ana.actor)
    ana.sign_in()


def test_an_account_without_any_app_has_none_offered(ana):
    Authenticator.objects.all().delete()
    assert queries.offered_seed(ana.account) == ""


def test_the_demo_shows_its_people_with_a_code_that_opens(ana, settings, tmp_path):
    person = {
        "login": ana.login,
        "name": "Ana R.",
        "institution": "Škola",
        "password": PASSWORD,
        "totp_secret": ana.secret,
    }
    settings.DEMO_ACCOUNTS_FILE = tmp_path / "accounts.json"
    settings.SPONA_KIND = "demo"
    assert Client().get("/en/login/").context["demo_accounts"] == []
    settings.DEMO_ACCOUNTS_FILE.write_text(json.dumps([person]))
    for _twice in range(2):
        page = Client().get(f"/en/login/?as={ana.login}")
        [shown] = page.context["demo_accounts"]
        assert PASSWORD in page.content.decode()
        assert ana.secret not in page.content.decode()
        entry = {"login": ana.login, "password": shown["password"], "code": shown["code"]}
        assert Client().post("/en/login/", entry).status_code == 302
    settings.SPONA_KIND = "real"
    assert Client().get("/en/login/").context["demo_accounts"] == []


def test_no_page_names_the_matter_or_carries_inline_style(client):
    for path in (
        "/account/",
        "/account/card/",
        "/account/app/",
        "/account/recovery-code/",
        "/step-up/",
    ):
        page = client.get(path).content.decode()
        assert not re.search(r"\sstyle=|\son\w+=|<style|<script(?![^>]*\bsrc=)", page)
        assert "Spona" in re.search("<title>(.*?)</title>", page)[1]


def test_the_present_password_is_not_guessed_at_an_unlocked_desk(client, ana):
    guess = {"old": "nije to ova", "new": OTHER_PASSWORD}
    answers = [post(client, "/account/password/", guess).status_code for _n in range(8)]
    assert answers[0] == 200
    assert answers[-1] == 429
    late = post(client, "/account/password/", {"old": PASSWORD, "new": OTHER_PASSWORD})
    assert late.status_code == 429
    assert late["Retry-After"]


def test_an_offered_app_is_neither_shown_nor_taken_without_stepping_up(client, ana, keys_of):
    """Somebody at an unlocked desk, after its owner began to set up another phone and left."""
    secret = actions.new_authenticator(ana.account, by=ana.actor, keys=keys_of(ana))
    before = bytes(Authenticator.objects.get().seed_sealed)
    Session.objects.update(stepped_up_at=None)
    peek = post(client, "/account/app/confirm/", {"code": "000000"})
    assert secret[:4] + " " + secret[4:8] not in peek.content.decode()
    digits = pyotp.TOTP(secret).at(int(time.time()))
    post(client, "/account/app/confirm/", {"code": digits})
    assert bytes(Authenticator.objects.get().seed_sealed) == before


def test_one_s_sessions_are_listed_with_nothing_about_the_place(client, ana, keys_of):
    card = actions.issue_card(ana.account, by=ana.actor, keys=keys_of(ana))[0]
    ana.sign_in(code=card)
    page = client.get("/account/")
    here, there = page.context["sessions"], page.context["this_session"]
    assert {one.factor for one in here} == {"app", "card"}
    assert there == Session.objects.get(factor="app").pk
    text = page.content.decode()
    assert "127.0.0.1" not in text
    assert "Mozilla" not in text
    assert text.count("/end/") == 2, "one button for the other session, one for all others"
    fields = {field.name for field in Session._meta.fields}
    assert not fields & {"address", "ip", "agent", "user_agent"}


def test_a_session_that_ran_out_or_is_void_is_not_listed(client, ana):
    ana.sign_in()
    old, _new = Session.objects.order_by("created_at")
    Session.objects.exclude(pk=old.pk).update(created_at=timezone.now() - timedelta(hours=9))
    assert [one.pk for one in client.get("/account/").context["sessions"]] == [old.pk]


def test_one_session_is_ended_and_the_others_stay(client, ana, bea, keys_of):
    card = actions.issue_card(ana.account, by=ana.actor, keys=keys_of(ana))
    second, third = ana.sign_in(code=card[0]), ana.sign_in(code=card[1])
    [row] = [one for one in client.get("/account/").context["sessions"]
             if one.pk == Session.objects.order_by("created_at")[1].pk]  # fmt: skip
    assert post(client, f"/account/sessions/{row.pk}/end/").context["done"]
    assert second.get("/desk/").status_code == 302
    assert (client.get("/desk/").status_code, third.get("/desk/").status_code) == (200, 200)
    post(bea.sign_in(), f"/account/sessions/{Session.objects.latest('created_at').pk}/end/")
    assert third.get("/desk/").status_code == 200, "nobody ends somebody else's"


def test_this_session_is_left_by_signing_out_only(client):
    here = client.get("/account/").context["this_session"]
    assert post(client, f"/account/sessions/{here}/end/").status_code == 404
    assert client.get("/desk/").status_code == 200


def test_a_card_that_runs_out_is_said_in_time(client, ana, keys_of):
    codes = actions.issue_card(ana.account, by=ana.actor, keys=keys_of(ana))
    for used, code in enumerate(codes, start=1):
        assert client.get("/account/").context["card_runs_out"] == (10 - (used - 1) <= 2)
        ana.sign_in(code=code)
    page = client.get("/account/")
    assert page.context["card_runs_out"]
    assert page.context["codes_left"] == 0
    assert "is-today" in page.content.decode()
    actions.issue_card(ana.account, by=ana.actor, keys=keys_of(ana))
    assert not client.get("/account/").context["card_runs_out"]
    assert Client().post("/sr/login/", ana.credentials(code=codes[-1])).status_code == 200


def test_who_never_had_a_card_is_not_warned(client):
    assert not client.get("/account/").context["card_runs_out"]
