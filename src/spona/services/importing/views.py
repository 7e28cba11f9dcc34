"""Send a file in, see what it would change, take it over; and the workbook to fill in."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext
from django.views.decorators.http import require_http_methods, require_safe

from spona import audit
from spona.access.form_errors import RefusalAsFormError
from spona.access.guards import MemberRequest, member
from spona.attachments.uploads import takes_attachments, was_too_large
from spona.documents.tables import XLSX_TYPE
from spona.documents.workbook.differences import (
    CHANGE,
    END,
    NEW,
    REMOVE,
    Differences,
    Refusal,
    Wanted,
)
from spona.identity.slow_pages import TABLE, slow
from spona.reference.file_names import file_name
from spona.reference.templatetags.scripts import in_script
from spona.services.importing import actions
from spona.services.importing.columns import HEADS, SHEETS
from spona.services.importing.forms import FileForm, TakeForm
from spona.services.importing.known import check_writes, known_to
from spona.services.importing.reading import look_at
from spona.services.importing.resolve import belongs_to_refused
from spona.services.importing.values import get
from spona.services.importing.workbook import workbook
from spona.services.models import Location, Phone, Schedule, ServiceImport

# So many lines of each kind are shown; a person reads no more of them at once.
SHOWN: Final = 200


@takes_attachments
@member("network:read")
@require_http_methods(["GET", "HEAD", "POST"])
def send_in(request: MemberRequest) -> HttpResponse:
    """Choose the file; nothing changes before its changes were looked at."""
    known = known_to(request.actor)
    check_writes(known)
    posted = request.method == "POST"
    form = FileForm(request.POST, request.FILES) if posted else FileForm()
    if posted:
        if was_too_large(request):
            form.add_error("file", _("This file is larger than 10 MB. Choose a smaller one."))
        elif form.is_valid():
            with RefusalAsFormError(form):
                sent = _kept(request, form.cleaned_data)
                return HttpResponseRedirect(reverse("service_imports:preview", args=[sent.pk]))
    status = 422 if form.is_bound and form.errors else 200
    context = {"form": form, "institutions": list(known.institutions.values())}
    return render(request, "services/import.html", context, status=status)


def _kept(request: MemberRequest, given: dict[str, Any]) -> ServiceImport:
    return actions.send_in(
        given["content"], source=given["source"], language=given["language"], by=request.actor
    )


@member("network:read")
@slow("table", TABLE)
@require_safe
def take_workbook(request: MemberRequest) -> HttpResponse:
    """What this person may write, as a workbook; an empty one is the form to fill in."""
    known = known_to(request.actor)
    check_writes(known)
    audit.record_read(
        "service:workbook_read", by=request.actor,
        subject=("institution", request.actor.institution_id),
        detail={"services": len(known.services)},
    )  # fmt: skip
    name = file_name(pgettext("file name", "services"))
    return HttpResponse(
        workbook(known),
        content_type=XLSX_TYPE,
        headers={
            "Content-Disposition": f'attachment; filename="{name}.xlsx"',
            "Cache-Control": "no-store",
        },
    )


@member("network:read")
@require_http_methods(["GET", "HEAD", "POST"])
def preview(request: MemberRequest, import_id: UUID) -> HttpResponse:
    """What would change, value by value; POST takes it over."""
    rows = ServiceImport.objects.filter(sent_by_id=request.actor.member_id)
    sent = get_object_or_404(rows, pk=import_id)
    posted = request.method == "POST"
    form = TakeForm(request.POST) if posted else TakeForm()
    if posted and form.is_valid():
        with RefusalAsFormError(form):
            actions.take_over(
                sent,
                seen=request.POST.get("seen", ""),
                leave_out=form.cleaned_data["leave_out"],
                by=request.actor,
            )
            return HttpResponseRedirect(reverse("services:offers"))
        sent.refresh_from_db()
    found = look_at(sent, by=request.actor) if sent.content else Differences()
    causes, follow = _sorted(found.refusals)
    unreadable = _is_unreadable(found)
    context = {
        "sent": sent,
        "form": form,
        "found": found,
        "answer": _answer(sent, found),
        "lead": _lead(sent, found, unreadable),
        "refusals": [] if unreadable else causes,
        "follow": follow[:SHOWN],
        "follows": len(follow),
        "rows": [_told(one) for one in found.wanted[:SHOWN]],
        "counts": _counts(found) if sent.content and not unreadable else [],
        "hidden": max(0, len(found.wanted) - SHOWN, len(found.refusals) - SHOWN),
        "may_take_over": bool(found.wanted) and bool(sent.content),
        "another": reverse("service_imports:send_in"),
    }
    return render(request, "services/preview.html", context, status=422 if form.errors else 200)


def _sorted(refusals: list[Refusal]) -> tuple[list[Refusal], list[Refusal]]:
    """What is wrong, and what is only left out because of that; of a line each sentence once."""
    once = {(one.line, one.sentence): one for one in reversed(refusals)}
    rows = sorted(once.values(), key=lambda one: (one.line.where, one.line.row))
    follows = belongs_to_refused()
    causes = [one for one in rows if one.sentence != follows]
    # A line with a cause of its own is told there.
    told = {one.line for one in causes}
    return causes, [one for one in rows if one.sentence == follows and one.line not in told]


def _is_unreadable(found: Differences) -> bool:
    """The file as a whole is refused, and nothing of it was read."""
    whole = any(not one.line.where and not one.line.row and not one.column
                for one in found.refusals)  # fmt: skip
    return whole and not found.wanted and not found.same


def _asked_for(found: Differences) -> str:
    """What to do about the lines that cannot be taken over."""
    if found.wanted:
        return _(
            "Correct these in the file and send it in again, or leave these lines out below. "
            "Nothing was saved."
        )
    return _("Correct these in the file and send it in again. Nothing was saved.")


def _lead(sent: ServiceImport, found: Differences, unreadable: bool) -> str:
    """Under the title: what to do now. Promises only what stands below."""
    if sent.taken_over_at:
        return _("Look at the services; what was changed has to be confirmed by a call.")
    if not sent.content:
        return _("Send it in again.")
    if unreadable:
        return found.refusals[0].sentence
    if found.refusals:
        return _asked_for(found)
    nothing = _("All of it is here already.")
    return _("Look at them; nothing is saved yet.") if found.wanted else nothing


def _answer(sent: ServiceImport, found: Differences) -> str:
    """The title of the preview: what it comes to."""
    refusals, wanted = len(found.refusals), len(found.wanted)
    if sent.taken_over_at:
        return _("This file was taken over")
    if not sent.content:
        return _("This file waited too long")
    if _is_unreadable(found):
        tables = _("This is no file of HSDS tables, or it is broken")
        return tables if sent.source else _("This is not a workbook of ours, or it is broken")
    if refusals:
        refusals = len(_sorted(found.refusals)[0]) or refusals
        return ngettext(
            "%(n)d place in the file cannot be taken over",
            "%(n)d places in the file cannot be taken over",
            refusals,
        ) % {"n": refusals}
    nothing = _("Nothing would change")
    would = ngettext("%(n)d row would change", "%(n)d rows would change", wanted) % {"n": wanted}
    return would if wanted else nothing


def _counts(found: Differences) -> list[tuple[str, int]]:
    def of(what: str) -> int:
        return sum(one.what == what for one in found.wanted)

    return [
        (_("new"), of(NEW)),
        (_("changed"), of(CHANGE)),
        (_("ended or taken out"), of(END) + of(REMOVE)),
        (_("unchanged"), found.same),
        (_("cannot be taken over"), len(found.refusals)),
        (_("services not in the file, which stay"), found.untouched),
    ]


def _told(one: Wanted) -> dict[str, object]:
    return {
        "line": one.line,
        "what": one.what,
        "kind": SHEETS[one.kind],
        "title": in_script(_title(one.row)),
        "cells": [
            {"label": HEADS.get(cell.name.replace("@", ":"), _label(cell.name)), "old": cell.old,
             "new": cell.new}
            for cell in one.cells
        ],
        "gone": _("is no more") if one.what == END else _("taken out"),
    }  # fmt: skip


def _label(name: str) -> str:
    """Of what the workbook has no column for."""
    return name.partition("@")[0].replace("_", " ")


def _title(row: Any) -> str:
    if isinstance(row, Phone):
        return row.number
    if isinstance(row, Schedule):
        return " ".join(str(get(row, name) or "") for name in ("byday", "bymonthday")).strip()
    if isinstance(row, Location):
        return str(row)
    return str(row.words)
