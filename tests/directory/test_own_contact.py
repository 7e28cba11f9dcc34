"""Everybody writes their own e-mail, and nobody turns another person's mail away unseen."""

from __future__ import annotations

import pytest

from spona.access.denied import Denied
from spona.directory import actions
from spona.directory.models import Person
from spona.notifications.models import Notice
from tests.directory.world import post

PATH = "/account/contact/"


def me(somebody) -> Person:
    return Person.objects.get(pk=somebody.person.pk)


def change(somebody, email: str, phone: str = "") -> None:
    actions.change_own_contact(me(somebody), email=email, phone=phone, by=somebody.actor)


def told() -> list[str]:
    """The addresses to which a mail is on its way; each is told once."""
    rows = Notice.objects.exclude(email="")
    found = sorted(rows.values_list("email", flat=True))
    rows.delete()
    return found


def test_who_was_invited_without_an_address_writes_it_and_a_mail_shows_that_it_arrives(ana):
    browser = ana.sign_in()
    assert PATH in browser.get("/account/").content.decode()
    assert me(ana).email == ""
    page = post(browser, PATH, {"email": "ana@skola.example", "phone": "017 000 123"})
    assert "ana@skola.example" in page.content.decode()
    assert (me(ana).email, me(ana).phone) == ("ana@skola.example", "017 000 123")
    assert told() == ["ana@skola.example"]
    assert 'value="017 000 123"' in page.content.decode()


def test_the_address_before_hears_of_it(ana):
    change(ana, "prva@skola.example")
    assert told() == ["prva@skola.example"]
    change(ana, "druga@skola.example")
    assert told() == ["druga@skola.example", "prva@skola.example"]
    change(ana, "")
    assert told() == ["druga@skola.example"]


def test_the_same_address_again_sends_nothing(ana):
    change(ana, "ana@skola.example")
    assert told()
    change(ana, "ana@skola.example", "017 1")
    assert told() == []


def test_nobody_learns_whose_address_it_is(ana, bea):
    change(bea, "bea@csr.example")
    page = post(ana.sign_in(), PATH, {"email": "bea@csr.example"})
    assert "Saved." in page.content.decode()


def test_a_letter_that_only_looks_alike_turns_no_mail_away(ana):
    browser = ana.sign_in()
    for email in ("mar\u212ao@skola.example", "анa@skola.example"):
        assert "email" in post(browser, PATH, {"email": email}).context["form"].errors
    assert me(ana).email == ""


def test_at_an_unlocked_desk_an_address_that_stands_is_not_changed(ana):
    change(ana, "ana@skola.example")
    browser = ana.sign_in()
    assert browser.get(PATH).url.startswith("/step-up/")
    ana.step_up(browser)
    assert browser.get(PATH).status_code == 200


def test_a_few_changes_a_day_and_no_more(ana):
    browser = ana.sign_in()
    pages = [post(browser, PATH, {"email": ""}) for _time in range(11)]
    assert [page.status_code for page in pages] == [200] * 10 + [429]


def test_nobody_writes_the_address_of_another_person(ana, bea):
    for other in (ana, bea):
        by = bea.actor if other is ana else ana.actor
        with pytest.raises(Denied):
            actions.change_own_contact(me(other), email="x@y.example", phone="", by=by)


def test_what_is_no_address_is_told_beside_the_field(ana):
    page = post(ana.sign_in(), PATH, {"email": "ana at skola"})
    assert "email" in page.context["form"].errors
    assert me(ana).email == ""
