"""A report with a name, from somebody at work: two pages, the first travels in hidden fields."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from spona.access.denied import Denied
from spona.access.guards import public_form
from spona.directory.models import Institution
from spona.reference.queries import indicator_list_for
from spona.tipline import actions
from spona.tipline.forms import FromForm, ReportForm
from spona.tipline.packet import report_of
from spona.tipline.route import Door, door_of, excludable
from spona.tipline.views.page import made_once, network_or_404, page
from spona.tipline.views.sent import carried, fresh, received, typed
from spona.tipline.visitor import VISITOR
from spona.tipline.words import language_of_path


@public_form
@require_http_methods(["GET", "HEAD", "POST"])
def send_report(request: HttpRequest, language: str, town: str) -> HttpResponse:
    """Two pages: from where and to whom, then the report; the first travels in hidden fields."""
    found = door_of(network_or_404(town))
    if not found.recipients:
        return page(request, "door", network=found.network, door=found)
    listed = excludable(found.network)
    begun = FromForm(
        typed(request), institutions=listed, recipients=found.recipients, auto_id="from_%s"
    )
    if request.method != "POST" or not begun.is_valid() or "back" in request.POST:
        mistakes = request.method == "POST" and "back" not in request.POST
        return _from_page(request, found, begun, mistakes=mistakes)
    own = _one(listed, begun.cleaned_data["own"])
    recipient = _one(found.recipients, begun.cleaned_data["recipient"])
    assert recipient is not None
    signs = indicator_list_for(own.sector if own else "", timezone.localdate())
    second = request.POST if "report" in request.POST else None
    form = ReportForm(second, institutions=listed, chosen=signs)
    if second is None or not form.is_valid():
        return _report_page(request, found, begun, form, recipient)
    report = report_of(
        begun.cleaned_data,
        form.cleaned_data,
        own=own,
        recipient=recipient,
        signs=signs,
        language=form.cleaned_data["written_in"],
    )
    try:
        code = made_once(
            request.POST.get("token", ""),
            lambda code: actions.send_report(
                report.word,
                cover=report.cover.to_document(),
                body=report.body.to_document(),
                network=found.network,
                recipient=recipient,
                code=code,
                excluded=form.excluded_ids(),
                by=VISITOR,
            ),
        )
    except Denied as refusal:
        form.add_error(None, str(refusal.sentence))
        return _report_page(request, found, begun, form, recipient)
    return received(request, found, code)


def _from_page(
    request: HttpRequest, found: Door, form: FromForm, *, mistakes: bool
) -> HttpResponse:
    if not mistakes:
        form = FromForm(
            initial=request.POST.dict(),
            institutions=excludable(found.network),
            recipients=found.recipients,
            auto_id="from_%s",
        )
    hidden = carried(request, set(form.fields) | {"back", "report"})
    return page(
        request,
        "from",
        network=found.network,
        form=form,
        carried=hidden,
        status=422 if mistakes and form.errors else 200,
    )


def _report_page(
    request: HttpRequest, found: Door, begun: FromForm, form: ReportForm, recipient: Institution
) -> HttpResponse:
    if not form.is_bound:
        # Coming forward again after "back": what was typed on this page is still there.
        names = set(form.fields)
        kept = {k: (v if k in ("told", "signs", "excluded") else v[-1])
                for k, v in request.POST.lists() if k in names}  # fmt: skip
        spoken = language_of_path(getattr(request, "language", "sr"))
        form.initial = {"written_in": spoken, "language": "", **kept}
    return page(
        request,
        "report",
        network=found.network,
        form=form,
        recipient=recipient,
        carried=carried(request, set(form.fields) | {"token", "report", "back"}),
        token=fresh(request, form),
        status=422 if form.errors else 200,
    )


def _one(rows: list[Institution], ident: Any) -> Institution | None:
    return next((one for one in rows if str(one.pk) == str(ident)), None)
