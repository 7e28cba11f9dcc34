"""The papers are filled from the system, in three languages, and tell nothing by themselves."""

import re
import subprocess

import pytest
from pypdf import PdfReader

from spona.audit.models import Entry
from spona.dashboard.onboarding.papers import PAPERS
from spona.deadlines.actions import load_rules
from spona.directory import actions
from spona.directory.models import ContactKind, ContactPoint, Seat
from spona.identity import public_keys, wraps
from spona.identity.keyring import keyring_of
from spona.vault.actions import create_intake_key, new_paper_key
from spona.vault.queries import fingerprint_words, paper_key
from tests.architecture.test_words import TELLING
from tests.directory.world import CSW, IMPORT, PASSWORD, body, vranje

HERE = "/start/vranje/papers/"
OF_NETWORK = [one.name for one in PAPERS if not one.own]
OF_INSTITUTION = [one.name for one in PAPERS if one.own]


@pytest.fixture
def csw(bea, boris, mila):
    """The centre for social work with its two holders, its seat and its paper key."""
    load_rules(by=IMPORT)
    seat = Seat.objects.get(network=vranje(), institution=body(CSW))
    actions.name_representatives(seat, member=bea.member, deputy=boris.member, by=mila.actor)
    create_intake_key(body(CSW), holders=[bea.account, boris.account], by=bea.actor)
    keys = keyring_of(bea.account, wraps.open_by_password(bea.account, PASSWORD))
    return new_paper_key(body(CSW), by=bea.actor, keys=keys)


def text_of(pdf, tmp_path):
    file = tmp_path / "paper.pdf"
    file.write_bytes(pdf)
    done = subprocess.run(
        ["pdftotext", "-layout", str(file), "-"], capture_output=True, text=True, check=True
    )
    return re.sub(r"\s+", " ", done.stdout)


def printed(browser, name, tmp_path, language="en", code=CSW):
    where = f"{code}/" if name in OF_INSTITUTION else ""
    answer = browser.get(f"{HERE}{where}{name}.pdf?language={language}")
    assert answer.status_code == 200, name
    return text_of(answer.content, tmp_path), answer


def test_all_papers_are_listed_with_what_they_are_for(csw, bea):
    page = bea.sign_in().get(HERE)
    text = page.content.decode()
    for paper in PAPERS:
        assert str(paper.title) in text
        assert str(paper.purpose) in text
    assert (
        len(page.context["of_network"]) + len(page.context["of_institution"]) == len(PAPERS) == 14
    )


@pytest.mark.parametrize("name", [one.name for one in PAPERS])
def test_a_paper_in_both_scripts_and_in_english(csw, bea, name, tmp_path):
    browser = bea.sign_in()
    texts = {
        language: printed(browser, name, tmp_path, language)[0]
        for language in ("sr", "sr-latn", "en")
    }
    letters = {key: re.sub(r"[^а-яђјљњћџА-ЯЂЈЉЊЋЏ]", "", text) for key, text in texts.items()}
    assert len(letters["sr"]) > 400
    assert letters["sr-latn"] == letters["en"] == ""
    with_names = name in ("decision", "statement", "protocol")
    assert ("Беа Марковић" in texts["sr"]) is with_names
    assert ("Bea Marković" in texts["sr-latn"]) is with_names


FIGURES = {"controllers": "Mila Kostić", "assessment": "Mila Kostić"}


@pytest.mark.parametrize("name", ["controllers", "processor", "assessment", "record", "incident"])
def test_drafts_about_data_say_what_is_known_and_how_sure_the_law_is(csw, bea, name, tmp_path):
    text, _answer = printed(bea.sign_in(), name, tmp_path, "en")
    assert "DRAFT" in text
    assert "87/2018" in text
    assert "General knowledge" in text
    assert "not yet" in text
    assert FIGURES.get(name, "") in text


def test_all_that_sit_in_the_network_sign_the_agreement(csw, bea, tmp_path):
    text, _answer = printed(bea.sign_in(), "controllers", tmp_path, "en")
    seats = Seat.objects.filter(network=vranje(), ends_on=None).select_related("institution")
    for seat in seats:
        # A cell breaks between words; a partner works with the network and signs nothing.
        words = str(seat.institution.words).split()
        assert all(word in text for word in words) is (seat.standing == "member"), words


def test_the_incident_begins_with_who_is_in_danger_and_the_deadline(csw, bea, ana, tmp_path):
    text, _answer = printed(bea.sign_in(), "incident", tmp_path, "en")
    assert text.index("72 hours") < text.index("is somebody in danger") < text.index("first hour")
    assert "192" in text


def test_a_condition_on_paper_leads_to_its_draft(csw, mila):
    page = mila.sign_in().get("/start/vranje/opening/").content.decode()
    assert page.count(f'href="{HERE}"') >= 3


def test_metadata_and_file_names_tell_nothing(csw, bea, tmp_path):
    browser = bea.sign_in()
    for paper in PAPERS:
        _text, answer = printed(browser, paper.name, tmp_path, "sr")
        assert answer["Content-Disposition"] == f'attachment; filename="P-{paper.number}.pdf"'
        assert answer["Cache-Control"] == "no-store"
        reader = PdfReader(tmp_path / "paper.pdf")
        assert reader.metadata.title == "Spona"
        assert (reader.metadata.author, reader.metadata.subject) == (None, None)
        assert set(reader.metadata) <= {
            "/Title", "/Creator", "/Producer", "/CreationDate", "/ModDate",
        }  # fmt: skip


@pytest.mark.parametrize("language", ["sr", "sr-latn", "en"])
def test_what_a_person_may_carry_names_no_matter(csw, bea, tmp_path, language):
    text, _answer = printed(bea.sign_in(), "talk", tmp_path, language)
    assert not TELLING.search(text)
    # Nor the network: its official name may say what it is for.
    assert str(vranje().words) not in text
    # To read and to read out, with lines to write on.
    heads = {"sr": "Чита се наглас", "sr-latn": "Čita se naglas", "en": "To be read out"}
    assert heads[language] in text
    assert PdfReader(tmp_path / "paper.pdf").get_num_pages() == 2


def test_the_decision_is_a_draft_with_the_people_of_the_institution(csw, bea, tmp_path):
    text, _answer = printed(bea.sign_in(), "decision", tmp_path, "sr")
    assert "НАЦРТ" in text
    assert "правник" in text
    for name in ("Беа Марковић", "Борис Јањић", str(body(CSW).words)):
        assert name in text or name == str(body(CSW).words)
    for blank in ("Деловодни број", "Место за печат", "Потпис"):
        assert blank in text


def test_each_holder_signs_a_page_with_the_words_of_the_own_key(csw, bea, boris, tmp_path):
    text, _answer = printed(bea.sign_in(), "statement", tmp_path, "sr")
    for somebody in (bea, boris):
        _latin, cyrillic = public_keys.fingerprint_words(somebody.account)
        assert all(word in text for word in cyrillic)
    assert PdfReader(tmp_path / "paper.pdf").get_num_pages() == 2


def test_the_record_of_the_safe_holds_the_fingerprint_and_no_key(csw, bea, tmp_path):
    text, answer = printed(bea.sign_in(), "safe", tmp_path, "sr-latn")
    latin, _cyrillic = fingerprint_words(paper_key(body(CSW)))
    assert all(word in text for word in latin)
    bare = re.sub(r"[^A-Z0-9]", "", csw.upper())
    groups = {bare[at : at + 8] for at in range(len(bare) - 7)}
    assert not [one for one in groups if one in re.sub(r"[^A-Z0-9]", "", text.upper())]
    assert csw.encode() not in answer.content


def test_no_record_where_no_paper_key_lies(bea, mila):
    browser = bea.sign_in()
    assert browser.get(f"{HERE}{CSW}/safe.pdf").status_code == 404
    page = browser.get(HERE)
    assert "safe.pdf" not in page.content.decode()
    assert page.context["no_paper_key"]


def test_deadlines_stand_with_their_source_and_how_sure_it_is(csw, bea, tmp_path):
    text, _answer = printed(bea.sign_in(), "deadlines", tmp_path, "en")
    assert "Sl. glasnik RS 59/2008" in text
    assert "Partly read in the source" in text
    assert "our proposal" in text or "yes / no / changed" in text
    assert "Nobody is late by what is only proposed." in text


def test_the_protocol_cites_only_acts_of_the_list_with_how_sure_they_are(csw, bea, tmp_path):
    text, _answer = printed(bea.sign_in(), "protocol", tmp_path, "sr")
    assert "Закон о социјалној заштити, члан 41" in text.replace("- ", "")
    assert "Правник" in text or "правник" in text
    assert "Mila Kostić" in text


def test_the_wall_page_shows_192_and_only_numbers_that_were_called(csw, bea, mila, tmp_path):
    browser = bea.sign_in()
    text, _answer = printed(browser, "reporting", tmp_path, "sr")
    assert "192" in text
    centre = ContactPoint.objects.get(kind=ContactKind.CENTRE)
    assert centre.number not in text
    actions.confirm_contact(centre, by=mila.actor)
    text, _answer = printed(browser, "reporting", tmp_path, "sr")
    assert centre.number in text
    assert PdfReader(tmp_path / "paper.pdf").get_num_pages() == 1


def test_who_prints_what(csw, bea, ana, mila, niko):
    allowed = {
        "ana": (ana, set(OF_NETWORK)),
        "bea": (bea, set(OF_NETWORK) | set(OF_INSTITUTION)),
        "mila": (mila, {*OF_NETWORK, "decision"}),
        "niko": (niko, set()),
    }
    for name, (somebody, wanted) in allowed.items():
        browser, found = somebody.sign_in(), set()
        for paper in PAPERS:
            where = f"{CSW}/" if paper.own else ""
            answer = browser.get(f"{HERE}{where}{paper.name}.pdf")
            assert answer.status_code in (200, 404)
            if answer.status_code == 200:
                found.add(paper.name)
        assert found == wanted, name


def test_a_paper_of_the_network_is_not_one_of_an_institution(csw, bea):
    browser = bea.sign_in()
    for path in (
        "decision.pdf", f"{CSW}/protocol.pdf", "nonsense.pdf", "I023/decision.pdf",
        "protocol.pdf?language=de",
    ):  # fmt: skip
        assert browser.get(HERE + path).status_code == 404


def test_each_printing_is_recorded_with_its_number_and_nothing_else(csw, bea, tmp_path):
    printed(bea.sign_in(), "statement", tmp_path)
    entry = Entry.objects.filter(name="start:printed").get()
    assert entry.detail == {"paper": 3}
    assert entry.lane_id == body(CSW).pk


def test_what_is_typed_into_a_name_is_text_on_the_paper(csw, bea, tmp_path):
    person = bea.person
    person.name = '#image("x") *Беа* <b>'
    person.save()
    text, _answer = printed(bea.sign_in(), "decision", tmp_path, "sr")
    assert '#image("x") *Беа* <b>' in text
