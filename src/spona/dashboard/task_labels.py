"""What tells a task from another one of its kind: a number, an institution, a day; nothing more.

A task names its thing by kind and id only. What stands in a row of a desk is read over shoulders,
so no words of what was noticed, decided or written are here: only what a calendar or a plan on the
wall would say too.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Final
from uuid import UUID

from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from spona.access.prepared_rows import PreparedRows
from spona.cases.models import DataRequest, LightNote
from spona.deadlines.time import today
from spona.deadlines.unreachable_steps import unreachable_steps
from spona.directory.institution_names import short_name
from spona.directory.models import Institution, Seat
from spona.directory.queries import attach_institutions, attach_networks, networks_by_id
from spona.mandates.models import Condition, FoundingDocument
from spona.meetings.models import Decision, Invitation, Meeting
from spona.plans.labels import date_told
from spona.plans.models import Line, Plan
from spona.prevention.models import Letter, Observation
from spona.projects.models import Due
from spona.reference.models import Code
from spona.reference.templatetags.scripts import in_script
from spona.services.models import Sheet
from spona.statistics.models import YearFigures
from spona.tasks.models import Task
from spona.training.models import FollowUp, Session

type Told = Mapping[UUID, str]


# What most desks have.
_MEETINGS: Final = PreparedRows(lambda ids: Meeting.objects.filter(pk__in=ids))
_OBSERVATIONS: Final = PreparedRows(lambda ids: Observation.objects.filter(pk__in=ids))
_DECISIONS: Final = PreparedRows(
    lambda ids: Decision.objects.filter(pk__in=ids).select_related("meeting")
)
_DOCUMENTS: Final = PreparedRows(lambda ids: FoundingDocument.objects.filter(pk__in=ids))
_DUES: Final = PreparedRows(lambda ids: Due.objects.filter(pk__in=ids).select_related("project"))
_SESSIONS: Final = PreparedRows(
    lambda ids: Session.objects.filter(pk__in=ids).select_related("module")
)


def task_labels(tasks: Iterable[Task]) -> dict[UUID, str]:
    """Task → what tells it apart; one query for each kind of thing among them. Referrals have a
    reference, and the list that shows them says whose they are.
    """
    by_kind: dict[str, list[Task]] = {}
    for task in tasks:
        by_kind.setdefault(task.subject_kind, []).append(task)
    found: dict[UUID, str] = {}
    for kind, those in by_kind.items():
        if kind in _TELLERS:
            words = _TELLERS[kind]({task.subject_id for task in those})
            found |= {task.pk: words.get(task.subject_id, "") for task in those}
    return found


def _observations(ids: set[UUID]) -> Told:
    rows = _OBSERVATIONS.rows(list(ids))
    attach_institutions(rows, "institution")
    return {row.pk: f"{_numbered(row)}, {short_name(row.institution)}" for row in rows}


def _letters(ids: set[UUID]) -> Told:
    rows = Letter.objects.filter(pk__in=ids).select_related("observation", "recipient")
    return {row.pk: f"{_numbered(row.observation)}, {row.to}" for row in rows}


def _numbered(row: Observation) -> str:
    return _("observation No. %(n)d") % {"n": row.number}


def _meetings(ids: set[UUID]) -> Told:
    return {row.pk: _met(row) for row in _MEETINGS.rows(list(ids))}


def _met(row: Meeting) -> str:
    return _("meeting of %(day)s") % {"day": date_told(localtime(row.starts_at).date())}


def _decisions(ids: set[UUID]) -> Told:
    rows = _DECISIONS.rows(list(ids))
    return {
        row.pk: _("decision %(n)d, %(meeting)s") % {"n": row.number, "meeting": _met(row.meeting)}
        for row in rows
    }


def _invitations(ids: set[UUID]) -> Told:
    """Whom to call is said only where somebody has to call."""
    rows = Invitation.objects.filter(pk__in=ids).select_related("meeting", "institution")
    return {
        row.pk: f"{_met(row.meeting)}, {short_name(row.institution)}"
        if row.on_paper
        else _met(row.meeting)
        for row in rows
    }


def _data_requests(ids: set[UUID]) -> Told:
    rows = DataRequest.objects.filter(pk__in=ids)
    return {row.pk: _("request No. %(n)d") % {"n": row.number} for row in rows}


def _light_notes(ids: set[UUID]) -> Told:
    return {
        row.pk: _("note of %(day)s") % {"day": date_told(localtime(row.written_at).date())}
        for row in LightNote.objects.filter(pk__in=ids)
    }


def _seats(ids: set[UUID]) -> Told:
    rows = Seat.objects.filter(pk__in=ids).select_related("institution")
    return {row.pk: short_name(row.institution) for row in rows}


def _conditions(ids: set[UUID]) -> Told:
    rows = list(Condition.objects.filter(pk__in=ids).select_related("institution"))
    labels = Code.objects.labels("condition", today())
    return {
        row.pk: f"{short_name(row.institution)}, {labels.get(row.code, row.code)}" for row in rows
    }


def _founding_documents(ids: set[UUID]) -> Told:
    rows = _DOCUMENTS.rows(list(ids))
    attach_networks(rows, "network")
    return {row.pk: row.network.short_name for row in rows}


def _networks(ids: set[UUID]) -> Told:
    return {pk: network.short_name for pk, network in networks_by_id(ids).items()}


def _sessions(ids: set[UUID]) -> Told:
    return {row.pk: _session(row) for row in _SESSIONS.rows(list(ids))}


def _session(row: Session) -> str:
    return f"{row.module.title}, {date_told(row.last_day)}"


def _follow_ups(ids: set[UUID]) -> Told:
    rows = FollowUp.objects.filter(pk__in=ids).select_related("participant__session__module")
    return {row.pk: _session(row.participant.session) for row in rows}


def _lines(ids: set[UUID]) -> Told:
    return {row.pk: in_script(row) for row in Line.objects.filter(pk__in=ids)}


def _plans(ids: set[UUID]) -> Told:
    return {row.pk: in_script(row.title) for row in Plan.objects.filter(pk__in=ids)}


def _dues(ids: set[UUID]) -> Told:
    rows = _DUES.rows(list(ids))
    return {row.pk: str(row.project) for row in rows}


def _sheets(ids: set[UUID]) -> Told:
    return {
        row.pk: _("quarter %(n)d of %(year)d") % {"n": row.quarter, "year": row.year}
        for row in Sheet.objects.filter(pk__in=ids)
    }


def _figures(ids: set[UUID]) -> Told:
    rows = YearFigures.objects.filter(pk__in=ids).select_related("network__town")
    return {row.pk: f"{row.network.short_name}, {row.year}" for row in rows}


def _unreachable(ids: set[UUID]) -> Told:
    """Whose escalation, and which of its steps; asked anew, for an absence may be over."""
    rows = Institution.objects.filter(pk__in=ids)
    return {row.pk: ": ".join(filter(None, (short_name(row), _steps(row)))) for row in rows}


def _steps(place: Institution) -> str:
    found = unreachable_steps(institution=place.pk)
    return ", ".join(dict.fromkeys(one.label for one in found))


_TELLERS: Final[dict[str, Callable[[set[UUID]], Told]]] = {
    "observation": _observations,
    "letter": _letters,
    "meeting": _meetings,
    "decision": _decisions,
    "invitation": _invitations,
    "data_request": _data_requests,
    "light_note": _light_notes,
    "seat": _seats,
    "condition": _conditions,
    "unreachable": _unreachable,
    "unreachable_desk": _unreachable,
    "mandate": _founding_documents,
    "quiet_network": _networks,
    "network_drill": _networks,
    "training_session": _sessions,
    "training_follow_up": _follow_ups,
    "plan_line": _lines,
    "plan": _plans,
    "plan_report": _plans,
    "project_due": _dues,
    "quarter_sheet": _sheets,
    "figures": _figures,
}
