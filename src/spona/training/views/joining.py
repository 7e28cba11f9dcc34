"""Registration by the link of a session, for somebody without an account. No cookie, no script."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping
from typing import Final

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_http_methods

from spona.access.actor import VISITOR
from spona.access.form_errors import RefusalAsFormError
from spona.access.guards import public_form
from spona.access.models import check_token, new_token, once
from spona.deadlines.time import today
from spona.directory.queries import institution_choices
from spona.identity.limiter import Share
from spona.identity.slow_pages import slow
from spona.training import actions
from spona.training.forms import JoinForm
from spona.training.links import personal_path
from spona.training.models import Participant, Session
from spona.training.queries import with_days
from spona.training.views.page import page, typed

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
        given = form.given()

        def act() -> str:
            made = actions.register_by_link(session, language=language, by=VISITOR, **given)
            # Never the address of their page: it opens it.
            return str(made.pk)

        with RefusalAsFormError(form):
            made = Participant.objects.get(pk=once(_of_one_person(token, given), act))
            return HttpResponseRedirect(personal_path(made, language))
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


def _of_one_person(token: str, given: Mapping[str, object]) -> str:
    """The same form sent again is once; sent by the next one at the same computer it is another."""
    check_token(token)
    said = "\0".join([token, *(str(given[name]) for name in sorted(given))])
    return base64.urlsafe_b64encode(hashlib.sha256(said.encode()).digest()).decode().rstrip("=")
