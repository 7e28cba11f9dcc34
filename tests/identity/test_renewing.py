"""My login may be known to somebody: the page, and what the thief is left with."""

from copy import deepcopy

import pytest
from django.test import Client
from django.utils import timezone

from spona.access.denied import Denied
from spona.audit.models import Entry
from spona.crypto.errors import Unopenable
from spona.identity import actions, jobs, public_keys, queries, wraps
from spona.identity.models import Account, Authenticator, Session
from tests.identity.world import OPERATOR, OTHER_PASSWORD, PASSWORD, form, post

KNOWN = "/account/known/"
TYPED = {"old": PASSWORD, "new": OTHER_PASSWORD}


@pytest.fixture
def client(ana):
    browser = ana.sign_in()
    Session.objects.update(stepped_up_at=timezone.now())
    return browser


def now(person):
    return Account.objects.get(pk=person.account.pk)


def test_password_recovery_code_and_keys_change_in_one_step(client, ana):
    before, words = now(ana), public_keys.fingerprint_words(now(ana))
    thief = ana.sign_in()
    Session.objects.update(stepped_up_at=timezone.now())
    shown = post(client, KNOWN, form(client, KNOWN, TYPED))
    code = shown.context["recovery_code"]
    assert code in shown.content.decode()
    assert shown["Cache-Control"] == "no-store"
    assert client.get("/desk/").status_code == 200, "this browser goes on, with other cookies"
    assert thief.get("/desk/").status_code == 302
    after = now(ana)
    assert bytes(after.public_key) != bytes(before.public_key)
    assert public_keys.fingerprint_words(after) != words
    assert not queries.is_recovery_code(after, ana.recovery_code)
    assert queries.is_recovery_code(after, code)
    with pytest.raises(Unopenable):
        wraps.open_by_password(after, PASSWORD)
    assert wraps.open_by_password(after, OTHER_PASSWORD)
    assert Client().post("/sr/login/", ana.credentials(code="000000")).status_code == 200
    # A third code within half a minute would be one of the future.
    Authenticator.objects.update(last_step=0)
    ana.password, ana.step = OTHER_PASSWORD, 0
    ana.sign_in()
    log = Entry.objects.get(name="account:keys_renewed")
    assert log.detail == {"fingerprint": " ".join(public_keys.fingerprint_words(after)[0])}


def test_the_old_recovery_paper_opens_nothing_and_the_new_one_is_typed_back(client, ana):
    code = post(client, KNOWN, form(client, KNOWN, TYPED)).context["recovery_code"]
    with pytest.raises(Denied):
        actions.recover(
            login=ana.login, recovery_code=ana.recovery_code, new_password=PASSWORD,
            code=ana.code(), address="192.0.2.1",
        )  # fmt: skip
    assert (
        "not typed back" in client.get("/account/").content.decode()
        or not now(ana).code_confirmed_at
    )
    client.post("/sr/recover/confirm/", {"login": ana.login, "typed": code})
    assert now(ana).code_confirmed_at


def test_a_copied_cookie_pair_of_this_browser_opens_nothing_afterwards(client, ana):
    copied = Client()
    copied.cookies = deepcopy(client.cookies)
    assert copied.get("/desk/").status_code == 200
    post(client, KNOWN, form(client, KNOWN, TYPED))
    assert copied.get("/desk/").status_code == 302
    assert Session.objects.count() == 1


def test_a_reload_changes_nothing_twice_and_shows_no_code_again(client, ana):
    typed = form(client, KNOWN, TYPED)
    code = post(client, KNOWN, typed).context["recovery_code"]
    key = bytes(now(ana).public_key)
    reloaded = post(client, KNOWN, typed)
    assert reloaded.context["again"]
    assert code not in reloaded.content.decode()
    assert bytes(now(ana).public_key) == key


@pytest.mark.parametrize(
    "wrong",
    [{}, {"old": PASSWORD}, {"new": OTHER_PASSWORD}, {"old": PASSWORD, "new": PASSWORD},
     {"old": "nije to ova", "new": OTHER_PASSWORD}, {"old": PASSWORD, "new": "kratka"}],
)  # fmt: skip
def test_what_is_wrong_is_said_and_nothing_changes(client, ana, wrong):
    before = bytes(now(ana).public_key)
    assert post(client, KNOWN, form(client, KNOWN, wrong)).context["form"].errors
    assert bytes(now(ana).public_key) == before
    assert now(ana).previous_sealed is None


def test_the_present_password_is_guessed_no_faster_here(client):
    guess = {"old": "nije to ova", "new": OTHER_PASSWORD}
    answers = [
        post(client, KNOWN, form(client, KNOWN, guess)).status_code for _try in range(8)
    ]  # fmt: skip
    assert (answers[0], answers[-1]) == (200, 429)


def test_it_asks_for_the_second_factor_first(client):
    Session.objects.update(stepped_up_at=None)
    assert client.get(KNOWN)["Location"].startswith("/step-up/?next=")
    assert post(client, KNOWN, TYPED).templates[0].name == "identity/step_up.html"


def test_going_on_where_nothing_is_left_leads_back(client):
    assert post(client, KNOWN + "on/")["Location"] == "/account/"
    post(client, KNOWN, form(client, KNOWN, TYPED))
    assert post(client, KNOWN + "on/")["Location"] == "/account/"
    assert client.get(KNOWN).context["moving"]
    assert 'name="old"' not in client.get(KNOWN).content.decode(), "not twice within minutes"


def test_the_keys_in_between_are_destroyed_and_a_closed_account_keeps_none(client, ana, bea,
                                                                          monkeypatch):  # fmt: skip
    post(client, KNOWN, form(client, KNOWN, TYPED))
    usk = wraps.open_by_password(now(ana), OTHER_PASSWORD)
    assert wraps.open_previous(usk, now(ana))
    moved = timezone.now() + jobs.key_rotation.LATECOMERS
    monkeypatch.setattr(timezone, "now", lambda: moved)
    assert jobs.destroy_old_keys() == 1
    assert jobs.destroy_old_keys() == 0
    with pytest.raises(Unopenable):
        wraps.open_previous(usk, now(ana))
    ana.password = OTHER_PASSWORD
    ana.sign_in()


def test_a_lost_login_that_was_just_renewed_is_closed_whole(client, ana):
    post(client, KNOWN, form(client, KNOWN, TYPED))
    actions.close_lost_account(now(ana), by=OPERATOR)
    assert now(ana).previous_sealed is None


def test_an_earlier_pair_that_was_put_back_is_refused(client, ana):
    """A writer of the database alone: the row is authenticated as a whole."""
    post(client, KNOWN, form(client, KNOWN, TYPED))
    Account.objects.filter(pk=ana.account.pk).update(previous_sealed=None)
    with pytest.raises(Unopenable):
        wraps.open_by_password(now(ana), OTHER_PASSWORD)
    Account.objects.filter(pk=ana.account.pk).update(key_version=7)
    with pytest.raises(Unopenable):
        public_keys.checked(now(ana))
