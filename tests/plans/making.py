"""Values of parts as a form would hand them over, and a small adopted plan."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from spona.deadlines.time import today
from spona.plans import actions
from spona.plans.models import Line

DAY = dt.timedelta(days=1)


def objective(number="1", title="Jače partnerstvo", aligned_to=""):
    return {"number": number, "title": title, "aligned_to": aligned_to}


def line(plan, number="1.1", title="Razgovori u školama", **more):
    return {
        "number": number, "title": title, "belongs": number[0], "responsible": "", "partners": "",
        "partners_words": "", "starts_on": plan.starts_on, "ends_on": plan.ends_on, "months": "",
        "counts": "hand", "percent": 0, "units_done": 0, "units_planned": None, "funding": "",
        "amount": None, "currency": "", **more,
    }  # fmt: skip


def indicator(plan, number="1", title="Pokazatelj", **more):
    targets = {f"target_{year}": Decimal(10) for year in plan.years}
    return {
        "number": number, "title": title, "belongs": "1", "responsible": "", "unit": "number",
        "baseline": Decimal(2), "verification": "zapisnik", "feed": "hand", "only": "",
        **targets, **more,
    }  # fmt: skip


def adopted(world, draft):
    by = world.kosta.actor
    actions.write_part(draft, "objective", objective(aligned_to="s2017-1"), by=by)
    school, health = world.school.code, world.health.code
    for values in (
        line(draft, "1.1", responsible=school, partners=health, amount=Decimal("120000.50"),
             currency="RSD", funding="budžet grada"),
        line(draft, "1.2", "Obuka", responsible=health, units_planned=4, amount=Decimal(900),
             currency="EUR"),
        line(draft, "1.3", "Štandovi", responsible=school, counts="activities", units_planned=2),
    ):  # fmt: skip
        actions.write_part(draft, "activity", values, by=by)
    actions.write_part(draft, "indicator", indicator(draft), by=by)
    return actions.adopt(draft, on=today(), adopted_by="Gradsko veće, 02-15", by=by)


def numbered(plan, number) -> Line:
    return Line.objects.select_related("plan__network").get(
        plan=plan, number=number, dropped_on=None
    )


def move(line, *, starts=None, ends=None):
    """Past the actions, which keep a line inside its plan: as if time had gone by."""
    Line.objects.filter(pk=line.pk).update(
        **({"starts_on": starts} if starts else {}), **({"ends_on": ends} if ends else {})
    )
    line.refresh_from_db()
    return line
