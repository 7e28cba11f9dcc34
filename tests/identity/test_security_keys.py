"""A security key in place of the code: it opens, and nothing that looks like it does."""

import json
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from spona.access.denied import Denied
from spona.identity import actions, challenges, jobs, security_keys
from spona.identity.models import (
    Attempt,
    Authenticator,
    SecurityKey,
    Session,
    SpentChallenge,
)
from tests.identity import authenticator
from tests.identity.authenticator import decoded, encoded
from tests.identity.test_sign_in import say
from tests.identity.world import OPERATOR, OTHER_PASSWORD, PASSWORD, post

ADD = "/account/security-keys/"
LOGIN, ASK = "/sr/login/", "/sr/login/key/"


@pytest.fixture
def client(ana):
    browser = ana.sign_in()
    Session.objects.update(stepped_up_at=timezone.now())
    return browser


def add(client, name="Плави кључ", key=None, **cheat):
    """Registers a new key (or `key`) on the account page; returns it."""
    key = key or authenticator.Authenticator()
    asked = json.loads(client.get(ADD).context["asking"])
    response = post(client, ADD, {"name": name, "credential": key.register(asked, **cheat)})
    assert response.status_code == 302, response.content.decode()
    return key


@pytest.fixture
def key(client):
    return add(client)


def asked_of(login, password=PASSWORD, client=None, *, slowly=False):
    if not slowly:
        Attempt.objects.all().delete()
    response = (client or Client()).post(ASK, {"login": login, "password": password})
    assert response.status_code == 200, response.content
    return response.json()


def entry(person, answer, **other):
    return {"login": person.login, "password": person.password, "code": "", "key_answer": answer,
            **other}  # fmt: skip


def test_a_key_is_registered_named_and_opens_in_place_of_the_code(ana, client, key):
    shown = client.get("/account/").content.decode()
    assert "Плави кључ" in shown
    browser = Client(enforce_csrf_checks=True)
    answer = key.sign(asked_of(ana.login, client=browser))
    assert not browser.cookies, "nothing is set before somebody signed in"
    assert browser.post(LOGIN, entry(ana, answer)).status_code == 302
    assert browser.get("/desk/").content == b"desk"
    assert Session.objects.latest("created_at").factor == "key"
    row = SecurityKey.objects.get()
    assert (row.used_on, row.counter) == (timezone.localdate(), 1)


def test_a_phone_that_does_not_count_opens_again_and_again(ana, client):
    phone = add(client, key=authenticator.Authenticator(counts=False, length=20))
    for _twice in range(2):
        answer = phone.sign(asked_of(ana.login))
        assert Client().post(LOGIN, entry(ana, answer)).status_code == 302


def test_the_code_still_opens_beside_a_key(ana, key):
    assert Client().post(LOGIN, ana.credentials()).status_code == 302


def refused(ana, answers, **other):
    said = set()
    for answer in answers:
        Attempt.objects.all().delete()
        response = Client().post(LOGIN, entry(ana, answer, **other))
        assert response.status_code == 200
        assert len(answer) < 20 or answer not in response.content.decode()
        said.add(tuple(say(response)))
    Attempt.objects.all().delete()
    said.add(tuple(say(Client().post(LOGIN, ana.credentials(code=ana.wrong_code())))))
    assert len(said) == 1, "the one sentence of every failure"


def test_everything_that_only_looks_like_the_key_is_refused_with_one_sentence(
    ana, bea, client, key
):
    foreign = authenticator.Authenticator()
    bea_s = bea.sign_in()
    Session.objects.update(stepped_up_at=timezone.now())
    add(bea_s, key=foreign)
    ask = lambda: asked_of(ana.login)  # noqa: E731
    mine = next(iter(key.known))
    used = key.sign(ask())
    assert Client().post(LOGIN, entry(ana, used)).status_code == 302
    stale = ask()
    others = asked_of(bea.login, bea.password)
    own_challenge = {**ask(), "challenge": encoded(b"x" * 56)}
    moved = foreign.sign_as(next(iter(foreign.known)), ask())
    under_my_id = json.loads(foreign.sign_as(next(iter(foreign.known)), ask()))
    under_my_id |= {"id": encoded(mine), "rawId": encoded(mine)}
    spoilt = json.loads(key.sign(ask()))
    spoilt["response"]["signature"] = spoilt["response"]["signature"][:-8] + "AAAAAAAA"
    refused(
        ana,
        [
            used,
            key.sign(ask(), origin="https://example.org"),
            key.sign(ask(), origin="http://localhost:8001"),
            key.sign(ask(), rp="example.org"),
            key.sign(ask(), crossOrigin=True),
            key.sign_as(mine, ask(), kind="webauthn.create"),
            key.sign_as(mine, ask(), flags=0),
            key.sign_as(mine, others),
            key.sign_as(mine, own_challenge),
            moved,
            json.dumps(under_my_id),
            json.dumps(spoilt),
        ],
    )
    refused(ana, [key.sign(stale)], password=OTHER_PASSWORD)
    assert Session.objects.filter(account=ana.account).count() == 2


def test_a_challenge_counts_once_also_for_another_signature(ana, key):
    asked = asked_of(ana.login)
    first, second = key.sign(asked), key.sign(asked)
    assert Client().post(LOGIN, entry(ana, first)).status_code == 302
    refused(ana, [second, first])


def test_a_challenge_runs_out(ana, key, monkeypatch):
    asked = asked_of(ana.login)
    later = timezone.now() + challenges.LASTS + timedelta(seconds=1)
    with monkeypatch.context() as moved:
        moved.setattr(timezone, "now", lambda: later)
        refused(ana, [key.sign(asked)])


def test_a_copy_of_the_key_is_noticed_by_its_counter(ana, key):
    copied = key.copy()
    for _thrice in range(3):
        assert Client().post(LOGIN, entry(ana, key.sign(asked_of(ana.login)))).status_code == 302
    refused(ana, [copied.sign(asked_of(ana.login))])


def test_a_row_that_was_moved_to_another_account_opens_nothing(ana, bea, key):
    SecurityKey.objects.update(account=bea.account)
    asked = asked_of(bea.login, bea.password)
    answer = key.sign_as(next(iter(key.known)), asked)
    assert Client().post(LOGIN, entry(bea, answer)).status_code == 200
    assert security_keys.keys_of(bea.account) == []


def test_junk_in_place_of_an_answer_is_refused_like_any_other(ana, key):
    whole = json.loads(key.sign(asked_of(ana.login)))
    response = whole["response"]
    junk = [
        "x", "{}", "[]", "null", "1", '"a"', "[" * 5000, '{"id":1}', json.dumps({**whole, "rawId": "§"}),
        json.dumps({**whole, "type": "password"}), json.dumps({**whole, "response": []}),
        json.dumps({**whole, "response": {**response, "clientDataJSON": encoded(b"\xff\xfe")}}),
        json.dumps({**whole, "response": {**response, "clientDataJSON": encoded(b"[]")}}),
        json.dumps({**whole, "response": {**response, "clientDataJSON": encoded(b'{"type":1,"challenge":2,"origin":[]}')}}),
        json.dumps({**whole, "response": {**response, "authenticatorData": encoded(b"x" * 36)}}),
        json.dumps({**whole, "response": {**response, "authenticatorData": encoded(b"\xff" * 300)}}),
        json.dumps({**whole, "response": {**response, "signature": ""}}),
        json.dumps({**whole, "response": {**response, "userHandle": 7}}),
        json.dumps({**whole, "authenticatorAttachment": "tattoo"}),
    ]  # fmt: skip
    refused(ana, junk)


def test_the_ids_tell_neither_the_name_nor_the_password_nor_the_key(ana, bea, client, key):
    real = {encoded(one) for one in key.known}
    pairs = [(ana.login, PASSWORD), (ana.login, OTHER_PASSWORD), (bea.login, bea.password),
             ("nobody", PASSWORD)]  # fmt: skip
    seen = {}
    for login, password in pairs:
        asked = asked_of(login, password)
        ids = [one["id"] for one in asked.pop("allowCredentials")]
        asked.pop("challenge")
        assert len(ids) == len(set(ids)) == security_keys.AT_MOST
        again = [one["id"] for one in asked_of(login, password)["allowCredentials"]]
        assert ids == again, "asked twice it answers alike, as with real ones"
        assert {len(decoded(one)) for one in ids} <= {16, 20, 32, 48, 64}
        seen[login, password] = (set(ids), json.dumps(asked))
    assert len({shape for _ids, shape in seen.values()}) == 1
    with_real = [pair for pair, (ids, _shape) in seen.items() if ids & real]
    assert with_real == [(ana.login, PASSWORD)]
    everything = [one for ids, _shape in seen.values() for one in ids]
    assert len(everything) == len(set(everything)), "each wrong pair has ids of its own"
    actions.disable(ana.account, by=OPERATOR)
    closed = {one["id"] for one in asked_of(ana.login)["allowCredentials"]}
    assert not closed & real


def test_real_ids_stand_at_any_place_among_the_made_up(ana, client):
    places = set()
    # The made up ones stay where they are, and one gap between them may be wide: twelve keys all
    # fell into the same one in a run of four hundred, forty do in one of twenty thousand.
    for _key in range(40):
        SecurityKey.objects.all().delete()
        Attempt.objects.all().delete()
        key = add(client)
        ids = [decoded(one["id"]) for one in asked_of(ana.login)["allowCredentials"]]
        places.add(ids.index(next(iter(key.known))))
    assert len(places) > 1


def test_asking_is_slowed_down_like_trying_and_forgiven_when_it_opens(ana, key):
    answers = [
        Client().post(ASK, {"login": ana.login, "password": "nije to ova"}).status_code
        for _try in range(7)
    ]
    assert answers == [200] * 6 + [429]
    late = Client().post(ASK, {"login": ana.login, "password": PASSWORD})
    assert late.status_code == 429
    assert late["Retry-After"]
    assert "sentence" in late.json()
    Attempt.objects.all().delete()
    for _many in range(60):
        answer = key.sign(asked_of(ana.login, slowly=True))
        assert Client().post(LOGIN, entry(ana, answer)).status_code == 302


def test_what_is_missing_is_said_before_anything_is_asked(db):
    for typed in ({}, {"login": "ana.r"}, {"password": "x"}):
        response = Client().post(ASK, typed)
        assert response.status_code == 422
        assert response.json()["sentence"]
        assert response["Cache-Control"] == "no-store"
    assert Client().get(ASK).status_code == 405
    assert Client().post(ASK, {}, headers={"Origin": "https://example.org"}).status_code == 403


def test_a_key_confirms_an_important_step_and_only_in_its_own_session(ana, client, key):
    Session.objects.update(stepped_up_at=None)
    other = ana.sign_in()
    ask = "/step-up/key/"
    asked = post(client, ask, {"password": PASSWORD}).json()
    elsewhere = post(other, ask, {"password": PASSWORD}).json()
    mine = next(iter(key.known))
    for wrong in (key.sign_as(mine, elsewhere), key.sign_as(mine, asked_of(ana.login))):
        answer = post(client, "/step-up/", {"password": PASSWORD, "key_answer": wrong})
        assert answer.status_code == 200
        assert say(answer)
    typed = {"password": PASSWORD, "key_answer": key.sign(asked)}
    assert post(client, "/step-up/", typed).status_code == 302
    assert client.get(ADD).status_code == 200
    assert other.get(ADD).status_code == 302


def test_at_an_unlocked_desk_a_guess_at_the_password_learns_nothing_of_the_keys(client, key):
    asked = post(client, "/step-up/key/", {"password": "nije to ova"}).json()
    assert len(asked["allowCredentials"]) == security_keys.AT_MOST
    assert not {decoded(one["id"]) for one in asked["allowCredentials"]} & set(key.known)
    assert post(client, "/step-up/key/", {}).status_code == 422
    assert Client().post("/step-up/key/", {"password": PASSWORD}).status_code == 403


def test_adding_and_removing_need_a_step_up(ana, client, key):
    Session.objects.update(stepped_up_at=timezone.now() - timedelta(minutes=11))
    [row] = SecurityKey.objects.all()
    for path in (ADD, f"{ADD}{row.pk}/remove/"):
        assert client.get(path)["Location"].startswith("/step-up/?next=")
        asked = post(client, path, {"name": "x", "credential": "{}"})
        assert asked.templates[0].name == "identity/step_up.html"
        assert "kept-field-credential" not in asked.content.decode()
    assert SecurityKey.objects.get() == row


def test_a_registration_is_for_this_page_this_session_and_once(ana, bea, client):
    key = authenticator.Authenticator()
    ask = lambda browser=client: json.loads(browser.get(ADD).context["asking"])  # noqa: E731
    bea_s, second = bea.sign_in(), ana.sign_in()
    Session.objects.update(stepped_up_at=timezone.now())
    wrong = [
        key.register(ask(), origin="https://example.org"),
        key.register(ask(), rp="example.org"),
        key.register(ask(), crossOrigin=True),
        key.register(ask(bea_s)),
        key.register(ask(second)),
        key.register({**ask(), "challenge": encoded(b"y" * 56)}),
        "{}", "[" * 5000,
    ]  # fmt: skip
    for answer in wrong:
        response = post(client, ADD, {"name": "x", "credential": answer})
        assert response.status_code == 200
        assert response.context["form"].non_field_errors()
    assert not SecurityKey.objects.exists()
    answer = authenticator.Authenticator().register(ask())
    assert post(client, ADD, {"name": "x", "credential": answer}).status_code == 302
    assert post(client, ADD, {"name": "x", "credential": answer}).status_code == 200
    assert SecurityKey.objects.count() == 1
    for missing in ({"name": "x"}, {"credential": answer}):
        assert post(client, ADD, missing).context["form"].errors


def test_the_same_key_twice_and_a_sixth_one_are_refused(ana, client, key):
    asked = json.loads(client.get(ADD).context["asking"])
    again = key.copy()
    again.known.clear()
    credential = again.register(asked)
    with pytest.raises(AssertionError, match="registered twice"):
        key.register(asked)
    for number in range(4):
        add(client, name=f"Кључ {number}")
    assert client.get(ADD).context["full"]
    response = post(client, ADD, {"name": "шести", "credential": credential})
    assert response.context["form"].non_field_errors()
    assert SecurityKey.objects.count() == 5


def test_a_key_is_removed_and_opens_no_more(ana, client, key):
    [row] = SecurityKey.objects.all()
    asked = asked_of(ana.login)
    path = f"{ADD}{row.pk}/remove/"
    assert "Плави кључ" in client.get(path).content.decode()
    assert post(client, path)["Location"] == "/account/"
    assert client.get(path).status_code == 404
    refused(ana, [key.sign(asked)])


def test_somebody_else_s_key_is_not_there(ana, bea, client, key):
    [row] = SecurityKey.objects.all()
    bea_s = bea.sign_in()
    Session.objects.update(stepped_up_at=timezone.now())
    path = f"{ADD}{row.pk}/remove/"
    assert (bea_s.get(path).status_code, post(bea_s, path).status_code) == (404, 404)
    with pytest.raises(Denied):
        actions.remove_security_key(ana.account, row.pk, by=bea.actor)
    assert SecurityKey.objects.filter(pk=row.pk).exists()


def test_the_last_factor_is_never_removed(ana, client, key, keys_of):
    [row] = SecurityKey.objects.all()
    # An app that never showed a code is none.
    Authenticator.objects.update(last_step=0)
    path = f"{ADD}{row.pk}/remove/"
    assert 'role="alert"' in post(client, path).content.decode()
    assert SecurityKey.objects.filter(pk=row.pk).exists()
    actions.issue_card(ana.account, by=ana.actor, keys=keys_of(ana))
    assert post(client, path).status_code == 302
    assert not SecurityKey.objects.exists()


def test_what_is_stored_names_neither_the_key_nor_its_public_half(ana, client, key):
    row = SecurityKey.objects.get()
    said = bytes(row.sealed)
    public = security_keys.keys_of(ana.account)[0].public_key
    assert "Плави".encode() not in said
    for clear in (next(iter(key.known)), public, public[-32:]):
        assert clear not in said


def test_a_lost_bag_and_a_lost_login_take_the_keys_along(ana, client, key):
    asked = asked_of(ana.login)
    ana.secret = actions.replace_authenticator(
        login=ana.login, password=PASSWORD, recovery_code=ana.recovery_code, address="192.0.2.1"
    )
    assert not SecurityKey.objects.exists()
    refused(ana, [key.sign(asked)])
    ana.step = 0
    again = ana.sign_in()
    Session.objects.update(stepped_up_at=timezone.now())
    add(again)
    actions.close_lost_account(ana.account, by=OPERATOR)
    assert not SecurityKey.objects.exists()


def test_answered_challenges_are_forgotten_when_they_would_have_ended(ana, key, monkeypatch):
    asked = asked_of(ana.login)
    assert Client().post(LOGIN, entry(ana, key.sign(asked))).status_code == 302
    jobs.forget_attempts()
    assert SpentChallenge.objects.count() == 2, "it must be known while it would still count"
    later = timezone.now() + challenges.LASTS
    monkeypatch.setattr(timezone, "now", lambda: later + timedelta(seconds=1))
    jobs.forget_attempts()
    assert not SpentChallenge.objects.exists()


def test_the_page_works_without_a_script_and_offers_the_key_with_one(client):
    for page in (Client().get(LOGIN), client.get("/step-up/")):
        text = page.content.decode()
        assert 'name="code"' in text
        assert "data-key-ask=" in text
        assert 'name="key_answer" value=""' in text
    assert set(Client().post(LOGIN, {}).context["form"].errors) == {"login", "password", "code"}
    assert set(Client().post(LOGIN, {"key_answer": "{}"}).context["form"].errors) == {
        "login", "password",
    }  # fmt: skip


def test_keys_of_a_replaced_row_are_left_out(ana, client, key):
    SecurityKey.objects.update(sealed=b"\1" * 300)
    assert security_keys.keys_of(ana.account) == []
    assert len(asked_of(ana.login)["allowCredentials"]) == security_keys.AT_MOST


# In place of the code when the password is forgotten ------------------------------------


RECOVER, ASK_TO_RECOVER = "/sr/recover/", "/sr/recover/key/"


def asked_to_recover(login, recovery_code):
    Attempt.objects.all().delete()
    typed = {"login": login, "recovery_code": recovery_code, "new_password": "", "code": ""}
    response = Client().post(ASK_TO_RECOVER, typed)
    assert response.status_code == 200, response.content
    return response.json()


def recovered(ana, answer, **other):
    Attempt.objects.all().delete()
    typed = {
        "login": ana.login, "recovery_code": ana.recovery_code, "code": "", "lost": "password",
        "new_password": OTHER_PASSWORD, "key_answer": answer, "token": "t" * 43, **other,
    }  # fmt: skip
    Client().post(RECOVER, typed)
    Attempt.objects.all().delete()
    inside = Client().post(LOGIN, ana.credentials(password=OTHER_PASSWORD))
    return inside.status_code == 302


def test_a_key_beside_the_recovery_code_sets_a_new_password(ana, key):
    page = Client().get(RECOVER).content.decode()
    assert f'data-key-ask="{ASK_TO_RECOVER}"' in page
    assert "data-key-ask" not in Client().get(f"{RECOVER}?lost=factor").content.decode()
    assert recovered(ana, key.sign(asked_to_recover(ana.login, ana.recovery_code)))


def test_what_only_looks_like_the_key_sets_no_password(ana, bea, client, key):
    foreign = authenticator.Authenticator()
    mine = next(iter(key.known))
    ask = lambda: asked_to_recover(ana.login, ana.recovery_code)  # noqa: E731
    to_sign_in = key.sign(asked_of(ana.login))
    to_bea = key.sign_as(mine, asked_to_recover(bea.login, bea.recovery_code))
    add(client, key=foreign)
    row = SecurityKey.objects.latest("created_at")
    row.delete()
    gone = foreign.sign_as(next(iter(foreign.known)), ask())
    for answer in ("", "{}", to_sign_in, to_bea, gone, key.sign(ask(), origin="https://a.example")):
        assert not recovered(ana, answer), answer[:40]
    assert not recovered(ana, key.sign(ask()), recovery_code=bea.recovery_code)


def test_a_key_alone_does_not_tell_whether_the_recovery_code_is_right(ana, bea, key):
    def ids(login, code):
        return [one["id"] for one in asked_to_recover(login, code)["allowCredentials"]]

    right = ids(ana.login, ana.recovery_code)
    assert len(right) == 5
    assert encoded(next(iter(key.known))) in right
    for login, code in ((ana.login, bea.recovery_code), ("nobody", ana.recovery_code)):
        wrong = ids(login, code)
        assert len(wrong) == 5
        assert not set(wrong) & set(right)
        # However it is grouped, and asked again: the same ids.
        assert ids(login, code.replace("-", " ").lower()) == wrong
    assert ids(ana.login, ana.recovery_code.replace("-", "").lower()) == right
