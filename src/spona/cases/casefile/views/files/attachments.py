"""What is attached to a file: sealed while it comes, handed out as it came."""

from __future__ import annotations

from functools import partial
from uuid import UUID

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
from spona.cases.casefile.file_forms import AttachForm
from spona.cases.casefile.note_forms import NarrowAttachedForm
from spona.cases.casefile.views.file import chip, may_write, visible_file
from spona.identity.slow_pages import FILE, slow
from spona.vault.downloads import download
from spona.vault.refusals import Unopenable
from spona.vault.uploads import SealedUpload, sealing, was_too_large


@member("case:open")
@require_http_methods(["GET", "POST"])
def attachments(request: MemberRequest, reference: str) -> HttpResponse:
    """All that is attached, the newest first; a POST narrows it to a kind."""
    case = visible_file(request, reference)
    opened = actions.read_attachments(case, by=request.actor, keys=request.keys)
    form = NarrowAttachedForm(request.POST or None)
    kind = form.said.get("kind", "")
    context = {
        "case": case,
        "form": form,
        "attached": [one for one in opened.attached[::-1] if not kind or one.kind == kind],
        "count": len(opened.attached),
        "unopened": opened.unopened,
        "narrowed": bool(kind),
        "holders": [chip(case.owner_institution, own=True)],
        "may_write": may_write(request, case),
        "back_url": reverse("cases:file", args=[case.reference]),
    }
    return render(request, "cases/file/attachments.html", context)


@csrf_protect
def _attach(request: MemberRequest, reference: str, kept: set[str]) -> HttpResponse:
    case = visible_file(request, reference)
    check_can_add(request.actor, case, actions.READ_WITH)
    if request.method == "GET":
        # A page that asks for one kind of file says which.
        return _page(request, case, AttachForm(initial={"kind": request.GET.get("kind", "")}))
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
        return _page(request, case, form, status=422)
    upload = form.cleaned_data["file"]
    if not isinstance(upload, SealedUpload):
        raise TypeError("a file that was not sealed while it came")

    def act() -> str:
        said = form.cleaned_data
        actions.attach_file(
            case, upload.stored, text=said["text"], kind=said["kind"], by=request.actor
        )
        kept.add(upload.stored.stored_name)
        return reverse("cases:attachments", args=[case.reference])

    return run_or_page(
        lambda: once(posted_token(request), act), page=partial(_page, request, case, form)
    )


def _page(
    request: MemberRequest,
    case: Case,
    form: AttachForm,
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
    return render(request, "cases/file/attach.html", context, status=status)
