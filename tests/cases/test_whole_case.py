"""The whole file on paper: all that its reader may open, in the order of time, and nothing else."""

from __future__ import annotations

import datetime as dt
import io
import subprocess
from dataclasses import replace

import pypdf
import pytest
from django.utils import timezone

from spona.access.denied import Denied
from spona.access.guards import StepUpNeeded
from spona.audit.actions import checkpoint
from spona.audit.models import Entry
from spona.cases.case.actions import add_note, write_section
from spona.cases.case.notes import Event
from spona.cases.case.sections import SECTIONS
from spona.cases.case.steps.actions import NextStep, add_reminder, add_step, end_step
from spona.cases.case.steps.queries import open_steps
from spona.cases.casefile.actions import exclude
from spona.cases.casefile.whole_case import print_whole_case
from spona.cases.conferences.actions import decide_in, read_as_leader, write_minutes
from spona.cases.referrals.actions import accept
from spona.cases.team.actions import assign_file
from spona.identity.models import Account, Session
from spona.notifications.models import Notice
from spona.vault.refusals import ReasonNeeded
from tests.cases.closing import STEP, SUMMARY, closed, fresh
from tests.cases.conferences.calling import ABOUT, PLACE, agreed, at_the_table, call
from tests.cases.flow import get
from tests.cases.moving import agreement, by_agreement, connect, file_of, opened_by, referred
from tests.cases.world import OPERATOR

NAME, HEALTH, PHONE = "Mila Izmišljena", "Pregled.", "062 555 123"


@pytest.fixture(autouse=True)
def _read_in_english(world):
    Account.objects.update(language="en")


@pytest.fixture
def case(world):
    return file_of(world)


def proved(person):
    """This person's actor and keys, the second factor shown just now."""
    return {"by": replace(person.actor, stepped_up_at=timezone.now()), "keys": person.keys}


def text(pdf):
    done = subprocess.run(
        ["pdftotext", "-layout", "-", "-"], input=pdf, capture_output=True, check=True
    )
    return done.stdout.decode()


def flat(pdf):
    return " ".join(text(pdf).split())


def printed(case, person, *, purpose="archive", language="en"):
    return print_whole_case(fresh(case), purpose=purpose, language=language, **proved(person))


def sign_in(person, *, stepped_up=True):
    browser = person.sign_in()
    at = timezone.now() if stepped_up else None
    Session.objects.filter(account=person.account).update(stepped_up_at=at)
    return browser


def test_all_that_was_written_and_happened_stands_in_it(world, case):
    sara = connect(world, world.police, "sara")
    write_section(case, "health", {"text": "Преглед обављен."}, revision=1, **world.bea.can)
    yesterday = timezone.localdate() - dt.timedelta(days=1)
    visit = Event("visit", yesterday, None, "тетка")
    first = add_note(case, "Била је код тетке", event=visit, **world.bea.can)
    add_note(case, "Била је код ујне", event=visit, corrects=first, **world.bea.can)
    add_note(case, "Позвана школа", **world.bea.can)
    add_step(case, NextStep("plan_step", None, None, "Уписати у школу"), by=world.bea.actor)
    add_step(case, NextStep("review"), by=world.bea.actor)
    plan = open_steps(case).get(kind="plan_step")
    end_step(plan, dropped=True, reason="Нема места", **world.bea.can)
    row = referred(world, case, by_agreement(world, case, world.police))
    accept(opened_by(row, sara), message="Преузели смо", **sara.can)
    closed(fresh(case), by=world.bea, second=world.boris)
    checkpoint(by=OPERATOR)
    found = flat(printed(case, world.bea))
    for words in (
        case.reference, NAME, PHONE, "Преглед обављен.", "Earlier texts are of:",
        "Била је код ујне", "Before: Била је код тетке", "Written by Bea Primerić",
        "Уписати у школу", "Why not: Нема места", row.reference, "Smeštaj za noć",
        "Преузели смо", "What the person agreed to", SUMMARY, STEP,
        "Boris Primerić confirmed it, and the file was closed", "Who read it", "Printed by",
        "For the archive of the institution", "The log of Spona when this was printed: 1 ·",
    ):  # fmt: skip
        assert words in found, words
    assert found.index("Била је код ујне") < found.index("Позвана школа"), "oldest first"


def test_a_conference_with_its_minutes_and_decisions_and_the_counted_record(world, case):
    row = call(world, case, agreed(world, case, world.health))
    with at_the_table():
        decide_in(
            row, "Заказати преглед", institution=world.health,
            due_on=timezone.localdate() + dt.timedelta(days=9), by=world.bea.actor,
        )  # fmt: skip
        kept = read_as_leader(row, **world.bea.can)
        write_minutes(row, "Договорен смештај", revision=kept.revision, **world.bea.can)
    found = flat(printed(case, world.bea))
    for words in (row.meeting.reference, ABOUT, PLACE, "Minutes: Договорен смештај",
                  "Заказати преглед", "What is counted", "No decision yet"):  # fmt: skip
        assert words in found, words
    assert "Заказати" not in flat(_with_health_only(world, case))


def _with_health_only(world, case):
    assign_file(case, member=world.vera.member, sections=["health"], **world.bea.can)
    return printed(case, world.vera)


def test_each_page_has_the_reference_and_its_number_and_the_cover_no_name(world, case):
    for number in range(40):
        add_note(case, f"Бр. {number} " + "Дуг текст. " * 40, **world.bea.can)
    pdf = printed(case, world.bea)
    read = pypdf.PdfReader(io.BytesIO(pdf))
    total = len(read.pages)
    assert total > 4
    for number, page in enumerate(read.pages, start=1):
        words = " ".join(page.extract_text().split())
        assert case.reference in words
        assert f"{number} / {total}" in words
    cover = read.pages[0].extract_text()
    assert NAME not in cover
    assert "Contents" in cover
    assert read.metadata["/Title"] == case.reference
    assert {*read.metadata} <= {"/Title", "/Creator", "/Producer", "/CreationDate", "/ModDate"}
    assert "End of the print" in read.pages[-1].extract_text()


def test_what_is_empty_is_left_out(world, case):
    found = flat(printed(case, world.bea))
    assert "Not in this print" not in found
    # The log names every part that was opened for the print.
    found = found[: found.rindex("Who read it")]
    assert "Health" in found
    for title in ("Legal matters", "Papers and numbers", "Conferences", "Attached files"):
        assert title not in found, title


def test_who_has_one_part_prints_that_part_and_it_says_what_is_not_there(world, case):
    write_section(case, "legal", {"text": "Тајна суда"}, revision=1, **world.bea.can)
    add_note(case, "Тајна белешка", **world.bea.can)
    add_step(case, NextStep("plan_step", None, None, "Тајни корак"), by=world.bea.actor)
    agreement(world, case, world.police)
    assign_file(case, member=world.vera.member, sections=["health"], **world.bea.can)
    found = flat(printed(case, world.vera))
    assert HEALTH in found
    for words in (NAME, PHONE, "Ne smem.", "Тајна", "Тајни", "smeštaj", "Police"):
        assert words not in found, words
    left = found[found.index("Not in this print") :]
    for title in ("Name", "Legal matters", "Notes"):
        assert title in left


def test_a_holder_to_whom_it_is_not_assigned_gives_a_reason_first(world, case):
    assign_file(case, member=world.vera.member, sections=list(SECTIONS), **world.bea.can)
    with pytest.raises(ReasonNeeded):
        printed(case, world.bea)
    assert NAME in flat(printed(case, world.vera))
    page = _post(sign_in(world.bea), f"/cases/{case.reference}/")
    assert page.status_code == 422
    assert "Why do you open it?" in page.content.decode()
    page = _post(sign_in(world.bea), f"/cases/{case.reference}/", reason="request")
    assert page["Content-Type"] == "application/pdf"
    line = Entry.objects.filter(name__startswith="section:read").latest("seq")
    assert line.detail["reason"] == "request"
    assert Notice.objects.filter(
        account_id=world.boris.account.pk, kind="opened_outside_team"
    ).exists()


def test_reminders_of_anybody_are_not_on_it(world, case):
    add_reminder(case, "Само моје Невидљиво", day=None, by=world.bea.actor)
    assert "Невидљиво" not in flat(printed(case, world.bea))


def test_it_is_one_reading_with_its_purpose_and_stands_in_who_read_it(world, case):
    before = Entry.objects.filter(name__startswith="section:read").count()
    printed(case, world.bea, purpose="court")
    lines = Entry.objects.filter(name__startswith="section:read").order_by("seq")[before:]
    assert [one.detail["purpose"] for one in lines] == ["whole_case"]
    line = Entry.objects.get(name="case:printed", subject_id=case.pk)
    assert line.detail == {"purpose": "court"}
    assert "Bea Primerić printed the whole file: A court or prosecutor asks for it" in get(
        world.bea.sign_in(), f"/cases/{case.reference}/log/"
    )


def test_strangers_and_who_was_locked_out_get_nothing(world, case):
    path = f"/cases/{case.reference}/"
    exclude(case, member=world.boris.member, **world.bea.can)
    for person in (world.boris, world.vera, world.hana, world.ana, world.nina, world.kosta):
        browser = sign_in(person)
        for page in (browser.get(f"{path}whole/"), _post(browser, path)):
            assert page.status_code in (403, 404), person.member
            assert b"%PDF" not in page.content
    assert NAME in flat(printed(case, world.bea))


def test_without_the_second_factor_of_now_there_is_no_paper(world, case):
    path = f"/cases/{case.reference}/"
    browser = sign_in(world.bea, stepped_up=False)
    assert b"%PDF" not in _post(browser, path).content
    with pytest.raises(StepUpNeeded):
        print_whole_case(case, purpose="archive", language="en", **world.bea.can)
    with pytest.raises(Denied, match="what it is for"):
        printed(case, world.bea, purpose="curiosity")
    assert not Entry.objects.filter(name="case:printed").exists()


def test_in_a_browser_under_a_name_that_tells_nothing(world, case):
    path = f"/cases/{case.reference}/"
    browser = sign_in(world.bea)
    assert f'href="{path}whole/"' in get(browser, path)
    assert "What is it for?" in get(browser, f"{path}whole/")
    assert browser.get(f"{path}whole.pdf").status_code == 405, "no link and no reload prints it"
    assert browser.post(f"{path}whole.pdf", {}).status_code == 422
    answer = _post(browser, path)
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"] == 'attachment; filename="paper.pdf"'
    assert answer["Cache-Control"] == "no-store"
    assert NAME in flat(answer.content)


def test_both_scripts_and_what_breaks_a_line_are_printed_as_they_were_typed(world, case):
    words = "Ђурђица Šćepanović „под знаком” — 中 #let x = 1 *bold* $x^2$ @ref <label> \\ "
    add_note(case, words + "ж" * 400 + "\n\nдруги ред", **world.bea.can)
    for language in ("sr", "sr-latn", "en"):
        found = flat(printed(case, world.bea, language=language))
        assert "Ђурђица Šćepanović" in found
        assert "#let x = 1 *bold* $x^2$ @ref <label>" in found
        assert "[U+4E2D]" in found
        assert "други ред" in found


def test_what_has_arrived_and_nobody_opened_stays_closed(world, sent):
    """Opening is a move of its own: a paper does not open it."""
    case = file_of(world)
    sent.to_case = case
    sent.save(update_fields=["to_case"])
    assert sent.reference not in flat(printed(case, world.bea))


def _post(browser, path, **more):
    return browser.post(f"{path}whole.pdf", {"purpose": "archive"} | more)
