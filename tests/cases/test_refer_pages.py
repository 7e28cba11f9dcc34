"""Refer, ask, agree, pass on, confirm, withdraw: in a browser without JavaScript."""

import datetime as dt
import re

import pytest
from django.utils import timezone, translation

from spona.cases.consent.models import Agreement
from spona.cases.models import Referral
from spona.cases.referrals.actions import accept, open_packet, propose_forward, withdraw_agreement
from spona.cases.referrals.moves import Kind
from spona.identity.models import Account
from spona.ui.days import until_day, until_long_day
from spona.vault.models import Grant
from tests.cases.moving import (
    agreement,
    asking,
    by_agreement,
    by_law,
    connect,
    file_of,
    opened_by,
    referred,
    shelter,
)
from tests.cases.refer_pages import get, hidden, post, with_pages

__all__ = ["with_pages"]


@pytest.fixture
def case(world):
    Account.objects.update(language="en")
    return file_of(world)


@pytest.fixture
def home(world):
    made = shelter(world)
    Account.objects.update(language="en")
    return made


def filled(world, to, **more):
    return {
        "network": str(world.vranje.pk), "institution": str(to.pk), "asked": "Smeštaj za noć",
        "urgency": "regular", "parts": ["who", "account"], "ticked_for": str(to.pk), **more,
    }  # fmt: skip


def shown_and_sent(browser, path, given):
    """What the page shows of it goes, with the mark of that page."""
    given = {name: value for name, value in given.items() if name != "send"}
    page = post(browser, path, given | {"show": "1"}, 200).content.decode()
    return post(browser, path, given | {"send": "1"} | hidden(page), 302)


def agreed_days(**more):
    today = timezone.localdate()
    return {
        "parts": ["who", "account"], "purpose": "smeštaj", "starts_on": today.isoformat(),
        "ends_on": (today + dt.timedelta(days=20)).isoformat(), "how": "spoken", "who": "person",
        **more,
    }  # fmt: skip


@pytest.mark.parametrize("language", ["sr", "sr-latn"])
def test_a_basis_stands_in_the_letters_and_the_case_of_the_reader(world, case, home, language):
    given = agreement(world, case, home)
    Account.objects.update(language=language)
    browser, path = world.bea.sign_in(), f"/cases/{case.reference}/refer/"
    shown = [
        post(browser, path, filled(world, to, show="1"), 200).content.decode()
        for to in (home, world.police)
    ]
    grounds = [re.search(r'aria-labelledby="ground".*?</section>', one, re.S)[0] for one in shown]
    with translation.override(language):
        assert f" {until_long_day(given.ends_on)}: " in grounds[0]
        assert until_day(given.ends_on) in grounds[0]
    assert any('value="law:' in one for one in grounds)
    if language == "sr-latn":
        assert not re.search("[А-Яа-яЂ-џ]", "".join(grounds))


# From a file -----------------------------------------------------------------------------


def test_an_agreement_is_written_down_and_a_referral_goes_out_on_it(world, case, home):
    browser = world.bea.sign_in()
    path = f"/cases/{case.reference}/agreements/new/"
    token = hidden(get(browser, path))["token"]
    said = agreed_days(recipient=str(home.pk), token=token)
    post(browser, path, said, 302)
    post(browser, path, said, 302)
    row = Agreement.objects.get()
    page = get(browser, f"/cases/{case.reference}/agreements/")
    assert "holds today" in page
    path = f"/cases/{case.reference}/refer/"
    get(browser, path)
    shown = post(browser, path, filled(world, home, show="1"), 200).content.decode()
    assert "Show the preview again" in shown
    # Written down beside this page, so that nothing typed here is lost.
    assert re.search(rf'href="/cases/{case.reference}/agreements/new/[^"]*" target="_blank"', shown)
    ground = f"agreement:{row.pk}"
    shown = post(browser, path, filled(world, home, show="1", ground=ground), 200).content.decode()
    for part in ("Smeštaj za noć", "Mila Izmišljena", "Ne smem."):
        assert part in shown
    assert "Tajna 7" not in shown
    given = filled(world, home, send="1", ground=ground) | hidden(shown)
    first = post(browser, path, given, 302)["Location"]
    assert post(browser, path, given, 302)["Location"] == first, "twice is once"
    sent = Referral.objects.get()
    assert (sent.state, sent.agreement) == ("sent", row)


def test_another_recipient_brings_the_ticks_of_its_sector(world, case, home):
    browser = world.bea.sign_in()
    path = f"/cases/{case.reference}/refer/"
    for to, signs in ((world.police, True), (world.health, False)):
        page = post(
            browser, path, filled(world, to, show="1", ticked_for="", parts=["reach"]), 200
        ).content.decode()
        assert bool(re.search(r'name="parts" value="signs"[^>]*checked', page)) == signs
        # Where somebody can be found goes along only by one's own tick.
        assert not re.search(r'name="parts" value="(reach|stay)"[^>]*checked', page)


def test_nobody_stays_with_the_police(world, case):
    given = filled(world, world.police, show="1", ticked_for="")
    page = post(world.bea.sign_in(), f"/cases/{case.reference}/refer/", given, 200)
    page = page.content.decode()
    [lodging] = re.findall(r'<select name="stay".*?</select>', page, re.S)
    assert str(world.health.pk) in lodging
    assert str(world.police.pk) in page
    assert str(world.police.pk) not in lodging


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"institution": ""}, "Choose to whom you send it."),
        ({"asked": ""}, "Write what you ask"),
        ({"urgency": "immediate"}, "Call first"),
        ({"parts": ["who", "stay"]}, "Choose the provider"),
        ({"parts": []}, "Tick what goes along"),
        ({"ground": ""}, "Choose on what it rests"),
    ],
)
def test_what_is_missing_is_said_beside_its_field_and_nothing_typed_is_lost(
    world, case, home, wrong, told
):
    row = agreement(world, case, home)
    browser = world.bea.sign_in()
    given = filled(world, home, send="1", ground=f"agreement:{row.pk}") | wrong
    page = post(browser, f"/cases/{case.reference}/refer/", given, 422).content.decode()
    assert told in page
    assert given["asked"] in page
    assert not Referral.objects.exists()


def test_to_who_cannot_open_anything_it_goes_on_paper(world, case, home):
    row = agreement(world, case, world.city)
    given = filled(world, world.city, send="1", ground=f"agreement:{row.pk}")
    answer = shown_and_sent(world.bea.sign_in(), f"/cases/{case.reference}/refer/", given)
    row = Referral.objects.get(recipient_institution=world.city)
    assert row.on_paper
    assert row.reference in answer["Location"]
    assert not Grant.objects.filter(section__box=row.packet, to_id=world.city.pk).exists()


def test_without_agreement_a_colleague_sees_the_preview_and_lets_it_go(world, case, home):
    connect(world, world.police, "pera")
    Account.objects.update(language="en")
    row = referred(world, case, by_law(world, case, world.police), reason="Delo u toku.")
    path = f"/r/{row.reference}/second-look/"
    assert world.bea.sign_in().get(path).status_code == 403
    browser = world.boris.sign_in()
    page = get(browser, path)
    for part in ("Delo u toku.", "Mila Izmišljena", "Smeštaj za noć"):
        assert part in page
    assert chips(get(browser, f"/r/{row.reference}/")) == {str(row.sender_institution)}
    assert "Write what has to change" in post(browser, path + "refuse/", {}, 422).content.decode()
    post(browser, path, {}, 302)
    row.refresh_from_db()
    assert row.state == "sent"
    assert len(chips(get(browser, f"/r/{row.reference}/"))) == 2


def chips(page):
    """Who is said to see the first part of what went."""
    first = page.partition('<span class="who">')[2].partition("</span></div>")[0]
    return set(re.findall(r'class="chip[^"]*">(?:<svg.*?</svg>)?\s*([^<,]+)', first, re.S))


def test_a_question_warns_of_a_name_that_stands_in_the_file(world, case, home):
    browser = world.bea.sign_in()
    path = f"/cases/{case.reference}/ask/"
    given = {
        "network": str(world.vranje.pk), "institution": str(world.health.pk), "send": "1",
        "code_name": "Jasen", "told": "Мила Измишљена, odrasla.", "asked": "Šta savetujete?",
        "urgency": "regular",
    }  # fmt: skip
    page = post(browser, path, given, 422).content.decode()
    assert "These words stand in the file" in page
    assert not Referral.objects.exists()
    shown_and_sent(browser, path, given | {"told": "Odrasla osoba."})
    assert Referral.objects.get().rests_on == "unnamed"


def test_nobody_else_reaches_the_pages_of_a_file(world, case, home):
    row = agreement(world, case, home)
    paths = [
        f"/cases/{case.reference}/{tail}"
        for tail in ("refer/", "transfer/", "ask/", "agreements/", "agreements/new/",
                     f"agreements/{row.pk}/end/")
    ]  # fmt: skip
    for name in ("sara", "nina", "hana"):
        browser = world.people[name].sign_in()
        assert {browser.get(path).status_code for path in paths} == {404}, name
    browser = world.ana.sign_in()
    assert {browser.get(path).status_code for path in paths} == {403}


def test_the_whole_file_is_handed_over_by_an_article(world, case, home):
    browser = world.bea.sign_in()
    path = f"/cases/{case.reference}/transfer/"
    given = {"network": str(world.nis.pk), "institution": str(world.csw_nis.pk), "show": "1"}
    page = post(browser, path, given, 200).content.decode()
    law = re.search(r'name="ground" value="(law:[^"]+)"', page)[1]
    given |= {"asked": "Preuzmite", "urgency": "regular", "ground": law, "reason": "Prebivalište."}
    shown = post(browser, path, given, 200).content.decode()
    for part in ("Tajna 7", "Pregled.", "When they accept, your file closes"):
        assert part in shown
    del given["show"]
    post(browser, path, given | {"send": "1"} | hidden(shown), 302)
    assert Referral.objects.get().kind == "transfer"


# Days that cannot be ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"ends_on": "2026-02-31"}, "no such day"),
        ({"starts_on": "x"}, "no such day"),
        ({"ends_on": "2020-01-01", "starts_on": "2019-12-01"}, "over already"),
        ({"ends_on": "2026-01-01"}, "before it begins"),
        ({"recipient": ""}, "Choose to whom"),
        ({"parts": []}, "Tick what the person agreed to"),
    ],
)
def test_an_agreement_that_cannot_be_is_said_and_what_was_typed_stays(
    world, case, home, wrong, told
):
    browser = world.bea.sign_in()
    path = f"/cases/{case.reference}/agreements/new/"
    page = post(browser, path, agreed_days(recipient=str(home.pk)) | wrong, 422).content.decode()
    assert told in page
    assert "smeštaj" in page
    assert not Agreement.objects.exists()


def test_for_a_child_the_page_asks_about_the_guardian(world, home):
    case = file_of(world, identity={"age": "not_sure"})
    browser = world.bea.sign_in()
    path = f"/cases/{case.reference}/agreements/new/"
    assert "collide" in get(browser, path)
    page = post(browser, path, agreed_days(recipient=str(home.pk)), 422).content.decode()
    assert "a guardian agrees too" in page


def test_ending_an_agreement_closes_what_was_sent(world, case, home):
    row = referred(world, case, by_agreement(world, case, home))
    browser = world.bea.sign_in()
    path = f"/cases/{case.reference}/agreements/{row.agreement_id}/end/"
    assert row.reference in get(browser, path)
    post(browser, path, {}, 302)
    row.refresh_from_db()
    assert row.state == "withdrawn"
    assert "withdrawn" in get(browser, f"/cases/{case.reference}/agreements/")


# On its way ------------------------------------------------------------------------------


def test_a_report_that_is_not_ours_is_opened_with_a_reason_and_passed_on(world, opened):
    Account.objects.update(language="en")
    browser = world.bea.sign_in()
    path = f"/r/{opened.reference}/not-ours/"
    page = get(browser, path)
    assert "imePODMETNUTO" not in page
    assert "Choose why" in post(browser, path, {"open": "1"}, 422).content.decode()
    post(browser, path, {"open": "1", "reason": "territory"}, 302)
    page = get(browser, path)
    assert str(world.school.pk) not in page, "never back to the sender"
    given = {
        "reason": "territory", "network": str(world.vranje.pk), "institution": str(world.health.pk),
        "message": "Nije naša opština.",
    }  # fmt: skip
    shown = post(browser, path, given | {"show": "1"}, 200).content.decode()
    assert "imePODMETNUTO" in shown
    page = post(browser, path, given | {"institution": "", "send": "1"}, 422).content.decode()
    assert "Choose to whom you send it." in page
    assert "Nije naša opština." in page
    post(browser, path, given | {"send": "1"} | hidden(shown), 302)
    opened.refresh_from_db()
    assert opened.state == "forwarded"
    assert browser.get(path).status_code == 302


def test_what_rests_on_agreement_is_proposed_and_confirmed(world, case, home):
    row = opened_by(referred(world, case, by_agreement(world, case, home)), world.sara)
    theirs = world.sara.sign_in()
    path = f"/r/{row.reference}/not-ours/"
    assert "Propose it to the sender" in get(theirs, path)
    given = {
        "reason": "matter", "network": str(world.vranje.pk), "institution": str(world.health.pk),
        "send": "1",
    }  # fmt: skip
    post(theirs, path, given, 302)
    path = f"/r/{row.reference}/forwarding/"
    for answer in (theirs.get(path), theirs.post(path)):
        assert answer.status_code == 403, "agreements of a file are not shown to the other side"
    ours = world.bea.sign_in()
    assert "There is nothing on which it could go there" in get(ours, path)
    given = agreement(world, case, world.health)
    page = get(ours, path)
    assert "Mila Izmišljena" in page
    assert "Choose on what" in post(ours, path, {}, 422).content.decode()
    post(ours, path, hidden(page) | {"ground": f"agreement:{given.pk}"}, 302)
    after = Referral.objects.get(forwarded_from=row)
    assert (after.recipient_institution, after.state) == (world.health, "sent")


def test_the_sender_may_leave_it_where_it_is(world, case, home):
    row = opened_by(referred(world, case, by_agreement(world, case, home)), world.sara)
    propose_forward(row, to=world.health, network=world.vranje, reason="matter", **world.sara.can)
    path = f"/r/{row.reference}/forwarding/refuse/"
    assert world.sara.sign_in().post(path).status_code == 403
    post(world.bea.sign_in(), path, {"message": "Ipak je za vas."}, 302)
    row.refresh_from_db()
    assert row.state == "opened"


def test_no_place_is_said_with_a_reason_and_read_by_the_sender(world, case, home):
    row = opened_by(referred(world, case, by_agreement(world, case, home)), world.sara)
    browser = world.sara.sign_in()
    assert "there is no place" in get(browser, f"/r/{row.reference}/not-ours/")
    path = f"/r/{row.reference}/no-place/"
    get(browser, path)
    assert "Write one sentence" in post(browser, path, {"reason": "full"}, 422).content.decode()
    post(browser, path, {"reason": "full", "message": "Puno do petka."}, 302)
    row.refresh_from_db()
    assert row.state == "no_place"
    post(world.bea.sign_in(), f"/r/{row.reference}/read/", {}, 302)


def test_the_sender_takes_it_back_and_says_which_of_the_two_it_is(world, case, home):
    row = referred(world, case, by_agreement(world, case, home))
    browser = world.bea.sign_in()
    path = f"/r/{row.reference}/withdraw/"
    page = get(browser, path)
    assert "We take it back" in page
    assert "Choose what has happened" in post(browser, path, {}, 422).content.decode()
    post(browser, path, {"why": "person"}, 302)
    row.refresh_from_db()
    assert row.moves.last().verb == "withdraw_agreement"


def test_when_the_keys_are_gone_a_stone_stays_for_the_recipient_and_for_nobody_else(
    world, case, home
):
    row = accept(opened_by(referred(world, case, by_agreement(world, case, home)), world.sara),
                 **world.sara.can)  # fmt: skip
    withdraw_agreement(row, by=world.bea.actor)
    path = f"/r/{row.reference}/ended/"
    page = get(world.sara.sign_in(), path)
    assert row.reference in page
    for planted in ("Mila", "Smeštaj", "Samo preko nas"):
        assert planted not in page
    assert world.sara.sign_in().get(f"/r/{row.reference}/").status_code == 404
    for name in ("hana", "nina", "bea"):
        assert world.people[name].sign_in().get(path).status_code == 404


def test_nobody_else_reaches_the_pages_of_a_referral(world, case, home):
    row = opened_by(referred(world, case, by_agreement(world, case, home)), world.sara)
    tails = ("not-ours/", "no-place/", "withdraw/", "forwarding/", "second-look/")
    for name in ("hana", "nina"):
        browser = world.people[name].sign_in()
        found = {browser.get(f"/r/{row.reference}/{tail}").status_code for tail in tails}
        assert found == {404}


def test_a_question_has_its_own_page_for_the_recipient(world, case, home):
    row = referred(world, case, asking(world, world.health), kind=Kind.QUESTION)
    row = open_packet(row, **world.hana.can)[0]
    assert "Propose it to the sender" in get(world.hana.sign_in(), f"/r/{row.reference}/not-ours/")
