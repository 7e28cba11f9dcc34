"""A project of Vranje with a donor, two currencies and a payment, made by Kosta's own hand."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from django.utils import timezone

from spona.access.models import new_token
from spona.plans.models import Activity
from spona.projects.actions import create_project, write_part
from spona.projects.models import BudgetLine, Donor, Project, Spending, Status
from spona.reference.reference_codes import new_reference

TODAY = timezone.localdate()
SLUG = "sigurna-skola"


def days(number: int) -> dt.date:
    return TODAY + dt.timedelta(days=number)


def school_project(world) -> Project:
    by = world.kosta.actor
    project = Project(
        words={"sr": "Сигурна школа и породица", "en": "Safe school and family"},
        name={"sr": "Сигурна школа", "en": "Safe school"},
        starts_on=days(-200), starts_precision="day", ends_on=days(165), ends_precision="day",
        status=Status.RUNNING,
    )  # fmt: skip
    create_project(project, networks=[world.vranje], by=by)
    union = Donor(
        project=project, words={"sr": "Унија", "en": "Union"}, amount=Decimal(9000), currency="EUR"
    )
    write_part(union, by=by)
    for title, planned, currency in (("Радионице", 5000, "EUR"), ("Простор", 300000, "RSD")):
        line = BudgetLine(
            project=project, title=title, planned=Decimal(planned), currency=currency, donor=union
        )
        write_part(line, by=by)
    euros = project.lines.get(currency="EUR")
    write_part(
        Spending(
            project=project, line=euros, spent_on=days(-50), amount=Decimal(1200), currency="EUR"
        ),
        by=by,
    )
    return project


def the_project() -> Project:
    return Project.objects.get(slug=SLUG)


def held(world, project, ago, numbers, total=None, title="Радионица") -> Activity:
    return Activity.objects.create(
        reference=new_reference("A"), network=world.vranje, institution=world.school,
        recorded_by=world.ana.member, recorded_at=timezone.now(), held_on=days(-ago),
        kind="workshop", title=title, numbers=numbers,
        total=sum(numbers.values()) if total is None else total, project=project,
    )  # fmt: skip


def typed(**fields):
    """A form as a page sends it."""
    return {"token": new_token()} | fields
