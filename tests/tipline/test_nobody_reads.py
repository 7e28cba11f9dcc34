"""Where the only readers are involved nobody is left standing: who else answers, where else to
write, and nothing goes out unseen.
"""

from __future__ import annotations

import re
from html import unescape

import pytest

from spona.deadlines.time import today
from spona.directory.models import ContactPoint
from spona.tipline.models import Tip, TipExclusion
from tests.public.test_whom_now import offered
from tests.services.offering import association
from tests.tipline.conftest import TEXT
from tests.tipline.pages import Visitor, code_in, hidden
from tests.tipline.test_report import PERSON, WORK, begun
from tests.tipline.test_word import NEW, WORD

__all__ = ["begun"]
SHELTER, COUNTRY, ON_CALL, CENTRE = "017 555 601", "011 555 602", "017 555 603", "011 555 604"


@pytest.fixture
def numbers(world):
    """A shelter, a line for the whole country and the Centre; and the readers' own numbers."""
    shelter = association(world)
    shelter.example = False
    shelter.save()
    offered(shelter, "Прихват", SHELTER)
    line = association(world, "Ту смо Пример")
    line.example = False
    line.save()
    offered(line, "Ту смо", COUNTRY, towns=(), everywhere=True)
    world.csw.example = False
    world.csw.save()
    offered(world.csw, "Дежурство", "017 555 605")
    for number, kind, where in ((ON_CALL, "on_call", world.csw), (CENTRE, "centre", None)):
        ContactPoint.objects.create(
            institution=where, town=where.town if where else None, kind=kind, number=number,
            source="a test", certainty="high", confirmed_on=today(),
        )  # fmt: skip
    return shelter


@pytest.fixture
def refused(world, numbers):
    both = [str(world.csw.pk), str(world.police.pk)]
    visitor = Visitor()
    return visitor, visitor.fill(NEW, WORD | {"excluded": both}, 422)


def _called(page: str) -> set[str]:
    return set(re.findall(r'href="tel:([0-9+]+)"', page))


def test_the_page_gives_the_numbers_of_others_and_none_of_the_excluded(refused):
    _visitor, page = refused
    for number in (SHELTER, COUNTRY, CENTRE):
        assert number.replace(" ", "") in _called(page), number
    for number in (ON_CALL, "017 555 605"):
        assert number.replace(" ", "") not in _called(page), number
    assert 'href="/en/help/vranje/"' in page


def test_one_button_takes_what_was_written_to_another_town_and_sends_nothing(world, refused):
    visitor, page = refused
    (there,) = set(re.findall(r'<button form="message" formaction="([^"]+/new/)" name="moved"',
                              page.partition("<main")[2]))  # fmt: skip
    assert there == "/en/message/in/nis/new/"
    typed = hidden(page) | WORD | {"excluded": [str(world.csw.pk), str(world.police.pk)]}
    other = visitor.post("in/nis/new/", typed | {"moved": "1"})
    assert TEXT in unescape(other)
    assert 'role="alert"' not in other
    assert "It is read by: " in " ".join(other.split())
    assert "Центар за социјални рад Ниш" in other
    assert not Tip.objects.exists()
    code_in(visitor.post("in/nis/new/", typed | hidden(other)))
    tip = Tip.objects.get()
    assert tip.network == world.nis
    assert TipExclusion.objects.filter(tip=tip).count() == 2, "who is involved stays shut out"


def test_a_town_where_all_readers_are_involved_is_not_offered(world, numbers):
    everybody = [str(one.pk) for one in (world.csw, world.police, world.csw_nis)]
    page = Visitor().fill(NEW, WORD | {"excluded": everybody}, 422)
    assert "/in/nis/new/" not in page.partition("<main")[2]
    assert SHELTER.replace(" ", "") in _called(page)


def test_whoever_excludes_the_recipient_of_a_report_is_told_so(world, begun, numbers):
    visitor = Visitor()
    second = visitor.post(WORK, begun)
    page = visitor.post(WORK, hidden(second) | PERSON | {"excluded": str(world.csw.pk)}, 422)
    assert "You write to one of them." in page
    assert {SHELTER.replace(" ", ""), COUNTRY.replace(" ", "")} <= _called(page)
    assert ON_CALL.replace(" ", "") not in _called(page)
    back = visitor.post(WORK, hidden(page) | PERSON | {"back": "1"})
    assert "Page 1 of 2" in back
    assert not Tip.objects.exists()


def test_a_town_that_takes_no_messages_gives_all_numbers(world, numbers):
    world.vranje.casework_open = False
    world.vranje.save()
    page = Visitor().get("in/vranje/")
    assert "none is taken" in page
    assert {SHELTER.replace(" ", ""), COUNTRY.replace(" ", "")} <= _called(page)
