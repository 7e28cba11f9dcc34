"""All files of an institution in one archive: how many, what for, and the archive itself."""

from __future__ import annotations

from typing import cast

from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from spona.access.form_errors import RefusalAsFormError
from spona.access.guards import MemberRequest, member, step_up
from spona.cases.case.acting_membership import acting_membership
from spona.cases.export.actions import export_files
from spona.cases.export.forms import ExportForm
from spona.cases.export.queries import earlier_exports, exported_files
from spona.identity.limiter import Share
from spona.identity.slow_pages import slow

# Minutes of the server's time each.
_ARCHIVE = Share(most=3)


@member("key:hold")
@step_up
@require_safe
def take_out(request: MemberRequest) -> HttpResponse:
    """Nothing is opened here."""
    return _page(request, ExportForm())


@member("key:hold")
@step_up
@require_POST
def take_out_archive(request: MemberRequest) -> HttpResponse:
    """As an attachment under a name that tells nothing, never cached. A POST, so that no link and
    no reload takes anything out. A slip of the passphrase costs nothing of the share.
    """
    form = ExportForm(request.POST)
    if not form.is_valid():
        return _page(request, form, status=422)
    return _archive(request, form)


@slow("archive", _ARCHIVE)
def _archive(request: MemberRequest, form: ExportForm) -> HttpResponse:
    with RefusalAsFormError(form):
        pieces = export_files(
            purpose=form.cleaned_data["purpose"],
            passphrase=form.cleaned_data["passphrase"],
            language=str(getattr(request, "language", "sr")),
            by=request.actor,
            keys=request.keys,
        )
        answer = StreamingHttpResponse(
            pieces,
            headers={
                "Content-Type": "application/octet-stream",
                "Content-Disposition": f'attachment; filename="{_name()}"',
                "Cache-Control": "no-store",
                "Accept-Ranges": "none",
            },
        )
        # A response too, which Django's types do not say.
        return cast("HttpResponse", answer)
    return _page(request, form, status=422)


def _name() -> str:
    return f"spona-{timezone.localdate():%Y-%m-%d}.zip.age"


def _page(request: MemberRequest, form: ExportForm, *, status: int = 200) -> HttpResponse:
    where = acting_membership(request.actor).institution
    context = {
        "institution": where,
        "form": form,
        "count": exported_files(request.actor).count(),
        "earlier": earlier_exports(where.pk),
        "name": _name(),
    }
    return render(request, "cases/export/take_out.html", context, status=status)
