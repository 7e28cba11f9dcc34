"""A file of somebody who came by themselves, and two files that are of one person."""

from __future__ import annotations

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.views.decorators.http import require_http_methods

from spona.access.denied import Conflict, Denied
from spona.access.form_errors import run_or_page
from spona.access.guards import MemberRequest, member
from spona.access.models import new_token, once, posted_token
from spona.cases.case.actions import read_names, read_sections
from spona.cases.case.models import Case
from spona.cases.case.permissions import check_can_write
from spona.cases.casefile import actions
from spona.cases.casefile.actions.another_case import check_can_open_another
from spona.cases.casefile.file_forms import AnotherCaseForm, JoinForm, SelfReportForm
from spona.cases.casefile.views.file import visible_file
from spona.cases.casefile.views.reading import path_of, visible
from spona.cases.consent.rests_on import RestsOn
from spona.cases.fields.facts import section_facts
from spona.cases.intake.recipients import networks_for
from spona.cases.team.permissions import check_can_form_team


@member("case:write")
@require_http_methods(["GET", "POST"])
def self_report(request: MemberRequest) -> HttpResponse:
    """Once per page: a second click opens no second file."""
    networks = [one for one in networks_for(request.actor) if one.casework_open]
    form = SelfReportForm(request.POST or None, networks=networks)
    if request.method == "GET":
        return _begin(request, form)
    if not form.is_valid():
        return _begin(request, form, status=422)

    def act() -> str:
        said = dict(form.cleaned_data)
        network = next(one for one in networks if str(one.pk) == said.pop("network"))
        case = actions.open_self_report(said, network=network, by=request.actor, keys=request.keys)
        return reverse("cases:file", args=[case.reference])

    try:
        return HttpResponseRedirect(once(posted_token(request), act))
    except Denied as refused:
        return _begin(request, form, status=422, note=refused.sentence)


@member("case:write")
@require_http_methods(["GET", "POST"])
def open_another(request: MemberRequest, reference: str) -> HttpResponse:
    """One more person of the same report, once per page."""
    referral = visible(request, reference)
    first = check_can_open_another(request.actor, referral)
    form = AnotherCaseForm(
        request.POST if request.method == "POST" else None,
        takes_account=referral.rests_on == RestsOn.DUTY,
    )

    def page(*, status: int = 200, note: str | Promise = "") -> HttpResponse:
        context = {
            "referral": referral,
            "first": first,
            "form": form,
            "note": note,
            "token": new_token(),
            "back_url": path_of(referral),
        }
        return render(request, "cases/file/another.html", context, status=status)

    if request.method == "GET":
        return page()
    if not form.is_valid():
        return page(status=422)

    def act() -> str:
        said = dict(form.cleaned_data)
        case = actions.open_another_case(
            referral,
            said,
            takes_account=bool(said.pop("account", False)),
            by=request.actor,
            keys=request.keys,
        )
        return reverse("cases:file", args=[case.reference])

    return run_or_page(lambda: once(posted_token(request), act), page=page)


@member("referral:assign")
@require_http_methods(["GET", "POST"])
def join_files(request: MemberRequest, reference: str) -> HttpResponse:
    """Names are compared here and now by a person; nothing is matched in the background."""
    case = visible_file(request, reference)
    check_can_form_team(request.actor, case)
    check_can_write(request.actor, case)
    rows = Case.objects.visible_to(request.actor).filter(closed_at=None).exclude(pk=case.pk)
    others = {str(one.pk): one for one in rows.order_by("-opened_at")[:200]}
    names = read_names([case, *others.values()], by=request.actor, keys=request.keys)
    form = JoinForm(
        request.POST or None,
        others=[
            (key, f"{one.reference} · {names.get(one.pk) or '–'}") for key, one in others.items()
        ],
    )
    if request.method == "GET":
        return _join(request, case, form, names.get(case.pk, ""))
    if not form.is_valid():
        return _join(request, case, form, names.get(case.pk, ""), status=422)
    other = others[form.cleaned_data["other"]]
    if "confirm" not in request.POST:
        return _join(request, case, form, names.get(case.pk, ""), other=other)
    try:
        kept = actions.join_files(case, into=other, by=request.actor, keys=request.keys)
    except (Denied, Conflict) as refused:
        return _join(request, case, form, names.get(case.pk, ""), status=422, note=refused.sentence)
    return HttpResponseRedirect(reverse("cases:file", args=[kept.reference]))


def _begin(
    request: MemberRequest, form: SelfReportForm, *, status: int = 200, note: str | Promise = ""
) -> HttpResponse:
    context = {"form": form, "note": note, "token": new_token()}
    return render(request, "cases/file/self_report.html", context, status=status)


def _join(
    request: MemberRequest,
    case: Case,
    form: JoinForm,
    name: str,
    *,
    other: Case | None = None,
    status: int = 200,
    note: str | Promise = "",
) -> HttpResponse:
    """With `other`, both side by side before anything is joined."""
    both = [_beside(request, one) for one in (case, other)] if other else []
    context = {
        "case": case,
        "form": form,
        "name": name,
        "both": both,
        "other": other,
        "note": note,
        "back_url": reverse("cases:file", args=[case.reference]),
    }
    return render(request, "cases/file/join.html", context, status=status)


def _beside(request: MemberRequest, case: Case) -> tuple[Case, list[tuple[str, str]]]:
    beside = ("identity", "contact")
    found = read_sections(case, ["name", *beside], by=request.actor, keys=request.keys)
    name = str(found.documents.get("name", {}).get("name", ""))
    facts = [
        (fact.label, fact.value)
        for part in beside
        for fact in section_facts(part, found.documents.get(part, {}))
    ]
    return case, [("", name or "–"), *facts]
