"""Adding to a referral that was sent: from the file, and only what its agreement covers."""

from dataclasses import replace

import pytest

from spona.access.actor import Actor
from spona.access.denied import Conflict, Denied
from spona.cases.casefile.actions.telling import read_told
from spona.cases.consent.actions import read_agreements
from spona.cases.models import Case, Move
from spona.cases.referral_pages.actions import hold_agreements, withdraw_from_all
from spona.cases.referral_pages.compose import addition_of
from spona.cases.referral_pages.opening import open_file
from spona.cases.referrals.actions import (
    accept,
    add_to_referral,
    approve,
    confirm_forward,
    finish,
    propose_forward,
    read_addition,
)
from spona.cases.referrals.additions import SECTION, addition_boxes
from spona.cases.referrals.moves import Kind
from spona.deadlines import now
from spona.identity.models import Account
from spona.tasks.models import Task
from spona.vault.actions import open_section
from spona.vault.models import Grant, Section
from tests.cases.flow import fields, get
from tests.cases.moving import agreement as agreed_for
from tests.cases.moving import (
    asking,
    by_agreement,
    by_law,
    connect,
    file_of,
    opened_by,
    referred,
)
from tests.cases.offline_partners.test_print_report import text as text_of_pdf

WORDS = "dopunaUPUTA"


@pytest.fixture
def case(world):
    return file_of(world)


@pytest.fixture
def row(world, case):
    """On agreement to who the person is, what was heard, and their health."""
    given = by_agreement(world, case, world.health, parts=("who", "account", "health"))
    return referred(world, case, given)


def addition(world, case, *parts, text=""):
    documents = open_file(case, by=world.bea.actor, keys=world.bea.keys)
    return addition_of(parts, documents, text=text, writer=world.bea.member)


def of_file(world, row):
    """The agreement on which it rests, opened."""
    found = read_agreements(row.from_case, by=world.bea.actor, keys=world.bea.keys)
    return next(one for one, _said in found if one.pk == row.agreement_id)


def add(world, row, *parts, text=WORDS, agreement=None):
    return add_to_referral(
        row, addition(world, row.from_case, *parts, text=text),
        agreement=agreement or of_file(world, row), by=world.bea.actor,
    )  # fmt: skip


def opened(row, person):
    section = Section.objects.named(addition_boxes(row)[-1].pk, SECTION).select_related("box").get()
    return open_section(section, **person.can)


def states(row, institution):
    rows = Grant.objects.filter(section__box__in=addition_boxes(row), to_id=institution.pk)
    return list(rows.values_list("state", flat=True))


# What the agreement covers goes, nothing else ---------------------------------------------------


def test_it_opens_with_the_rest_and_carries_the_file_as_it_is_now(world, case, row):
    add(world, row, "health")
    assert states(row, world.health) == ["held"]
    taken = accept(opened_by(row, world.hana), **world.hana.can)
    document = opened(taken, world.hana)
    assert document["text"] == WORDS
    assert document["sections"]["health"]["text"] == "Pregled."
    assert [task.kind for task in Task.objects.open().filter(subject_id=row.pk)].count(
        "read_message"
    ) == 1
    read_addition(taken, **world.hana.can)
    assert not Task.objects.open().filter(subject_id=row.pk, kind="read_message").exists()


@pytest.mark.parametrize("part", ["reach", "papers", "people", "legal", "plan", "assessment"])
def test_a_part_to_which_the_person_did_not_agree_stays_here(world, row, part):
    with pytest.raises(Denied, match="did not agree"):
        add(world, row, part)
    assert not addition_boxes(row)


def test_without_what_was_heard_words_of_ones_own_stay_here_too(world, case):
    row = referred(world, case, _only_who(world, case))
    with pytest.raises(Denied, match="did not agree"):
        add(world, row)
    add(world, row, "who", text="")
    assert len(addition_boxes(row)) == 1


def _only_who(world, case):
    target = by_agreement(world, case, world.health, parts=("who",))
    body = replace(target.packet.body, account=None)
    return replace(target, packet=replace(target.packet, body=body))


def test_another_agreement_of_the_file_is_no_basis_for_it(world, case, row):
    wider = agreed_for(world, case, world.health, parts=("who", "account", "health", "legal"))
    with pytest.raises(Denied, match="Write down first"):
        add(world, row, "legal", agreement=wider)
    # And it goes on the one on which the rest went: that one ends all of it.
    add(world, row)
    withdraw_from_all(of_file(world, row), by=world.bea.actor)
    assert states(row, world.health) == []


def test_it_ends_on_the_day_on_which_the_rest_ends(world, row):
    add(world, row)
    body = Grant.objects.get(
        section__in=Section.objects.named(row.packet_id, "body"), to_id=world.health.pk
    )
    added = Grant.objects.get(section__box=addition_boxes(row)[0], to_id=world.health.pk)
    assert body.until is not None
    assert added.until == body.until


def test_after_a_restore_nothing_goes_before_the_person_was_asked(world, row):
    hold_agreements(by=_restore())
    with pytest.raises(Denied, match="still agrees"):
        add(world, row)


def _restore():
    return Actor.system("restore")


def test_what_went_without_agreement_is_not_added_to_past_the_second_person(world, case):
    connect(world, world.police, "pera")
    row = referred(world, case, by_law(world, case, world.police), reason="Zbog života.")
    row = approve(row, **world.boris.can)
    with pytest.raises(Conflict, match="second person"):
        add(world, row, agreement=agreed_for(world, case, world.police))
    assert not addition_boxes(row)


def test_a_question_without_identity_has_no_file_to_add_from(world, case):
    row = referred(world, case, asking(world, world.health), kind=Kind.QUESTION)
    with pytest.raises(Denied, match="not done with"):
        add(world, row, agreement=agreed_for(world, case, world.health))


def test_nothing_goes_out_of_a_closed_file(world, case, row):
    given = of_file(world, row)
    words = addition(world, case, text=WORDS)
    closed = Case.objects.get(pk=case.pk)
    closed.closed_at = now()
    closed.save(update_fields=["closed_at"])
    with pytest.raises(Denied, match="closed"):
        add_to_referral(row, words, agreement=given, by=world.bea.actor)


def test_a_referral_that_is_over_takes_nothing_more(world, row):
    given, words = of_file(world, row), addition(world, row.from_case, text=WORDS)
    done = accept(opened_by(row, world.hana), **world.hana.can)
    finish(done, outcome="done", message="Gotovo.", by=world.hana.actor)
    with pytest.raises(Conflict, match="new referral"):
        add_to_referral(row, words, agreement=given, by=world.bea.actor)


# What was added counts as what went -------------------------------------------------------------


def test_whoever_gets_it_next_gets_it_only_where_the_person_agreed_to_what_was_added(
    world, case, row
):
    add(world, row, "health")
    at = opened_by(row, world.hana)
    propose_forward(at, to=world.police, network=world.vranje, reason="matter", **world.hana.can)
    less = agreed_for(world, case, world.police, parts=("who", "account"))
    with pytest.raises(Denied, match="did not agree"):
        confirm_forward(row, agreement=less, **world.bea.can)
    more = agreed_for(world, case, world.police, parts=("who", "account", "health"))
    assert confirm_forward(row, agreement=more, **world.bea.can).on_paper


def test_the_person_hears_that_it_was_given(world, case, row):
    before = read_told(case, **world.bea.can).others
    add(world, row, "health")
    after = read_told(case, **world.bea.can).others
    assert not any("what concerns your health" in one.parts for one in before)
    assert any("what concerns your health" in one.parts for one in after)


# The pages --------------------------------------------------------------------------------------


@pytest.fixture
def path(world, row):
    Account.objects.update(language="en")
    return f"/r/{row.reference}/"


def shown(browser, path, **data):
    page = get(browser, f"{path}addition/")
    return browser.post(f"{path}addition/", fields(page) | data | {"show": "1"})


def go(browser, path, **data):
    page = shown(browser, path, **data).content.decode()
    return browser.post(f"{path}addition/", fields(page) | data | {"send": "1"})


def test_the_page_of_a_referral_has_the_button_and_offers_only_what_is_covered(world, path):
    bea = world.bea.sign_in()
    assert "Add to the referral" in get(bea, path)
    page = get(bea, f"{path}addition/")
    assert 'value="health"' in page
    assert 'value="legal"' not in page
    assert 'value="reach"' not in page
    assert "Nothing else can be added to it." in page
    assert "Write down an agreement for this institution" in page
    assert "Write a new referral" in page


def test_it_goes_as_it_was_shown_and_its_recipient_reads_it(world, path):
    bea, hana = world.bea.sign_in(), world.hana.sign_in()
    typed = {"text": WORDS, "parts": ["who", "health"]}
    preview = shown(bea, path, **typed).content.decode().split('class="packet"')[1]
    for said in (WORDS, "Pregled.", "Mila Izmišljena"):
        assert said in preview
    assert go(bea, path, **typed).status_code == 302
    hana.post(f"{path}open/")
    assert WORDS not in get(hana, path)
    hana.post(f"{path}accept/")
    page = get(hana, path)
    assert WORDS in page
    assert "Pregled." in page
    # It rests on agreement: nothing of it is to be written into a file.
    assert "It is not copied into your file by itself." not in page
    added = page.split('id="added"')[1].split("</section>")[0]
    assert "Mila Izmišljena" not in added
    assert f"{path}name/?of=0" in added
    name = hana.post(f"{path}name/?of=0", headers={"X-Requested-With": "fetch"})
    assert name.content.decode() == "Mila Izmišljena"
    assert WORDS in text_of_pdf(hana.get(f"{path}addition/print/"))
    assert hana.post(f"{path}name/?of=7").status_code == 404


def test_what_was_not_offered_is_refused_and_what_was_typed_stays(world, path):
    bea = world.bea.sign_in()
    answer = shown(bea, path, text=WORDS, parts=["legal"])
    assert answer.status_code == 422
    assert WORDS in answer.content.decode()
    empty = shown(bea, path)
    assert empty.status_code == 422
    assert "Write what you add, or tick a part of the file." in empty.content.decode()
    assert not Move.objects.filter(verb="add").exists()


def test_the_agreement_withdrawn_meanwhile_is_a_sentence_and_nothing_goes(world, row, path):
    bea = world.bea.sign_in()
    page = shown(bea, path, text=WORDS).content.decode()
    withdraw_from_all(of_file(world, row), by=world.bea.actor)
    late = bea.post(f"{path}addition/", fields(page) | {"text": WORDS, "send": "1"})
    assert late.status_code in (409, 422)
    assert "Write a new referral" in late.content.decode()
    assert not Move.objects.filter(verb="add").exists()


def test_by_law_the_page_says_why_and_leads_to_a_new_referral(world, case):
    Account.objects.update(language="en")
    connect(world, world.police, "pera")
    row = referred(world, case, by_law(world, case, world.police), reason="Zbog života.")
    row = approve(row, **world.boris.can)
    page = get(world.bea.sign_in(), f"/r/{row.reference}/addition/")
    assert "a second person looks at each thing" in page
    assert f"/cases/{case.reference}/refer/" in page
    assert 'name="send"' not in page


def test_others_find_no_page_to_add(world, path):
    for who in (world.hana, world.cora, world.ana):
        assert who.sign_in().get(f"{path}addition/").status_code in (403, 404)
