"""A network asks something of its own and leaves something out: two people, and nothing is lost."""

import re
from html import unescape

import pytest

from spona.access.denied import Denied
from spona.audit.models import Entry
from spona.audit.queries import newest_line
from spona.audit.recording import SYSTEM_LANE
from spona.cases.consent.ground import ground_unnamed
from spona.cases.fields.actions import propose_hiding
from spona.cases.fields.case_fields import FIELDS
from spona.cases.fields.network_questions import field_at, questions_of
from spona.cases.referrals.facts import sections_of
from spona.cases.referrals.packet import Body, Sender
from spona.directory.actions import give_network_role
from spona.identity.models import Account
from spona.reference.models import NetworkQuestion, Proposal
from spona.reference.queries import forged
from spona.reference.words import Words
from tests.cases.flow import get
from tests.cases.moving import file_of, text_of
from tests.cases.test_file_questions import panel, write
from tests.cases.world import DEMO

OWN = {"section": "identity", "sr": "Да ли похађа продужени боравак?", "en": "Does the child stay on?",
       "kind": "yes_no", "choices": "", "why": "Тражи град."}  # fmt: skip


@pytest.fixture(autouse=True)
def in_english(world):
    Account.objects.update(language="en")


@pytest.fixture
def second(world):
    """A deputy coordinator, of another institution."""
    give_network_role(world.hana.member, network=world.vranje, role="deputy_coordinator", by=DEMO)
    return world.hana


def propose(browser, path, **typed):
    token = re.search(r'name="token" value="([^"]+)"', get(browser, path))[1]
    return browser.post(path, {"token": token, **typed})


def added(world, second, **typed):
    """The question, proposed by the coordinator and confirmed by the deputy."""
    said = propose(world.kosta.sign_in(), "/questions/vranje/new/", **(OWN | typed))
    assert said.status_code == 302, said.content.decode()
    there = said["Location"]
    assert second.sign_in().post(f"{there}confirm/").status_code == 302
    return NetworkQuestion.objects.get(hides=False, ended_on=None)


def test_one_proposes_another_confirms_and_every_file_asks_it(world, second):
    case, bea = file_of(world), world.bea.sign_in()
    kosta = world.kosta.sign_in()
    there = propose(kosta, "/questions/vranje/new/", **OWN)["Location"]
    page = get(kosta, there)
    assert "Does the child stay on?" in page
    assert "Yes, no or not sure" in page
    assert kosta.post(f"{there}confirm/").status_code == 403
    assert "Does the child stay on?" not in get(bea, f"/cases/{case.reference}/edit/identity/")
    assert second.sign_in().post(f"{there}confirm/").status_code == 302
    form = get(bea, f"/cases/{case.reference}/edit/identity/")
    assert "Questions of the network" in form
    assert "Does the child stay on?" in form


def test_an_answer_is_kept_with_its_question_and_read_after_it_ended(world, second):
    case, bea = file_of(world), world.bea.sign_in()
    question = added(world, second)
    assert write(bea, case, "identity", **{question.key: "no"}).status_code == 302
    page = get(bea, f"/cases/{case.reference}/")
    assert re.search(r"<dt>Does the child stay on\?</dt>\s*<dd>No</dd>", page)
    form = get(bea, f"/cases/{case.reference}/edit/identity/")
    assert re.search(r'<option value="no" selected', form)

    path = f"/questions/vranje/end/{question.key}/"
    there = propose(world.kosta.sign_in(), path, why="Више није потребно.")["Location"]
    second.sign_in().post(f"{there}confirm/")
    assert "Does the child stay on?" not in get(bea, f"/cases/{case.reference}/edit/identity/")
    # Somebody writes in the part meanwhile: the answer stays.
    write(bea, case, "identity", sex="female")
    assert "Does the child stay on?" in get(bea, f"/cases/{case.reference}/")
    assert text_of(case, "identity", world.bea)["own"][question.key]["given"] == "no"


def test_a_choice_offers_what_was_written_and_nothing_else(world, second):
    case, bea = file_of(world), world.bea.sign_in()
    question = added(world, second, kind="one", choices="Прва смена\nДруга смена\n\nПрва смена")
    assert question.choices == ["Прва смена", "Друга смена"]
    assert write(bea, case, "identity", **{question.key: "Ноћу"}).status_code == 422
    assert write(bea, case, "identity", **{question.key: "Друга смена"}).status_code == 302
    assert text_of(case, "identity", world.bea)["own"][question.key]["value"] == {
        "sr": "Друга смена"
    }


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"kind": "one", "choices": "Једно"}, "Write at least two answers"),
        ({"sr": ""}, "required"),
        ({"why": ""}, "required"),
        ({"section": "count"}, "Select a valid choice"),
    ],
)
def test_what_is_missing_is_a_sentence_and_nothing_typed_is_lost(world, typed, said):
    answer = propose(world.kosta.sign_in(), "/questions/vranje/new/", **(OWN | typed))
    page = unescape(answer.content.decode())
    assert answer.status_code == 422
    assert "Does the child stay on?" in page
    assert not Proposal.objects.filter(kind="case_question").exists()
    assert said in page or "errorlist" in page or "has-error" in page


def test_a_question_left_out_is_not_asked_and_its_answers_stay(world, second):
    case, bea = file_of(world), world.bea.sign_in()
    write(bea, case, "identity", skills="шије", **{"income-not-known": "on"})
    for key in ("identity.skills", "identity.income"):
        path = f"/questions/vranje/hide/{key}/"
        there = propose(world.kosta.sign_in(), path, why="Не користимо.")["Location"]
        assert second.sign_in().post(f"{there}confirm/").status_code == 302
    form = get(bea, f"/cases/{case.reference}/edit/identity/")
    assert 'name="skills"' not in form
    assert 'name="income"' not in form
    write(bea, case, "identity", sex="female")
    document = text_of(case, "identity", world.bea)
    assert document["skills"] == "шије"
    assert document["not_known"] == ["income"]
    assert "шије" in get(bea, f"/cases/{case.reference}/")
    rows = get(world.kosta.sign_in(), "/questions/?network=vranje&state=hidden")
    assert "What they can do and like to do" in rows
    assert "Place of birth" not in rows


def test_what_the_centre_needs_cannot_be_left_out(world):
    centre = next(one for one in FIELDS if one.centre)
    assert not centre.may_be_hidden
    with pytest.raises(Denied, match="This question stays"):
        propose_hiding(world.vranje, centre, why="–", by=world.kosta.actor)
    said = propose(
        world.kosta.sign_in(), f"/questions/vranje/hide/identity.{centre.name}/", why="–"
    )
    assert said.status_code == 422
    for name in ("legal.conflict", "contact.safe", "identity.age"):
        assert not field_at(name).may_be_hidden


def test_another_town_asks_as_before(world, second):
    added(world, second)
    assert questions_of(world.nis.pk).own == ()
    assert panel(get(world.bea.sign_in(), f"/cases/{file_of(world).reference}/"))


def test_a_row_that_somebody_wrote_past_spona_asks_nobody_anything(world, second):
    question = added(world, second)
    NetworkQuestion.objects.filter(pk=question.pk).update(words={"sr": "Колико новца имате?"})
    case = file_of(world)
    path = f"/questions/vranje/end/{question.key}/"
    propose(world.kosta.sign_in(), path, why="–")
    assert "Колико новца" not in get(world.bea.sign_in(), f"/cases/{case.reference}/edit/identity/")


def test_who_does_not_lead_the_network_reads_and_changes_nothing(world):
    vera = world.vera.sign_in()
    page = get(vera, "/questions/")
    assert "Propose a question" not in page
    assert "Leave it out" not in page
    assert vera.get("/questions/vranje/new/").status_code == 403
    assert vera.get("/questions/vranje/hide/identity.skills/").status_code == 403
    # Of another town nobody knows that it is there.
    assert world.kosta.sign_in().get("/questions/nis/new/").status_code in (403, 404)


def test_words_find_a_question_in_either_script(world):
    kosta = world.kosta.sign_in()
    assert "Place of birth" in get(kosta, "/questions/?q=birth")
    assert "Means of control" not in get(kosta, "/questions/?q=birth")
    assert "No question has these words" in get(kosta, "/questions/?q=xyzxyz")


def test_a_question_that_came_back_meanwhile_is_not_emptied_by_a_page_without_it(world, second):
    """The page was drawn while it was left out; the answer of before stays."""
    case, bea = file_of(world), world.bea.sign_in()
    write(bea, case, "identity", skills="шије")
    path = f"/cases/{case.reference}/edit/identity/"
    hidden = propose(world.kosta.sign_in(), "/questions/vranje/hide/identity.skills/", why="–")
    second.sign_in().post(f"{hidden['Location']}confirm/")
    page = get(bea, path)
    there = {name: re.search(f'name="{name}" value="([^"]*)"', page)[1]
             for name in ("revision", "on_page")}  # fmt: skip
    again = propose(world.kosta.sign_in(), "/questions/vranje/end/identity.skills/", why="–")
    second.sign_in().post(f"{again['Location']}confirm/")
    assert bea.post(path, {**there, "age": "adult", "sex": "male"}).status_code == 302
    document = text_of(case, "identity", world.bea)
    assert (document["skills"], document["sex"]) == ("шије", "male")


def test_every_process_sees_a_change_at_once(world, second):
    """What is kept holds until the system's lane moves on, and a change moves it on."""
    before = newest_line()
    added(world, second)
    assert newest_line() != before
    assert Entry.objects.filter(lane_id=SYSTEM_LANE, name="reference:question_begun").exists()


def test_a_transfer_shows_the_answers_to_own_questions_before_it_goes(world, second):
    case, bea = file_of(world), world.bea.sign_in()
    question = added(world, second, kind="line", section="contact")
    write(bea, case, "contact", **{"safe": "no", question.key: "преко тетке Руже"})
    document = text_of(case, "contact", world.bea)
    body = Body(
        Sender(Words({"sr": "Центар"}), "Bea"), ground_unnamed(), sections={"contact": document}
    )
    [shown] = sections_of(body)
    assert shown.texts == ["Does the child stay on?: preko tetke Ruže"]


def test_a_question_that_was_taken_away_past_spona_is_told_to_the_operator(world, second):
    question = added(world, second)
    assert forged() == []
    NetworkQuestion.objects.filter(pk=question.pk).delete()
    confirmed = Proposal.objects.get(kind="case_question")
    assert forged() == [("proposal", confirmed.pk)]


def test_a_question_that_ended_and_was_put_back_is_told_to_the_operator(world, second):
    """The row of before its end, with the tag that it had."""
    question = added(world, second)
    before = NetworkQuestion.objects.filter(pk=question.pk).values("ended_on", "mac").get()
    path = f"/questions/vranje/end/{question.key}/"
    there = propose(world.kosta.sign_in(), path, why="Више није потребно.")["Location"]
    second.sign_in().post(f"{there}confirm/")
    assert forged() == []
    NetworkQuestion.objects.filter(pk=question.pk).update(**before)
    assert forged() == [("network_question", question.pk)]


def test_the_forty_first_question_is_not_confirmed_either(world, second, monkeypatch):
    """Both were proposed while there was room for one of them."""
    monkeypatch.setattr("spona.cases.fields.actions.MOST", 1)
    kosta, hana = world.kosta.sign_in(), second.sign_in()
    first, late = (propose(kosta, "/questions/vranje/new/", **OWN)["Location"] for _ in range(2))
    assert hana.post(f"{first}confirm/").status_code == 302
    refused = hana.post(f"{late}confirm/")
    assert refused.status_code == 403
    said = unescape(refused.content.decode())
    assert "The network asks forty questions of its own. End one first." in said
    assert len(questions_of(world.vranje.pk).own) == 1
    # With room again, it is confirmed as it was proposed.
    question = NetworkQuestion.objects.get(ended_on=None)
    ending = propose(kosta, f"/questions/vranje/end/{question.key}/", why="–")["Location"]
    assert hana.post(f"{ending}confirm/").status_code == 302
    assert hana.post(f"{late}confirm/").status_code == 302
