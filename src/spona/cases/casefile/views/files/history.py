"""How a part of a file read before: each earlier text beside today's, and erasing one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from spona.access.form_errors import run_or_page
from spona.access.guards import MemberRequest, member
from spona.cases.assessment.documents import ABOUT, Approval, Happened
from spona.cases.assessment.documents import SECTION as APPROVAL
from spona.cases.careplan import plan as careplan
from spona.cases.careplan.queries import changes as plan_changes
from spona.cases.case.actions import read_sections
from spona.cases.case.erasure_reasons import Reason, read_reasons, reasons_of
from spona.cases.case.models import Case
from spona.cases.case.permissions import check_can_agree_to_erase
from spona.cases.case.sections import EDITED, SECTIONS
from spona.cases.casefile import actions
from spona.cases.casefile.actions.erasing import LAPSED
from spona.cases.casefile.erasure_form import ErasureForm
from spona.cases.casefile.section_history import asked_to_erase, asks_still, authors_of
from spona.cases.casefile.views.file import visible_file
from spona.cases.fields.changes import Change, changes
from spona.cases.legal_track import track as legal_track
from spona.cases.legal_track.queries import changes as legal_changes
from spona.cases.team.actions import break_glass
from spona.vault.actions import open_revision, open_section
from spona.vault.history import Text, texts_of
from spona.vault.models import Section
from spona.vault.reasons import SECOND_PERSON
from spona.vault.refusals import Unopenable


@dataclass(frozen=True, slots=True)
class Listed:
    """One line of the list: a text, and who wrote it, if that is known."""

    text: Text
    author: str
    approved: Happened | None = None


# What has forms of its own is read here like the rest.
_TITLES: Final = SECTIONS | {
    careplan.SECTION: gettext_lazy("Care plan"),
    legal_track.SECTION: gettext_lazy("Legal track"),
}
_SHOWN: Final = (*EDITED, "people", careplan.SECTION, legal_track.SECTION)


@member("case:open")
@require_safe
def section_history(request: MemberRequest, reference: str, section: str) -> HttpResponse:
    """Who wrote this part and when; none of its texts is opened here."""
    case, row = _found(request, reference, section)
    return _page(request, case, row)


@member("case:open")
@require_safe
def section_text(
    request: MemberRequest, reference: str, section: str, revision: int
) -> HttpResponse:
    """One earlier text beside today's; the log has both readings before anything is shown."""
    case, row = _found(request, reference, section)
    return _page(request, case, row, revision)


@member("referral:assign")
@require_http_methods(["GET", "POST"])
def asked_erasures(request: MemberRequest, reference: str) -> HttpResponse:
    """What colleagues ask to erase, for the second person; none of it is opened here. A POST opens
    the file to who does not work on it, with the reason that is the true one.
    """
    case = visible_file(request, reference)
    check_can_agree_to_erase(request.actor, case)
    here = reverse("cases:asked_erasures", args=[case.reference])
    waiting = asked_to_erase(case, request.actor)

    def page(*, status: int = 200, note: str | Promise = "") -> HttpResponse:
        context = {
            "case": case,
            "waiting": [(one, _TITLES[one.section.name]) for one in waiting],
            "closed": any(not one.opens for one in waiting),
            "note": note,
            "back_url": reverse("cases:file", args=[case.reference]),
        }
        return render(request, "cases/file/asked_erasures.html", context, status=status)

    if request.method == "GET":
        return page()
    if all(one.opens for one in waiting):
        return HttpResponseRedirect(here)
    can: dict[str, Any] = {"by": request.actor, "keys": request.keys}
    return run_or_page(lambda: break_glass(case, reason=SECOND_PERSON, **can), page=page, to=here)


@member("case:write")
@require_POST
def ask_to_erase(
    request: MemberRequest, reference: str, section: str, revision: int
) -> HttpResponse:
    case, row = _found(request, reference, section)
    _chosen(texts_of(row), revision)
    form = ErasureForm(request.POST)
    page = partial(_page, request, case, row, revision, form=form)
    if not form.is_valid():
        return page(status=422)

    def act() -> None:
        why = form.cleaned_data["why"]
        actions.ask_to_erase(case, row, revision, why=why, by=request.actor, keys=request.keys)

    return _run(case, row, act, page)


@member("referral:assign")
@require_POST
def agree_to_erase(
    request: MemberRequest, reference: str, section: str, revision: int
) -> HttpResponse:
    act = partial(actions.agree_to_erase, keys=request.keys)
    return _decided(request, reference, section, revision, act)


@member("case:write")
@require_POST
def refuse_to_erase(
    request: MemberRequest, reference: str, section: str, revision: int
) -> HttpResponse:
    return _decided(request, reference, section, revision, actions.refuse_to_erase)


def _decided(
    request: MemberRequest,
    reference: str,
    section: str,
    revision: int,
    act: Callable[..., None],
) -> HttpResponse:
    case, row = _found(request, reference, section)
    _chosen(texts_of(row), revision)
    return _run(
        case,
        row,
        lambda: act(case, row, revision, by=request.actor),
        partial(_page, request, case, row, revision),
    )


def _run(
    case: Case, row: Section, act: Callable[[], None], page: Callable[..., HttpResponse]
) -> HttpResponse:
    try:
        return run_or_page(
            act,
            page=page,
            to=reverse("cases:section_history", args=[case.reference, row.name]),
        )
    except Unopenable:
        # The page says so of the text.
        return page(status=409)


def _found(request: MemberRequest, reference: str, name: str) -> tuple[Case, Section]:
    """The file and its part; 404 where there is none, or no key to it leads to the reader."""
    case = visible_file(request, reference)
    rows = Section.objects.visible_to(request.actor).named(case.box_id, name)
    row = rows.select_related("box").first() if name in _SHOWN else None
    if row is None:
        raise Http404
    return case, row


def _chosen(texts: list[Text], revision: int) -> Text:
    """One of the earlier texts; 404 for today's and for what there never was."""
    for text in texts[1:]:
        if text.revision == revision:
            return text
    raise Http404


def _page(
    request: MemberRequest,
    case: Case,
    section: Section,
    revision: int | None = None,
    *,
    form: ErasureForm | None = None,
    status: int = 200,
    note: str | Promise = "",
) -> HttpResponse:
    texts = texts_of(section, opened=revision)
    chosen = _chosen(texts, revision) if revision is not None else None
    beside = _beside(request, section, chosen) if chosen else None
    names = authors_of(case, texts)
    approved = _approved(request, case, section)
    listed = {
        text.revision: Listed(text, names.get(text.revision, ""), approved.get(text.revision))
        for text in texts
    }
    asked_by = chosen.erasure_asked_by if chosen else None
    lapsed = asked_by is not None and not asks_still(case, section, asked_by)
    context = {
        "case": case,
        "name": section.name,
        "part": _TITLES[section.name],
        "texts": list(listed.values()),
        "current": listed[section.revision],
        "chosen": listed[chosen.revision] if chosen else None,
        "changes": beside,
        "differs": any(one.is_changed for one in beside or ()),
        "may_ask": request.actor.may("case:write"),
        "lapsed": LAPSED if lapsed else "",
        "form": form or ErasureForm(),
        "reasons": _reasons(request, section, chosen) if chosen else [],
        "may_agree": request.actor.may("referral:assign"),
        "note": note,
        "back_url": reverse("cases:file", args=[case.reference]),
    }
    return render(request, "cases/file/history.html", context, status=status)


def _reasons(request: MemberRequest, section: Section, chosen: Text) -> list[Reason]:
    """Why somebody asked that this text be erased; nothing where that does not open."""
    try:
        held = read_reasons(section, by=request.actor, keys=request.keys)
    except Unopenable:
        return []
    return reasons_of(held, chosen.revision)


def _approved(request: MemberRequest, case: Case, section: Section) -> dict[int, Happened]:
    """Number of a text of the assessment → who approved it."""
    if section.name != ABOUT:
        return {}
    found = read_sections(case, [APPROVAL], by=request.actor, keys=request.keys).documents
    return Approval.from_document(found[APPROVAL]).by_revision if APPROVAL in found else {}


def _beside(request: MemberRequest, section: Section, chosen: Text) -> list[Change] | None:
    """The chosen text field by field beside today's; None where it does not open any more."""
    if not chosen.kept:
        return None
    try:
        now = open_section(section, by=request.actor, keys=request.keys)
        then = open_revision(section, chosen.revision, by=request.actor, keys=request.keys)
    except Unopenable:
        return None
    if section.name == careplan.SECTION:
        return plan_changes(then, now)
    if section.name == legal_track.SECTION:
        return legal_changes(then, now)
    return changes(section.name, then, now)
