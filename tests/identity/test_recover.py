import pytest
from django.test import Client

from spona.access.denied import Denied
from spona.crypto.errors import Unopenable
from spona.crypto.kdf import Cost
from spona.identity import actions, queries, wraps
from spona.identity.limiter import TooFast
from spona.identity.models import Account, Attempt, CardCode, Session
from tests.identity.world import OPERATOR, OTHER_PASSWORD, PASSWORD, Somebody, form

ADDRESS = "192.0.2.1"


def recover(person, **other):
    data = {
        "login": person.login, "recovery_code": person.recovery_code,
        "new_password": OTHER_PASSWORD, "address": ADDRESS,
    }  # fmt: skip
    if "code" not in other:
        other["code"] = person.code()
    return actions.recover(**{**data, **other})


def usk(person, password):
    return wraps.open_by_password(Account.objects.get(pk=person.account.pk), password)


def test_recovery_code_and_second_factor_set_a_new_password_for_the_same_keys(ana):
    before = usk(ana, PASSWORD)
    recover(ana)
    assert usk(ana, OTHER_PASSWORD) == before
    with pytest.raises(Unopenable):
        usk(ana, PASSWORD)


def test_recovering_ends_all_sessions(ana):
    client = ana.sign_in()
    recover(ana)
    assert client.get("/desk/").status_code == 302
    assert Session.objects.count() == 0


def test_a_found_recovery_code_alone_opens_nothing(ana):
    for code in ("000000", ana.wrong_code(), ""):
        with pytest.raises(Denied):
            recover(ana, code=code)
    usk(ana, PASSWORD)


def test_a_wrong_mistyped_or_foreign_code_says_the_same(ana, bea):
    actions.disable(bea.account, by=OPERATOR)
    said = set()
    mistyped = ana.recovery_code[:-1] + ("2" if ana.recovery_code[-1] == "3" else "3")
    for other in ({"recovery_code": mistyped}, {"recovery_code": "kratko"}, {"login": "nobody"},
                  {"recovery_code": bea.recovery_code}, {"code": "000000"}):  # fmt: skip
        # How many tries are left is counted for each name, whether anybody has it or not.
        Attempt.objects.all().delete()
        with pytest.raises(Denied) as refusal:
            recover(ana, **{"code": "000000", **other})
        said.add(str(refusal.value.sentence))
    Attempt.objects.all().delete()
    with pytest.raises(Denied) as refusal:
        recover(bea)
    assert said == {str(refusal.value.sentence)}


def test_the_new_code_counts_when_it_was_typed_back_and_ends_the_old_one(ana):
    new = recover(ana)
    account = Account.objects.get(pk=ana.account.pk)
    assert account.code_confirmed_at is None
    assert queries.is_recovery_code(account, ana.recovery_code)
    assert queries.is_recovery_code(account, new)
    actions.confirm_recovery_code(
        login=ana.login, typed=new.lower().replace("-", " "), address=ADDRESS
    )
    account.refresh_from_db()
    assert account.code_confirmed_at
    assert not queries.is_recovery_code(account, ana.recovery_code)
    assert queries.is_recovery_code(account, new)


def test_whoever_kept_only_the_new_paper_gets_in_too(ana):
    new = recover(ana)
    recover(ana, recovery_code=new, new_password=PASSWORD)
    usk(ana, PASSWORD)


def test_the_first_code_is_typed_back_in_the_same_way(ana):
    actions.confirm_recovery_code(login=ana.login, typed=ana.recovery_code, address=ADDRESS)
    assert Account.objects.get(pk=ana.account.pk).code_confirmed_at
    usk(ana, PASSWORD)
    for typed, login in (("nešto", ana.login), (ana.recovery_code, "nobody")):
        with pytest.raises(Denied):
            actions.confirm_recovery_code(login=login, typed=typed, address=ADDRESS)


def test_without_phone_password_and_recovery_code_set_up_another_app(ana, keys_of):
    old_secret, before = ana.secret, usk(ana, PASSWORD)
    actions.issue_card(ana.account, by=ana.actor, keys=keys_of(ana))
    client = ana.sign_in()
    ana.secret = actions.replace_authenticator(
        login=ana.login, password=PASSWORD, recovery_code=ana.recovery_code, address=ADDRESS
    )
    ana.step = 0
    assert ana.secret != old_secret
    assert client.get("/desk/").status_code == 302
    assert CardCode.objects.count() == 0
    ana.sign_in()
    assert usk(ana, PASSWORD) == before


def test_two_of_the_three_have_to_be_right(ana, bea):
    for other in ({"password": OTHER_PASSWORD}, {"recovery_code": bea.recovery_code}, {"login": "nobody"},
                  {"recovery_code": "kratko"}):  # fmt: skip
        known = {"login": ana.login, "password": PASSWORD, "recovery_code": ana.recovery_code}
        with pytest.raises(Denied):
            actions.replace_authenticator(**{**known, **other}, address=ADDRESS)
    ana.sign_in()


def test_guessing_at_recovery_is_slowed_down_too(ana):
    for _try in range(6):
        with pytest.raises(Denied):
            recover(ana, recovery_code="kratko", code="000000")
    with pytest.raises(TooFast):
        recover(ana)
    recover(ana, address="198.51.100.1")


def test_a_weak_new_password_is_refused_before_anything_is_used_up(ana):
    code = ana.code()
    with pytest.raises(Denied):
        recover(ana, new_password="kratka", code=code)
    recover(ana, code=code)


def test_a_new_password_never_costs_less_than_a_new_account_s(ana, settings):
    settings.ACCOUNT_COST = Cost(memory_kib=64, time=2, parallelism=1)
    recover(ana)
    assert Account.objects.get(pk=ana.account.pk).cost == settings.ACCOUNT_COST
    settings.ACCOUNT_COST = Cost(memory_kib=8, time=1, parallelism=1)
    actions.change_password(
        Account.objects.get(pk=ana.account.pk), old=OTHER_PASSWORD, new=PASSWORD, by=ana.actor
    )
    assert Account.objects.get(pk=ana.account.pk).cost.memory_kib == 64
    usk(ana, PASSWORD)


def test_the_page_for_a_forgotten_password_goes_all_the_way(ana):
    client = Client()
    assert set(client.get("/en/recover/").context["form"].fields) == {
        "login",
        "recovery_code",
        "code",
        "new_password",
        "key_answer",
    }
    data = {
        "lost": "password",
        "login": "ANA.R",
        "recovery_code": ana.recovery_code,
        "code": ana.code(),
        "new_password": OTHER_PASSWORD,
    }
    assert client.post("/en/recover/", {**data, "new_password": "kratka"}).context["form"].errors
    response = client.post("/en/recover/", data)
    new = response.context["recovery_code"]
    assert new in response.content.decode()
    assert response["Cache-Control"] == "no-store"
    assert not response.cookies
    for typed in ("", "kratko"):
        assert (
            client.post("/en/recover/confirm/", {"login": "ana.r", "typed": typed})
            .context["typed_back"]
            .errors
        )
    assert client.post("/en/recover/confirm/", {"login": "ana.r", "typed": new}).context[
        "confirmed"
    ]
    assert client.post("/en/recover/", {}).context["form"].errors
    ana.sign_in(password=OTHER_PASSWORD)


def test_the_page_for_a_lost_phone_shows_the_new_app(ana):
    client = Client()
    assert set(client.get("/sr/recover/?lost=factor").context["form"].fields) == {
        "login",
        "password",
        "recovery_code",
    }
    data = {
        "lost": "factor",
        "login": ana.login,
        "password": PASSWORD,
        "recovery_code": ana.recovery_code,
    }
    response = client.post("/sr/recover/", data)
    page = response.content.decode()
    assert "<svg" in page
    assert "style=" not in page
    ana.secret, ana.step = response.context["app_secret"].replace(" ", ""), 0
    ana.sign_in()


def test_the_pages_say_how_long_to_wait(ana):
    data = {"login": ana.login, "recovery_code": "x", "code": "1", "new_password": OTHER_PASSWORD}
    answers = [Client().post("/sr/recover/", data).status_code for _try in range(7)]
    assert answers == [200] * 6 + [429]
    data = {"login": ana.login, "typed": "x"}
    answers = [Client().post("/sr/recover/confirm/", data).status_code for _try in range(7)]
    assert answers == [200] * 6 + [429]


def test_an_unknown_kind_of_loss_is_taken_as_the_password(db):
    assert Client().get("/sr/recover/?lost=mind").context["lost"] == "password"


def test_another_person_s_recovery_code_does_not_open_mine(ana):
    other = Somebody("dora.k")
    with pytest.raises(Denied):
        recover(ana, recovery_code=other.recovery_code, code="000000")


def test_reloading_a_set_password_says_so_and_keeps_the_code_that_was_shown(ana):
    client, path = Client(), "/en/recover/"
    typed = form(
        client, path,
        {"lost": "password", "login": ana.login, "recovery_code": ana.recovery_code,
         "code": ana.code(), "new_password": OTHER_PASSWORD},
    )  # fmt: skip
    shown = client.post(path, typed).context["recovery_code"]
    reloaded = client.post(path, typed)
    assert reloaded.context["again"] == "password"
    assert shown not in reloaded.content.decode()
    confirm = {"login": ana.login, "typed": shown}
    assert reloaded.context["typed_back"].initial == {"login": ana.login}
    assert client.post("/en/recover/confirm/", confirm).context["confirmed"]
    ana.sign_in(password=OTHER_PASSWORD)


def test_reloading_a_new_app_keeps_the_key_that_the_phone_has(ana):
    client, path = Client(), "/en/recover/?lost=factor"
    typed = form(
        client, path,
        {"lost": "factor", "login": ana.login, "password": PASSWORD,
         "recovery_code": ana.recovery_code},
    )  # fmt: skip
    ana.secret = client.post("/en/recover/", typed).context["app_secret"].replace(" ", "")
    ana.step = 0
    reloaded = client.post("/en/recover/", typed)
    assert reloaded.context["again"] == "factor"
    assert "app_secret" not in reloaded.context
    ana.sign_in()


def test_a_refused_try_stays_counted_whatever_token_it_brings(ana):
    client = Client()
    data = {"login": ana.login, "recovery_code": "x", "code": "1", "new_password": OTHER_PASSWORD}
    answers = [
        client.post("/sr/recover/", form(client, "/sr/recover/", data)).status_code
        for _try in range(7)
    ]
    assert answers == [200] * 6 + [429]
