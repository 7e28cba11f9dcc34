"""What phones fetch and send: once, whole, sealed; and a sentence where something is odd."""

from __future__ import annotations

import datetime as dt
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.utils import timezone
from PIL import Image

from spona import deadlines
from spona.audit.models import Entry
from spona.identity.models import Session
from spona.surveys import actions
from spona.surveys.form_model import Form
from spona.surveys.models import State, Submission, SubmissionFile, UnmatchedSubmission
from spona.surveys.results import exact_results_of
from spona.surveys.views import phones as views
from spona.surveys.xlsform.checking import check
from spona.vault import files
from spona.vault.models import SealedFile
from tests.surveys.books import CHOICES, SETTINGS, book, rows
from tests.surveys.phones import Phone, add, filled, instance, photo, sentence


@pytest.fixture(autouse=True)
def _folder(settings, tmp_path):
    settings.SPONA_FILES = tmp_path / "files"


@pytest.fixture(scope="session")
def pictures(django_db_blocker):
    """A form that asks for a picture, so that only phones fill it."""
    more = (["image", "photo", "Слика", "Picture"], ["audio", "voice", "Снимак", "Recording"],
            ["start", "start"])  # fmt: skip
    return check(book(rows(*more)), title="x")


@pytest.fixture
def sending(world, opened):
    """`sending()`: an open round and a phone of it."""

    def sending(**more):
        found = opened(**more)
        return found, add(found, by=world.kosta)[1]

    return sending


def stored():
    return {name for name, _written in files.stored_names()}


def days(count):
    return dt.timedelta(days=count)


def signed_in(somebody):
    """With the second factor shown just now, which single answers ask for."""
    browser = somebody.sign_in()
    Session.objects.filter(account=somebody.account).update(stepped_up_at=timezone.now())
    return browser


def said(world, found):
    return [one.document for one in actions.open_answers(found, **world.dora.can)]


def test_the_list_has_all_without_which_collect_takes_no_form(sending, settings):
    settings.SPONA_URL = "https://spona.example"
    found, phone = sending()
    (one,) = phone.listed()
    assert one["formID"] == "young"
    assert one["name"] == str(found.title)
    assert one["version"] == "2026-1"
    assert one["hash"].startswith("md5:")
    assert one["downloadUrl"].startswith("https://spona.example/d/forms/")
    for path in (
        "formList",
        one["downloadUrl"].split("/d/")[1],
        one["manifestUrl"].split("/d/")[1],
    ):
        answer = phone.get(path)
        assert answer.status_code == 200
        assert answer["Content-Type"].startswith("text/xml")
        assert answer["X-OpenRosa-Version"] == "1.0"
        assert answer["Cache-Control"] == "no-store"
        assert not answer.cookies
    assert (
        phone.get(one["downloadUrl"].split("/d/")[1]).content == found.versions.get().xform.encode()
    )


def test_no_address_and_no_head_names_the_matter_or_the_round(sending):
    found, phone = sending()
    (one,) = phone.listed()
    for address in (one["downloadUrl"], one["manifestUrl"]):
        assert found.code not in address
        assert str(found.pk) not in address
        assert "survey" not in address


def test_before_sending_it_is_said_how_much_may_come(sending):
    _found, phone = sending()
    answer = phone.head()
    assert answer.status_code == 204
    assert answer["X-OpenRosa-Accept-Content-Length"] == "10000000"
    assert answer["X-OpenRosa-Version"] == "1.0"


def test_an_answer_is_kept_once_sealed_and_without_a_time(world, sending):
    found, phone = sending()
    xml = filled(found, {"about/knows": "no", "help/words": "Ана Анић"})
    before = Entry.objects.count()
    for _twice in range(2):
        answer = phone.send(xml)
        assert answer.status_code == 201
        assert "arrived" in sentence(answer)
    row = Submission.objects.get()
    assert row.answers == {"about/knows": "no"}
    assert row.complete
    assert Entry.objects.count() == before
    (document,) = said(world, found)
    assert document["answers"]["help/words"] == "Ана Анић"


def test_pictures_come_in_parts_and_are_kept_once_without_their_place(world, sending, pictures):
    found, phone = sending(form=pictures)
    xml = filled(found, {"about/knows": "no", "photo": "1669812345678.jpg", "voice": "v.m4a"})
    picture, voice = ("1669812345678.jpg", photo()), ("v.m4a", b"\0\0\0\x18ftypM4A " + b"x" * 9000)
    assert phone.send(xml, [picture], incomplete=True).status_code == 201
    assert not Submission.objects.get().complete
    page = signed_in(world.dora).get(f"/surveys/{found.pk}/answers/")
    assert "Not all of its files have come yet" in page.content.decode()
    for _twice in range(2):
        assert phone.send(xml, [voice]).status_code == 201
        assert phone.send(xml, [picture], incomplete=True).status_code == 201
    row = Submission.objects.get()
    assert row.complete
    assert row.files.count() == 2
    assert len(stored()) == 2
    opened = {}
    for one in row.files.all():
        kept, content = actions.open_sent_file(found, one.pk, **world.dora.can)
        opened[kept.name] = b"".join(content)
    assert opened["v.m4a"] == voice[1]
    with Image.open(io.BytesIO(opened["photo.jpg"])) as shown:
        assert shown.size == (40, 30)
        assert not shown.getexif()
    for one in SealedFile.objects.filter(box=found.box):
        assert (one.created_at.hour, one.created_at.minute, one.created_at.second) == (0, 0, 0)


def test_an_owner_sees_the_files_beside_the_answer_and_gets_them_as_files(world, sending, pictures):
    found, phone = sending(form=pictures)
    phone.send(filled(found, {"photo": "a.jpg", "voice": "lost.m4a"}), [("a.jpg", photo())])
    one = SubmissionFile.objects.get()
    address = f"/surveys/{found.pk}/answers/files/{one.pk}/"
    browser = signed_in(world.dora)
    text = browser.get(f"/surveys/{found.pk}/answers/").content.decode()
    assert address in text
    assert "Recording: The file has not come." in text
    answer = browser.get(address)
    assert answer["Content-Disposition"].startswith(f'attachment; filename="{found.code}-')
    assert answer["Content-Type"] == "application/octet-stream"
    assert b"".join(answer.streaming_content).startswith(b"\xff\xd8")
    for name in ("kosta", "darko", "cora"):
        assert signed_in(world.people[name]).get(address).status_code in (403, 404)
    assert Entry.objects.filter(name="survey_file:read").exists()


def test_nothing_of_a_file_lies_in_clear(sending, pictures):
    found, phone = sending(form=pictures)
    phone.send(filled(found, {"photo": "tajna.png"}), [("tajna.png", b"TAJNA " * 5000)])
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM surveys_submissionfile")
        row = " ".join(str(one) for one in cursor.fetchone())
    assert "tajna" not in row
    for name in stored():
        assert b"TAJNA" not in files.path_of(name).read_bytes()


def test_a_picture_whose_place_cannot_be_taken_out_is_kept_and_said(world, sending, pictures):
    found, phone = sending(form=pictures)
    heic = b"\0\0\0\x18ftypheic" + b"x" * 100
    assert phone.send(filled(found, {"photo": "a.heic"}), [("a.heic", heic)]).status_code == 201
    text = signed_in(world.dora).get(f"/surveys/{found.pk}/answers/").content.decode()
    assert "Place and day could not be taken out" in text


def test_with_the_answers_the_files_are_destroyed(world, sending, pictures):
    found, phone = sending(form=pictures)
    phone.send(filled(found, {"photo": "a.jpg"}), [("a.jpg", photo())])
    phone.send(b"nothing", [("b.jpg", photo())])
    assert len(stored()) == 2
    by = world.kosta.actor
    actions.close_round(found, late_phones=False, by=by)
    actions.ask_to_destroy(found, by=by)
    actions.agree_to_destroy(found, by=world.dora.actor)
    assert not Submission.objects.exists()
    assert not SubmissionFile.objects.exists()
    assert not UnmatchedSubmission.objects.exists()
    assert not SealedFile.objects.filter(box=found.box).exists()
    gone = phone.send(filled(found))
    assert gone.status_code == 409
    assert "closed" in sentence(gone)


@pytest.mark.parametrize(("sent", "why"), [
    (lambda found: b"\xff\xfe no xml", "no filled form"),
    (lambda found: b'<!DOCTYPE x [<!ENTITY a "b">]><data id="young">&a;</data>', "no filled form"),
    (lambda found: filled(found, form_id="other"), "another form"),
    (lambda found: filled(found, version="1999"), "never here"),
    (lambda found: filled(found, at=" "), "no number of its own"),
])  # fmt: skip
def test_what_fits_no_form_is_kept_whole_and_listed(world, sending, sent, why):
    found, phone = sending()
    content = sent(found)
    for _twice in range(2):
        answer = phone.send(content, [("слика.jpg", b"bytes")])
        assert answer.status_code == 201
        assert "does not fit the form" in sentence(answer)
    assert not Submission.objects.exists()
    (one,) = actions.open_unmatched(found, **world.dora.can)
    assert one.content == content
    page = signed_in(world.dora).get(f"/surveys/{found.pk}/answers/").content.decode()
    assert why in page
    kept = one.files[0]["file"]["id"]
    _stored, bytes_of = actions.open_sent_file(found, kept, **world.dora.can)
    assert b"".join(bytes_of) == b"bytes"
    assert len(stored()) == 1
    with connection.cursor() as cursor:
        cursor.execute("SELECT sealed FROM surveys_unmatchedsubmission")
        assert content not in bytes(cursor.fetchone()[0])


def test_another_text_under_the_same_number_is_not_lost(world, sending):
    found, phone = sending()
    at = instance()
    phone.send(filled(found, {"help/words": "прво"}, at=at))
    answer = phone.send(filled(found, {"help/words": "друго"}, at=at))
    assert answer.status_code == 201
    (document,) = said(world, found)
    assert document["answers"]["help/words"] == "прво"
    (one,) = actions.open_unmatched(found, **world.dora.can)
    assert one.why == "changed"
    assert "друго".encode() in one.content


def test_a_corrected_answer_replaces_the_one_before_in_the_numbers(world, sending):
    found, phone = sending()
    first = instance()
    phone.send(filled(found, {"about/knows": "yes"}, at=first))
    phone.send(filled(found, {"about/knows": "no"}, deprecated=first))
    form = Form.from_json(found.versions.get().model)
    results = exact_results_of(found, form)
    assert results.total == 1
    assert [bar.number for bar in results.questions[0].bars][:2] == [0, 1]
    text = signed_in(world.dora).get(f"/surveys/{found.pk}/answers/").content.decode()
    assert "the corrected answer counts" in text


def test_a_wrong_clock_and_unknown_answers_are_said_and_nothing_is_lost(world, sending, pictures):
    found, phone = sending(form=pictures)
    answers = {"about/knows": "да", "start": "2009-01-01T10:00:00.000+01:00"}
    xml = filled(found, answers, more="<ново>реч</ново>")
    assert phone.send(xml).status_code == 201
    (document,) = said(world, found)
    codes = {code for _path, code, _what in document["findings"]}
    assert {"clock", "unknown", "choice"} <= codes
    assert "реч" in document["xml"]
    text = signed_in(world.dora).get(f"/surveys/{found.pk}/answers/").content.decode()
    assert "The clock of the phone was wrong: it says 2009-01-01." in text


def test_an_answer_of_an_older_version_is_read_by_its_own_words(world, make):
    found = make()
    older = found.versions.get()
    _device, phone = add(found, by=world.kosta)
    without = [row for row in CHOICES if row[1] != "yes"]
    newer = [SETTINGS[0], ["Шта млади знају", "young", "2026-2", "Srpski (sr)"]]
    survey = [row[:5] if row[:1] == ["integer"] else row for row in book.__defaults__[0]]
    survey = [["integer", "age", "Године", "Age"] if r[:1] == ["integer"] else r for r in survey]
    changed = check(book(survey, without, newer), title="x")
    assert changed.mistakes == ()
    actions.put_form(found, changed, file_name="b.xlsx", by=world.kosta.actor)
    actions.note_tried(found, by=world.kosta.actor)
    actions.open_round(found, by=world.kosta.actor)
    xml = filled(found, {"about/knows": "yes"}, version=older.version)
    xml = xml.replace(b'version="2026-2"', b'version="2026-1"')
    assert phone.send(xml).status_code == 201
    row = Submission.objects.get()
    assert row.version == older
    assert row.answers == {}
    text = signed_in(world.dora).get(f"/surveys/{found.pk}/answers/").content.decode()
    assert "Yes" in text


def test_a_trial_on_a_phone_keeps_nothing_and_lets_the_round_be_opened(world, make, pictures):
    found = make(form=pictures)
    _device, phone = add(found, by=world.kosta)
    (one,) = phone.listed()
    assert one["name"].startswith("Trial: ")
    assert phone.send(b"<data/>").status_code == 409
    found.refresh_from_db()
    assert found.state == State.DRAFT
    answer = phone.send(filled(found, {"photo": "a.jpg"}), [("a.jpg", photo())])
    assert answer.status_code == 201
    assert "Nothing of it is kept" in sentence(answer)
    found.refresh_from_db()
    assert found.state == State.TESTED
    assert not Submission.objects.exists()
    assert stored() == set()
    assert actions.open_round(found, by=world.kosta.actor).state == State.OPEN


def test_late_phones_send_for_three_days_and_find_no_form_to_begin(world, sending):
    found, phone = sending()
    actions.close_round(found, late_phones=True, by=world.kosta.actor)
    assert phone.listed() == []
    assert phone.get(f"forms/{found.versions.get().pk}").status_code == 404
    assert phone.send(filled(found)).status_code == 201
    with deadlines.moved(days(3)):
        assert phone.send(filled(found)).status_code == 201
    with deadlines.moved(days(4)):
        late = phone.send(filled(found))
    assert late.status_code == 409
    assert "stays on the phone" in sentence(late)
    assert Submission.objects.count() == 2


def test_after_its_last_day_phones_still_send_also_before_the_job_has_run(sending):
    found, phone = sending()
    with deadlines.moved(days(15)):
        assert phone.listed() == []
        assert phone.send(filled(found)).status_code == 201
    with deadlines.moved(days(18)):
        assert phone.send(filled(found)).status_code == 409


def test_before_the_first_day_it_is_said_when(sending):
    found, phone = sending(opens_on=deadlines.time.today() + days(2))
    assert len(phone.listed()) == 1
    early = phone.send(filled(found))
    assert early.status_code == 409
    assert "Send it then" in sentence(early)
    assert not Submission.objects.exists()


def test_a_closed_round_takes_nothing_not_even_what_is_no_form(world, sending):
    found, phone = sending()
    actions.close_round(found, late_phones=False, by=world.kosta.actor)
    for xml in (filled(found), b"nothing"):
        assert phone.send(xml, [("a.jpg", photo())]).status_code == 409
    assert stored() == set()
    assert not UnmatchedSubmission.objects.exists()


def test_a_phone_reaches_its_own_round_only(world, opened, sending):
    found, phone = sending()
    other = opened()
    assert phone.get(f"forms/{other.versions.get().pk}").status_code == 404
    assert phone.send(filled(found)).status_code == 201
    assert not other.submissions.exists()


def test_half_of_a_body_is_refused_and_leaves_nothing(sending):
    found, phone = sending()
    from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart

    body = encode_multipart(BOUNDARY, {
        "xml_submission_file": SimpleUploadedFile("a.xml", filled(found), "text/xml"),
        "a.jpg": SimpleUploadedFile("a.jpg", photo()),
    })  # fmt: skip
    whole = {"content_type": MULTIPART_CONTENT, "secure": True}
    # As a server hands it over whose other side went away.
    half = {"wsgi.input": io.BytesIO(body[:-200]), "CONTENT_LENGTH": str(len(body))}
    cut = phone.browser.generic("POST", "/d/submission", body, **whole, **half)
    assert cut.status_code == 400
    assert "incomplete" in sentence(cut)
    assert not Submission.objects.exists()
    assert stored() == set()
    assert phone.browser.generic("POST", "/d/submission", body, **whole).status_code == 201


@pytest.mark.parametrize("post", [{}, {"xml_submission_file": "text"}, {"a": "b"}])
def test_whatever_is_no_upload_gets_a_sentence(sending, post):
    _found, phone = sending()
    for kind in ({}, {"content_type": "application/x-www-form-urlencoded"}):
        answer = phone.browser.post(
            "/d/submission", post if not kind else "a=b", secure=True, **kind
        )
        assert answer.status_code == 400
        assert "stays on the phone" in sentence(answer)


def test_too_large_is_said_as_a_program_reads_it(sending, monkeypatch):
    from spona.vault import uploads

    found, phone = sending()
    assert phone.send(filled(found, more="<x>" + "a" * 1_000_001 + "</x>")).status_code == 413
    monkeypatch.setattr(uploads, "LARGEST", 1000)
    answer = phone.send(filled(found), [("a.jpg", b"x" * 2000)])
    assert answer.status_code == 413
    assert "smaller" in sentence(answer)
    bare = phone.browser.post("/d/submission", b"x", secure=True, CONTENT_LENGTH="500000000",
                              content_type="multipart/form-data; boundary=x")  # fmt: skip
    assert bare.status_code == 413
    assert bare["X-OpenRosa-Version"] == "1.0"
    assert stored() == set()
    assert not Submission.objects.exists()


def test_a_phone_that_floods_waits_and_loses_nothing(sending, monkeypatch):
    monkeypatch.setattr(views, "_SENDINGS", views.Share(most=1))
    found, phone = sending()
    assert phone.send(filled(found)).status_code == 201
    answer = phone.send(filled(found))
    assert answer.status_code == 429
    assert "Wait" in sentence(answer)
    assert answer["Retry-After"]


def test_other_methods_and_addresses_are_answered_as_a_program_reads_them(sending):
    _found, phone = sending()
    for answer in (phone.browser.put("/d/submission", secure=True),
                   phone.browser.post("/d/formList", secure=True),
                   phone.get("nothing/here")):  # fmt: skip
        assert answer.status_code in (404, 405)
        assert answer["Content-Type"].startswith("text/xml")


def test_a_file_that_was_altered_is_not_handed_out(world, sending, pictures):
    found, phone = sending(form=pictures)
    phone.send(filled(found, {"photo": "a.jpg"}), [("a.jpg", photo())])
    (name,) = stored()
    path = files.path_of(name)
    path.write_bytes(path.read_bytes()[:-1] + b"!")
    one = SubmissionFile.objects.get()
    answer = signed_in(world.dora).get(f"/surveys/{found.pk}/answers/files/{one.pk}/")
    assert answer.status_code == 403
    assert "not as Spona left it" in answer.content.decode()


def test_a_phone_of_nobody_is_not_told_which_rounds_there_are(sending):
    found, _phone = sending()
    answers = [Phone(name, "0" * 24).get("formList", REMOTE_ADDR=f"198.51.{n}.1")
               for n, name in enumerate((f"{found.code}-1", "ZZZZ-ZZZZ-1"))]  # fmt: skip
    assert answers[0].content == answers[1].content
