"""Pages of services: quarterly totals, what there is to be had, its parts and places."""

from spona.services.views.offering import (
    bring_back,
    change,
    confirm,
    end,
    free,
    full,
    offer,
    offers,
    to_confirm,
    write,
)
from spona.services.views.parts import part, take_out
from spona.services.views.places import place, put_at, take_from
from spona.services.views.reading import export, network
from spona.services.views.typing_in import sheet, type_totals

__all__ = [
    "bring_back",
    "change",
    "confirm",
    "end",
    "export",
    "free",
    "full",
    "network",
    "offer",
    "offers",
    "part",
    "place",
    "put_at",
    "sheet",
    "take_from",
    "take_out",
    "to_confirm",
    "type_totals",
    "write",
]
