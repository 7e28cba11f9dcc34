"""What the file asks of the Red Cross, which has no account: told by phone, answered by phone,
once with a place and once without. And the meeting at which the health centre sits down with it.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from django.utils import timezone

from spona import deadlines
from spona.cases.case.models import Case
from spona.cases.conferences.actions import call_conference
from spona.cases.conferences.orders import Called
from spona.cases.referrals.actions import deliver, hear_no_place
from spona.cases.referrals.notes import Note
from spona.deadlines import moved
from spona.demo.casework.files import refer_agreed, seat_agreed
from spona.demo.casework.reports import Reports
from spona.demo.people import DemoPeople
from spona.directory.models import Institution

_ABOUT: Final = "Шта ко преузима до краја месеца"


def build_partners(people: DemoPeople, reports: Reports) -> None:
    case = Case.objects.get(referrals_in=reports.in_work)
    _on_paper(people, case)
    _conference(people, case)


def _on_paper(people: DemoPeople, case: Case) -> None:
    """Both went by phone; one still waits for the answer, with the same deadline as for
    everybody.
    """
    to = Institution.objects.get(sector="red_cross", town__networks__slug="vranje")
    vesna = people.actor("vesna.csr")
    with moved(-timedelta(days=1, hours=16)):
        clothes = refer_agreed(people, case, to, "Одећа и хигијенски пакет")
        ride = refer_agreed(people, case, to, "Превоз до лекара")
        for row in (clothes, ride):
            deliver(row, _note("Прочитано им је преко телефона."), urgency="regular", by=vesna)
    with moved(-timedelta(days=1, hours=1)):
        hear_no_place(
            ride, _note("Возило је на поправци до понедељка."), reason="paused",
            message="Возило је на поправци до понедељка.", by=vesna,
        )  # fmt: skip


def _conference(people: DemoPeople, case: Case) -> None:
    health = people.members["jelena.zdravlje"].institution
    starts = (timezone.now() + timedelta(days=3)).replace(minute=0, second=0, microsecond=0)
    called = Called(
        starts_at=starts, until=starts + timedelta(days=7), place="Соба 7, други спрат",
        about=_ABOUT, seats=(seat_agreed(people, case, health, _ABOUT),),
    )  # fmt: skip
    call_conference(case, called, by=people.actor("vesna.csr"))


def _note(text: str) -> Note:
    """Whoever picked up the phone, by role: the demo names nobody of a real institution."""
    return Note("phone", "дежурно лице", deadlines.now().replace(microsecond=0), text=text)
