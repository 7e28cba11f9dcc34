"""The people around the person of a file, each on a page of their own."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.functional import Promise
from django.views.decorators.http import require_http_methods

from spona.access.denied import Conflict, Denied
from spona.access.guards import MemberRequest, member
from spona.access.models import new_token, once, posted_token
from spona.cases.case.models import Case
from spona.cases.case.permissions import check_can_add
from spona.cases.casefile import actions
from spona.cases.casefile.actions.related_people import SECTION
from spona.cases.casefile.file_forms import RelatedPersonForm
from spona.cases.casefile.pages import section_url
from spona.cases.casefile.views.file import visible_file
from spona.cases.fields.related_people import RelatedPerson
from spona.vault.actions import open_section
from spona.vault.models import Section


@member("case:write")
@require_http_methods(["GET", "POST"])
def add_person(request: MemberRequest, reference: str) -> HttpResponse:
    """Once per page: a second click writes nobody in twice."""
    case = _file(request, reference)
    form = RelatedPersonForm(request.POST or None)
    if request.method == "GET":
        return _page(request, case, form)
    if not form.is_valid():
        return _page(request, case, form, status=422)

    def act() -> str:
        actions.add_person(case, form.person(""), by=request.actor, keys=request.keys)
        return _back(case)

    try:
        return HttpResponseRedirect(once(posted_token(request), act))
    except (Conflict, Denied) as refused:
        return _page(request, case, form, status=422, note=refused.sentence)


@member("case:write")
@require_http_methods(["GET", "POST"])
def change_person(request: MemberRequest, reference: str, person_id: UUID) -> HttpResponse:
    case = _file(request, reference)
    now = _person(request, case, person_id)
    if request.method == "GET":
        return _page(request, case, RelatedPersonForm.of(now), person=now)
    form = RelatedPersonForm(request.POST)
    if not form.is_valid():
        return _page(request, case, form, person=now, status=422)
    try:
        actions.change_person(
            case,
            form.person(now.id),
            read=form.cleaned_data["read"],
            by=request.actor,
            keys=request.keys,
        )
    except Conflict as refused:
        # Whoever saves once more has seen what stands there now.
        now = _person(request, case, person_id)
        mine = request.POST.copy()
        mine["read"] = now.mark
        form = RelatedPersonForm(mine)
        return _page(request, case, form, person=now, theirs=now, status=409, note=refused.sentence)
    except Denied as refused:
        return _page(request, case, form, person=now, status=422, note=refused.sentence)
    return HttpResponseRedirect(_back(case))


@member("case:write")
@require_http_methods(["GET", "POST"])
def take_out_person(request: MemberRequest, reference: str, person_id: UUID) -> HttpResponse:
    """Asks first."""
    case = _file(request, reference)
    now = _person(request, case, person_id)
    if request.method == "GET":
        return _page(request, case, RelatedPersonForm.of(now), person=now, leaving=True)
    try:
        actions.take_out_person(
            case, now, read=request.POST.get("read", ""), by=request.actor, keys=request.keys
        )
    except Conflict as refused:
        return _page(
            request, case, RelatedPersonForm.of(now), person=now, status=409, note=refused.sentence
        )
    return HttpResponseRedirect(_back(case))


def _file(request: MemberRequest, reference: str) -> Case:
    case = visible_file(request, reference)
    check_can_add(request.actor, case, SECTION)
    return case


def _person(request: MemberRequest, case: Case, person_id: UUID) -> RelatedPerson:
    """404 where nobody of that id stands in this file."""
    rows = Section.objects.visible_to(request.actor).named(case.box_id, SECTION)
    row = rows.select_related("box").first()
    if row is None:
        raise Http404
    document = open_section(row, by=request.actor, keys=request.keys)
    for one in document.get("people", []):
        if one["id"] == str(person_id):
            return RelatedPerson.of(one)
    raise Http404


def _back(case: Case) -> str:
    return section_url(case, SECTION)


def _page(
    request: MemberRequest,
    case: Case,
    form: RelatedPersonForm,
    *,
    person: RelatedPerson | None = None,
    theirs: RelatedPerson | None = None,
    leaving: bool = False,
    status: int = 200,
    note: str | Promise = "",
) -> HttpResponse:
    """`theirs`: what a colleague wrote meanwhile, beside what was typed."""
    context = {
        "case": case,
        "form": form,
        "person": person,
        "theirs": theirs,
        "leaving": leaving,
        "note": note,
        "token": new_token(),
        "back_url": _back(case),
    }
    return render(request, "cases/file/related_person.html", context, status=status)
