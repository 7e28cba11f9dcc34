"""A form that needs a script: its page, what it allows itself, and what it sends."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from spona.audit.models import Entry
from spona.identity.models import Session
from spona.surveys import actions
from spona.surveys.browser_form import Way, for_reader, only_on_phones, way_of
from spona.surveys.models import State, Submission, SubmissionFile, UnmatchedSubmission
from spona.surveys.queries import open_to_everybody
from spona.surveys.views import pace
from spona.surveys.views import web_form as views
from spona.surveys.web_words import sentences_of_form
from spona.surveys.xlsform.checking import check
from spona.ui.web_forms import WORDS
from spona.vault import files
from tests.surveys.books import SETTINGS, book, rows
from tests.surveys.phones import filled, instance, photo

HEAD = ["type", "name", "label::Srpski (sr)", "label::English (en)", "required", "parameters",
        "appearance", "constraint", "constraint_message"]  # fmt: skip
VISITS = [
    HEAD,
    ["select_one yes_no", "knows", "Знате ли број?", "Do you know a number?"],
    ["begin_repeat", "visit", "Посета", "Visit"],
    ["text", "who", "Ко је био?", "Who came?", "yes"],
    ["end_repeat"],
    ["image", "photo", "Слика", "Picture", "", "max-pixels=200"],
    ["geopoint", "place", "Где?", "Where?", "", "", "placement-map"],
]
PICTURE = "3f0b8a52-9f5e-4f53-a6b4-0d4c0b1f0f11.jpg"


@pytest.fixture(autouse=True)
def _folder(settings, tmp_path):
    settings.SPONA_FILES = tmp_path / "files"


@pytest.fixture(scope="session")
def visits(django_db_blocker):
    """A form with a list that repeats, a picture and a place."""
    return check(book(VISITS), title="x")


@pytest.fixture
def asked(opened, visits):
    """`asked()`: an open round with that form."""

    def asked(**more):
        return opened(form=visits, **more)

    return asked


def stranger():
    return Client(headers={"Accept-Language": "en", "Origin": "http://testserver"})


def page(found, language="en"):
    return stranger().get(f"/{language}/u/{found.code}/form/")


def send(found, xml, files=(), **more):
    said = {"xml_submission_file": SimpleUploadedFile("a.xml", xml, "text/xml")}
    said |= {name: SimpleUploadedFile(name, content) for name, content in files}
    return stranger().post(f"/en/u/{found.code}/form/", said | more)


def answer_of(found, *, at="", names=("Ана", "Беба"), more=""):
    """As the library writes it: one node for each entry of the list."""
    whole = filled(found, {"knows": "yes", "photo": PICTURE}, at=at or instance()).decode()
    visits = "".join(f"<visit><who>{name}</who></visit>" for name in names)
    return re.sub(r"<visit>.*?</visit>|<visit ?/>", visits, whole).replace(
        "</data>", f"{more}</data>"
    ).encode()  # fmt: skip


def stored():
    return {name for name, _written in files.stored_names()}


def signed_in(somebody):
    """With the second factor shown just now, which single answers ask for."""
    browser = somebody.sign_in()
    Session.objects.filter(account=somebody.account).update(stepped_up_at=timezone.now())
    return browser


def said(world, found):
    return [one.document for one in actions.open_answers(found, **world.dora.can)]


def test_pages_without_a_script_stay_the_first_choice(opened, asked):
    plain, needs = opened(), asked()
    assert way_of(plain.versions.get()) is Way.PAGES
    assert way_of(needs.versions.get()) is Way.SCRIPT
    assert page(plain).status_code == 404
    first = stranger().get(f"/en/u/{plain.code}/").content.decode()
    assert "<script" not in first
    assert f"/en/u/{plain.code}/form/" not in first


def test_the_first_page_needs_no_script_and_says_that_the_next_one_does(asked):
    found = asked()
    answer = stranger().get(f"/en/u/{found.code}/")
    text = answer.content.decode()
    assert f'href="/en/u/{found.code}/form/"' in text
    assert "<script" not in text
    assert "They cannot be saved for later." in text
    assert "This questionnaire needs a script." in text
    assert "wasm" not in answer["Content-Security-Policy"]
    # Whatever is posted there leads to no page that could not ask everything.
    posted = stranger().post(f"/en/u/{found.code}/", {"go": "send", "a.knows": "yes"})
    assert f'href="/en/u/{found.code}/form/"' in posted.content.decode()
    assert not Submission.objects.exists()


def test_only_that_page_allows_what_the_library_needs(asked):
    found = asked()
    answer = page(found)
    text, policy = answer.content.decode(), answer["Content-Security-Policy"]
    nonce = re.search(r'data-nonce="([^"]+)"', text)[1]
    rules = dict(one.split(" ", 1) for one in policy.split("; "))
    assert rules["script-src"] == "'self' 'wasm-unsafe-eval'"
    assert rules["style-src"] == f"'self' 'nonce-{nonce}'"
    assert rules["img-src"] == "'self' data: blob:"
    assert rules["worker-src"] == "'self' blob:"
    assert rules["connect-src"] == "'self'"
    assert rules["default-src"] == "'none'"
    assert "geolocation=(self)" in answer["Permissions-Policy"]
    assert answer["Cache-Control"] == "no-store"
    assert not answer.cookies
    assert re.search(r'data-nonce="([^"]+)"', page(found).content.decode())[1] != nonce
    # Without a script: a sentence, and how else.
    assert "<noscript>" in text
    assert "a phone with the questionnaire on it" in text


def test_every_other_page_allows_less(asked):
    found = asked()
    for path in (f"/en/u/{found.code}/", f"/en/u/{found.code}/back/", "/en/help/"):
        answer = stranger().get(path)
        assert "wasm" not in answer["Content-Security-Policy"]
        assert "blob:" not in answer["Content-Security-Policy"]
        assert "geolocation=()" in answer["Permissions-Policy"]


def test_the_form_comes_in_the_language_of_the_page_and_without_maps(visits):
    xform = visits.xform
    serbian, latin = for_reader(xform, "sr"), for_reader(xform, "sr-latn")
    english, romani = for_reader(xform, "en"), for_reader(xform, "rom")
    assert "Ко је био?" in serbian
    assert "Ko je bio?" in latin
    assert "Who came?" in english
    assert "Ko je bio?" in romani
    for one in (serbian, latin, english):
        assert one.count("<translation") == 1
        assert "placement-map" not in one
        assert 'version="2026-1"' in one
    assert "Who came?" not in serbian
    # Names and codes stay as they are, or nothing that is sent would fit.
    cyrillic = check(
        book([["type", "name", "label", "constraint", "constraint_message"],
              ["text", "име", "Име", "${име} != 'Ана'", "Не Ана"]],
             settings=[SETTINGS[0], SETTINGS[1]]),
        title="x",
    )  # fmt: skip
    read = for_reader(cyrillic.xform, "sr-latn")
    assert 'ref="/young/име"' in read or 'ref="/data/име"' in read
    assert "!= 'Ана'" in read
    assert ">Ime<" in read


@pytest.mark.parametrize(("row", "phone"), [
    (["audio", "a", "А"], True), (["video", "a", "А"], True), (["file", "a", "А"], True),
    (["geotrace", "a", "А"], True), (["geoshape", "a", "А"], True), (["datetime", "a", "А"], True),
    (["barcode", "a", "А"], True), (["image", "a", "А"], False), (["geopoint", "a", "А"], False),
    (["time", "a", "А"], False), (["rank whom", "a", "А"], False), (["range", "a", "А"], False),
    (["start", "a"], False),
])  # fmt: skip
def test_what_no_page_can_ask_is_known_by_its_path(row, phone):
    checked = check(book(rows(["image", "p", "П"], row)), title="x")
    assert checked.mistakes == ()
    assert only_on_phones(checked.xform) == (("a",) if phone else ())


def test_an_answer_with_a_list_and_a_picture_is_kept_once_and_read_whole(world, asked):
    found = asked()
    xml, before = answer_of(found), Entry.objects.count()
    for _twice in range(2):
        answer = send(found, xml, [(PICTURE, photo()), ("other.jpg", photo())])
        assert answer.status_code == 201
        assert answer.json() == {}
    row = Submission.objects.get()
    assert row.answers == {"knows": "yes"}
    assert row.complete
    # What the answer does not name stays nowhere, nor does what came with the second time.
    assert SubmissionFile.objects.count() == 1
    assert len(stored()) == 1
    assert Entry.objects.count() == before
    (document,) = said(world, found)
    assert "Ана" in document["xml"]
    assert "Беба" in document["xml"]
    text = signed_in(world.dora).get(f"/surveys/{found.pk}/answers/").content.decode()
    assert f"/answers/files/{SubmissionFile.objects.get().pk}/" in text
    for name in ("Ана", "Беба"):
        assert name in text


def test_no_more_files_can_be_put_to_an_answer_that_is_there(asked):
    found = asked()
    more = "<photo>b.jpg</photo>"
    xml = answer_of(found, more=more)
    assert send(found, xml, [(PICTURE, photo())]).status_code == 201
    later = send(found, xml, [("b.jpg", photo())], **{"*isIncomplete*": "yes"})
    assert later.status_code == 201
    assert SubmissionFile.objects.count() == 1
    assert len(stored()) == 1


def test_another_text_under_the_same_id_is_kept_whole(asked):
    found, at = asked(), instance()
    send(found, answer_of(found, at=at))
    assert send(found, answer_of(found, at=at, names=("Вера",))).status_code == 201
    assert Submission.objects.count() == 1
    assert UnmatchedSubmission.objects.count() == 1


@pytest.mark.parametrize("xml", [b"", b"<data", b"<data id='other' version='1'/>",
                                 b"<!DOCTYPE a><data id='young' version='2026-1'/>"])  # fmt: skip
def test_what_is_no_answer_to_this_form_is_refused_and_leaves_nothing(asked, xml):
    found = asked()
    answer = send(found, xml, [(PICTURE, photo())])
    assert answer.status_code in (400, 409)
    assert answer.json()["sentence"]
    assert not Submission.objects.exists()
    assert not UnmatchedSubmission.objects.exists()
    assert not stored()


def test_nothing_is_taken_before_after_or_once_it_is_full(asked, world, monkeypatch):
    found = asked()
    first, xml = answer_of(found), answer_of(found)
    assert send(found, first).status_code == 201
    with monkeypatch.context() as patched:
        patched.setattr("spona.surveys.actions.answers.MOST_ANSWERS", 1)
        full = send(found, xml, [(PICTURE, photo())])
        assert full.status_code == 409
        assert "full" in full.json()["sentence"]
        # What has arrived is acknowledged all the same.
        assert send(found, first).status_code == 201
    actions.close_round(found, late_phones=False, by=world.kosta.actor)
    closed = send(found, xml, [(PICTURE, photo())])
    assert closed.status_code == 409
    assert "takes no answers" in closed.json()["sentence"]
    assert not stored()
    text = page(found).content.decode()
    assert "It takes no answers any more" in text
    assert "<script" not in text


def test_too_much_at_once_is_a_sentence(asked, monkeypatch):
    found = asked()
    monkeypatch.setattr(views, "LARGEST", 2000)
    answer = send(found, answer_of(found), [(PICTURE, photo() * 10)])
    assert answer.status_code == 413
    assert "smaller pictures" in answer.json()["sentence"]
    assert not Submission.objects.exists()


def test_a_flood_waits_and_then_goes_through(asked, monkeypatch):
    found = asked()
    flow = replace(pace.ANSWERS, calm=0, one_network=1, place=1)
    monkeypatch.setattr(pace, "ANSWERS", flow)
    assert send(found, answer_of(found)).status_code == 201
    xml = answer_of(found)
    wait = send(found, xml, [(PICTURE, photo())])
    assert wait.status_code == 429
    assert wait.json()["held"]
    assert "Wait" in wait.json()["sentence"]
    assert not stored()
    # What is there already is acknowledged at any time.
    row = Submission.objects.get()
    assert row.complete


def test_another_page_cannot_send_it(asked):
    found = asked()
    browser = Client(headers={"Origin": "https://elsewhere.example"})
    answer = browser.post(f"/en/u/{found.code}/form/", {"xml_submission_file": "x"})
    assert answer.status_code == 403


def test_whoever_makes_it_tries_it_out_and_nothing_is_kept(world, make, visits):
    found = make(form=visits)
    browser = world.kosta.sign_in()
    assert (
        f"/surveys/{found.pk}/try/form/"
        in browser.get(f"/surveys/{found.pk}/try/").content.decode()
    )
    trial = browser.get(f"/surveys/{found.pk}/try/form/")
    assert "wasm-unsafe-eval" in trial["Content-Security-Policy"]
    assert 'data-trial="1"' in trial.content.decode()
    here = f"/surveys/{found.pk}/try/form/"
    assert browser.post(here, {"xml": "<data/>"}).status_code == 409
    found.refresh_from_db()
    assert found.state == State.DRAFT
    answer = browser.post(here, {"xml": answer_of(found).decode()})
    assert answer.status_code == 201
    assert answer.json()["next"] == f"/surveys/{found.pk}/"
    found.refresh_from_db()
    assert found.state == State.TESTED
    assert not Submission.objects.exists()
    # Before it is open nobody else finds it.
    assert page(found).status_code == 404
    for name in ("ana", "dragan"):
        assert world.people[name].sign_in().get(here).status_code in (403, 404)


def test_a_member_and_the_public_page_are_led_to_it(world, asked):
    found = asked(public=True)
    answer = world.ana.sign_in().get(f"/surveys/{found.pk}/answer/")
    assert answer["Location"].endswith(f"/u/{found.code}/")
    assert found in open_to_everybody(found.network)
    text = world.kosta.sign_in().get(f"/surveys/{found.pk}/").content.decode()
    assert "In the browser only with a script" in text


def test_every_word_of_the_library_has_one_of_ours():
    assert set(sentences_of_form()) == WORDS
