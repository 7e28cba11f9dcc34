"""Who counts in Niš and at the Centre, each with a login; in Vranje it is Dora and Petar."""

from __future__ import annotations

from typing import Final

from spona.access.actor import Actor
from spona.demo.world import Someone, World, settle
from spona.directory.actions.institutions import create_network
from spona.directory.actions.roles import give_network_role
from spona.directory.actions.seats import seat
from spona.directory.models import Network
from spona.directory.queries import centre
from spona.identity.models import Account
from spona.reference.models import Town
from spona.vault.actions.statistics import create_statistics_key

_CENTRE: Final = "I001"
_NATIONAL: Final = "national"
ANALYSTS: Final = (
    Someone("sanja.nis", "Сања Митић", "I025", "аналитичар", ("reporter",),
            (("nis", "analyst"),)),
    Someone("igor.nis", "Игор Тасић", "I028", "аналитичар", ("reporter",),
            (("nis", "analyst"),)),
    Someone("irena.centar", "Ирена Поповић", _CENTRE, "аналитичар", ("reporter",),
            ((_NATIONAL, "analyst"),)),
    Someone("ivan.centar", "Иван Бојић", _CENTRE, "аналитичар", ("reporter",),
            ((_NATIONAL, "analyst"),)),
)  # fmt: skip


def build_analysts(world: World) -> None:
    """Adds them to the world with the two keys that they hold; after `build_towns`."""
    by = Actor.system("demo")
    _begin_national(by)
    holders: dict[str, list[Account]] = {}
    for someone in ANALYSTS:
        account, member, shown = settle(someone, by)
        world.members[someone.login], world.accounts[someone.login] = member, shown
        for slug, role in someone.network_roles:
            network = Network.objects.get(slug=slug)
            give_network_role(member, network=network, role=role, by=by)
            holders.setdefault(slug, []).append(account)
    for slug, accounts in holders.items():
        create_statistics_key(Network.objects.get(slug=slug), analysts=accounts, by=by)


def _begin_national(by: Actor) -> None:
    """As `./spona network national` does. Its town is shown nowhere; it lends time zone and
    holidays.
    """
    body = centre()
    if body is None:
        raise RuntimeError("the Centre is not in the directory")
    names = {"sr": "Национална мрежа", "en": "National network"}
    made = create_network(
        names, slug=_NATIONAL, town=Town.objects.get(slug="nis"), by=by,
        kind=Network.Kind.NATIONAL,
    )  # fmt: skip
    seat(body, network=made, by=by)
