"""Adding people and ending mandates: for the head and the intake holders."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from spona.access.form_errors import RefusalAsFormError
from spona.access.guards import MemberRequest, member
from spona.access.models import once
from spona.directory import actions
from spona.directory.forms import EndMemberForm, MemberForm, first_day_without
from spona.directory.models import Institution, Member, Person
from spona.directory.permissions import check_can_edit_people
from spona.identity.views.once import was_shown

from .lookups import known_institution


@member("institution:invite")
@require_http_methods(["GET", "HEAD", "POST"])
def add_member(request: MemberRequest, code: str) -> HttpResponse:
    """A person of this institution, with or without a login to come."""
    where = known_institution(request, code)
    check_can_edit_people(request.actor, where)
    form = MemberForm(request.POST or None)
    back = reverse("directory:institution", args=[where.code])
    if request.method == "POST" and was_shown(form.data.get("token", "")):
        # Sent a second time: the first has made the address known, so it would be asked about.
        return HttpResponseRedirect(back)
    known = _known_by(form.data.get("email", ""))
    if known:
        form.ask_same([(person, _works_at(person)) for person in known])
    if request.method == "POST" and form.is_valid():
        with RefusalAsFormError(form):
            meant = form.cleaned_data.get("same_person", "")
            owner = next((one for one in known if str(one.pk) == meant), None)
            once(form.cleaned_data["token"], lambda: _added(request, where, form, owner, back))
            return HttpResponseRedirect(back)
    return render(request, "directory/add_member.html", {"form": form, "institution": where})


def _known_by(email: str) -> list[Person]:
    """Whoever has this address: the same person may have several mandates."""
    typed = email.strip()
    return list(Person.objects.filter(email__iexact=typed).order_by("name")[:9]) if typed else []


def _works_at(person: Person) -> Institution | None:
    """Where they work today, else where they worked last."""
    mandates = person.members.select_related("institution").order_by("-starts_on")
    today = mandates.active_on(timezone.localdate()).first()
    found = today or mandates.first()
    return found.institution if found else None


def _added(
    request: MemberRequest, where: Institution, form: MemberForm, owner: Person | None, back: str
) -> str:
    """Who was said to be somebody known is that person, with one more mandate."""
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
