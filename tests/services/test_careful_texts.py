"""Texts that lead to a hidden door or name somebody, as people write them in a hurry."""

import datetime as dt

import pytest
from django.test import Client

from spona.access.denied import Denied
from spona.deadlines.time import today
from spona.directory.models import Institution
from spona.services import actions
from spona.services.history import history_of
from spona.services.hsds import throttle
from spona.services.models import (
    Capacity,
    Change,
    Cost,
    Location,
    Phone,
    RequiredDocument,
    Service,
    SpecialDays,
)
from spona.services.pii_scan import leads
from tests.services.offering import GATE, association, hours, phone, place, seen_on, service
from tests.services.test_offer_pages import fields, token

STREET = "Адреса је Скривена улица 77, Врање."
PRIVATE = "Јавите се на 064 123 4567."


@pytest.fixture
def bea(world):
    return world.people["bea"].actor


@pytest.fixture(autouse=True)
def _real(world):
    Institution.objects.filter(pk=world.csw.pk).update(example=False)
    world.csw.example = False
    world.csw.save()
    throttle._counts.clear()


def hidden(world, bea, **more):
    """A service of a confidential place, with the number of its gate."""
    row = service(world.csw, bea, kind="safe_house", **more)
    actions.put_at(row, location=place(world.csw, bea, "", confidential=True), by=bea)
    phone(row, bea, GATE, front_gate=True)
    return Service.objects.get(pk=row.pk)


@pytest.mark.parametrize("text", [
    STREET, PRIVATE, "ul. Skrivena br. 7", "у Партизанској 1", "Краља Петра 15",
    "7 Hidden Street", "Skrivena utca 7", "javite se na kuca@primer.rs",
])  # fmt: skip
def test_a_street_and_a_number_are_seen_in_both_scripts(world, text):
    assert leads([text]), text


@pytest.mark.parametrize("text", [
    "Смештај за жене и децу. Прво се зове капија.", "Позовите 192, дању и ноћу.",
    "Отворено од 09:00 до 17:00, за жене од 18 година.", "Дежурна 192", "Подршка 24/7",
    f"Капија: {GATE}",
])  # fmt: skip
def test_plain_words_hours_and_the_gate_lead_nowhere(world, text):
    assert leads([text], [GATE]) == []


@pytest.mark.parametrize("text", [STREET, PRIVATE])
def test_no_text_of_a_hidden_service_takes_a_street_or_a_private_number(world, bea, text):
    row = hidden(world, bea)
    before = Change.objects.count()
    parts = [
        Phone(service=row, number="017 555 021", front_gate=True, words={"sr": text}),
        SpecialDays(service=row, first_day=today(), last_day=today(), words={"sr": text}),
        RequiredDocument(service=row, words={"sr": text}),
        Cost(service=row, words={"sr": text}),
        Capacity(service=row, unit={"sr": text}),
    ]
    for part in parts:
        with pytest.raises(Denied, match="confidential"):
            actions.write_part(part, by=bea)
    with pytest.raises(Denied, match="confidential"):
        hours(row, bea, notes={"sr": text})
    for name in ("text", "how_to_apply", "alert", "note", "words"):
        changed = Service.objects.get(pk=row.pk)
        setattr(changed, name, text if name == "note" else {"sr": text})
        with pytest.raises(Denied, match="confidential"):
            actions.write_service(changed, by=bea)
    assert Change.objects.count() == before


@pytest.mark.parametrize("text", [STREET, PRIVATE])
def test_a_place_becomes_confidential_only_when_the_texts_are_clean(world, bea, at, text):
    row = service(world.csw, bea, kind="safe_house", text={"sr": text})
    put = actions.put_at(row, location=place(world.csw, bea, "Партизанска 1"), by=bea)
    here = f"/services/offers/{row.pk}/"
    typed = {"token": token(), "kind": "physical", "confidential": "on", "address": ""}
    answer = at("bea").post(f"{here}place/{put.pk}/", typed)
    assert answer.status_code == 422
    assert "a text of this service says where it is" in answer.content.decode()
    assert Location.objects.get().confidential is False
    # The other way round: a confidential place there already.
    other = place(world.csw, bea, "", confidential=True)
    with pytest.raises(Denied, match="confidential"):
        actions.put_at(row, location=other, by=bea)
    clean = Service.objects.get(pk=row.pk)
    clean.text = {"sr": "Смештај за жене."}
    actions.write_service(clean, by=bea)
    assert at("bea").post(f"{here}place/{put.pk}/", typed).status_code == 302
    assert not any(
        word in f"{one.before} {one.after}"
        for one in Change.objects.all()
        for word in ("Скривена", "064")
    )
    assert "Skrivena" not in at("bea").get(here).content.decode()


def test_what_stood_there_before_is_told_to_nobody_outside(world, bea):
    row = hidden(world, bea)
    actions.confirm_service(row, by=bea)
    # As from a dump of before, put under the tag of Spona itself.
    old = Service.objects.get(pk=row.pk)
    old.text = {"sr": STREET}
    old.save()
    for path in (f"/sr/services/{row.pk}/", "/sr/services/", f"/api/hsds/v3/services/{row.pk}",
                 "/api/hsds/v3/export.json"):  # fmt: skip
        answer = Client().get(path)
        body = answer.getvalue().decode()
        assert answer.status_code == 200, path
        assert "Скривена" not in body, path
        assert "Skrivena" not in body, path


def test_what_looks_like_a_person_is_confirmed_only_with_the_tick(world, bea, at):
    row = service(world.csw, bea, text={"sr": "Позовите Марију Марић на 064 123 4567."})
    phone(row, bea)
    here = f"/services/offers/{row.pk}/"
    page = at("bea").get(here).content.decode()
    assert "This looks like a person" in page
    assert "064 123 4567" in page
    assert 'name="nobody_named"' in page
    seen = {"seen": seen_on(page)}
    refused = at("bea").post(f"{here}confirm/", seen)
    assert refused.status_code == 422
    assert "This looks like somebody" in refused.content.decode()
    assert Service.objects.get().confirmed_on is None
    round_page = at("bea").get("/services/offers/confirm/").content.decode()
    assert "Look at its texts first" in round_page
    assert f"{here}confirm/" not in round_page
    assert at("bea").post(f"{here}confirm/", seen | {"nobody_named": "1"}).status_code == 302
    assert Service.objects.get().confirmed_on == today()


def test_the_services_own_number_and_name_are_nobody(world, bea, at):
    row = service(world.csw, bea, text={"sr": "Зовите 017/555-010."})
    phone(row, bea, "+381 17 555 010")
    assert (
        'name="nobody_named"' not in at("bea").get(f"/services/offers/{row.pk}/").content.decode()
    )
    assert actions.confirm_service(row, by=bea).confirmed_on == today()


def test_a_text_alone_leaves_the_confirmation_and_a_person_in_it_takes_it(world, bea, at):
    row = service(world.csw, bea, confirm=True)
    here = f"/services/offers/{row.pk}/change/"
    typed = fields(towns=[str(world.csw.town_id)], text_sr="Нов опис.", how_to_apply_sr="Дођите.")
    assert at("bea").post(here, typed).status_code == 302
    assert Service.objects.get().confirmed_on == today()
    public = Client().get(f"/sr/services/{row.pk}/?anew=1")
    assert "Нов опис." in public.content.decode()
    at("bea").post(here, typed | {"token": token(), "text_sr": "Питајте Марију Марић."})
    assert Service.objects.get().confirmed_on is None
    public = Client().get(f"/sr/services/{row.pk}/?anew=2").content.decode()
    assert "Мари" not in public
    assert 'href="tel:192"' in public


def test_members_only_ended_and_unknown_have_no_page_alike(world, bea):
    members = service(world.csw, bea, name="Само чланови", public=False)
    ended = service(world.csw, bea, name="Некад")
    actions.end_service(ended, reason="нема", by=bea)
    for ident in (members.pk, ended.pk, "00000000-0000-4000-8000-000000000000"):
        answer = Client().get(f"/sr/services/{ident}/")
        assert answer.status_code == 404
        assert "Некад" not in answer.content.decode()


def test_without_a_number_nothing_is_still_so(world, bea, at):
    row = service(world.csw, bea)
    here = f"/services/offers/{row.pk}/"
    page = at("bea").get(here).content.decode()
    assert f'action="{here}confirm/"' not in page
    assert "Enter a number first" in page
    assert at("bea").post(f"{here}confirm/").status_code == 422
    round_page = at("bea").get("/services/offers/confirm/").content.decode()
    assert f"{here}part/phone/" in round_page
    phone(row, bea, "017 555 011", kind="fax")
    with pytest.raises(Denied, match="number first"):
        actions.confirm_service(row, by=bea)
    phone(row, bea)
    assert f'action="{here}confirm/"' in at("bea").get(here).content.decode()


def test_the_town_of_a_hidden_one_reads_as_whom_it_serves(world, bea, at):
    row = hidden(world, bea, name="Кућа")
    actions.confirm_service(row, by=bea)
    listed = Client().get("/en/services/").content.decode()
    assert "for people from: Vranje" in listed
    page = Client().get(f"/en/services/{row.pk}/").content.decode()
    assert "<title>Vranje" not in page
    assert "For people from" in page
    assert (
        "for people from: Vranje" in at("bea").get(f"/services/offers/{row.pk}/").content.decode()
    )


def test_the_history_is_in_words_and_whole(world, bea, at):
    row = service(world.csw, bea, text={"sr": "а" * 400})
    hours(row, bea, days="MO,WE")
    days = SpecialDays(service=row, first_day=dt.date(2026, 12, 24), last_day=dt.date(2026, 12, 26))
    actions.write_part(days, by=bea)
    changed = Service.objects.get(pk=row.pk)
    changed.text = {"sr": "б" * 400}
    actions.write_service(changed, by=bea)
    actions.end_service(changed, reason="крај", by=bea)
    lines = history_of(row)
    said = " ".join(f"{one.before} {one.after}" for one in lines)
    assert "Monday, Wednesday 08:00–15:00" in said
    assert "24. 12. 2026. – 26. 12. 2026." in said
    assert "b" * 400 in said
    assert "+00:00" not in said
    assert all(one.before or one.after for one in lines if one.field)
    assert "b" * 400 in at("bea").get(f"/services/offers/{row.pk}/").content.decode()


def test_an_old_confirmation_is_called_old(world, bea, at):
    row = service(world.csw, bea)
    phone(row, bea)
    actions.confirm_service(row, by=bea, on=today() - dt.timedelta(days=200))
    page = at("bea").get(f"/services/offers/{row.pk}/").content.decode()
    assert "the confirmation is out of date" in page
    assert "not confirmed" not in page
    at_association = service(association(world), world.people["kosta"].actor)
    assert (
        "not confirmed" in at("bea").get(f"/services/offers/{at_association.pk}/").content.decode()
    )


def test_beside_the_tick_stands_what_goes(world, bea, at):
    row = service(world.csw, bea)
    assert "Numbers that are not the front gate" in (
        at("bea").get(f"/services/offers/{row.pk}/place/").content.decode()
    )
