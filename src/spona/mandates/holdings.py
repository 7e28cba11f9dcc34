"""What somebody holds for their institution in the life of the networks."""

from __future__ import annotations

import datetime as dt
from typing import Final

from django.db.models import Q

from spona.access.actor import Actor
from spona.directory.models import Member, NetworkRole, Seat
from spona.tasks.models import Task, TaskQuerySet

# Tasks of the life of a network; work on reports and files is handed over where it lies.
LIFE: Final = (
    "answer_invitation", "prepare_meeting", "write_minutes", "decision", "name_deputy",
    "renew_mandate", "renew_condition", "name_seat", "confirm_contact", "report_progress",
    "plan_report", "project_report", "quarter_totals", "run_training", "training_follow_up",
    "follow_up", "await_reply", "run_drill", "drill_step",
)  # fmt: skip


def held_seats(member: Member, day: dt.date) -> list[Seat]:
    """Seats that name this member or deputy and still run, whether the mandate is over or not."""
    rows = Seat.objects.active_on(day).filter(Q(member=member) | Q(deputy=member))
    rows = rows.filter(network__practice=False)
    rows = rows.select_related("network__town", "institution", "member__person", "deputy__person")
    return [seat for seat in rows if seat.has_valid_mac()]


def held_roles(member: Member, day: dt.date) -> list[NetworkRole]:
    """Roles for a whole network; they end with the mandate and are named by who leads."""
    rows = NetworkRole.objects.active_on(day).filter(member=member, network__practice=False)
    return [row for row in rows.select_related("network__town") if row.has_valid_mac()]


def life_tasks(member: Member, reader: Actor) -> TaskQuerySet:
    """Their open tasks that the reader may know of, the nearest deadline first."""
    rows = Task.objects.visible_to(reader).open().filter(owner=member, kind__in=LIFE)
    return rows.with_deadline().nearest_first()
