"""The plan of Vranje for the questions of the harness, made by the app's own actions."""

from __future__ import annotations

import datetime as dt
import io
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from spona.attachments.forms import Incoming
from spona.attachments.types import type_of
from spona.deadlines.time import today
from spona.demo import world as invented
from spona.directory.models import Institution
from spona.plans import actions
from spona.plans.actions.activities import Held
from spona.plans.models import Plan
from spona.plans.periods import period_of
from spona.plans.workbook.writing import workbook
from tests.plans.making import indicator, line, objective

if TYPE_CHECKING:
    from tests.harness.world import World


def planned(w: World) -> Any:
    """Adopted, with one activity of the school, progress, a reading, a workbook and a report."""
    found = Plan.objects.filter(network=w.vranje).first()
    return found or _made(w)


def _made(w: World) -> Any:
    by, year = w.people["mirjana"].actor, today().year
    plan = actions.begin(w.vranje, title="Plan", starts_on=dt.date(year, 1, 1),
                         ends_on=dt.date(year, 12, 31), by=by)  # fmt: skip
    school = Institution.objects.get(code=invented.SCHOOL)
    actions.write_part(plan, "objective", objective(), by=by)
    row = actions.write_part(plan, "activity", line(plan, responsible=school.code), by=by)
    aim = actions.write_part(plan, "indicator", indicator(plan), by=by)
    plan = actions.adopt(plan, on=today(), adopted_by="Gradsko veće", by=by)
    actions.report_progress(row, percent=10, by=w.people["ana"].actor)
    actions.write_reading(aim, read_on=today(), value=Decimal(3), by=by)
    content = io.BytesIO(workbook(plan)).getvalue()
    actions.send_in(plan, Incoming("plan.xlsx", type_of(content), content), by=by)
    actions.file_report(plan, period_of(year), reader="council", content=b"%PDF-1.7",
                        name="report.pdf", by=by)  # fmt: skip
    held = Held(kind="stall", title="Štand", held_on=today(), total=40, line=row)
    actions.record(w.vranje, held, institution=school, by=w.people["ana"].actor)
    return plan
