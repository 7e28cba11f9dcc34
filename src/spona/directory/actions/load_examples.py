"""Invented bodies for demo and test worlds: the data has no school and no association in Vranje."""

from __future__ import annotations

from typing import Final

from spona import audit
from spona.access.actor import Actor
from spona.directory.actions.institutions import create_institution
from spona.directory.actions.seats import seat
from spona.directory.models import Institution, Network
from spona.directory.permissions import check_can_load_directory

# Code, sector, town, name; the name itself will say that it is invented.
_EXAMPLES: Final = (
    ("E001", "school", "vranje", "Основна школа „Липа”", "Primary School Lipa"),
    ("E002", "school", "nis", "Основна школа „Јасен”", "Primary School Jasen"),
    ("E003", "school", "novi-sad", "Гимназија „Врба”", "Grammar School Vrba"),
    ("E004", "school", "sremska-mitrovica", "Средња школа „Багрем”", "Secondary School Bagrem"),
    ("E005", "school", "kraljevo", "Основна школа „Бреза”", "Primary School Breza"),
    ("E006", "school", "kragujevac", "Средња школа „Храст”", "Secondary School Hrast"),
    ("E007", "school", "subotica", "Основна школа „Топола”", "Primary School Topola"),
    ("E008", "cso", "vranje", "Удружење „Мостић”", "Association Mostić"),
)
_SOURCE: Final = "invented for demonstration"


def load_examples(*, by: Actor) -> dict[str, int]:
    """Invented schools and an association, each with a seat in the network of its town.

    Never part of a real installation: only demo and test worlds call it. Idempotent.
    """
    check_can_load_directory(by)
    counts = {"institutions": 0, "seats": 0}
    with audit.transaction():
        for code, sector, slug, serbian, english in _EXAMPLES:
            network = Network.objects.select_related("town").filter(slug=slug).first()
            if network is None or Institution.objects.filter(code=code).exists():
                continue
            made = create_institution(
                {"sr": f"{serbian} (пример)", "en": f"{english} (example)"},
                code=code,
                sector=sector,
                town=network.town,
                source=_SOURCE,
                example=True,
                by=by,
            )
            seat(made, network=network, source=_SOURCE, by=by)
            counts["institutions"] += 1
            counts["seats"] += 1
    return counts
