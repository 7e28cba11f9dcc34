"""How a part of a file was before: on its page, for whoever reads it today and for nobody else."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.utils import timezone

from spona.access.denied import Denied
from spona.audit.models import Entry
from spona.cases.case.actions import write_section
from spona.cases.case.sections import SECTIONS
from spona.cases.casefile.actions import exclude
from spona.cases.fields.changes import changes
from spona.cases.go import file_path
from spona.cases.team.actions import assign_file, break_glass, unassign_file
from spona.directory.actions import end_member
from spona.identity.models import Account
from spona.notifications.models import Notice
from spona.tasks.models import Task
from spona.vault.models import Section, SectionRevision
from tests.cases.flow import get
from tests.cases.moving import file_of
from tests.cases.test_file_page import edit
from tests.cases.world import OPERATOR, _somebody

TEXTS = ("Pregled.", "Pregled u petak.", "Pregled u ponedeljak.", "Pregled je obavljen.")


@pytest.fixture
def case(world):
    Account.objects.update(language="en")
    world.people["vlada"] = _somebody("vlada", world.csw, "case_worker")
    return file_of(world)


@pytest.fixture
def path(case):
    return f"/cases/{case.reference}/"


@pytest.fixture
def bea(world, path):
    """Her browser, after she has written in the health part three times."""
    browser = world.bea.sign_in()
    for text in TEXTS[1:]:
        assert edit(browser, path, "health", {"text": text}).status_code == 302
    return browser


@pytest.fixture
def led(world, case, bea):
    assign_file(case, member=world.vera.member, sections=list(SECTIONS), **world.bea.can)
    return case


def old(path, number, part="health"):
    return f"{path}history/{part}/{number}/"


# Read back


def test_what_was_edited_three_times_is_read_back_text_by_text(path, bea):
    for number, text in enumerate(TEXTS[:-1], start=1):
        page = get(bea, old(path, number))
        assert f"<del>{text}</del>" in page
        assert f"<ins>{TEXTS[-1]}</ins>" in page
        assert "changed" in page
    listed = get(bea, f"{path}history/health/")
    assert "Text 4" in listed
    assert old(path, 1) in listed
    assert "Bea Primerić" in listed
    assert not any(text in listed for text in TEXTS), "the list opens nothing"


def test_the_page_of_the_file_leads_to_the_text_before_todays(path, bea):
    page = get(bea, f"{path}part/support/")
    assert f'href="{old(path, 3)}"' in page
    assert "As it was on" in page
    assert "history/account/" not in page, "nothing was written there since"
    edit(bea, path, "health", {"text": ""})
    assert f'href="{old(path, 4)}"' in get(bea, f"{path}part/support/"), (
        "also where the part is empty now"
    )


def test_of_the_name_too_and_only_there_it_is_shown_unmasked(path, bea):
    edit(bea, path, "name", {"name": "Milica Izmišljena"})
    page = get(bea, path)
    assert f'href="{old(path, 1, "name")}"' in page
    assert "Mila" not in page
    assert "<del>Mila Izmišljena</del>" in get(bea, old(path, 1, "name"))


def test_the_title_tells_nothing_and_both_readings_stand_in_the_log(path, bea, case):
    before = Entry.objects.filter(name="section:read").count()
    page = get(bea, old(path, 2))
    assert f"<title>{case.reference} – Spona</title>" in page
    lines = Entry.objects.filter(name="section:read").order_by("at")[before:]
    assert [one.detail["revision"] for one in lines] == [4, 2]
    log = get(bea, f"{path}log/")
    assert "Bea Primerić read an earlier text: Health" in log


def test_what_never_was_and_what_is_now_has_no_page(path, bea):
    for tail in ("health/4/", "health/5/", "health/0/", "health/99999999999999999999/",
                 "notes/", "count/", "notes/1/", "nothing/", "account/1/"):  # fmt: skip
        assert bea.get(f"{path}history/{tail}").status_code == 404, tail


def test_field_by_field_with_words_and_not_by_colour_alone(path, bea):
    edit(bea, path, "contact", {"safe": "yes", "phone": "", "trusted": "Razredna"})
    page = get(bea, old(path, 1, "contact"))
    assert "<del>062 555 123</del>" in page
    said = set(re.findall(r"<small>\s*([^<]+?)\s*</small>", page))
    assert {"taken out", "changed", "not written yet", "new"} <= said
    assert 'style="' not in page
    assert "<script>" not in page


def test_the_page_of_a_file_asks_one_thing_more(world, case, path):
    def asked():
        found = []

        def count(execute, sql, params, many, context):
            found.append(sql)
            return execute(sql, params, many, context)

        with connection.execute_wrapper(count):
            get(browser, path)
        return [sql for sql in found if "sectionrevision" in sql], len(found)

    browser = world.bea.sign_in()
    get(browser, path)
    assert len(asked()[0]) == 1
    before = asked()[1]
    for part in ("health", "plan", "legal"):
        for number in range(3):
            edit(browser, path, part, {"text": f"Tekst {number}"})
    get(browser, path)
    assert len(asked()[0]) == 1
    assert asked()[1] <= before + 1


# By whom


def test_whoever_is_let_in_reads_from_the_first_text_on_and_the_page_says_so(world, path, bea, led):
    assert "how these parts were before" in get(bea, f"{path}team/")
    vera = world.vera.sign_in()
    for number, text in enumerate(TEXTS[:-1], start=1):
        assert f"<del>{text}</del>" in get(vera, old(path, number))


def test_after_somebody_was_taken_out_the_others_read_all_of_it(world, path, led):
    unassign_file(led, member=world.vera.member, by=world.bea.actor)
    assign_file(led, member=world.vlada.member, sections=["health"], **world.bea.can)
    vlada = world.vlada.sign_in()
    edit(vlada, path, "health", {"text": "Posle Vere."})
    section = Section.objects.named(led.box_id, "health").get()
    assert section.version == 2
    for number, text in enumerate(TEXTS, start=1):
        assert f"<del>{text}</del>" in get(vlada, old(path, number))
    assert world.vera.sign_in().get(old(path, 1)).status_code == 404
    # A holder needs the same reason as for the part itself, and then it opens too.
    boris = world.boris.sign_in()
    assert boris.get(old(path, 1)).status_code == 403
    break_glass(led, reason="absence", **world.boris.can)
    assert f"<del>{TEXTS[0]}</del>" in get(boris, old(path, 1))


def test_nobody_else_learns_that_there_was_an_earlier_text(world, case, path, led):
    exclude(led, member=world.boris.member, **world.bea.can)
    assign_file(led, member=world.vlada.member, sections=["plan"], **world.bea.can)
    for who in (world.boris, world.vlada, world.hana, world.nina, world.ana, world.kosta):
        browser = who.sign_in()
        for tail in ("history/health/", "history/health/1/"):
            assert browser.get(path + tail).status_code in (403, 404), (who.account.login, tail)
        for tail in ("erase", "agree", "keep"):
            answer = browser.post(f"{old(path, 1)}{tail}/")
            assert answer.status_code in (403, 404), (who.account.login, tail)
    assert world.boris.sign_in().get(old(path, 1)).status_code == 404
    assert world.vlada.sign_in().get(old(path, 1)).status_code == 404


def test_an_altered_text_is_not_shown_and_the_others_are(path, bea, case):
    rows = SectionRevision.objects.filter(section__box=case.box_id)
    rows.filter(revision=2).update(sealed=rows.get(revision=1).sealed)
    page = get(bea, old(path, 2))
    assert "not as it was when it was saved" in page
    assert not any(text in page for text in TEXTS)
    assert f"<del>{TEXTS[2]}</del>" in get(bea, old(path, 3))


# Erased by two

WHY = {"why": "Piše o drugoj osobi."}


def kinds(world):
    rows = Task.objects.open().filter(institution=world.csw, kind="approve_erasure")
    return [(row.reference, row.owner) for row in rows]


def test_one_asks_another_holder_agrees_and_the_text_is_gone(world, case, path, bea):
    assert bea.post(f"{old(path, 2)}erase/", WHY).status_code == 302
    assert kinds(world) == [(case.reference, world.boris.member)]
    assert Notice.objects.of(world.boris.account.pk).filter(kind="task").exists()
    boris = world.boris.sign_in()
    assert f'href="{old(path, 2)}"' in get(boris, f"{path}part/support/"), (
        "the part of the file leads there"
    )
    page = get(boris, old(path, 2))
    assert "A colleague asks that this text be erased" in page
    assert boris.post(f"{old(path, 2)}agree/").status_code == 302
    assert kinds(world) == []
    assert Notice.objects.of(world.bea.account.pk).filter(kind="answered").exists()
    page = get(bea, old(path, 2))
    assert "two people decided so" in page
    assert TEXTS[1] not in page
    listed = " ".join(get(bea, f"{path}history/health/").split())
    # The record of it is read there: who asked and why.
    assert f'<a href="{old(path, 2)}">Text 2</a>: erased' in listed
    assert f"<del>{TEXTS[0]}</del>" in get(bea, old(path, 1))
    log = get(bea, f"{path}log/")
    assert "Boris Primerić agreed, and an earlier text was erased: Health" in log


def test_the_reason_is_read_by_who_decides_stays_with_the_record_and_is_nowhere_in_clear(
    world, case, path, bea
):
    page = bea.post(f"{old(path, 2)}erase/", {"why": "   "})
    assert page.status_code == 422
    said = page.content.decode()
    assert "Write why it must not be kept." in said
    assert "<details" in said.split('id="ask"')[1]
    assert kinds(world) == []
    assert bea.post(f"{old(path, 2)}erase/", WHY).status_code == 302
    boris = world.boris.sign_in()
    assert WHY["why"] in get(boris, old(path, 2))
    boris.post(f"{old(path, 2)}agree/")
    for browser in (boris, bea):
        page = get(browser, old(path, 2))
        assert "two people decided so" in page
        assert WHY["why"] in page
    assert not any("drugoj osobi" in str(entry.detail) for entry in Entry.objects.all())
    # Of another text of the same part it says nothing.
    assert WHY["why"] not in get(bea, old(path, 1))


def test_asked_again_both_reasons_stand_there_the_last_one_first(world, path, bea):
    boris = world.boris.sign_in()
    bea.post(f"{old(path, 2)}erase/", {"why": "Prvi razlog."})
    boris.post(f"{old(path, 2)}keep/")
    bea.post(f"{old(path, 2)}erase/", {"why": "Drugi razlog."})
    page = get(boris, old(path, 2))
    assert page.index("Drugi razlog.") < page.index("Prvi razlog.")


def test_the_reason_opens_to_the_readers_of_its_part_and_to_nobody_else(world, path, bea, led):
    bea.post(f"{old(path, 2)}erase/", WHY)
    rows = Section.objects.named(led.box_id, "erasing_health")
    assert rows.visible_to(world.vera.actor).exists()
    assign_file(led, member=world.vlada.member, sections=["plan"], **world.bea.can)
    assert not rows.visible_to(world.vlada.actor).exists()
    assign_file(led, member=world.vlada.member, sections=["health"], **world.bea.can)
    assert WHY["why"] in get(world.vlada.sign_in(), old(path, 2))
    unassign_file(led, member=world.vera.member, by=world.bea.actor)
    assert not rows.visible_to(world.vera.actor).exists()


def test_what_was_typed_stays_where_it_is_refused(world, path, bea, case):
    exclude(case, member=world.boris.member, **world.bea.can)
    answer = bea.post(f"{old(path, 1)}erase/", WHY)
    assert answer.status_code == 422
    assert WHY["why"] in answer.content.decode()


def test_whoever_asked_does_not_agree_too(world, path, bea):
    bea.post(f"{old(path, 2)}erase/", WHY)
    answer = bea.post(f"{old(path, 2)}agree/")
    assert answer.status_code == 422
    assert "Two people erase an earlier text" in answer.content.decode()
    assert f"<del>{TEXTS[1]}</del>" in get(bea, old(path, 2))
    assert bea.post(f"{old(path, 2)}erase/", WHY).status_code == 409


def test_without_having_been_asked_nobody_erases(world, path, bea):
    assert world.boris.sign_in().post(f"{old(path, 2)}agree/").status_code == 422
    assert f"<del>{TEXTS[1]}</del>" in get(bea, old(path, 2))


def test_a_case_worker_asks_and_cannot_agree(world, path, led):
    vera, vlada = world.vera.sign_in(), world.vlada.sign_in()
    assign_file(led, member=world.vlada.member, sections=["health"], **world.bea.can)
    assert vera.post(f"{old(path, 1)}erase/", WHY).status_code == 302
    assert vlada.post(f"{old(path, 1)}agree/").status_code == 403
    assert vlada.post(f"{old(path, 1)}keep/").status_code == 422
    # Nor a holder who has not opened the part with a reason: nobody agrees unseen.
    assert world.boris.sign_in().post(f"{old(path, 1)}agree/").status_code == 403
    break_glass(led, reason="absence", **world.boris.can)
    assert world.boris.sign_in().post(f"{old(path, 1)}agree/").status_code == 302
    assert "two people decided so" in get(vera, old(path, 1))


def test_it_stays_when_the_holder_says_no_or_who_asked_takes_it_back(world, path, bea):
    boris = world.boris.sign_in()
    for who in (boris, bea):
        assert bea.post(f"{old(path, 1)}erase/", WHY).status_code == 302
        assert who.post(f"{old(path, 1)}keep/").status_code == 302
        assert kinds(world) == []
    assert f"<del>{TEXTS[0]}</del>" in get(bea, old(path, 1))


def test_the_task_ends_with_the_last_that_was_asked_for(world, path, bea):
    boris = world.boris.sign_in()
    for number in (1, 2):
        bea.post(f"{old(path, number)}erase/", WHY)
    boris.post(f"{old(path, 1)}agree/")
    assert len(kinds(world)) == 1
    boris.post(f"{old(path, 2)}keep/")
    assert kinds(world) == []


def test_the_task_leads_to_what_is_asked_and_its_own_reason_opens_the_file(world, case, path, led):
    assert world.vera.sign_in().post(f"{old(path, 2)}erase/", WHY).status_code == 302
    here = f"{path}erasures/"
    assert file_path(case.reference, world.boris.actor) == here
    boris = world.boris.sign_in()
    page = get(boris, here)
    assert "Health · Text 2" in page
    assert "Vera Primerić asks for it." in " ".join(page.split())
    assert old(path, 2) not in page, "it opens with a reason only"
    assert TEXTS[1] not in page
    assert (said := boris.post(here)).status_code == 302
    assert said["Location"] == here
    entry = Entry.objects.filter(name="case:opened_in_need").latest("at")
    assert entry.detail["reason"] == "second_person"
    assert f'href="{old(path, 2)}"' in get(boris, here)
    assert "A colleague asks that this text be erased" in get(boris, old(path, 2))
    boris.post(f"{old(path, 2)}agree/")
    assert "Nobody asks any more" in get(boris, here)
    assert file_path(case.reference, world.boris.actor) == path


def test_nobody_opens_a_file_as_second_person_whom_nobody_asked(world, path, led):
    before = Entry.objects.filter(name="case:opened_in_need").count()
    here = f"{path}erasures/"
    assert world.boris.sign_in().post(here).status_code == 302
    assert Entry.objects.filter(name="case:opened_in_need").count() == before
    assert world.boris.sign_in().get(old(path, 2)).status_code == 403
    for who in (world.vera, world.vlada, world.ana):
        assert who.sign_in().get(here).status_code in (403, 404)


def test_whoever_asked_is_not_led_to_their_own_request(world, case, path, bea):
    bea.post(f"{old(path, 2)}erase/", WHY)
    assert file_path(case.reference, world.bea.actor) == path
    assert "Nobody asks any more" in get(bea, f"{path}erasures/")


def test_one_press_asks_nothing_yet(path, bea):
    page = get(bea, old(path, 2))
    form = page[page.index(f'action="{old(path, 2)}erase/#ask"') :].partition("</form>")[0]
    assert form.index("<details") < form.index("<button")
    assert "Yes, ask that it be erased" in form


def test_where_nobody_else_could_look_it_is_refused_with_a_sentence(world, path, bea, case):
    exclude(case, member=world.boris.member, **world.bea.can)
    answer = bea.post(f"{old(path, 1)}erase/", WHY)
    assert answer.status_code == 422
    assert "name a second intake officer" in answer.content.decode()


def account_closed(world, case):
    Account.objects.filter(pk=world.vera.account.pk).update(disabled_at=timezone.now())


def mandate_ended(world, case):
    end_member(world.vera.member, on=timezone.localdate(), by=OPERATOR)


def taken_out_of_the_file(world, case):
    unassign_file(case, member=world.vera.member, by=world.bea.actor)


def excluded(world, case):
    exclude(case, member=world.vera.member, **world.bea.can)


@pytest.mark.parametrize("gone", [account_closed, mandate_ended, taken_out_of_the_file, excluded])
def test_what_somebody_asked_who_has_gone_is_carried_out_by_nobody(world, path, led, gone):
    assert world.vera.sign_in().post(f"{old(path, 1)}erase/", WHY).status_code == 302
    gone(world, led)
    break_glass(led, reason="absence", **world.boris.can)
    boris = world.boris.sign_in()
    page = get(boris, old(path, 1))
    assert "the request has lapsed and the text stays" in page
    assert "Erase the text" not in page
    told = Notice.objects.of(world.vera.account.pk).filter(kind="answered")
    refused = boris.post(f"{old(path, 1)}agree/")
    assert refused.status_code == 409
    assert "the request has lapsed and the text stays" in refused.content.decode()
    assert f"<del>{TEXTS[0]}</del>" in get(boris, old(path, 1))
    assert kinds(world) == []
    assert not told.exists()
    assert "A request to erase an earlier text lapsed: Health" in get(boris, f"{path}log/")
    assert boris.post(f"{old(path, 1)}agree/").status_code == 422, "nobody asks it now"


def test_a_colleague_asks_in_the_place_of_who_has_gone(world, path, led):
    vera, boris = world.vera.sign_in(), world.boris.sign_in()
    assert vera.post(f"{old(path, 1)}erase/", WHY).status_code == 302
    break_glass(led, reason="absence", **world.boris.can)
    assert boris.post(f"{old(path, 1)}erase/", WHY).status_code == 409, "it is asked already"
    taken_out_of_the_file(world, led)
    assert boris.post(f"{old(path, 1)}erase/", WHY).status_code == 302
    assert kinds(world) == [(led.reference, world.bea.member)]
    assert boris.post(f"{old(path, 1)}agree/").status_code == 422
    break_glass(led, reason="absence", **world.bea.can)
    assert world.bea.sign_in().post(f"{old(path, 1)}agree/").status_code == 302
    assert "two people decided so" in get(boris, old(path, 1))


def test_of_a_closed_file_it_can_be_asked_too(world, case, path, bea):
    case.closed_at = timezone.now()
    case.save()
    assert bea.post(f"{old(path, 1)}erase/", WHY).status_code == 302
    assert world.boris.sign_in().post(f"{old(path, 1)}agree/").status_code == 302


def test_nothing_is_written_where_nothing_changed(world, case):
    before = SectionRevision.objects.count()
    write_section(case, "health", {"text": "Pregled."}, revision=1, **world.bea.can)
    assert SectionRevision.objects.count() == before
    with pytest.raises(Denied):
        write_section(case, "health", {"text": "x"}, revision=1, **world.ana.can)


def test_how_two_texts_differ():
    found = changes(
        "identity", {"age": "child", "born": "2010"}, {"age": "adult", "language": "romski"}
    )
    assert [(one.before, one.after, one.is_changed) for one in found] == [
        ("Child", "Adult", True), ("2010", "", True), ("", "romski", True),
    ]  # fmt: skip
    assert changes("plan", {}, {}) == []
