"""Which projects a person may know of, and what every form does with a refusal."""

from __future__ import annotations

import datetime as dt

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils import timezone

from spona import deadlines
from spona.access.guards import MemberRequest
from spona.projects.forms import FORMS, PartForm
from spona.projects.models import Project


def known_project(request: MemberRequest, slug: str) -> Project:
    """The project, or a 404 where this actor may not know it exists."""
    rows = Project.objects.visible_to(request.actor).select_related("changed_by__person")
    return get_object_or_404(rows.prefetch_related("networks__town"), slug=slug)


def form_of(part: str) -> type[PartForm]:
    if part not in FORMS:
        raise Http404
    return FORMS[part]


def today() -> dt.date:
    return timezone.localdate(deadlines.now())
