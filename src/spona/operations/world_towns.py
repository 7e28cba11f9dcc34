"""Who sits in the seven towns of the demo: in six a coordinator with a login more, and in all of
them invented people on paper for most seats. Some seats have no deputy, one mandate has run out,
one has nobody: as in life. Kraljevo and Sremska Mitrovica have no case, so all that they show is
this half of Spona.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import cycle
from typing import Final

from django.utils import timezone

from spona.access.actor import Actor
from spona.directory.actions.people import add_member, add_person
from spona.directory.actions.roles import give_network_role
from spona.directory.actions.seats import name_representatives
from spona.directory.models import Institution, Member, Network, Seat, Standing
from spona.operations.world import Someone, World, settle

COORDINATORS: Final = {
    "nis": "Ивана Крстић",
    "novi-sad": "Марија Ковачев",
    "sremska-mitrovica": "Драган Вуков",
    "kraljevo": "Ненад Павловић",
    "kragujevac": "Светлана Гајић",
    "subotica": "Ева Вираг",
}
_GIVEN: Final = (
    "Весна", "Милош", "Јелена", "Горан", "Снежана", "Петар", "Љиљана", "Марко", "Биљана",
    "Стефан", "Татјана", "Ненад", "Гордана", "Лазар", "Сања", "Никола", "Мирјана", "Урош",
)  # fmt: skip
_FAMILY: Final = (
    "Брезић", "Јасенков", "Липић", "Храстић", "Врбица", "Јаворић", "Багремац", "Дудић",
    "Кленић", "Топалић", "Церић", "Буковац", "Оморић",
)  # fmt: skip


def login_of(slug: str) -> str:
    """The coordinator's, as in `koordinator.kraljevo`."""
    return f"koordinator.{slug.replace('-', '.')}"


def build_towns(world: World) -> None:
    """Adds them to the world; after `build_world`."""
    by = Actor.system("demo")
    names = _names()
    for number, (slug, name) in enumerate(COORDINATORS.items()):
        network = Network.objects.get(slug=slug)
        here = Institution.objects.filter(seats__network=network, town=network.town)
        city = here.filter(sector="local_government").order_by("code")[0]
        login = login_of(slug)
        someone = Someone(login, name, city.code, "координатор мреже", ("reporter",))
        _account, member, shown = settle(someone, by)
        world.members[login], world.accounts[login] = member, shown
        give_network_role(member, network=network, role="coordinator", by=by)
        _fill_seats(network, member, names, number, by)
    vranje, mirjana = Network.objects.get(slug="vranje"), world.members["mirjana.koordinator"]
    _fill_seats(vranje, mirjana, names, len(COORDINATORS), by)


def _fill_seats(
    network: Network, leads: Member, names: Iterator[str], number: int, by: Actor
) -> None:
    today = timezone.localdate()
    seats = Seat.objects.filter(network=network, ends_on=None, standing=Standing.MEMBER)
    for at, seat in enumerate(seats.select_related("institution").order_by("institution__code")):
        turn = (at + number) % 8
        if seat.member_id is not None or (
            turn == 5 and seat.institution_id != leads.institution_id
        ):
            continue
        member = leads if seat.institution_id == leads.institution_id else _person(names, seat, by)
        deputy = None if turn in (2, 6) else _person(names, seat, by)
        name_representatives(
            seat,
            member=member,
            deputy=deputy,
            mandate_starts_on=today - timedelta(days=500),
            mandate_ends_on=_end(today, turn),
            by=by,
        )


def _end(today: date, turn: int) -> date:
    """Of one in eight it has run out, of another it does so soon."""
    return today + timedelta(days={3: -20, 4: 45}.get(turn, 600))


def _person(names: Iterator[str], seat: Seat, by: Actor) -> Member:
    person = add_person(next(names), institution=seat.institution, by=by, example=True)
    began = timezone.localdate() - timedelta(days=700)
    return add_member(person, institution=seat.institution, by=by, roles=(), starts_on=began)


def _names() -> Iterator[str]:
    """Invented ones, each pair once in some two hundred."""
    given, family = cycle(_GIVEN), cycle(_FAMILY)
    while True:
        yield f"{next(given)} {next(family)}"
