"""The person says no: sealed like a yes, on top of every referral, and never a ground."""

import re

import pytest
from django.utils import timezone

from spona.access.denied import Denied
from spona.cases.consent.actions import agree, end_agreement, read_agreements
from spona.cases.consent.answers import refusals
from spona.cases.consent.details import Details
from spona.cases.consent.models import Agreement
from spona.cases.models import Referral
from spona.cases.referral_pages.orders import Target
from spona.cases.referral_pages.parts import PARTS, preset_for
from spona.cases.referrals.actions import accept, confirm_forward, open_packet
from spona.cases.referrals.packet import Body
from spona.cases.referrals.parties import packet_section
from spona.identity.models import Account
from spona.vault.actions import open_section, remove_holder
from spona.vault.models import Section
from tests.cases.moving import (
    agreement,
    by_agreement,
    by_law,
    connect,
    file_of,
    referred,
    shelter,
)
from tests.cases.refer_pages import get, hidden, post, with_pages
from tests.cases.test_second_person import asked_to_go_on, law

__all__ = ["with_pages"]

NO = "The person does not agree"


@pytest.fixture
def case(world):
    Account.objects.update(language="en")
    return file_of(world)


@pytest.fixture
def home(world):
    made = shelter(world)
    Account.objects.update(language="en")
    return made


def answered(world, case, to, *, yes=(), no=(), who="person", child=False, **more):
    today = timezone.localdate()
    details = Details("smeštaj", "spoken", who=who, refused=tuple(no))
    return agree(
        case, recipient=to, parts=yes, starts_on=today, ends_on=None, details=details, child=child,
        answers=read_agreements(case, **world.bea.can), by=world.bea.actor, **more,
    )  # fmt: skip


def form(to, **more):
    today = timezone.localdate()
    return {
        "recipient": str(to.pk), "purpose": "smeštaj", "starts_on": today.isoformat(),
        "ends_on": "", "how": "spoken", "who": "person", "language": "romski",
        "interpreter": "Prevodilac P.", **more,
    }  # fmt: skip


def filled(world, to, **more):
    return {
        "network": str(world.vranje.pk), "institution": str(to.pk), "asked": "Smeštaj za noć",
        "urgency": "regular", "parts": ["who", "account"], "ticked_for": str(to.pk), **more,
    }  # fmt: skip


def written(world, case, to, status=302, **more):
    browser = world.bea.sign_in()
    path = f"/cases/{case.reference}/agreements/new/"
    return post(browser, path, form(to, token=hidden(get(browser, path))["token"], **more), status)


# Written down ----------------------------------------------------------------------------


def test_a_no_is_written_down_with_language_and_interpreter_and_read_again(world, case, home):
    written(world, case, home, refused=["health", "plan"])
    page = get(world.bea.sign_in(), f"/cases/{case.reference}/agreements/")
    for words in ("the person does not agree", "Health, Plan and support", "romski", "Prevodilac"):
        assert words in page
    assert "holds today" not in page
    row = Agreement.objects.get()
    assert f"/agreements/{row.pk}/end/" not in page, "there is nothing to withdraw"


def test_yes_to_one_part_and_no_to_another_are_one_conversation(world, case, home):
    written(world, case, home, parts=["who"], refused=["health"])
    [(row, details)] = read_agreements(case, **world.bea.can)
    assert (row.agreed, details.refused) == ({"who"}, ("health",))


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({}, "Tick what the person agreed to, or what they did not agree to."),
        ({"parts": ["who"], "refused": ["who"]}, "The same part cannot be both."),
    ],
)
def test_a_mistake_stands_beside_its_field_and_nothing_typed_is_lost(
    world, case, home, wrong, told
):
    page = written(world, case, home, status=422, **wrong).content.decode()
    assert told in page
    assert "Prevodilac P." in page
    assert not Agreement.objects.exists()


def test_outside_the_seal_a_no_looks_like_a_yes(world, case, home):
    other = shelter(world, "druga")
    yes = answered(world, case, home, yes=["who", "health"])
    no = answered(world, case, other, no=["who", "health"])
    apart = {"id", "recipient_id", "written_at", "mac"}
    columns = [
        {name: value for name, value in one.items() if name not in apart}
        for one in Agreement.objects.filter(pk__in=[yes.pk, no.pk]).values()
    ]
    assert columns[0] == columns[1]
    sealed = [
        bytes(Section.objects.named(case.box_id, one.section_name).get().sealed)
        for one in (yes, no)
    ]
    assert len(sealed[0]) == len(sealed[1])
    assert b"refused" not in sealed[1]


def test_a_child_may_say_no_alone_and_not_yes(world, case, home):
    assert answered(world, case, home, no=["who"], child=True).pk
    with pytest.raises(Denied, match="guardian agrees too"):
        answered(world, case, world.health, yes=["who"], child=True)


def test_a_no_to_what_is_agreed_to_today_first_has_to_be_withdrawn(world, case, home):
    row = answered(world, case, home, yes=["who", "account"])
    page = written(world, case, home, status=422, refused=["account"]).content.decode()
    assert "First write down that they do not agree any more" in page
    end_agreement(row, by=world.bea.actor)
    written(world, case, home, refused=["account"])


# On top of the page Refer ----------------------------------------------------------------


def test_a_no_stands_on_top_of_refer_before_anybody_is_chosen(world, case, home):
    browser = world.bea.sign_in()
    path = f"/cases/{case.reference}/refer/"
    assert NO not in get(browser, path)
    answered(world, case, home, no=["health", "plan"])
    page = get(browser, path)
    top = page[page.index(NO) : page.index("To whom")]
    assert "Сигурна" in top or "Sigurna" in top
    assert "Health, Plan and support" in top
    for kind in ("transfer", "conference/new"):
        assert NO in get(browser, f"/cases/{case.reference}/{kind}/")


def test_what_was_withdrawn_stands_there_too_until_the_person_says_yes(world, case, home):
    row = answered(world, case, home, yes=["who"])
    end_agreement(row, by=world.bea.actor)
    page = get(world.bea.sign_in(), f"/cases/{case.reference}/refer/")
    assert NO in page
    assert "Withdrawn on" in page
    answered(world, case, home, yes=["who"])
    assert NO not in get(world.bea.sign_in(), f"/cases/{case.reference}/refer/")


def test_the_newest_answer_counts_for_each_part(world, case, home):
    first = answered(world, case, home, no=["who", "health"])
    answered(world, case, home, yes=["who"])
    answers = read_agreements(case, **world.bea.can)
    [no] = refusals(answers, case.network)
    assert (no.parts, no.recipient) == (("health",), home)
    assert first.agreed == frozenset()


def test_a_no_is_no_ground_and_no_forged_form_makes_it_one(world, case, home):
    row = answered(world, case, home, no=["who", "account"])
    browser, path = world.bea.sign_in(), f"/cases/{case.reference}/refer/"
    ground = f"agreement:{row.pk}"
    page = post(browser, path, filled(world, home, show="1"), 200).content.decode()
    assert ground not in page
    post(browser, path, filled(world, home, ground=ground, send="1") | hidden(page), 422)
    assert not Referral.objects.exists()


def test_no_action_takes_a_row_that_was_not_opened_or_says_no(world, case, home):
    given = by_agreement(world, case, home)
    closed = Agreement.objects.get(pk=given.agreement.pk)
    with pytest.raises(Denied, match="did not agree to everything"):
        referred(world, case, Target(home, world.vranje, given.packet, closed))
    end_agreement(given.agreement, by=world.bea.actor)
    refused = answered(world, case, home, no=["who", "account"])
    with pytest.raises(Denied, match="did not agree to everything"):
        referred(world, case, Target(home, world.vranje, given.packet, refused))
    assert not Referral.objects.exists()


def test_what_came_before_a_no_could_be_written_down_is_a_yes(world, case, home):
    """As the sealed half was before there was a no in it."""
    old = Details("x", "spoken").to_document()
    del old["refused"]
    assert Details.from_document(old).refused == ()


# In spite of it --------------------------------------------------------------------------


def sent_by_law(world, case, to):
    """Bea prepares it on the law, Boris lets it go out; the page that Bea saw before."""
    browser, path = world.bea.sign_in(), f"/cases/{case.reference}/refer/"
    page = post(browser, path, filled(world, to, show="1", ticked_for=""), 200).content.decode()
    law = page.split('name="ground" value="law:')[1].split('"')[0]
    given = filled(world, to, ground=f"law:{law}", reason="Zakon traži.")
    page = post(browser, path, given | {"show": "1"}, 200).content.decode()
    post(browser, path, given | {"send": "1"} | hidden(page), 302)
    row = Referral.objects.get()
    second = world.boris.sign_in()
    look = get(second, f"/r/{row.reference}/second-look/")
    post(second, f"/r/{row.reference}/second-look/", {}, 302)
    return row, page, look


def test_sending_on_another_basis_in_spite_of_a_no_says_so_to_everybody(world, case):
    connect(world, world.police, "pera")
    Account.objects.update(language="en")
    answered(world, case, world.police, no=["account"])
    row, page, look = sent_by_law(world, case, world.police)
    assert "The recipient reads that the person does not agree." in page
    assert "The person does not agree to this." in page, "as the recipient will see it"
    assert "The person does not agree to this." in look
    open_packet(row, **world.pera.can)
    accept(row, **world.pera.can)
    assert "The person does not agree to this." in get(world.pera.sign_in(), f"/r/{row.reference}/")


def test_without_a_no_for_what_goes_nothing_is_said_of_one(world, case):
    connect(world, world.police, "pera")
    Account.objects.update(language="en")
    answered(world, case, world.police, no=["health"])
    answered(world, case, world.health, no=["account"])
    row, page, look = sent_by_law(world, case, world.police)
    assert "The person does not agree to this." not in page + look
    body = open_section(packet_section(row, "body"), **world.bea.can)
    assert not Body.from_document(body).ground.refused


def test_what_is_passed_on_by_law_in_spite_of_a_no_says_so_too(world):
    row = asked_to_go_on(world)
    answered(world, row.from_case, world.csw_nis, no=["account"])
    after = confirm_forward(row, basis=law(row, world.csw_nis), **world.bea.can)
    body = open_section(packet_section(after, "body"), **world.bea.can)
    assert Body.from_document(body).ground.refused


# The preset ticks, and the preview allows, only what is agreed to ------------------------


def ticked(page):
    return set(re.findall(r'name="parts" value="(\w+)"[^>]*checked', page))


def test_of_the_preset_only_what_the_agreement_covers_is_ticked(world, case, home):
    row = agreement(world, case, home, parts=("who",))
    browser, path = world.bea.sign_in(), f"/cases/{case.reference}/refer/"
    page = post(browser, path, filled(world, home, show="1", ticked_for=""), 200).content.decode()
    assert ticked(page) == {"who"}, "the preset of a shelter is who and account"
    assert f'value="agreement:{row.pk}" ' in page
    assert "Show the preview again" in page
    assert "Mila Izmišljena" in page, "on the agreement it is previewed at once"
    assert "Ne smem." not in page


def test_what_the_person_refused_is_not_ticked_where_it_would_go_by_law(world, case, home):
    """The preset of a shelter without the part to which the person said no."""
    answered(world, case, home, no=["who"])
    browser, path = world.bea.sign_in(), f"/cases/{case.reference}/refer/"
    page = post(browser, path, filled(world, home, show="1", ticked_for=""), 200).content.decode()
    assert set(preset_for(home.sector, None)) == {"who", "account"}
    assert ticked(page) == {"account"}


def test_a_part_with_a_newer_no_is_not_ticked(world, case, home):
    row = answered(world, case, home, yes=["who"])
    end_agreement(row, by=world.bea.actor)
    answered(world, case, home, no=["who"])
    answered(world, case, home, yes=["account"])
    browser, path = world.bea.sign_in(), f"/cases/{case.reference}/refer/"
    page = post(browser, path, filled(world, home, show="1", ticked_for=""), 200).content.decode()
    assert ticked(page) == {"account"}


# A no to who the person is ---------------------------------------------------------------

NOT_WHO = "A no to who the person is counts for their papers and the people around them too."


def ticks_everything(sector, agreement, refused=()):
    return [one for one in PARTS if one not in refused]


def test_a_no_to_who_somebody_is_counts_for_papers_and_people_too(world, case, home, monkeypatch):
    """Also on the page of all answers, and where a sector's preset would tick them."""
    monkeypatch.setattr("spona.cases.referral_pages.filled.preset_for", ticks_everything)
    answered(world, case, home, no=["who"])
    browser, path = world.bea.sign_in(), f"/cases/{case.reference}/refer/"
    page = post(browser, path, filled(world, home, show="1", ticked_for=""), 200).content.decode()
    assert ticked(page) == set(PARTS) - {"who", "papers", "people"}
    top = page[page.index(NO) : page.index("To whom")]
    assert "Who the person is, Papers and numbers, Family and people around" in top
    assert NOT_WHO in top
    listed = get(browser, f"/cases/{case.reference}/agreements/")
    assert "Who the person is, Papers and numbers, Family and people around" in listed


def test_a_no_to_something_else_does_not(world, case, home):
    answered(world, case, home, no=["account"])
    page = get(world.bea.sign_in(), f"/cases/{case.reference}/refer/")
    assert NO in page
    assert NOT_WHO not in page
    assert "Papers and numbers" not in page[page.index(NO) : page.index("To whom")]


def test_on_the_law_in_spite_of_it_the_recipient_reads_that_the_person_does_not_agree(world, case):
    connect(world, world.police, "pera")
    Account.objects.update(language="en")
    answered(world, case, world.police, no=["who"])
    browser, path = world.bea.sign_in(), f"/cases/{case.reference}/refer/"
    given = filled(world, world.police, parts=["papers"], show="1")
    page = post(browser, path, given, 200).content.decode()
    law = page.split('name="ground" value="law:')[1].split('"')[0]
    page = post(browser, path, given | {"ground": f"law:{law}"}, 200).content.decode()
    assert "The recipient reads that the person does not agree." in page
    assert "Papers and numbers." in page


def test_an_earlier_yes_to_papers_gives_way_to_a_later_no_to_who_somebody_is(world, case, home):
    row = answered(world, case, home, yes=["papers", "account"])
    page = written(world, case, home, status=422, refused=["who"]).content.decode()
    assert "First write down that they do not agree any more" in page
    # As it was written down by the version before.
    Agreement.objects.filter(pk=row.pk).delete()
    answered(world, case, home, no=["who"])
    row.save(force_insert=True)
    [said] = [one for one, _details in read_agreements(case, **world.bea.can) if one.pk == row.pk]
    assert said.agreed == {"account"}
    refused_alike(
        world.bea.sign_in(), f"/cases/{case.reference}/refer/",
        filled(world, home, parts=["papers"], ground=f"agreement:{row.pk}"),
        "The person did not agree to everything you ticked. Untick it or ask again.",
    )  # fmt: skip


def test_a_yes_to_papers_beside_a_no_to_who_somebody_is_is_asked_about(world, case, home):
    sentence = "papers and the people around them tell it too"
    both = written(world, case, home, status=422, parts=["papers"], refused=["who"])
    assert sentence in both.content.decode()
    written(world, case, home, refused=["who"])
    later = written(world, case, home, status=422, parts=["people"])
    assert sentence in later.content.decode()
    # Until the person says who they are: then all of it may go.
    written(world, case, home, parts=["who", "people"])
    page = get(world.bea.sign_in(), f"/cases/{case.reference}/refer/")
    assert NO not in page
    newest, _before = (row for row, _details in read_agreements(case, **world.bea.can))
    assert newest.agreed == {"who", "people"}


def refused_alike(browser, path, given, sentence):
    """The preview says it before anything is sent, and sending says the same."""
    page = post(browser, path, given | {"show": "1"}, 200).content.decode()
    assert sentence in page
    assert 'name="send"' not in page
    assert "Smeštaj za noć" in page, "what was typed stays"
    page = post(browser, path, given | {"send": "1"} | hidden(page), 422).content.decode()
    assert sentence in page
    assert not Referral.objects.exists()


def test_the_preview_refuses_what_the_agreement_does_not_cover(world, case, home):
    row = agreement(world, case, home, parts=("who",))
    refused_alike(
        world.bea.sign_in(), f"/cases/{case.reference}/refer/",
        filled(world, home, ground=f"agreement:{row.pk}"),
        "The person did not agree to everything you ticked. Untick it or ask again.",
    )  # fmt: skip


def test_the_preview_says_at_once_that_nobody_else_can_look_at_it(world, case):
    connect(world, world.police, "pera")
    Account.objects.update(language="en")
    remove_holder(world.csw, world.boris.account, by=world.bea.actor)
    browser, path = world.bea.sign_in(), f"/cases/{case.reference}/refer/"
    page = post(browser, path, filled(world, world.police, show="1"), 200).content.decode()
    law = page.split('name="ground" value="law:')[1].split('"')[0]
    refused_alike(
        browser, path, filled(world, world.police, ground=f"law:{law}", reason="Zakon."),
        "Nobody else at your institution can look at this.",
    )  # fmt: skip


def test_the_preview_refuses_a_file_that_is_being_handed_over(world, case):
    target = by_law(world, case, world.csw_nis, network=world.nis)
    referred(world, case, target, kind="transfer", reason="x")
    browser, path = world.bea.sign_in(), f"/cases/{case.reference}/transfer/"
    given = filled(world, world.csw_nis, network=str(world.nis.pk), show="1")
    page = post(browser, path, given, 200).content.decode()
    law = page.split('name="ground" value="law:')[1].split('"')[0]
    page = post(browser, path, given | {"ground": f"law:{law}"}, 200).content.decode()
    assert "This file is being handed over already." in page
    assert 'name="send"' not in page


def test_a_conference_ticks_and_previews_only_what_is_agreed_to(world, case, home):
    agreement(world, case, home, parts=("who",))
    browser, path = world.bea.sign_in(), f"/cases/{case.reference}/conference/new/"
    invited = {"invited": str(home.pk), "show": "1"}
    page = post(browser, path, invited, 200).content.decode()
    prefix = home.pk.hex
    assert f'name="{prefix}-parts" value="account"' in page
    seen = set(re.findall(rf'name="{prefix}-parts" value="(\w+)"[^>]*checked', page))
    assert seen == {"who"}
    ground = page.split(f'name="{prefix}-ground" value="')[1].split('"')[0]
    more = {"shown": prefix, f"{prefix}-parts": ["who", "account"], f"{prefix}-ground": ground}
    page = post(browser, path, invited | more, 200).content.decode()
    assert "The person did not agree to everything you ticked." in page
