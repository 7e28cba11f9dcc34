"""The pages of what goes on paper, as a browser without JavaScript goes them."""

import datetime as dt
import io
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from pypdf import PdfReader

from spona import deadlines
from spona.cases.models import Draft, Referral
from spona.identity.models import Account
from spona.vault.files import folder
from spona.vault.models import SealedFile
from tests.cases.flow import PERSON, fields, get, submit, written
from tests.cases.moving import by_agreement, connect, file_of, referred
from tests.cases.offline_partners.hands import on_paper
from tests.cases.world import _body

PDF = b"%PDF-1.7 potpisanoPODMETNUTO"


def typed(**more):
    at = timezone.localtime(deadlines.now()).strftime("%Y-%m-%dT%H:%M")
    return {
        "how": "phone", "role": "dežurna služba", "who": "Pera Perović", "at": at,
        "number": "560-1/2026", "text": "Zovu nas do podne.",
    } | more  # fmt: skip


def text(answer) -> str:
    assert answer.status_code == 200
    assert answer["Content-Type"] == "application/pdf"
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(answer.content)).pages)


@pytest.fixture(autouse=True)
def _pages_in_english(world):
    Account.objects.update(language="en")


@pytest.fixture
def ana(world):
    return world.ana.sign_in()


@pytest.fixture
def path(world, ana):
    """A report sent on paper through the pages; `/r/<reference>/`."""
    draft = written(ana, world, recipient=world.police)
    answer = submit(ana, f"{draft}paper/", typed())
    assert answer.status_code == 302, answer.content.decode()[:3000]
    return answer["Location"]


def test_the_preview_leads_to_paper_with_what_was_ticked_and_the_draft_becomes_a_row(world, ana):
    draft = written(ana, world, recipient=world.police)
    page = get(ana, f"{draft}preview/")
    assert "Send on paper" in page
    assert f'formaction="{draft}send/"' not in page
    answer = ana.post(f"{draft}preview/", fields(page) | {"parts": ["account"], "paper": "1"})
    assert answer.status_code == 409, "what was ticked just now is shown first"
    page = answer.content.decode()
    answer = ana.post(f"{draft}preview/", fields(page) | {"parts": ["account"], "paper": "1"})
    assert answer["Location"] == f"{draft}paper/"
    page = get(ana, f"{draft}paper/")
    assert f'href="{draft}call.pdf"' in page
    answer = submit(ana, f"{draft}paper/", typed())
    assert not Draft.objects.exists()
    page = get(ana, answer["Location"])
    for words in ("on paper", "Pera Perović, dežurna služba", "560-1/2026", "Zovu nas do podne."):
        assert words in page
    assert "What did they answer?" in page
    # What was not ticked is not in the packet.
    assert "Mila Izmišljena" not in page


def test_a_second_click_leads_to_the_first_row(world, ana):
    draft = written(ana, world, recipient=world.police)
    data = fields(get(ana, f"{draft}paper/")) | typed()
    first, second = (ana.post(f"{draft}paper/", data)["Location"] for _ in range(2))
    assert first == second
    assert Referral.objects.count() == 1


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"how": ""}, "Choose how it got there."),
        ({"role": " "}, "Write whom you reached"),
        ({"at": "juče"}, "There is no such time."),
        ({"at": "2020-01-01T10:00"}, "more than a month ago"),
        ({"at": "2099-01-01T10:00"}, "has not come yet"),
    ],
)
def test_a_mistake_stands_beside_its_field_and_what_was_typed_stays(world, ana, wrong, words):
    draft = written(ana, world, recipient=world.police)
    answer = submit(ana, f"{draft}paper/", typed(**wrong))
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert "Zovu nas do podne." in answer.content.decode()
    assert Draft.objects.exists()
    assert not Referral.objects.exists()


def test_what_is_immediate_asks_for_the_logged_call_on_paper_too(world, ana):
    draft = written(ana, world, recipient=world.police)
    answer = submit(ana, f"{draft}person/", PERSON | {"urgency": "immediate"})
    assert answer.status_code == 422
    assert "call" in answer.content.decode()
    assert not Referral.objects.exists()


def test_who_can_open_it_here_is_not_written_to_on_paper(world, ana):
    draft = written(ana, world)
    assert ana.get(f"{draft}paper/")["Location"] == f"{draft}preview/"
    assert "Send on paper" not in get(ana, f"{draft}preview/")


def test_a_draft_of_somebody_else_has_no_such_page(world, ana):
    draft = written(ana, world, recipient=world.police)
    for who in (world.direktor, world.bea, world.cora):
        browser = who.sign_in()
        assert browser.get(f"{draft}paper/").status_code == 404
        assert browser.get(f"{draft}call.pdf").status_code == 404
        assert browser.post(f"{draft}paper/", typed()).status_code == 409
    assert Draft.objects.exists()


def test_where_casework_is_not_open_it_is_only_printed(world, ana):
    draft = written(ana, world, recipient=world.police)
    type(world.vranje).objects.filter(pk=world.vranje.pk).update(casework_open=False)
    assert ana.get(f"{draft}paper/").status_code in (302, 403, 404)
    assert "Send on paper" not in ana.get(f"{draft}preview/").content.decode()


def test_the_answer_is_typed_in_and_page_list_and_paper_say_second_hand(world, ana, path):
    answer = submit(ana, f"{path}heard/taken-over/", typed(text="Vodi inspektor."))
    assert answer["Location"] == path
    page = get(ana, path)
    assert page.count("second-hand") >= 3
    assert "taken over" in page
    assert "on paper" in get(ana, "/reports/")
    printed = text(ana.get(f"{path}report.pdf"))
    for words in ("second-hand", "They have taken it over", "Vodi inspektor.", "560-1/2026"):
        assert words in printed


def test_the_paper_is_printed_in_each_language_and_in_one_script(world, ana, path):
    submit(ana, f"{path}heard/received/", typed())
    said = {}
    for language in ("sr", "sr-latn", "en"):
        Account.objects.filter(pk=world.ana.account.pk).update(language=language)
        said[language] = text(ana.get(f"{path}report.pdf"))
    # What was typed here is Latin, so for who reads Cyrillic the whole paper is Latin too.
    assert "iz druge ruke" in said["sr"]
    assert "iz druge ruke" in said["sr-latn"]
    assert "second-hand" in said["en"]


def test_a_question_and_its_answer(world, ana, path):
    submit(ana, f"{path}heard/asks/", typed(message="Kog dana?"))
    page = get(ana, path)
    assert "Kog dana?" in page
    assert "Call them or hand it over" in page
    token = re.search(r'name="token" value="([^"]{43})"', page)[1]
    assert ana.post(f"{path}answer/", {"message": "Petkom.", "token": token}).status_code == 302
    assert "Petkom." in get(ana, path)


def test_whose_it_is_goes_on_to_the_next_row(world, ana, path):
    page = get(ana, f"{path}heard/not-theirs/")
    to = f"{world.vranje.pk}:{world.csw.pk}"
    assert to in page
    wrong = submit(ana, f"{path}heard/not-theirs/", typed(to="x:y", reason="matter"))
    assert "Choose the institution that they named." in wrong.content.decode()
    for gone in (world.police, world.school):
        assert f":{gone.pk}" not in page
    answer = submit(ana, f"{path}heard/not-theirs/", typed(to=to, reason="matter", message=""))
    after = Referral.objects.get(forwarded_from__isnull=False)
    assert answer["Location"] == f"/r/{after.reference}/"
    assert after.recipient_institution == world.csw


def test_done_closes_it_and_nothing_more_can_be_heard(world, ana, path):
    submit(ana, f"{path}heard/done/", typed(outcome="done", message="Rešeno."))
    page = get(ana, path)
    assert "What did they answer?" not in page
    assert ana.get(f"{path}heard/received/")["Location"] == path
    # Signed paper comes back late.
    assert "Add a scan" in page


@pytest.mark.parametrize("code", ["nothing", "accept"])
def test_an_answer_that_is_none_is_no_page(ana, path, code):
    assert ana.get(f"{path}heard/{code}/").status_code == 404


def test_a_call_needs_its_words_and_is_added(world, ana, path):
    answer = submit(ana, f"{path}calls/", typed(text=""))
    assert answer.status_code == 422
    answer = submit(ana, f"{path}calls/", typed(text="Nema nikoga."))
    assert answer["Location"] == f"{path}#calls"
    assert "Nema nikoga." in get(ana, path)


def test_what_to_say_on_the_phone_names_nobody(world, ana, path):
    reference = path.strip("/").split("/")[1]
    answer = ana.get(f"{path}call.pdf")
    assert answer["Content-Disposition"] == f'attachment; filename="{reference}-1.pdf"'
    page = text(answer)
    for words in (reference, "Procena bezbednosti", "Write down", "Ana"):
        assert words in page
    for words in ("Mila", "Izostaje", "Ne smem"):
        assert words not in page
    assert len(PdfReader(io.BytesIO(answer.content)).pages) == 1


def scan(browser, path, name="potpis.pdf", content=PDF, **more):
    page = browser.get(f"{path}scan/").content.decode()
    upload = SimpleUploadedFile(name, content, content_type="application/pdf")
    return browser.post(f"{path}scan/", fields(page) | {"whole": "1", "file": upload} | more)


def test_the_signed_paper_comes_back_sealed_and_is_read_as_it_was(world, ana, path):
    before = {one.name for one in folder().rglob("*") if one.is_file()}
    assert scan(ana, path, text="Sa pečatom.")["Location"] == f"{path}#scans"
    stored = SealedFile.objects.get()
    new = [one for one in folder().rglob("*") if one.is_file() and one.name not in before]
    assert [one.name for one in new] == [stored.stored_name]
    assert b"PODMETNUTO" not in new[0].read_bytes()
    page = get(ana, path)
    assert "Sa pečatom." in page
    assert re.search(r"SHA-256: <span dir=\"ltr\">[0-9a-f]{64}", page)
    answer = ana.get(f"{path}scan/{stored.pk}/")
    assert b"".join(answer.streaming_content) == PDF
    assert re.fullmatch(
        r'attachment; filename="R-[0-9A-Z-]+-[0-9a-f]{4}\.pdf"', answer["Content-Disposition"]
    )
    for who in (world.bea, world.kosta, world.cora, world.direktor):
        assert who.sign_in().get(f"{path}scan/{stored.pk}/").status_code == 404


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("virus.pdf", b"MZ not at all", "Only a PDF or a JPG"),
        ("strana.html", b"<html>", "Only a PDF or a JPG"),
        ("prazno.pdf", b"", "empty"),
    ],
)
def test_what_is_no_scan_is_refused_and_leaves_nothing_on_the_disk(
    world, ana, path, name, content, words
):
    before = {one for one in folder().rglob("*") if one.is_file()}
    answer = scan(ana, path, name, content)
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert {one for one in folder().rglob("*") if one.is_file()} == before


def test_a_cut_upload_is_refused(ana, path):
    assert scan(ana, path, whole="").status_code == 422
    assert not SealedFile.objects.exists()


def test_the_picture_of_a_phone_is_taken_too(ana, path):
    assert scan(ana, path, "slika.jpg", b"\xff\xd8\xff\xe0 slika").status_code == 302


def test_to_everybody_else_there_is_no_such_page(world, path):
    tails = ("", "calls/", "handed/", "heard/received/", "call.pdf", "scan/", "report.pdf")
    pera = connect(world, world.police, "pera")
    for who in (pera, world.bea, world.kosta, world.cora, world.direktor):
        browser = who.sign_in()
        assert {browser.get(f"{path}{tail}").status_code for tail in tails} == {404}, who.member
        assert browser.post(f"{path}packet/").status_code == 404
        for tail in ("calls/", "handed/", "heard/received/", "scan/"):
            assert browser.post(f"{path}{tail}", typed()).status_code == 404


def test_they_connect_and_one_click_on_the_page_puts_it_into_their_queue(world, ana, path):
    assert "Send the packet now" not in get(ana, path)
    pera = connect(world, world.police, "pera").sign_in()
    assert path not in get(pera, "/inbox/")
    page = get(ana, path)
    assert "Send the packet now" in page
    token = re.search(r'name="token" value="([^"]{43})"', page)[1]
    for _ in range(2):
        assert ana.post(f"{path}packet/", {"token": token})["Location"] == path
    page = get(ana, path)
    assert "Send the packet now" not in page
    assert "Pera Perović" in page
    assert path in get(pera, "/inbox/")
    assert pera.post(f"{path}open/").status_code == 302
    opened = get(pera, path)
    assert "Procena bezbednosti" in opened
    assert "Pera Perović" not in opened


def test_from_a_file_it_is_prepared_and_then_handed_over(world):
    home = _body("Сигурна кућа", "shelter", world.vranje)
    row = referred(world, case := file_of(world), by_agreement(world, case, home))
    path = f"/r/{row.reference}/"
    bea = world.bea.sign_in()
    page = get(bea, path)
    assert "It is ready on paper." in page
    assert f'href="{path}handed/"' in page
    # The paper of a referral carries what the recipient would read here.
    assert "Mila Izmišljena" in text(bea.get(f"{path}report.pdf"))
    answer = submit(bea, f"{path}handed/", typed())
    assert answer["Location"] == path
    assert bea.get(f"{path}handed/")["Location"] == path
    assert "on paper" in get(bea, f"/cases/{case.reference}/")


@pytest.mark.parametrize(
    ("how", "days", "taken"),
    [("post", 10, False), ("person", 1, False), ("phone", 10, False), ("phone", 3, True)],
)
def test_what_was_made_today_was_not_handed_over_days_ago(world, how, days, taken):
    home = _body("Сигурна кућа", "shelter", world.vranje)
    case = file_of(world)
    row = referred(world, case, by_agreement(world, case, home))
    at = timezone.localtime(deadlines.now() - dt.timedelta(days=days)).strftime("%Y-%m-%dT%H:%M")
    answer = submit(world.bea.sign_in(), f"/r/{row.reference}/handed/", typed(how=how, at=at))
    row.refresh_from_db()
    if taken:
        assert answer.status_code == 302
        return
    page = answer.content.decode()
    assert answer.status_code == 422
    assert re.search(r'id="id_at_error".*?It was written here only later', page, re.S)
    assert "Zovu nas do podne." in page
    assert row.sent_at > deadlines.now() - dt.timedelta(hours=1), "no deadline runs from there"


def test_sent_from_a_file_page_it_leads_to_the_handing_over(world):
    home = _body("Сигурна кућа", "shelter", world.vranje)
    case = file_of(world)
    by_agreement(world, case, home)
    bea = world.bea.sign_in()
    refer = f"/cases/{case.reference}/refer/"
    shown = bea.post(refer, {"network": str(world.vranje.pk), "institution": str(home.pk)})
    page = shown.content.decode()
    ground = re.search(r'name="ground" value="(agreement:[^"]+|[^"]*agree[^"]*)"', page)
    found = re.findall(r'name="ground" value="([^"]+)"', page)
    chosen = ground[1] if ground else next(one for one in found if not one.startswith("law"))
    data = dict(
        re.findall(r'<input type="hidden" name="(token|ticked_for|network)" value="([^"]*)"', page)
    ) | {
        "network": str(world.vranje.pk), "institution": str(home.pk), "asked": "Smeštaj",
        "urgency": "urgent", "reached": "", "parts": ["who", "account"], "ground": chosen,
    }  # fmt: skip
    page = bea.post(refer, data).content.decode()
    assert "Send on paper" in page
    answer = bea.post(refer, data | {"send": "1", "seen": fields(page)["seen"]})
    assert answer.status_code == 302, answer.content.decode()[:4000]
    row = Referral.objects.get()
    assert (row.on_paper, answer["Location"]) == (True, f"/r/{row.reference}/handed/")


def test_the_desk_of_the_writer_and_of_the_coordinator(world):
    on_paper(world, ago=5)
    desk = get(world.ana.sign_in(), "/desk/")
    assert "Type in the answer you received" in desk
    assert "on paper" in desk
    page = get(world.kosta.sign_in(), "/desk/")
    waits = page[page.index('aria-labelledby="waits"') :]
    assert f'href="/network/{world.police.code}/"' in waits.split("</section>")[0]
    assert world.school.code not in waits.split("</section>")[0]


def test_a_time_in_the_writers_own_way_is_understood(world, ana):
    draft = written(ana, world, recipient=world.police)
    at = timezone.localtime(deadlines.now() - dt.timedelta(hours=1))
    answer = submit(ana, f"{draft}paper/", typed(at=at.strftime("%d.%m.%Y. %H:%M")))
    assert answer.status_code == 302
    assert Referral.objects.get().sent_at == at.replace(second=0, microsecond=0)


@pytest.mark.parametrize(("how", "words"), [("fax", "sent by fax"), ("mail", "sent by e-mail")])
def test_fax_and_mail_are_ways_in_which_it_got_there(world, ana, how, words):
    draft = written(ana, world, recipient=world.police)
    page = get(ana, f"{draft}paper/")
    assert words in page
    # What leaves the case file by mail may not name the matter, and the form says so.
    assert "E-mail and fax are not encrypted" in page
    assert "file name of an e-mail only the reference" in page
    answer = submit(ana, f"{draft}paper/", typed(how=how))
    assert answer.status_code == 302, answer.content.decode()[:3000]
    assert words in get(ana, answer["Location"])
    # What they answered may have come by fax too.
    answered = submit(ana, f"{answer['Location']}heard/received/", typed(how=how))
    assert answered.status_code == 302
    assert {"fax": "by fax", "mail": "by e-mail"}[how] in get(ana, answer["Location"])


def test_a_way_that_is_no_code_is_refused(world, ana):
    draft = written(ana, world, recipient=world.police)
    answer = submit(ana, f"{draft}paper/", typed(how="pigeon"))
    assert answer.status_code == 422
    assert "Choose how it got there." in answer.content.decode()
