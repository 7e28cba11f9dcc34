"""Wrong, late, twice, from two windows, by two people, without script: a sentence, and nothing lost."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.journeys import reporting
from tests.journeys.people import People, choose, fill_in, go_on, post, press
from tests.journeys.reporting import ASKED, NAME, PLANTED, SEEN, WORDS
from tests.served.running import Served

pytestmark = pytest.mark.journey
# English words that a Serbian sentence cannot have; a text that nobody translated has some.
ENGLISH = re.compile(r"\b(the|is|are|you|this|what|write|choose|type|nobody|called?)\b", re.I)


def test_each_step_says_what_to_do_beside_the_field(world: Served, people: People):
    ana = people.page("ana.skola")
    ana.goto(world.url + "/signs/?another=1")
    press(ana)
    _complains(ana, "in_danger")
    choose(ana, "in_danger", "yes")
    fill_in(ana, {"role": "dežurna, ćufta", "at": "oko 11"})
    press(ana)
    _complains(ana, "reached")
    expect(ana.locator("[name=role]")).to_have_value("dežurna, ćufta")
    fill_in(ana, {"reached": "niko se nije javio"})
    press(ana)
    ana.wait_for_url("**/signs/*/signs/")
    reporting.signs(ana)
    reporting.unfold(ana)
    fill_in(ana, {"name": NAME, "own_words": WORDS})
    press(ana)
    for field in ("age", "safe", "asked", "urgency"):
        _complains(ana, field, focus=field == "asked")
    expect(ana.locator("[name=name]")).to_have_value(NAME)
    expect(ana.locator("[name=own_words]")).to_have_value(WORDS)
    # Typing stops at the length; a paste by a program does not.
    ana.locator("[name=asked]").evaluate("(field) => { field.value = 'x'.repeat(301); }")
    press(ana)
    _complains(ana, "asked", focus=False)
    expect(ana.locator("[name=asked]")).to_have_value("x" * 301)
    reporting.person(ana)
    press(ana)
    _complains(ana, "related")
    choose(ana, "related", "yes")
    press(ana)
    _complains(ana, "people")
    own = ana.locator("main input[name=institution]:checked").get_attribute("value") or ""
    ana.check(f"main input[name=institutions][value='{own}']")
    press(ana)
    _complains(ana, "institution")
    choose(ana, "related", "no")
    press(ana)
    ana.wait_for_url("**/preview/")
    expect(ana.locator(".packet")).to_contain_text(WORDS)


def test_what_is_missing_stops_the_sending_and_leads_to_its_step(world: Served, people: People):
    ana = people.page("ana.skola")
    reporting.begin(ana, world, in_danger="no")
    reporting.signs(ana)
    reporting.unfold(ana)
    for name, value in {"age": "child", "safe": "no", "urgency": "immediate"}.items():
        choose(ana, name, value)
    ana.fill("[name=asked]", ASKED)
    press(ana)
    # Nobody is in danger, but what is immediate goes with a call: asked here, beside the urgency.
    _complains(ana, "reached")
    step = ana.url
    ana.goto(step.replace("/person/", "/recipient/"))
    reporting.recipient(ana)
    draft = ana.url
    ana.locator("main button[formaction$='/send/']").click()
    expect(ana.locator("[role=alert]")).to_be_visible()
    _serbian(ana.locator("[role=alert]"))
    go_on(ana, ana.locator("[aria-labelledby=missing] a").first)
    assert "/person/" in ana.url
    expect(ana.locator("[name=reached]")).to_be_visible()
    ana.goto(draft)
    expect(ana.locator(".packet")).to_contain_text(SEEN)


def test_a_double_click_and_a_reload_send_once(world: Served, people: People):
    ana = people.page("ana.skola")
    before = _sent(world)
    reporting.write(ana, world)
    ana.locator("main button[formaction$='/send/']").dblclick()
    ana.wait_for_url("**/r/R-*/")
    reference = ana.url
    assert _sent(world) == before + 1
    ana.reload()
    expect(ana).to_have_url(reference)
    ana.go_back()
    again = ana.locator("main button[formaction$='/send/']")
    ana.wait_for_timeout(500)
    if again.count():
        again.click()
        ana.wait_for_load_state()
    assert _sent(world) == before + 1


def test_the_same_click_sent_twice_at_once_gives_the_first_result(world: Served, people: People):
    """Without the script that greys the button: the token alone makes it one."""
    ana = people.page("ana.skola")
    reporting.write(ana, world)
    before = _sent(world)
    answers = ana.evaluate(
        """async () => {
          const form = document.querySelector("main form.is-packet");
          const to = form.querySelector("button[formaction$='/send/']").formAction;
          const one = () => fetch(to, {method: "POST", body: new FormData(form)});
          return (await Promise.all([one(), one(), one(), one(), one(), one()])).map((each) => [each.status, each.url]);
        }"""
    )
    assert len({url for _, url in answers}) == 1, answers
    assert {status for status, _ in answers} == {200}
    assert _sent(world) == before + 1


def test_two_windows_of_one_draft_never_overwrite_each_other_unseen(world: Served, people: People):
    ana = people.page("ana.skola")
    reporting.begin(ana, world)
    draft = ana.url.split("/signs/")[1].split("/")[0]
    here = f"{world.url}/signs/{draft}/person/"
    other = ana.context.new_page()
    people.listen(other)
    ana.goto(here)
    other.goto(here)
    # Both stand open on the same text; one after the other, for each saves itself after 2 s.
    for page, words in ((ana, "prvi prozor"), (other, "drugi prozor")):
        page.fill("[name=own_words]", words)
        for name, value in (("age", "not_sure"), ("safe", "no"), ("urgency", "regular")):
            choose(page, name, value)
        page.fill("[name=asked]", ASKED)
        press(page)
        if page is ana:
            ana.wait_for_url("**/recipient/")
    expect(other.locator("[role=alert]").first).to_be_visible()
    _serbian(other.locator("[role=alert]").first)
    expect(other.locator("[name=own_words]")).to_have_value("drugi prozor")
    ana.goto(here)
    expect(ana.locator("[name=own_words]")).to_have_value("prvi prozor")
    # Saved again on purpose, the second text counts.
    press(other)
    other.wait_for_url("**/recipient/")
    other.close()


def test_what_is_typed_is_kept_by_itself_and_only_for_its_writer(world: Served, people: People):
    ana = people.page("ana.skola")
    reporting.begin(ana, world)
    draft = ana.url.split("/signs/")[1].split("/")[0]
    here = f"{world.url}/signs/{draft}/person/"
    ana.goto(here)
    with ana.expect_response("**/save/person/") as saved:
        ana.locator("[name=own_words]").press_sequentially(WORDS, delay=2)
    assert saved.value.status == 204
    expect(ana.locator("[data-saved]")).to_be_visible()
    ana.goto(world.url + "/desk/")
    ana.goto(here)
    expect(ana.locator("[name=own_words]")).to_have_value(WORDS)
    goran = people.page("goran.skola")
    assert goran.request.get(here).status == 404
    goran.goto(world.url + "/reports/")
    assert draft not in goran.content()


def test_two_holders_accept_at_once_and_both_get_a_clear_answer(world: Served, people: People):
    ana, bea, milan = (people.page(one) for one in ("ana.skola", "bea.csr", "milan.csr"))
    reporting.write(ana, world)
    reference = reporting.send(ana)
    for holder in (bea, milan):
        holder.goto(f"{world.url}/r/{reference}/")
        if holder.locator("main form[action$='/open/']").count():
            post(holder, "/open/")
        holder.locator("main form[action$='/accept/']").wait_for()
        holder.fill("main form[action$='/accept/'] [name=message]", "Javićemo se, breskva")
    post(bea, "/accept/")
    expect(bea.locator("main")).to_contain_text(SEEN)
    post(milan, "/accept/")
    milan.wait_for_load_state()
    answer = milan.locator("[role=alert]").first
    expect(answer).to_be_visible()
    _serbian(answer)
    assert milan.locator("main form[action$='/accept/']").count() == 0
    ana.goto(f"{world.url}/r/{reference}/")
    assert ana.locator("main").inner_text().count("breskva") <= 2, "told once, not twice"


def test_an_assignment_is_seen_on_the_page(world: Served, people: People):
    bea, reference = people.page("bea.csr"), _taken_over(people, world)
    bea.goto(f"{world.url}/r/{reference}/")
    vesna = re.compile("Vesna|Весна")
    to = bea.locator("main [name=member] option", has_text=vesna).get_attribute("value")
    bea.select_option("main [name=member]", to)
    post(bea, "/assign/")
    bea.wait_for_load_state()
    seen = bea.locator("main :not(option):not(select)", has_text=vesna)
    seen = seen.filter(has_not=bea.locator("option"))
    assert seen.count(), "nothing on the page says who works on it"


def test_a_wrong_answer_of_the_recipient_keeps_what_was_typed(world: Served, people: People):
    bea, reference = people.page("bea.csr"), _taken_over(people, world)
    bea.goto(f"{world.url}/r/{reference}/")
    if bea.locator("main form[action$='/start/']").count():
        post(bea, "/start/")
        bea.wait_for_load_state()
    bea.goto(f"{world.url}/r/{reference}/finish/")
    form = bea.locator("main form[action$='/finish/']")
    form.locator("[name=message]").fill("Završeno, kruška")
    post(bea, "/finish/")
    expect(bea.locator("#finish_outcome_error")).to_be_visible()
    _serbian(bea.locator("#finish_outcome_error"))
    expect(form.locator("[name=message]")).to_have_value("Završeno, kruška")
    first = form.locator("[name=outcome]").first.get_attribute("value") or ""
    choose(bea, "outcome", first)
    form.locator("[name=message]").fill("")
    post(bea, "/finish/")
    expect(bea.locator("#finish_message_error")).to_be_visible()
    _serbian(bea.locator("#finish_message_error"))
    expect(form.locator(f"[name=outcome][value='{first}']")).to_be_checked()
    bea.goto(f"{world.url}/r/{reference}/feedback/")
    post(bea, "/feedback/")
    expect(bea.locator("#feedback_message_error")).to_be_visible()
    _serbian(bea.locator("#feedback_message_error"))


def test_after_eight_hours_the_text_comes_back_and_nothing_is_stored(world: Served, people: People):
    nikola = people.again("nikola.zdravlje")
    reporting.begin(nikola, world)
    reporting.signs(nikola)
    draft = nikola.url
    reporting.unfold(nikola)
    fill_in(nikola, {"own_words": WORDS, "name": NAME, "asked": ASKED})
    for name, value in (("age", "child"), ("safe", "no"), ("urgency", "urgent")):
        choose(nikola, name, value)
    _hours_pass(world, 9)
    press(nikola)
    # The sign-in page holds all of it and shows none of it, for nobody has signed in yet.
    expect(nikola.locator("[name=code]")).to_be_visible()
    expect(nikola.locator("main")).not_to_contain_text(WORDS)
    fill_in(nikola, {"login": "nikola.zdravlje", "password": "kriva lozinka", "code": "000000"})
    press(nikola)
    expect(nikola.locator("main")).not_to_contain_text(WORDS)
    fill_in(nikola, world.credentials("nikola.zdravlje"))
    press(nikola)
    expect(nikola.locator(".kept-text", has_text=WORDS)).to_be_visible()
    press(nikola)
    nikola.wait_for_url("**/recipient/")
    nikola.goto(draft)
    expect(nikola.locator("[name=own_words]")).to_have_value(WORDS)


def test_without_a_script_the_whole_way_of_the_reporter_works(world: Served, people: People):
    ana = people.again("ana.skola", java_script_enabled=False)
    reporting.write(ana, world)
    expect(ana.locator(".packet")).to_contain_text(SEEN)
    ana.locator("main input[name=parts][value=who]").uncheck()
    ana.locator("main button[name=show]").click()
    expect(ana.locator(".packet")).not_to_contain_text(NAME)
    reference = reporting.send(ana)
    ana.goto(world.url + "/reports/")
    expect(ana.locator("main")).to_contain_text(reference)
    bea = people.again("bea.csr", java_script_enabled=False)
    bea.goto(f"{world.url}/r/{reference}/")
    post(bea, "/open/")
    post(bea, "/accept/")
    expect(bea.locator("main")).to_contain_text(SEEN)
    expect(bea.locator("main")).not_to_contain_text(NAME)


def test_a_page_that_came_back_with_mistakes_can_be_loaded_again(world: Served, people: People):
    """The browser sends the same POST once more; nothing is doubled, nothing is lost."""
    ana = people.page("ana.skola")
    reporting.begin(ana, world)
    draft = ana.url.split("/signs/")[1].split("/")[0]
    before = _drafts(world)
    ana.goto(f"{world.url}/signs/{draft}/person/")
    ana.fill("[name=own_words]", WORDS)
    press(ana)
    _complains(ana, "asked")
    ana.reload()
    _complains(ana, "asked")
    expect(ana.locator("[name=own_words]")).to_have_value(WORDS)
    assert _drafts(world) == before


def test_a_day_stands_in_words_of_the_page_whatever_the_browser_speaks(
    world: Served, people: People
):
    """In an English browser the field says 03/04; whoever meant the third of April sees it."""
    bea = people.again("bea.csr", locale="en-US")
    bea.goto(f"{world.url}/network/I068/members/new/")
    day, words = bea.locator("main [type=date]").first, bea.locator("main output.day-words").first
    expect(words).to_be_hidden()
    day.fill("2027-03-04")
    expect(words).to_have_text("četvrtak, 4. mart 2027.")
    # It was typed so far: the year is not there yet.
    day.fill("0002-03-04")
    expect(words).to_be_hidden()
    bea.goto(f"{world.url}/roster/new/")
    minute, words = bea.locator("main [type=datetime-local]"), bea.locator("main output.day-words")
    minute.first.fill("2027-03-04T15:05")
    expect(words.first).to_have_text("četvrtak, 4. mart 2027. 15:05")


def test_a_typed_address_that_is_wrong_gets_a_page_that_helps(world: Served, people: People):
    ana = people.page("ana.skola")
    for path in ("/r/R-0000-00/", "/signs/00000000-0000-4000-8000-000000000000/", "/nema/"):
        answer = ana.goto(world.url + path)
        assert answer is not None
        assert answer.status == 404
        expect(ana.locator("h1")).to_be_visible()
        assert ana.locator("a[href]").count() >= 1
        assert not [word for word in PLANTED if word in ana.content()]
    ana.goto(world.url + "/desk/")
    ana.click("details.menu:has(#top-search) summary")
    ana.fill("#top-search", "nešto što nije broj")
    ana.locator("form[role=search]:has(#top-search) button").click()
    expect(ana.locator("main [name=q]")).to_have_value("nešto što nije broj")
    _serbian(ana.locator(".head"))


def _complains(page: Page, field: str, *, focus: bool = True) -> None:
    """A sentence beside the field, in Serbian, joined to its control for those who listen."""
    error = page.locator(f"#id_{field}_error")
    expect(error).to_be_visible()
    _serbian(error)
    control = page.locator(f"main [name={field}]").first
    if field != "people":
        expect(control).to_have_attribute("aria-invalid", "true")
    if focus:
        assert page.evaluate("document.activeElement.name") == field


def _serbian(place: Locator) -> None:
    said = place.inner_text()
    assert len(said.split()) > 2, said
    assert not ENGLISH.search(said), f"not translated: {said}"


def _sent(world: Served) -> int:
    return int(
        world.django("from spona.cases.models import Referral\nprint(Referral.objects.count())")
    )


def _drafts(world: Served) -> int:
    return int(world.django("from spona.cases.models import Draft\nprint(Draft.objects.count())"))


def _taken_over(people: People, world: Served) -> str:
    """A report that bea has opened and accepted; its reference."""
    ana, bea = people.page("ana.skola"), people.page("bea.csr")
    reporting.write(ana, world)
    reference = reporting.send(ana)
    bea.goto(f"{world.url}/r/{reference}/")
    post(bea, "/open/")
    post(bea, "/accept/")
    bea.locator("main form[action$='/assign/']").wait_for()
    return reference


def _hours_pass(world: Served, hours: int) -> None:
    world.django(
        "from datetime import timedelta\n"
        "from django.db.models import F\n"
        "from spona.identity.models import Session\n"
        f"ago = timedelta(hours={hours})\n"
        "Session.objects.filter(account__login='nikola.zdravlje').update(\n"
        "    created_at=F('created_at') - ago, active_at=F('active_at') - ago)\n"
    )
