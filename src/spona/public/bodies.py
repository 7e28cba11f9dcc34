"""What everybody may know of a network: what it is, since when, and who sits at its table."""

from __future__ import annotations

from spona.directory.models import Institution, Network
from spona.directory.queries import institutions_of
from spona.public.days import as_known
from spona.reference.models import Code
from spona.reference.scripts import serbian_key
from spona.reference.words import Words


def at_the_table(network: Network) -> list[Institution]:
    """By name; never an invented one, nor one of which nobody may know where it is."""
    rows = institutions_of(network).filter(example=False, confidential=False)
    return sorted(rows, key=lambda row: serbian_key(str(row.words)))


def shown(institution: Institution | None) -> Institution | None:
    if institution is None or institution.example or institution.confidential:
        return None
    return institution if institution.has_valid_mac() else None


def form_of(network: Network) -> Words | None:
    """Network, team or council, as the list says it."""
    row = Code.objects.filter(list="network_form", code=network.form, valid_to=None).first()
    return row.words if row else None


def founded(network: Network) -> str:
    """As far as it is known: a day, a month or a year; empty where nobody knows."""
    return as_known(network.founded_on, network.founded_precision)
