"""Attendance, both tests, the certificate and the page that confirms it without a name."""

from __future__ import annotations

import datetime as dt
import io
import re

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone
from pypdf import PdfReader

from spona import deadlines
from spona.access.actor import VISITOR
from spona.access.denied import Conflict, Denied
from spona.mandates.models import Condition
from spona.training import actions
from spona.training.links import personal_path, token_of
from spona.training.models import Certificate, Moment, Participant, Sheet
from tests.training.making import (
    NAMES,
    answers,
    by_link,
    held_session,
    planned,
    takes,
    written_module,
)

STRANGER = {"Sec-Fetch-Site": "same-origin"}
HOUR = dt.timedelta(hours=1)


def verify(code: str, language="en"):
    return Client().get(f"/{language}/certificates/{code}/")


def text_of(pdf: bytes) -> str:
    return " ".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)


def test_who_was_there_and_passed_has_a_certificate_and_who_did_not_has_none(world, module):
    session, _people = held_session(world, module, right=3)
    assert Certificate.objects.filter(participant__session=session).count() == 6
    assert sorted(Certificate.objects.values_list("number", flat=True)) == [1, 2, 3, 4, 5, 6]
    Certificate.objects.all().delete()
    failed, _people = held_session(world, module, right=1)
    assert not Certificate.objects.filter(participant__session=failed).exists()


def test_without_a_test_being_there_is_enough(world):
    session, _people = held_session(world, written_module(world, tested=False))
    assert session.participants.filter(certificate__isnull=False).count() == 6


def test_one_day_missed_is_no_certificate(world):
    module = written_module(world, tested=False)
    with deadlines.moved(-dt.timedelta(days=5)):
        session = planned(world, module, days=1, length=2)
        there, half = (by_link(session, name, world.school) for name in NAMES[:2])
    by = world.tara.actor
    first, second = session.days.all()
    with pytest.raises(Denied, match="Write down first who was there"):
        actions.close_session(session, by=by)
    actions.record_attendance(first, [there.pk, half.pk], by=by)
    actions.record_attendance(second, [there.pk], by=by)
    actions.close_session(session, by=by)
    assert list(Certificate.objects.values_list("participant", flat=True)) == [there.pk]
    with pytest.raises(Conflict, match="closed already"):
        actions.record_attendance(second, [half.pk], by=by)
    with pytest.raises(Conflict, match="closed already"):
        actions.close_session(session, by=by)


def test_the_square_leads_to_a_page_without_personal_data(held):
    people = held.people
    one = Certificate.objects.get(participant=people[0])
    for language in ("sr", "sr-latn", "en"):
        page = verify(one.code, language)
        text = page.content.decode()
        assert page.status_code == 200
        assert str(one) in text
        for word in ("Милица", "Milica", "психолог", "psiholog", "Основна школа", "Centar za"):
            assert word not in text, (language, word)
        assert "<title>Spona</title>" in text
        assert "<script" not in text
        assert not page.cookies
    text = verify(one.code).content.decode()
    for said in ("The certificate is valid", "Signs at school", "6 hours", "Local network Vranje"):
        assert said in text
    assert verify(one.code.lower()).status_code == 200


def test_it_runs_out_and_is_withdrawn_and_the_reason_stays_inside(world, held, tara):
    one = Certificate.objects.get(participant=held.people[0])
    with deadlines.moved(dt.timedelta(days=740)):
        assert "has run out" in verify(one.code).content.decode()
    here = f"/trainings/certificates/{one.pk}/withdraw/"
    assert tara.get(here).status_code == 200
    assert tara.post(here, {"reason": ""}).status_code == 422
    assert tara.post(here, {"reason": "Потпис није њен"}).status_code == 302
    text = verify(one.code).content.decode()
    assert "was withdrawn" in text
    assert "Потпис" not in text
    mine = Client().get(personal_path(held.people[0], "en"))
    assert "was withdrawn" in mine.content.decode()
    assert Client().get(personal_path(held.people[0], "en") + "certificate/").status_code == 404
    assert world.ana.sign_in().post(here, {"reason": "x"}).status_code == 403
    assert world.nada.sign_in().post(here, {"reason": "x"}).status_code == 404


def test_every_unknown_code_has_the_same_answer(held):
    codes = ("A" * 26, "0" * 26, "1", "Z" * 40, "ILOU" * 6)
    pages = [verify(code) for code in codes]
    assert {one.status_code for one in pages} == {404}
    bodies = {re.sub(r"/certificates/[^/]+/", "/", one.content.decode()) for one in pages}
    assert len(bodies) == 1
    assert "We do not know this certificate" in bodies.pop()


def test_codes_are_drawn_from_128_bits_and_more(held):
    codes = set(Certificate.objects.values_list("code", flat=True))
    assert len(codes) == 6
    assert all(re.fullmatch("[0-9A-HJKMNP-TV-Z]{26}", code) for code in codes)


def test_whoever_writes_the_database_makes_no_certificate(held):
    one = Certificate.objects.get(participant=held.people[0])
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE training_certificate SET valid_until = '2099-01-01' WHERE id = %s",
            [one.pk.hex if connection.vendor == "sqlite" else str(one.pk)],
        )
    assert verify(one.code).status_code == 404


def test_the_pdf_is_read_back_and_its_metadata_says_nothing(held):
    one = Certificate.objects.get(participant=held.people[2])
    answer = Client().get(personal_path(held.people[2], "sr") + "certificate/")
    assert answer["Content-Disposition"] == 'attachment; filename="spisak.pdf"'
    read = PdfReader(io.BytesIO(answer.content))
    assert len(read.pages) == 1
    width, height = read.pages[0].mediabox[2:]
    assert width > height, "across"
    text = text_of(answer.content)
    for said in ("Ђурђа Трећа", "Знаци у школи", f"{one}", f"/sr/certificates/{one.code}/"):
        assert said in text
    said = str(dict(read.metadata or {}))
    assert "Ђурђа" not in said
    assert "Знаци" not in said
    latin = text_of(Client().get(personal_path(held.people[2], "sr-latn") + "certificate/").content)
    assert "Đurđa Treća" in latin
    assert "Znaci u školi" in latin


def test_names_with_odd_letters_print(world):
    module = written_module(world, tested=False)
    people = held_session(world, module).people
    Participant.objects.filter(pk=people[0].pk).update(
        name="中文 #strong[x] \\ $a$ \u202eабв" + "Ш" * 60
    )
    people[0].refresh_from_db()
    answer = Client().get(personal_path(people[0], "en") + "certificate/")
    assert answer.status_code == 200
    assert "#strong[x]" in text_of(answer.content)


def test_a_test_is_taken_once_and_shows_the_right_answers_after_the_second_one(world, module):
    session = planned(world, module, days=1)
    one = by_link(session, NAMES[0], world.school)
    browser, here = Client(headers=STRANGER), personal_path(one, "en")
    form = {}
    for question in module.questions.all():
        name = f"q_{question.pk.hex}"
        form[name] = [str(at) for at in question.right]
    assert browser.post(here + "test/pre/", {}).status_code == 422
    assert not Sheet.objects.exists()
    assert browser.post(here + "test/pre/", form).status_code == 302
    again = browser.post(here + "test/pre/", form)
    assert again.status_code == 409
    assert "counts once" in again.content.decode()
    page = browser.get(here).content.decode()
    assert "the result comes after the second test" in page
    assert "right answer" not in page
    shut = browser.get(here + "test/post/")
    assert shut.status_code == 403
    assert "not open now" in shut.content.decode()
    with deadlines.moved(dt.timedelta(days=1)):
        assert "Take the test after the training" in browser.get(here).content.decode()
        wrong = dict(form)
        wrong[f"q_{module.questions.first().pk.hex}"] = ["1"]
        assert browser.post(here + "test/post/", wrong).status_code == 302
        page = browser.get(here).content.decode()
    assert "2 of 3 right" in page
    assert "right answer" in page
    assert page.count("you chose it") == 4
    assert {one.points for one in Sheet.objects.all()} == {3, 2}


def test_nobody_takes_a_test_for_another(world, module):
    session = planned(world, module, days=0)
    one, two = (by_link(session, name, world.school) for name in NAMES[:2])
    given = answers(one, "pre", right=3)
    for by, token in ((VISITOR, token_of(two)), (VISITOR, ""), (world.ana.actor, ""),
                      (world.nada.actor, "")):  # fmt: skip
        with pytest.raises(Denied):
            actions.take_test(one, Moment.PRE, given, by=by, token=token)
    actions.withdraw(two, by=VISITOR, token=token_of(two))
    two.refresh_from_db()
    with pytest.raises(Denied, match="who have a place"):
        takes(two, "pre", right=1)


def test_odd_answers_are_a_sentence(world, module):
    session = planned(world, module, days=0)
    one = by_link(session, NAMES[0], world.school)
    given = answers(one, "pre", right=3)
    first = next(iter(given))
    for odd, said in (({first: {99}}, "not in the list"), ({first: set()}, "Answer each question"),
                      ({first: {-1}}, "not in the list")):  # fmt: skip
        with pytest.raises(Denied, match=said):
            actions.take_test(one, Moment.PRE, given | odd, by=VISITOR, token=token_of(one))
    browser = Client(headers=STRANGER)
    name = f"q_{first.hex}"
    for value in ("99", "-1", "x", "\0", "9" * 5000):
        answer = browser.post(personal_path(one, "en") + "test/pre/", {name: value})
        assert answer.status_code == 422
    assert not Sheet.objects.exists()


def test_a_paper_test_is_typed_in_by_whoever_leads(world, module, tara):
    session = planned(world, module, days=0)
    one = by_link(session, NAMES[0], world.school)
    here = f"/trainings/people/{one.pk}/test/pre/"
    assert world.ana.sign_in().get(here).status_code == 403
    assert world.nada.sign_in().get(here).status_code == 404
    form = {f"q_{q.pk.hex}": [str(at) for at in q.right] for q in module.questions.all()}
    assert tara.get(here).status_code == 200
    assert tara.post(here, form).status_code == 302
    assert Sheet.objects.get().typed_by == world.tara.member
    assert tara.post(here, form).status_code == 422
    assert tara.get(f"/trainings/people/{one.pk}/test/zzz/").status_code == 404


def test_who_passes_late_still_gets_the_certificate(world, module):
    with deadlines.moved(-dt.timedelta(days=3)):
        session = planned(world, module, days=1)
        one = by_link(session, NAMES[0], world.school)
    actions.record_attendance(session.days.get(), [one.pk], by=world.tara.actor)
    actions.close_session(session, by=world.tara.actor)
    assert not Certificate.objects.exists()
    takes(one, "post", right=3)
    assert Certificate.objects.get().participant == one
    with deadlines.moved(dt.timedelta(days=30)):
        late = by_link_closed(session, world)
        with pytest.raises(Denied, match="not open now"):
            takes(late, "post", right=3)


def by_link_closed(session, world):
    """Somebody of the list who has taken no test."""
    return Participant.objects.create(
        session=session, name=NAMES[1], institution=world.school, registered_at=timezone.now()
    )


def test_attendance_is_written_and_put_right_on_the_page(world, tara):
    module = written_module(world, tested=False)
    session = planned(world, module, days=0)
    one, two = (by_link(session, name, world.school) for name in NAMES[:2])
    day = session.days.get()
    here = f"/trainings/days/{day.pk}/attendance/"
    assert tara.post(here, {"present": [str(one.pk), str(two.pk)]}).status_code == 302
    assert tara.post(here, {"present": [str(one.pk)]}).status_code == 302
    assert [x.present for x in (one.attended.get(), two.attended.get())] == [True, False]
    assert tara.post(here, {"present": ["zzz"]}).status_code == 409
    assert world.ana.sign_in().post(here, {"present": []}).status_code == 403
    assert world.nada.sign_in().post(here, {"present": []}).status_code == 404
    ahead = planned(world, module, days=4).days.get()
    with pytest.raises(Denied, match="has not come yet"):
        actions.record_attendance(ahead, [], by=world.tara.actor)
    with pytest.raises(Denied, match="closed after its last day"):
        actions.close_session(ahead.session, by=world.tara.actor)


def test_the_network_hears_which_institutions_were_there(world):
    session, _people = held_session(world, written_module(world, tested=False))
    rows = Condition.objects.filter(network=world.vranje, withdrawn_at=None)
    assert sorted((one.institution_id, one.code, one.done_on) for one in rows) == sorted(
        (one.pk, "training", session.last_day) for one in (world.csw, world.school)
    )


def test_papers_are_for_whoever_leads_and_do_not_tell_the_answers(world, module, tara):
    session = planned(world, module, days=0)
    by_link(session, NAMES[0], world.school)
    here = f"/trainings/{session.pk}/"
    sheet = tara.get(here + "sheet/")
    text = text_of(sheet.content)
    assert "Милица Прва" in text or "Milica Prva" in text
    assert "list.pdf" in sheet["Content-Disposition"]
    paper = text_of(tara.get(here + "test/post/").content)
    assert "192" in paper
    assert "right answer" not in paper
    assert tara.get(here + "test/zzz/").status_code == 404


def test_the_table_asks_for_the_second_factor_and_runs_nothing(world, module, tara):
    session = planned(world, module, days=0)
    by_link(session, "=HYPERLINK(1)", world.school, position="@SUM(A1)")
    here = f"/trainings/{session.pk}/people/"
    asked = tara.get(here + "csv/")
    assert asked.status_code == 302
    assert "step-up" in asked["Location"]
    from datetime import timedelta

    from spona.identity.models import Session as Login

    Login.objects.update(stepped_up_at=timezone.now() + timedelta(hours=1))
    table = tara.get(here + "csv/")
    assert '"\'=HYPERLINK(1)"' in table.content.decode("utf-8-sig")
    assert '"\'@SUM(A1)"' in table.content.decode("utf-8-sig")
    assert table["Content-Disposition"] == 'attachment; filename="list.csv"'
    book = tara.get(here + "xlsx/").content
    import zipfile

    inside = zipfile.ZipFile(io.BytesIO(book))
    assert "<f>" not in inside.read("xl/worksheets/sheet1.xml").decode()
    assert tara.get(here + "pdf/").status_code == 404
