"""The file, in its smallest form: the sections, who sees them, and what came with the report."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from spona.access.guards import MemberRequest, member
from spona.cases.case.models import Case
from spona.cases.case.sections import SECTIONS
from spona.cases.referrals.packet import Signs
from spona.cases.referrals.words import AGE, CERTAINTY, YES_NO, short_name, word
from spona.cases.timeline.forms import ReasonForm
from spona.directory.models import Institution
from spona.vault.actions import open_many, open_section
from spona.vault.models import Section
from spona.vault.reasons import REASONS


@dataclass(frozen=True, slots=True)
class Part:
    """A section: `facts` are (label, value); `opened` False where a reason is needed first
    (`needs_reason`), or where no key leads to the reader.
    """

    name: str
    title: str | Promise
    opened: bool
    needs_reason: bool
    facts: list[tuple[str, str]]
    signs: Signs | None


@member("case:open")
@require_http_methods(["GET", "POST"])
def file(request: MemberRequest, reference: str) -> HttpResponse:
    """A POST carries the reason of a holder who is not assigned."""
    case = visible_file(request, reference)
    reason = request.POST.get("reason", "")
    return page(request, case, reason=reason if reason in REASONS else "")


@member("case:open")
@require_POST
def show_file_name(request: MemberRequest, reference: str) -> HttpResponse:
    """The masked name, logged as a reading of its own; a page where there is no script."""
    case = visible_file(request, reference)
    section = case.box.sections.select_related("box").get(name="name")
    document = open_section(section, by=request.actor, keys=request.keys)
    name = str(document.get("name") or "–")
    if not request.headers.get("X-Requested-With"):
        return page(request, case, shown=name)
    return HttpResponse(name, content_type="text/plain; charset=utf-8")


def visible_file(request: MemberRequest, reference: str) -> Case:
    """The file behind a reference; 404 for what one may not know exists."""
    rows = Case.objects.visible_to(request.actor)
    rows = rows.select_related("owner_institution", "network", "box")
    case = rows.filter(reference=reference.upper()).first()
    if case is None:
        raise Http404
    return case


def page(request: MemberRequest, case: Case, *, reason: str = "", shown: str = "") -> HttpResponse:
    """Every section but the name, which is opened only when somebody asks for it."""
    sections = list(
        Section.objects.visible_to(request.actor)
        .filter(box=case.box_id)
        .exclude(name="name")
        .select_related("box")
    )
    opened = open_many(sections, by=request.actor, keys=request.keys, purpose="page", reason=reason)
    by_name = {section.name: opened.get(section.pk) for section in sections}
    rest = {name: title for name, title in SECTIONS.items() if name != "name"}
    asks = set() if reason else {name for name, found in by_name.items() if found is None}
    parts = [
        _part(name, title, by_name.get(name), needs_reason=name in asks)
        for name, title in rest.items()
    ]
    own = case.owner_institution
    return render(
        request,
        "cases/file.html",
        {
            "case": case,
            "parts": parts,
            "shown": shown,
            "referrals": case.referrals_in.select_related("sender_institution"),
            "holders": [_chip(own, own=True)],
            "others": [_chip(own, own=False)],
            "reason_form": ReasonForm(reasons=REASONS.items()) if asks else None,
        },
    )


def _chip(institution: Institution, *, own: bool) -> dict[str, object]:
    """One chip of "who sees"; where the reader has no key, it is not theirs."""
    return {"label": short_name(institution), "sector": institution.sector, "own": own}


def _part(
    name: str, title: str | Promise, document: dict[str, Any] | None, *, needs_reason: bool
) -> Part:
    if document is None:
        return Part(name, title, False, needs_reason, facts=[], signs=None)
    signs = document.get("signs")
    return Part(
        name,
        title,
        opened=True,
        needs_reason=False,
        facts=_facts(document),
        signs=Signs.from_document(signs) if signs else None,
    )


def _facts(document: dict[str, Any]) -> list[tuple[str, str]]:
    """Labels of what a file holds today; what is empty is left out."""
    call = document.get("call") or {}
    reached = [call.get(name, "") for name in ("reached", "role", "at")]
    lines = (
        (_("Is it a child?"), word(AGE, document.get("age", ""))),
        (_("Age, if you know it"), document.get("age_detail", "")),
        (_("Date or year of birth"), document.get("born", "")),
        (_("Language"), document.get("language", "")),
        (_("What else says who it is"), document.get("more", "")),
        (_("Safe to contact"), word(YES_NO, document.get("safe", ""))),
        (_("How to reach them"), document.get("how_to_reach", "")),
        (_("Phone of the person"), document.get("phone", "")),
        (_("Address"), document.get("address", "")),
        (_("A person they trust"), document.get("trusted", "")),
        (_("What is asked"), document.get("asked", "")),
        (_("Reached by phone"), ", ".join(filter(None, reached))),
        (_("In their own words"), document.get("own_words", "")),
        (_("What else was noticed"), document.get("noticed", "")),
        (_("Who else heard or saw it"), document.get("who_else", "")),
        (_("The writer's certainty"), word(CERTAINTY, document.get("certainty", ""))),
    )
    return [(label, value) for label, value in lines if value]
