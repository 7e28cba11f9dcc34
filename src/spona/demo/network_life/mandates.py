"""Founding documents, signatures, conditions and mandates of seats in seven towns, all invented.

What is documented of their founding is loaded first; Kragujevac has nothing beside it.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, Final

from django.utils import timezone

from spona import audit
from spona.access.actor import Actor
from spona.demo.people import DemoPeople
from spona.directory.actions import add_member, add_person, name_representatives
from spona.directory.models import Institution, Member, Network, Seat, Standing
from spona.mandates import jobs
from spona.mandates.actions import (
    DocumentFacts,
    sign_document,
    turn_switch,
    write_condition,
    write_document,
)
from spona.mandates.models import FoundingDocument

_INVENTED: Final = [{"fact": "invented for demonstration", "source": ""}]
# Days from today: signed, first day without the document (None: no end); then what it says.
_ACTS: Final[dict[str, tuple[int, int | None, dict[str, Any]]]] = {
    "vranje": (-690, 41, {
        "kind": "memorandum", "number": "06-12/24", "quorum": "more_than_half",
        "reports_to": "градском већу, једном годишње",
    }),
    "nis": (-500, None, {"kind": "decision", "number": "02-114/25", "quorum": "number",
                         "quorum_number": 6, "reports_to": "скупштини града"}),
    "novi-sad": (-900, None, {"kind": "decision", "number": "II-020-3", "quorum": "two_thirds"}),
    "sremska-mitrovica": (-200, 895, {"kind": "agreement", "number": "551-7/26",
                                      "reports_to": "градоначелнику, на шест месеци"}),
    "kraljevo": (-300, 795, {"kind": "memorandum", "number": "011-45/26",
                             "quorum": "more_than_half", "reports_to": "градском већу"}),
    "subotica": (-750, -20, {"kind": "agreement", "number": "I-00-5/24", "quorum": "share",
                             "quorum_number": 60}),
}  # fmt: skip
_NAMES: Final = (
    "Милица", "Драган", "Јована", "Стефан", "Снежана", "Немања", "Ивана", "Бојан", "Сања", "Марко",
)  # fmt: skip
_SURNAMES: Final = (
    "Перишић", "Лукић", "Антонић", "Радојковић", "Вељковић", "Ђукић", "Шћекић",
)  # fmt: skip
# Of the seats of a town in their order: a member only, one whose mandate ran out, nobody.
_ALONE, _OVER, _NOBODY = (3, 7), (5,), (8,)
# Zero cases, and a whole life of the network: nobody is missing there.
_WHOLE: Final = ("kraljevo", "sremska-mitrovica")


def fill(people: DemoPeople) -> None:
    """After the people of the world are there. Mirjana acts in Vranje, the demo elsewhere."""
    demo, mirjana = Actor.system("demo"), people.actor("mirjana.koordinator")
    # One transaction: a hundred people would be a hundred waits for the disk.
    with audit.transaction():
        _fill(people, demo, mirjana)


def _fill(people: DemoPeople, demo: Actor, mirjana: Actor) -> None:
    for place, network in enumerate(Network.objects.real().select_related("town")):
        by = mirjana if network.slug == "vranje" else demo
        seats = _seats(network)
        if network.slug == "vranje":
            _vranje(seats, people)
        _name(network, seats, place, demo)
        _document(network, seats, by)
        _conditions(network, seats, place, by)
    turn_switch(Network.objects.get(slug="kraljevo"), "confidentiality", blocks=True, by=demo)
    jobs.remind()


def _seats(network: Network) -> list[Seat]:
    rows = Seat.objects.filter(network=network, ends_on=None, standing=Standing.MEMBER)
    rows = rows.exclude(institution__sector="centre").select_related("institution", "network")
    return list(rows.order_by("institution__code"))


def _vranje(seats: list[Seat], people: DemoPeople) -> None:
    """The health centre has to say in time who comes after Jelena."""
    health = next(seat for seat in seats if seat.institution.sector == "health")
    name_representatives(
        health, member=people.members["jelena.zdravlje"], deputy=people.members["nikola.zdravlje"],
        mandate_starts_on=_day(-690), mandate_ends_on=_day(41),
        by=people.actor("jelena.zdravlje"),
    )  # fmt: skip


def _name(network: Network, seats: list[Seat], place: int, by: Actor) -> None:
    whole = network.slug in _WHOLE
    for n, seat in enumerate(seats):
        if seat.member_id is not None or (n in _NOBODY and not whole):
            continue
        over = n in _OVER and not whole
        name_representatives(
            seat,
            member=_somebody(seat.institution, place * 31 + n, by),
            deputy=None if n in _ALONE else _somebody(seat.institution, place * 17 + n + 43, by),
            mandate_starts_on=_day(-800),
            mandate_ends_on=_day(-15) if over else _day(300 + 20 * n),
            by=by,
        )


def _somebody(institution: Institution, n: int, by: Actor) -> Member:
    name = f"{_NAMES[n % len(_NAMES)]} {_SURNAMES[n % len(_SURNAMES)]}"
    person = add_person(name, institution=institution, example=True, by=by)
    return add_member(person, institution=institution, starts_on=_day(-800), by=by)


def _document(network: Network, seats: list[Seat], by: Actor) -> None:
    if network.slug not in _ACTS:
        return
    signed, ends, says = _ACTS[network.slug]
    bodies = [seat.institution for seat in seats]
    leads = network.coordinated_by or next(one for one in bodies if one.sector == "social_work")
    deputy = next(one for one in bodies if one.sector == "local_government" and one != leads)
    document = write_document(
        network,
        facts=DocumentFacts(
            signed_on=_day(signed), signed_precision="day",
            ends_on=None if ends is None else _day(ends),
            coordinated_by=leads, deputised_by=deputy, sources=_INVENTED, **says,
        ),
        replaces=FoundingDocument.objects.filter(network=network).first(),
        by=by,
    )  # fmt: skip
    under = bodies if network.slug in _WHOLE else bodies[:-2]
    sign_document(document, institutions=under, signed_on=_day(signed), signed_by="директор", by=by)


def _conditions(network: Network, seats: list[Seat], place: int, by: Actor) -> None:
    """The training of some runs out soon, of some it has; Kraljevo and Mitrovica have it all."""
    whole = network.slug in _WHOLE
    told = seats if whole or network.slug == "vranje" else seats[:5]
    for n, seat in enumerate(told):
        if n % 4 == 3 and not whole:
            continue
        if network.slug in {"vranje", "kraljevo"}:
            write_condition(seat.institution, network, "confidentiality", on=_day(-600 + n), by=by)
        trained = -90 - n if whole else (-120, -700, -760, -200)[(n + place) % 4] - n
        write_condition(seat.institution, network, "training", on=_day(trained), by=by)


def _day(days: int) -> date:
    return timezone.localdate() + timedelta(days=days)
