"""A condition carries the number of what was signed, and whoever changes it needs both again."""

import pytest

from spona.access.denied import Denied
from spona.directory import actions
from spona.directory.models import ConditionCode, ContactPoint, OnboardingCondition
from tests.directory.test_casework_opens import all_met, vesna  # noqa: F401 — a fixture
from tests.directory.world import days, post, vranje

PATH = "/network/casework/vranje/"
CODE = "joint_controllers"


def the_row():
    return OnboardingCondition.objects.get(network=vranje(), code=CODE)


def test_number_and_date_stand_on_the_page_with_who_wrote_them(mila, ana):
    browser = mila.sign_in()
    sent = post(
        browser, PATH, {"code": CODE, "done_on": str(days(-2)), "document": "  01-77/2026 "}
    )
    assert sent.status_code == 302
    assert the_row().document == "01-77/2026"
    text = ana.sign_in().get(PATH).content.decode()
    assert "01-77/2026" in text
    assert "Mila Kostić" in text


def test_a_number_too_long_is_said_beside_the_field(mila):
    answer = post(
        mila.sign_in(), PATH, {"code": CODE, "done_on": str(days(-2)), "document": "1" * 81}
    )
    assert answer.status_code == 200
    (form,) = [one["form"] for one in answer.context["conditions"] if one["form"].is_bound]
    assert form.errors["document"]
    assert not vranje().conditions.exists()


def test_another_number_removes_the_signatures(mila, vesna):  # noqa: F811
    actions.open_casework(vranje(), conditions=all_met(), by=mila.actor)
    assert vranje().confirmations.count() == 1
    actions.record_condition(
        vranje(), code=CODE, done_on=days(-3), document="01-1/2026", by=vesna.actor
    )
    assert not vranje().confirmations.exists()


def test_the_same_again_changes_nothing_and_no_number_keeps_it(mila):
    actions.record_condition(vranje(), code=CODE, done_on=days(-3), document="5", by=mila.actor)
    actions.open_casework(vranje(), conditions=all_met(), by=mila.actor)
    assert the_row().document == "5"
    assert vranje().confirmations.count() == 1
    actions.record_condition(vranje(), code=CODE, done_on=days(-3), document="5", by=mila.actor)
    assert vranje().confirmations.count() == 1


def test_a_number_without_a_day_is_no_condition(mila):
    actions.record_condition(vranje(), code=CODE, done_on=None, document="5", by=mila.actor)
    assert not vranje().conditions.exists()


def test_a_number_written_past_spona_is_no_condition(mila, vesna):  # noqa: F811
    for code in ConditionCode.values:
        actions.record_condition(vranje(), code=code, done_on=days(-3), by=mila.actor)
    OnboardingCondition.objects.filter(code=CODE).update(document="forged")
    with pytest.raises(Denied):
        actions.confirm_casework(vranje(), by=mila.actor)


# --- numbers of the whole country ---


def test_a_helpline_of_no_institution_is_confirmed_by_a_coordinator_only(mila, bea):
    helpline = ContactPoint.objects.get(number="116 111")
    assert helpline.institution is None
    with pytest.raises(Denied):
        actions.confirm_contact(helpline, by=bea.actor)
    here = f"/network/numbers/{helpline.pk}/confirm/"
    sent = post(mila.sign_in(), here, form_at="/network/I001/")
    assert (sent.status_code, sent.url) == (302, "/network/")
    helpline.refresh_from_db()
    assert helpline.confirmed_by == mila.person
    # Taking it out stays with the operator.
    with pytest.raises(Denied):
        actions.end_contact(helpline, by=mila.actor)
