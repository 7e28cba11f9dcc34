"""A place: by oneself, by the link, by hand; the waiting list; and who may not."""

from __future__ import annotations

import datetime as dt
import re
from html import unescape
from string import ascii_letters, digits

import pytest
from django.test import Client
from django.utils import timezone

from spona import deadlines
from spona.access.actor import VISITOR
from spona.access.denied import Conflict, Denied
from spona.access.models import new_token
from spona.notifications.mail import message
from spona.notifications.models import Notice
from spona.tasks.models import Task
from spona.training import actions
from spona.training.links import holder_of, personal_path, token_of
from spona.training.models import Participant, Session
from tests.training.making import MONTH, by_link, plan, planned

STRANGER = {"Sec-Fetch-Site": "same-origin"}


@pytest.fixture
def session(world, module):
    return planned(world, module)


def join_path(session, language="en"):
    return f"/{language}/trainings/join/{session.link}/"


def join_form(world, **more):
    return {"token": new_token(), "name": "Милица Прва", "institution": str(world.school.pk),
            "position": "психолог", "email": ""} | more  # fmt: skip


def test_a_stranger_registers_without_a_cookie_or_a_script(world, session):
    browser = Client(headers=STRANGER)
    page = browser.get(join_path(session))
    text = page.content.decode()
    assert page.status_code == 200
    assert "<script" not in text
    assert "<title>Spona</title>" in text
    assert "Милица" not in text
    answer = browser.post(join_path(session), join_form(world))
    assert answer.status_code == 302
    mine = browser.get(answer["Location"])
    assert "you have a place" in mine.content.decode()
    assert "<script" not in mine.content.decode()
    for one in (page, answer, mine):
        assert not one.cookies
        assert "Set-Cookie" not in one.headers
    assert mine["Cache-Control"] == "no-store"
    made = Participant.objects.get()
    assert holder_of(answer["Location"].split("/")[-2]) == made
    assert made.name not in answer["Location"]


def test_a_second_click_is_one_registration(world, session):
    browser, typed = Client(headers=STRANGER), join_form(world)
    first = browser.post(join_path(session), typed)
    again = browser.post(join_path(session), typed)
    assert first["Location"] == again["Location"]
    assert Participant.objects.count() == 1


@pytest.mark.parametrize(("field", "value", "said"), [
    ("name", "", "Write name and surname"),
    ("name", " a ", "Write name and surname"),
    ("name", "Ш" * 3000, "120"),
    ("institution", "", "Choose where you work"),
    ("institution", "zzz", "Choose where you work"),
    ("email", "nije adresa", "no e-mail address"),
    ("email", "а@пример.test", "Latin letters"),
])  # fmt: skip
def test_bad_input_is_a_sentence_and_what_was_typed_stays(world, session, field, value, said):
    browser = Client(headers=STRANGER)
    answer = browser.post(join_path(session), join_form(world, **{field: value}))
    assert answer.status_code == 422
    assert said in unescape(answer.content.decode())
    assert "психолог" in answer.content.decode()
    assert not Participant.objects.exists()


def test_an_institution_of_another_town_is_no_choice(world, session):
    browser = Client(headers=STRANGER)
    typed = join_form(world, institution=str(world.school_nis.pk))
    assert browser.post(join_path(session), typed).status_code == 422
    with pytest.raises(Denied, match="does not sit in the network"):
        by_link(session, "Неко Други", world.school_nis)


def test_a_form_of_another_host_is_refused(world, session):
    for headers in ({"Origin": "https://evil.test"}, {"Sec-Fetch-Site": "cross-site"}):
        answer = Client(headers=headers).post(join_path(session), join_form(world))
        assert answer.status_code == 403
    assert not Participant.objects.exists()


def test_unknown_links_are_one_and_the_same_404(world, session):
    browser = Client(headers=STRANGER)
    made = by_link(session, "Милица Прва", world.school)
    token = token_of(made)
    wrong = ("A" if token[0] != "A" else "B") + token[1:]
    # Every other last letter, also the three that decode to the same bytes.
    near = [token[:-1] + last for last in ascii_letters + digits + "-_" if last != token[-1]]
    assert len(near) == 63
    pages = [
        browser.get(path)
        for path in (
            "/en/trainings/join/" + "A" * 22 + "/",
            *(f"/en/trainings/mine/{one}/" for one in (wrong, *near, "A" * 43)),
        )
    ]
    assert {one.status_code for one in pages} == {404}
    assert len({one.content for one in pages}) == 1
    assert "There is nothing here" in pages[0].content.decode()


def test_the_link_opens_nothing_else_of_the_same_session(world, session):
    one = by_link(session, "Милица Прва", world.school)
    two = by_link(session, "Јован Други", world.csw)
    with pytest.raises(Denied, match="Only the person themselves"):
        actions.withdraw(one, by=VISITOR, token=token_of(two))
    with pytest.raises(Denied):
        actions.withdraw(one, by=VISITOR)
    with pytest.raises(Denied):
        actions.withdraw(one, by=world.ana.actor)
    page = Client().get(personal_path(two, "en")).content.decode()
    assert "Милица" not in page
    assert "Milica" not in page


def test_who_is_signed_in_needs_one_press(world, session):
    browser = world.ana.sign_in()
    here = f"/trainings/{session.pk}/"
    assert "Register me" in browser.get(here).content.decode()
    assert browser.post(here + "join/").status_code == 302
    browser.post(here + "join/")
    made = Participant.objects.get()
    assert (made.member, made.institution, made.name) == (
        world.ana.member, world.school, "Ana Primerić",
    )  # fmt: skip
    page = browser.get(here).content.decode()
    assert "You have a place" in page
    assert personal_path(made, "en") in page
    assert browser.get(here + "join/").status_code == 405, "a GET registers nobody"


def test_another_network_does_not_know_it(world, session):
    for name in ("cora", "nina", "nada"):
        browser = getattr(world, name).sign_in()
        here = f"/trainings/{session.pk}/"
        assert browser.get(here).status_code == 404
        assert browser.post(here + "join/").status_code == 404
        assert browser.post(here + "close/").status_code in (403, 404)
        assert "Sala 2" not in browser.get("/trainings/").content.decode()
    with pytest.raises(Denied, match="another network"):
        actions.register_self(session, by=world.cora.actor)


def test_a_stranger_is_led_to_the_login_from_every_staff_page(world, session, module):
    for path in ("", "new/", "where/", "where/csv/", "modules/", "modules/new/", f"{session.pk}/",
                 f"{session.pk}/sheet/", f"{session.pk}/people/csv/", f"modules/{module.pk}/"):  # fmt: skip
        answer = Client().get(f"/trainings/{path}")
        assert answer.status_code == 302
        assert "/login/" in answer["Location"]


def test_a_mandate_that_ended_yesterday_reads_nothing(world, session):
    browser = world.tara.sign_in()
    assert browser.get(f"/trainings/{session.pk}/").status_code == 200
    member, day = world.tara.member, timezone.localdate()
    member.starts_on, member.ends_on = day - dt.timedelta(days=9), day
    member.save()
    answer = browser.get(f"/trainings/{session.pk}/")
    assert answer.status_code in (302, 403, 404)
    assert "Sala 2" not in answer.content.decode()


def test_a_full_session_has_a_waiting_list_and_the_first_of_it_moves_up(world, module):
    session = planned(world, module, capacity=1)
    first = by_link(session, "Милица Прва", world.school, email="milica@primer.test")
    second = by_link(session, "Јован Други", world.csw, email="jovan@primer.test")
    third = by_link(session, "Ђурђа Трећа", world.csw)
    assert [one.waiting for one in (first, second, third)] == [False, True, True]
    page = Client().get(join_path(session)).content.decode()
    assert "You can still register" in page
    assert (
        "You are on the waiting list" in Client().get(personal_path(second, "en")).content.decode()
    )
    before = Notice.objects.filter(account_id=second.pk).count()
    browser = Client(headers=STRANGER)
    leave = personal_path(first, "en") + "leave/"
    assert browser.get(leave).status_code == 200
    first.refresh_from_db()
    assert first.withdrawn_at is None, "reading withdraws nobody"
    assert browser.post(leave).status_code == 302
    browser.post(leave)
    second.refresh_from_db()
    third.refresh_from_db()
    assert (second.waiting, third.waiting) == (False, True)
    assert Notice.objects.filter(account_id=second.pk).count() == before + 1


def test_mail_to_somebody_without_an_account_says_nothing_and_leads_to_their_page(world, session):
    made = by_link(session, "Милица Прва", world.school, email="milica@primer.test", language="en")
    mail = message(Notice.objects.get(account_id=made.pk))
    whole = mail.subject + mail.body
    assert personal_path(made) in mail.body
    for word in ("Милица", "Milica", "Signs", "Знаци", "Сала", "Sala", "training for"):
        assert word not in whole
    assert mail.to == ["milica@primer.test"]
    other = by_link(session, "Јован Други", world.csw)
    assert not Notice.objects.filter(account_id=other.pk).exists(), "no address, no mail"


def test_practice_sends_no_mail(world, session):
    world.vranje.practice = True
    world.vranje.save()
    made = by_link(Session.objects.get(), "Милица Прва", world.school, email="m@primer.test")
    assert not Notice.objects.filter(account_id=made.pk).exists()


def test_registration_ends_and_by_hand_still_goes(world, module, tara):
    session = planned(world, module, register_until=timezone.localdate())
    with deadlines.moved(dt.timedelta(days=1)):
        with pytest.raises(Denied, match="Registration is over"):
            by_link(session, "Милица Прва", world.school)
        with pytest.raises(Denied, match="Registration is over"):
            actions.register_self(session, by=world.ana.actor)
        made = actions.register_by_hand(
            session, name="Милица Прва", institution=world.school, by=world.tara.actor
        )
    assert made.by_hand


def test_by_hand_twice_is_once_and_a_name_that_stands_there_twice_is_marked(world, session, tara):
    here = f"/trainings/{session.pk}/people/new/"
    typed = join_form(world)
    assert tara.post(here, typed).status_code == 302
    tara.post(here, typed)
    assert Participant.objects.count() == 1
    tara.post(here, join_form(world, name="milica prva"))
    page = tara.get(f"/trainings/{session.pk}/").content.decode()
    assert page.count("stands here twice?") == 2
    refused = tara.post(here, join_form(world, name=""))
    assert refused.status_code == 422
    assert "Write name and surname" in refused.content.decode()


def test_only_whoever_leads_it_sees_names(world, session):
    by_link(session, "Милица Прва", world.school)
    here = f"/trainings/{session.pk}/"
    for name in ("ana", "bea", "direktor", "vera"):
        page = getattr(world, name).sign_in().get(here).content.decode()
        assert "Милица" not in page
        assert "Milica" not in page
        assert session.link not in page
    page = world.kosta.sign_in().get(here).content.decode()
    assert "Milica Prva" in page
    assert session.link in page


@pytest.mark.parametrize("path", ["change/", "call-off/", "sheet/", "test/pre/"])
def test_a_member_leads_nothing(world, session, path):
    assert world.ana.sign_in().get(f"/trainings/{session.pk}/{path}").status_code == 403


def test_a_link_that_went_astray_is_replaced(world, session, tara):
    old = join_path(session)
    tara.post(f"/trainings/{session.pk}/link/")
    assert Client().get(old).status_code == 404
    session.refresh_from_db()
    assert Client().get(join_path(session)).status_code == 200


def test_planning_opens_a_task_and_calling_off_closes_it_and_tells_people(world, session, tara):
    task = Task.objects.get(kind="run_training")
    assert task.owner == world.tara.member
    made = actions.register_self(session, by=world.ana.actor)
    here = f"/trainings/{session.pk}/call-off/"
    assert tara.post(here, {"reason": ""}).status_code == 422
    assert tara.post(here, {"reason": "Тренер је спречен"}).status_code == 302
    task.refresh_from_db()
    assert (task.done_at is not None, task.outcome) == (True, "dropped")
    assert Notice.objects.filter(account_id=world.ana.account.pk, kind="training").exists()
    with pytest.raises(Conflict, match="called off"):
        by_link(session, "Милица Прва", world.school)
    assert "It does not take place" in Client().get(personal_path(made, "en")).content.decode()


@pytest.mark.parametrize(("more", "said"), [
    ({"day_1": ""}, "Choose the day"),
    ({"day_1": "31.2.2027"}, "no such day"),
    ({"day_1": "2199-01-01"}, "too far away"),
    ({"day_2": "SAME"}, "written twice"),
    ({"starts": "16:00", "ends": "10:00"}, "ends before it begins"),
    ({"capacity": "0"}, "how many places"),
    ({"capacity": "9" * 4000}, "how many places"),
    ({"place": ""}, "where it takes place"),
    ({"register_until": "2100-01-01"}, "at the latest"),
    ({"module": "x"}, "Choose what is taught"),
    ({"network": "NIS"}, "one of your networks"),
    ({"language": "klingon"}, "klingon"),
])  # fmt: skip
def test_impossible_sessions_are_refused_with_a_sentence(world, module, tara, more, said):
    day = (timezone.localdate() + MONTH).isoformat()
    typed = {"token": new_token(), "module": str(module.pk), "network": str(world.vranje.pk),
             "day_1": day, "starts": "10:00", "ends": "14:00", "place": "Сала 2", "capacity": "12",
             "language": "sr"}  # fmt: skip
    more = {k: {"SAME": day, "NIS": str(world.nis.pk)}.get(v, v) for k, v in more.items()}
    answer = tara.post("/trainings/new/", typed | more)
    assert answer.status_code == 422
    assert said in unescape(answer.content.decode())
    assert not Session.objects.exists()
    assert tara.post("/trainings/new/", typed).status_code == 302
    made = Session.objects.get()
    assert made.register_until == made.first_day


def test_a_changed_session_keeps_whom_it_has(world, module, tara):
    session = planned(world, module, capacity=2)
    for name in ("Милица Прва", "Јован Други", "Ђурђа Трећа"):
        by_link(session, name, world.school)
    with pytest.raises(Denied, match="More people have a place already"):
        actions.change_session(session, plan(capacity=1), by=world.tara.actor)
    changed = actions.change_session(session, plan(capacity=3, days=9), by=world.tara.actor)
    assert changed.participants.placed().count() == 3
    assert changed.days.count() == 1


def test_a_flood_through_the_link_is_slowed_down(world, session, monkeypatch):
    from spona.training.views import joining

    browser = Client(headers=STRANGER)
    statuses = {
        browser.post(join_path(session), {"token": new_token()}).status_code
        for _n in range(joining.JOINS.most + 2)
    }
    assert statuses == {422, 429}
    assert browser.get(join_path(session)).status_code == 200, "reading is not slowed"


def test_a_personal_link_needs_the_key_outside_the_database(world, session, settings):
    made = by_link(session, "Милица Прва", world.school)
    token = token_of(made)
    settings.SECRETS = settings.SECRETS | {"mac": b"x" * 32}
    assert holder_of(token) is None


def test_no_address_and_no_title_names_anybody(world, session, tara):
    by_link(session, "Милица Прва", world.school)
    pages = [
        tara.get(f"/trainings/{session.pk}/"),
        tara.get("/trainings/"),
        tara.get("/trainings/where/"),
    ]
    for page in pages:
        text = page.content.decode()
        assert re.search(r"<title>(.*?)</title>", text)[1] == "Trainings – Spona"
        hrefs = " ".join(re.findall(r'(?:href|action)="([^"]+)"', text))
        assert "ilica" not in hrefs


def test_the_list_asks_a_fixed_number_of_questions(world, module, django_assert_max_num_queries):
    for days in range(1, 14):
        by_link(planned(world, module, days=days), "Милица Прва", world.school)
    browser = world.ana.sign_in()
    browser.get("/trainings/")
    with django_assert_max_num_queries(35):
        browser.get("/trainings/")


def test_the_page_of_a_session_asks_a_fixed_number_of_questions(
    world, session, tara, django_assert_max_num_queries
):
    for n in range(18):
        by_link(session, f"Неко {'абвгдђежзијклљмнњо'[n] * 3}", world.school)
    tara.get(f"/trainings/{session.pk}/")
    with django_assert_max_num_queries(45):
        tara.get(f"/trainings/{session.pk}/")


def test_a_withdrawal_by_mistake_is_taken_back_with_the_same_link(world, module, tara):
    session = planned(world, module, capacity=1)
    one = by_link(session, "Милица Прва", world.school)
    two = by_link(session, "Јован Други", world.csw)
    here = f"/trainings/people/{one.pk}/"
    assert tara.post(here + "withdraw/").status_code == 302
    assert "1 person does not come" in tara.get(f"/trainings/{session.pk}/").content.decode()
    assert world.ana.sign_in().post(here + "back/").status_code == 403
    assert world.nada.sign_in().post(here + "back/").status_code == 404
    assert tara.post(here + "back/").status_code == 302
    tara.post(here + "back/")
    one.refresh_from_db()
    two.refresh_from_db()
    assert (one.withdrawn_at, one.waiting, two.waiting) == (None, True, False)
    assert Client().get(personal_path(one, "en")).status_code == 200


def test_nobody_is_flooded_with_mail_by_somebody_elses_hand(world, session):
    for n in range(6):
        by_link(session, f"Неко {'абвгдђ'[n] * 4}", world.school, email="neko@primer.test")
    assert Notice.objects.filter(kind="training").count() == 3
