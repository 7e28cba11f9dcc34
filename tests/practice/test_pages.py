"""The pages, as a person would try them and as somebody who has no business there."""

from __future__ import annotations

import io
import re
import secrets

import docx
import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pypdf import PdfReader

from spona.cases.referrals.actions import send
from spona.identity.models import Account
from spona.practice.actions.playing import _report_packet, play_part
from spona.practice.models import Drill, Ending, Part
from spona.practice.scenarios import scenarios
from spona.practice.turns import current, face_of, scene_of, turns_of
from tests.practice.holding import PRACTICE, begun, later, membership, played_to_end


def token() -> str:
    return secrets.token_urlsafe(32)


def at_work(who):
    """Signed in, with the membership of their own institution: in a drill there are two."""
    browser = who.sign_in()
    browser.post(reverse("directory:choose"), {"member": str(who.member.pk)})
    return browser


def typed(**more) -> dict[str, str]:
    given = {"token": token(), "network": "vranje", "role": "intake", "company": "alone"}
    return given | more


def page(name: str, drill: Drill) -> str:
    return reverse(f"practice:{name}", args=[drill.pk])


def test_alone_it_begins_at_once(w):
    browser = w.bea.sign_in()
    answer = browser.post("/practice/new/school/", typed())
    drill = Drill.objects.get()
    assert answer.headers["Location"] == page("drill", drill)
    assert drill.is_running
    shown = browser.get(page("drill", drill))
    assert shown.status_code == 200
    assert 'class="strip"' in shown.content.decode()


def test_the_token_counts_once(w):
    browser, given = w.bea.sign_in(), typed()
    first = browser.post("/practice/new/school/", given)
    again = browser.post("/practice/new/school/", given)
    assert first.headers["Location"] == again.headers["Location"]
    assert Drill.objects.count() == 1


@pytest.mark.parametrize(
    "wrong",
    [
        {"role": ""},
        {"role": "boss"},
        {"role": "x" * 5000},
        {"company": "everybody"},
        {"network": "nis"},
        {"network": "vezbaliste"},
        {"network": "<script>alert(1)</script>"},
        {"token": "short"},
    ],
)
def test_what_cannot_be_is_a_sentence_and_nothing_is_kept(w, wrong):
    browser = w.bea.sign_in()
    answer = browser.post("/practice/new/school/", typed(**wrong))
    assert answer.status_code == 422
    assert "<script>alert" not in answer.content.decode()
    assert not Drill.objects.exists()
    assert not Part.objects.exists()


def test_a_story_that_is_none_is_no_page(w):
    assert w.bea.sign_in().get("/practice/new/secret/").status_code == 404


def test_the_whole_way_through_the_pages(w):
    ana, bea = w.ana.sign_in(), w.bea.sign_in()
    ana.post("/practice/new/school/", typed(role="reporter", company="together"))
    drill = Drill.objects.get()
    assert not drill.is_running
    assert page("drill", drill) in bea.get("/practice/").content.decode()
    assert bea.post(page("join_drill", drill), {"role": "reporter"}).status_code == 422
    assert bea.post(page("join_drill", drill), {"role": "intake"}).status_code == 302
    assert bea.post(page("begin_drill", drill)).status_code == 302
    drill.refresh_from_db()
    # Whoever waited keeps the membership they wore: nobody is asked in the middle of their work.
    assert ana.get("/reports/").status_code == 200
    assert 'class="strip"' not in ana.get("/reports/").content.decode()
    assert ana.post(page("switch_membership", drill)).status_code == 302
    assert 'class="strip"' in ana.get("/reports/").content.decode()
    assert ana.post(page("switch_membership", drill), {"membership": "own"}).status_code == 302
    assert 'class="strip"' not in ana.get("/reports/").content.decode()
    asked = bea.get(page("end_drill", drill))
    assert asked.status_code == 200
    assert bea.post(page("end_drill", drill)).status_code == 302
    drill.refresh_from_db()
    assert drill.ending == Ending.BROKEN_OFF
    assert bea.get(page("drill", drill)).status_code == 200


def test_from_the_hat_the_first_page_leads_to_the_drill(w):
    drill = begun(w.bea, w.vranje)
    browser = w.bea.sign_in()
    browser.post(reverse("directory:choose"), {"member": str(membership(drill, w.bea).pk)})
    assert browser.get("/practice/").headers["Location"] == page("drill", drill)
    assert browser.get("/practice/new/school/").status_code == 404


def test_a_stranger_finds_nothing(w, client):
    drill = begun(w.bea, w.vranje)
    cora = w.cora.sign_in()
    for name in ("drill", "print_feedback"):
        assert cora.get(page(name, drill)).status_code == 404
    for name in (
        "join_drill",
        "leave_drill",
        "begin_drill",
        "switch_membership",
        "advance",
        "end_drill",
    ):
        assert cora.post(page(name, drill), {"role": "worker"}).status_code == 404
    assert page("drill", drill) not in cora.get("/practice/").content.decode()
    assert client.get(page("drill", drill)).status_code == 302


def test_a_colleague_who_takes_no_part_moves_nothing(w):
    drill = begun(w.bea, w.vranje)
    hana = w.hana.sign_in()
    assert hana.get(page("drill", drill)).status_code == 200
    assert hana.post(page("join_drill", drill), {"role": "worker"}).status_code == 409
    assert hana.post(page("switch_membership", drill)).status_code == 409
    assert hana.post(page("leave_drill", drill)).status_code == 409
    assert hana.get(page("end_drill", drill)).status_code == 403
    assert hana.post(page("end_drill", drill)).status_code == 403
    assert scene_of(drill).report is None


def test_a_get_changes_nothing(w):
    drill = begun(w.bea, w.vranje)
    browser = at_work(w.bea)
    for name in ("join_drill", "leave_drill", "begin_drill", "switch_membership", "advance"):
        assert browser.get(page(name, drill)).status_code == 405
    assert browser.get("/practice/reminding/vranje/").status_code in (403, 405)
    browser.get(page("drill", drill))
    browser.get(page("end_drill", drill))
    drill.refresh_from_db()
    assert drill.is_running


def test_only_who_leads_sets_the_reminder(w):
    assert w.bea.sign_in().post("/practice/reminding/vranje/", {"wanted": "no"}).status_code == 403
    kosta = w.kosta.sign_in()
    assert kosta.post("/practice/reminding/nis/", {"wanted": "no"}).status_code == 404
    assert kosta.post("/practice/reminding/vranje/", {"wanted": "no"}).status_code == 302


def test_the_paper_says_what_was_done_and_that_it_was_practice(w):
    drill = played_to_end(begun(w.bea, w.vranje))
    browser = w.bea.sign_in()
    got = browser.get(page("print_feedback", drill), {"as": "pdf"})
    assert "vezba-" in got.headers["Content-Disposition"]
    pdf = PdfReader(io.BytesIO(got.content))
    text = "\n".join(sheet.extract_text() for sheet in pdf.pages)
    assert "ВЕЖБА" in text
    assert "Лена" not in text
    assert pdf.metadata.get("/Title") == "Spona"
    assert not pdf.metadata.get("/Author")
    for sheet in pdf.pages:
        assert "ВЕЖБА" in sheet.extract_text()
    written = docx.Document(
        io.BytesIO(browser.get(page("print_feedback", drill), {"as": "docx"}).content)
    )
    assert len(written.tables) == 1
    assert len(written.tables[0].rows) == 8
    assert browser.get(page("print_feedback", drill), {"as": "exe"}).status_code == 404


def test_before_the_end_there_is_no_paper(w):
    drill = begun(w.bea, w.vranje)
    assert at_work(w.bea).get(page("print_feedback", drill)).status_code == 404


def test_the_table_names_institutions_and_nobody(w):
    w.csw.words["sr"] = "=1+1"
    w.csw.save()
    played_to_end(begun(w.bea, w.vranje))
    browser = w.bea.sign_in()
    csv = browser.get("/practice/export/", {"as": "csv"}).content.decode("utf-8-sig")
    assert '"\'=1+1"' in csv
    assert w.bea.member.person.name not in csv
    book = openpyxl.load_workbook(
        io.BytesIO(browser.get("/practice/export/", {"as": "xlsx"}).content)
    )
    assert book.active.max_row == 2
    assert browser.get("/practice/export/", {"as": "php"}).status_code == 404


def test_the_page_narrows_by_story(w):
    played_to_end(begun(w.bea, w.vranje))
    browser = w.bea.sign_in()
    link = page("drill", Drill.objects.get())
    assert link in browser.get("/practice/?story=school").content.decode()
    assert link not in browser.get("/practice/?story=night").content.decode()
    assert link in browser.get("/practice/?story=%27%3B--&page=99999&network=zzz").content.decode()


def test_many_drills_ask_few_questions(w):
    for _n in range(4):
        played_to_end(begun(w.bea, w.vranje))
    browser = w.bea.sign_in()
    browser.get("/practice/")
    few = _asked(browser)
    for drill in list(Drill.objects.all()):
        Drill.objects.create(
            network=drill.network, scenario="school", called_at=drill.called_at,
            called_by=drill.called_by, started_at=drill.started_at, ended_at=drill.ended_at,
            ending=drill.ending,
        )  # fmt: skip
    assert _asked(browser) - few <= 4 * 3


def _asked(browser) -> int:
    with CaptureQueriesContext(connection) as asked:
        browser.get("/practice/")
    return len(asked)


@pytest.fixture
def in_english(w):
    """Pages take the language of the account."""
    Account.objects.update(language="en")


def reported(w):
    """A real report to the real centre."""
    return send(
        _report_packet(scenarios()["school"], w.ana.member, w.csw),
        network=w.vranje, recipient=w.csw, by=w.ana.actor,
    )  # fmt: skip


@pytest.mark.usefixtures("in_english")
def test_a_page_of_ones_own_in_another_tab_says_that_the_hat_is_on_and_leads_back(w):
    real = reported(w)
    drill = begun(w.bea, w.vranje)
    browser = at_work(w.bea)
    browser.post(page("switch_membership", drill), {"membership": "drill"})
    there, nowhere = f"/r/{real.reference}/", "/r/R-2222-22/"
    said = {path: browser.get(path) for path in (there, nowhere, "/nothing/such/page/")}
    assert {answer.status_code for answer in said.values()} == {404}
    # Word for word the same, whether or not there is something: only the address differs.
    token = re.compile(r'name="csrfmiddlewaretoken" value="[^"]*"')
    plain = {token.sub("", a.content.decode()).replace(path, "") for path, a in said.items()}
    assert len(plain) == 1
    shown = said[there].content.decode()
    assert "Take the hat off and open this address" in shown
    assert 'class="strip"' in shown
    assert f'name="next" value="{there}"' in shown
    back = browser.post(page("switch_membership", drill), {"membership": "own", "next": there})
    assert back.headers["Location"] == there
    assert browser.get(there).status_code == 200
    # What is not one's own is as little there without the membership, and then nobody speaks of one.
    assert (
        "membership"
        not in re.findall(r"<main.*</main>", browser.get(nowhere).content.decode(), re.S)[0].split()
    )
    # The page was left open: the same press once more puts nothing on.
    browser.post(page("switch_membership", drill), {"membership": "own", "next": there})
    assert browser.get(there).status_code == 200


@pytest.mark.usefixtures("in_english")
def test_a_page_that_the_invented_role_does_not_include_leads_back_too(w):
    drill = begun(w.kosta, w.vranje, role="reporter")
    browser = at_work(w.kosta)
    browser.post(page("switch_membership", drill), {"membership": "drill"})
    asked = browser.get("/mandates/documents/new/vranje/")
    assert asked.status_code in (403, 404)
    assert "Take the hat off and open this address" in asked.content.decode()
    sent = browser.post("/mandates/documents/new/vranje/", {})
    assert "Nothing was saved." in sent.content.decode()


@pytest.mark.parametrize("to", ["https://example.org/", "//example.org/", "/\n/example.org", "x"])
def test_the_way_back_leads_to_no_other_site(w, to):
    drill = begun(w.bea, w.vranje)
    browser = at_work(w.bea)
    answer = browser.post(page("switch_membership", drill), {"membership": "own", "next": to})
    assert answer.headers["Location"] == page("drill", drill)


@pytest.mark.usefixtures("in_english")
def test_the_page_of_the_work_and_that_of_the_drill_say_one_time(w):
    drill = begun(w.bea, w.vranje)
    play_part(current(turns_of(drill)), scene_of(drill), by=PRACTICE)
    browser = at_work(w.bea)
    browser.post(page("switch_membership", drill), {"membership": "drill"})
    report = scene_of(drill).report
    with later(5):
        face = face_of(current(turns_of(drill)))
        assert "min left" in face.label
        for path in (page("drill", drill), f"/r/{report.reference}/", "/inbox/"):
            shown = browser.get(path).content.decode()
            assert face.label in shown, path
            assert face.deadline_label in shown, path
