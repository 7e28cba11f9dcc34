"""A POST that came too late: the text goes back to the same browser, and nothing is stored."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import resolve, reverse

from spona.access.guards import comes_from_here
from spona.identity import form_recovery, sessions
from spona.identity.views.entering import locked_page, sign_in_page, step_up_page

# Their POST holds nothing to give back: whoever wanted to leave is out already.
_NOTHING_TYPED = {"identity:sign_out", "identity:lock"}


def give_back(request: HttpRequest) -> HttpResponse:
    """Return the sign-in page (or, while locked, the password page) with all that was typed.

    For a POST without a valid session: a failed CSRF check, or a member's view while locked.
    """
    if request.headers.get(sessions.TIMER_HEADER):
        # A timer's autosave: nobody looks at the answer, and the form is still on the page.
        return HttpResponse(status=403)
    if resolve(request.path_info).view_name in _NOTHING_TYPED:
        return HttpResponseRedirect(_sign_in(request))
    late = _written_here(request)
    if sessions.is_locked(request):
        return locked_page(request, late, status=403)
    return sign_in_page(request, late, status=403)


def _written_here(request: HttpRequest) -> form_recovery.Kept | None:
    """What a page of ours sent. What another site sent is dropped: carried through the sign-in,
    it would be one click away from being sent again in the name of whoever signed in."""
    if not comes_from_here(request):
        return None
    brought = form_recovery.from_late_post(request)
    return brought if brought.fields or "files" in brought.lost else None


def ask_step_up(request: HttpRequest) -> HttpResponse:
    """Return the step-up page with all that was typed; for a POST that raised StepUpNeeded."""
    return step_up_page(request, form_recovery.from_late_post(request), status=403)


def _sign_in(request: HttpRequest) -> str:
    return reverse("identity:sign_in", args=[getattr(request, "language", "sr")])
