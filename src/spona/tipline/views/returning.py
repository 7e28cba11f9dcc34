"""Back with the code: every step is a POST that carries it, so no address ever does."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_http_methods, require_POST

from spona.access.denied import Denied
from spona.access.guards import public_form, takes_files
from spona.access.models import new_token, once
from spona.audit.actions import checkpoint_line
from spona.audit.queries import latest_checkpoint
from spona.documents import ReceiptCode, card_pdf
from spona.identity.limiter import TooFast, admit, forgive
from spona.identity.slow_pages import STRANGER, slow
from spona.reference.file_names import file_name
from spona.tipline import actions
from spona.tipline.actions import Visit
from spona.tipline.forms import CodeForm, FileForm, MoreForm
from spona.tipline.typed import LOCATOR, grouped, half_typed, plain
from spona.tipline.views.page import page
from spona.tipline.visitor import VISITOR
from spona.tipline.words import language_of_path
from spona.vault.uploads import sealing, was_too_large


@public_form
@require_http_methods(["GET", "HEAD", "POST"])
def come_back(request: HttpRequest, language: str) -> HttpResponse:
    """The code opens the thread."""
    if request.method != "POST":
        return page(request, "back", form=CodeForm())
    visit, refusal = _opened(request)
    return refusal if visit is None else _thread(request, visit)


@public_form
@require_POST
def write_more(request: HttpRequest, language: str) -> HttpResponse:
    """More words. What was typed comes back with every refusal."""
    visit, refusal = _opened(request)
    if visit is None:
        return refusal
    form = MoreForm(request.POST)
    if not form.is_valid():
        return _thread(request, visit, more=form)
    try:
        once(request.POST.get("token", ""), lambda: _done(visit, form))
    except Denied as denied:
        form.add_error(None, str(denied.sentence))
        return _thread(request, visit, more=form)
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
        return page(request, "back", form=CodeForm(request.POST), status=422)
    content = card_pdf(
        ReceiptCode(grouped(symbols)),
        language=language,  # type: ignore[arg-type]
        checkpoint=checkpoint_line(latest_checkpoint()),
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


def _opened(request: HttpRequest) -> tuple[Visit, HttpResponse] | tuple[None, HttpResponse]:
    """The thread, or the page of the code with a sentence and what was typed.

    Every try is counted before the slow step and forgiven when it was right.
    """
    form = CodeForm(request.POST)
    if not form.is_valid():
        return None, _refused(request, form, 422)
    symbols = form.cleaned_data["code"]
    try:
        ticket = admit("tip code", symbols[:LOCATOR], request.META.get("REMOTE_ADDR", ""))
        visit = actions.come_back(symbols, by=VISITOR)
    except TooFast as fast:
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
    return page(request, "back", form=form, kept=request.POST.get("text", ""), status=status)


def _thread(
    request: HttpRequest,
    visit: Visit,
    *,
    more: MoreForm | None = None,
    file: FileForm | None = None,
    done: str = "",
) -> HttpResponse:
    spoken = language_of_path(getattr(request, "language", "sr"))
    wrong = any(form is not None and form.errors for form in (more, file))
    return page(
        request,
        "thread",
        network=visit.tip.network,
        spoken=spoken,
        visit=visit,
        tip=visit.tip,
        code=plain(request.POST.get("code", "")),
        more=more or MoreForm(initial={"language": spoken}),
        file=file or FileForm(),
        token=new_token(),
        file_token=new_token(),
        done=done,
        status=422 if wrong else 200,
    )


def _again(request: HttpRequest, *, done: str) -> HttpResponse:
    """The thread as it is now, with what was just added."""
    visit, refusal = _opened(request)
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
        once(request.POST.get("token", ""), act)
    except Denied as denied:
        form.add_error("file", str(denied.sentence))
        return _thread(request, visit, file=form)
    return _again(request, done=_("Your file has arrived."))
