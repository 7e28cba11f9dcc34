"""What there is to be had in the demo's seven towns, of invented associations and one shelter.

Real institutions get only what they do by law, without a number and without hours: those nobody
has confirmed. Each number here is nobody's, and its words say so.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from spona import deadlines
from spona.access.actor import Actor
from spona.deadlines.time import today
from spona.demo.people import DemoPeople
from spona.directory.actions.institutions import create_institution
from spona.directory.actions.seats import seat
from spona.directory.models import Certainty, Institution, Network, Standing
from spona.reference.models import Town
from spona.services import actions, search_index
from spona.services.models import (
    Capacity,
    Exclusion,
    Language,
    Location,
    Phone,
    RequiredDocument,
    Schedule,
    Service,
    SpecialDays,
)

DEMO: Final = Actor.system("demo")
SOURCE: Final = "invented for demonstration"
_NOBODYS: Final = {
    "sr": "измишљен број (пример)", "en": "invented number (example)",
    "hu": "kitalált szám (példa)",
}  # fmt: skip
_WEEK: Final = "MO,TU,WE,TH,FR"
_ALL: Final = "MO,TU,WE,TH,FR,SA,SU"
# Where people speak it too.
_ALSO: Final = {"subotica": ("hu",), "novi-sad": ("hu",), "vranje": ("rom",), "nis": ("rom",)}


@dataclass(frozen=True, slots=True)
class Given:
    """`days` empty: day and night. `ago`: days since somebody confirmed it; None: nobody did."""

    kind: str
    sr: str
    en: str
    hu: str
    text: str
    days: str
    opens: str
    closes: str
    ago: int | None


GIVEN: Final = (
    Given("counselling", "Саветовалиште „Ослонац”", "Counselling “Oslonac”", "„Oslonac” tanácsadó",
          "Разговор у поверењу, без најаве и без накнаде.", _WEEK, "09:00", "17:00", 20),
    Given("legal_aid", "Правна помоћ", "Legal aid", "Jogi segítség",
          "Објашњавамо права и помажемо око захтева. Није потребно имати документа.",
          "MO,WE", "15:00", "19:00", 95),
    Given("outreach_work", "Теренски рад увече", "Outreach in the evening", "Esti terepmunka",
          "Тим је на улици увече и у касним сатима; може се прићи без речи.",
          "FR,SA", "21:00", "02:00", 210),
    Given("material_assistance", "Одећа и храна", "Clothes and food", "Ruha és élelem",
          "Пакет са храном и одећом, без питања.", "TU,TH", "10:00", "13:00", None),
)  # fmt: skip
NATIONAL: Final = Given(
    "counselling", "Телефон „Ту смо”", "Telephone “We are here”", "„Itt vagyunk” telefon",
    "Разговор дању и ноћу, из целе земље.", "", "", "", 12,
)  # fmt: skip


def fill(people: DemoPeople) -> None:
    """The cards of all are written once, at the end."""
    with search_index.gathered():
        _fill(people)


def _fill(people: DemoPeople) -> None:
    towns = Network.objects.real().select_related("town").order_by("slug")
    for number, network in enumerate(towns):
        institution = _association(network.town, number)
        # In the larger ones somebody also hands out clothes and food.
        wide = network.slug in ("vranje", "nis")
        for at, one in enumerate(GIVEN if wide else GIVEN[:3]):
            _service(institution, one, number=number * 10 + at, languages=_spoken(network.town))
        _by_law(network)
    _shelter(Network.objects.get(slug="vranje"))
    _everywhere()
    _room_in_vranje(people)


def _association(town: Town, number: int) -> Institution:
    name = town.words
    return create_institution(
        {"sr": f"Удружење „Ослонац” {name['sr']} (пример)",
         "en": f"Association Oslonac {name.get('en', '')} (example)"},
        code=f"E1{number:02}", sector="cso", town=town, source=SOURCE, example=True, by=DEMO,
    )  # fmt: skip


def _spoken(town: Town) -> tuple[str, ...]:
    return ("sr", *_ALSO.get(town.slug, ()))


def _service(
    institution: Institution, one: Given, *, number: int, languages: Iterable[str], **more: Any
) -> Service:
    row = Service(
        institution=institution, kind=one.kind, words={"sr": one.sr, "en": one.en, "hu": one.hu},
        text={"sr": one.text}, example=True, source=SOURCE,
        how_to_apply={"sr": "Долази се без најаве.", "en": "Come without an appointment.",
                      "hu": "Időpont nélkül lehet jönni."},
        **more,
    )  # fmt: skip
    towns = [institution.town_id] if institution.town_id and not row.everywhere else []
    actions.write_service(
        row, towns=towns, languages=[Language(code=code) for code in languages], by=DEMO
    )
    phone = Phone(service=row, number=f"000 000 {100 + number}", words=_NOBODYS)
    actions.write_part(phone, by=DEMO)
    if one.days:
        place = Location(
            institution=institution, town=institution.town, address="Измишљена улица 1 (пример)",
            accessibility=["step_free"], example=True,
        )  # fmt: skip
        there = Location.objects.filter(institution=institution).first()
        actions.put_at(row, location=there or actions.write_location(place, by=DEMO), by=DEMO)
    actions.write_part(_hours(row, one), by=DEMO)
    if one.ago is not None:
        on = today() - dt.timedelta(days=one.ago)
        actions.confirm_service(row, on=on, by=DEMO)
    return row


def _hours(row: Service, one: Given) -> Schedule:
    if not one.days:
        return Schedule(service=row, byday=_ALL, all_day=True, holidays="open")
    opens, closes = dt.time.fromisoformat(one.opens), dt.time.fromisoformat(one.closes)
    return Schedule(service=row, byday=one.days, opens_at=opens, closes_at=closes)


def _by_law(network: Network) -> None:
    """What each centre for social work does by law; nobody has confirmed a number of it."""
    institution = Institution.objects.filter(sector="social_work", town=network.town).first()
    if institution is None:
        return
    row = Service(
        institution=institution, kind="guardianship", certainty=Certainty.LOW,
        words={"sr": "Старатељство", "en": "Guardianship", "hu": "Gyámság"},
        source="Law on social protection: general knowledge, unverified",
    )  # fmt: skip
    actions.write_service(row, towns=[network.town_id], by=DEMO)


def _shelter(network: Network) -> None:
    """Of which nobody learns more than the number of its front gate."""
    institution = create_institution(
        {"sr": "Сигурна кућа „Лука” (пример)", "en": "Safe house Luka (example)"},
        code="E120", sector="shelter", town=network.town, source=SOURCE, example=True,
        confidential=True, by=DEMO,
    )  # fmt: skip
    seat(institution, network=network, standing=Standing.PARTNER, source=SOURCE, by=DEMO)
    row = Service(
        institution=institution, kind="safe_house", example=True, source=SOURCE, minimum_age=18,
        words={"sr": "Сигурна кућа „Лука”", "en": "Safe house Luka", "hu": "„Luka” védett ház"},
        text={"sr": "Смештај за жене и децу. Прво се зове капија."},
        how_to_apply={"sr": "Позивом, дању и ноћу.", "en": "By a call, day and night."},
        response_hours=2,
    )  # fmt: skip
    actions.write_service(
        row, towns=[network.town_id], by=DEMO,
        languages=[Language(code="sr"), Language(code="rom", with_interpreter=True)],
        exclusions=[Exclusion(code="not_men"), Exclusion(code="not_with_animals")],
    )  # fmt: skip
    spot = Location(institution=institution, confidential=True, example=True)
    actions.put_at(row, location=actions.write_location(spot, by=DEMO), by=DEMO)
    actions.write_part(
        Phone(service=row, number="000 000 190", front_gate=True, words=_NOBODYS), by=DEMO
    )
    actions.write_part(Schedule(service=row, byday=_ALL, all_day=True, holidays="open"), by=DEMO)
    actions.write_part(
        Capacity(service=row, unit={"sr": "Кревети", "en": "Beds"}, places=8, free=3), by=DEMO
    )
    actions.confirm_service(row, on=today() - dt.timedelta(days=9), by=DEMO)


def _everywhere() -> None:
    institution = create_institution(
        {"sr": "Удружење „Ту смо” (пример)", "en": "Association Tu smo (example)"},
        code="E121", sector="cso", town=Town.objects.get(slug="novi-sad"), source=SOURCE,
        example=True, by=DEMO,
    )  # fmt: skip
    _service(institution, NATIONAL, number=95, languages=("sr", "en", "hu", "rom"), everywhere=True)


def _room_in_vranje(people: DemoPeople) -> None:
    """Of the centre whose people sign in: an invented service that may be full tonight."""
    by, institution = people.actor("bea.csr"), people.members["bea.csr"].institution
    row = Service(
        institution=institution, kind="accommodation", example=True, source=SOURCE,
        words={"sr": "Привремени смештај (пример)", "en": "Temporary accommodation (example)",
               "hu": "Ideiglenes szállás (példa)"},
    )  # fmt: skip
    town = Town.objects.get(slug="vranje").pk
    actions.write_service(row, towns=[town], languages=[Language(code="sr")], by=by)
    actions.write_part(Phone(service=row, number="000 000 196", words=_NOBODYS), by=by)
    actions.write_part(
        Capacity(service=row, unit={"sr": "Кревети", "en": "Beds"}, places=4, free=1), by=by
    )
    actions.write_part(
        RequiredDocument(service=row, words={"sr": "Упут центра", "en": "Referral"}), by=by
    )
    new_year = dt.date(deadlines.now().year + 1, 1, 1)
    actions.write_part(
        SpecialDays(
            service=row, first_day=new_year, last_day=new_year + dt.timedelta(days=1),
            words={"sr": "празник", "en": "holiday"},
        ),
        by=by,
    )  # fmt: skip
    actions.confirm_service(row, by=by)
