"""Numbers of an institution: entering, confirming by a call, taking out of use."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Q
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from spona.access.form_errors import RefusalAsFormError
from spona.access.guards import MemberRequest, member
from spona.access.models import once
from spona.directory import actions
from spona.directory.forms import ContactForm
from spona.directory.models import ContactPoint, Institution
from spona.directory.permissions import check_can_edit_contacts
from spona.identity.form_recovery import is_own_path

from .lookups import known_institution


@member("network:read")
@require_http_methods(["GET", "HEAD", "POST"])
def add_contact(request: MemberRequest, code: str) -> HttpResponse:
    """`?kind=` and `?back=` come from the page that asks for a certain number."""
    where = known_institution(request, code)
    check_can_edit_contacts(request.actor, where)
    form = ContactForm(request.POST or None, initial={"kind": request.GET.get("kind", "")})
    asked_back = request.POST.get("back") or request.GET.get("back", "")
    own = reverse("directory:institution", args=[where.code])
    back = asked_back if is_own_path(asked_back) else own
    if request.method == "POST" and form.is_valid():
        asked = form.cleaned_data

        def added() -> str:
            actions.add_contact(where, number=asked["number"], kind=asked["kind"], by=request.actor)
            return back

        with RefusalAsFormError(form):
            return HttpResponseRedirect(once(asked["token"], added))
    context = {"form": form, "institution": where, "back": back}
    return render(request, "directory/add_contact.html", context)


@member("network:read")
@require_POST
def confirm_contact(request: MemberRequest, contact_id: UUID) -> HttpResponse:
    """Somebody has just called this number."""
    contact = _contact(request, contact_id)
    actions.confirm_contact(contact, by=request.actor)
    back = request.POST.get("back", "")
    return HttpResponseRedirect(back) if is_own_path(back) else _back(contact)


@member("network:read")
@require_POST
def end_contact(request: MemberRequest, contact_id: UUID) -> HttpResponse:
    contact = _contact(request, contact_id)
    actions.end_contact(contact, by=request.actor)
    return _back(contact)


def _contact(request: MemberRequest, contact_id: UUID) -> ContactPoint:
    seen = Q(institution__in=Institution.objects.visible_to(request.actor))
    # A helpline is of no institution and no town; everybody may know of it.
    rows = ContactPoint.objects.filter(seen | Q(institution=None, town=None), ended_at=None)
    return get_object_or_404(rows.select_related("institution"), pk=contact_id)


def _back(contact: ContactPoint) -> HttpResponse:
    if contact.institution is None:
        return HttpResponseRedirect(reverse("directory:network"))
    return HttpResponseRedirect(reverse("directory:institution", args=[contact.institution.code]))
