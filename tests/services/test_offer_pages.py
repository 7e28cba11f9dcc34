"""Pages of services, used as people use them."""

import pytest

from spona.deadlines.time import today
from spona.services import actions
from spona.services.models import Capacity, Location, Phone, Schedule, Service, ServiceAtLocation
from tests.services.offering import (
    GATE,
    NUMBER,
    SECRET,
    association,
    hours,
    phone,
    place,
    seen_on,
    service,
)


@pytest.fixture
def bea(world):
    return world.people["bea"].actor


TOKENS = iter(range(10**6))


def token():
    return f"{next(TOKENS):043d}"


def fields(**typed):
    return {"token": token(), "kind": "counselling", "words_sr": "Саветовалиште", "status": "active",
            "languages": ["sr", "rom"], "public": "on", **typed}  # fmt: skip


def test_a_service_is_written_with_number_hours_and_place_and_confirmed(world, bea, at):
    browser = at("bea")
    new = f"/services/offers/new/{world.csw.code}/"
    assert browser.get(new).status_code == 200
    typed = fields(towns=[str(world.csw.town_id)], exclusions=["not_men"], minimum_age="15")
    answer = browser.post(new, typed)
    row = Service.objects.get()
    assert answer.headers["Location"] == f"/services/offers/{row.pk}/"
    assert browser.post(new, typed).headers["Location"] == f"/services/offers/{row.pk}/"
    assert Service.objects.count() == 1
    here = f"/services/offers/{row.pk}/"
    assert browser.get(f"{here}part/phone/").status_code == 200
    browser.post(f"{here}part/phone/", {"token": token(), "number": NUMBER, "kind": "voice"})
    assert Phone.objects.get().number == NUMBER
    assert browser.get(f"{here}part/hours/").status_code == 200
    browser.post(f"{here}part/hours/", {
        "token": token(), "weekdays": ["MO", "TU"], "opens_at": "08:00", "closes_at": "15:00",
        "freq": "WEEKLY", "interval": "1", "holidays": "closed",
    })  # fmt: skip
    assert Schedule.objects.get().byday == "MO,TU"
    browser.post(f"{here}place/", {
        "token": token(), "kind": "physical", "address": "Партизанска 1",
        "town": str(world.csw.town_id), "accessibility": ["ramp"],
    })  # fmt: skip
    at_place = ServiceAtLocation.objects.get()
    browser.post(
        f"{here}part/room/", {"token": token(), "unit_sr": "Кревети", "places": "4", "free": "2"}
    )
    browser.post(f"{here}part/document/", {"token": token(), "words_sr": "Лична карта"})
    browser.post(
        f"{here}part/cost/",
        {"token": token(), "words_sr": "Чланарина", "amount": "200", "currency": "RSD"},
    )
    browser.post(f"{here}part/days/", {"token": token(), "first_day": str(today())})
    seen = {"seen": seen_on(browser.get(here).content.decode())}
    assert browser.post(f"{here}confirm/", seen).status_code == 302
    page = browser.get(here).content.decode()
    for text in (
        NUMBER,
        "08:00–15:00",
        "Monday, Tuesday",
        "Partizanska 1",
        "Ramp",
        "Romani",
        "Not for men",
        "Lična karta",
        "200",
        "Kreveti",
        "Confirmed by a call",
        "closed",
    ):
        assert text in page, text
    for kind, model in (("phone", Phone), ("hours", Schedule), ("room", Capacity)):
        one = model.objects.get()
        assert browser.get(f"{here}part/{kind}/{one.pk}/").status_code == 200
        assert browser.post(f"{here}part/{kind}/{one.pk}/out/").status_code == 302
        assert not model.objects.exists()
    assert browser.get(f"{here}place/{at_place.pk}/").status_code == 200
    browser.post(f"{here}place/{at_place.pk}/out/")
    assert not ServiceAtLocation.objects.exists()
    assert Location.objects.get().ended_at is None


def test_a_wrong_form_is_a_sentence_and_what_was_typed_stays(world, bea, at):
    row = service(world.csw, bea)
    here = f"/services/offers/{row.pk}/part/"
    answer = at("bea").post(
        f"{here}phone/", {"token": token(), "number": "zovi me", "kind": "voice"}
    )
    assert answer.status_code == 422
    assert "is not a telephone number" in answer.content.decode()
    assert 'value="zovi me"' in answer.content.decode()
    answer = at("bea").post(f"{here}hours/", {
        "token": token(), "weekdays": ["MO"], "opens_at": "08:00", "closes_at": "08:00",
        "freq": "WEEKLY", "interval": "1", "holidays": "closed",
    })  # fmt: skip
    assert answer.status_code == 422
    assert "never opens" in answer.content.decode()
    answer = at("bea").post(
        f"/services/offers/{row.pk}/change/", fields(minimum_age="30", maximum_age="18")
    )
    assert "wrong way round" in answer.content.decode()
    answer = at("bea").post(f"/services/offers/{row.pk}/place/", {
        "token": token(), "kind": "physical", "address": "A 1", "latitude": "91", "longitude": "20",
    })  # fmt: skip
    assert answer.status_code == 422
    assert not Phone.objects.exists()
    assert not Schedule.objects.exists()
    assert not Location.objects.exists()


def test_full_tonight_from_the_list_and_the_desk_with_undo(world, bea, at):
    row = service(world.csw, bea, kind="safe_house", name="Прихват")
    actions.write_part(
        Capacity(service=row, unit={"sr": "Кревети"}, places=4, updated_at=row.created_at), by=bea
    )
    for page in ("/services/offers/", "/desk/"):
        shown = at("bea").get(page).content.decode()
        assert f"/services/offers/{row.pk}/full/" in shown, page
        answer = at("bea").post(f"/services/offers/{row.pk}/full/", {"back": page}, follow=True)
        told = answer.content.decode()
        assert "Full tonight: Prihvat" in told or "Full tonight: Прихват" in told
        assert f'action="/services/offers/{row.pk}/free/"' in told
        at("bea").post(f"/services/offers/{row.pk}/free/", {"back": page})
        assert Capacity.objects.get().full_until is None
    assert (
        at("bea")
        .post(f"/services/offers/{row.pk}/full/", {"back": "https://zlo.invalid/"})
        .headers["Location"]
        .startswith(f"/services/offers/{row.pk}/")
    )
    assert (
        f"/services/offers/{row.pk}/full/"
        not in at("ana").get("/services/offers/").content.decode()
    )


@pytest.mark.parametrize("who", ["ana", "vera", "hana", "kosta"])
def test_others_see_it_and_get_no_button_and_no_form(world, bea, at, who):
    row = service(world.csw, bea)
    one = phone(row, bea)
    spot = place(world.csw, bea)
    put = actions.put_at(row, location=spot, by=bea)
    here = f"/services/offers/{row.pk}/"
    page = at(who).get(here)
    assert page.status_code == 200
    for path in (
        "change/",
        "end/",
        "part/phone/",
        f"part/phone/{one.pk}/",
        "place/",
        f"place/{put.pk}/",
    ):
        assert f"{here}{path}" not in page.content.decode()
        assert at(who).get(f"{here}{path}").status_code == 403, path
    for path in ("end/", "back/", f"part/phone/{one.pk}/out/", f"place/{put.pk}/out/"):
        assert at(who).post(f"{here}{path}", {"reason": "x"}).status_code == 403, path
    assert Service.objects.get(pk=row.pk).ended_at is None
    assert Phone.objects.get().number == NUMBER


def test_somebody_of_another_town_does_not_know_of_a_members_service(world, bea, at):
    row = service(world.csw, bea, public=False)
    for path in ("", "change/", "part/phone/", "place/"):
        assert at("cora").get(f"/services/offers/{row.pk}/{path}").status_code == 404
    for path in ("confirm/", "full/", "free/", "back/"):
        assert at("cora").post(f"/services/offers/{row.pk}/{path}").status_code == 404
    assert str(row.pk) not in at("cora").get("/services/offers/").content.decode()


def test_a_part_of_another_service_is_not_reached_through_ones_own(world, bea, at):
    other = service(association(world), world.people["kosta"].actor)
    one = phone(other, world.people["kosta"].actor)
    own = service(world.csw, bea)
    assert at("bea").get(f"/services/offers/{own.pk}/part/phone/{one.pk}/").status_code == 404
    assert at("bea").post(f"/services/offers/{own.pk}/part/phone/{one.pk}/out/").status_code == 404
    assert at("bea").get(f"/services/offers/{own.pk}/part/money/").status_code == 404


def test_a_number_that_was_changed_meanwhile_is_not_confirmed_with_the_old_page(world, bea, at):
    row = service(world.csw, bea)
    one = phone(row, bea)
    here = f"/services/offers/{row.pk}/"
    seen = seen_on(at("bea").get(here).content.decode())
    one.number = "+381 17 666 666"
    actions.write_part(one, by=bea)
    refused = at("bea").post(f"{here}confirm/", {"seen": seen})
    assert "changed it meanwhile" in refused.content.decode()
    assert at("bea").post(f"{here}confirm/").status_code != 302, "without the page there is none"
    assert Service.objects.get().confirmed_on is None
    seen = seen_on(at("bea").get(here).content.decode())
    assert at("bea").post(f"{here}confirm/", {"seen": seen}).status_code == 302
    assert Service.objects.get().confirmed_on == today()


def test_the_round_is_one_press_for_each(world, bea, at):
    row = service(world.csw, bea)
    on_paper = service(association(world), world.people["kosta"].actor)
    phone(row, bea)
    phone(on_paper, world.people["kosta"].actor)
    page = at("bea").get("/services/offers/confirm/").content.decode()
    assert f"/services/offers/{row.pk}/confirm/" in page
    assert str(on_paper.pk) not in page
    page = at("kosta").get("/services/offers/confirm/").content.decode()
    assert f"/services/offers/{on_paper.pk}/confirm/" in page
    assert str(row.pk) not in page
    at("kosta").post(
        f"/services/offers/{on_paper.pk}/confirm/",
        {"back": "/services/offers/confirm/", "seen": seen_on(page)},
    )
    assert Service.objects.get(pk=on_paper.pk).confirmed_on == today()
    assert (
        str(on_paper.pk)
        not in at("kosta").get("/services/offers/confirm/").content.decode().split("toasts")[0]
    )


def test_ended_and_brought_back_on_the_page(world, bea, at):
    row = service(world.csw, bea)
    here = f"/services/offers/{row.pk}/"
    assert at("bea").get(f"{here}end/").status_code == 200
    assert at("bea").post(f"{here}end/", {"reason": ""}).status_code == 422
    at("bea").post(f"{here}end/", {"reason": "Пројекат је завршен"})
    assert str(row.pk) not in at("bea").get("/services/offers/").content.decode()
    assert str(row.pk) in at("bea").get("/services/offers/?ended=1").content.decode()
    assert "Projekat je završen" in at("bea").get(here).content.decode()
    at("bea").post(f"{here}back/")
    assert str(row.pk) in at("bea").get("/services/offers/").content.decode()


def test_the_list_filters_and_says_when_nothing_is_there(world, bea, at):
    assert "No service is written down yet" in at("ana").get("/services/offers/").content.decode()
    row = service(world.csw, bea, languages=("rom",))
    for query in (
        "words=savetov",
        "need=counselling",
        "town=vranje",
        "language=rom",
        "old=1",
        "free=1",
    ):
        assert str(row.pk) in at("ana").get(f"/services/offers/?{query}").content.decode(), query
    for query in (
        "words=nema",
        "need=legal_aid",
        "town=nis",
        "language=hu",
        "open=1",
        "ended=1",
        "page=9&words=nema",
    ):
        shown = at("ana").get(f"/services/offers/?{query}")
        assert shown.status_code == 200
        assert str(row.pk) not in shown.content.decode(), query
    for query in ("town=x", "page=-1", "page=99999999999", "words=%27", "need=%F0%9F%98%80"):
        assert at("ana").get(f"/services/offers/?{query}").status_code == 200


def test_a_hidden_place_shows_its_gate_on_every_page(world, bea, at):
    row = service(world.csw, bea, kind="safe_house")
    spot = place(world.csw, bea, SECRET)
    put = actions.put_at(row, location=spot, by=bea)
    phone(spot, bea, "017 555 099")
    phone(row, bea, GATE, front_gate=True)
    here = f"/services/offers/{row.pk}/"
    assert SECRET in at("bea").get(f"{here}place/{put.pk}/").content.decode()
    at("bea").post(f"{here}place/{put.pk}/", {
        "kind": "physical", "confidential": "on", "address": SECRET, "token": token(),
        "words_sr": "Код моста",
    })  # fmt: skip
    actions.confirm_service(row, by=bea)
    for who in ("bea", "ana", "kosta", "hana"):
        for path in (
            "/services/offers/",
            here,
            f"/institutions/{world.csw.code}/",
            "/desk/",
            f"{here}place/{put.pk}/",
            f"{here}place/",
            "/services/offers/confirm/",
            "/services/offers/?words=tajna",
            "/services/offers/?words=017555099",
        ):
            text = at(who).get(path).content.decode()
            for secret in (SECRET, "Tajna ulica", "017 555 099", "Код моста", "Kod mosta"):
                assert secret not in text, (who, path, secret)
        assert GATE in at(who).get(here).content.decode()


def test_pages_cost_few_queries(world, bea, at, django_assert_max_num_queries):
    browser = at("ana")
    for number in range(6):
        row = service(world.csw, bea, name=f"Служба {number}")
        phone(row, bea)
        hours(row, bea)
    browser.get("/services/offers/")
    with django_assert_max_num_queries(60):
        browser.get("/services/offers/")
    with django_assert_max_num_queries(60):
        browser.get(f"/services/offers/{row.pk}/")
