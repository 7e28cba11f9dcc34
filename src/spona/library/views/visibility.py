"""Let a thing appear and take it away: the same for publications, events and recordings."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse

from spona import deadlines
from spona.access.denied import Conflict, Denied
from spona.access.guards import MemberRequest
from spona.library import actions
from spona.library.actions.visibility import Thing
from spona.library.forms import EventForm, PublicationForm, ShowForm
from spona.library.models import Event, Publication, Recording, Shown
from spona.library.pii_scan import looks_like_somebody
from spona.library.views.articles import DONE
from spona.library.views.lookups import back_to
from spona.reference.pii_patterns import Telltale


def standing(request: MemberRequest, row: Thing) -> dict[str, Any]:
    """What a page says about whether the public sees it."""
    return {
        "state": row.shown(deadlines.now()),
        "noticed": noticed_of(row),
        "done": DONE.get(request.GET.get("done", "")),
        "note": "",
    }


def noticed_of(row: Thing) -> list[Telltale]:
    return [] if isinstance(row, Recording) else looks_like_somebody(row.title, row.text)


def looked_at(form: EventForm | PublicationForm, row: Event | Publication) -> bool:
    """Whether a change may be kept: what the public sees changes with it at once."""
    if row.shown(deadlines.now()) in (Shown.SHOWN, Shown.SCHEDULED):
        form.ask_to_look(looks_like_somebody(form.words("title"), form.words("text")))
    return not form.errors


def let_appear[T: Thing](
    request: MemberRequest, row: T, path: str, page_of: Callable[..., HttpResponse]
) -> HttpResponse:
    """A POST with nothing but its button means now."""
    form = ShowForm({"when": "now"} | request.POST.dict(), noticed=noticed_of(row))
    if not form.is_valid():
        return page_of(request, row, status=422, form=form)
    said = "scheduled" if form.at and form.at > deadlines.now() else "published"
    return _done(
        request,
        row,
        path,
        page_of,
        said=said,
        act=lambda: actions.show(row, at=form.at, by=request.actor),
    )


def hidden_away[T: Thing](
    request: MemberRequest, row: T, path: str, page_of: Callable[..., HttpResponse]
) -> HttpResponse:
    return _done(
        request,
        row,
        path,
        page_of,
        said="withdrawn",
        act=lambda: actions.hide(row, by=request.actor),
    )


def _done[T: Thing](
    request: MemberRequest,
    row: T,
    path: str,
    page_of: Callable[..., HttpResponse],
    *,
    said: str,
    act: Callable[[], object],
) -> HttpResponse:
    try:
        act()
    except Denied as refusal:
        return page_of(request, row, status=403, note=str(refusal.sentence))
    except Conflict as faster:
        return page_of(request, row, status=409, note=str(faster.sentence))
    return back_to(path, said)
