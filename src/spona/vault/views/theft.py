"""After a suspected theft: a new version of the key, and everything moved to it."""

from __future__ import annotations

from datetime import timedelta

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from spona.access.denied import Conflict, Denied
from spona.access.guards import MemberRequest, member, step_up
from spona.vault import actions, queries
from spona.vault.forms import TheftForm
from spona.vault.views.keys import institution_of

# How long the page tells whoever comes back that it was done.
A_DAY = timedelta(days=1)


@member("key:regrant")
@require_safe
def theft(request: MemberRequest) -> HttpResponse:
    """What it does and what comes first; while it runs, how far it is."""
    return _page(request)


@member("key:regrant")
@step_up
@require_POST
def begin_theft(request: MemberRequest) -> HttpResponse:
    own, form = institution_of(request), TheftForm(request.POST)
    form.full_clean()
    try:
        actions.begin_rekey(
            own, paper_too=form.cleaned_data["paper"], by=request.actor, keys=request.keys
        )
    except (Denied, Conflict) as refused:
        return _page(request, refusal=str(refused.sentence))
    return HttpResponseRedirect(_on())


@member("key:regrant")
@require_POST
def go_on(request: MemberRequest) -> HttpResponse:
    """One chunk. No step-up: it ends in the middle of a long one, and nobody is let in by it."""
    try:
        left = actions.go_on(institution_of(request), by=request.actor, keys=request.keys)
    except (Denied, Conflict) as refused:
        return _page(request, refusal=str(refused.sentence))
    return HttpResponseRedirect(_on() if left else reverse("vault:theft"))


def _on() -> str:
    """The page as whoever has just pressed sees it: with a script it presses on by itself."""
    return reverse("vault:theft", query={"on": 1})


def _page(request: MemberRequest, *, refusal: str = "") -> HttpResponse:
    own = institution_of(request)
    last, holders = queries.last_rekey(own), queries.active_holders(own)
    running = last if last and last.done_at is None else None
    left = queries.left_below(own, running.below).count() if running else 0
    context = {
        "running": running,
        "done": last if last and last.done_at and last.done_at > timezone.now() - A_DAY else None,
        "left": left,
        # What was sealed to an old version meanwhile must not make it look like less than nothing.
        "moved": max(0, running.total - left) if running else 0,
        "total": max(running.total, left, 1) if running else 0,
        "by_itself": "on" in request.GET and not refusal,
        "holds": any(one.pk == request.actor.account_id for one in holders),
        "paper": queries.paper_key(own),
        "form": TheftForm(),
        "refusal": refusal,
    }
    return render(request, "vault/theft.html", context)
