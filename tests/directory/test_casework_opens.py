"""The switch needs six conditions and two different people."""

import pytest
from django.db import IntegrityError, transaction

from spona.access.denied import Conflict, Denied
from spona.directory import actions
from spona.directory.models import CaseworkConfirmation, ConditionCode
from spona.notifications.models import Notice
from tests.directory.world import (
    CITY,
    DEMO,
    IMPORT,
    RED_CROSS,
    days,
    join,
    lead,
    nis,
    post,
    today,
    vranje,
)

OFFICER = "data_protection_officer"


@pytest.fixture
def vesna(mila):
    """Vesna is the data-protection officer."""
    somebody = join("vesna.d", "Vesna Đorđević", RED_CROSS, "reporter")
    lead(somebody, OFFICER)
    return somebody


def all_met():
    return dict.fromkeys(ConditionCode.values, days(-3))


def test_the_second_signature_opens_and_not_the_first(mila, vesna):
    network = actions.open_casework(vranje(), conditions=all_met(), by=mila.actor)
    assert not network.casework_open
    assert actions.confirm_casework(network, by=vesna.actor).casework_open
    assert vranje().casework_opened_at is not None


def test_the_officer_may_sign_first(mila, vesna):
    for code, day in all_met().items():
        actions.record_condition(vranje(), code=code, done_on=day, by=mila.actor)
    assert not actions.confirm_casework(vranje(), by=vesna.actor).casework_open
    assert actions.confirm_casework(vranje(), by=mila.actor).casework_open


def test_nobody_signs_twice_also_with_both_roles(mila):
    lead(mila, OFFICER)
    actions.open_casework(vranje(), conditions=all_met(), by=mila.actor)
    with pytest.raises(Conflict):
        actions.confirm_casework(vranje(), by=mila.actor)
    assert not vranje().casework_open
    with pytest.raises(IntegrityError), transaction.atomic():
        CaseworkConfirmation.objects.create(network=vranje(), part=OFFICER, person=mila.person)


def test_two_coordinators_do_not_replace_the_officer(mila, bea):
    actions.open_casework(vranje(), conditions=all_met(), by=mila.actor)
    actions.end_network_role(mila.member.network_roles.get(), by=DEMO)
    lead(bea, "coordinator")
    with pytest.raises(Conflict):
        actions.confirm_casework(vranje(), by=bea.actor)
    assert not vranje().casework_open


@pytest.mark.parametrize("missing", ConditionCode.values)
def test_each_condition_is_needed(mila, missing):
    met = {code: day for code, day in all_met().items() if code != missing}
    with pytest.raises(Denied):
        actions.open_casework(vranje(), conditions=met, by=mila.actor)
    assert not vranje().conditions.exists()


def test_a_changed_condition_removes_the_signatures(mila, vesna):
    actions.open_casework(vranje(), conditions=all_met(), by=mila.actor)
    actions.record_condition(vranje(), code="paper_keys", done_on=days(-1), by=vesna.actor)
    assert not vranje().confirmations.exists()
    assert not actions.confirm_casework(vranje(), by=vesna.actor).casework_open


def test_the_same_date_again_changes_nothing(mila):
    actions.open_casework(vranje(), conditions=all_met(), by=mila.actor)
    actions.record_condition(vranje(), code="paper_keys", done_on=days(-3), by=mila.actor)
    assert vranje().confirmations.count() == 1


def test_a_condition_is_not_met_tomorrow_and_can_be_taken_back(mila):
    with pytest.raises(Denied):
        actions.record_condition(vranje(), code="paper_keys", done_on=days(1), by=mila.actor)
    with pytest.raises(Denied):
        actions.record_condition(vranje(), code="nonsense", done_on=today(), by=mila.actor)
    actions.record_condition(vranje(), code="paper_keys", done_on=today(), by=mila.actor)
    actions.record_condition(vranje(), code="paper_keys", done_on=None, by=mila.actor)
    assert not vranje().conditions.exists()


def test_open_casework_stays_as_it_is(mila):
    actions.open_casework(vranje(), conditions=all_met(), by=DEMO)
    with pytest.raises(Conflict):
        actions.record_condition(vranje(), code="paper_keys", done_on=None, by=mila.actor)
    assert actions.confirm_casework(vranje(), by=mila.actor).casework_open


def test_the_system_of_a_demo_opens_at_once_and_an_import_does_not(mila):
    with pytest.raises(Denied):
        actions.open_casework(vranje(), conditions=all_met(), by=IMPORT)
    assert actions.open_casework(vranje(), conditions=all_met(), by=DEMO).casework_open


def test_others_record_and_confirm_nothing(mila, bea, niko):
    for stranger in (bea.actor, niko.actor):
        with pytest.raises(Denied):
            actions.record_condition(vranje(), code="paper_keys", done_on=today(), by=stranger)
        with pytest.raises(Denied):
            actions.confirm_casework(vranje(), by=stranger)
        with pytest.raises(Denied):
            actions.open_casework(vranje(), conditions={}, by=stranger)
    with pytest.raises(Denied):
        actions.open_casework(nis(), conditions=all_met(), by=mila.actor)


def test_the_page_records_and_confirms(mila, vesna):
    browser, path = mila.sign_in(), "/network/casework/vranje/"
    assert browser.get(path).context["open_count"] == 6
    for code in ConditionCode.values:
        sent = post(browser, path, {"code": code, "done_on": str(today())})
        assert sent.status_code == 302
    page = browser.get(path)
    assert (page.context["open_count"], page.context["may_sign"]) == (0, True)
    refused = post(browser, path, {"code": "paper_keys", "done_on": str(days(1))})
    assert refused.status_code == 200
    assert refused.context["conditions"][4]["form"].non_field_errors()
    # Signing asks for password and second factor once more.
    post(browser, f"{path}confirm/", form_at=path)
    assert not vranje().confirmations.exists()
    mila.step_up(browser)
    assert browser.get(f"{path}confirm/").url == path
    assert not vranje().confirmations.exists()
    assert post(browser, f"{path}confirm/", form_at=path).url == path
    assert vranje().confirmations.get().person == mila.person
    assert browser.get(path).context["has_signed"]


def test_members_read_the_page_and_change_nothing(mila, bea, niko):
    path = "/network/casework/vranje/"
    browser = bea.sign_in()
    page = browser.get(path)
    assert page.status_code == 200
    assert not page.context["may_record"]
    sent = post(browser, path, {"code": "paper_keys", "done_on": str(today())}, form_at="/network/")
    assert sent.status_code == 403
    assert niko.sign_in().get(path).status_code == 404
    assert join("rade.c", "Rade Cvetić", CITY, "reporter").sign_in().get(path).status_code == 200


def asked(somebody) -> int:
    return Notice.objects.of(somebody.account.pk).filter(kind="confirm").count()


def test_whoever_may_sign_hears_that_it_is_their_turn(mila, vesna):
    assert not Notice.objects.of(vesna.account.pk).exists(), "what a program set up is not told"
    actions.give_network_role(vesna.member, network=vranje(), role="analyst", by=mila.actor)
    assert Notice.objects.of(vesna.account.pk).filter(kind="role").count() == 1
    for code, day in all_met().items():
        assert asked(vesna) == 0
        actions.record_condition(vranje(), code=code, done_on=day, by=mila.actor)
    assert (asked(vesna), asked(mila)) == (1, 0), "who writes it down is at it"
    actions.confirm_casework(vranje(), by=vesna.actor)
    assert (asked(vesna), asked(mila)) == (1, 1)
    actions.record_condition(
        vranje(), code=ConditionCode.DUTY_NUMBERS, done_on=days(-1), by=mila.actor
    )
    assert asked(vesna) == 1, "told once until it is read"
    there = Notice.objects.of(mila.account.pk).get(kind="confirm").link
    assert mila.sign_in().get(there).status_code == 200


def test_the_page_says_to_press_once_more_after_password_and_code(mila, vesna):
    for code, day in all_met().items():
        actions.record_condition(vranje(), code=code, done_on=day, by=mila.actor)
    browser = vesna.sign_in()
    path = "/network/casework/vranje/"
    assert "Now press once more" not in browser.get(path).content.decode()
    vesna.step_up(browser)
    assert "Now press once more" in browser.get(path).content.decode()


def test_whoever_opens_what_arrives_hears_that_it_may(mila, vesna, bea):
    for code, day in all_met().items():
        actions.record_condition(vranje(), code=code, done_on=day, by=mila.actor)
    actions.confirm_casework(vranje(), by=vesna.actor)
    told = Notice.objects.of(bea.account.pk).filter(kind="casework")
    assert told.count() == 0
    actions.confirm_casework(vranje(), by=mila.actor)
    assert told.count() == 1
