"""A second person adopts what was proposed, by a decision of the network."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from django.utils.translation import gettext as _

from spona import audit
from spona.access.actor import Actor
from spona.access.denied import Conflict, Denied
from spona.deadlines import time
from spona.deadlines.actions.rules import end_version
from spona.deadlines.models import Basis, Rule, State
from spona.deadlines.permissions import check_can_adopt_rule
from spona.deadlines.working_days import calendar_of
from spona.directory.models import Network
from spona.reference.actions import confirm_by
from spona.reference.models import Proposal
from spona.reference.words import Words


def adopt_rule(
    proposal: Proposal,
    *,
    network: Network,
    decision: str,
    on: date,
    by: Actor,
    decision_of: tuple[str, UUID] | None = None,
) -> Proposal:
    """From `on` the network's own rule says what was proposed; `made` is the row.

    `decision`: by which decision, as people write it (the meeting's reference, its date);
    `decision_of`: kind and id of its row, where the meeting was held in Spona. Deadlines already
    running keep their old rule.
    """
    check_can_adopt_rule(by, network)
    if proposal.network_id != network.pk:
        raise Denied(_("This was proposed in another network."))
    if not decision.strip():
        raise Denied(_("Write by which decision the rule was adopted, with its date."))
    today = calendar_of(network).day_of(time.now())
    if on < today:
        raise Denied(_("A rule begins today or later: the time that has run was counted already."))
    with audit.transaction() as log:

        def write(asked: Proposal) -> UUID:
            kind, ident = decision_of or ("", None)
            rests = {"decision": decision.strip(), "decision_kind": kind, "decision_id": ident}
            return _write(asked, network, on, {"adopted_on": today, **rests}).pk

        done = confirm_by(proposal, by=by, write=write, remark=decision)
        log.record(
            "clock:rule_adopted",
            by=by,
            subject=("rule", done.made),
            detail={"key": done.subject, "what": done.change["what"]},
        )
        return done


def adopt_rules(
    proposals: Iterable[Proposal], *, network: Network, decision: str, on: date, by: Actor
) -> list[Proposal]:
    """By one decision of the network, from one day: all of them, or none where one is refused."""
    with audit.transaction():
        return [
            adopt_rule(one, network=network, decision=decision, on=on, by=by) for one in proposals
        ]


def _write(asked: Proposal, network: Network, on: date, rests: dict[str, object]) -> Rule:
    change = dict(asked.change)
    what = change.pop("what")
    versions = Rule.objects.select_for_update().filter(key=asked.subject, network=network)
    latest = versions.order_by("-version").first()
    looked_at = Rule.objects.filter(pk=asked.base).first() if asked.base else None
    if latest is not None and latest.valid_to is None and latest != looked_at:
        raise Conflict(_("This rule was changed meanwhile. Look at the new one first."))
    if looked_at is not None and looked_at.valid_to is not None:
        raise Conflict(_("This rule has ended meanwhile. Look at the list first."))
    begins = on
    if latest is not None and latest.valid_to is None:
        begins = end_version(latest, on)
        if what == "end":
            return latest
    elif latest is not None:
        begins = max(on, latest.valid_to or on)
    return Rule.objects.create(
        **change | {"words": Words.of(change["words"])},
        **rests,
        key=asked.subject,
        version=latest.version + 1 if latest else 1,
        network=network,
        basis=Basis.NETWORK,
        state=State.ADOPTED,
        valid_from=begins,
    )
