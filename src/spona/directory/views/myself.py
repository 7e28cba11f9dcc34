"""What somebody writes of themselves: where they hear that something waits."""

from __future__ import annotations

from typing import Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from spona.access.form_errors import RefusalAsFormError
from spona.access.guards import MemberRequest, check_stepped_up, member
from spona.directory import actions
from spona.directory.forms import ReachForm
from spona.directory.models import Person
from spona.identity.limiter import Share
from spona.identity.slow_pages import slow

# Each change sends two mails to addresses of one's choice.
_CHANGES: Final = Share(most=10, seconds=86_400)


@member()
@slow("contact", _CHANGES, methods=("POST",))
@require_http_methods(["GET", "HEAD", "POST"])
def own_contact(request: MemberRequest) -> HttpResponse:
    """E-mail and phone at work of whoever is signed in. Where an address stands, password and
    code are asked first: at an unlocked desk nobody turns the mail away.
    """
    me = get_object_or_404(Person, pk=str(request.actor.person_id))
    if me.email:
        check_stepped_up(request.actor)
    if request.method != "POST":
        return _page(request, ReachForm(initial={"email": me.email, "phone": me.phone}))
    form = ReachForm(request.POST)
    if not form.is_valid():
        return _page(request, form)
    with RefusalAsFormError(form):
        actions.change_own_contact(me, **form.cleaned_data, by=request.actor)
        return _page(request, form, done=_said(me.email, form.cleaned_data["email"]))
    return _page(request, form)


def _said(before: str, email: str) -> str:
    if not email:
        return _("Saved. Nothing is sent to you; look at your desk every day.")
    if before == email:
        return _("Saved.")
    return _(
        "Saved. A mail is on its way to %(email)s. If it has not come in ten minutes, look among "
        "unwanted mail, then read the address once more."
    ) % {"email": email}


def _page(request: HttpRequest, form: ReachForm, *, done: str = "") -> HttpResponse:
    return render(request, "directory/own_contact.html", {"form": form, "done": done})
