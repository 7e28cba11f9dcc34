"""The verbs of intake holders, and the files of a thread."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django import forms
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from spona.access.denied import Conflict
from spona.access.guards import MemberRequest, member
from spona.access.models import once
from spona.identity.slow_pages import FILE, slow
from spona.tipline import actions
from spona.tipline.forms import CloseForm, ReplyForm
from spona.tipline.models import Tip
from spona.tipline.payload_schemas import MESSAGE
from spona.tipline.thread import read as read_thread
from spona.tipline.views.reading import call_form, page, visible
from spona.vault import actions as vault
from spona.vault.downloads import download
from spona.vault.models import Section
from spona.vault.refusals import NoSuchFile, Unopenable


@member("tip:read")
@require_POST
def open_tip(request: MemberRequest, reference: str) -> HttpResponse:
    tip = visible(request, reference)
    return _done(request, tip, lambda: actions.open_tip(tip, by=request.actor))


@member("tip:answer")
@require_POST
def take_over(request: MemberRequest, reference: str) -> HttpResponse:
    tip = visible(request, reference)
    return _done(request, tip, lambda: actions.take_over(tip, by=request.actor))


@member("tip:answer")
@require_POST
def reply(request: MemberRequest, reference: str) -> HttpResponse:
    tip = visible(request, reference)
    form = ReplyForm(request.POST, auto_id="reply_%s")

    def act() -> None:
        given = form.cleaned_data
        actions.reply(tip, given["text"], language=given["language"], by=request.actor)

    return _sent(request, tip, form, "reply_form", act)


@member("tip:answer")
@require_POST
def close(request: MemberRequest, reference: str) -> HttpResponse:
    tip = visible(request, reference)
    form = CloseForm(request.POST, auto_id="close_%s")

    def act() -> None:
        given = form.cleaned_data
        actions.close(tip, given["text"], language=given["language"], by=request.actor)

    return _sent(request, tip, form, "close_form", act)


@member("tip:answer")
@require_POST
def log_call(request: MemberRequest, reference: str) -> HttpResponse:
    """That the reporter's institution was called at a number which the directory knows."""
    tip = visible(request, reference)
    thread = read_thread(tip, by=request.actor, keys=request.keys)
    form = call_form(thread, request.POST)
    if form is None:
        raise Http404
    given = form.cleaned_data if form.is_valid() else {}
    return _sent(
        request,
        tip,
        form,
        "call_form",
        lambda: actions.log_call(
            tip,
            number=given["number"],
            reached=given["reached"],
            from_there=given["from_there"],
            note=given["note"],
            by=request.actor,
        ),
    )


@member("tip:answer")
@slow("file", FILE)
@require_POST
def open_file(request: MemberRequest, reference: str) -> HttpResponse:
    """A file of the own institution, with the whole thread in it."""
    tip = visible(request, reference)
    case = actions.open_file(tip, by=request.actor, keys=request.keys)
    return HttpResponseRedirect(reverse("cases:file", args=[case.reference]))


@member("tip:answer")
@require_POST
def begin_report(request: MemberRequest, reference: str) -> HttpResponse:
    """On to the ordinary report, which is written, previewed and sent as any other."""
    tip = visible(request, reference)
    led = once(
        request.POST.get("token", ""),
        lambda: reverse(
            "cases:person",
            args=[actions.begin_report(tip, by=request.actor, keys=request.keys).pk],
        ),
    )
    return HttpResponseRedirect(led)


@member("tip:read")
@require_safe
def attachment(
    request: MemberRequest, reference: str, message_id: UUID, file_id: UUID
) -> HttpResponse:
    """One file of the thread, chunk by chunk; on the disk of the reader it has a neutral name."""
    tip = visible(request, reference)
    message = tip.messages.filter(pk=message_id).select_related("box").first()
    if message is None:
        raise Http404
    section = Section.objects.named(message.box_id, MESSAGE).select_related("box").get()
    try:
        stored, content = vault.open_file(
            section, file_id, by=request.actor, keys=request.keys, whole=True
        )
    except NoSuchFile as gone:
        raise Http404 from gone
    except Unopenable:
        note = _("This file is not as it was when it came, so nothing of it is shown.")
        return page(request, tip, note=note, status=409)
    return download(stored, content, reference=tip.reference)


def _done(request: MemberRequest, tip: Tip, act: Callable[[], object]) -> HttpResponse:
    """The verb, then back to the page; somebody who was faster is told beside what is so now."""
    try:
        act()
    except Conflict as conflict:
        return page(request, tip, note=str(conflict.sentence), status=409)
    return HttpResponseRedirect(reverse("tipline:read", args=[tip.reference]))


def _sent(
    request: MemberRequest, tip: Tip, form: forms.Form, name: str, act: Callable[[], object]
) -> HttpResponse:
    """As `_done`, for a form with words: with a mistake it comes back as typed."""
    if not form.is_valid():
        return page(request, tip, status=422, bound={name: form})
    here = reverse("tipline:read", args=[tip.reference])

    def done() -> str:
        act()
        return here

    try:
        once(request.POST.get("token", ""), done)
    except Conflict as conflict:
        return page(request, tip, note=str(conflict.sentence), status=409, bound={name: form})
    return HttpResponseRedirect(here)
