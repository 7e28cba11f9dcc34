"""Loading the shipped rules and ladders, and a network's decision to adopt a rule."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any, Final

from django.utils.translation import gettext as _

from spona import audit
from spona.access.actor import Actor
from spona.access.denied import Conflict, Denied
from spona.clocks import time
from spona.clocks.models import Basis, Rule, State, Step
from spona.clocks.working_days import calendar_of
from spona.directory.models import Network

RULES: Final = Path(__file__).parents[1] / "data" / "rules.json"

_SAYS = (
    "event", "sector", "urgency", "amount", "unit", "counts_as_late", "words", "source",
    "certainty", "basis", "state", "decision",
)  # fmt: skip


def load_rules(*, by: Actor, path: Path = RULES) -> int:
    """Brings the shipped rules and steps into the tables; returns how many rows are new.

    Idempotent. A row that says something else than its open version ends that version
    today and begins the next; what clocks were started by stays as it was.
    """
    if not by.may("reference:load"):
        raise Denied(_("Rules are loaded from the command line of the server."))
    data = json.loads(path.read_text(encoding="utf-8"))
    with audit.transaction() as log:
        today = time.now().date()
        new = sum(_load_rule(row, today) for row in data["rules"])
        new += sum(_load_step(row) for row in data["steps"])
        if new:
            log.record("clock:rules_loaded", by=by, subject=("rules", None), detail={"new": new})
    return new


def adopt_rule(
    rule: Rule, *, network: Network, decision: str, on: date, by: Actor, amount: int | None = None
) -> Rule:
    """A network makes a rule its own by a decision (the meeting's reference or its minutes).

    `amount` may differ from what was proposed. Clocks already running keep their old rule.
    """
    if not by.may("clock:adopt_rule", network=network.pk):
        raise Denied(_("A rule is adopted by the coordinator, after the network has decided."))
    if not decision.strip():
        raise Denied(_("Write by which decision the rule was adopted, with its date."))
    with audit.transaction() as log:
        today = calendar_of(network).day_of(time.now())
        versions = Rule.objects.select_for_update().filter(key=rule.key, network=network)
        latest = versions.order_by("-version").first()
        if latest is not None and rule.network_id == network.pk and latest.pk != rule.pk:
            raise Conflict(_("This rule was changed meanwhile. Look at the new one first."))
        versions.filter(valid_to=None).update(valid_to=max(on, _began(latest)))
        adopted = Rule.objects.create(
            **{name: getattr(rule, name) for name in _SAYS}
            | {"basis": Basis.NETWORK, "state": State.ADOPTED, "decision": decision.strip()}
            | ({"amount": amount} if amount else {}),
            key=rule.key,
            version=latest.version + 1 if latest else 1,
            network=network,
            adopted_on=today,
            valid_from=on,
        )
        log.record(
            "clock:rule_adopted",
            by=by,
            subject=("rule", adopted.pk),
            detail={"key": adopted.key, "version": adopted.version},
        )
        return adopted


def _began(rule: Rule | None) -> date:
    return rule.valid_from if rule and rule.valid_from else date.min


def _load_rule(row: dict[str, Any], today: date) -> int:
    says = {name: row.get(name, "") for name in _SAYS}
    says["counts_as_late"] = row.get("counts_as_late", True)
    same = Rule.objects.filter(key=row["key"], network=None)
    latest = same.order_by("-version").first()
    if latest is not None:
        if {name: getattr(latest, name) for name in _SAYS} == says:
            return 0
        same.filter(valid_to=None).update(valid_to=max(today, _began(latest)))
    Rule.objects.create(
        key=row["key"],
        version=latest.version + 1 if latest else 1,
        valid_from=today if latest else None,
        **says,
    )
    return 1


def _load_step(row: dict[str, Any]) -> int:
    place = {"network": None, "event": row["event"], "order": row["order"]}
    __, new = Step.objects.update_or_create(
        **place, defaults={"to": row["to"], "after_percent": row["after_percent"]}
    )
    return int(new)
