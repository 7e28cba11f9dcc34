"""The papers of documents, signatures and conditions, as files with neutral names."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpResponse
from django.utils.translation import pgettext
from django.views.decorators.http import require_safe

from spona.access.guards import MemberRequest, member
from spona.attachments.downloads import download
from spona.attachments.models import Attachment
from spona.identity.slow_pages import FILE, slow
from spona.reference.file_names import file_name

from .lookups import known_condition, known_document, known_signatory


@member("network:read")
@slow("file", FILE)
@require_safe
def document_paper(request: MemberRequest, document_id: UUID) -> HttpResponse:
    return _given(
        known_document(request, document_id).paper, file_name(pgettext("file name", "act"))
    )


@member("network:read")
@slow("file", FILE)
@require_safe
def signatory_paper(request: MemberRequest, signatory_id: UUID) -> HttpResponse:
    return _given(
        known_signatory(request, signatory_id).paper, file_name(pgettext("file name", "signature"))
    )


@member("network:read")
@slow("file", FILE)
@require_safe
def condition_paper(request: MemberRequest, condition_id: UUID) -> HttpResponse:
    return _given(
        known_condition(request, condition_id).paper, file_name(pgettext("file name", "paper"))
    )


def _given(paper: Attachment | None, name: str) -> HttpResponse:
    if paper is None:
        raise Http404
    return download(paper, name)
