"""Drafts: only the writer opens them, nothing typed is lost, two windows notice each other."""

from uuid import uuid4

import pytest

from spona.access.denied import Denied
from spona.cases.intake.actions import begin_draft, delete_draft, read_draft, save_draft
from spona.cases.models import Draft, Referral
from spona.crypto.errors import Unopenable
from tests.cases.flow import PARTS, PERSON, begin, fields, get, submit, written

TIMER = {"X-Spona-Timer": "1"}


@pytest.fixture
def ana(world):
    return world.ana.sign_in()


def text(draft, world):
    return read_draft(Draft.objects.get(pk=draft.pk), **world.ana.can)


def test_a_draft_opens_with_the_writers_own_key_and_with_no_other(world):
    draft = begin_draft({"in_danger": "no"}, **world.ana.can)
    assert text(draft, world)["danger"] == {"in_danger": "no"}
    with pytest.raises(Unopenable):
        world.bea.keys.open_own(bytes(draft.sealed), aad=draft.aad())
    with pytest.raises(Denied):
        read_draft(draft, **world.direktor.can)


def test_a_sealed_draft_that_was_moved_to_another_row_does_not_open(world):
    one, two = (begin_draft({}, **world.ana.can) for _ in range(2))
    one.sealed = two.sealed
    one.save()
    with pytest.raises(Unopenable):
        text(one, world)


def test_every_step_keeps_what_the_others_have(world):
    draft = begin_draft({"in_danger": "no"}, **world.ana.can)
    for revision, (step, values) in enumerate(
        (
            ("signs", {"edu-001": {"answer": "yes"}}),
            ("person", {"name": "M"}),
            ("signs", {"edu-002": {"answer": "no"}}),
        ),
        start=1,
    ):
        save_draft(draft, step, values, revision=revision, tab="a", **world.ana.can)
    saved = text(draft, world)
    assert saved["signs"] == {"edu-001": {"answer": "yes"}, "edu-002": {"answer": "no"}}
    assert (saved["danger"], saved["person"]) == ({"in_danger": "no"}, {"name": "M"})


def test_a_wrong_answer_is_kept_and_gets_a_sentence_beside_its_field(world, ana):
    draft = begin(ana)
    answer = submit(ana, f"{draft}person/", {"name": "Mila", "safe": "no"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'value="Mila"' in page
    assert page.count('aria-invalid="true"') >= 2
    assert 'value="Mila"' in get(ana, f"{draft}person/")


def test_the_timer_saves_without_a_word(world, ana):
    draft = begin(ana)
    page = get(ana, f"{draft}person/")
    for name in ("Mil", "Mila"):
        answer = ana.post(f"{draft}save/person/", {**fields(page), "name": name}, headers=TIMER)
        assert answer.status_code == 204
    # The same window goes on with the number it was shown, and quarrels with nobody.
    assert ana.post(f"{draft}person/", {**fields(page), **PERSON}).status_code == 302
    assert "Mila Izmišljena" in get(ana, f"{draft}person/")


def test_two_windows_with_one_draft_notice_each_other_and_lose_nothing(world, ana):
    draft = begin(ana)
    first, second = get(ana, f"{draft}person/"), get(ana, f"{draft}person/")
    assert ana.post(f"{draft}person/", {**fields(first), **PERSON}).status_code == 302
    mine = PERSON | {"name": "Druga"}
    answer = ana.post(f"{draft}person/", {**fields(second), **mine})
    page = answer.content.decode()
    assert answer.status_code == 409
    assert 'value="Druga"' in page
    assert "Mila Izmišljena" in get(ana, f"{draft}person/")
    # Saving once more, knowing of the other text, keeps this one.
    assert ana.post(f"{draft}person/", {**fields(page), **mine}).status_code == 302
    assert 'value="Druga"' in get(ana, f"{draft}person/")


def test_the_timer_of_a_second_window_does_not_overwrite(world, ana):
    draft = begin(ana)
    first, second = get(ana, f"{draft}person/"), get(ana, f"{draft}person/")
    ana.post(f"{draft}person/", {**fields(first), **PERSON})
    late = ana.post(f"{draft}save/person/", {**fields(second), "name": "X"}, headers=TIMER)
    assert late.status_code == 409
    assert "Mila Izmišljena" in get(ana, f"{draft}person/")


def test_nobody_else_learns_that_a_draft_exists(world, ana):
    draft = begin(ana)
    for name in ("direktor", "bea", "cora"):
        browser = world.people[name].sign_in()
        for step in ("", "signs/", "person/", "recipient/", "preview/", "delete/", "report.pdf"):
            assert browser.get(draft + step).status_code == 404, (name, step)
        assert browser.post(f"{draft}send/", {"token": "x" * 43}).status_code == 409
        assert browser.post(f"/signs/{uuid4()}/send/", {"token": "y" * 43}).status_code == 409
        assert browser.post(f"{draft}save/person/", {}).status_code == 404


def test_deleting_asks_once_and_then_nothing_is_left(world, ana):
    draft = begin(ana)
    assert Draft.objects.count() == 1
    get(ana, f"{draft}delete/")
    assert Draft.objects.count() == 1
    assert ana.post(f"{draft}delete/").status_code == 302
    assert not Draft.objects.exists()
    assert ana.get(f"{draft}person/").status_code == 404


def test_only_the_writer_deletes(world):
    draft = begin_draft({}, **world.ana.can)
    with pytest.raises(Denied):
        delete_draft(draft, by=world.direktor.actor)


def test_a_second_click_on_the_first_page_begins_one_draft(world, ana):
    page = get(ana, "/signs/")
    for _ in range(2):
        assert ana.post("/signs/", {**fields(page), "in_danger": "no"}).status_code == 302
    assert Draft.objects.count() == 1


def test_drafts_stand_on_my_reports_until_they_are_sent(world, ana):
    draft = written(ana, world)
    assert draft in get(ana, "/reports/")
    submit(ana, f"{draft}preview/", {"parts": PARTS}, at=f"{draft}send/")
    assert draft not in get(ana, "/reports/")


def test_a_post_after_the_session_was_locked_gives_the_text_back(world, ana):
    from django.utils import timezone

    from spona.identity.models import Session
    from spona.identity.sessions import IDLE

    draft = begin(ana)
    page = get(ana, f"{draft}person/")
    Session.objects.update(active_at=timezone.now() - IDLE * 2)
    answer = ana.post(f"{draft}person/", {**fields(page), **PERSON})
    assert "Ne smem da kažem." in answer.content.decode()
    assert Draft.objects.get().revision == 1


def test_sending_twice_makes_one_report(world, ana):
    draft = written(ana, world)
    page = get(ana, f"{draft}preview/")
    answers = [ana.post(f"{draft}send/", {**fields(page), "parts": PARTS}) for _ in range(2)]
    assert answers[0]["Location"] == answers[1]["Location"]
    assert Referral.objects.count() == 1


def test_sending_from_a_second_window_says_that_it_was_sent(world, ana):
    draft = written(ana, world)
    pages = [get(ana, f"{draft}preview/") for _ in range(2)]
    codes = [
        ana.post(f"{draft}send/", {**fields(page), "parts": PARTS}).status_code for page in pages
    ]
    assert codes == [302, 409]
    assert Referral.objects.count() == 1


def test_the_report_is_what_the_preview_showed(world, ana):
    bea = world.bea.sign_in()
    draft = written(ana, world)
    answer = submit(ana, f"{draft}preview/", {"parts": ["signs"]})
    preview = answer.content.decode()
    band = preview.split("packet-band is-sealed")[0].split("packet-head")[1]
    assert "Izostaje petkom." in band
    assert "Mila Izmišljena" not in band
    path = submit(ana, f"{draft}preview/", {"parts": ["signs"]}, at=f"{draft}send/")["Location"]
    bea.post(f"{path}open/")
    bea.post(f"{path}accept/")
    page = get(bea, path)
    assert "Izostaje petkom." in page
    assert "Ne smem da kažem." not in page
    assert bea.post(f"{path}name/", headers={"X-Requested-With": "fetch"}).status_code == 404
