"""Write in one section: with both texts where somebody was faster, and nothing lost."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from spona.access.denied import Denied
from spona.access.guards import MemberRequest, member
from spona.cases.case import actions
from spona.cases.case.models import Case
from spona.cases.case.permissions import check_can_begin, check_can_write
from spona.cases.case.queries import absent_sections
from spona.cases.case.sections import EDITED, SECTIONS, empty_section
from spona.cases.casefile.concurrent_edits import merge
from spona.cases.casefile.file_forms import SectionForm
from spona.cases.casefile.pages import section_url
from spona.cases.casefile.views.file import visible_file
from spona.cases.fields.facts import Fact, OwnFact, section_facts
from spona.cases.fields.network_questions import questions_of
from spona.cases.legal_track.actions import follow_review
from spona.cases.legal_track.queries import IDENTITY
from spona.vault.actions import open_revision, open_section
from spona.vault.models import Section
from spona.vault.refusals import NoSuchRevision, TextConflict

type Document = dict[str, Any]


@member("case:write")
@require_http_methods(["GET", "POST"])
def write_section(request: MemberRequest, reference: str, section: str) -> HttpResponse:
    """Saving names the revision that was read; an older one gives both texts back."""
    case = visible_file(request, reference)
    if section not in EDITED:
        raise Http404
    check_can_write(request.actor, case)
    questions = questions_of(case.network_id)
    if request.method == "GET":
        row, document = _opened(request, case, section)
        initial = document | {"revision": row.revision}
        form = SectionForm(section, initial=initial, questions=questions)
        return _page(request, case, section, form)
    form = SectionForm(section, request.POST, questions=questions)
    if not form.is_valid():
        return _page(request, case, section, form, status=422)
    changes = dict(form.cleaned_data)
    revision = changes.pop("revision")
    try:
        actions.write_section(
            case, section, changes, revision=revision, by=request.actor, keys=request.keys
        )
    except TextConflict as changed:
        return _conflict(request, case, section, changed, read=revision)
    except Denied as refused:
        return _page(request, case, section, form, status=422, note=refused.sentence)
    if section == IDENTITY:
        follow_review(case, renew=True, by=request.actor, keys=request.keys)
    return HttpResponseRedirect(section_url(case, section))


def _opened(request: MemberRequest, case: Case, name: str) -> tuple[Section, Document]:
    """The section and its text, empty where the file does not have it yet; 404 where no key leads
    to it, Denied where a reason is needed.
    """
    rows = Section.objects.visible_to(request.actor).named(case.box_id, name)
    row = rows.select_related("box").first()
    if row is None and name in absent_sections(case):
        check_can_begin(request.actor, case, name)
        begun = Section(box=case.box)
        begun.name = name
        return begun, empty_section(name)
    if row is None:
        raise Http404
    return row, open_section(row, by=request.actor, keys=request.keys)


def _conflict(
    request: MemberRequest, case: Case, name: str, changed: TextConflict, *, read: int
) -> HttpResponse:
    """What was typed stands in the form; what was left as it was read holds the colleague's answer.
    Where both answered, what the colleague wrote stands beside it.
    """
    theirs, questions = changed.theirs or {}, questions_of(case.network_id)
    before = _as_read(request, case, name, read) if changed.theirs is not None else None
    mine, beside, note = request.POST.copy(), section_facts(name, theirs), changed.sentence
    if before is not None:
        merged = merge(name, request.POST, read=before, theirs=theirs, questions=questions)
        mine, beside = merged.data, merged.both
        if not merged.both:
            note = _("A colleague changed this part meanwhile. Look at it once more, then save.")
    mine["revision"] = str(changed.revision)
    form = SectionForm(name, mine, questions=questions)
    if before is not None and form.is_valid():
        for one in beside:
            form.add_error(one.key, _("Your colleague answered this too: see what they wrote."))
    return _page(
        request,
        case,
        name,
        form,
        status=409,
        note=note,
        theirs=beside,
        merged=before is not None,
    )


def _as_read(request: MemberRequest, case: Case, name: str, revision: int) -> dict[str, Any] | None:
    """The text from which the form was made; None where it was erased meanwhile."""
    section = Section.objects.named(case.box_id, name).select_related("box").get()
    try:
        return open_revision(section, revision, by=request.actor, keys=request.keys)
    except (Denied, NoSuchRevision):
        return None


def _page(
    request: MemberRequest,
    case: Case,
    name: str,
    form: forms.Form,
    *,
    status: int = 200,
    note: str | Promise = "",
    theirs: list[Fact | OwnFact] | None = None,
    merged: bool = False,
) -> HttpResponse:
    context = {
        "case": case,
        "name": name,
        "title": SECTIONS[name],
        "form": form,
        "note": note,
        "theirs": theirs,
        "merged": merged,
        "back_url": section_url(case, name),
    }
    return render(request, "cases/file/write.html", context, status=status)
