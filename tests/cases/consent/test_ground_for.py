"""On what a report rests: for this sender, this recipient and this age."""

import datetime as dt

import pytest

from spona.access.actor import Actor
from spona.cases.consent.ground import Ground, bases_for, child_path, ground_for
from spona.cases.consent.rests_on import RestsOn
from spona.reference.actions import load_reference
from spona.reference.models import Code, LegalBasis
from spona.reference.queries import legal_rows

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


# What gives a right to the person, or leads to a decision about them, is told to nobody by that.
NO_BASIS = {"residence-permit", "asylum-guarantees"}


@pytest.mark.parametrize("age", ["child", "adult", "not_sure"])
@pytest.mark.parametrize("sender", ["school", "social_work", "health", "labour"])
def test_an_act_that_gives_a_permit_is_no_basis_for_telling_anything(sender, age):
    """A school's report about a child is not sent to the police on the Law on Foreigners."""
    for recipient in ("police", "migration"):
        rows = bases_for(sender=sender, recipient=recipient, age=age, on=TODAY)
        assert not {row.key for row in rows} & NO_BASIS
        ground = ground_for(sender=sender, recipient=recipient, age=age, on=TODAY)
        assert "странцима" not in " ".join(ground.articles)
        assert not any("боравак" in words["sr"] for words in ground.sentences)
    # The duties to report are offered as before.
    assert bases_for(sender=sender, recipient="police", age=age, on=TODAY)


def test_the_act_stays_in_the_table_of_law():
    kept = {row.key: row for row in legal_rows()}
    assert kept.keys() >= NO_BASIS
    assert "странцима" in kept["residence-permit"].article


def test_no_basis_that_is_offered_speaks_of_what_a_person_may_get():
    """Each row that is offered says by its purpose that something may be told by it."""
    offered = set()
    for recipient in Code.objects.of("sector", TODAY).values_list("code", flat=True):
        for age in ("child", "adult"):
            rows = bases_for(sender="school", recipient=recipient, age=age, on=TODAY)
            offered |= {row.purpose for row in rows}
    assert offered == {"identification", "protection", "crime_report", "assessment"}
