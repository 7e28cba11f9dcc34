"""Begin, go on, change the membership, end."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from spona.access.denied import Conflict, Denied
from spona.access.guards import MemberRequest, member
from spona.directory.actions import act_for
from spona.identity.form_recovery import is_own_path
from spona.practice import actions
from spona.practice.permissions import check_can_end, part_of
from spona.practice.scenarios import scenarios
from spona.practice.views.drill import drill_page
from spona.practice.views.pages import known_drill, to_drill


@member("network:read")
@require_POST
def begin_drill(request: MemberRequest, drill_id: UUID) -> HttpResponse:
    drill = known_drill(request, drill_id)
    try:
        actions.begin_drill(drill, by=request.actor)
    except (Denied, Conflict) as refusal:
        return drill_page(request, drill, status=409, note=str(refusal.sentence))
    return to_drill(drill)


@member("network:read")
@require_POST
def advance(request: MemberRequest, drill_id: UUID) -> HttpResponse:
    """The invented partners move now instead of at the next turn of the worker."""
    drill = known_drill(request, drill_id)
    if part_of(request.actor, drill) is not None:
        actions.advance(drill, by=request.actor)
    return to_drill(drill)


@member("network:read")
@require_POST
def switch_membership(request: MemberRequest, drill_id: UUID) -> HttpResponse:
    """Into the drill and back: always by the person's own press, and recorded as every change.

    `membership=own` takes it off and leads to `next`, a path of this site, whether or not something
    is there: pressed once more on a page that is older, it puts nothing on.
    """
    drill = known_drill(request, drill_id)
    part = part_of(request.actor, drill)
    identity = request.identity  # type: ignore[attr-defined]
    if part is None or part.membership is None:
        return drill_page(request, drill, status=409, note=_("You have no role in this drill."))
    off = request.POST.get("membership") == "own"
    wanted = part.own_id if off else part.membership
    if wanted is None:
        raise Denied(_("You have no mandate for that institution today."))
    if wanted != request.actor.member_id:
        act_for(identity, member_id=wanted, by=request.actor)
    asked = request.POST.get("next", "")
    return HttpResponseRedirect(asked) if off and is_own_path(asked) else to_drill(drill)


@member("network:read")
@require_http_methods(["GET", "HEAD", "POST"])
def end_drill(request: MemberRequest, drill_id: UUID) -> HttpResponse:
    """Asks first: what was written on the stage is erased with it."""
    drill = known_drill(request, drill_id)
    check_can_end(request.actor, drill)
    if request.method == "POST":
        actions.end_drill(drill, by=request.actor)
        return to_drill(drill)
    context = {"drill": drill, "scenario": scenarios()[drill.scenario], "practice": True}
    return render(request, "practice/end.html", context)
