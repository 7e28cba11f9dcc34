"""Who works on a file: let in by parts, taken out, locked out; and the work of who leaves."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from spona.access.denied import Conflict, Denied
from spona.access.exclusion_marks import PERSON, mark
from spona.access.guards import MemberRequest, member
from spona.access.models import new_token
from spona.cases.case.acting_membership import acting_membership
from spona.cases.case.models import Case
from spona.cases.case.sections import SECTIONS
from spona.cases.casefile import actions
from spona.cases.casefile.actions.another_case import linked_without
from spona.cases.casefile.file_forms import ExcludeForm, HandOverForm, TeamForm
from spona.cases.casefile.views.file import visible_file
from spona.cases.team import actions as teams
from spona.cases.team.permissions import check_can_form_team
from spona.cases.team.queries import (
    able_colleagues,
    colleagues_of,
    opened_in_need,
    team_of,
)
from spona.directory.models import Member


@member("case:open")
@require_safe
def team(request: MemberRequest, reference: str) -> HttpResponse:
    return _page(request, visible_file(request, reference))


@member("referral:assign")
@require_POST
def assign_file(request: MemberRequest, reference: str) -> HttpResponse:
    case = visible_file(request, reference)
    form = TeamForm(request.POST, people=colleagues_of(case, request.actor))

    def act() -> str:
        changed = teams.assign_file(
            case,
            member=_member(form.cleaned_data["member"]),
            sections=form.cleaned_data["sections"],
            by=request.actor,
            keys=request.keys,
        )
        return (
            ""
            if changed
            else _(
                "Nothing was changed: this colleague has the keys of exactly these parts. "
                "Tick other parts, or take them out."
            )
        )

    return _done(request, case, form, "team_form", act)


@member("referral:assign")
@require_POST
def unassign_file(request: MemberRequest, reference: str) -> HttpResponse:
    case = visible_file(request, reference)
    people = [one.member for one in team_of(case)]
    form = ExcludeForm(request.POST, people=people)

    def act() -> str:
        chosen = _member(form.cleaned_data["member"])
        if actions.take_out(case, member=chosen, by=request.actor):
            return ""
        return _("Nothing was changed: this colleague has no key of this file to work by.")

    return _done(request, case, form, "unassign_form", act)


@member("referral:assign")
@require_POST
def exclude(request: MemberRequest, reference: str) -> HttpResponse:
    case = visible_file(request, reference)
    form = ExcludeForm(request.POST, people=_everybody(request))

    def act() -> str:
        chosen = _member(form.cleaned_data["member"])
        if actions.exclude(case, member=chosen, by=request.actor, keys=request.keys):
            return _elsewhere(request, case, chosen)
        return _("Nothing was changed: this colleague is locked out already.")

    return _done(request, case, form, "exclude_form", act)


@member("case:write")
@require_http_methods(["GET", "POST"])
def hand_over_work(request: MemberRequest) -> HttpResponse:
    """An intake holder for anybody of the institution; others for themselves."""
    people = able_colleagues(request.actor)
    mine = [one for one in people if one.pk == request.actor.member_id]
    leavers = _everybody(request, myself=True) if request.actor.may("referral:assign") else mine
    form = HandOverForm(request.POST or None, leavers=leavers, people=people)
    context: dict[str, Any] = {"form": form}
    if request.method == "GET" or not form.is_valid():
        status = 200 if request.method == "GET" else 422
        return render(request, "cases/file/hand_over.html", context, status=status)
    try:
        context["done"] = actions.hand_over_work(
            _member(form.cleaned_data["leaver"]),
            to=_member(form.cleaned_data["to"]),
            by=request.actor,
            keys=request.keys,
        )
    except Denied as refused:
        context["note"] = refused.sentence
        return render(request, "cases/file/hand_over.html", context, status=422)
    return render(request, "cases/file/hand_over.html", context)


def _elsewhere(request: MemberRequest, case: Case, chosen: Member) -> str:
    """Files of other persons in the same report from which they are not locked out: what that
    report says may stand there too, and nobody but a human knows whether they may read it.
    """
    stamp = mark(PERSON, chosen.person_id)
    others = linked_without(case, stamp, by=request.actor, keys=request.keys)
    if not others:
        return ""
    return _(
        "This colleague is locked out of this file. Of the same report there is also %(files)s, "
        "where they are not: decide whether to lock them out there too."
    ) % {"files": ", ".join(one.reference for one in others)}


def _everybody(request: MemberRequest, *, myself: bool = False) -> list[Member]:
    """Today's people of the institution, with a login or without."""
    rows = Member.objects.active_on(timezone.localdate()).filter(
        institution=acting_membership(request.actor).institution
    )
    rows = rows.select_related("person").order_by("person__name")
    return [
        one
        for one in rows
        if one.can_act() and (myself or one.person_id != request.actor.person_id)
    ]


def _member(ident: str) -> Member:
    rows = Member.objects.select_related("person__account", "institution")
    found = rows.filter(pk=UUID(ident)).first()
    if found is None:
        raise Http404
    return found


def _done(
    request: MemberRequest, case: Case, form: forms.Form, name: str, act: Callable[[], str]
) -> HttpResponse:
    """`act` returns what to say where it changed nothing, or what is still to be done."""
    if not form.is_valid():
        return _page(request, case, status=422, bound={name: form})
    try:
        nothing = act()
    except Denied as refused:
        return _page(request, case, status=422, note=refused.sentence, bound={name: form})
    except Conflict as faster:
        return _page(request, case, status=409, note=faster.sentence, bound={name: form})
    if nothing:
        return _page(request, case, note=nothing)
    return HttpResponseRedirect(reverse("cases:team", args=[case.reference]))


def _page(
    request: MemberRequest,
    case: Case,
    *,
    status: int = 200,
    note: str | Promise = "",
    bound: dict[str, forms.Form] | None = None,
) -> HttpResponse:
    found = team_of(case)
    context: dict[str, Any] = {
        "case": case,
        "team": [
            (one, _("everything") if one.everything else _titles(one.sections)) for one in found
        ],
        "in_need": opened_in_need(case),
        "note": note,
        "token": new_token(),
        "back_url": reverse("cases:file", args=[case.reference]),
    }
    if _may(request, case):
        context |= {
            "team_form": TeamForm(people=colleagues_of(case, request.actor)),
            "exclude_form": ExcludeForm(people=_everybody(request), auto_id="exclude_%s"),
        }
    return render(request, "cases/file/team.html", context | (bound or {}), status=status)


def _titles(sections: list[str]) -> str:
    return ", ".join(str(SECTIONS[name]) for name in sections)


def _may(request: MemberRequest, case: Case) -> bool:
    try:
        check_can_form_team(request.actor, case)
    except Denied:
        return False
    return case.closed_at is None
