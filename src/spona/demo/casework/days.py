"""Who of the centre is away, who answers at night, and the deadlines of the network: one it has
decided on, one that somebody proposes.
"""

from __future__ import annotations

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.utils import timezone

from spona.deadlines.actions import adopt_rule, enter_absence, enter_duty, propose_rule, see_roster
from spona.deadlines.models import Rule
from spona.deadlines.queries import rules_of
from spona.demo.people import DemoPeople
from spona.directory.models import ContactPoint, Network

# Of the coming two weeks: these evenings nobody was found for yet.
_NOBODY = (6, 12)


def build_days(people: DemoPeople) -> None:
    _absences(people)
    _duty(people)
    _rules(people)


def _absences(people: DemoPeople) -> None:
    today, by = timezone.localdate(), people.actor("bea.csr")
    enter_absence(
        people.members["zoran.koordinator"], starts_on=today, ends_on=today + timedelta(days=4),
        by=by,
    )  # fmt: skip
    enter_absence(
        people.members["vesna.csr"], starts_on=today + timedelta(days=9),
        ends_on=today + timedelta(days=16), stands_in=people.members["milan.csr"], by=by,
    )  # fmt: skip


def _duty(people: DemoPeople) -> None:
    """From eight in the evening to eight, in turn; the deputy has not seen the last change."""
    csw = people.members["bea.csr"].institution
    here = ZoneInfo(str(Network.objects.get(slug="vranje").time_zone))
    number = ContactPoint.objects.filter(institution=csw, kind="on_call", ended_at=None).first()
    turns = ("bea.csr", "milan.csr", "vesna.csr")
    # Whoever is away that week has no turn.
    away = range(8, 17)
    evenings = [n for n in range(14) if n not in _NOBODY]
    for n in evenings:
        if n == evenings[-1]:
            see_roster(csw.pk, by=people.actor("milan.csr"))
        begins = datetime.combine(timezone.localdate() + timedelta(days=n), time(20), tzinfo=here)
        enter_duty(
            csw, starts_at=begins, ends_at=begins + timedelta(hours=12), contact_point=number,
            member=people.members[turns[n % 2 if n in away else n % len(turns)]],
            by=people.actor("bea.csr"),
        )  # fmt: skip


def _rules(people: DemoPeople) -> None:
    network = Network.objects.get(slug="vranje")
    rules = {rule.key: rule for rule in rules_of(network.pk)}
    message = next(rule for rule in rules.values() if rule.event == "message")
    adopt_rule(
        propose_rule(
            message, network=network, amount=message.amount, unit=message.unit, words={},
            source="Седница мреже у септембру", by=people.actor("bea.csr"),
        ),
        network=network, decision="Закључак бр. 3 са седнице мреже у септембру",
        on=timezone.localdate(), by=people.actor("mirjana.koordinator"),
    )  # fmt: skip
    contact: Rule = rules["first-contact-regular"]
    propose_rule(
        contact, network=network, amount=3, unit=contact.unit,
        words={"sr": "Први контакт: редовно, 3 радна дана",
               "en": "First contact: regular, 3 working days"},
        source="Предлог Центра за социјални рад", by=people.actor("bea.csr"),
    )  # fmt: skip
