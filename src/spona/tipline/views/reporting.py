"""A report with a name, from somebody at work: two pages, the first travels in hidden fields."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from spona.access.actor import VISITOR
from spona.access.denied import Denied
from spona.access.guards import public_form
from spona.access.page_cache import cached_form
from spona.cases.referrals.numbers import numbers_of
from spona.directory.models import Institution
from spona.identity.limiter import TooFast
from spona.reference.queries import indicator_list_for
from spona.tipline import actions
from spona.tipline.forms import FromForm, ReportForm
from spona.tipline.models import Tip
from spona.tipline.numbers import all_who_answer, confirmed
from spona.tipline.packet import report_of
from spona.tipline.read_by import read_by_if_sent_now
from spona.tipline.reading_hours import read_when
from spona.tipline.receipt import receipt_of
from spona.tipline.route import Tipline, check_keys, excludable, tipline_of
from spona.tipline.views.page import is_moved, made_once, network_or_404, page
from spona.tipline.views.rate_limits import HELD, Slowed, slowed
from spona.tipline.views.sent import carried, fresh, received, typed
from spona.tipline.words import language_of_path
from spona.vault.models import Code


@public_form
@require_http_methods(["GET", "HEAD", "POST"])
@cached_form
def send_report(request: HttpRequest, language: str, town: str) -> HttpResponse:
    """Two pages: from where and to whom, then the report; the first travels in hidden fields."""
    found = tipline_of(network_or_404(town))
    check_keys(found)
    if not found.recipients:
        return page(request, "start", network=found.network, tipline=found)
    listed = excludable(found.network)
    on_second = "report" in request.POST and "back" not in request.POST
    second = request.POST if on_second and not is_moved(request) else None
    # The call is on the first page where somebody is in danger, else beside the urgency.
    called = request.POST.get("in_danger") == "yes"
    begun = FromForm(
        typed(request),
        institutions=listed,
        recipients=found.recipients,
        call=called or second is None,
        auto_id="from_%s",
    )
    goes_on = request.method == "POST" and "back" not in request.POST
    goes_on = goes_on and (on_second or not is_moved(request))
    if not goes_on or not begun.is_valid():
        return _from_page(request, found, begun, mistakes=goes_on)
    own = _one(listed, begun.cleaned_data["own"])
    recipient = _one(found.recipients, begun.cleaned_data["recipient"])
    assert recipient is not None
    signs = indicator_list_for(own.sector if own else "", timezone.localdate())
    form = ReportForm(
        second,
        institutions=listed,
        chosen=signs,
        called=called,
        sector=own.sector if own else "",
        number_known=own is not None and bool(numbers_of(own)),
        until=read_by_if_sent_now(recipient, found.network),
    )
    if second is None or not form.is_valid() or _is_excluded(recipient, form):
        return _report_page(request, found, begun, form, recipient)
    report = report_of(
        begun.cleaned_data,
        form.cleaned_data,
        own=own,
        recipient=recipient,
        signs=signs,
        language=form.cleaned_data["written_in"],
    )
    sent: list[Tip] = []

    def send(code: Code) -> Tip:
        sent.append(
            actions.send_report(
                report.first_message,
                cover=report.cover,
                body=report.body,
                network=found.network,
                recipient=recipient,
                code=code,
                excluded=form.excluded_ids(),
                by=VISITOR,
            )
        )
        return sent[-1]

    slow = None
    try:
        code = made_once(request, found.network, send)
    except Denied as refusal:
        form.add_error(None, str(refusal.sentence))
    except TooFast as wait:
        slow = slowed(request, wait)
    else:
        if code is None:
            return received(request, found.network, None, when=read_when(found))
        receipt = receipt_of(sent[-1], report.first_message, report.cover, report.body)
        return page(request, "reported", network=found.network, code=code, receipt=receipt)
    return _report_page(request, found, begun, form, recipient, slowed=slow)


def _is_excluded(recipient: Institution, form: ReportForm) -> bool:
    """Said beside the boxes: who is ticked there never gets it."""
    if recipient.pk not in form.excluded_ids():
        return False
    form.add_error(
        "excluded",
        _("You write to one of them. Go back to page 1 and choose somebody else, or call."),
    )
    return True


def _from_page(
    request: HttpRequest, found: Tipline, form: FromForm, *, mistakes: bool
) -> HttpResponse:
    if not mistakes:
        form = FromForm(
            initial=request.POST.dict(),
            institutions=excludable(found.network),
            recipients=found.recipients,
            auto_id="from_%s",
        )
    hidden = carried(request, set(form.fields) | {"back", "report", HELD})
    return page(
        request,
        "from",
        network=found.network,
        form=form,
        carried=hidden,
        form_id="message",
        status=422 if mistakes and form.errors else 200,
    )


def _report_page(
    request: HttpRequest,
    found: Tipline,
    begun: FromForm,
    form: ReportForm,
    recipient: Institution,
    *,
    slowed: Slowed | None = None,
) -> HttpResponse:
    if not form.is_bound:
        # Coming forward again after "back": what was typed on this page is still there.
        names = set(form.fields)
        kept = {k: (v if k in ("told", "signs", "excluded") else v[-1])
                for k, v in request.POST.lists() if k in names}  # fmt: skip
        spoken = language_of_path(getattr(request, "language", "sr"))
        form.initial = {"written_in": spoken, "language": "", **kept}
    excluded, town = form.excluded_ids(), found.network.town
    call = all_who_answer if recipient.pk in excluded else confirmed
    return page(
        request,
        "report",
        numbers=call(town, without=excluded),
        network=found.network,
        form=form,
        recipient=recipient,
        carried=carried(request, set(form.fields) | {"token", "report", "back", HELD}),
        token=fresh(request, form),
        slowed=slowed,
        form_id="message",
        status=422 if form.errors else 200,
    )


def _one(rows: list[Institution], ident: Any) -> Institution | None:
    return next((one for one in rows if str(one.pk) == str(ident)), None)
