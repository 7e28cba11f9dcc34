"""For trainer, coordinator and deputy: planning, people, attendance, tests on paper, closing."""

from __future__ import annotations

from functools import partial
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from spona.access.denied import Conflict
from spona.access.form_errors import RefusalAsFormError, run_or_page
from spona.access.guards import MemberRequest, member
from spona.access.models import once
from spona.directory.models import Network
from spona.directory.queries import institution_choices
from spona.training import actions
from spona.training.forms import AddForm, AttendanceForm, ReasonForm, SessionForm, TestForm
from spona.training.models import Certificate, Module, Moment, Session, SessionDay
from spona.training.permissions import EDIT, check_can_edit
from spona.training.questions import asked_in
from spona.training.views.lookups import led_participant, led_session, status_of
from spona.training.views.sessions import session_page


@member("training:edit")
@require_http_methods(["GET", "HEAD", "POST"])
def plan(request: MemberRequest) -> HttpResponse:
    """`?module=` is the module from whose page somebody comes."""
    modules, networks = _choices(request)
    start = {"module": request.GET.get("module", "")}
    form = SessionForm(request.POST or None, modules=modules, networks=networks, initial=start)
    if request.method == "POST" and form.is_valid():
        asked = form.cleaned_data

        def planned() -> str:
            found = actions.plan_session(
                asked["module"], form.plan(), network=asked["network"], by=request.actor
            )
            return reverse("training:session", args=[found.pk])

        with RefusalAsFormError(form):
            return HttpResponseRedirect(once(asked["token"], planned))
    context = {"form": form, "none_yet": not modules.exists()}
    return render(request, "training/plan.html", context, status=status_of(form))


@member("training:edit")
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: MemberRequest, session_id: UUID) -> HttpResponse:
    found = led_session(request, session_id)
    _modules, networks = _choices(request)
    form = SessionForm(
        request.POST or None,
        modules=Module.objects.filter(pk=found.module_id),
        networks=networks.filter(pk=found.network_id),
        initial=SessionForm.as_it_is(found),
    )
    here = reverse("training:session", args=[found.pk])
    if request.method == "POST" and form.is_valid():
        with RefusalAsFormError(form):
            actions.change_session(found, form.plan(), by=request.actor)
            return HttpResponseRedirect(here)
    context = {"form": form, "session": found}
    return render(request, "training/plan.html", context, status=status_of(form))


@member("training:edit")
@require_POST
def renew_link(request: MemberRequest, session_id: UUID) -> HttpResponse:
    found = led_session(request, session_id)
    actions.renew_link(found, by=request.actor)
    return HttpResponseRedirect(reverse("training:session", args=[found.pk]))


@member("training:edit")
@require_http_methods(["GET", "HEAD", "POST"])
def call_off(request: MemberRequest, session_id: UUID) -> HttpResponse:
    found = led_session(request, session_id)
    here = reverse("training:session", args=[found.pk])
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        with RefusalAsFormError(form):
            actions.call_off(found, form.cleaned_data["reason"], by=request.actor)
            return HttpResponseRedirect(here)
    context = {"form": form, "session": found, "back": here, "what": "session"}
    return render(request, "training/reason.html", context, status=status_of(form))


@member("training:edit")
@require_POST
def close(request: MemberRequest, session_id: UUID) -> HttpResponse:
    """What is missing is said on the page itself."""
    found = led_session(request, session_id)
    return _done(request, found, lambda: actions.close_session(found, by=request.actor))


@member("training:edit")
@require_POST
def add(request: MemberRequest, session_id: UUID) -> HttpResponse:
    """Somebody who called, or who simply came."""
    found = led_session(request, session_id)
    form = AddForm(request.POST, institutions=institution_choices(found.network))
    here = reverse("training:session", args=[found.pk])
    if form.is_valid():

        def added() -> str:
            actions.register_by_hand(found, by=request.actor, **form.given())
            return here + "#add"

        with RefusalAsFormError(form):
            return HttpResponseRedirect(once(form.cleaned_data["token"], added))
    return session_page(request, found, status=422, add_form=form)


@member("training:edit")
@require_POST
def attendance(request: MemberRequest, day_id: UUID) -> HttpResponse:
    """The ticks of one day."""
    rows = SessionDay.objects.filter(session__in=Session.objects.visible_to(request.actor))
    day = get_object_or_404(rows.select_related("session__network__town"), pk=day_id)
    check_can_edit(request.actor, day.session.network)
    form = AttendanceForm(request.POST, people=list(day.session.participants.placed()))
    if not form.is_valid():
        # Somebody withdrew meanwhile: the page shows who is there now.
        raise Conflict(_moved())
    return _done(
        request,
        led_session(request, day.session_id),
        lambda: actions.record_attendance(day, form.there, by=request.actor),
    )


@member("training:edit")
@require_POST
def withdraw(request: MemberRequest, participant_id: UUID) -> HttpResponse:
    return _of_one(request, participant_id, actions.withdraw)


@member("training:edit")
@require_POST
def put_back(request: MemberRequest, participant_id: UUID) -> HttpResponse:
    """Undo of `withdraw`."""
    return _of_one(request, participant_id, actions.put_back)


@member("training:edit")
@require_POST
def give_place(request: MemberRequest, participant_id: UUID) -> HttpResponse:
    return _of_one(request, participant_id, actions.give_place)


@member("training:edit")
@require_http_methods(["GET", "HEAD", "POST"])
def type_test(request: MemberRequest, participant_id: UUID, moment: str) -> HttpResponse:
    """A test that was filled in on paper."""
    person = led_participant(request, participant_id)
    if moment not in Moment.values:
        raise Http404
    when = Moment(moment)
    form = TestForm(
        request.POST if request.method == "POST" else None,
        questions=asked_in(person.session.module, when),
    )
    if form.is_bound and form.is_valid():
        with RefusalAsFormError(form):
            actions.take_test(person, when, form.answers(), by=request.actor)
            here = reverse("training:session", args=[person.session_id])
            return HttpResponseRedirect(f"{here}#people")
    context = {"form": form, "person": person, "session": person.session, "moment": when}
    return render(request, "training/type_test.html", context, status=status_of(form))


@member("training:edit")
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw_certificate(request: MemberRequest, certificate_id: UUID) -> HttpResponse:
    rows = Certificate.objects.filter(network__in=request.actor.networks)
    rows = rows.select_related("network__town", "participant__session__module")
    found = get_object_or_404(rows, pk=certificate_id)
    check_can_edit(request.actor, found.network)
    here = reverse("training:session", args=[found.participant.session_id])
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        with RefusalAsFormError(form):
            actions.withdraw_certificate(found, form.cleaned_data["reason"], by=request.actor)
            return HttpResponseRedirect(here)
    session = found.participant.session
    context = {"form": form, "session": session, "back": here, "what": "certificate",
               "certificate": found}  # fmt: skip
    return render(request, "training/reason.html", context, status=status_of(form))


def _choices(request: MemberRequest) -> tuple[Any, Any]:
    networks = Network.objects.filter(pk__in=request.actor.networks_where(EDIT))
    modules = Module.objects.visible_to(request.actor).running()
    return modules, networks.select_related("town")


def _done(request: MemberRequest, session: Session, act: Any) -> HttpResponse:
    return run_or_page(
        act,
        page=partial(session_page, request, session),
        to=reverse("training:session", args=[session.pk]),
    )


def _of_one(request: MemberRequest, participant_id: UUID, act: Any) -> HttpResponse:
    person = led_participant(request, participant_id)
    session = led_session(request, person.session_id)
    return _done(request, session, lambda: act(person, by=request.actor))


def _moved() -> str:
    from django.utils.translation import gettext

    return gettext("Somebody has withdrawn meanwhile. Look at the list again.")
