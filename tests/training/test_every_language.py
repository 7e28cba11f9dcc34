"""Whoever reads Hungarian registers, takes the tests and checks a certificate in Hungarian."""

from __future__ import annotations

import io
import re
from html import unescape

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone
from pypdf import PdfReader

from spona import deadlines
from spona.access.models import new_token
from spona.notifications.mail import message
from spona.notifications.models import Notice
from spona.reference.words import Words
from spona.training import actions, jobs
from spona.training.dates import months_after
from spona.training.links import personal_path, token_of
from spona.training.models import Certificate, FollowUp, Participant
from tests.each_sentence import CYRILLIC, looking
from tests.training.making import by_link, held_session, planned, written_module

NAME = "Kovács Ágnes"


@pytest.fixture(scope="module")
def seen():
    """Looks at a page; returns it."""
    return looking("hu")


@pytest.fixture
def visitor():
    return Client(headers={"Sec-Fetch-Site": "same-origin"})


@pytest.fixture
def module(world):
    """Without questions: those are written by people, in the language that they write."""
    title = Words(sr="Знаци у школи", en="Signs at school")
    return written_module(world, tested=False, title=title)


@pytest.fixture
def session(world, module):
    return planned(world, module, place="Sala 2")


def _join(session) -> str:
    return f"/hu/trainings/join/{session.link}/"


def _typed(world, **more):
    return {"token": new_token(), "name": NAME, "institution": str(world.school.pk),
            "position": "", "email": ""} | more  # fmt: skip


def test_the_page_behind_the_link_offers_each_public_language(visitor, session):
    for language, _name in settings.PUBLIC_LANGUAGES:
        page = visitor.get(f"/{language}/trainings/join/{session.link}/").content.decode()
        offered = re.findall(r'href="/([\w-]+)/trainings/join/', page)
        assert offered == [code for code, _name in settings.PUBLIC_LANGUAGES]
        unknown = visitor.get(f"/{language}/certificates/ABC/").content.decode()
        assert re.findall(r'href="/([\w-]+)/certificates/ABC/', unknown) == offered


def test_registering_with_every_mistake(world, visitor, session, seen):
    page = seen(visitor.get(_join(session)).content.decode())
    assert "Jelentkezem" in page
    for wrong in (
        {"name": ""}, {"name": "x"}, {"institution": ""}, {"institution": "zzz"},
        {"email": "rossz"}, {"email": "ő@pelda.test"},
    ):  # fmt: skip
        answer = visitor.post(_join(session), _typed(world, **wrong))
        assert answer.status_code == 422
        seen(answer.content.decode())
    answer = visitor.post(_join(session), _typed(world))
    assert answer.status_code == 302
    assert answer["Location"].startswith("/hu/trainings/mine/")
    mine = seen(visitor.get(answer["Location"]).content.decode())
    assert "van helye a képzésen" in mine
    assert Participant.objects.get().language == "hu"


def test_full_over_and_called_off(world, visitor, module, seen):
    full = planned(world, module, place="Sala 2", capacity=1)
    by_link(full, "Prva Osoba", world.school)
    assert "Minden hely betelt" in seen(visitor.get(_join(full)).content.decode())
    answer = visitor.post(_join(full), _typed(world))
    assert "várólistán" in seen(visitor.get(answer["Location"]).content.decode())
    leave = answer["Location"] + "leave/"
    seen(visitor.get(leave).content.decode())
    visitor.post(leave, {})
    assert "lemondta" in seen(visitor.get(answer["Location"]).content.decode())
    actions.call_off(full, "Sala nije slobodna.", by=world.tara.actor)
    assert "elmarad" in seen(visitor.get(_join(full)).content.decode())
    seen(visitor.get(answer["Location"]).content.decode())


def test_the_mail_is_hungarian_and_leads_to_a_hungarian_page(world, visitor, session, seen):
    visitor.post(_join(session), _typed(world, email="agnes@pelda.test"))
    mail = message(Notice.objects.get(email="agnes@pelda.test"))
    assert mail.subject == "Valami várja Önt a Sponában"
    assert f"/hu/trainings/mine/{token_of(Participant.objects.get())}/" in mail.body
    assert "ne válaszoljon rá" in mail.body


def test_both_tests_and_the_three_questions_with_every_mistake(world, visitor, seen):
    """Over the pages as somebody does it: before, at the end, and once too often."""
    module = written_module(world, tested=False)
    for text, options in (
        ("Koga zovete?", [("192", True), ("Nikog", False)]),
        ("Šta piše?", [("Šta je viđeno", True), ("Odakle", True), ("Čije je dete", False)]),
    ):
        actions.add_question(module, text, options, by=world.tara.actor)
    session = planned(world, module, place="Sala 2")
    mine = personal_path(by_link(session, NAME, world.school, language="hu"))
    right = {f"q_{one.pk.hex}": sorted(map(str, one.right)) for one in module.questions.all()}
    assert "képzés előtti tesztet" in seen(visitor.get(mine).content.decode())
    _asked(visitor, seen, mine + "test/pre/", right)
    assert "a második teszt után" in seen(visitor.get(mine).content.decode())
    again = visitor.get(mine + "test/pre/")
    assert "már kitöltötték" in seen(again.content.decode())
    assert "most nem tölthető ki" in seen(visitor.get(mine + "test/post/").content.decode())
    seen(visitor.get(mine + "after/").content.decode())
    with deadlines.moved(session.first_day - timezone.localdate(deadlines.now())):
        _asked(visitor, seen, mine + "test/post/", right)
        assert "2 / 2 helyes" in seen(visitor.get(mine).content.decode())
        _asked(visitor, seen, mine + "after/", dict.fromkeys(("useful", "clear", "surer"), "yes"))
        assert "köszönjük" in seen(visitor.get(mine + "after/").content.decode())


def _asked(visitor, seen, path: str, typed: dict) -> None:
    seen(visitor.get(path).content.decode())
    answer = visitor.post(path, {})
    assert answer.status_code == 422
    seen(answer.content.decode())
    assert visitor.post(path, typed).status_code == 302


def test_a_certificate_is_checked_and_printed_in_hungarian(world, visitor, seen):
    module = written_module(world, tested=False)
    _session, people = held_session(world, module)
    found = Certificate.objects.filter(participant__in=people).first()
    path = f"/hu/certificates/{found.code}/"
    page = unescape(seen(visitor.get(path).content.decode()))
    assert "A tanúsítvány érvényes." in page
    until = found.valid_until
    assert re.search(rf"{until.year}\. \w+ {until.day}\.", page)
    owner = found.participant
    owner.name = NAME
    owner.save()
    answer = visitor.get(f"/hu/trainings/mine/{token_of(owner)}/certificate/")
    text = PdfReader(io.BytesIO(answer.content)).pages[0].extract_text()
    assert "Tanúsítvány" in text
    assert "Igazoljuk, hogy" in text
    assert "6 óra" in text
    assert not CYRILLIC.search(text)
    actions.withdraw_certificate(found, reason="Pogrešan dan.", by=world.tara.actor)
    assert "visszavonták" in seen(visitor.get(path).content.decode())
    seen(visitor.get(f"/hu/trainings/mine/{token_of(owner)}/").content.decode())
    assert "nem ismerjük" in seen(visitor.get("/hu/certificates/ABC/").content.decode())


def test_three_months_later_the_questions_are_hungarian(world, visitor, seen):
    module = written_module(world, tested=False)
    session, _people = held_session(world, module)
    with deadlines.moved(months_after(session.first_day, 3) - timezone.localdate(deadlines.now())):
        jobs.ask_follow_up()
        row = FollowUp.objects.filter(participant__session=session).first()
        path = f"/hu/trainings/mine/{token_of(row.participant)}/later/3/"
        assert "Segített a képzés?" in seen(visitor.get(path).content.decode())
        _asked(visitor, seen, path, {"used": "once", "knows": "yes", "needs": "nothing"})
        assert "köszönjük" in seen(visitor.get(path).content.decode())


def test_the_rooms_behind_the_sign_in_have_no_hungarian_address(world, visitor):
    assert visitor.get("/hu/trainings/").status_code == 404
