"""The signed paper that came back: its scan, sealed while it comes, and read again as it was."""

from __future__ import annotations

import re
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods, require_safe

from spona.access.guards import MemberRequest, member, takes_files
from spona.cases.casefile.views.reading import path_of, visible
from spona.cases.casefile.views.single import Single
from spona.cases.offline_partners.forms import ScanForm
from spona.cases.offline_partners.pages import done, show
from spona.cases.referrals import actions
from spona.cases.referrals.permissions import check_keeps_scans
from spona.identity.slow_pages import FILE, slow
from spona.vault.downloads import download
from spona.vault.refusals import Unopenable
from spona.vault.uploads import SealedUpload, sealing, was_too_large

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
    with sealing(request) as kept:
        return _add(request, reference, kept)


@csrf_protect
def _add(request: MemberRequest, reference: str, kept: set[str]) -> HttpResponse:
    referral = visible(request, reference)
    check_keeps_scans(request.actor, referral)
    sent = request.method == "POST"
    form = ScanForm(request.POST, request.FILES) if sent else ScanForm()

    def page(**more: Any) -> HttpResponse:
        return show(request, referral, _SCAN, form, uploads=True, **more)

    if not sent:
        return page()
    if was_too_large(request):
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
        kept.add(upload.stored.stored_name)
        return path_of(referral) + "#scans"

    return done(request, form, act, page)


@member()
@slow("file", FILE)
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
    return download(stored, content, reference=referral.reference)
