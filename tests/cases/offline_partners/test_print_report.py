"""The A4: in both scripts, with the number of the records office, named by its reference only."""

import io

import pytest
from pypdf import PdfReader

from spona.audit.models import Entry
from spona.cases.models import Referral
from spona.cases.referrals.actions import assign
from tests.cases.flow import begin, reported, submit, written
from tests.shared_world import kept


def text(answer) -> str:
    assert answer.status_code == 200
    assert answer["Content-Type"] == "application/pdf"
    pages = PdfReader(io.BytesIO(answer.content)).pages
    return "\n".join(page.extract_text() for page in pages)


_built, world = kept(reported)


@pytest.fixture
def path(world):
    return world.report


def test_the_sender_prints_what_was_sent_with_its_reference_in_the_name(world, path):
    reference = path.strip("/").split("/")[1]
    answer = world.ana.sign_in().get(f"{path}report.pdf")
    assert answer["Content-Disposition"] == f'attachment; filename="{reference}.pdf"'
    page = text(answer)
    for words in (reference, "Izostaje petkom.", "Mila Izmišljena", "Procena bezbednosti"):
        assert words in page
    assert "Beleška samo za mene." not in page


def test_nothing_is_printed_for_the_recipient_before_it_was_taken_over(world, path):
    bea = world.bea.sign_in()
    assert bea.get(f"{path}report.pdf").status_code == 404
    bea.post(f"{path}open/")
    assert bea.get(f"{path}report.pdf").status_code == 404
    bea.post(f"{path}accept/")
    assert "Izostaje petkom." in text(bea.get(f"{path}report.pdf"))


def test_the_number_that_the_recipient_wrote_down_is_printed_for_the_recipient(world, path):
    bea, ana = world.bea.sign_in(), world.ana.sign_in()
    bea.post(f"{path}open/")
    bea.post(f"{path}accept/")
    assert bea.post(f"{path}number/", {"number": "560-17/2026", "revision": "0"}).status_code == 302
    assert "560-17/2026" in text(bea.get(f"{path}report.pdf"))
    assert "560-17/2026" not in text(ana.get(f"{path}report.pdf"))


def test_printing_is_written_into_the_read_log(world, path):
    world.ana.sign_in().get(f"{path}report.pdf")
    assert Entry.objects.filter(name="referral:printed", acted_for=world.school.pk).count() == 1


def test_our_words_are_in_the_language_of_the_reader(world, path):
    from spona.identity.models import Account

    ana, pages = world.ana.sign_in(), {}
    for language in ("sr", "sr-latn", "en"):
        Account.objects.filter(pk=world.ana.account.pk).update(language=language)
        pages[language] = text(ana.get(f"{path}report.pdf"))
    # What was typed is Latin: then the paper is, for who reads Cyrillic too.
    assert pages["sr"] == pages["sr-latn"] != pages["en"]


def test_the_list_is_named_by_its_title_and_not_by_a_code_or_a_note(world, path):
    page = text(world.ana.sign_in().get(f"{path}report.pdf"))
    for words in ("working-1", "working set", "Indicators for"):
        assert words not in page
    assert "Škola" in page


def test_a_draft_is_printed_for_a_partner_on_paper(world):
    ana = world.ana.sign_in()
    draft = written(ana, world, recipient=world.police)
    answer = ana.get(f"{draft}report.pdf")
    assert answer["Content-Disposition"] == 'attachment; filename="R.pdf"'
    assert "Izostaje petkom." in text(answer)


def test_a_draft_without_an_urgency_is_not_printed_as_if_one_was_chosen(world):
    ana = world.ana.sign_in()
    draft = begin(ana)
    to = {"network": str(world.vranje.pk), "institution": str(world.police.pk), "related": "no"}
    submit(ana, f"{draft}recipient/", to)
    assert ana.get(f"{draft}report.pdf")["Location"] == f"{draft}preview/"


def test_who_opened_it_with_a_reason_prints_it_with_that_reason(world, path):
    bea = world.bea.sign_in()
    bea.post(f"{path}open/")
    bea.post(f"{path}accept/")
    reference = path.strip("/").split("/")[1]
    assign(Referral.objects.get(reference=reference), to=world.vera.member, **world.bea.can)
    assert bea.get(f"{path}report.pdf").status_code == 404
    page = bea.post(path, {"reason": "absence"}).content.decode()
    assert f'<form method="post" action="{path}report.pdf">' in page
    assert "Izostaje petkom." in text(bea.post(f"{path}report.pdf", {"reason": "absence"}))
    assert bea.post(f"{path}report.pdf", {"reason": "nonsense"}).status_code == 404
