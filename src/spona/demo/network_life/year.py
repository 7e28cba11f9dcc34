"""A year in the life of the seven networks of the demo, app after app."""

from __future__ import annotations

from typing import Final

from spona import audit, deadlines
from spona.demo.network_life import library as life_library
from spona.demo.network_life import mandates as life_mandates
from spona.demo.network_life import meetings as life_meetings
from spona.demo.network_life import plans as life_plans
from spona.demo.network_life import practice as life_practice
from spona.demo.network_life import prevention as life_prevention
from spona.demo.network_life import projects as life_projects
from spona.demo.network_life import service_catalogue as life_services
from spona.demo.network_life import surveys as life_surveys
from spona.demo.network_life import training as life_training
from spona.demo.people import DemoPeople
from spona.directory.models import Network

_YEAR: Final = 400


def build_life(people: DemoPeople) -> None:
    """In the order in which it could have happened. Each app's year is one transaction: hundreds
    of them would be hundreds of waits for the disk.
    """
    # The seven towns begin before the year that follows: what ended before its first day no town
    # owes.
    began = deadlines.now() + deadlines.in_days(-_YEAR)
    for network in Network.objects.real():
        network.created_at = began
        network.save()
    for part in (
        life_mandates, life_meetings, life_training, life_prevention, life_projects, life_services,
        life_plans, life_library, life_surveys,
    ):  # fmt: skip
        with audit.transaction():
            part.fill(people)
    # A drill opens what is sealed, and the log of a reading is written before.
    life_practice.fill(people)
