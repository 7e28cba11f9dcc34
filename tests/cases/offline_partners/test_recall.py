"""Withdrawn after it went on paper: asked back, the answer written down, the person told."""

import re

import pytest

from spona.access.denied import Denied
from spona.cases.models import Move, Referral
from spona.cases.referral_pages.actions import withdraw_from_all
from spona.cases.referrals.actions import approve, deliver, note_recall, withdraw
from spona.cases.referrals.actions.expire import expire
from spona.deadlines.late import day_in, today_in
from spona.identity.models import Account
from spona.tasks.kinds import KINDS
from spona.tasks.models import Task
from spona.ui.days import until_day
from spona.vault.models import Section
from tests.cases.moving import by_agreement, by_law, file_of, referred
from tests.cases.offline_partners.hands import ROLE, SAID, WHO, later, note, on_paper
from tests.cases.refer_pages import get, hidden, post, with_pages

__all__ = ["with_pages"]

ASK = "Ask for the paper back"


@pytest.fixture
def case(world):
    Account.objects.update(language="en")
    return file_of(world)


@pytest.fixture
def given(world, case):
    """On agreement, handed over on paper to the police, who cannot open anything here."""
    target = by_agreement(world, case, world.police)
    row = referred(world, case, target)
    return deliver(row, note(ago=60), urgency="urgent", by=world.bea.actor)


@pytest.fixture
def row(world, given):
    withdraw_from_all(given.agreement, by=world.bea.actor)
    return Referral.objects.get(pk=given.pk)


def recall(result="destroyed", **more):
    from dataclasses import replace

    return replace(note(**more), result=result)


def tasks(row):
    return list(Task.objects.open().filter(subject_id=row.pk).values_list("kind", "owner__person"))


def typed(world, **more):
    from django.utils import timezone

    from spona import deadlines

    at = timezone.localtime(deadlines.now()).strftime("%Y-%m-%dT%H:%M")
    return {
        "result": "destroyed", "how": "phone", "role": "dežurna služba", "who": "Pera P.",
        "at": at, "number": "560-9/2026", "text": "Iseckali su ga.",
    } | more  # fmt: skip


def test_a_withdrawal_after_paper_opens_a_task_with_a_neutral_title(world, row):
    assert tasks(row) == [("recall_paper", world.bea.member.person_id)]
    assert str(KINDS["recall_paper"].title) == "Call and write down the answer"
    browser = world.bea.sign_in()
    assert "Call and write down the answer" in get(browser, "/tasks/")
    page = get(browser, f"/r/{row.reference}/")
    assert ASK in page
    assert f'href="/r/{row.reference}/paper-back/"' in page
    # Today: until somebody calls, the paper is read there.
    due = Task.objects.open().get(subject_id=row.pk).due_at
    assert day_in(world.vranje.time_zone, due) == today_in(world.vranje)
    # Nor is it printed once more, as if nothing had been taken back.
    assert "report.pdf" not in page
    assert browser.get(f"/r/{row.reference}/report.pdf").status_code == 404


def test_the_page_that_ends_the_agreement_says_beforehand_what_stays_on_paper(world, case, given):
    path = f"/cases/{case.reference}/agreements/{given.agreement_id}/end/"
    page = get(world.bea.sign_in(), path)
    said = page[page.index("These went on paper") :]
    assert given.reference in said
    assert "ask them to give it back or to destroy it" in said


def test_the_answer_is_written_down_and_closes_the_task(world, row):
    browser, path = world.bea.sign_in(), f"/r/{row.reference}/paper-back/"
    page = get(browser, path)
    data = typed(world, token=hidden(page)["token"])
    assert post(browser, path, data, 302)["Location"] == f"/r/{row.reference}/#calls"
    post(browser, path, data, 302)
    assert Move.objects.filter(referral=row, verb="recall_paper").count() == 1, "twice is once"
    assert tasks(row) == []
    page = get(browser, f"/r/{row.reference}/")
    for words in ("They destroyed the paper", "Pera P., dežurna služba", "Iseckali su ga."):
        assert words in page
    assert f'href="/r/{row.reference}/paper-back/"' not in page


def test_where_nobody_was_reached_the_task_stays(world, row):
    browser, path = world.bea.sign_in(), f"/r/{row.reference}/paper-back/"
    token = hidden(get(browser, path))["token"]
    post(browser, path, typed(world, token=token, result="not_reached", role="", who=""), 302)
    assert [kind for kind, _owner in tasks(row)] == ["recall_paper"]
    page = get(browser, f"/r/{row.reference}/")
    assert "Nobody was reached yet" in page
    assert f'href="/r/{row.reference}/paper-back/"' in page


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"result": ""}, "Choose what became of the paper."),
        ({"role": ""}, "Write whom you reached"),
        ({"at": "juče"}, "There is no such time."),
        ({"at": "2026-01-01T10:00"}, "more than a month ago"),
    ],
)
def test_a_mistake_stands_beside_its_field_and_nothing_typed_is_lost(world, row, wrong, told):
    browser, path = world.bea.sign_in(), f"/r/{row.reference}/paper-back/"
    token = hidden(get(browser, path))["token"]
    page = post(browser, path, typed(world, token=token) | wrong, 422).content.decode()
    assert told in page
    assert "Iseckali su ga." in page
    assert not Move.objects.filter(verb="recall_paper").exists()


def test_who_said_what_is_sealed_and_no_column_says_what_became_of_it(world, row):
    move = note_recall(row, recall("kept"), by=world.bea.actor)
    clear = str(Move.objects.filter(pk=move.pk).values())
    sealed = b"".join(bytes(one.sealed) for one in Section.objects.filter(box=move.message))
    for planted in ("kept", SAID, ROLE, WHO):
        assert planted not in clear
        assert planted.encode() not in sealed


def test_a_time_before_the_withdrawal_and_a_row_that_stands_are_refused(world, given):
    with pytest.raises(Denied, match="Nothing that went on paper was taken back"):
        note_recall(given, recall(), by=world.bea.actor)
    withdraw_from_all(given.agreement, by=world.bea.actor)
    row = Referral.objects.get(pk=given.pk)
    with pytest.raises(Denied, match="before it was taken back"):
        note_recall(row, recall(ago=30), by=world.bea.actor)
    for stranger in (world.ana, world.kosta, world.nina):
        with pytest.raises(Denied):
            note_recall(row, recall(), by=stranger.actor)
    assert stranger.sign_in().get(f"/r/{row.reference}/paper-back/").status_code == 404


def test_also_when_the_last_day_passes_and_when_the_sender_takes_it_back(world, case):
    target = by_agreement(world, case, world.police, days=3)
    row = deliver(referred(world, case, target), note(ago=60), urgency="urgent", by=world.bea.actor)
    with later(days=5):
        from spona.access.actor import Actor

        expire(row, by=Actor.system("escalation"))
    assert [kind for kind, _owner in tasks(row)] == ["recall_paper"]
    report = on_paper(world, ago=10)
    withdraw(report, by=world.ana.actor)
    assert [kind for kind, _owner in tasks(report)] == ["recall_paper"]


def test_what_never_left_on_paper_asks_for_nothing(world, case):
    row = referred(world, case, by_agreement(world, case, world.police))
    withdraw_from_all(row.agreement, by=world.bea.actor)
    assert tasks(row) == []
    assert world.bea.sign_in().get(f"/r/{row.reference}/paper-back/").status_code == 302


# The sheet for the person ----------------------------------------------------------------


def told(world, case):
    answer = world.bea.sign_in().post(f"/cases/{case.reference}/disclosures/", {"safe": "yes"})
    assert answer.status_code == 200
    return re.sub(r"\s+", " ", answer.content.decode())


def test_the_sheet_says_that_a_paper_exists_with_whom_and_since_when(world, case, given):
    page = told(world, case)
    assert "They have it on paper, since" in page
    assert "They can no longer open it here" not in page
    assert "who you are, " in page or "what was seen and heard" in page
    assert "we ask them to give the paper back or to destroy it" in page


def test_of_a_paper_that_the_law_asked_for_no_withdrawal_is_promised(world, case):
    row = referred(world, case, by_law(world, case, world.police), reason="Dužnost.")
    approve(row, **world.boris.can)
    row.refresh_from_db()
    deliver(row, note(ago=60), urgency="urgent", by=world.bea.actor)
    page = told(world, case)
    assert "They have it on paper, since" in page
    assert "If you withdraw what you agreed to" not in page


def test_days_stand_in_the_case_that_serbian_asks_for(world, given):
    Account.objects.update(language="sr")
    page = told(world, given.from_case)
    day = until_day(Move.objects.get(referral=given, verb="deliver").at)
    assert f"од {day}:" in page


def test_the_sheet_says_what_was_done_to_get_it_back(world, case, row):
    page = told(world, case)
    assert "They were given a paper on" in page
    assert "the paper stayed with them" in page
    assert "We have not asked for the paper yet" in page
    note_recall(row, recall("not_reached"), by=world.bea.actor)
    note_recall(row, recall("kept"), by=world.bea.actor)
    page = told(world, case)
    assert "we asked for the paper: we reached nobody." in page
    assert "we asked for the paper: they told us that they keep it." in page
    assert "not asked for the paper yet" not in page
    assert not any(planted in page for planted in (SAID, ROLE, WHO))


def test_the_sheet_says_that_a_prepared_paper_was_not_handed_over(world, case):
    referred(world, case, by_agreement(world, case, world.police))
    assert "It was not handed over yet" in told(world, case)


def heard_back(page):
    """The lines of "What you hear back", as text."""
    body = re.search(r'aria-labelledby="feedback".*?</section>', page, re.DOTALL)[0]
    return [" ".join(re.sub(r"<[^>]+>", " ", one).split()) for one in body.split("<li")[1:]]


def test_the_persons_withdrawal_is_not_told_as_something_they_reported(world, row):
    page = get(world.bea.sign_in(), f"/r/{row.reference}/")
    lines = heard_back(page)
    assert not [one for one in lines if "agree" in one]
    assert not [one for one in lines if "not yet" in one]
    assert len(lines) == 1
    assert "Handed over on paper" in lines[0]
    # It stands where everything stands that happened.
    assert "The person does not agree any more" in page[page.index('aria-labelledby="happened"') :]


def test_paper_that_was_handed_over_is_not_called_unreceived(world, given):
    lines = heard_back(get(world.bea.sign_in(), f"/r/{given.reference}/"))
    assert "Handed over on paper" in lines[0]
    assert not [one for one in lines if "Received" in one]
    assert [one for one in lines if "not yet" in one and "aken over" in one]


def test_what_they_said_to_have_received_is_told_so(world, given):
    from spona.cases.referrals.actions import hear_received

    hear_received(given, note(ago=5), by=world.bea.actor)
    first, *_rest = heard_back(get(world.bea.sign_in(), f"/r/{given.reference}/"))
    assert "Received" in first
    assert "second-hand" in first


def test_where_nobody_told_anything_the_page_says_so(world, case):
    target = by_agreement(world, case, world.health)
    row = referred(world, case, target)
    withdraw_from_all(target.agreement, by=world.bea.actor)
    assert heard_back(get(world.bea.sign_in(), f"/r/{row.reference}/")) == [
        'class="hint">They have told you nothing.'
    ]
