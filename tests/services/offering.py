"""Services for the tests of this app: of the centre for social work, of a shelter, on paper."""

import datetime as dt
import re

from spona.access.actor import Actor
from spona.directory.actions.institutions import create_institution
from spona.directory.actions.seats import seat
from spona.services import actions
from spona.services.models import (
    Language,
    Location,
    Phone,
    Schedule,
    Service,
    ServiceAtLocation,
)

OPERATOR = Actor.system("demo")
NUMBER = "017 555 010"
# Nothing of this may be found anywhere once the place is confidential.
SECRET = "Тајна улица 7"
SECRET_NUMBER = "017 555 099"
GATE = "017 555 020"


def service(institution, by, *, kind="counselling", name="Саветовалиште", languages=("sr",),
            towns=None, confirm=False, **more):  # fmt: skip
    row = Service(
        institution=institution, kind=kind, words={"sr": name, "en": f"{name} en"}, **more
    )
    town = [institution.town_id] if towns is None else [one.pk for one in towns]
    actions.write_service(
        row, towns=town, languages=[Language(code=code) for code in languages], by=by
    )
    if confirm:
        phone(row, by, number="017 555 088")
        actions.confirm_service(row, by=by)
    return Service.objects.get(pk=row.pk)


def phone(owner, by, number=NUMBER, **more):
    where = {"location": owner} if isinstance(owner, Location) else {"service": owner}
    return actions.write_part(Phone(number=number, **where, **more), by=by)


def hours(owner, by, days="MO,TU,WE,TH,FR", opens="08:00", closes="15:00", **more):
    where = {"at_location": owner} if isinstance(owner, ServiceAtLocation) else {"service": owner}
    times = {}
    if not more.get("all_day"):
        times = {
            "opens_at": dt.time.fromisoformat(opens),
            "closes_at": dt.time.fromisoformat(closes),
        }
    return actions.write_part(Schedule(byday=days, **where, **times, **more), by=by)


def place(institution, by, address="Партизанска 1", **more):
    row = Location(institution=institution, town=institution.town, address=address, **more)
    return actions.write_location(row, by=by)


def association(world, name="Сигурна кућа Пример", *, confidential=False):
    """An invented institution of Vranje in which nobody can sign in."""
    made = create_institution(
        {"sr": name, "en": "Example house"}, sector="association", town=world.csw.town,
        by=OPERATOR, example=True, confidential=confidential,
    )  # fmt: skip
    seat(made, network=world.vranje, by=OPERATOR)
    return made


def seen_on(page):
    """The mark of what stood on a page, as its button sends it."""
    return re.search(r'name="seen" value="([0-9a-f]+)"', page)[1]
