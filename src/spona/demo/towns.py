"""Who coordinates in the other six towns of the demo, each with a login. Kraljevo and Sremska
Mitrovica have no case, so all that they show is the life of the network.
"""

from __future__ import annotations

from typing import Final

from spona.access.actor import Actor
from spona.demo.world import Someone, World, settle
from spona.directory.actions.roles import give_network_role
from spona.directory.models import Institution, Network

COORDINATORS: Final = {
    "nis": "Ивана Крстић",
    "novi-sad": "Марија Ковачев",
    "sremska-mitrovica": "Драган Вуков",
    "kraljevo": "Ненад Павловић",
    "kragujevac": "Светлана Гајић",
    "subotica": "Ева Вираг",
}


def login_of(slug: str) -> str:
    """The coordinator's, as in `koordinator.kraljevo`; in Vranje it is Mirjana."""
    return "mirjana.koordinator" if slug == "vranje" else f"koordinator.{slug.replace('-', '.')}"


def build_towns(world: World) -> None:
    """Adds them to the world; after `build_world`."""
    by = Actor.system("demo")
    for slug, name in COORDINATORS.items():
        network = Network.objects.get(slug=slug)
        here = Institution.objects.filter(seats__network=network, town=network.town)
        city = here.filter(sector="local_government").order_by("code")[0]
        login = login_of(slug)
        someone = Someone(login, name, city.code, "координатор мреже", ("reporter",))
        _account, member, shown = settle(someone, by)
        world.members[login], world.accounts[login] = member, shown
        give_network_role(member, network=network, role="coordinator", by=by)
