"""What was told, on paper: PDF, or DOCX to go on writing in."""

from __future__ import annotations

from typing import cast
from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpResponse
from django.utils import timezone
from django.utils.translation import pgettext
from django.views.decorators.http import require_safe

from spona import audit
from spona.access.guards import MemberRequest, member
from spona.audit.actions import checkpoint_line
from spona.audit.queries import latest_checkpoint
from spona.documents.papers import Issue, paper_docx, paper_pdf
from spona.documents.papers.docx_file import DOCX_TYPE
from spona.documents.render import Language
from spona.identity.slow_pages import PAPER, slow
from spona.practice.feedback import paper_of
from spona.practice.views.pages import known_drill
from spona.reference.file_names import file_name
from spona.reference.letters import in_letters

_MADE = {"pdf": (paper_pdf, "application/pdf"), "docx": (paper_docx, DOCX_TYPE)}


@member("network:read")
@slow("paper", PAPER)
@require_safe
def print_feedback(request: MemberRequest, drill_id: UUID) -> HttpResponse:
    """`?as=pdf` or `docx`; 404 before it is over. It says on every page that all is invented."""
    drill = known_drill(request, drill_id)
    kind = request.GET.get("as", "pdf")
    if drill.ended_at is None or drill.started_at is None or kind not in _MADE:
        raise Http404
    issue = Issue(
        cast("Language", str(getattr(request, "language", "sr"))), timezone.localtime(),
        tuple(settings.FONT_PATHS), checkpoint_line(latest_checkpoint()), practice=True,
    )  # fmt: skip
    made, content_type = _MADE[kind]
    name = f"{file_name(pgettext('file name', 'drill'))}-{drill.started_at:%Y-%m-%d}.{kind}"
    audit.record_read("drill:printed", by=request.actor, subject=drill.subject)
    return HttpResponse(
        made(in_letters(paper_of(drill), issue.language), issue),
        headers={
            "Content-Type": content_type,
            "Content-Disposition": f'attachment; filename="{name}"',
            "Cache-Control": "no-store",
        },
    )
