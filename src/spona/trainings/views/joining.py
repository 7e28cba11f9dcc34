"""Registration by the link of a session, for somebody without an account. No cookie, no script."""

from __future__ import annotations

from typing import Final

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_http_methods

from spona.access.guards import public_form
from spona.access.models import new_token, once
from spona.clocks.time import today
from spona.directory.queries import institution_choices
from spona.identity.limiter import Share
from spona.identity.slow_pages import slow
from spona.trainings import actions
from spona.trainings.forms import JoinForm
from spona.trainings.links import personal_path
from spona.trainings.models import Session
from spona.trainings.queries import with_days
from spona.trainings.views.asking import refused
from spona.trainings.views.page import page, typed
from spona.trainings.visitor import VISITOR

# A whole school may sit behind one address and register in one break.
JOINS: Final = Share(most=60)


@public_form
@slow("training join", JOINS, methods=("POST",))
@require_http_methods(["GET", "HEAD", "POST"])
def join(request: HttpRequest, language: str, link: str) -> HttpResponse:
    """One form; afterwards the personal page, whose address is the only way back."""
    session = with_days(Session.objects.filter(link=link)).first()
    if session is None:
        raise Http404
    open_now = session.takes_people(today())
    form = JoinForm(
        typed(request) if open_now else None, institutions=institution_choices(session.network)
    )
    token = request.POST.get("token", "") if request.method == "POST" else new_token()
    if request.method == "POST" and open_now and form.is_valid():
        made: list[str] = []

        def act() -> str:
            participant = actions.register_by_link(
                session, language=language, by=VISITOR, **form.given()
            )
            return personal_path(participant, language)

        if not refused(form, lambda: made.append(once(token, act))):
            return HttpResponseRedirect(made[0])
    return page(
        request,
        "join",
        session=session,
        practice=session.network.practice,
        open_now=open_now,
        form=form,
        token=token,
        full=session.participants.placed().count() >= session.capacity,
        status=422 if form.errors else 200,
    )
