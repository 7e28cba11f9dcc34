"""A form for whoever is asked: no account, no cookie, no script. A member may fill it in signed in,
so that a draft needs no code; and whoever makes it tries it out on the same pages.
"""

from __future__ import annotations

import re
from dataclasses import replace
from functools import partial
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from spona.access.actor import VISITOR
from spona.access.denied import Conflict, Denied
from spona.access.guards import MemberRequest, member, public, public_form
from spona.identity.limiter import TooFast, hold, wait_sentence, waited
from spona.surveys import actions
from spona.surveys.actions import Begun
from spona.surveys.browser_form import Way
from spona.surveys.filling import Filling, typed_in
from spona.surveys.forms import CodeForm, StepForm
from spona.surveys.models import MAKE, Draft, Round, State
from spona.surveys.submission_xml import written
from spona.surveys.views.drafts import kept, opened
from spona.surveys.views.lookups import known_round, round_of_code
from spona.surveys.views.pace import check_pace, is_there
from spona.surveys.views.place import Place, place_of, ticket_of


@public
@require_safe
def enter(request: HttpRequest, code: str) -> HttpResponse:
    """The short address that stands on the board: on to the browser's language."""
    language = str(getattr(request, "language", "sr"))
    return HttpResponseRedirect(reverse("surveys:fill", args=[language, round_of_code(code).code]))


@public_form
@require_http_methods(["GET", "HEAD", "POST"])
def fill(request: HttpRequest, language: str, code: str) -> HttpResponse:
    """First what happens to the answers, then page by page, and sent once at the end."""
    place = place_of(request, round_of_code(code))
    return _shut(place) or _step(place)


@public_form
@require_http_methods(["GET", "HEAD", "POST"])
def come_back(request: HttpRequest, language: str, code: str) -> HttpResponse:
    """With the code that was shown at Save for later, on the page where somebody stopped."""
    place = place_of(request, round_of_code(code))
    if shut := _shut(place):
        return shut
    if request.method != "POST" or "moved" in request.POST:
        form = CodeForm(initial={"code": request.POST.get("code", "")})
        return place.page("back", form=form, form_id="")
    found = opened(place)
    return found if isinstance(found, HttpResponse) else _gone_on(place, *found)


@member("network:read")
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: MemberRequest, round_id: UUID) -> HttpResponse:
    """The same pages for a member of the network that asks: what they begin waits for them. What
    they send says as little of them as a stranger's.
    """
    rows = Round.objects.filter(network__in=request.actor.networks, state=State.OPEN)
    found = get_object_or_404(
        rows.select_related("network__town", "institution", "box"), pk=round_id
    )
    place = replace(place_of(request, found), member=request.actor)
    if shut := _shut(place):
        return shut
    if place.way is Way.SCRIPT:
        # Nothing of it can wait, so there is nothing that an account would be good for.
        return HttpResponseRedirect(reverse("surveys:fill", args=[place.language, found.code]))
    if request.method != "POST" or request.POST.get("go") == "continue":
        begun = actions.open_own(found, by=request.actor, keys=request.keys)
        if request.method == "POST" and begun:
            return _gone_on(place, *begun)
        return _intro(place, begun=begun[0] if begun else None)
    return _step(place)


@member("network:read")
@require_POST
def drop(request: MemberRequest, round_id: UUID) -> HttpResponse:
    """Throw away what one has begun oneself."""
    rows = Round.objects.filter(network__in=request.actor.networks)
    actions.drop_own(get_object_or_404(rows, pk=round_id), by=request.actor)
    return HttpResponseRedirect(reverse("surveys:rounds"))


@member(MAKE)
@require_http_methods(["GET", "HEAD", "POST"])
def try_out(request: MemberRequest, round_id: Any) -> HttpResponse:
    """The same pages; nothing is kept, and the round notes that somebody came to the end."""
    place = replace(place_of(request, known_round(request, round_id)), trial=True)
    if place.way is Way.PHONE:
        return place.page("shut", needs_phone=True)
    return _step(place)


def _shut(place: Place) -> HttpResponse | None:
    if place.takes_answers:
        return None
    return place.page("shut", needs_phone=place.way is Way.PHONE)


def _gone_on(place: Place, draft: Draft, begun: Begun) -> HttpResponse:
    """The page on which somebody stopped, with all that they had typed."""
    place = replace(place, ticket=ticket_of(draft), begun_as=begun.instance)
    known = {one.path for one in place.form.asked}
    typed = {path: said for path, said in begun.typed.items() if path in known}
    filling = Filling(place.form, typed)
    at = min(max(begun.at, 0), len(filling.steps))
    return _asked(place, filling, at)


def _step(place: Place) -> HttpResponse:
    """The page that follows on what was pressed; everything typed comes along."""
    request = place.request
    if request.method != "POST" or place.way is Way.SCRIPT:
        return _intro(place)
    filling = Filling(place.form, typed_in(place.form, request.POST))
    at, go = _at(request, filling), request.POST.get("go", "")
    moved = "moved" in request.POST
    if moved or go == "back":
        to = at if moved else filling.before(at)
        return _intro(place, filling) if to < 0 else _asked(place, filling, to)
    if go == "save" and not place.trial and at >= 0:
        return kept(place, filling, at, partial(_asked, place, filling, at))
    if 0 <= at < len(filling.steps):
        wrong = filling.judged.wrong()
        if any(one.path in wrong for one in filling.asked_on(at)):
            return _asked(place, filling, at, judged=True)
    if go == "send":
        return _sent(place, filling)
    return _asked(place, filling, filling.next(at))


def _at(request: HttpRequest, filling: Filling) -> int:
    """-1: the first page, on which nothing is asked."""
    said = request.POST.get("at", "")
    return min(int(said), len(filling.steps)) if re.fullmatch(r"\d{1,3}", said) else -1


def _intro(
    place: Place, filling: Filling | None = None, *, begun: Draft | None = None
) -> HttpResponse:
    number = len(place.form.asked)
    return place.page(
        "intro",
        number=number,
        # Half a minute for each question, as people fill them on phones.
        minutes=max(1, round(number / 2)),
        instance=place.instance,
        begun=begun,
        kept=_kept(filling, frozenset()) if filling else [],
    )


def _asked(
    place: Place,
    filling: Filling,
    at: int,
    *,
    judged: bool = False,
    status: int = 200,
    **more: Any,
) -> HttpResponse:
    if at >= len(filling.steps):
        return place.page(
            "send", at=len(filling.steps), instance=place.instance,
            kept=_kept(filling, frozenset()), status=status, **more,
        )  # fmt: skip
    form = StepForm(filling, at, judged=judged)
    done, of = filling.place(at)
    return place.page(
        "step",
        form=form,
        notes=form.notes(),
        step=filling.steps[at],
        at=at,
        done=done,
        of=of,
        instance=place.instance,
        kept=_kept(filling, frozenset(form.fields)),
        status=422 if form.errors else status,
        **more,
    )


def _kept(filling: Filling, shown: frozenset[str]) -> list[tuple[str, str]]:
    """What was answered on other pages, as hidden fields of this one."""
    return [
        (f"a.{path}", said)
        for path, said in filling.typed.items()
        if said and f"a.{path}" not in shown
    ]


def _sent(place: Place, filling: Filling) -> HttpResponse:
    wrong = filling.first_wrong()
    if wrong is not None:
        return _asked(place, filling, wrong, judged=True)
    if place.trial:
        actions.note_tried(place.found, by=place.request.actor)  # type: ignore[attr-defined]
        return HttpResponseRedirect(reverse("surveys:round", args=[place.found.pk]))
    instance = place.instance
    xml = written(place.form, filling.answers(), instance=instance)
    try:
        if not is_there(place.found, instance):
            check_pace(place, instance)
            actions.receive(place.version, xml, by=VISITOR)
    except TooFast as wait:
        return _slowed(place, filling, instance, wait)
    except (Denied, Conflict) as refused:
        return _asked(place, filling, len(filling.steps), note=str(refused.sentence))
    if place.member and place.draft:
        actions.drop_own(place.found, by=place.member)
    elif place.draft:
        actions.drop_coded(place.found, place.draft[0])
    return place.page("thanks")


def _slowed(place: Place, filling: Filling, instance: str, wait: TooFast) -> HttpResponse:
    ticket = place.request.POST.get("held", "")
    held = ticket if waited(instance, ticket) else hold(instance)
    note = _("Very many answers are arriving just now.") + " " + wait_sentence(wait.seconds)
    answer = _asked(place, filling, len(filling.steps), note=note, held=held, status=429)
    answer["Retry-After"] = str(wait.seconds)
    return answer
