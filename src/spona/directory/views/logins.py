"""A first login by an invitation, and another one for somebody who lost every way in."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from spona.access.guards import MemberRequest, check_stepped_up, member
from spona.access.models import new_token, once
from spona.directory import actions
from spona.directory.models import Member
from spona.directory.permissions import check_can_edit_people, check_can_replace_login

from .members import running_member


@member("institution:invite")
@require_http_methods(["GET", "HEAD", "POST"])
def invite(request: MemberRequest, member_id: UUID) -> HttpResponse:
    """Shows a new code once, to print and hand over. A repeat shows none: it was never kept."""
    invited = running_member(request, member_id)
    check_can_edit_people(request.actor, invited.institution)
    shown: list[str] = []
    if request.method == "POST":
        back = reverse("directory:institution", args=[invited.institution.code])

        def act() -> str:
            shown.append(
                actions.invite(
                    invited.person,
                    institution=invited.institution,
                    roles=invited.roles,
                    by=request.actor,
                )
            )
            return back

        token = request.POST.get("token", "")
        if len(token) == 43:
            once(token, act)
    context = {
        "repeated": request.method == "POST" and not shown,
        "token": new_token(),
        **_code(request, invited, shown),
    }
    return render(request, "directory/invite.html", context)


@member("institution:invite")
@require_http_methods(["GET", "HEAD", "POST"])
def replace_lost_login(request: MemberRequest, member_id: UUID) -> HttpResponse:
    """Says what is lost and what stays; a POST with a fresh second factor closes and invites.

    A repeat meets a person without a login, who only needs an invitation.
    """
    lost = running_member(request, member_id)
    check_can_replace_login(request.actor, lost.person, lost.institution)
    shown: list[str] = []
    if request.method == "POST" and lost.person.account_id is not None:
        check_stepped_up(request.actor)
        shown.append(actions.replace_lost_login(lost, by=request.actor))
    context = {"closed": lost.person.account_id is None, **_code(request, lost, shown)}
    return render(request, "directory/replace_lost_login.html", context)


def _code(request: MemberRequest, invited: Member, shown: list[str]) -> dict[str, Any]:
    """What the part with the code needs; the code is empty where none was just made."""
    welcome = reverse("directory:welcome", args=[getattr(request, "language", "sr")])
    return {
        "member": invited,
        "institution": invited.institution,
        "code": shown[0] if shown else "",
        "expires_at": timezone.now() + actions.INVITATION_LASTS,
        "welcome_url": request.build_absolute_uri(welcome),
    }
