"""Wrong codes behind a right password: ten are free, then codes are refused, and the owner hears."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from spona.audit.models import Entry
from spona.directory.models import Person
from spona.identity import actions, code_limit, jobs, known_browsers, owner_notices
from spona.identity.models import Account, Attempt, KnownBrowser, Session
from spona.identity.models import Authenticator as AppSeed
from spona.notifications.models import Notice
from tests.identity.test_security_keys import add, asked_of, entry
from tests.identity.world import OTHER_PASSWORD, PASSWORD, post


def guess(ana, browser=None, **other):
    """One try with the right password and a wrong code; the network is never slowed."""
    Attempt.objects.all().delete()
    typed = ana.credentials(**{"code": ana.wrong_code(), **other})
    return (browser or Client()).post("/sr/login/", typed)


def use_up(ana, browser=None):
    for _try in range(code_limit.FREE):
        assert guess(ana, browser).status_code == 200


def wait_for_the_next_code(ana):
    """Each code counts once; a test does not wait half a minute for another one."""
    Attempt.objects.all().delete()
    AppSeed.objects.filter(account=ana.account).update(last_step=0)
    ana.step = 0


def enters(ana, browser=None):
    wait_for_the_next_code(ana)
    return (browser or Client()).post("/sr/login/", ana.credentials()).status_code == 302


def comes_in(ana, browser=None, **more):
    wait_for_the_next_code(ana)
    return ana.sign_in(browser, **more)


def test_after_ten_wrong_codes_a_right_one_is_refused_with_the_same_sentence(ana):
    first = guess(ana).context["form"].non_field_errors()
    for _try in range(code_limit.FREE - 1):
        guess(ana)
    refused = guess(ana, code=ana.code())
    assert refused.context["form"].non_field_errors() == first
    assert not enters(ana)


def test_whoever_has_to_wait_reads_what_else_helps(ana):
    """As every failure does that leaves no try: `test_tries_left`."""
    guess(ana)
    Attempt.objects.update(count=5, not_before=None)
    page = Client().post("/en/login/", ana.credentials(code=ana.wrong_code()))
    assert "use a security key or a browser you used before" in page.content.decode()


def test_a_refused_code_is_not_used_up(ana, keys_of):
    line = actions.issue_card(ana.account, by=ana.actor, keys=keys_of(ana))[0]
    use_up(ana)
    assert guess(ana, code=line).status_code == 200
    Account.objects.update(codes_full_at=None)
    assert guess(ana, code=line).status_code == 302


def test_one_code_an_hour_comes_back(ana):
    use_up(ana)
    assert not enters(ana)
    full_at = Account.objects.get().codes_full_at
    Account.objects.update(codes_full_at=full_at - code_limit.REFILL)
    assert guess(ana).status_code == 200
    assert not enters(ana), "the one that came back was used"
    Account.objects.update(codes_full_at=full_at - code_limit.REFILL)
    assert enters(ana)


def test_a_wrong_password_uses_nothing_up(ana):
    for _try in range(code_limit.FREE + 2):
        guess(ana, password="nije to ova")
    assert Account.objects.get().codes_full_at is None
    assert Account.objects.get().wrong_codes == 0
    assert enters(ana)


def test_a_browser_used_before_has_its_own_ten(ana):
    known = comes_in(ana)
    post(known, "/logout/")
    use_up(ana)
    assert not enters(ana)
    use_up(ana, known)
    assert not enters(ana, known)
    KnownBrowser.objects.update(codes_full_at=None)
    assert enters(ana, known)
    assert not enters(ana)


def test_a_cookie_of_another_account_or_made_up_is_a_stranger(ana, bea):
    known = bea.sign_in()
    token = known.cookies[known_browsers.name_of(bea.account)].value
    use_up(ana)
    for shown in (token, "A" * 22, "../../etc/passwd", ""):
        thief = Client()
        thief.cookies[known_browsers.name_of(ana.account)] = shown
        assert not enters(ana, thief)


def test_a_security_key_is_never_slowed(ana):
    browser = comes_in(ana)
    Session.objects.update(stepped_up_at=timezone.now())
    key = add(browser)
    use_up(ana)
    assert not enters(ana)
    Attempt.objects.all().delete()
    answer = key.sign(asked_of(ana.login))
    assert Client().post("/sr/login/", entry(ana, answer)).status_code == 302


def test_a_new_password_and_ended_sessions_begin_anew(ana):
    browser = comes_in(ana)
    use_up(ana)
    post(browser, "/account/password/", {"old": PASSWORD, "new": OTHER_PASSWORD})
    ana.password = OTHER_PASSWORD
    assert enters(ana)
    use_up(ana)
    post(browser, "/account/sessions/end/")
    assert enters(ana)


def test_stepping_up_counts_too(ana):
    browser = comes_in(ana, forget="on")
    for _try in range(code_limit.FREE):
        Attempt.objects.all().delete()
        wrong = {"password": PASSWORD, "code": ana.wrong_code()}
        post(browser, "/step-up/", wrong, form_at="/step-up/")
    Attempt.objects.all().delete()
    right = {"password": PASSWORD, "code": ana.code()}
    assert post(browser, "/step-up/", right, form_at="/step-up/").status_code == 200


def test_the_owner_is_told_at_once_and_by_mail_once_a_day(ana):
    Person.objects.create(name="Ана Р.", email="ana@example.org", account=ana.account)
    guess(ana)
    notice = Notice.objects.get()
    assert (notice.account_id, notice.kind, notice.link) == (
        ana.account.pk, "wrong_code", "/account/",
    )  # fmt: skip
    assert notice.email == "ana@example.org"
    guess(ana)
    assert Notice.objects.count() == 1, "one that is not read yet says it already"
    Notice.objects.update(read_at=timezone.now())
    guess(ana)
    assert Notice.objects.filter(read_at=None, email="").count() == 1, "no second mail that day"
    Account.objects.update(wrong_code_mailed_at=timezone.now() - timedelta(days=1, seconds=1))
    guess(ana)
    assert Notice.objects.exclude(email="").count() == 2


def test_each_one_is_logged_without_address_and_the_log_is_not_flooded(ana, monkeypatch):
    monkeypatch.setattr(owner_notices, "LOGGED", 3)
    for _try in range(5):
        guess(ana)
    lines = Entry.objects.filter(name="session:code_refused")
    assert lines.count() == 3
    assert {(line.subject_id, str(line.detail)) for line in lines} == {(ana.account.pk, "{}")}
    assert Account.objects.get().wrong_codes == 5


def test_the_next_sign_in_says_it_until_it_is_read(ana):
    guess(ana)
    guess(ana)
    browser = comes_in(ana)
    assert browser.session["since"]["wrong_codes"] == 2
    assert post(browser, "/account/read/", {"next": "/desk/"})["Location"] == "/desk/"
    assert "since" not in browser.session
    assert "since" not in comes_in(ana, browser).session


def test_a_sign_in_from_a_new_browser_is_told_to_its_owner(ana):
    Person.objects.create(name="Ана Р.", email="ana@example.org", account=ana.account)
    known = comes_in(ana)
    assert not Notice.objects.exists(), "of the first sign-in there is nothing to tell"
    comes_in(ana, known)
    assert not Notice.objects.exists(), "this browser is known"
    comes_in(ana)
    notice = Notice.objects.get()
    assert (notice.kind, notice.link) == ("new_browser", "/account/")
    assert notice.email == "ana@example.org"
    comes_in(ana, known)
    assert known.session["since"]["new_browser"]
    assert "new_browser" not in comes_in(ana, known).session.get("since", {})


def test_the_cookie_is_set_by_a_full_sign_in_only_and_kept_as_a_keyed_hash(ana):
    browser = Client()
    name = known_browsers.name_of(ana.account)
    assert name not in guess(ana, browser).cookies
    comes_in(ana, browser)
    cookie = browser.cookies[name]
    assert name.startswith("__Host-known-")
    assert ana.account.login not in name
    assert str(ana.account.pk) not in name
    assert (cookie["secure"], cookie["httponly"], cookie["samesite"], cookie["path"]) == (
        True, True, "Strict", "/",
    )  # fmt: skip
    assert cookie["max-age"] == 180 * 86400
    assert not cookie["domain"]
    assert len(cookie.value) == 22, "128 bits"
    assert cookie.value not in str(KnownBrowser.objects.values().get())


def test_on_a_shared_computer_nothing_is_remembered(ana):
    browser = comes_in(ana, forget="on")
    assert known_browsers.name_of(ana.account) not in browser.cookies
    assert not KnownBrowser.objects.exists()


def test_a_browser_that_is_to_be_forgotten_is(ana):
    browser = comes_in(ana)
    comes_in(ana, browser, forget="on")
    assert browser.cookies[known_browsers.name_of(ana.account)].value == ""
    assert not KnownBrowser.objects.exists()


def test_two_people_at_one_computer_are_both_known_there(ana, bea):
    browser = comes_in(ana)
    bea.sign_in(browser)
    assert len(set(KnownBrowser.objects.values_list("token_mac", flat=True))) == 2
    comes_in(ana, browser)
    assert not Notice.objects.exists()


def test_a_colleague_who_takes_the_own_cookie_home_is_a_stranger_to_the_others(ana, bea):
    """At a shared computer both are known, each by a cookie that says nothing of the other."""
    shared = bea.sign_in()
    comes_in(ana, shared)
    home, own = Client(), known_browsers.name_of(bea.account)
    home.cookies[own] = shared.cookies[own].value
    # Also under the name of Ana's own cookie.
    home.cookies[known_browsers.name_of(ana.account)] = shared.cookies[own].value
    use_up(ana)
    assert not enters(ana, home)
    Account.objects.update(codes_full_at=None)
    comes_in(ana, home)
    assert Notice.objects.filter(kind="new_browser").count() == 1


def test_a_token_that_was_planted_before_the_first_sign_in_is_drawn_anew(ana):
    browser, name = Client(), known_browsers.name_of(ana.account)
    browser.cookies[name] = "A" * 22
    comes_in(ana, browser)
    thief = Client()
    thief.cookies[name] = "A" * 22
    use_up(ana)
    assert browser.cookies[name].value != "A" * 22
    assert not enters(ana, thief)
    assert enters(ana, browser)


def test_a_copied_cookie_ends_with_the_next_sign_in_of_its_owner(ana):
    browser, name = comes_in(ana), known_browsers.name_of(ana.account)
    copied = browser.cookies[name].value
    comes_in(ana, browser)
    assert not Notice.objects.exists()
    thief = Client()
    thief.cookies[name] = copied
    comes_in(ana, thief)
    assert Notice.objects.get().kind == "new_browser"


def test_who_signs_in_with_a_copied_cookie_is_noticed_by_its_owner(ana):
    browser, thief, name = comes_in(ana), Client(), known_browsers.name_of(ana.account)
    thief.cookies[name] = browser.cookies[name].value
    comes_in(ana, thief)
    assert not Notice.objects.exists()
    comes_in(ana, browser)
    assert Notice.objects.get().kind == "new_browser"


def test_ending_the_other_sessions_forgets_the_other_browsers(ana):
    here, there = comes_in(ana), comes_in(ana)
    post(here, "/account/sessions/end/")
    assert KnownBrowser.objects.count() == 1
    Notice.objects.all().delete()
    comes_in(ana, here)
    assert not Notice.objects.exists()
    comes_in(ana, there)
    assert Notice.objects.get().kind == "new_browser"


@pytest.mark.parametrize(("days", "known"), [(179, True), (180, False)])
def test_after_180_days_a_browser_is_new_again(ana, days, known):
    browser = comes_in(ana)
    KnownBrowser.objects.update(used_on=timezone.localdate() - timedelta(days=days))
    comes_in(ana, browser)
    assert Notice.objects.exists() != known
    KnownBrowser.objects.update(used_on=timezone.localdate() - timedelta(days=days))
    jobs.forget_attempts()
    assert KnownBrowser.objects.exists() == known


def test_ten_browsers_are_known_at_most(ana):
    for _one in range(known_browsers.AT_MOST + 2):
        known_browsers.remember(ana.account, None)
    assert KnownBrowser.objects.count() == known_browsers.AT_MOST
