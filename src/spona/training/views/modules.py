"""Modules: the list, one of them, its questions and papers."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import pgettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from spona.access.form_errors import RefusalAsFormError
from spona.access.guards import MemberRequest, member
from spona.access.models import once
from spona.attachments.downloads import download
from spona.attachments.uploads import takes_attachments, was_too_large
from spona.deadlines.time import today
from spona.directory.models import Network
from spona.identity.slow_pages import FILE, slow
from spona.reference.file_names import file_name
from spona.reference.scripts import serbian_key
from spona.training import actions, lists
from spona.training.forms import MaterialForm, ModuleForm, QuestionForm
from spona.training.models import Material, Module, Question, Session
from spona.training.permissions import EDIT, check_can_edit_module, edits_somewhere, may_edit
from spona.training.queries import with_days
from spona.training.views.lookups import known_module, part_of_known_module, status_of

A_PAGE: Final = 20


@member("network:read")
@require_safe
def modules(request: MemberRequest) -> HttpResponse:
    """`?sector=` and `?gap=` narrow, `?q=` searches titles; `?ended=1` shows what is out of use."""
    query = request.GET.get("q", "").strip()[:100]
    sector, gap, ended = (request.GET.get(name, "") for name in ("sector", "gap", "ended"))
    rows = Module.objects.visible_to(request.actor).select_related("network__town")
    rows = rows.matching(query).annotate(
        asked=Count("questions", filter=Q(questions__ended_at=None))
    )
    rows = rows.exclude(ended_at=None) if ended else rows.running()
    # JSON containment is not portable; there are some dozens of modules.
    found = [
        one
        for one in rows
        if (not sector or not one.audience or sector in one.audience)
        and (not gap or gap in one.covers)
    ]
    found.sort(key=lambda one: serbian_key(str(one.title)))
    asked = {"q": query, "sector": sector, "gap": gap, "ended": ended}
    context = {
        "page": Paginator(found, A_PAGE).get_page(request.GET.get("page")),
        "total": len(found),
        "sectors": lists.choices_of(lists.SECTOR),
        "gaps": lists.choices_of(lists.GAP),
        "asked": asked,
        "narrowed": any((query, sector, gap)),
        "rest": urlencode({name: value for name, value in asked.items() if value}),
        "edits": edits_somewhere(request.actor),
        "day": today(),
    }
    return render(request, "training/modules.html", context)


@member("network:read")
@require_safe
def module(request: MemberRequest, module_id: UUID) -> HttpResponse:
    return _page(request, known_module(request, module_id))


def _page(
    request: MemberRequest, found: Module, *, status: int = 200, **bound: Any
) -> HttpResponse:
    """Right answers are there for those who hold trainings somewhere, and for nobody else."""
    edits, teaches = may_edit(request.actor, found.network_id), edits_somewhere(request.actor)
    body = lists.newest_row(lists.BODY, found.accreditation_body)
    day = today()
    questions = list(found.questions.filter(ended_at=None))
    sessions = with_days(Session.objects.visible_to(request.actor).filter(module=found))
    context: dict[str, Any] = {
        "module": found,
        "edits": edits,
        "teaches": teaches,
        "body": body,
        "accredited": found.is_accredited_on(day),
        "audience": lists.words_of(lists.SECTOR, found.audience),
        "topics": lists.words_of(lists.TOPIC, found.topics),
        "covers": lists.words_of(lists.GAP, found.covers),
        "questions": questions if teaches else [],
        "asked": len(questions),
        "materials": list(found.materials.filter(ended_at=None).select_related("paper")),
        "ahead": list(sessions.filter(pk__in=Session.objects.ahead(day)).order_by("first_day")),
        "left": _just_left(request, found) if edits else None,
        "material_form": MaterialForm() if edits else None,
    }
    return render(request, "training/module.html", context | bound, status=status)


@member("training:edit")
@require_http_methods(["GET", "HEAD", "POST"])
def write(request: MemberRequest) -> HttpResponse:
    """A new module; it belongs to the first network in which the reader leads trainings."""
    form = ModuleForm(request.POST or None)
    network = Network.objects.filter(pk__in=request.actor.networks_where(EDIT)).first()
    if network is None:
        raise Http404
    if request.method == "POST" and form.is_valid():

        def written() -> str:
            found = actions.write_module(form.outline(), network=network, by=request.actor)
            return reverse("training:module", args=[found.pk])

        with RefusalAsFormError(form):
            return HttpResponseRedirect(once(form.cleaned_data["token"], written))
    return render(request, "training/write.html", {"form": form}, status=status_of(form))


@member("training:edit")
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: MemberRequest, module_id: UUID) -> HttpResponse:
    found = known_module(request, module_id)
    check_can_edit_module(request.actor, found)
    form = ModuleForm(request.POST or None, initial=ModuleForm.as_it_is(found))
    if request.method == "POST" and form.is_valid():
        with RefusalAsFormError(form):
            actions.change_module(found, form.outline(), by=request.actor)
            return HttpResponseRedirect(_path(found))
    context = {"form": form, "module": found}
    return render(request, "training/write.html", context, status=status_of(form))


@member("training:edit")
@require_POST
def end(request: MemberRequest, module_id: UUID) -> HttpResponse:
    found = actions.end_module(known_module(request, module_id), by=request.actor)
    return HttpResponseRedirect(_path(found))


@member("training:edit")
@require_POST
def take_up(request: MemberRequest, module_id: UUID) -> HttpResponse:
    """Undo of `end`."""
    found = actions.take_up_module(known_module(request, module_id), by=request.actor)
    return HttpResponseRedirect(_path(found))


@member("training:edit")
@require_http_methods(["GET", "HEAD", "POST"])
def add_question(request: MemberRequest, module_id: UUID) -> HttpResponse:
    found = known_module(request, module_id)
    check_can_edit_module(request.actor, found)
    form = QuestionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        asked = form.cleaned_data

        def added() -> str:
            actions.add_question(
                found, asked["text"], form.options(), used=asked["used"], by=request.actor
            )
            return _path(found)

        with RefusalAsFormError(form):
            once(asked["token"], added)
            more = "another" in request.POST
            here = reverse("training:add_question", args=[found.pk])
            return HttpResponseRedirect(here if more else f"{_path(found)}#test")
    context = {"form": form, "module": found}
    return render(request, "training/question.html", context, status=status_of(form))


@member("training:edit")
@require_http_methods(["GET", "HEAD", "POST"])
def change_question(request: MemberRequest, question_id: UUID) -> HttpResponse:
    row = part_of_known_module(request, Question, question_id)
    check_can_edit_module(request.actor, row.module)
    form = QuestionForm(request.POST or None, initial=QuestionForm.as_it_is(row))
    if request.method == "POST" and form.is_valid():
        asked = form.cleaned_data
        with RefusalAsFormError(form):
            actions.change_question(
                row, asked["text"], form.options(), used=asked["used"], by=request.actor
            )
            return HttpResponseRedirect(f"{_path(row.module)}#test")
    context = {"form": form, "module": row.module, "question": row}
    return render(request, "training/question.html", context, status=status_of(form))


@member("training:edit")
@require_POST
def end_question(request: MemberRequest, question_id: UUID) -> HttpResponse:
    row = part_of_known_module(request, Question, question_id)
    actions.end_question(row, by=request.actor)
    return HttpResponseRedirect(f"{_path(row.module)}?left={row.pk}#test")


@member("training:edit")
@require_POST
def return_question(request: MemberRequest, question_id: UUID) -> HttpResponse:
    """Undo of `end_question`."""
    rows = Question.objects.filter(module__in=Module.objects.visible_to(request.actor))
    row = get_object_or_404(rows.select_related("module"), pk=question_id)
    actions.return_question(row, by=request.actor)
    return HttpResponseRedirect(f"{_path(row.module)}#test")


@takes_attachments
@member("training:edit")
@require_POST
def add_material(request: MemberRequest, module_id: UUID) -> HttpResponse:
    found = known_module(request, module_id)
    check_can_edit_module(request.actor, found)
    files = request.FILES  # read first: only then it is known how large they were
    form = MaterialForm(request.POST, files, too_large=was_too_large(request))
    if form.is_valid():
        asked = form.cleaned_data

        def added() -> str:
            actions.add_material(found, asked["title"].strip(), asked["paper"], by=request.actor)
            return f"{_path(found)}#papers"

        with RefusalAsFormError(form):
            return HttpResponseRedirect(once(asked["token"], added))
    return _page(request, found, status=422, material_form=form)


@member("network:read")
@slow("file", FILE)
@require_safe
def material(request: MemberRequest, material_id: UUID) -> HttpResponse:
    """A paper as a file of its own, under a name that says nothing."""
    row: Material = part_of_known_module(request, Material, material_id)
    return download(row.paper, file_name(pgettext("file name", "list")))


@member("training:edit")
@require_POST
def end_material(request: MemberRequest, material_id: UUID) -> HttpResponse:
    row = part_of_known_module(request, Material, material_id)
    actions.end_material(row, by=request.actor)
    return HttpResponseRedirect(f"{_path(row.module)}#papers")


def _just_left(request: MemberRequest, module: Module) -> Question | None:
    """The question of the button pressed last, for the note with "Undo"."""
    try:
        ident = UUID(request.GET.get("left", ""))
    except ValueError:
        return None
    return module.questions.filter(pk=ident).exclude(ended_at=None).first()


def _path(module: Module) -> str:
    return reverse("training:module", args=[module.pk])
