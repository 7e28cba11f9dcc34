"""Papers to sign: filled from the file, shown first, and nothing on the person's copy that tells."""

from __future__ import annotations

import io
import re
import subprocess
from datetime import timedelta
from html import unescape

import pytest
from pypdf import PdfReader

from spona.access.actor import Actor
from spona.audit.actions import checkpoint
from spona.audit.models import Entry
from spona.audit.witnesses import root_line
from spona.cases.careplan import actions as careplan
from spona.cases.careplan.actions import StepDraft
from spona.cases.careplan.plan import NOBODY, Adopter, Need
from spona.cases.careplan.queries import read_plan
from spona.cases.case.actions import read_attachments
from spona.cases.case.models import Case
from spona.cases.case.steps.actions import NextStep
from spona.cases.case.steps.kinds import PLAN_STEP
from spona.cases.identification.actions import read_before, write_decision
from spona.cases.identification.decisions import SECTION, Decision, entries_of
from spona.cases.referrals.actions import assign
from spona.deadlines.late import today_in
from spona.identity.models import Account
from tests.cases.closing import SUMMARY, WORDS, asked, closed, fresh
from tests.cases.flow import get
from tests.cases.moving import file_of, text_of
from tests.cases.retention import destroyed

DAY = timedelta(days=1)
QUOTE = "Да ме не нађе на путу до школе"
WHAT = "Пратња до школе"
GOAL = "Мирно спавам Невидљива"
SAYS = "Не слажем се Сакривена"
# What would say to a stranger what it is about, in each language of the papers.
TELL = (
    "victim",
    "traffick",
    "identified",
    "жртв",
    "žrtv",
    "трговин",
    "trgovin",
    "идентиф",
    "identif",
)


@pytest.fixture(autouse=True)
def in_english(world):
    Account.objects.update(language="en")


@pytest.fixture
def led(world, accepted):
    """A file that Vera leads, with a plan: her own step, one of the health centre, one of nobody."""
    assign(accepted, to=world.vera.member, **world.bea.can)
    case = Case.objects.select_related("network__town", "box", "owner_institution").get(
        pk=accepted.to_case_id
    )
    can = world.vera.can
    need = careplan.add_need(case, Need(area="safety", need=QUOTE, goal=GOAL), **can)
    due = today_in(case.network) + 5 * DAY
    given = {"provider": str(world.health.pk), "provider_name": "Дом здравља Врање"}
    for draft in (
        StepDraft(WHAT, owner=world.vera.member, day=due),
        StepDraft("Преглед", day=due, **given),
        StepDraft("Место за спавање", provider=NOBODY),
    ):
        careplan.add_plan_step(case, need, draft, **can)
    return case


def decided(world, case, **more):
    """Written down without having been asked before: it began before Spona."""
    day = today_in(case.network)
    said = {
        "outcome": "identified", "day": day - 2 * DAY, "heard": "paper", "told": "yes",
        "number": "560-12/2026", "told_on": day, "told_how": "alone", "told_language": "ромски",
        "told_by": "Вера Водитељ", "told_services": True, "person_says": SAYS,
        "disagree": {"person": "Речи Сакривена"}, "asked_on": day - 9 * DAY,
        "asked_source": "допис",
    }  # fmt: skip
    before = read_before(case, **world.vera.can)
    follows = NextStep(PLAN_STEP, world.vera.member, day + 9 * DAY, "План")
    write_decision(
        case, Decision(**said | more), before=before, revision=before.revision,
        following=[follows], **world.vera.can,
    )  # fmt: skip
    return entries_of(text_of(case, SECTION, world.vera))[0].decision


def path(case, at):
    return f"/cases/{case.reference}/{at}paper/"


def sent(browser, case, at, *, language="en", make=True, **more):
    data = {"language": language, **more} | ({"print": ""} if make else {})
    return browser.post(path(case, at), data)


def pdf(answer):
    assert answer.status_code == 200, unescape(answer.content.decode())[:3000]
    assert answer["Content-Type"] == "application/pdf"
    return answer.content


def flat(content):
    done = subprocess.run(
        ["pdftotext", "-layout", "-", "-"], input=content, capture_output=True, check=True
    )
    return " ".join(done.stdout.decode().split())


FILE = {"copy": "file", "signs": "person"}
PERSON = {"copy": "person", "signs": "person", "safe": "yes"}


def test_the_plan_says_who_takes_what_and_has_room_to_sign(world, led):
    browser = world.vera.sign_in()
    page = get(browser, path(led, "plan/"))
    for said in (QUOTE, WHAT, world.vera.member.person.shown_name, "nobody in town yet"):
        assert said in page, said
    text = flat(pdf(sent(browser, led, "plan/", **FILE | {"signs": "both"})))
    for said in (QUOTE, GOAL, WHAT, "Dom zdravlja Vranje", "Registry number", "The person",
                 "The guardian", "The case worker", "Place for stamp", "nobody in town yet",
                 led.reference):  # fmt: skip
        assert said in text, said
    assert text.count("Signature") == 3


def test_what_stays_here_bears_the_line_of_the_log_and_what_is_carried_does_not(world, led):
    checkpoint(by=Actor.system("housekeeping"))
    line, browser = root_line("en").split(" · ")[1], world.vera.sign_in()
    assert line in flat(pdf(sent(browser, led, "plan/", **FILE)))
    assert line not in flat(pdf(sent(browser, led, "plan/", **PERSON)))


def test_the_copy_of_the_person_has_no_name_no_institution_and_no_goal(world, led):
    text = flat(pdf(sent(world.vera.sign_in(), led, "plan/", **PERSON)))
    assert WHAT in text
    assert "another institution" in text
    people = (world.vera.member.person, world.bea.member.person)
    for word in (GOAL, "Дом здравља", "Dom zdravlja", "Mila", "Мила", "Place for stamp",
                 *(one.name for one in people), *(one.shown_name for one in people)):  # fmt: skip
        assert word not in text, word
    assert "Центар за социјални рад" not in text


@pytest.mark.parametrize(("safe", "said"), [("", "Ask first."), ("no", "nothing is printed"),
                                            ("not_sure", "nothing is printed")])  # fmt: skip
@pytest.mark.parametrize("at", ["plan/", "decision"])
def test_nothing_is_printed_for_whom_paper_is_not_safe(world, led, at, safe, said):
    at = at if at == "plan/" else f"decision/{decided(world, led).id}/"
    answer = sent(world.vera.sign_in(), led, at, **PERSON | {"safe": safe})
    assert answer.status_code == 422
    page = unescape(answer.content.decode())
    assert said in page
    assert re.search(r'value="person"[^>]*checked', page)
    assert not Entry.objects.filter(name="case:paper_made").exists()


def test_words_that_tell_stay_off_the_copy_of_the_person(world, led):
    need = read_plan(led, **world.vera.can).needs[0].need.id
    careplan.add_plan_step(
        led, need, StepDraft("Разговор о трговини људима", owner=world.vera.member),
        **world.vera.can,
    )  # fmt: skip
    browser = world.vera.sign_in()
    answer = sent(browser, led, "plan/", **PERSON)
    assert answer.status_code == 422
    assert "These words tell too much for paper" in answer.content.decode()
    pdf(sent(browser, led, "plan/", **FILE))


def test_whoever_adopted_it_signs_and_the_day_holds_for_these_words_alone(world, led):
    read = read_plan(led, **world.vera.can)
    careplan.adopt(
        led, [Adopter("guardian"), Adopter("case_worker")], on=today_in(led.network),
        read=read.plan.mark, review=None, **world.vera.can,
    )  # fmt: skip
    browser = world.vera.sign_in()
    page = get(browser, path(led, "plan/"))
    assert re.search(r'value="guardian"[^>]*checked', page)
    day = f"{today_in(led.network).day} {today_in(led.network):%B %Y}"
    assert f"Agreed on: {day}" in flat(pdf(sent(browser, led, "plan/", **FILE)))
    careplan.add_need(led, Need(area="mind", need="Још нешто"), **world.vera.can)
    assert f"Agreed on: {day}" not in flat(pdf(sent(browser, led, "plan/", **FILE)))


def test_that_the_person_was_told_stands_without_what_was_decided(world, led):
    decision = decided(world, led)
    browser = world.vera.sign_in()
    at = f"decision/{decision.id}/"
    text = flat(pdf(sent(browser, led, at, **FILE)))
    for said in ("Record of what was told", "560-12/2026", "ромски", "in a conversation, alone",
                 SAYS, "Речи Сакривена", "Help goes on", "Signature"):  # fmt: skip
        assert said in text, said
    carried = flat(pdf(sent(browser, led, at, **PERSON)))
    for word in (SAYS, "Сакривена", "Вера", "Vera", "Place for stamp"):
        assert word not in carried, word
    for language in ("sr", "sr-latn", "en"):
        words = flat(pdf(sent(browser, led, at, language=language, **PERSON))).lower()
        assert not [one for one in TELL if one in words]


def test_what_is_not_known_yet_is_left_to_be_written_by_hand(world, led):
    nothing = {"told": "not_yet", "told_on": None, "told_how": "", "told_language": "",
               "told_by": "", "told_services": False, "person_says": "", "disagree": {}}  # fmt: skip
    decision = decided(world, led, **nothing)
    text = flat(pdf(sent(world.vera.sign_in(), led, f"decision/{decision.id}/", **FILE)))
    for said in ("Told on:", "In which language:", "Who told it:", "What the person says"):
        assert said in text, said


def test_a_decision_of_another_file_is_not_found(world, led):
    decided(world, led)
    other = file_of(world)
    decision = entries_of(text_of(led, SECTION, world.vera))[0].decision
    assert world.bea.sign_in().get(path(other, f"decision/{decision.id}/")).status_code == 404


def test_the_closing_is_signed_by_the_two_people(world):
    case = file_of(world)
    browser = world.bea.sign_in()
    assert browser.get(path(case, "closing/")).status_code == 404
    asked(case, by=world.bea, to=world.boris)
    waits = flat(pdf(sent(browser, case, "closing/")))
    for said in ("Closing of a file", "Did help come when it was needed?", "Not asked", WORDS,
                 "What was agreed on is done", "Разлог Сакривена", "may come back"):  # fmt: skip
        assert said in waits, said
    # The summary is for the archive of the whole file, and is no part of what people sign.
    assert SUMMARY not in waits
    assert f"Asked for it: {world.bea.member.person.shown_name}" in waits
    assert f"Confirms it: {world.boris.member.person.shown_name}" in waits


def test_the_closing_is_printed_also_when_it_is_closed(world):
    case = file_of(world)
    closed(case, by=world.bea, second=world.boris)
    browser = world.boris.sign_in()
    page = get(browser, path(case, "closing/"))
    # Nobody writes in a closed file: the scan goes into the archive.
    assert "kind=signed" not in page
    assert str(fresh(case).closed_at.year) in flat(pdf(sent(browser, case, "closing/")))
    assert path(case, "closing/") in get(browser, f"/cases/{case.reference}/")


def test_the_copy_of_the_file_names_the_person_and_the_case_worker(world, led):
    name = text_of(led, "name", world.vera)["name"]
    decision = decided(world, led)
    browser, vera = world.vera.sign_in(), world.vera.member.person.shown_name
    for at in ("plan/", f"decision/{decision.id}/"):
        text = flat(pdf(sent(browser, led, at, **FILE)))
        assert f"The person: {name}" in text, at
        carried = flat(pdf(sent(browser, led, at, **PERSON)))
        assert name not in carried
        assert vera not in carried
    assert f"The case worker: {vera}" in flat(pdf(sent(browser, led, "plan/", **FILE)))


def test_the_record_of_destruction_names_the_two_people(world):
    case = destroyed(world, file_of(world))
    text = flat(pdf(sent(world.bea.sign_in(), case, "destroyed/")))
    assert f"Asked that it be destroyed: {world.bea.member.person.shown_name}" in text
    assert f"Confirmed it: {world.boris.member.person.shown_name}" in text


def test_the_record_of_destruction_has_the_reference_three_days_and_nothing_else(world):
    case = destroyed(world, file_of(world))
    browser = world.bea.sign_in()
    assert path(case, "destroyed/") in get(browser, f"/cases/{case.reference}/destroyed/")
    text = flat(pdf(sent(browser, case, "destroyed/")))
    for said in ("Record of destruction", case.reference, "Number of the official copy",
                 "Asked that it be destroyed", "Confirmed it", "Registry number"):  # fmt: skip
        assert said in text, said
    for word in ("Mila", "Сажетак", WORDS, "Сакривена"):
        assert word not in text, word


def test_whoever_does_not_read_the_file_gets_no_paper_of_it(world, led):
    at = f"decision/{decided(world, led).id}/"
    for who in (world.ana, world.cora):
        browser = who.sign_in()
        for one in ("plan/", at, "closing/", "destroyed/"):
            assert sent(browser, led, one, **FILE).status_code in (403, 404), one
    assert not Entry.objects.filter(name="case:paper_made").exists()


@pytest.mark.parametrize(("language", "title", "quote"), [
    ("sr", "Шта смо договорили", QUOTE),
    ("sr-latn", "Šta smo dogovorili", "Da me ne nađe na putu do škole"),
    ("en", "What we have agreed on", QUOTE),
])  # fmt: skip
def test_a_paper_is_made_in_the_language_that_was_chosen(world, led, language, title, quote):
    browser = world.vera.sign_in()
    shown = sent(browser, led, "plan/", language=language, make=False, **FILE)
    assert shown.status_code == 200
    assert title in shown.content.decode()
    content = pdf(sent(browser, led, "plan/", language=language, **FILE))
    assert title in flat(content)
    assert quote in flat(content)


def test_a_bad_choice_is_said_beside_its_field_and_prints_nothing(world, led):
    answer = sent(world.vera.sign_in(), led, "plan/", language="hu", **FILE | {"copy": "both"})
    page = unescape(answer.content.decode())
    assert answer.status_code == 422
    assert "Choose a language." in page
    assert "Choose for whom it is." in page


def test_outside_the_file_nothing_tells(world, led):
    """Name of the file, metadata, and the line of the log."""
    answer = sent(world.vera.sign_in(), led, "plan/", **PERSON)
    made = PdfReader(io.BytesIO(pdf(answer)))
    assert made.metadata.title == "Spona"
    assert not made.metadata.author
    # Tagged, so that it can be read aloud.
    assert made.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert re.fullmatch(r'attachment; filename="paper-?[\w-]*\.pdf"', answer["Content-Disposition"])
    assert answer["Cache-Control"] == "no-store"
    entry = Entry.objects.get(name="case:paper_made")
    assert entry.detail == {"paper": "plan"}
    assert "made a paper to be signed" in get(world.vera.sign_in(), f"/cases/{led.reference}/log/")


def test_the_signed_paper_comes_back_as_a_scan(world, led):
    browser = world.vera.sign_in()
    page = get(browser, path(led, "plan/"))
    link = f"/cases/{led.reference}/attach/?kind=signed"
    assert link in page
    form = get(browser, link)
    assert re.search(r'<option value="signed"[^>]*selected', form)
    token = re.search(r'name="token" value="([^"]+)"', form)[1]
    scan = io.BytesIO(b"%PDF-1.7 potpisano")
    scan.name = "s.pdf"
    answer = browser.post(
        f"/cases/{led.reference}/attach/",
        {"token": token, "kind": "signed", "text": "", "file": scan, "whole": "1"},
    )
    assert answer.status_code == 302, answer.content.decode()[:2000]
    [kept] = read_attachments(led, **world.vera.can).attached
    assert kept.kind == "signed"
    assert "Signed paper" in get(browser, f"/cases/{led.reference}/attached/")


@pytest.mark.parametrize("at", ["plan/", "plan/adopt/"])
def test_it_is_reached_from_where_the_plan_is_adopted(world, led, at):
    assert path(led, "plan/") in get(world.vera.sign_in(), f"/cases/{led.reference}/{at}")
