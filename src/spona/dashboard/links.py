"""The one table from a thing, as tasks and deadlines name it, to its page."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final
from uuid import UUID

from django.urls import reverse

from spona.directory.models import Institution
from spona.tasks.models import Task

type Link = Callable[[UUID], str]


def _institution(ident: UUID) -> str:
    """Its people and seats, where absences, holders and deputies can be mended."""
    code = Institution.objects.filter(pk=ident).values_list("code", flat=True).first()
    return reverse("directory:institution", args=[code]) if code else ""


# What has a reference goes by it: the app that gave it decides which page this reader gets.
LINKS: Final[dict[str, Link]] = {
    "seat": lambda ident: reverse("directory:name_representatives", args=[ident]),
    # A note has no page of its own: it stands on the page of all of them.
    "light_note": lambda _ident: reverse("cases:light_notes"),
    "data_request": lambda ident: reverse("cases:data_request", args=[ident]),
    "closed_files": lambda _ident: reverse("cases:closed_files"),
    # The desk of a network that has not met for long: there one calls the next meeting.
    "quiet_network": lambda ident: f"{reverse('meetings:gather')}?network={ident}",
    "training_session": lambda ident: reverse("training:session", args=[ident]),
    "training_follow_up": lambda ident: reverse("training:to_follow_up", args=[ident]),
    "drill": lambda ident: reverse("practice:drill", args=[ident]),
    # The task of the network's desk: where one begins.
    "network_drill": lambda _ident: reverse("practice:overview"),
    "project_due": lambda ident: reverse("plans:project_report_due", args=[ident]),
    "quarter_sheet": lambda ident: reverse("services:sheet", args=[ident]),
    # All partners on paper of a quarter: the page on which each of them has its line.
    "quarter_round": lambda _ident: reverse("services:network"),
    # What waits to be confirmed is one page for whoever opens it.
    "service_round": lambda _ident: reverse("services:to_confirm"),
    "service_paper": lambda _ident: reverse("services:to_confirm"),
    "plan_line": lambda ident: reverse("plans:line", args=[ident]),
    "plan": lambda ident: reverse("plans:ours", args=[ident]),
    "plan_report": lambda ident: reverse("plans:report", args=[ident]),
    "observation": lambda ident: reverse("prevention:observation", args=[ident]),
    "letter": lambda ident: reverse("prevention:letter", args=[ident]),
    "contact": lambda ident: reverse("directory:confirm_contact", args=[ident]),
    "unreachable": _institution,
    "unreachable_desk": _institution,
    "mandate": lambda ident: reverse("mandates:document", args=[ident]),
    "condition": lambda ident: reverse("mandates:condition", args=[ident]),
    "figures": lambda ident: reverse("statistics:figures_one", args=[ident]),
}


def link(kind: str, ident: UUID, reference: str = "") -> str:
    """The path of a thing; empty where there is no page of it, so no button is drawn."""
    if reference:
        return reverse("notifications:open", args=[reference])
    return LINKS[kind](ident) if kind in LINKS else ""


def task_link(task: Task) -> str:
    """Where the button of a task leads. A coordinator has no page of the thing itself: of what was
    sent there is the page on which a meeting is called, of anything else the desk.
    """
    if task.institution_id is None and task.subject_kind == "referral":
        return reverse("cases:convene", args=[task.reference])
    if task.institution_id is None and task.reference:
        return f"{reverse('dashboard:desk')}#{task.reference}"
    return link(task.subject_kind, task.subject_id, task.reference)
