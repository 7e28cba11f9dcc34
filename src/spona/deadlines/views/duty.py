"""The duty roster of one's own institution."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from spona.access.form_errors import RefusalAsFormError
from spona.access.guards import MemberRequest, member
from spona.access.models import once
from spona.deadlines import actions, time
from spona.deadlines.forms import AbsenceForm, DutyForm
from spona.deadlines.models import Absence, Duty
from spona.deadlines.permissions import check_can_edit_absences
from spona.deadlines.presence import deputies, on_duty
from spona.directory.models import Institution
from spona.reference.views import found

# Who of the institution is away, and who stands in.

_PAST_AT_MOST = 100


@member("network:read")
@require_safe
def absences(request: MemberRequest) -> HttpResponse:
    """Of one's own institution: who is away now and soon; with `?when=past` the history."""
    where, today = own_institution(request), time.today()
    past = request.GET.get("when") == "past"
    rows = Absence.objects.filter(member__institution=where)
    rows = rows.filter(ends_on__lte=today) if past else rows.filter(ends_on__gt=today)
    rows = rows.select_related("member__person", "stands_in__person", "entered_by__person")
    ordered = rows.order_by("-starts_on" if past else "starts_on")[:_PAST_AT_MOST]
    query = request.GET.get("q", "")[:80]
    ours = [row for row in ordered if row.has_valid_mac()]
    shown = found(ours, query, lambda row: row.member.person.name)
    context = {
        "institution": where,
        "rows": [(row, row.starts_on is not None and row.starts_on <= today) for row in shown],
        "away": sum(row.is_active_on(today) for row in ours),
        "past": past,
        "query": query,
        "may_edit": request.actor.may("institution:edit_absences"),
    }
    return render(request, "deadlines/absences.html", context)


@member("institution:edit_absences")
@require_http_methods(["GET", "HEAD", "POST"])
def enter_absence(request: MemberRequest) -> HttpResponse:
    where = own_institution(request)
    check_can_edit_absences(request.actor, where.pk)
    form = AbsenceForm(request.POST or None, institution=where)
    if request.method == "POST" and form.is_valid():
        asked = form.cleaned_data

        def entered() -> str:
            actions.enter_absence(
                asked["member"], starts_on=asked["first_day"], ends_on=form.ends_on,
                stands_in=asked["stands_in"], by=request.actor,
            )  # fmt: skip
            return reverse("deadlines:absences")

        with RefusalAsFormError(form):
            return HttpResponseRedirect(once(asked["token"], entered))
    status = 422 if form.is_bound else 200
    context = {"form": form, "institution": where}
    return render(request, "deadlines/enter_absence.html", context, status=status)


@member("institution:edit_absences")
@require_POST
def end_absence(request: MemberRequest, absence_id: UUID) -> HttpResponse:
    rows = Absence.objects.filter(member__institution=own_institution(request))
    row = get_object_or_404(rows.select_related("member"), pk=absence_id)
    actions.end_absence(row, by=request.actor)
    return HttpResponseRedirect(reverse("deadlines:absences"))


def own_institution(request: MemberRequest) -> Institution:
    """The one that this session acts for."""
    ident = request.actor.institution_id
    if ident is None:
        raise Http404
    return get_object_or_404(Institution, pk=ident)


_AT_MOST = 200


@member("network:read")
@require_safe
def roster(request: MemberRequest) -> HttpResponse:
    """Who is on duty now and next, and to the deputy what changed since they looked."""
    where, now = own_institution(request), time.now()
    past = request.GET.get("when") == "past"
    rows = Duty.objects.filter(institution=where)
    if past:
        rows = rows.exclude(ended_at=None, ends_at__gt=now).order_by("-starts_at")
    else:
        rows = rows.standing().filter(ends_at__gt=now)
    people = ("member__person", "contact_point", "entered_by__person", "ended_by__person")
    shown = [row for row in rows.select_related(*people)[:_AT_MOST] if row.has_valid_mac()]
    everything = Duty.objects.filter(institution=where).select_related(*people)
    named = deputies(where.pk)
    context = {
        "institution": where,
        "rows": [(row, not row.ended_at and row.starts_at <= now < row.ends_at) for row in shown],
        "on_duty": on_duty(where.pk),
        "unseen": [row for row in everything if row.has_valid_mac() and row.unseen],
        "deputies": named,
        "is_deputy": any(one.pk == request.actor.member_id for one in named),
        "past": past,
        "may_edit": request.actor.may("institution:edit_absences"),
    }  # fmt: skip
    return render(request, "deadlines/roster.html", context)


@member("institution:edit_absences")
@require_http_methods(["GET", "HEAD", "POST"])
def enter_duty(request: MemberRequest) -> HttpResponse:
    where = own_institution(request)
    check_can_edit_absences(request.actor, where.pk)
    form = DutyForm(request.POST or None, institution=where)
    if request.method == "POST" and form.is_valid():
        asked = form.cleaned_data

        def entered() -> str:
            names = ("starts_at", "ends_at", "member", "post", "contact_point")
            actions.enter_duty(where, by=request.actor, **{name: asked[name] for name in names})
            return reverse("deadlines:roster")

        with RefusalAsFormError(form):
            return HttpResponseRedirect(once(asked["token"], entered))
    status = 422 if form.is_bound else 200
    context = {"form": form, "institution": where}
    return render(request, "deadlines/enter_duty.html", context, status=status)


@member("institution:edit_absences")
@require_POST
def end_duty(request: MemberRequest, duty_id: UUID) -> HttpResponse:
    row = get_object_or_404(Duty.objects.of(request.actor), pk=duty_id)
    actions.end_duty(row, by=request.actor)
    return HttpResponseRedirect(reverse("deadlines:roster"))


@member("network:read")
@require_POST
def see_roster(request: MemberRequest) -> HttpResponse:
    """The deputy of the seat: "I have seen it"."""
    actions.see_roster(own_institution(request).pk, by=request.actor)
    return HttpResponseRedirect(reverse("deadlines:roster"))
