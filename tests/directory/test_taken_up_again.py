"""A used paper taken up once more: it must not become a second way in, nor break the first."""

from __future__ import annotations

import time

import pyotp
import pytest
from django.test import Client
from django.utils import timezone

from spona.access.denied import Denied
from spona.crypto.errors import Unopenable
from spona.directory import actions
from spona.directory.models import Invitation, Member
from spona.identity import wraps
from spona.identity.actions import confirm_recovery_code, entering, recover, recovering
from spona.identity.models import Account
from tests.directory.world import CSW, body, days, rewrite

NEW, NEWER = "cetiri male lampe", "sest velikih lampi"
HERE = "127.0.0.1"


@pytest.fixture
def eva(bea):
    person = actions.add_person("Eva Ilić", institution=body(CSW), by=bea.actor)
    actions.add_member(person, institution=body(CSW), roles=["case_worker"], by=bea.actor)
    return person


@pytest.fixture
def paper(bea, eva):
    return actions.invite(eva, institution=body(CSW), roles=["case_worker"], by=bea.actor)


def use(paper: str, password: str = NEW):
    return actions.accept_invitation(paper, login="eva.i", password=password)


def digits(secret: str) -> str:
    return pyotp.TOTP(secret).at(int(time.time()))


def eva_now() -> Account:
    return Account.objects.get(login="eva.i")


def once_after(monkeypatch, module, name: str, act):
    """Somebody else is faster: `act` happens right after the first call of `module.name`."""
    real, done = getattr(module, name), []

    def slow(*args, **kwargs):
        result = real(*args, **kwargs)
        if not done:
            done.append(True)
            done.append(act())
        return result

    monkeypatch.setattr(module, name, slow)
    return done


def test_two_columns_emptied_in_the_database_are_no_way_around_the_second_factor(paper):
    made = use(paper)
    confirm_recovery_code(login="eva.i", typed=made.recovery_code, address=HERE)
    entry = {"login": "eva.i", "password": NEW, "code": digits(made.totp_secret)}
    assert Client().post("/en/login/", entry).status_code == 302
    Account.objects.filter(login="eva.i").update(last_seen_at=None, code_confirmed_at=None)
    with pytest.raises(Denied):
        use(paper)


def test_after_a_recovery_the_paper_is_over(paper):
    made = use(paper)
    recover(
        login="eva.i", recovery_code=made.recovery_code, new_password=NEWER,
        code=digits(made.totp_secret), address=HERE,
    )  # fmt: skip
    with pytest.raises(Denied):
        use(paper, NEWER)


def test_a_password_changed_between_reading_and_writing_stays_whole(paper, monkeypatch):
    made = use(paper)
    done = once_after(
        monkeypatch, recovering, "opened",
        lambda: recover(
            login="eva.i", recovery_code=made.recovery_code, new_password=NEWER,
            code=digits(made.totp_secret), address="10.0.0.1",
        ),
    )  # fmt: skip
    with pytest.raises(Denied):
        use(paper)
    assert wraps.open_by_password(eva_now(), NEWER)
    assert wraps.open_by_any_code(eva_now(), done[1])


def test_the_code_of_a_closed_page_does_not_come_back(paper, monkeypatch):
    made = use(paper)
    done = once_after(monkeypatch, recovering.wraps, "open_by_code", lambda: use(paper))
    with pytest.raises(Denied):
        confirm_recovery_code(login="eva.i", typed=made.recovery_code, address="10.0.0.1")
    monkeypatch.undo()
    assert wraps.open_by_any_code(eva_now(), done[1].recovery_code)
    with pytest.raises(Unopenable):
        wraps.open_by_any_code(eva_now(), made.recovery_code)


def test_a_sign_in_with_the_app_of_a_closed_page_gets_nowhere(paper, monkeypatch):
    made = use(paper)
    once_after(monkeypatch, entering, "shown_factor", lambda: use(paper))
    browser = Client()
    browser.post(
        "/en/login/", {"login": "eva.i", "password": NEW, "code": digits(made.totp_secret)}
    )
    assert browser.get("/network/").status_code == 302


def test_an_old_paper_does_not_drive_the_login_that_followed(paper, bea, eva):
    use(paper)
    again = actions.replace_lost_login(Member.objects.get(person=eva), by=bea.actor)
    use_second = actions.accept_invitation(again, login="eva.nova", password=NEWER)
    with pytest.raises(Denied):
        actions.accept_invitation(paper, login="eva.nova", password=NEWER)
    assert wraps.open_by_code(
        Account.objects.get(pk=use_second.account.pk),
        Account.objects.get(pk=use_second.account.pk).usk_by_code_sealed,
        use_second.recovery_code,
    )


def test_a_paper_that_ran_out_is_not_taken_up_again(paper):
    use(paper)
    rewrite([Invitation.objects.get()], expires_at=timezone.now())
    with pytest.raises(Denied):
        use(paper)


def test_a_mandate_that_has_ended_by_its_date_gives_no_new_one(paper, bea, eva):
    rewrite([Member.objects.get(person=eva)], ends_on=days(-1), starts_on=days(-9))
    with pytest.raises(Denied, match="mandate has ended"):
        use(paper)
    assert not Account.objects.filter(login="eva.i").exists()


def test_a_mandate_that_ends_later_keeps_its_paper_until_then(paper, bea, eva):
    actions.end_member(Member.objects.get(person=eva), on=days(60), by=bea.actor)
    assert use(paper).account.login == "eva.i"


def test_mistyping_on_the_second_page_keeps_what_it_shows(paper):
    browser = Client()
    asked = {"code": paper, "login": "eva.i", "password": NEW, "again": NEW}
    fields = browser.post("/en/welcome/", asked).context["form"].initial
    back = {"step": "typed", **fields, "typed_code": "ABCD"}
    for _try in range(8):
        page = browser.post("/en/welcome/", back | {"digits": digits(fields["shown_secret"])})
    assert fields["shown_code"] in page.content.decode()
    assert "Wait" in page.content.decode()
