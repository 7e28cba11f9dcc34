"""The signed paper that came back: its scan, sealed while it comes, and read again as it was."""

from __future__ import annotations

import re
from typing import Any, cast
from uuid import UUID

from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods, require_safe

from spona.access.guards import MemberRequest, member, takes_files
from spona.cases.paper.forms import ScanForm
from spona.cases.paper.pages import done, show
from spona.cases.referrals import actions
from spona.cases.referrals.permissions import check_keeps_scans
from spona.cases.timeline.views.reading import path_of, visible
from spona.cases.timeline.views.single import Single
from spona.vault.files import remove
from spona.vault.refusals import Unopenable
from spona.vault.uploads import SealedUpload, SealingHandler

_ENDING = re.compile(r"\.(pdf|jpe?g)\Z", re.IGNORECASE)
_SCAN = Single(
    gettext_lazy("Add the signed paper"),
    gettext_lazy("It stays exactly as it is, with the time and its fingerprint."),
    gettext_lazy("Add the scan"),
    "upload",
)


@csrf_exempt
@takes_files
@member()
@require_http_methods(["GET", "POST"])
def add_scan(request: MemberRequest, reference: str) -> HttpResponse:
    """The handler that seals is put in place before the check against forged forms reads POST."""
    request.upload_handlers = [SealingHandler(request)]
    return _add(request, reference)


@csrf_protect
def _add(request: MemberRequest, reference: str) -> HttpResponse:
    kept: list[bool] = []
    try:
        return _added(request, reference, kept)
    finally:
        if not kept:
            remove(_arrived(request))


def _added(request: MemberRequest, reference: str, kept: list[bool]) -> HttpResponse:
    referral = visible(request, reference)
    check_keeps_scans(request.actor, referral)
    sent = request.method == "POST"
    form = ScanForm(request.POST, request.FILES) if sent else ScanForm()

    def page(**more: Any) -> HttpResponse:
        return show(request, referral, _SCAN, form, uploads=True, **more)

    if not sent:
        return page()
    if any(getattr(one, "too_large", False) for one in request.upload_handlers):
        form.add_error("file", _("This file is larger than 100 MB. Split it or make it smaller."))
    elif not request.POST.get("whole"):
        # The last field of the form: without it the upload was cut on the way.
        form.add_error("file", _("The upload was cut. Choose the file again."))

    def act() -> str:
        upload = form.cleaned_data["file"]
        if not isinstance(upload, SealedUpload):
            raise TypeError("a file that was not sealed while it came")
        text = form.cleaned_data["text"]
        actions.add_scan(referral, upload.stored, text=text, by=request.actor)
        kept.append(True)
        return path_of(referral) + "#scans"

    return done(request, form, act, page)


@member()
@require_safe
def read_scan(request: MemberRequest, reference: str, file_id: UUID) -> HttpResponse:
    """The scan as it came, chunk by chunk; on the reader's disk it has a neutral name."""
    referral = visible(request, reference)
    try:
        found = actions.read_scan(referral, file_id, by=request.actor, keys=request.keys)
    except Unopenable:
        found = None
    if found is None:
        raise Http404
    stored, content = found
    ending = _ENDING.search(stored.name)
    name = f"{referral.reference}-{str(file_id)[:4]}{ending.group().lower() if ending else ''}"
    answer = StreamingHttpResponse(
        content,
        headers={
            "Content-Type": "application/octet-stream",
            "Content-Disposition": f'attachment; filename="{name}"',
            "Content-Length": str(stored.size),
            "Cache-Control": "no-store",
            "Accept-Ranges": "none",
        },
    )
    # A response too, which Django's types do not say.
    return cast("HttpResponse", answer)


def _arrived(request: MemberRequest) -> list[str]:
    """Names on disk of what came with this request."""
    files = [one for name in request.FILES for one in request.FILES.getlist(name)]
    return [one.stored.stored_name for one in files if isinstance(one, SealedUpload)]
