"""Which rows a person may know of, and what every form does with a refusal."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.db.models import Model
from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404

from spona.access.guards import MemberRequest
from spona.training.models import Module, Participant, Session
from spona.training.permissions import check_can_edit
from spona.training.queries import with_days


def status_of(form: forms.Form) -> int:
    return 422 if form.is_bound and form.errors else 200


def known_session(request: MemberRequest, session_id: UUID) -> Session:
    """The session, or a 404 where this actor may not know it exists."""
    return get_object_or_404(with_days(Session.objects.visible_to(request.actor)), pk=session_id)


def led_session(request: MemberRequest, session_id: UUID) -> Session:
    """The same; Denied for who does not lead trainings there."""
    found = known_session(request, session_id)
    check_can_edit(request.actor, found.network)
    return found


def led_participant(request: MemberRequest, participant_id: UUID) -> Participant:
    rows = Participant.objects.filter(session__network__in=request.actor.networks)
    found: Participant = get_object_or_404(
        rows.select_related(
            "session__module", "session__network__town", "institution", "member__person__account"
        ),
        pk=participant_id,
    )
    check_can_edit(request.actor, found.session.network)
    return found


def known_module(request: MemberRequest, module_id: UUID) -> Module:
    rows = Module.objects.visible_to(request.actor).select_related("network__town")
    return get_object_or_404(rows, pk=module_id)


def part_of_known_module[Part: Model](request: MemberRequest, part: type[Part], ident: UUID) -> Any:
    """A question or material whose module this actor may know."""
    rows = part._default_manager.filter(ended_at=None)  # noqa: SLF001 (Django's own word for it)
    rows = rows.filter(module__in=Module.objects.visible_to(request.actor))
    return get_object_or_404(rows.select_related("module__network__town"), pk=ident)


def held_by(request: HttpRequest, token: str) -> Participant:
    """Whose personal link it is; the same 404 for every other one."""
    from spona.training.links import holder_of

    found = holder_of(token)
    if found is None:
        raise Http404
    return found
