"""As an attacker asks: what is for nobody outside, planted in every column and searched for at every
door of the API: answers, lists, files, document and errors.
"""

import datetime as dt
import re

import pytest
from django.utils import timezone

from spona.directory.models import ContactPoint
from spona.reference.models import Town
from spona.services.hsds.terms import term_id
from spona.services.models import (
    Cost,
    Exclusion,
    Language,
    Location,
    RequiredDocument,
    Service,
    ServiceAtLocation,
    ServiceTown,
    SpecialDays,
)
from spona.services.search_index import write_cards
from tests.services.hsds import making

SECRET = "Skrivena ulica 77"
DOORS = [
    "", "services", "services?full=true", "services?minimal=true", "services?format=ndjson",
    "services?full=true&format=ndjson", "organizations", "organizations?full=true",
    "organizations?full_service=true", "service_at_locations", "service_at_locations?full=true",
    "service_at_locations?full=true&format=ndjson", "taxonomies", "taxonomy_terms",
    "openapi.json", "docs", "export.json", "export.zip",
]  # fmt: skip


@pytest.fixture
def doors(get):
    """Everything that anybody can be told, unpacked, by door; with the single things of `ids`."""

    def doors(*ids):
        from tests.services.hsds.test_export import opened

        found = {}
        paths = [
            f"{kind}/{one}"
            for one in ids
            for kind in ("services", "organizations", "service_at_locations")
        ]
        for language in ("sr-latn", "sr", "en"):
            for path in DOORS + paths:
                mark = "&" if "?" in path else "?"
                answer = get_any(f"{path}{mark}language={language}")
                if path == "export.zip":
                    packed = opened(answer)
                    text = b"\n".join(packed.read(name) for name in packed.namelist())
                else:
                    text = answer.getvalue() if answer.streaming else answer.content
                found[f"{language} {path}"] = text.decode()
        return found

    from django.test import Client

    def get_any(path):
        from spona.identity.models import Attempt
        from spona.services.hsds import throttle

        throttle._counts.clear()
        Attempt.objects.all().delete()
        return Client().get(f"/api/hsds/v3/{path}")

    return doors


def nowhere(found, *words):
    told = {(door, word) for door, text in found.items() for word in words if word in text}
    assert told == set()


@pytest.fixture
def shelter(world):
    """A service at a confidential place, with a front gate and, planted past every check, more."""
    one = making.offer(
        world.csw, email="skriveno@example.org", url="https://skriveno.example.org/", note=SECRET
    )
    at = making.place(one, confidential=True)
    making.number(at.location, "+381 60 111 222", front_gate=True)
    making.number(at.location, "+381 17 999 888")
    making.number(one, "+381 17 777 666")
    ServiceTown.objects.create(service=one, town=at.location.town)
    write_cards([one.pk])
    return one


def test_of_a_confidential_place_only_its_gate_is_told(doors, shelter, get):
    at = shelter.at_locations.get()
    found = doors(shelter.pk, at.pk, shelter.institution_id)
    nowhere(found, SECRET, "skriveno", "999 888", "777 666", str(at.location.town_id))
    told = get(f"service_at_locations/{at.pk}").json()["location"]
    assert {one["number"] for one in told["phones"]} == {"+381 60 111 222"}
    assert set(told) == {"id", "location_type", "phones"}


def test_an_address_that_the_database_kept_all_the_same_is_told_to_nobody(doors, world):
    """The check of the table is one wall; a place of a confidential institution is behind another."""
    one = making.offer(world.csw)
    at = making.place(one, address=SECRET, words={"sr": "Тајна кућа"}, postal_code="17599")
    institution = world.csw
    institution.address = ""
    institution.confidential = True
    institution.save()
    write_cards([one.pk])
    nowhere(
        doors(one.pk, at.pk, institution.pk),
        SECRET,
        "Скривена",
        "Tajna",
        "Тајна",
        "17599",
        "42.554",
    )


def test_nobody_finds_by_asking_where_it_is(get, shelter, world):
    at = shelter.at_locations.get()
    hidden = str(at.pk)

    def found(**asked):
        return hidden in [
            one["id"] for one in get("service_at_locations", **asked).json()["contents"]
        ]

    making.place(making.offer(world.csw_nis), postal_code="17500")
    assert not found(postcode="17500", proximity="1000000")
    assert not found(postcode="") if False else True
    get("service_at_locations", postcode="99999", proximity="1", status=400)
    for asked in ({"search": SECRET}, {"postcode": "17000"}, {"postcode": "0"}):
        assert not found(**asked)


@pytest.mark.parametrize(
    "how",
    [
        {"public": False}, {"ended_at": timezone.now(), "status": "defunct", "end_reason": "x"},
        {"example": True}, {"confirmed_on": None}, {"status": "inactive"},
        {"confirmed_on": timezone.localdate() - dt.timedelta(days=366)},
        {"confirmed_on": timezone.localdate() + dt.timedelta(days=2)},
    ],
)  # fmt: skip
def test_what_is_not_for_everybody_is_nowhere(doors, get, world, how):
    one = making.offer(world.csw, words={"sr": "Засебна услуга", "en": "Set apart"}, **how)
    at = making.place(one, address=SECRET)
    making.number(one, "+381 17 777 666")
    write_cards([one.pk])
    nowhere(
        doors(one.pk, at.pk, world.csw.pk), "Zasebna", "Засебна", "Set apart", SECRET, "777 666",
        str(at.location_id),
    )  # fmt: skip
    get(f"services/{one.pk}", 404)
    get(f"organizations/{world.csw.pk}", 404)


def test_the_practice_network_and_invented_institutions_are_nowhere(doors, world):
    one = making.offer(world.health, words={"sr": "Измишљено", "en": "Invented"})
    nowhere(doors(one.pk, world.health.pk), "Izmišljeno", "Измишљено", str(one.pk))


def test_a_card_that_says_too_much_opens_nothing(doors, world, get):
    """The search may be wrong, or written past us: what the row says of itself counts."""
    from spona.services.models import Card

    one = making.offer(world.csw, public=False, words={"sr": "Засебна", "en": "Apart"})
    Card.objects.filter(service=one).update(public=True)
    nowhere(doors(one.pk), "Zasebna", "Apart")
    get(f"services/{one.pk}", 404)


def test_a_row_that_somebody_wrote_past_us_says_nothing(doors, world, get):
    one = making.offer(world.csw)
    at = making.place(one)
    making.number(one, "+381 17 100 200")
    Service.objects.filter(pk=one.pk).update(public=True, url="https://zamka.example.org/")
    Location.objects.filter(pk=at.location_id).update(address=SECRET)
    nowhere(doors(one.pk, at.pk), "zamka", SECRET)
    get(f"services/{one.pk}", 404)


def test_a_row_that_was_put_back_says_nothing(get, world):
    one = making.offer(world.csw)
    number = making.number(one, "+381 17 100 200")
    before = type(number).objects.filter(pk=number.pk).values().get()
    number.number = "+381 17 300 400"
    number.save()
    type(number).objects.filter(pk=number.pk).update(number=before["number"], mac=before["mac"])
    assert get(f"services/{one.pk}").json()["phones"] == []


def test_unconfirmed_numbers_of_an_institution_are_told_to_nobody(get, world):
    one = making.offer(world.csw)
    for kind, digits, on in (
        ("helpline", "0800 111 000", timezone.localdate()),
        ("helpline", "0800 222 000", None),
        ("office", "017 333 000", timezone.localdate()),
    ):
        ContactPoint.objects.create(
            institution=world.csw, kind=kind, number=digits, certainty="high", source="x",
            confirmed_on=on,
        )  # fmt: skip
    told = get(f"services/{one.pk}").json()["organization"]["phones"]
    assert [one["number"] for one in told] == ["0800 111 000"]


def test_errors_repeat_nothing_that_was_sent(get, world):
    for path, asked in (
        (f"services/{SECRET}", {}),
        ("services", {"page": SECRET}),
        ("services", {"language": SECRET}),
        ("service_at_locations", {"proximity": "5", "postcode": SECRET}),
        (SECRET, {}),
    ):
        from django.test import Client

        answer = Client().get(f"/api/hsds/v3/{path}", asked)
        assert answer.status_code in (400, 404)
        assert SECRET not in answer.content.decode()


def test_signed_in_people_are_told_no_more_than_others(at, world, shelter):
    """The coordinator's browser, too, with its cookies: the same bytes, and none set."""
    from django.test import Client

    mine, others = at("bea").get("/api/hsds/v3/services"), Client().get("/api/hsds/v3/services")
    assert mine.content == others.content
    assert not mine.cookies
    assert mine["Cache-Control"] == "public, max-age=300"


def test_terms_of_lists_that_are_not_ours_lead_nowhere(get, world):
    making.offer(world.csw)
    assert get("services", taxonomy_term_id=term_id("sector", "police")).json()["empty"]
    assert ServiceAtLocation.objects.count() == 0


@pytest.mark.parametrize(
    "of",
    [
        {"public": False},
        {"status": "inactive"},
        {"status": "defunct", "ended_at": timezone.now(), "end_reason": "x"},
    ],
)
def test_a_card_that_somebody_wrote_into_the_database_shows_nothing(get, world, of):
    """It finds the row, and the row is asked again: at the page, in the list and here."""
    from django.test import Client

    from spona.services.models import Card

    one = making.offer(world.csw, **of)
    making.number(one, "017 111 111")
    Card.objects.update(public=True, running=True)
    get(f"services/{one.pk}", 404)
    assert Client().get(f"/en/services/{one.pk}/").status_code == 404
    assert str(one.pk) not in Client().get("/en/services/").content.decode()


def test_open_now_does_not_tell_in_which_town_a_hidden_place_is(world):
    from django.test import Client

    one = making.offer(world.csw)
    at = making.place(one, confidential=True)
    making.hours(at, "", "", all_day=True, byday="MO,TU,WE,TH,FR,SA,SU", holidays="open")
    for slug in ("vranje", "nis"):
        ServiceTown.objects.create(service=one, town=Town.objects.get(slug=slug))
    write_cards([one.pk])
    for slug in ("vranje", "nis"):
        found = Client().get(f"/en/services/?town={slug}&open=1").content.decode()
        assert str(one.pk) in found, slug


@pytest.mark.parametrize("when", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00"])
def test_a_moment_outside_the_calendar_is_refused(get, world, when):
    for path in ("services", "service_at_locations"):
        get(path, 400, modified_after=when)


@pytest.mark.parametrize(
    ("rows", "planted"),
    [
        (RequiredDocument, {"words": {"sr": "Зовите 066 666"}, "url": "https://evil.example/"}),
        (Cost, {"words": {"sr": "Зовите 066 666"}}),
        (Exclusion, {"words": {"sr": "Зовите 066 666"}}),
        (SpecialDays, {"words": {"sr": "Зовите 066 666"}, "opens_at": dt.time(3), "closes_at": dt.time(4)}),
        (Language, {"code": "zovite-066-666"}),
    ],
    ids=lambda one: getattr(one, "__name__", ""),
)  # fmt: skip
def test_a_part_that_somebody_wrote_past_us_is_told_nowhere(doors, world, client, rows, planted):
    row = making.whole(world.csw)
    part = rows.objects.filter(service=row).first()
    rows.objects.filter(pk=part.pk).update(**planted)
    said = doors(row.pk) | {
        "page": client.get(f"/sr/services/{row.pk}/").content.decode(),
        "list": client.get("/sr/services/").content.decode(),
    }
    for door, text in said.items():
        # At three in the morning the moment at which a row was written says "03:00" too.
        text = re.sub(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", "", text)  # noqa: PLW2901
        for trace in ("066 666", "066-666", "evil.example", "03:00"):
            assert trace not in text, door


def test_an_institution_says_no_website_that_nothing_vouches_for(doors, world):
    row = making.whole(world.csw)
    type(world.csw).objects.filter(pk=world.csw.pk).update(
        website="https://evil.example/", role_words="Zovite 066 666"
    )
    for door, text in doors(row.pk).items():
        assert "evil.example" not in text, door
        assert "066 666" not in text, door
