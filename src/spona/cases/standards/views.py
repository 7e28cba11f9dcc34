"""Standards of others: which there are, rows out by one of them, and a table in."""

from __future__ import annotations

from typing import Any, Final

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from spona.access.denied import Conflict, Denied
from spona.access.form_errors import RefusalAsFormError
from spona.access.guards import MemberRequest, member, step_up
from spona.attachments.uploads import takes_attachments, was_too_large
from spona.cases.standards import actions
from spona.cases.standards.forms import RowsForm, TableForm
from spona.cases.standards.permissions import HOLDS
from spona.cases.standards.queries import loaded_profiles, shown_standards
from spona.cases.standards.words import shown_lines
from spona.directory.models import Network
from spona.documents.tables import CSV_TYPE, XLSX_TYPE
from spona.documents.unpacking import UnreadableError
from spona.identity.slow_pages import TABLE, slow

# So many lines of each kind are shown; a person reads no more of them at once.
SHOWN: Final = 200
_TYPES: Final = {"csv": CSV_TYPE, "xlsx": XLSX_TYPE}


@member("network:read")
@require_safe
def standards(request: MemberRequest) -> HttpResponse:
    """Which there are and how sure each is; who holds a key goes on from here."""
    context = {"standards": shown_standards(), "holds": request.actor.may(HOLDS)}
    return render(request, "cases/standards/standards.html", context)


@member(HOLDS)
@step_up
@slow("table", TABLE, methods=("POST",))
@require_http_methods(["GET", "HEAD", "POST"])
def standard_rows(request: MemberRequest) -> HttpResponse:
    """The institution's own counted records; a POST, so that no link takes them out. The name of
    the file says nothing.
    """
    profiles = loaded_profiles()
    posted = request.method == "POST"
    form = RowsForm(request.POST if posted else None, profiles=profiles)
    if posted and form.is_valid():
        with RefusalAsFormError(form):
            said = form.cleaned_data
            kind = said["form"]
            made = actions.export_rows(
                profile=said["profile"],
                form=kind,
                colleagues=said["colleagues"],
                by=request.actor,
                keys=request.keys,
            )
            return HttpResponse(
                made,
                headers={
                    "Content-Type": _TYPES[kind],
                    "Content-Disposition": f'attachment; filename="spona.{kind}"',
                    "Cache-Control": "no-store",
                },
            )
    status = 422 if form.errors else 200
    context = {"form": form, "several": bool(profiles)}
    return render(request, "cases/standards/rows.html", context, status=status)


@takes_attachments
@member(HOLDS)
@slow("table", TABLE, methods=("POST",))
@require_http_methods(["GET", "HEAD", "POST"])
def standard_import(request: MemberRequest) -> HttpResponse:
    """The first POST shows what would be taken over, the second takes over what was shown."""
    if "sealed" in request.POST:
        return _taken_over(request)
    mine = Network.objects.real().filter(pk__in=request.actor.networks).order_by("slug")
    networks = list(mine.select_related("town"))
    posted = request.method == "POST"
    form = (
        TableForm(request.POST, request.FILES, networks=networks)
        if posted
        else TableForm(networks=networks)
    )
    if posted and was_too_large(request):
        form.add_error("file", _("This file is larger than 10 MB. Choose a smaller one."))
    elif posted and form.is_valid():
        said = form.cleaned_data
        try:
            with RefusalAsFormError(form, "file"):
                looked = actions.look_at(
                    said["content"],
                    network=said["network"],
                    year=said["year"],
                    by=request.actor,
                    keys=request.keys,
                )
                return _preview(request, looked)
        except UnreadableError as refused:
            form.add_error("file", refused.sentence)
    status = 422 if form.is_bound and form.errors else 200
    context = {"form": form, "several": len(networks) > 1, "none": not networks}
    return render(request, "cases/standards/import.html", context, status=status)


def _taken_over(request: MemberRequest) -> HttpResponse:
    try:
        actions.take_over(request.POST["sealed"], by=request.actor, keys=request.keys)
    except (Denied, Conflict) as refused:
        context = {"refusal": str(refused.sentence)}
        status = 409 if isinstance(refused, Conflict) else 422
        return render(request, "cases/standards/refused.html", context, status=status)
    return HttpResponseRedirect(reverse("cases:figures") + "#sheet")


def _preview(request: MemberRequest, looked: actions.Looked) -> HttpResponse:
    refusals = [one for line in looked.lines for one in line.refusals]
    wanted = [one for one in looked.lines if one.record is not None]
    taken = len(wanted)
    context: dict[str, Any] = {
        "answer": ngettext(
            "%(n)d person would be taken over", "%(n)d people would be taken over", taken
        ) % {"n": taken},
        "lead": _lead(taken, len(refusals)),
        "counts": [
            (_("would be taken over"), taken),
            (_("rows that cannot be taken over"), sum(bool(one.refusals) for one in looked.lines)),
            (_("columns that are read otherwise than they are written"), len(looked.remarks)),
        ],
        "refusals": refusals,
        "remarks": looked.remarks,
        "left_out": sorted({name for line in looked.lines for name in line.left_out}),
        "found": {"wanted": wanted, "refusals": refusals},
        "rows": shown_lines(wanted[:SHOWN]),
        "one_sheet": True,
        "hidden": max(0, taken - SHOWN),
        "may_take_over": bool(looked.sealed),
        "sealed": looked.sealed,
        "another": reverse("cases:standard_import"),
        "before_head": _("In the file"),
        "after_head": _("As it is counted"),
    }  # fmt: skip
    return render(request, "cases/standards/preview.html", context)


def _lead(taken: int, refused: int) -> str:
    if not taken:
        return _("Correct the rows in the file and send it in again. Nothing was saved.")
    if refused:
        return _("Rows that cannot be taken over stay out. Nothing is saved yet.")
    return _("Look at them; nothing is saved yet.")
