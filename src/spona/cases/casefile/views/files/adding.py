"""What is only added to a file: notes, and files sealed while they come."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from uuid import UUID

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods, require_safe

from spona.access.form_errors import run_or_page
from spona.access.guards import MemberRequest, member, takes_files
from spona.access.models import new_token, once, posted_token
from spona.cases.case import actions
from spona.cases.case.models import Case
from spona.cases.case.permissions import check_can_add
from spona.cases.casefile.file_forms import AttachForm, NoteForm
from spona.cases.casefile.views.file import visible_file
from spona.identity.slow_pages import FILE, slow
from spona.vault.downloads import download
from spona.vault.refusals import Unopenable
from spona.vault.uploads import SealedUpload, sealing, was_too_large


@member("case:write")
@require_http_methods(["GET", "POST"])
def add_note(request: MemberRequest, reference: str) -> HttpResponse:
    """Once per page: a second click or a reload adds nothing twice."""
    case = visible_file(request, reference)
    check_can_add(request.actor, case, "notes")
    form = NoteForm(request.POST or None)
    if request.method == "GET":
        return _page(request, case, "cases/file/note.html", form)
    if not form.is_valid():
        return _page(request, case, "cases/file/note.html", form, status=422)

    def act() -> str:
        text = form.cleaned_data["text"]
        actions.add_note(case, text, by=request.actor, keys=request.keys)
        return reverse("cases:file", args=[case.reference]) + "#notes"

    return _done(request, case, "cases/file/note.html", form, act)


@csrf_protect
def _attach(request: MemberRequest, reference: str, kept: set[str]) -> HttpResponse:
    case = visible_file(request, reference)
    check_can_add(request.actor, case, "notes")
    if request.method == "GET":
        return _page(request, case, "cases/file/attach.html", AttachForm())
    return _attached(request, case, AttachForm(request.POST, request.FILES), kept)


@csrf_exempt
@takes_files
@member("case:write")
@require_http_methods(["GET", "POST"])
def attach_file(request: MemberRequest, reference: str) -> HttpResponse:
    """A form whose file came only in part, or too large, comes back with its words.

    The check against forged forms reads POST, and with it the upload: so the handler that seals
    is put in place first, and the check is made by `_attach`, right after that.
    """
    with sealing(request) as kept:
        return _attach(request, reference, kept)


@member("case:open")
@slow("file", FILE)
@require_safe
def read_attached(request: MemberRequest, reference: str, file_id: UUID) -> HttpResponse:
    """One file as it came, chunk by chunk; on the reader's disk it has a neutral name."""
    case = visible_file(request, reference)
    try:
        found = actions.read_attached(case, file_id, by=request.actor, keys=request.keys)
    except Unopenable:
        return _page(
            request,
            case,
            "cases/file/attach.html",
            AttachForm(),
            status=409,
            note=_("This file is not as it was when it came, so nothing of it is shown."),
        )
    if found is None:
        raise Http404
    stored, content = found
    return download(stored, content, reference=case.reference)


def _attached(request: MemberRequest, case: Case, form: AttachForm, kept: set[str]) -> HttpResponse:
    if was_too_large(request):
        form.add_error("file", _("This file is larger than 100 MB. Split it or make it smaller."))
    elif not request.POST.get("whole"):
        # The last field of the form: without it the upload was cut on the way.
        form.add_error("file", _("The upload was cut. Choose the file again."))
    if not form.is_valid():
        return _page(request, case, "cases/file/attach.html", form, status=422)
    upload = form.cleaned_data["file"]
    if not isinstance(upload, SealedUpload):
        raise TypeError("a file that was not sealed while it came")

    def act() -> str:
        text = form.cleaned_data["text"]
        actions.attach_file(case, upload.stored, text=text, by=request.actor)
        kept.add(upload.stored.stored_name)
        return reverse("cases:file", args=[case.reference]) + "#attached"

    return _done(request, case, "cases/file/attach.html", form, act)


def _done(
    request: MemberRequest, case: Case, template: str, form: forms.Form, act: Callable[[], str]
) -> HttpResponse:
    return run_or_page(
        lambda: once(posted_token(request), act), page=partial(_page, request, case, template, form)
    )


def _page(
    request: MemberRequest,
    case: Case,
    template: str,
    form: forms.Form,
    *,
    status: int = 200,
    note: str | Promise = "",
) -> HttpResponse:
    context = {
        "case": case,
        "form": form,
        "note": note,
        "token": new_token(),
        "back_url": reverse("cases:file", args=[case.reference]),
    }
    return render(request, template, context, status=status)
