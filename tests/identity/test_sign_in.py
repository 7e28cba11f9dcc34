import re

import pytest
from django.test import Client
from django.utils import timezone

from spona.identity import actions
from spona.identity.models import Account, Attempt, CardCode, Session
from tests.identity.world import OPERATOR, PASSWORD


def say(response):
    return [str(error) for error in response.context["form"].non_field_errors()]


def test_name_password_and_code_open_a_session(ana):
    client = ana.sign_in()
    assert client.get("/desk/").content == b"desk"
    assert Session.objects.get().account == ana.account


def test_nothing_is_set_before_somebody_signs_in(ana):
    client = Client()
    for path in ("/", "/sr/login/", "/sr-latn/login/", "/en/login/", "/sr/recover/"):
        response = client.get(path)
        assert response.status_code == 200
        assert not response.cookies
    response = client.post("/sr/login/", ana.credentials(password="nije to ova", code="000000"))
    assert not response.cookies
    assert Session.objects.count() == 0


def test_every_failure_says_the_same_sentence(ana, bea):
    actions.disable(bea.account, by=OPERATOR)
    tries = [
        ana.credentials(password="nije to ova", code="000000"),
        ana.credentials(login="nobody", code="000000"),
        ana.credentials(code=ana.wrong_code()),
        bea.credentials(),
        ana.credentials(code="12ab56"),
        ana.credentials(code="12345678"),
    ]
    said = set()
    for one in tries:
        # How many tries are left is counted for each name, whether anybody has it or not.
        Attempt.objects.all().delete()
        said.add(tuple(say(Client().post("/sr/login/", one))))
    assert len(said) == 1
    assert said.pop()
    assert Session.objects.count() == 0


def test_empty_fields_are_named_one_by_one(ana):
    errors = Client().post("/sr/login/", {}).context["form"].errors
    assert set(errors) == {"login", "password", "code"}


def test_a_code_opens_once(ana):
    entry = ana.credentials()
    assert Client().post("/sr/login/", entry).status_code == 302
    assert Client().post("/sr/login/", entry).status_code == 200


def test_an_older_code_does_not_open_after_a_newer_one(ana):
    older, newer = ana.credentials(), ana.credentials()
    assert Client().post("/sr/login/", newer).status_code == 302
    assert Client().post("/sr/login/", older).status_code == 200


def test_a_line_of_the_card_opens_once(ana, keys_of):
    first, second, *_rest = actions.issue_card(ana.account, by=ana.actor, keys=keys_of(ana))
    grouped = f"{first[:4]} {first[4:]}"
    assert Client().post("/sr/login/", ana.credentials(code=grouped)).status_code == 302
    assert Client().post("/sr/login/", ana.credentials(code=first)).status_code == 200
    assert Client().post("/sr/login/", ana.credentials(code=second)).status_code == 302
    assert CardCode.objects.filter(used_at=None).count() == 8


def test_a_new_card_ends_the_old_one(ana, keys_of):
    old = actions.issue_card(ana.account, by=ana.actor, keys=keys_of(ana))
    actions.issue_card(ana.account, by=ana.actor, keys=keys_of(ana))
    assert Client().post("/sr/login/", ana.credentials(code=old[0])).status_code == 200


def test_one_person_s_card_does_not_open_for_another(ana, bea, keys_of):
    line = actions.issue_card(ana.account, by=ana.actor, keys=keys_of(ana))[0]
    assert Client().post("/sr/login/", bea.credentials(code=line)).status_code == 200


def test_a_seed_moved_to_another_account_opens_nothing(ana, bea):
    bea.account.authenticator.seed_sealed = ana.account.authenticator.seed_sealed
    bea.account.authenticator.save()
    assert Client().post("/sr/login/", bea.credentials(code=ana.code())).status_code == 200


def test_an_account_without_an_app_opens_with_its_card_only(ana, keys_of):
    line = actions.issue_card(ana.account, by=ana.actor, keys=keys_of(ana))[0]
    ana.account.authenticator.delete()
    assert Client().post("/sr/login/", ana.credentials()).status_code == 200
    assert Client().post("/sr/login/", ana.credentials(code=line)).status_code == 302


@pytest.mark.parametrize("typed", ["ANA.R", " ana.r ", "Ана.Р", "ána.r"])
def test_the_login_name_may_be_typed_on_any_keyboard(ana, typed):
    assert Client().post("/sr/login/", ana.credentials(login=typed)).status_code == 302


def test_the_way_goes_on_to_an_own_path(ana):
    response = Client().post("/sr/login/", ana.credentials(next="/desk/?a=1"))
    assert response["Location"] == "/desk/?a=1"


@pytest.mark.parametrize(
    "elsewhere",
    ["https://example.org/", "//example.org/", "/\\example.org", "http:example.org", "javascript:alert(1)", "desk/", "\t//example.org"],
)  # fmt: skip
def test_the_way_never_leads_to_another_site(ana, elsewhere):
    assert Client().post("/sr/login/", ana.credentials(next=elsewhere))["Location"] == "/"


def test_a_page_of_another_site_cannot_sign_anybody_in(ana):
    for header in ({"Origin": "https://example.org"}, {"Sec-Fetch-Site": "cross-site"}):
        response = Client().post("/sr/login/", ana.credentials(), headers=header)
        assert response.status_code == 403
    assert Session.objects.count() == 0


def test_both_cookies_are_strict_and_belong_to_this_host(ana):
    client = ana.sign_in(forget="on")
    assert set(client.cookies) == {"__Host-spona", "__Host-spona-half"}
    for cookie in client.cookies.values():
        assert cookie["secure"]
        assert cookie["httponly"]
        assert cookie["samesite"] == "Strict"
        assert cookie["path"] == "/"
        assert not cookie["domain"]
        # A session cookie: it goes with the browser window.
        assert not cookie["max-age"]


def test_signing_in_again_changes_both_cookies_and_ends_the_old_session(ana):
    client = ana.sign_in()
    old = {name: morsel.value for name, morsel in client.cookies.items()}
    ana.sign_in(client)
    new = {name: morsel.value for name, morsel in client.cookies.items()}
    assert old.keys() == new.keys()
    assert not set(old.values()) & set(new.values())
    assert Session.objects.count() == 1


def test_whoever_is_signed_in_is_sent_on(ana):
    client = ana.sign_in()
    assert client.get("/sr/login/?next=/desk/")["Location"] == "/desk/"


def test_the_page_stands_in_the_language_of_its_path_and_keeps_the_next_step(ana):
    page = Client().get("/en/login/?next=/desk/").content.decode()
    assert 'lang="en"' in page
    assert 'name="next" value="/desk/"' in page
    assert "/sr-latn/login/?next=%2Fdesk%2F" in page


def test_sign_in_notes_when_the_person_was_last_here(ana):
    ana.sign_in()
    seen = Account.objects.get(login="ana.r").last_seen_at
    assert abs((timezone.now() - seen).total_seconds()) < 60


def test_the_page_is_kept_by_no_cache_and_never_repeats_a_password(ana):
    response = Client().post("/sr/login/", ana.credentials(code="1"))
    assert response["Cache-Control"] == "no-store"
    assert PASSWORD not in response.content.decode()
    assert 'value="ana.r"' in response.content.decode()


@pytest.mark.parametrize("path", ["login", "recover"])
def test_the_languages_stand_in_one_order_and_keep_where_one_was_going(db, path):
    page = Client().get(f"/sr/{path}/?next=/desk/").content.decode()
    offered = re.findall(r'<a href="(/[^"]+)" lang="([^"]+)" hreflang', page)
    assert offered == [
        (f"/sr/{path}/?next=%2Fdesk%2F", "sr-Cyrl"),
        (f"/sr-latn/{path}/?next=%2Fdesk%2F", "sr-Latn"),
        (f"/en/{path}/?next=%2Fdesk%2F", "en"),
    ]


def test_no_link_leads_away_from_what_somebody_had_written(db):
    late = Client(enforce_csrf_checks=True).post("/desk/", {"what": "dve reči"})
    assert "hreflang" not in late.content.decode()
    entry = {"kept-action": "/desk/", "kept-field-what": "dve reči"}
    assert "hreflang" not in Client().post("/sr/login/", entry).content.decode()
