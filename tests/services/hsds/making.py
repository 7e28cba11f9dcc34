"""Services as the tables hold them, whole: everything that HSDS has a field for."""

import datetime as dt

from django.utils import timezone

from spona.reference.models import Town
from spona.services.models import (
    Capacity,
    Cost,
    Exclusion,
    Language,
    Location,
    Phone,
    RequiredDocument,
    Schedule,
    Service,
    ServiceAtLocation,
    ServiceTown,
    SpecialDays,
)
from spona.services.search_index import write_cards

CALLED = timezone.localdate() - dt.timedelta(days=20)


def offer(institution, **values):
    given = {
        "kind": "psychological_support",
        "words": {"sr": "Разговор са психологом", "en": "Talks with a psychologist"},
        "text": {"sr": "Бесплатно, у Нишу и околини.", "en": "Free of charge."},
        "confirmed_on": CALLED,
    }
    made = Service.objects.create(institution=institution, **(given | values))
    write_cards([made.pk])
    return made


def place(service, **values):
    given = {
        "institution": service.institution,
        "town": Town.objects.get(slug="vranje"),
        "words": {"sr": "Зграда општине", "en": "Town hall"},
        "address": "Kralja Stefana Prvovenčanog 1",
        "postal_code": "17500",
        "latitude": "42.55400",
        "longitude": "21.89700",
        "transport": {"sr": "Аутобус 2"},
        "accessibility": ["step_free"],
    }
    if values.get("confidential"):
        given = {"institution": service.institution, "town": given["town"]}
    here = Location.objects.create(**(given | values))
    return ServiceAtLocation.objects.create(service=service, location=here)


def number(of, digits, **values):
    owner = {"location": of} if isinstance(of, Location) else {"service": of}
    return Phone.objects.create(number=digits, **owner, **values)


def hours(of, opens="08:00", closes="16:00", **values):
    owner = {"at_location": of} if isinstance(of, ServiceAtLocation) else {"service": of}
    given = {"byday": "MO,TU,WE,TH,FR"}
    if opens:
        given |= {
            "opens_at": dt.time.fromisoformat(opens),
            "closes_at": dt.time.fromisoformat(closes),
        }
    return Schedule.objects.create(**owner, **(given | values))


def whole(institution):
    """One of everything."""
    one = offer(
        institution,
        how_to_apply={"sr": "Позовите или дођите."},
        fees={"sr": "Бесплатно."},
        wait={"sr": "До седам дана."},
        eligibility={"sr": "За свакога."},
        interpretation={"sr": "Тумач по договору."},
        alert={"sr": "У јануару не радимо."},
        minimum_age=15, maximum_age=99,
        email="pomoc@example.org", url="https://example.org/pomoc",
        note="ZA ČLANOVE",
    )  # fmt: skip
    at = place(one)
    number(one, "+381 17 100 200", languages=["sr", "rom"], words={"sr": "Пријем"}, extension=7)
    number(at.location, "017 300 400", kind="cell")
    hours(one)
    hours(at, "20:00", "02:00", byday="SA", freq="MONTHLY", bymonthday="")
    hours(one, "", "", all_day=True, byday="SU", notes={"sr": "Само телефоном"})
    SpecialDays.objects.create(
        service=one, first_day=dt.date(2026, 12, 24), last_day=dt.date(2027, 1, 8),
        words={"sr": "Празници"},
    )  # fmt: skip
    Language.objects.create(service=one, code="sr")
    Language.objects.create(service=one, code="hu", with_interpreter=True)
    Exclusion.objects.create(service=one, code="not_with_children", words={"sr": "Нема собе"})
    RequiredDocument.objects.create(
        service=one, words={"sr": "Лична карта"}, url="https://example.org/d"
    )
    Cost.objects.create(service=one, words={"sr": "Партиципација"}, amount="50.00", currency="RSD")
    ServiceTown.objects.create(service=one, town=Town.objects.get(slug="vranje"))
    Capacity.objects.create(
        service=one, unit={"sr": "кревети"}, places=4, free=1, updated_at=timezone.now()
    )
    write_cards([one.pk])
    return one
