"""Save for later: with a code for whoever has no account, under their own key for members."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.test import Client

from spona import deadlines
from spona.access.actor import Actor
from spona.access.denied import Denied
from spona.audit.models import Entry
from spona.identity.models import Attempt
from spona.surveys import actions, jobs
from spona.surveys.models import Draft, Submission
from spona.surveys.views import drafts
from spona.vault.models import Code
from spona.vault.refusals import Unopenable
from tests.surveys.test_filling import STRANGER, carried, path, press

SYSTEM = Actor.system("housekeeping")


@pytest.fixture
def stranger():
    return Client(headers=STRANGER)


def half(browser, found):
    """On the second page, with an answer on the first."""
    page = press(browser, browser.get(path(found)))
    return press(browser, page, knows="yes", age="16")


def code_on(page) -> str:
    (shown,) = re.findall(r'<p class="code" id="code">(.*?)</p>', page.content.decode(), re.S)
    return re.sub(r"<[^>]*>|\s+", "", shown)


def back(browser, found, code):
    return browser.post(f"{path(found)}back/", {"code": code})


def test_nothing_is_kept_before_somebody_saves(opened, stranger):
    half(stranger, opened())
    assert not Draft.objects.exists()
    assert not Code.objects.exists()


def test_a_stranger_saves_closes_the_browser_comes_back_and_sends(world, opened, stranger):
    found = opened()
    saved = press(stranger, half(stranger, found), "save", words="Ана ми је рекла", told=["nobody"])
    text = saved.content.decode()
    assert "It is saved for later" in text
    assert not Submission.objects.exists()
    another = Client(headers=STRANGER)
    page = back(another, found, code_on(saved).lower().replace("-", " "))
    assert "Page 2 of 2" in page.content.decode()
    assert "Ана ми је рекла" in page.content.decode()
    last = press(another, page, happened="yes")
    sent = press(another, last, "send")
    assert "Thank you" in sent.content.decode()
    (one,) = actions.open_answers(found, **world.dora.can)
    assert one.document["answers"]["about/age"] == "16"
    assert one.document["answers"]["help/words"] == "Ана ми је рекла"
    # The text is gone at once, and the code opens nothing.
    assert bytes(Draft.objects.get().sealed) == b""
    again = back(another, found, code_on(saved))
    assert again.status_code == 422
    assert "opens nothing" in again.content.decode()
    # Sent twice from a page that lay open, it is there once.
    press(another, last, "send")
    assert Submission.objects.count() == 1
    for one in (saved, page, last, sent, again):
        assert not one.cookies
        assert "<script" not in one.content.decode()
        assert one["Cache-Control"] == "no-store"


def test_wrong_answers_are_kept_as_they_are(opened, stranger):
    found = opened()
    page = press(stranger, stranger.get(path(found)))
    saved = press(stranger, page, "save", knows="yes", age="стотину")
    page = back(stranger, found, code_on(saved))
    assert "Page 1 of 2" in page.content.decode()
    assert 'value="стотину"' in page.content.decode()


def test_saved_again_the_code_stays_and_the_newest_words_are_there(opened, stranger):
    found = opened()
    saved = press(stranger, half(stranger, found), "save", told=["home"])
    code = code_on(saved)
    page = back(stranger, found, code)
    again = press(stranger, page, "save", told=["nobody"], words="новије речи")
    assert "under the code that you have" in again.content.decode()
    assert "новије речи" in back(stranger, found, code).content.decode()
    assert Draft.objects.count() == Code.objects.count() == 1


def test_go_on_now_leads_to_the_same_page(opened, stranger):
    saved = press(stranger, half(stranger, opened()), "save", told=["nobody"], words="речи")
    on = stranger.post(path(saved.context["round"]), carried(saved))
    assert "Page 2 of 2" in on.content.decode()
    assert "речи" in on.content.decode()


def test_two_windows_lose_nothing(opened, stranger):
    found = opened()
    code = code_on(press(stranger, half(stranger, found), "save", told=["home"]))
    first, second = back(stranger, found, code), back(stranger, found, code)
    press(stranger, first, "save", told=["nobody"], words="из првог прозора")
    refused = press(stranger, second, "save", told=["nobody"], words="из другог прозора")
    text = refused.content.decode()
    assert refused.status_code == 409
    assert "from another window meanwhile" in text
    assert "из другог прозора" in text
    assert "из првог прозора" in back(stranger, found, code).content.decode()
    press(stranger, refused, "save")
    assert "из другог прозора" in back(stranger, found, code).content.decode()


def test_a_thief_of_the_database_reads_no_draft_and_learns_of_whom_it_is_from_none(
    world, opened, stranger
):
    found = opened()
    press(stranger, half(stranger, found), "save", told=["nobody"], words="нико не зна")
    browser = world.ana.sign_in()
    page = press(browser, browser.get(f"/surveys/{found.pk}/answer/"))
    press(browser, page, "save", knows="yes", age="16")
    rows = list(Draft.objects.order_by("owner_mark"))
    assert len(rows) == 2
    whole = " ".join(str(one.__dict__) for one in rows)
    for one in world.people.values():
        for ident in (one.member.pk, one.account.pk, one.member.person_id):
            assert str(ident) not in whole
    assert "нико не зна".encode() not in b"".join(bytes(one.sealed) for one in rows)
    assert len({len(bytes(one.sealed)) // 2000 for one in rows}) == 1
    # Nobody else's key opens what a member began, nor a row that was moved.
    with pytest.raises(Unopenable):
        world.bea.keys.open_own(bytes(rows[1].sealed), aad=rows[1].aad())


def test_the_log_says_nothing_of_the_round_nor_of_the_sending(world, opened, stranger):
    found = opened()
    before = set(Entry.objects.values_list("pk", flat=True))
    code = code_on(press(stranger, half(stranger, found), "save", told=["home"]))
    made = Entry.objects.exclude(pk__in=before)
    assert [one.name for one in made] == ["code:issued"]
    page = back(stranger, found, code)
    known = Entry.objects.count()
    press(stranger, press(stranger, page), "send")
    assert Submission.objects.exists()
    assert Entry.objects.count() == known
    browser = world.ana.sign_in()
    known = Entry.objects.count()
    page = press(browser, browser.get(f"/surveys/{found.pk}/answer/"))
    press(browser, page, "save", knows="yes", age="16")
    assert Entry.objects.count() == known
    codes = Entry.objects.filter(name__startswith="code")
    assert not [one for one in codes if str(found.pk) in f"{one.subject_id} {one.detail}"]


@pytest.mark.parametrize("typed", ["", "7K3MQ2", "0" * 22, "7K3MQ2-0123-4567-8901-2345", "ж" * 40])
def test_a_code_that_opens_nothing_is_a_sentence_and_stays_in_its_field(opened, stranger, typed):
    page = back(stranger, opened(), typed)
    assert page.status_code == 422
    assert f'value="{typed}"' in page.content.decode() or not typed


def test_wrong_codes_are_slowed_and_leave_no_address(opened, stranger):
    found = opened()
    code = code_on(press(stranger, half(stranger, found), "save", told=["home"]))
    wrong = code[:-1] + ("0" if code[-1] != "0" else "1")
    answers = [back(stranger, found, wrong).status_code for _n in range(8)]
    assert answers[0] == 422
    assert answers[-1] == 429
    assert "Wait" in back(stranger, found, wrong).content.decode()
    assert "127.0.0.1" not in str([one.__dict__ for one in Attempt.objects.all()])


def test_a_code_of_another_questionnaire_opens_nothing_here(opened, stranger):
    found, other = opened(), opened()
    code = code_on(press(stranger, half(stranger, found), "save", told=["home"]))
    assert back(stranger, other, code).status_code == 422
    assert back(stranger, found, code).status_code == 200


def test_a_forged_ticket_neither_overwrites_nor_ends_a_draft(world, opened, stranger):
    found = opened()
    code = code_on(press(stranger, half(stranger, found), "save", words="моје", told=["nobody"]))
    row = Draft.objects.get()
    page = half(stranger, found)
    said = carried(page) | {"draft": f'["{row.pk}",1]', "a.help/words": "туђе", "go": "save"}
    stranger.post(path(found), said)
    assert Draft.objects.count() == 2
    assert "моје" in back(stranger, found, code).content.decode()
    # Nor does the ticket of a stranger's draft reach a member's, or the other way round.
    browser = world.ana.sign_in()
    page = press(browser, browser.get(f"/surveys/{found.pk}/answer/"))
    press(browser, page, "save", knows="yes", age="16")
    own = Draft.objects.exclude(owner_mark="").get()
    with pytest.raises(Denied):
        actions.open_by_code(found, code[:-1] + "x", by=SYSTEM)
    actions.drop_coded(found, own.pk)
    own.refresh_from_db()
    assert bytes(own.sealed)


def test_a_row_that_was_written_past_spona_opens_for_nobody(opened, stranger):
    found = opened()
    code = code_on(press(stranger, half(stranger, found), "save", told=["home"]))
    Draft.objects.update(until=deadlines.time.today() + dt.timedelta(days=300))
    page = back(stranger, found, code)
    assert "not as Spona left it" in page.content.decode()


def test_after_two_weeks_or_the_last_day_a_job_drops_it_with_its_code(
    world, opened, stranger, monkeypatch
):
    found = opened()
    code = code_on(press(stranger, half(stranger, found), "save", told=["home"]))
    browser = world.ana.sign_in()
    page = press(browser, browser.get(f"/surveys/{found.pk}/answer/"))
    press(browser, page, "save", knows="yes", age="16")
    assert jobs.close_and_destroy()[2] == 0
    actions.close_round(found, late_phones=False, by=world.kosta.actor)
    assert jobs.close_and_destroy()[2] == 2
    assert not Draft.objects.exists()
    assert not Code.objects.exists()
    with pytest.raises(Denied):
        actions.open_by_code(found, code, by=SYSTEM)


def test_whoever_floods_waits_and_keeps_what_was_typed(opened, stranger, monkeypatch):
    monkeypatch.setattr(drafts, "DRAFTS", drafts.Flow("d", calm=1, one_network=1, place=1))
    found = opened()
    press(stranger, half(stranger, found), "save", told=["home"])
    page = press(stranger, half(stranger, found), "save", told=["nobody"], words="моје")
    assert page.status_code == 429
    assert "Very many people are saving" in page.content.decode()
    assert "моје" in page.content.decode()
    assert Draft.objects.count() == 1


def test_a_member_goes_on_where_they_stopped_and_what_they_send_is_nobodys(world, opened):
    found = opened()
    browser = world.ana.sign_in()
    where = f"/surveys/{found.pk}/answer/"
    listed = browser.get("/surveys/").content.decode()
    assert where in listed
    page = press(browser, browser.get(where))
    page = press(browser, page, knows="yes", age="16")
    done = press(browser, page, "save", words="моје речи", told=["nobody"])
    assert done.status_code == 302
    assert "begun" in browser.get("/surveys/").content.decode()
    first = world.ana.sign_in().get(where)
    assert "Go on with what you began" in first.content.decode()
    page = press(browser, first, "continue")
    assert "моје речи" in page.content.decode()
    last = press(browser, page, happened="yes")
    press(browser, last, "send")
    assert not Draft.objects.exists()
    (one,) = actions.open_answers(found, **world.dora.can)
    assert one.document["answers"]["help/words"] == "моје речи"
    assert str(world.ana.member.pk) not in str(one.document)


def test_a_member_throws_their_own_away_and_reaches_nobody_elses(world, opened):
    found = opened()
    for name in ("ana", "bea"):
        browser = world.people[name].sign_in()
        page = press(browser, browser.get(f"/surveys/{found.pk}/answer/"))
        press(browser, page, "save", knows="yes", age="16")
    assert Draft.objects.count() == 2
    browser.post(f"/surveys/{found.pk}/answer/drop/")
    (left,) = Draft.objects.all()
    assert left.owner_mark == Draft.mark_of(world.ana.member.pk)


def test_a_member_of_another_network_is_not_asked(world, opened):
    found = opened()
    browser = world.dragan.sign_in()
    assert browser.get(f"/surveys/{found.pk}/answer/").status_code == 404
    assert str(found.pk) not in browser.get("/surveys/").content.decode()
