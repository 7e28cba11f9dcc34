"""The operator alone changes a number that stands in the danger box of every town."""

import pytest

from spona.access.actor import Actor
from spona.cli import numbers
from spona.directory.actions import load_directory
from spona.directory.models import ContactPoint
from spona.directory.queries import danger_contacts
from spona.reference.actions import load_reference


@pytest.fixture
def serbia(db):
    by = Actor.system("import")
    load_reference(by=by)
    load_directory(by=by)


def centre():
    return danger_contacts(None)[2].number


def test_a_wrong_number_is_ended_and_the_right_one_entered(serbia, capsys):
    old = centre()
    assert numbers.run(["end", old]) == 0
    assert centre() == ""
    assert numbers.run(["add", "I001", "centre", "011 1"]) == 0
    assert centre() == "011 1"
    said = capsys.readouterr().out
    assert "011 1" in said
    assert "never called" in said
    assert ContactPoint.objects.get(number="011 1").source == "entered by the operator"


def test_a_helpline_of_no_institution_is_ended_too(serbia):
    helpline = ContactPoint.objects.filter(institution=None, ended_at=None).first()
    assert numbers.run(["end", helpline.number]) == 0
    assert not ContactPoint.objects.filter(number=helpline.number, ended_at=None).exists()


@pytest.mark.parametrize(
    "args", [["end", "000"], ["add", "I068", "office", "017 1"], ["add", "X", "office", "1"]]
)
def test_what_does_not_exist_or_belongs_to_a_town_gets_a_sentence(serbia, capsys, args):
    before = ContactPoint.objects.count()
    assert numbers.run(args) == 1
    assert "no national" in capsys.readouterr().out
    assert ContactPoint.objects.count() == before


def test_the_same_number_twice_gets_a_sentence(serbia, capsys):
    assert numbers.run(["add", "I001", "centre", centre()]) == 1
    assert capsys.readouterr().out
