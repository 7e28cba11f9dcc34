"""Where a person begins, and the search in the top bar."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from spona.access.actor import Actor
from spona.access.guards import MemberRequest, member, public
from spona.dashboard.desks import desk_page
from spona.dashboard.institution import institution_page
from spona.dashboard.navigation import only_oversees
from spona.identity.first_page import first_page
from spona.notifications.queries import where
from spona.reference.reference_codes import normalise
from spona.vault.actions import witness

# Find by reference: what was typed never stands in an address.


@dataclass(frozen=True, slots=True)
class Found:
    """The path of the thing, or the sentence that says why there is none."""

    path: str
    sentence: str


def find(typed: str, actor: Actor) -> Found:
    """Where the typed reference leads for this actor."""
    try:
        reference = normalise(typed)
    except ValueError:
        return Found("", _("One symbol of this reference is mistyped. Compare it once more."))
    if reference is None:
        return Found("", _("Type the reference as it stands in the notice, for example R-7K3M-Q2."))
    path = where(reference, actor)
    if path is None:
        # Unknown and forbidden read the same: the answer must not tell what exists.
        return Found(
            "",
            _("Under this reference there is nothing you can open. Ask whoever gave it to you."),
        )
    return Found(path, "")


@public
@require_safe
def begin(request: HttpRequest) -> HttpResponse:
    """The address without a path: to the desk, the chooser of memberships, or the first public
    page.
    """
    if getattr(request, "actor", None) is not None:
        target = reverse("dashboard:desk")
    elif getattr(request, "identity", None) is not None:
        # Signed in, but with several memberships or none: only the chooser knows.
        target = reverse("directory:choose")
    else:
        target = first_page(request)
    return HttpResponseRedirect(target, headers={"Cache-Control": "no-store"})


@member()
@require_safe
def desk(request: MemberRequest) -> HttpResponse:
    """One desk per role: what waits for you, what waits for your institution, what you sent."""
    if only_oversees(request.actor):
        return HttpResponseRedirect(reverse("dashboard:oversight"))
    # The first page of a day: whoever holds the institution's key looks at the log's past for it.
    witness(by=request.actor, keys=request.keys)
    return desk_page(request)


@member("institution:read_deadlines")
@require_safe
def institution(request: MemberRequest) -> HttpResponse:
    """The desk of the actor's own institution: its load, its deadlines, who is away."""
    return institution_page(request)


@member()
@require_POST
def search(request: MemberRequest) -> HttpResponse:
    """To the thing behind a reference, or a sentence that says what to do."""
    typed = request.POST.get("q", "").strip()[:40]
    found = find(typed, request.actor)
    if found.path:
        return HttpResponseRedirect(found.path)
    context = {"typed": typed, "sentence": found.sentence}
    return render(request, "dashboard/search.html", context)
