"""The recipient's buttons: mistakes beside their fields, second clicks, two at once."""

import pytest

from spona.cases.models import Move
from tests.cases.flow import fields, get, reported
from tests.shared_world import kept

_built, world = kept(reported)


@pytest.fixture
def path(world):
    return world.report


@pytest.fixture
def bea(world, path):
    browser = world.bea.sign_in()
    browser.post(f"{path}open/")
    return browser


def test_a_second_click_on_accept_leads_to_the_same_page(bea, path):
    codes = [bea.post(f"{path}accept/")["Location"] for _ in range(2)]
    assert codes == [path, path]
    assert Move.objects.filter(verb="accept").count() == 1


def test_who_comes_second_hears_who_was_faster_and_keeps_the_text(world, bea, path):
    boris = world.boris.sign_in()
    bea.post(f"{path}accept/")
    answer = boris.post(f"{path}accept/", {"message": "Moja rečenica."})
    assert answer.status_code == 409
    assert "Bea Primerić" in answer.content.decode()
    assert "Moja rečenica." in answer.content.decode()


def test_a_colleague_who_opens_second_sees_who_opened(world, bea, path):
    answer = world.boris.sign_in().post(f"{path}open/")
    assert answer.status_code == 409
    assert "Bea Primerić" in answer.content.decode()
    assert "Samo preko škole." in answer.content.decode()


def test_an_end_without_a_sentence_is_told_beside_the_field_and_loses_nothing(bea, path):
    bea.post(f"{path}accept/")
    answer = bea.post(f"{path}finish/", {"message": "Samo rečenica."})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Samo rečenica." in page
    assert "has-error" in page
    answer = bea.post(f"{path}finish/", {"outcome": "done", "message": ""})
    assert answer.status_code == 422


def test_an_empty_question_is_told_beside_the_field(bea, path):
    answer = bea.post(f"{path}feedback/", {"message": " "})
    assert answer.status_code == 422
    assert "has-error" in answer.content.decode()


def test_the_same_question_sent_twice_is_asked_once(bea, path):
    page = get(bea, path)
    for _ in range(2):
        bea.post(f"{path}feedback/", {**fields(page), "message": "Kog dana?"})
    assert Move.objects.filter(verb="give_feedback").count() == 1


def test_two_who_write_the_number_see_both(world, bea, path):
    boris = world.boris.sign_in()
    assert bea.post(f"{path}number/", {"number": "1/26", "revision": "0"}).status_code == 302
    assert bea.post(f"{path}number/", {"number": "2/26", "revision": "1"}).status_code == 302
    answer = boris.post(f"{path}number/", {"number": "3/26", "revision": "1"})
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "2/26" in page
    assert 'value="3/26"' in page
    assert boris.post(f"{path}number/", {"number": "3/26", "revision": "2"}).status_code == 302


def test_a_holder_opens_what_a_colleague_works_on_only_with_a_reason(world, bea, path):
    bea.post(f"{path}accept/")
    bea.post(f"{path}assign/", {"member": str(world.vera.member.pk)})
    boris = world.boris.sign_in()
    page = get(boris, path)
    assert "Izostaje petkom." not in page
    assert 'name="reason"' in page
    assert "Izostaje petkom." in boris.post(path, {"reason": "absence"}).content.decode()
    assert "Izostaje petkom." not in boris.post(path, {"reason": "znatiželja"}).content.decode()


def test_assigning_to_nobody_or_a_stranger_is_told_beside_the_field(world, bea, path):
    bea.post(f"{path}accept/")
    for who in ("", "x", str(world.hana.member.pk)):
        assert bea.post(f"{path}assign/", {"member": who}).status_code == 422


@pytest.mark.parametrize("verb", ["open", "accept", "start", "assign", "answer"])
def test_verbs_without_a_page_of_their_own_answer_to_post_only(bea, path, verb):
    assert bea.get(f"{path}{verb}/").status_code == 405


@pytest.mark.parametrize("verb", ["finish", "feedback", "number"])
def test_what_is_written_has_a_page_of_its_own_with_one_form(bea, path, verb):
    bea.post(f"{path}accept/")
    page = get(bea, f"{path}{verb}/")
    main = page.partition("<main")[2].partition("</main>")[0]
    assert main.count("<form") == 1
    assert path in main


def test_a_page_of_its_own_leads_back_where_its_verb_is_not_possible(world, bea, path):
    assert bea.get(f"{path}finish/")["Location"] == path
    ana = world.ana.sign_in()
    for verb in ("finish", "feedback"):
        assert ana.get(f"{path}{verb}/")["Location"] == path


def test_no_page_of_a_report_has_two_forms_with_words_in_them(world, bea, path):
    """What is typed in one would be lost when the other is sent."""
    ana = world.ana.sign_in()

    def look():
        for browser in (ana, bea):
            main = get(browser, path).partition("<main")[2].partition("</main>")[0]
            assert main.count("<textarea") + main.count('type="text"') <= 1

    look()
    bea.post(f"{path}feedback/", {"message": "Kog dana?"})
    look()
    bea.post(f"{path}accept/")
    look()
    bea.post(f"{path}assign/", {"member": str(world.bea.member.pk)})
    look()
    bea.post(f"{path}finish/", {"outcome": "done", "message": "Gotovo."})
    look()


def test_the_reader_of_the_sender_side_has_no_buttons_of_the_recipient(world, bea, path):
    page = get(world.ana.sign_in(), path)
    for verb in ("accept", "finish", "assign", "start", "feedback"):
        assert f"{path}{verb}/" not in page
