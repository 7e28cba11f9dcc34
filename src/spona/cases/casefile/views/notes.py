"""Light notes: that somebody may need help, kept inside the institution until a day."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from spona.access.denied import Denied
from spona.access.guards import MemberRequest, member
from spona.access.models import new_token, once, posted_token
from spona.cases.case import actions
from spona.cases.case.models import LightNote
from spona.cases.casefile.file_forms import LightNoteForm, RenewForm


@member("case:write")
@require_safe
def light_notes(request: MemberRequest) -> HttpResponse:
    return _list(request)


@member("case:write")
@require_http_methods(["GET", "POST"])
def write_light_note(request: MemberRequest) -> HttpResponse:
    """Once per page: a second click writes no second note."""
    form = LightNoteForm(request.POST or None)
    if request.method == "GET":
        return _form(request, form)
    if not form.is_valid():
        return _form(request, form, status=422)

    def act() -> str:
        actions.write_light_note(by=request.actor, **form.cleaned_data)
        return reverse("cases:light_notes")

    try:
        return HttpResponseRedirect(once(posted_token(request), act))
    except Denied as refused:
        return _form(request, form, status=422, note=refused.sentence)


@member("case:write")
@require_POST
def renew_light_note(request: MemberRequest, note_id: UUID) -> HttpResponse:
    note = _visible(request, note_id)
    form = RenewForm(request.POST)
    if not form.is_valid():
        return _list(request, mistake=(note, form), status=422)
    try:
        actions.renew_light_note(note, review_on=form.cleaned_data["review_on"], by=request.actor)
    except Denied as refused:
        return _list(request, mistake=(note, form), status=422, note=refused.sentence)
    return HttpResponseRedirect(reverse("cases:light_notes"))


@member("case:write")
@require_POST
def end_light_note(request: MemberRequest, note_id: UUID) -> HttpResponse:
    actions.end_light_note(_visible(request, note_id), by=request.actor)
    return HttpResponseRedirect(reverse("cases:light_notes"))


def _visible(request: MemberRequest, note_id: UUID) -> LightNote:
    note = LightNote.objects.visible_to(request.actor).filter(pk=note_id).first()
    if note is None:
        raise Http404
    return note


def _list(
    request: MemberRequest,
    *,
    mistake: tuple[LightNote, RenewForm] | None = None,
    status: int = 200,
    note: str | Promise = "",
) -> HttpResponse:
    """The nearest day first."""
    rows = LightNote.objects.visible_to(request.actor).select_related("box", "written_by__person")
    notes = list(rows.order_by("review_on", "pk"))
    texts = actions.read_light_notes(notes, by=request.actor, keys=request.keys)
    shown = [
        (
            one,
            texts.get(one.pk),
            mistake[1]
            if mistake and mistake[0].pk == one.pk
            else RenewForm(auto_id=f"renew_{one.pk}_%s"),
        )
        for one in notes
    ]
    return render(request, "cases/file/kept.html", {"notes": shown, "note": note}, status=status)


def _form(
    request: MemberRequest, form: LightNoteForm, *, status: int = 200, note: str | Promise = ""
) -> HttpResponse:
    context = {"form": form, "note": note, "token": new_token()}
    return render(request, "cases/file/keep.html", context, status=status)
