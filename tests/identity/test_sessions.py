import copy
import pickle
from datetime import timedelta

import pytest
from django.contrib.sessions.backends.base import UpdateError
from django.test import Client
from django.utils import timezone

from spona.access.denied import Denied
from spona.crypto.errors import Unopenable
from spona.identity import actions, jobs, sessions, wraps
from spona.identity.actions import entering
from spona.identity.models import Session
from spona.identity.sessions import HALF_COOKIE, IDLE, LASTS, SessionStore, hashed
from tests.identity.world import OPERATOR, OTHER_PASSWORD, PASSWORD, post, token

KEY_COOKIE = "__Host-spona"


def is_in(client):
    return client.get("/desk/").status_code == 200


def age(**times):
    row = Session.objects.get()
    for name, delta in times.items():
        setattr(row, name, timezone.now() - delta)
    row.save()
    return row


def test_the_row_holds_no_cookie_and_no_usable_key(ana):
    client = ana.sign_in()
    row = Session.objects.get()
    key, half = client.cookies[KEY_COOKIE].value, client.cookies[HALF_COOKIE].value
    stored = repr([bytes(row.half_hash), bytes(row.usk_sealed), row.key_hash, row.data])
    assert key not in stored
    assert half not in stored
    assert row.key_hash == hashed(key)
    with pytest.raises(Unopenable):
        wraps.open_for_session(row, "another half")


@pytest.mark.parametrize("name", [KEY_COOKIE, HALF_COOKIE])
def test_one_cookie_alone_opens_nothing(ana, name):
    signed_in, thief = ana.sign_in(), Client()
    thief.cookies[name] = signed_in.cookies[name].value
    assert not is_in(thief)
    assert is_in(signed_in)


def test_the_half_key_of_somebody_else_opens_nothing(ana, bea):
    hers, other = ana.sign_in(), bea.sign_in()
    hers.cookies[HALF_COOKIE] = other.cookies[HALF_COOKIE].value
    assert not is_in(hers)
    assert is_in(other)


def test_an_invented_session_key_is_taken_from_the_browser(db):
    client = Client()
    client.cookies[KEY_COOKIE] = "a" * 43
    response = client.get("/desk/")
    assert response.cookies[KEY_COOKIE]["max-age"] == 0


def test_after_fifteen_idle_minutes_the_session_is_locked_and_wiped(ana):
    client = ana.sign_in()
    age(active_at=IDLE)
    assert not is_in(client)
    row = Session.objects.get()
    assert row.locked_at
    assert row.usk_sealed is None
    with pytest.raises(Unopenable):
        wraps.open_for_session(row, client.cookies[HALF_COOKIE].value)


def test_the_job_locks_idle_sessions_without_any_request(ana, bea):
    client = ana.sign_in()
    age(active_at=IDLE + timedelta(seconds=1))
    other = bea.sign_in()
    assert jobs.lock_idle_sessions() == 1
    row = Session.objects.get(account=ana.account)
    assert (row.usk_sealed, bool(row.locked_at)) == (None, True)
    assert not is_in(client)
    assert is_in(other)
    assert jobs.lock_idle_sessions() == 0


def test_just_before_fifteen_minutes_it_is_open(ana):
    client = ana.sign_in()
    age(active_at=IDLE - timedelta(seconds=5))
    assert is_in(client)


def test_a_locked_browser_is_led_to_the_password_alone(ana):
    client = ana.sign_in()
    age(active_at=IDLE)
    assert client.get("/sr/login/?next=/desk/")["Location"] == "/locked/?next=%2Fdesk%2F"
    page = client.get("/locked/?next=/desk/")
    assert page["Cache-Control"] == "no-store"
    assert set(page.context["form"].fields) == {"password"}
    data = {
        "password": PASSWORD,
        "next": "/desk/",
        "csrfmiddlewaretoken": token(client, "/locked/"),
    }
    assert client.post("/locked/", data)["Location"] == "/desk/"
    assert is_in(client)
    assert Session.objects.get().locked_at is None


def test_a_wrong_password_does_not_unlock(ana):
    client = ana.sign_in()
    age(active_at=IDLE)
    response = post(client, "/locked/", {"password": OTHER_PASSWORD}, form_at="/locked/")
    assert response.context["form"].errors
    assert post(client, "/locked/", {}, form_at="/locked/").context["form"].errors
    assert not is_in(client)


def test_cookies_copied_before_the_lock_open_nothing_after_it(ana):
    client = ana.sign_in()
    thief = Client()
    for name in (KEY_COOKIE, HALF_COOKIE):
        thief.cookies[name] = client.cookies[name].value
    assert is_in(thief)
    age(active_at=IDLE)
    post(client, "/locked/", {"password": PASSWORD}, form_at="/locked/")
    assert is_in(client)
    assert not is_in(thief)


def test_a_locked_session_needs_its_half_key_too(ana):
    client = ana.sign_in()
    age(active_at=IDLE)
    client.cookies[HALF_COOKIE] = "x"
    assert (
        "/sr/login/" in client.get("/locked/", headers={"Accept-Language": "sr-Cyrl"})["Location"]
    )


def test_eight_hours_after_signing_in_the_session_is_gone_also_when_busy(ana):
    client = ana.sign_in()
    age(created_at=LASTS)
    assert not is_in(client)
    assert client.get("/locked/").status_code == 302
    jobs.lock_idle_sessions()
    assert Session.objects.count() == 0


def test_unlocking_does_not_begin_eight_new_hours(ana):
    client = ana.sign_in()
    born = age(created_at=timedelta(hours=7), active_at=IDLE).created_at
    post(client, "/locked/", {"password": PASSWORD}, form_at="/locked/")
    assert Session.objects.get().created_at == born


def test_a_timer_is_no_activity_and_a_click_is(ana):
    client = ana.sign_in()
    was = age(active_at=timedelta(minutes=10)).active_at
    assert client.get("/desk/", headers={"X-Spona-Timer": "1"}).status_code == 200
    assert Session.objects.get().active_at == was
    assert is_in(client)
    assert Session.objects.get().active_at > was


def test_activity_is_written_once_a_minute_at_most(ana):
    client = ana.sign_in()
    was = age(active_at=timedelta(seconds=50)).active_at
    assert is_in(client)
    assert Session.objects.get().active_at == was


def test_hiding_the_screen_wipes_at_once(ana):
    client = ana.sign_in()
    response = post(client, "/lock/")
    assert response["Location"] == "/locked/"
    assert Session.objects.get().usk_sealed is None
    assert client.get("/locked/").status_code == 200


def test_an_open_session_needs_no_unlocking(ana):
    client = ana.sign_in()
    assert client.get("/locked/?next=/desk/")["Location"] == "/desk/"


def test_locking_without_a_session_leads_to_the_sign_in(db):
    response = Client().post("/lock/", headers={"Accept-Language": "en"})
    assert response["Location"] == "/en/login/"


def test_signing_out_deletes_row_and_cookies_and_clears_the_site(ana):
    client = ana.sign_in()
    response = post(client, "/logout/")
    assert response["Clear-Site-Data"] == '"cache", "storage"'
    assert response["Cache-Control"] == "no-store"
    for name in (KEY_COOKIE, HALF_COOKIE):
        assert response.cookies[name]["max-age"] == 0
        assert response.cookies[name]["secure"]
        assert response.cookies[name].value == ""
    assert Session.objects.count() == 0
    assert not is_in(client)


def test_signing_out_needs_a_form_of_this_session(ana):
    client = ana.sign_in()
    client.post("/logout/", headers={"Accept-Language": "en"})
    assert is_in(client)


def test_signing_out_twice_is_no_mistake(db):
    assert Client().post("/logout/").status_code == 302


def test_end_sessions_ends_the_others_and_keeps_this_one(ana):
    here, there = ana.sign_in(), ana.sign_in()
    assert post(here, "/account/sessions/end/").status_code == 200
    assert is_in(here)
    assert not is_in(there)


def test_another_epoch_ends_a_session_at_its_next_request(ana):
    client = ana.sign_in()
    ana.account.epoch += 1
    ana.account.save()
    assert not is_in(client)
    assert Session.objects.count() == 0


def test_a_closed_account_is_out_at_its_next_request(ana):
    client = ana.sign_in()
    actions.disable(ana.account, by=OPERATOR)
    assert not is_in(client)
    assert Session.objects.count() == 0


def test_an_account_marked_closed_by_hand_is_out_too(ana):
    client = ana.sign_in()
    type(ana.account).objects.update(disabled_at=timezone.now())
    assert not is_in(client)
    assert Session.objects.count() == 0


def test_a_key_row_replaced_while_signed_in_shuts_the_session(ana, bea):
    client = ana.sign_in()
    ana.account.public_key = bea.account.public_key
    ana.account.save()
    assert not is_in(client)


def test_stepping_up_asks_for_both_and_is_noted(ana):
    client = ana.sign_in()
    assert client.get("/account/card/")["Location"] == "/step-up/?next=%2Faccount%2Fcard%2F"
    wrong = {"password": PASSWORD, "code": ana.wrong_code()}
    assert post(client, "/step-up/", wrong, form_at="/step-up/").context["form"].errors
    wrong = {"password": OTHER_PASSWORD, "code": "000000"}
    assert post(client, "/step-up/", wrong, form_at="/step-up/").context["form"].errors
    assert Session.objects.get().stepped_up_at is None
    right = {"password": PASSWORD, "code": ana.code(), "next": "/account/card/"}
    response = post(client, "/step-up/", right, form_at="/step-up/")
    assert response["Location"] == "/account/card/"
    assert client.get("/account/card/").status_code == 200


def test_a_lock_takes_the_step_up_along(ana):
    client = ana.sign_in()
    age(stepped_up_at=timedelta(0))
    post(client, "/lock/")
    assert Session.objects.get().stepped_up_at is None


def test_a_session_that_ended_meanwhile_is_not_written_again(ana):
    client = ana.sign_in()
    store = SessionStore(client.cookies[KEY_COOKIE].value)
    store["a"] = 1
    assert store.exists(store.session_key)
    Session.objects.all().delete()
    assert not store.exists(store.session_key)
    with pytest.raises(UpdateError):
        store.save()


def test_a_visitor_has_no_row_whatever_is_set(db):
    store = SessionStore()
    store["a"] = 1
    store.create()
    store.save()
    store.delete()
    assert store.is_empty()
    assert Session.objects.count() == 0


def test_sessions_that_ran_out_are_cleared(ana):
    ana.sign_in()
    SessionStore.clear_expired()
    assert Session.objects.count() == 1
    age(created_at=LASTS)
    SessionStore.clear_expired()
    assert Session.objects.count() == 0


def test_an_acting_member_stays_through_lock_and_unlock(ana):
    client = ana.sign_in()
    Session.objects.update(acting_member=ana.account.pk)
    age(active_at=IDLE)
    post(client, "/locked/", {"password": PASSWORD}, form_at="/locked/")
    assert Session.objects.get().acting_member == ana.account.pk


def test_a_keyring_shows_nothing_and_stays_where_it_is(ana, keys_of):
    keys = keys_of(ana)
    assert repr(keys) == str(keys) == "<Keyring>"
    assert not hasattr(keys, "__dict__")
    for leave in (pickle.dumps, copy.copy, copy.deepcopy):
        with pytest.raises(TypeError):
            leave(keys)


def test_without_a_session_there_is_nothing_to_unlock_or_to_step_up(ana, rf):
    request = rf.post("/")
    request.session = SessionStore()
    with pytest.raises(Denied):
        actions.unlock(request, password=PASSWORD)
    with pytest.raises(Denied):
        actions.step_up(request, password=PASSWORD, code=ana.code())


def test_a_locked_session_is_unlocked_before_it_steps_up(ana, rf):
    client = ana.sign_in()
    post(client, "/lock/")
    request = rf.post("/")
    request.session = SessionStore(client.cookies[KEY_COOKIE].value)
    request.COOKIES[HALF_COOKIE] = client.cookies[HALF_COOKIE].value
    with pytest.raises(Denied):
        actions.step_up(request, password=PASSWORD, code=ana.code())


def test_a_session_that_ended_meanwhile_is_neither_an_error_nor_stepped_up(ana, monkeypatch):
    """Two windows: one steps up or hides the screen while the other signs out."""
    client = ana.sign_in()
    opened = entering.opened

    def and_then_ended(*what):
        Session.objects.all().delete()
        return opened(*what)

    monkeypatch.setattr(entering, "opened", and_then_ended)
    data = {"password": ana.password, "code": ana.code()}
    assert post(client, "/step-up/", data).status_code == 200
    assert not Session.objects.exists()
    row = Session(account=ana.account, created_at=timezone.now(), active_at=timezone.now())
    sessions.wipe(row)
    assert not Session.objects.exists()
