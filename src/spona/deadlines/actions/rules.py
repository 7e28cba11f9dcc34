"""Loading the shipped rules and escalation policies."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any, Final

from spona import audit
from spona.access.actor import Actor
from spona.deadlines import time
from spona.deadlines.models import EscalationStep, Rule
from spona.deadlines.permissions import check_can_load_rules

RULES: Final = Path(__file__).parents[1] / "data" / "rules.json"

SAYS: Final = (
    "event", "sector", "urgency", "amount", "unit", "counts_as_late", "words", "source",
    "certainty", "basis", "state", "decision",
)  # fmt: skip


def load_rules(*, by: Actor, path: Path = RULES) -> int:
    """Brings the shipped rules and steps into the tables; returns how many rows are new.

    Idempotent. A row that says something else than its open version ends that version
    today and begins the next; what deadlines were started by stays as it was.
    """
    check_can_load_rules(by)
    data = json.loads(path.read_text(encoding="utf-8"))
    with audit.transaction() as log:
        today = time.today()
        new = sum(_load_rule(row, today) for row in data["rules"])
        new += sum(_load_step(row) for row in data["steps"])
        if new:
            log.record("clock:rules_loaded", by=by, subject=("rules", None), detail={"new": new})
    return new


def end_version(rule: Rule, on: date) -> date:
    """Part of: load, adopt. The open version ends on `on`, never before it began; when it ends."""
    rule.valid_to = max(on, rule.valid_from or date.min)
    rule.save()
    return rule.valid_to


def _load_rule(row: dict[str, Any], today: date) -> int:
    says = {name: row.get(name, "") for name in SAYS}
    says["counts_as_late"] = row.get("counts_as_late", True)
    same = Rule.objects.filter(key=row["key"], network=None)
    latest = same.order_by("-version").first()
    if latest is not None:
        if {name: getattr(latest, name) for name in SAYS} == says:
            return 0
        if latest.valid_to is None:
            end_version(latest, today)
    Rule.objects.create(
        key=row["key"],
        version=latest.version + 1 if latest else 1,
        valid_from=today if latest else None,
        **says,
    )
    return 1


def _load_step(row: dict[str, Any]) -> int:
    place = {"network": None, "event": row["event"], "order": row["order"]}
    __, new = EscalationStep.objects.update_or_create(
        **place, defaults={"to": row["to"], "after_percent": row["after_percent"]}
    )
    return int(new)
