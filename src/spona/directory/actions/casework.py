"""The switch from "network life only" to casework: six conditions and two signatures."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from spona import audit
from spona.access.actor import Actor
from spona.access.denied import Conflict, Denied
from spona.directory.actions.telling import tell
from spona.directory.dual_control import check_dual_control
from spona.directory.models import (
    CaseworkConfirmation,
    ConditionCode,
    Network,
    OnboardingCondition,
    Person,
)
from spona.directory.permissions import (
    check_can_open_casework,
    check_can_record_condition,
    may_confirm_casework,
    may_open_casework,
)
from spona.directory.queries import (
    COORDINATOR,
    DEPUTY,
    institutions_of,
    members_of,
    network_members,
)
from spona.directory.row_integrity import only_latest, verify_latest


def record_condition(
    network: Network,
    *,
    code: str,
    done_on: dt.date | None,
    by: Actor,
    document: str | None = None,
) -> OnboardingCondition | None:
    """Notes that a condition is met since `done_on`; None takes the tick back.

    `document` is the number of what was signed; None leaves the one that stands there.
    Whoever changes a condition removes the signatures: nobody signed this state of things.
    """
    check_can_record_condition(by, network)
    if code not in ConditionCode.values:
        raise Denied(_("There is no such condition."))
    if done_on is not None and done_on > timezone.localdate():
        raise Denied(_("This date lies ahead. Record the condition when it is met."))
    with audit.transaction() as log:
        locked = _locked(network)
        if locked.casework_open:
            raise Conflict(_("Casework is open in this network already."))
        row = OnboardingCondition.objects.filter(network=network, code=code).first()
        if row is not None:
            verify_latest(row)
        number = _number(row, document) if done_on else ""
        if _said(row) == (done_on, number):
            return row
        for signature in locked.confirmations.all():
            signature.delete()
        row = _changed(row, locked, code, (done_on, number), by)
        log.record(
            "casework:condition",
            by=by,
            subject=("network", network.pk),
            detail={"code": code, "met": done_on is not None, "numbered": bool(number)},
        )
        if not _missing(locked):
            _ask(locked, CaseworkConfirmation.Part.values, by)
    return row


def confirm_casework(network: Network, *, by: Actor) -> Network:
    """One of two signatures; the second one opens casework.

    The coordinator and the data-protection officer are two people of two institutions, none of
    whom let the other in (`dual_control`). Signatures and conditions count as Spona left them.
    """
    parts, person = _parts(by, network)
    with audit.transaction() as log:
        locked = _locked(network)
        if locked.casework_open:
            return locked
        _check_all_met(locked)
        signatures = list(locked.confirmations.select_related("person__account"))
        verify_latest(locked, *signatures)
        signed = {row.part: row.person_id for row in signatures}
        if person in signed.values():
            raise Conflict(_("You have confirmed. Now the other of the two confirms."))
        part = next((part for part in parts if part not in signed), None)
        if part is None:
            raise Conflict(_("This part is confirmed already."))
        for row in signatures:
            check_dual_control(row.person, Person.objects.select_related("account").get(pk=person))
        CaseworkConfirmation.objects.create(network=locked, part=part, person_id=person)
        log.record(
            "casework:confirmed", by=by, subject=("network", network.pk), detail={"part": part}
        )
        if len(signed) + 1 == len(CaseworkConfirmation.Part.values):
            _open(locked)
            log.record("casework:opened", by=by, subject=("network", network.pk))
            _announce(locked, by)
        else:
            _ask(locked, set(CaseworkConfirmation.Part.values) - {part, *signed}, by)
    return locked


def _announce(network: Network, by: Actor) -> None:
    """Whoever opens what arrives hears that it may, and whoever leads."""
    leading = [*network_members(network, COORDINATOR), *network_members(network, DEPUTY)]
    holders = [
        member
        for where in institutions_of(network)
        for member in members_of(where, role="intake_holder")
    ]
    told = {member.person_id: member for member in (*leading, *holders)}
    for member in told.values():
        tell(member, "casework", about=network, by=by)


def _ask(network: Network, parts: Iterable[str], by: Actor) -> None:
    """Whoever may sign hears that it is their turn, but for who is at it."""
    for part in sorted(parts):
        for member in network_members(network, part):
            tell(member, "confirm", about=network, by=by)


def open_casework(network: Network, *, by: Actor, conditions: Mapping[str, dt.date]) -> Network:
    """Records all `conditions` ({code: met on}) and signs for `by`; Denied when one is missing.

    Of a person it is the coordinator's half, and the data-protection officer still has to
    confirm. The system (demo and test worlds) opens at once.
    """
    check_can_open_casework(by, network)
    with audit.transaction() as log:
        for code, done_on in conditions.items():
            record_condition(network, code=code, done_on=done_on, by=by)
        if not by.is_system:
            return confirm_casework(network, by=by)
        locked = _locked(network)
        _check_all_met(locked)
        _open(locked)
        log.record("casework:opened", by=by, subject=("network", network.pk))
    return locked


def _parts(by: Actor, network: Network) -> tuple[list[str], UUID]:
    parts = []
    if may_open_casework(by, network):
        parts.append(CaseworkConfirmation.Part.COORDINATOR.value)
    if may_confirm_casework(by, network):
        parts.append(CaseworkConfirmation.Part.OFFICER.value)
    if not parts or by.person_id is None:
        raise Denied(_("Only the coordinator and the data-protection officer confirm this."))
    return parts, by.person_id


def _locked(network: Network) -> Network:
    return Network.objects.select_for_update().get(pk=network.pk)


type _Said = tuple[dt.date | None, str]


def _number(row: OnboardingCondition | None, typed: str | None) -> str:
    if typed is None:
        return row.document if row else ""
    return " ".join(typed.split())


def _said(row: OnboardingCondition | None) -> _Said:
    return (row.done_on, row.document) if row else (None, "")


def _changed(
    row: OnboardingCondition | None, network: Network, code: str, said: _Said, by: Actor
) -> OnboardingCondition | None:
    done_on, number = said
    if done_on is None:
        if row is not None:
            row.delete()
        return None
    row = row or OnboardingCondition(network=network, code=code)
    row.done_on, row.document, row.recorded_by_id = done_on, number, by.person_id
    row.save()
    return row


def _missing(network: Network) -> list[str]:
    """The conditions that nobody has written down as met."""
    met = {row.code for row in only_latest(network.conditions.all())}
    return [str(label) for code, label in ConditionCode.choices if code not in met]


def _check_all_met(network: Network) -> None:
    if missing := _missing(network):
        raise Denied(_("Still missing: %(conditions)s.") % {"conditions": "; ".join(missing)})


def _open(network: Network) -> None:
    network.casework_open = True
    network.casework_opened_at = timezone.now()
    network.save(update_fields=["casework_open", "casework_opened_at"])
