"""Who may do what with a plan and an activity. Each refusal is the sentence the user reads."""

from __future__ import annotations

from uuid import UUID

from django.utils.translation import gettext as _

from spona.access.actor import Actor
from spona.access.denied import Denied
from spona.directory.models import Network
from spona.plans.models import Activity, Indicator, Line, Plan, State

EDIT, RECORD, REMIND = "network:edit", "life:record", "life:remind"


def may_edit(actor: Actor, network_id: UUID) -> bool:
    """The coordinator and the deputy."""
    if actor.is_system:
        return actor.may(EDIT)
    return network_id in actor.networks_where(EDIT)


def check_can_edit(actor: Actor, network: Network) -> None:
    if not may_edit(actor, network.pk):
        raise Denied(_("Only the coordinator of this network may do that. Ask the coordinator."))


def check_can_change(actor: Actor, plan: Plan) -> None:
    """Parts of the plan: while it is a draft, and by an amendment while it holds."""
    check_can_edit(actor, plan.network)
    if plan.state == State.ENDED:
        raise Denied(_("This plan has ended. Begin the next one; it can be copied from this."))


def may_report(actor: Actor, line: Line, plan: Plan) -> bool:
    """Whoever is responsible for the line writes how far it is; so may the coordinator."""
    if may_edit(actor, plan.network_id):
        return True
    own = actor.institution_id is not None and actor.institution_id == line.responsible_id
    return own and actor.may(RECORD) and plan.network_id in actor.networks


def check_can_report(actor: Actor, line: Line, plan: Plan) -> None:
    if not may_report(actor, line, plan):
        raise Denied(_("Only the responsible institution or the coordinator writes that."))
    if plan.state == State.DRAFT:
        raise Denied(_("The plan is a draft. Progress is written after it is adopted."))
    if plan.state == State.ENDED:
        raise Denied(_("This plan has ended; what was written stays as it is."))
    if line.dropped_on is not None:
        raise Denied(_("This activity was taken out of the plan."))


def check_can_record(actor: Actor, network: Network) -> None:
    """Everybody who works for an institution of the network."""
    if may_edit(actor, network.pk):
        return
    if network.pk not in actor.networks or not actor.may(RECORD):
        raise Denied(_("Your role does not include this. Ask your intake officer."))


def may_correct(actor: Actor, activity: Activity) -> bool:
    """Whoever recorded it, and the coordinator."""
    if may_edit(actor, activity.network_id):
        return True
    own = actor.member_id is not None and actor.member_id == activity.recorded_by_id
    return own and activity.network_id in actor.networks and actor.may(RECORD)


def check_can_correct(actor: Actor, activity: Activity) -> None:
    if not may_correct(actor, activity):
        raise Denied(_("Only whoever recorded this or the coordinator may change it. Ask them."))


def check_can_remind(actor: Actor) -> None:
    if not actor.may(REMIND):
        raise Denied(_("Tasks before a deadline are opened by Spona itself."))


def check_can_report_own(actor: Actor, plan: Plan) -> None:
    """Somebody of an institution of the network says how its own lines stand."""
    if plan.network_id not in actor.networks or not actor.may(RECORD):
        raise Denied(_("Only the responsible institution or the coordinator writes that."))
    if plan.state != State.ADOPTED:
        raise Denied(_("Progress is written while the plan holds."))


def may_write_reading(actor: Actor, indicator: Indicator, plan: Plan) -> bool:
    if may_edit(actor, plan.network_id):
        return True
    own = actor.institution_id is not None and actor.institution_id == indicator.responsible_id
    return own and actor.may(RECORD) and plan.network_id in actor.networks


def check_can_write_reading(actor: Actor, indicator: Indicator, plan: Plan) -> None:
    if not may_write_reading(actor, indicator, plan):
        raise Denied(_("Only the responsible institution or the coordinator writes that."))
    if plan.state != State.ADOPTED:
        raise Denied(_("Progress is written while the plan holds."))
    if indicator.dropped_on is not None:
        raise Denied(_("This indicator was taken out of the plan."))
