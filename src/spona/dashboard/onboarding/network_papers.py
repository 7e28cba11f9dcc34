"""The papers of the whole network, filled in the language that is active."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from spona.dashboard.onboarding.national import national_numbers
from spona.dashboard.onboarding.protection_acts import protection_acts
from spona.dashboard.onboarding.seats import OFFICER
from spona.deadlines.models import Rule, State
from spona.deadlines.queries import rules_of
from spona.deadlines.words import about, time_given
from spona.directory import coverage
from spona.directory.models import EMERGENCY, ConditionCode, ContactKind, Network, Seat, Standing
from spona.directory.queries import (
    COORDINATOR,
    DEPUTY,
    danger_contacts,
    institutions_of,
    network_members,
)
from spona.directory.views.founding import founding
from spona.documents import Language
from spona.documents.adoption import (
    Deadline,
    DeadlineList,
    HowToReport,
    ImpactAssessment,
    JointControllers,
    LegalAct,
    NumberLine,
    OperatorSheet,
    ProcessorContract,
    Protocol,
    Requirements,
    SeatLine,
)
from spona.reference.models import Code, LegalBasis
from spona.reference.scripts import serbian_key
from spona.reference.sources import source_words
from spona.reference.templatetags.scripts import in_script
from spona.ui.days import until_day


def protocol(network: Network, _language: Language) -> Protocol:
    day = timezone.localdate()
    trusted = set(institutions_of(network, day).values_list("pk", flat=True))
    seats = [
        seat
        for seat in coverage.seats_on([network], day)
        if seat.institution_id in trusted and seat.standing == Standing.MEMBER
    ]
    seats.sort(key=lambda seat: serbian_key(str(seat.institution.words)))
    facts = founding(network, day)
    return Protocol(
        network=str(network.words),
        town=str(network.town.words),
        form=str(facts["form"] or ""),
        founding=str(facts["act"] or ""),
        founded=str(facts["date"] or ""),
        coordinated_by=str(network.coordinated_by.words) if network.coordinated_by else "",
        coordinator=leading(network, COORDINATOR),
        deputy=leading(network, DEPUTY),
        officer=leading(network, OFFICER),
        seats=tuple(seat_line(seat, day) for seat in seats),
        conditions=tuple(str(label) for _code, label in ConditionCode.choices),
        acts=_acts(day),
    )


def deadlines(network: Network, _language: Language) -> DeadlineList:
    sectors, urgencies = Code.objects.labels("sector"), Code.objects.labels("urgency")
    rules = sorted(rules_of(network.pk), key=lambda rule: rule.state == State.ADOPTED)
    return DeadlineList(
        str(network.words),
        tuple(_deadline(rule, about(rule, sectors, urgencies)) for rule in rules),
    )


def reporting(network: Network, language: Language) -> HowToReport:
    found = [
        NumberLine(str(one.label), one.number, day_words(one.confirmed_on))
        for one in danger_contacts(network.town)
        if one.confirmed and one.kind != ContactKind.EMERGENCY
    ]
    found += [
        NumberLine(str(row.words), row.number, day_words(row.confirmed_on))
        for row in national_numbers()
        if row.confirmed_on is not None and row.kind == ContactKind.HELPLINE
    ]
    return HowToReport(
        town=str(network.town.words),
        emergency=NumberLine(_("Police, day and night"), EMERGENCY),
        numbers=tuple(found),
        address=f"{settings.SPONA_URL}/{language}/help/{network.town.slug}/",
    )


def joint_controllers(network: Network, _language: Language) -> JointControllers:
    return JointControllers(**_about(network), acts=protection_acts("special"))


def processor_contract(network: Network, _language: Language) -> ProcessorContract:
    return ProcessorContract(**_about(network), acts=protection_acts("special", "notice"))


def impact_assessment(network: Network, _language: Language) -> ImpactAssessment:
    return ImpactAssessment(**_about(network), acts=protection_acts("assessment", "special"))


def operator_sheet(network: Network, _language: Language) -> OperatorSheet:
    return OperatorSheet(**_about(network))


def requirements(network: Network, _language: Language) -> Requirements:
    return Requirements(**_about(network))


def _about(network: Network) -> dict[str, Any]:
    """The fields of `OfNetwork`, without its acts."""
    # A partner works with the network and has no seat: it signs no agreement of those who sit.
    seats = coverage.seats_on([network], timezone.localdate())
    members = {one.institution_id for one in seats if one.standing == Standing.MEMBER}
    here = [one for one in institutions_of(network) if one.pk in members]
    names = sorted((str(one.words) for one in here), key=serbian_key)
    return {
        "network": str(network.words),
        "town": str(network.town.words),
        "coordinator": leading(network, COORDINATOR),
        "officer": leading(network, OFFICER),
        "institutions": tuple(names),
    }


def leading(network: Network, role: str) -> str:
    return ", ".join(
        f"{one.person.shown_name} ({one.institution.words})"
        for one in network_members(network, role)
    )


def seat_line(seat: Seat, day: dt.date) -> SeatLine:
    """Nobody stands there whose mandate is over."""
    over = seat.mandate_ends_on is not None and seat.mandate_ends_on <= day
    here = [
        one.person.shown_name if one is not None and one.is_active_on(day) and not over else ""
        for one in (seat.member, seat.deputy)
    ]
    return SeatLine(str(seat.institution.words), *here)


def _acts(day: dt.date) -> tuple[LegalAct, ...]:
    """Each act of the table of legal bases once, in its least sure row; none that has no name."""
    found: dict[str, LegalAct] = {}
    for row in LegalBasis.objects.valid_on(day).order_by("key"):
        if row.has_valid_mac() and row.article and row.article not in found:
            act = LegalAct(
                in_script(row.article), str(row.get_certainty_display()), row.lawyer_confirmed
            )
            found[row.article] = act
    return tuple(found.values())


def _deadline(rule: Rule, whom: str) -> Deadline:
    source = in_script(rule.decision) if rule.network_id else str(source_words(rule.source))
    return Deadline(
        what=str(rule.words),
        whom=whom,
        time=time_given(rule.amount, rule.unit),
        source=source,
        certainty=str(rule.get_certainty_display()),
        adopted=rule.state == State.ADOPTED,
    )


def day_words(value: dt.date | None) -> str:
    return f"{until_day(value)} {value.year}" if value else ""
