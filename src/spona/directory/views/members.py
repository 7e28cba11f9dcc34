"""Adding people and ending mandates: for the head and the intake holders."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from spona.access.guards import MemberRequest, member
from spona.access.models import once
from spona.directory import actions
from spona.directory.forms import EndMemberForm, MemberForm, first_day_without
from spona.directory.models import Institution, Member, Person
from spona.directory.permissions import check_can_edit_people

from .asking import known_institution, refused


@member("institution:invite")
@require_http_methods(["GET", "HEAD", "POST"])
def add_member(request: MemberRequest, code: str) -> HttpResponse:
    """A person of this institution, with or without a login to come."""
    where = known_institution(request, code)
    check_can_edit_people(request.actor, where)
    form = MemberForm(request.POST or None)
    back = reverse("directory:institution", args=[where.code])
    owner = _owner_of(form.data.get("email", ""))
    works_at = _elsewhere(owner, where)
    if owner is not None and works_at is not None:
        form.ask_same(owner, works_at)
    if request.method == "POST" and form.is_valid():

        def act() -> None:
            once(form.cleaned_data["token"], lambda: _added(request, where, form, owner, back))

        if not refused(form, act):
            return HttpResponseRedirect(back)
    return render(request, "directory/add_member.html", {"form": form, "institution": where})


def _owner_of(email: str) -> Person | None:
    """The one person of this address, if any; the same person may have several mandates."""
    return Person.objects.filter(email__iexact=email.strip()).first() if email.strip() else None


def _elsewhere(person: Person | None, where: Institution) -> Institution | None:
    """Another institution of this person; None for somebody known here already, or to nobody."""
    if person is None or person.members.filter(institution=where).exists():
        return None
    mandate = person.members.select_related("institution").first()
    return mandate.institution if mandate else None


def _added(
    request: MemberRequest, where: Institution, form: MemberForm, owner: Person | None, back: str
) -> str:
    """Somebody known by the same address is the same person with one more mandate."""
    asked, person = form.cleaned_data, owner
    if person is None:
        person = actions.add_person(
            asked["name"],
            institution=where,
            email=asked["email"],
            phone=asked["phone"],
            by=request.actor,
        )
    actions.add_member(
        person,
        institution=where,
        roles=asked["roles"],
        position=asked["position"],
        ends_on=first_day_without(asked["last_day"]),
        by=request.actor,
    )
    return back


@member("institution:invite")
@require_http_methods(["GET", "HEAD", "POST"])
def end_member(request: MemberRequest, member_id: UUID) -> HttpResponse:
    """Ends a mandate, now or after a last day."""
    ending = running_member(request, member_id)
    check_can_edit_people(request.actor, ending.institution)
    form = EndMemberForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        asked = form.cleaned_data
        on = first_day_without(asked["last_day"])
        actions.end_member(ending, on=on, reason=asked["reason"], by=request.actor)
        return HttpResponseRedirect(
            reverse("directory:institution", args=[ending.institution.code])
        )
    return render(request, "directory/end_member.html", {"form": form, "member": ending})


def running_member(request: MemberRequest, member_id: UUID) -> Member:
    """A running mandate at an institution the actor knows of; else 404."""
    rows = Member.objects.active_on(timezone.localdate()).filter(
        institution__in=Institution.objects.visible_to(request.actor)
    )
    return get_object_or_404(rows.select_related("person", "institution"), pk=member_id)
