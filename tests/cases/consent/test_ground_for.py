"""On what a report rests: for this sender, this recipient and this age."""

import datetime as dt

import pytest

from spona.access.actor import Actor
from spona.cases.consent.ground import Ground, child_path, ground_for
from spona.cases.consent.rests_on import RestsOn
from spona.reference.actions import load_reference
from spona.reference.models import LegalBasis

TODAY = dt.date(2026, 11, 25)


@pytest.fixture(autouse=True)
def _reference(db):
    load_reference(by=Actor.system("import"))


def confirm(rows):
    """Saved one by one: what goes past `save()` is no row of Spona's any more."""
    for row in rows:
        row.lawyer_confirmed = True
        row.save()


def test_not_sure_takes_the_path_of_a_child():
    assert child_path("child")
    assert child_path("not_sure")
    assert not child_path("adult")
    child = ground_for(sender="school", recipient="social_work", age="child", on=TODAY)
    assert ground_for(sender="school", recipient="social_work", age="not_sure", on=TODAY) == child


def test_the_duty_to_report_a_child_stands_first():
    ground = ground_for(sender="school", recipient="social_work", age="child", on=TODAY)
    assert ground.rests_on == RestsOn.DUTY
    assert "детету" in ground.sentences[0]["sr"] or "дете" in ground.sentences[0]["sr"]


def test_nothing_counts_as_confirmed_before_a_lawyer_has_read_each_sentence():
    kwargs = {"sender": "school", "recipient": "social_work", "age": "child", "on": TODAY}
    assert not ground_for(**kwargs).confirmed
    confirm(LegalBasis.objects.filter(key="child-report-to-social-work"))
    assert not ground_for(**kwargs).confirmed
    confirm(LegalBasis.objects.all())
    assert ground_for(**kwargs).confirmed


def test_a_service_of_an_organisation_rests_on_agreement():
    ground = ground_for(sender="school", recipient="cso", age="adult", on=TODAY)
    assert ground.rests_on == RestsOn.AGREEMENT


def test_where_nothing_is_entered_nothing_is_said_and_nothing_is_confirmed():
    LegalBasis.objects.all().delete()
    ground = ground_for(sender="school", recipient="social_work", age="adult", on=TODAY)
    assert (ground.known, ground.confirmed, ground.rests_on) == (False, False, RestsOn.DUTY)


def test_a_ground_is_read_again_as_it_was_frozen():
    ground = ground_for(sender="school", recipient="police", age="adult", on=TODAY)
    assert Ground.from_document(ground.to_document()) == ground
