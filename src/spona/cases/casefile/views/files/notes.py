"""The notes of a file: all of them on a page, a new one, and one that corrects another."""

from __future__ import annotations

from functools import partial
from uuid import UUID

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.views.decorators.http import require_http_methods

from spona.access.form_errors import run_or_page
from spona.access.guards import MemberRequest, member
from spona.access.models import new_token, once, posted_token
from spona.cases.case import actions
from spona.cases.case.models import Case
from spona.cases.case.notes import AT_ONCE, Entry, entries_of, narrowed
from spona.cases.case.permissions import check_can_add, check_can_read
from spona.cases.casefile.note_forms import NarrowNotesForm, NoteForm, written
from spona.cases.casefile.views.file import chip, may_write, visible_file
from spona.deadlines.time import today


@member("case:open")
@require_http_methods(["GET", "POST"])
def notes(request: MemberRequest, reference: str) -> HttpResponse:
    """A POST narrows it: what is looked for in opened notes stays out of the address."""
    case = visible_file(request, reference)
    found = _entries(request, case)
    if found is None:
        return HttpResponseRedirect(reverse("cases:file", args=[case.reference]))
    form = NarrowNotesForm(request.POST or None)
    said = form.said
    context = {
        "case": case,
        "form": form,
        "entries": narrowed(found, kind=said.get("kind", ""), words=said.get("q", "")),
        "count": len(found),
        "narrowed": bool(said.get("kind") or said.get("q")),
        "holders": [chip(case.owner_institution, own=True)],
        "may_write": may_write(request, case),
        "at_once": AT_ONCE,
        "back_url": reverse("cases:file", args=[case.reference]),
    }
    return render(request, "cases/file/notes.html", context)


@member("case:write")
@require_http_methods(["GET", "POST"])
def add_note(request: MemberRequest, reference: str) -> HttpResponse:
    """Once per page: a second click or a reload adds nothing twice.

    A POST with `begin` only opens the form, with this kind: so no address tells it.
    """
    case = visible_file(request, reference)
    begin = request.POST.get("begin", "")
    if request.method == "GET" or begin:
        check_can_add(request.actor, case, actions.READ_WITH)
        return _page(request, case, NoteForm(initial={"day": today(), "kind": begin}))
    check_can_read(request.actor, case, actions.READ_WITH)
    return _written(request, case, NoteForm(request.POST))


@member("case:write")
@require_http_methods(["GET", "POST"])
def correct_note(request: MemberRequest, reference: str, note_id: UUID) -> HttpResponse:
    """The form with the old text; saved, both stay readable."""
    case = visible_file(request, reference)
    corrects = str(note_id)
    if request.method == "POST":
        check_can_read(request.actor, case, actions.READ_WITH)
        return _written(request, case, NoteForm(request.POST), corrects=corrects)
    check_can_add(request.actor, case, actions.READ_WITH)
    found = _entries(request, case)
    if found is None:
        return HttpResponseRedirect(reverse("cases:file", args=[case.reference]))
    old = next((one for entry in found for one in entry.all if one.id == corrects), None)
    if old is None:
        raise Http404
    return _page(request, case, NoteForm(initial=written(old)), corrects=corrects)


def _entries(request: MemberRequest, case: Case) -> list[Entry] | None:
    """None where a reason is needed first: the page of the file asks for it."""
    opened = actions.read_notes(case, by=request.actor, keys=request.keys)
    document = opened.documents.get("notes")
    return None if document is None else entries_of(document)


def _written(
    request: MemberRequest, case: Case, form: NoteForm, *, corrects: str = ""
) -> HttpResponse:
    page = partial(_page, request, case, form, corrects=corrects)
    if not form.is_valid():
        return page(status=422)

    def act() -> str:
        note_id = actions.add_note(
            case,
            form.cleaned_data["text"],
            event=form.event,
            corrects=corrects,
            by=request.actor,
            keys=request.keys,
        )
        return reverse("cases:notes", args=[case.reference]) + f"#note-{note_id}"

    return run_or_page(lambda: once(posted_token(request), act), page=page)


def _page(
    request: MemberRequest,
    case: Case,
    form: NoteForm,
    *,
    corrects: str = "",
    status: int = 200,
    note: str | Promise = "",
) -> HttpResponse:
    context = {
        "case": case,
        "form": form,
        "corrects": corrects,
        "note": note,
        "token": new_token(),
        "back_url": reverse("cases:file", args=[case.reference]),
    }
    return render(request, "cases/file/note.html", context, status=status)
