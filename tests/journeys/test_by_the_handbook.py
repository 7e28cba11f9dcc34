"""As somebody new: only what the handbook tells, by the words that stand on the screen.

No address is typed but the first one, and nothing is looked for by what only a program sees.
"""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.utils import timezone
from playwright.sync_api import Locator, Page, expect

from tests.journeys import tips
from tests.journeys.people import People, post
from tests.served.running import Served

pytestmark = pytest.mark.journey
SEEN, ASKED = "Third time without books", "Please look at it today"
NOTE, ANSWER = "Called the class teacher", "Tuesdays before noon"
CORRECTED = "Called the class teacher, nobody answered"


def test_from_the_signs_to_the_word_that_it_is_closed(world: Served, people: People):
    ana, bea, vesna = (_in_english(people, one, world) for one in ("ana.skola", "bea.csr", "vesna.csr"))  # fmt: skip
    reference = _notice_and_send(ana)
    _open_ask_and_accept(bea, ana, reference)
    _assign(bea)
    file = _write_in_the_file(vesna, reference)
    _somebody_else_does_not_find_it(people, world, file)
    _close(vesna, reference)
    press(ana, "My reports")
    press(ana, f"See what happened {reference}")
    expect(ana.locator("main")).to_contain_text("We looked at it")


def test_not_for_us_and_followed_under_the_new_reference(world: Served, people: People):
    ana, bea = (_in_english(people, one, world) for one in ("ana.skola", "bea.csr"))
    reference = _notice_and_send(ana)
    _open(bea, reference)
    press(bea, "Not for you, or no place")
    bea.get_by_label("Another kind of institution is competent").check()
    press(bea, "Open with this reason")
    bea.get_by_label(re.compile("Health Centre Vranje")).check()
    press(bea, "Show the preview again")
    expect(bea.locator("main")).to_contain_text(SEEN)
    press(bea, "Pass it on")
    press(ana, "My reports")
    press(ana, f"See what happened {reference}")
    expect(ana.locator("main")).to_contain_text("not competent, passed on")
    press(ana, "Follow it as")
    expect(ana.locator("main")).to_contain_text("Nobody has opened it yet")


def test_a_partner_on_paper(world: Served, people: People):
    ana = _in_english(people, "ana.skola", world)
    _up_to_the_recipient(ana)
    ana.get_by_role("radio", name=re.compile("Centre for Human Trafficking")).check()
    _choose(ana, "involved or related", "No")
    press(ana, "Next")
    press(ana, "Send on paper")
    ana.get_by_label("told by phone").check()
    ana.get_by_label(re.compile("Whom did you reach")).fill("On duty in the intake office")
    press(ana, "Write it down and start the deadline")
    press(ana, "Write down a call")
    ana.get_by_label("by phone").check()
    ana.get_by_label(re.compile("Whom did you reach")).fill("On duty in the intake office")
    ana.get_by_role("textbox").last.fill("They call back tomorrow")
    ana.locator("main form button.btn-primary").click()
    expect(ana.locator("main")).to_contain_text("They call back tomorrow")
    expect(ana.locator("main")).to_contain_text("What did they answer?")


def test_somebody_comes_agrees_and_is_referred(world: Served, people: People):
    bea = _in_english(people, "bea.csr", world)
    press(bea, "Files")
    press(bea, "Open a file for somebody who came")
    _choose(bea, "Is it a child", "Adult")
    _choose(bea, "Is it safe to contact", "Yes")
    press(bea, "Open the file")
    press(bea, "What the person agreed to")
    press(bea, "Write down whether the person agrees")
    bea.get_by_label(re.compile("^For whom|institution", re.IGNORECASE)).first.select_option(
        label="Health Centre Vranje"
    )
    yes = bea.get_by_role("group", name=re.compile("^The person agrees"))
    yes.get_by_label("Who the person is").check()
    yes.get_by_label("What was noticed and heard").check()
    no = bea.get_by_role("group", name=re.compile("^The person does not agree"))
    no.get_by_label("Health", exact=True).check()
    bea.get_by_label(re.compile("What for")).fill("An examination")
    bea.get_by_label(re.compile("To, the last day|last day")).fill(_in_days(20))
    bea.get_by_label("spoken").check()
    bea.get_by_label("the person", exact=True).check()
    press(bea, "Write it down")
    expect(bea.locator("main")).to_contain_text("holds today")
    press(bea, "F-")
    bea.get_by_role("link", name="Refer", exact=True).click()
    expect(bea.locator("main section.note").first).to_contain_text("The person does not agree")
    bea.get_by_label("Health Centre Vranje").first.check()
    press(bea, "Go on with this institution")
    bea.get_by_label(re.compile("What do you ask")).fill("An examination this week")
    bea.get_by_label(re.compile("^regular")).check()
    press(bea, "Show the preview again")
    # Of the proposal for a health centre only what was agreed to is ticked.
    expect(bea.get_by_label(re.compile("^The person's agreement until"))).to_be_checked()
    expect(bea.get_by_label("Who the person is", exact=True)).to_be_checked()
    expect(bea.get_by_label("Health", exact=True)).not_to_be_checked()
    # More than that is refused here, and not at the last button.
    bea.get_by_label("Health", exact=True).check()
    press(bea, "Show the preview again")
    expect(bea.locator("main")).to_contain_text("did not agree to everything you ticked")
    expect(bea.get_by_role("button", name="Send the referral")).to_have_count(0)
    bea.get_by_label("Health", exact=True).uncheck()
    press(bea, "Show the preview again")
    expect(bea.locator("main")).not_to_contain_text("then you see here exactly what")
    press(bea, "Send the referral")
    expect(bea.locator("h1")).to_contain_text("R-")
    expect(bea.locator("main")).to_contain_text("Nobody has opened it yet")


def test_taken_back_while_nobody_has_accepted(world: Served, people: People):
    ana = _in_english(people, "ana.skola", world)
    _notice_and_send(ana)
    press(ana, "Take it back")
    ana.get_by_label(re.compile("We take it back")).check()
    press(ana, "Take it back")
    expect(ana.locator("main")).to_contain_text("withdrawn")


def test_a_word_without_a_name_and_back_with_the_code(world: Served, people: People):
    phone = tips.phone(people)
    _to_the_town(phone, world)
    press(phone, "Write without a name")
    phone.get_by_label(re.compile("What is happening")).fill("Two girls, a locked door.")
    phone.get_by_label("I do not know").check()
    phone.get_by_label("I would rather not say").check()
    press(phone, "Send")
    code = phone.locator("#code").inner_text()
    _to_the_town(phone, world)
    press(phone, "I have a code")
    phone.get_by_label(re.compile("code", re.IGNORECASE)).first.fill(code.lower())
    tips.press(phone)
    expect(phone.locator("main")).to_contain_text(re.compile("not yet read", re.IGNORECASE))


def _to_the_town(phone: Page, world: Served) -> None:
    phone.goto(f"{world.url}/en/")
    press(phone, "Help now")
    press(phone, "Vranje")
    press(phone, "Write without a name")


def _in_english(people: People, login: str, world: Served) -> Page:
    page = people.page(login)
    page.goto(world.url + "/account/")
    page.check("main [name=language][value=en]")
    post(page, "/preferences/")
    page.locator("html[lang=en]").wait_for()
    return page


def press(page: Page, words: str) -> None:
    """The link or button that says so; the last one, as the eye goes down the page."""
    said = re.compile(rf"^\s*{re.escape(words)}")
    page.get_by_role("button", name=said).or_(page.get_by_role("link", name=said)).last.click()
    page.wait_for_load_state()


def _group(page: Page, words: str) -> Locator:
    return page.get_by_role("group", name=re.compile(words)).or_(
        page.get_by_role("radiogroup", name=re.compile(words))
    )


def _notice_and_send(ana: Page) -> str:
    _up_to_the_recipient(ana)
    _choose(ana, "involved or related", "No")
    press(ana, "Next")
    expect(ana.locator("main")).to_contain_text("This is what the recipient will see")
    press(ana, "Send to:")
    return ana.locator("h1").inner_text().strip()


def _up_to_the_recipient(ana: Page) -> None:
    press(ana, "Check the signs")
    another = ana.get_by_role("link", name=re.compile("another", re.IGNORECASE))
    if another.count():
        another.first.click()
    expect(ana.get_by_role("link", name="192").first).to_be_visible()
    _choose(ana, "Is anyone in danger now", "Yes")
    ana.get_by_label(re.compile("Whom did you reach by phone")).fill("On duty at the centre")
    press(ana, "Next: signs")
    ana.locator("main").get_by_role("radio", name="Yes", exact=True).first.check()
    ana.get_by_label(re.compile("What did you see or hear")).first.fill(SEEN)
    ana.locator("main").get_by_role("radio", name="Saw or heard it myself").first.check()
    press(ana, "Go on to the person")
    _choose(ana, "Is it a child", "Child")
    _choose(ana, "Is it safe to contact", "No")
    ana.get_by_label(re.compile("What do you ask")).fill(ASKED)
    ana.get_by_label(re.compile("^\\s*urgent")).check()
    press(ana, "Next")


def _in_days(ahead: int) -> str:
    return (timezone.localdate() + dt.timedelta(days=ahead)).isoformat()


def _choose(page: Page, question: str, answer: str) -> None:
    _group(page, question).first.get_by_role("radio", name=answer, exact=True).first.check()


def _open(bea: Page, reference: str) -> None:
    press(bea, "Reports")
    press(bea, f"Open {reference}")
    press(bea, "Open the report")


def _open_ask_and_accept(bea: Page, ana: Page, reference: str) -> None:
    _open(bea, reference)
    expect(bea.locator("main")).to_contain_text(ASKED)
    expect(bea.locator("main")).to_contain_text("Do not contact the person directly")
    expect(bea.locator("main")).not_to_contain_text(SEEN)
    bea.get_by_text("Why this deadline?").click()
    press(bea, "Ask the sender")
    bea.get_by_role("textbox").last.fill("On which days is the child at school?")
    press(bea, "Send the question")
    press(ana, "Desk")
    ana.get_by_role("listitem").filter(has_text=reference).get_by_role("link").first.click()
    ana.get_by_role("textbox").last.fill(ANSWER)
    press(ana, "Send the answer")
    bea.reload()
    expect(bea.locator("main")).to_contain_text(ANSWER)
    press(bea, "Accept")
    expect(bea.locator("main")).to_contain_text(SEEN)


def _assign(bea: Page) -> None:
    bea.get_by_label("To whom").select_option(label="Vesna Jović")
    press(bea, "Assign")
    expect(bea.locator("main")).to_contain_text("Vesna Jović")


def _write_in_the_file(vesna: Page, reference: str) -> str:
    press(vesna, "Desk")
    vesna.get_by_role("listitem").filter(has_text=reference).get_by_role("link").first.click()
    press(vesna, "Begin the work")
    vesna.get_by_role("link", name=re.compile("F-")).first.click()
    file = vesna.locator("h1").inner_text().strip()
    _write_a_note_and_correct_it(vesna)
    press(vesna, file)
    press(vesna, "Notes")
    expect(vesna.locator("main")).to_contain_text(CORRECTED)
    press(vesna, "Referrals")
    return file


def _write_a_note_and_correct_it(vesna: Page) -> None:
    vesna.get_by_role("button", name="Call", exact=True).click()
    expect(vesna.get_by_role("radio", name="Call")).to_be_checked()
    vesna.get_by_label("With whom").fill("class teacher")
    vesna.get_by_role("textbox").last.fill(NOTE)
    press(vesna, "Add the note")
    expect(vesna.locator("main")).to_contain_text("Call · class teacher")
    press(vesna, "Correct")
    vesna.get_by_role("textbox").last.fill(CORRECTED)
    press(vesna, "Save the correction")
    expect(vesna.locator("main del")).to_have_text(NOTE)
    expect(vesna.locator("main li h3")).to_have_count(1)


def _somebody_else_does_not_find_it(people: People, world: Served, file: str) -> None:
    cora = _in_english(people, "cora.nis", world)
    press(cora, "Files")
    expect(cora.locator("main")).not_to_contain_text(file)


def _close(vesna: Page, reference: str) -> None:
    press(vesna, reference)
    press(vesna, "Close")
    vesna.get_by_role("radio").first.check()
    vesna.get_by_role("textbox").last.fill("We looked at it, thank you.")
    press(vesna, "Close and tell the sender")
    expect(vesna.locator("main")).to_contain_text("closed")
