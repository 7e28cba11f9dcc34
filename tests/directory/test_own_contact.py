"""Everybody writes their own e-mail, and nobody turns another person's mail away unseen."""

from __future__ import annotations

import pytest

from spona.access.denied import Conflict, Denied
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
    assert 'value="017 000 123"' in browser.get(PATH).content.decode()


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
    change(ana, "Ana@skola.example", "017 1")
    assert told() == []


def test_the_address_of_somebody_else_is_refused_and_what_was_typed_stays(ana, bea):
    change(bea, "bea@csr.example")
    with pytest.raises(Conflict):
        change(ana, "Bea@csr.example")
    page = post(ana.sign_in(), PATH, {"email": "BEA@csr.example", "phone": "017 5"})
    assert page.context["form"].non_field_errors()
    assert 'value="017 5"' in page.content.decode()
    assert me(ana).email == ""


def test_nobody_writes_the_address_of_another_person(ana, bea):
    for other in (ana, bea):
        by = bea.actor if other is ana else ana.actor
        with pytest.raises(Denied):
            actions.change_own_contact(me(other), email="x@y.example", phone="", by=by)


def test_what_is_no_address_is_told_beside_the_field(ana):
    page = post(ana.sign_in(), PATH, {"email": "ana at skola"})
    assert "email" in page.context["form"].errors
    assert me(ana).email == ""
