"""Back with the code: every step is a POST that carries it, so no address ever does."""

from __future__ import annotations

from typing import Any, Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_http_methods, require_POST

from spona.access.actor import VISITOR
from spona.access.denied import Denied
from spona.access.guards import public_form, takes_files
from spona.access.models import new_token, once
from spona.access.page_cache import cached_form
from spona.audit.witnesses import root_line
from spona.documents import ReceiptCode, ReportReceipt, card_pdf
from spona.identity.limiter import TooFast, admit, forgive
from spona.identity.slow_pages import STRANGER, slow
from spona.reference.file_names import file_name
from spona.tipline import actions
from spona.tipline.actions import Visit
from spona.tipline.forms import CodeForm, FileForm, MoreForm
from spona.tipline.models import State
from spona.tipline.read_by import ReadBy, message
from spona.tipline.receipt import Receipt, receipt_of
from spona.tipline.views.page import is_moved, page
from spona.tipline.views.rate_limits import Slowed, check_looks, check_thread, slowed
from spona.tipline.words import language_of_path
from spona.vault.receipt_code_input import LOCATOR, grouped, half_typed, plain
from spona.vault.uploads import sealing, was_too_large

_BACK: Final = "tipline:come_back"


@public_form
@require_http_methods(["GET", "HEAD", "POST"])
@cached_form
def come_back(request: HttpRequest, language: str) -> HttpResponse:
    """The code opens the thread."""
    if request.method != "POST":
        return page(request, "back", form=CodeForm())
    if is_moved(request) and "thread" not in request.POST:
        return _code_page(request, CodeForm(initial={"code": request.POST.get("code", "")}))
    visit, refusal = _opened(request)
    if visit is None:
        return refusal
    more = MoreForm(initial=request.POST.dict(), named=_named(visit))
    return _thread(request, visit, more=more if is_moved(request) else None)


@public_form
@require_POST
def write_more(request: HttpRequest, language: str) -> HttpResponse:
    """More words. What was typed comes back with every refusal."""
    visit, refusal = _opened(request)
    if visit is None:
        return refusal
    form = MoreForm(request.POST, named=_named(visit))
    if not form.is_valid():
        return _thread(request, visit, more=form)
    try:
        check_thread(request, visit.tip.network, visit.tip.pk)
        once(request.POST.get("token", ""), lambda: _done(visit, form))
    except Denied as denied:
        form.add_error(None, str(denied.sentence))
        return _thread(request, visit, more=form)
    except TooFast as wait:
        return _thread(request, visit, more=form, slowed=slowed(request, wait))
    return _again(request, done=_("Your message has arrived."))


@takes_files
@public_form
@require_POST
def add_file(request: HttpRequest, language: str) -> HttpResponse:
    """A file, sealed while it comes; without a right code nothing of it stays."""
    with sealing(request) as kept:
        return _attached(request, kept)


@public_form
@slow("card", STRANGER)
@require_POST
def print_card(request: HttpRequest, language: str) -> HttpResponse:
    """The code that the page before showed, as a PDF without any other word of it."""
    symbols = plain(request.POST.get("code", ""))
    if half_typed(symbols) or not symbols.isascii():
        return _code_page(request, CodeForm(request.POST), 422)
    return _paper(ReceiptCode(grouped(symbols)), language)


@public_form
@slow("card", STRANGER)
@require_POST
def print_receipt(request: HttpRequest, language: str) -> HttpResponse:
    """The receipt of a report with a name, as a PDF; only its code leads to it."""
    visit, refusal = _opened(request)
    if visit is None:
        return refusal
    receipt = _receipt(visit)
    if receipt is None:
        return _thread(request, visit)
    return _paper(receipt.on_paper(grouped(plain(request.POST["code"]))), language)


def _receipt(visit: Visit) -> Receipt | None:
    if visit.cover is None or visit.body is None or not _named(visit):
        return None
    return receipt_of(visit.tip, visit.first_message, visit.cover, visit.body)


def _named(visit: Visit) -> bool:
    return visit.first_message.origin is not None


def _paper(card: ReceiptCode | ReportReceipt, language: str) -> HttpResponse:
    content = card_pdf(
        card,
        language=language,  # type: ignore[arg-type]
        checkpoint=root_line(language),
        printed_at=timezone.localtime(),
        font_paths=settings.FONT_PATHS,
    )
    name = file_name(pgettext("file name", "list"))
    return HttpResponse(
        content,
        headers={
            "Content-Type": "application/pdf",
            "Content-Disposition": f'attachment; filename="{name}.pdf"',
            "Cache-Control": "no-store",
        },
    )


def _opened(
    request: HttpRequest, *, again: bool = False
) -> tuple[Visit, HttpResponse] | tuple[None, HttpResponse]:
    """The thread, or the page of the code with a sentence and what was typed.

    Every try is counted before the slow step and forgiven when it was right; so is each look, but
    for the one `again` that shows what was just added.
    """
    form = CodeForm(request.POST)
    if not form.is_valid():
        return None, _refused(request, form, 422)
    symbols, ticket = form.cleaned_data["code"], None
    try:
        ticket = admit("tip code", symbols[:LOCATOR], request.META.get("REMOTE_ADDR", ""))
        if not again:
            check_looks(request, symbols[:LOCATOR])
        visit = actions.come_back(symbols, by=VISITOR)
    except TooFast as fast:
        if ticket is not None:
            forgive(ticket)
        form.add_error(
            "code", _("Too many tries. Wait %(n)s s, then try again.") % {"n": fast.seconds}
        )
        return None, _refused(request, form, 429)
    except Denied as denied:
        form.add_error("code", str(denied.sentence))
        return None, _refused(request, form, 422)
    forgive(ticket)
    return visit, HttpResponse()


def _refused(request: HttpRequest, form: CodeForm, status: int) -> HttpResponse:
    return _code_page(request, form, status)


def _code_page(request: HttpRequest, form: CodeForm, status: int = 200) -> HttpResponse:
    kept = request.POST.get("text", "")
    return page(
        request, "back", form=form, kept=kept, status=status, form_id="code", form_view=_BACK
    )


def _thread(
    request: HttpRequest,
    visit: Visit,
    *,
    more: MoreForm | None = None,
    file: FileForm | None = None,
    done: str = "",
    slowed: Slowed | None = None,
) -> HttpResponse:
    spoken = language_of_path(getattr(request, "language", "sr"))
    wrong = any(form is not None and form.errors for form in (more, file))
    receipt, moved = _receipt(visit), is_moved(request)
    return page(
        request,
        "thread",
        network=visit.tip.network,
        spoken=spoken,
        visit=visit,
        tip=visit.tip,
        code=plain(request.POST.get("code", "")),
        receipt=receipt,
        read_by=_read_by(visit, receipt),
        more=more or MoreForm(initial={"language": spoken}, named=_named(visit)),
        file=file or FileForm(),
        # What waits keeps its token: the ticket is for that one.
        token=request.POST.get("token", "") if more and (slowed or moved) else new_token(),
        file_token=request.POST.get("token", "") if slowed and file else new_token(),
        done=done,
        slowed=slowed,
        form_id="more",
        form_view=_BACK,
        status=422 if wrong else 200,
    )


def _read_by(visit: Visit, receipt: Receipt | None) -> ReadBy | None:
    """None where somebody has read it: then that is said instead."""
    if receipt is not None:
        return receipt.read_by
    return message(visit.tip) if visit.tip.state == State.ARRIVED else None


def _again(request: HttpRequest, *, done: str) -> HttpResponse:
    """The thread as it is now, with what was just added."""
    visit, refusal = _opened(request, again=True)
    return refusal if visit is None else _thread(request, visit, done=done)


def _done(visit: Visit, form: MoreForm) -> str:
    actions.write_more(visit, form.said(), by=VISITOR)
    return "/"


def _attached(request: HttpRequest, kept: set[str]) -> HttpResponse:
    visit, refusal = _opened(request)
    if visit is None:
        return refusal
    files = request.FILES  # read first: only then it is known how large they were
    form = FileForm(request.POST, files, too_large=was_too_large(request))
    if not form.is_valid():
        return _thread(request, visit, file=form)
    upload: Any = form.cleaned_data["file"]

    def act() -> str:
        actions.add_file(visit, upload.stored, by=VISITOR)
        kept.add(upload.stored.stored_name)
        return "/"

    try:
        check_thread(request, visit.tip.network, visit.tip.pk)
        once(request.POST.get("token", ""), act)
    except Denied as denied:
        form.add_error("file", str(denied.sentence))
        return _thread(request, visit, file=form)
    except TooFast as wait:
        return _thread(request, visit, file=form, slowed=slowed(request, wait))
    return _again(request, done=_("Your file has arrived."))
