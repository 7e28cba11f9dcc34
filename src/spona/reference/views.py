"""The pages on which people read and edit lists."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any
from uuid import UUID

from django import forms
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from spona.access.form_errors import RefusalAsFormError
from spona.access.guards import MemberRequest, member
from spona.access.models import once
from spona.reference import actions
from spona.reference.actions.legal import says_of
from spona.reference.differences import differences, sector_words
from spona.reference.forms import (
    EndForm,
    LegalForm,
    NewCodeForm,
    NewLegalForm,
    RefuseForm,
    RewordForm,
    SignsForm,
    sector_choices,
)
from spona.reference.labels import AGES, PURPOSES, SECTIONS, SIGN_LISTS
from spona.reference.models import Code, IndicatorList, LegalBasis, Proposal, ProposalState
from spona.reference.models.proposals import CODE, LEGAL, SIGNS
from spona.reference.naming import subject_link, subject_words
from spona.reference.permissions import may_confirm, may_propose, may_withdraw
from spona.reference.protected_codes import is_fixed
from spona.reference.queries import (
    code_lists,
    codes_of,
    history_of,
    indicator_lists,
    legal_rows,
    proposals_of,
    waiting,
)
from spona.reference.scripts import fold, serbian_key
from spona.reference.titles import title_of

# The second person: what waits, what it would change, and the decision.

_OURS = (CODE, SIGNS, LEGAL)
_AT_MOST = 200


@member("network:read")
@require_safe
def proposals(request: MemberRequest) -> HttpResponse:
    """What waits for a second person, and the history of what was decided."""
    state = request.GET.get("state", ProposalState.WAITING)
    if state not in ProposalState.values:
        state = ProposalState.WAITING
    rows = proposals_of(_OURS, state)[:_AT_MOST]
    context = {
        "rows": [(row, subject_words(row)) for row in rows],
        "state": state,
        "states": ProposalState.choices,
    }
    return render(request, "reference/proposals.html", context)


@member("network:read")
@require_safe
def proposal(request: MemberRequest, proposal_id: UUID) -> HttpResponse:
    return _page(request, _known(proposal_id), RefuseForm())


@member("reference:confirm")
@require_POST
def confirm(request: MemberRequest, proposal_id: UUID) -> HttpResponse:
    row = _known(proposal_id)
    actions.confirm(row, by=request.actor)
    return HttpResponseRedirect(subject_link(row))


@member("reference:confirm")
@require_POST
def refuse(request: MemberRequest, proposal_id: UUID) -> HttpResponse:
    row = _known(proposal_id)
    form = RefuseForm(request.POST)
    if not form.is_valid():
        return _page(request, row, form, status=422)
    actions.refuse(row, reason=form.cleaned_data["reason"], by=request.actor)
    return HttpResponseRedirect(reverse("reference:proposals"))


@member("reference:propose")
@require_POST
def withdraw(request: MemberRequest, proposal_id: UUID) -> HttpResponse:
    row = _known(proposal_id)
    actions.withdraw(row, by=request.actor)
    return HttpResponseRedirect(reverse("reference:proposals"))


def _known(proposal_id: UUID) -> Proposal:
    return get_object_or_404(Proposal, pk=proposal_id, kind__in=_OURS)


def _page(
    request: MemberRequest, row: Proposal, form: RefuseForm, status: int = 200
) -> HttpResponse:
    context = {
        "row": row,
        "words": subject_words(row),
        "link": subject_link(row),
        "lines": differences(row) if row.has_valid_mac() else [],
        "form": form,
        "may_confirm": may_confirm(request.actor, row),
        "may_withdraw": may_withdraw(request.actor, row),
    }
    return render(request, "reference/proposal.html", context, status=status)


# What the editing pages share: one proposing form, and finding among rows that are read anyway.


def propose_page(
    request: MemberRequest,
    form: forms.Form,
    act: Callable[[dict[str, Any]], Proposal],
    *,
    context: dict[str, Any],
    template: str = "reference/propose.html",
    page_of: Callable[[Proposal], str] | None = None,
) -> HttpResponse:
    """The form; sent well, `act` makes one proposal and its page follows. A refusal stands in
    the form, and what was typed stays.

    `context`: heading, above (what it is about), back (name of the page and its arguments),
    perhaps a note.
    """
    page, *place = context["back"]
    context = {**context, "back": reverse(page, args=place)}
    if request.method == "POST" and form.is_valid():

        def made() -> str:
            proposal = act(form.cleaned_data)
            if page_of is not None:
                return page_of(proposal)
            return reverse("reference:proposal", args=[proposal.pk])

        with RefusalAsFormError(form):
            return HttpResponseRedirect(once(form.cleaned_data["token"], made))
    status = 422 if form.is_bound else 200
    return render(request, template, {"form": form, **context}, status=status)


def found[T](rows: Iterable[T], query: str, text: Callable[[T], str]) -> list[T]:
    """Rows in whose text every word of the query stands, blind to script and diacritics."""
    words = fold(query).split()
    return [row for row in rows if all(word in fold(text(row)) for word in words)]


# Code lists: reading, and proposing an entry, better words or an end.


@member("network:read")
@require_safe
def lists(request: MemberRequest) -> HttpResponse:
    """Every list in force today, and what waits for a second person."""
    day = timezone.localdate()
    query = request.GET.get("q", "")[:80]
    shown = {
        "code_lists": found(code_lists(day), query, lambda one: one.title),
        "indicator_lists": found(indicator_lists(day), query, lambda one: str(one.words)),
        "legal": len(legal_rows()),
        "waiting": len(waiting((CODE, SIGNS, LEGAL))),
        "query": query,
    }
    return render(request, "reference/lists.html", shown)


@member("network:read")
@require_safe
def code_list(request: MemberRequest, name: str) -> HttpResponse:
    """One list with every entry it ever had, those that have ended last."""
    rows = _codes_known(name)
    query = request.GET.get("q", "")[:80]
    state, sort = request.GET.get("state", ""), request.GET.get("sort", "")
    today = timezone.localdate()
    shown = [row for row in rows if _in_state(row, state, today)]
    shown = found(shown, query, lambda row: f"{' '.join(row.words.values())} {row.code}")
    if sort == "words":
        shown.sort(key=lambda row: serbian_key(str(row.words)))
    asked = waiting((CODE,))
    context = {
        "name": name,
        "title": title_of(name),
        "rows": [(row, asked.get(f"{name}/{row.code}")) for row in shown],
        "new": [
            one for key, one in asked.items() if key.startswith(f"{name}/") and not one.base
        ],
        "all": len(rows), "query": query, "state": state, "sort": sort,
        "may_propose": may_propose(request.actor, CODE),
    }  # fmt: skip
    return render(request, "reference/code_list.html", context)


@member("network:read")
@require_safe
def code(request: MemberRequest, name: str, code: str) -> HttpResponse:
    """One entry: what it says, all its versions, and who changed it by whose confirmation."""
    newest = _newest(name, code)
    versions = Code.objects.filter(list=name, code=code).order_by("-version")
    context = {
        "row": newest,
        "title": title_of(name),
        "versions": versions,
        "history": history_of(CODE, f"{name}/{code}"),
        "waits": waiting((CODE,)).get(f"{name}/{code}"),
        "fixed": is_fixed(name, code),
        "may_propose": may_propose(request.actor, CODE) and newest.valid_to is None,
    }
    return render(request, "reference/code.html", context)


@member("reference:propose")
@require_http_methods(["GET", "HEAD", "POST"])
def propose_code(request: MemberRequest, name: str) -> HttpResponse:
    _codes_known(name)
    form = NewCodeForm(request.POST or None)
    return propose_page(
        request,
        form,
        lambda asked: actions.propose_code(
            name, code=asked["code"], words=form.words, source=asked["source"],
            certainty=asked["certainty"], by=request.actor,
        ),
        context={"heading": _("A new entry"), "above": title_of(name),
            "back": ("reference:code_list", name)},
    )  # fmt: skip


@member("reference:propose")
@require_http_methods(["GET", "HEAD", "POST"])
def propose_words(request: MemberRequest, name: str, code: str) -> HttpResponse:
    row = _newest(name, code)
    initial = {**row.words, "source": row.source, "certainty": row.certainty}
    others = row.words.keys() - {"sr", "en"}
    form = RewordForm(request.POST or None, initial=initial, others=others)
    return propose_page(
        request,
        form,
        lambda asked: actions.propose_words(
            row, words=form.words, source=asked["source"], certainty=asked["certainty"],
            same_meaning=asked["same_meaning"], by=request.actor,
        ),
        context={
            "heading": _("Better words"), "above": row.words,
            "back": ("reference:code", name, code),
        },
    )  # fmt: skip


@member("reference:propose")
@require_http_methods(["GET", "HEAD", "POST"])
def propose_end(request: MemberRequest, name: str, code: str) -> HttpResponse:
    row = _newest(name, code)
    form = EndForm(request.POST or None)
    return propose_page(
        request,
        form,
        lambda asked: actions.propose_end(
            row, ends_on=form.ends_on, why=asked["why"], by=request.actor
        ),
        context={
            "heading": _("End this entry"), "above": row.words,
            "back": ("reference:code", name, code),
            "note": _("Whoever answered with it keeps it. Nobody can choose it any more."),
        },
    )  # fmt: skip


def _codes_known(name: str) -> list[Code]:
    rows = codes_of(name)
    if not rows:
        raise Http404(name)
    return rows


def _newest(name: str, code: str) -> Code:
    row = Code.objects.filter(list=name, code=code).order_by("-version").first()
    if row is None:
        raise Http404(code)
    return row


def _in_state(row: Code, state: str, today: object) -> bool:
    ended = row.valid_to is not None and row.valid_to <= today  # type: ignore[operator]
    return {"now": not ended, "ended": ended}.get(state, True)


# The table of legal bases: reading it by sector, and proposing a change of a row.


@member("network:read")
@require_safe
def legal(request: MemberRequest) -> HttpResponse:
    """On what may one sector tell another something; filters by sender and by confirmation."""
    query, sector = request.GET.get("q", "")[:80], request.GET.get("sector", "")
    state = request.GET.get("state", "")
    rows = [row for row in legal_rows() if _legal_in_state(row, state)]
    if sector:
        rows = [row for row in rows if sector in (row.sender_sector, row.recipient_sector)]
    rows = found(rows, query, lambda row: f"{row.sentence} {row.article} {row.source} {row.key}")
    asked, names = waiting((LEGAL,)), Code.objects.labels("sector")
    context = {
        "rows": [_said(row, names) | {"waits": asked.get(row.key)} for row in rows],
        "new": [one for one in asked.values() if not one.base],
        "query": query, "sector": sector, "state": state,
        "sectors": sector_choices(_("all sectors")),
        "may_propose": may_propose(request.actor, LEGAL),
    }  # fmt: skip
    return render(request, "reference/legal.html", context)


@member("network:read")
@require_safe
def legal_row(request: MemberRequest, key: str) -> HttpResponse:
    row = _legal_newest(key)
    context = _said(row, Code.objects.labels("sector")) | {
        "versions": LegalBasis.objects.filter(key=key).order_by("-version"),
        "history": history_of(LEGAL, key),
        "waits": waiting((LEGAL,)).get(key),
        "may_propose": may_propose(request.actor, LEGAL) and row.valid_to is None,
    }
    return render(request, "reference/legal_row.html", context)


@member("reference:propose")
@require_http_methods(["GET", "HEAD", "POST"])
def propose_legal(request: MemberRequest) -> HttpResponse:
    form = NewLegalForm(request.POST or None)
    return propose_page(
        request,
        form,
        lambda asked: actions.propose_legal_basis(
            None, key=asked["key"], says=form.says(), by=request.actor
        ),
        context={
            "heading": _("A new row"), "above": _("Legal bases"),
            "back": ("reference:legal",),
        },
    )  # fmt: skip


@member("reference:propose")
@require_http_methods(["GET", "HEAD", "POST"])
def propose_legal_change(request: MemberRequest, key: str) -> HttpResponse:
    row = _legal_newest(key)
    form = LegalForm(request.POST or None, initial=says_of(row) | {**row.sentence})
    return propose_page(
        request,
        form,
        lambda _asked: actions.propose_legal_basis(row, says=form.says(), by=request.actor),
        context={
            "heading": _("Change this row"), "above": _("Legal bases"),
            "back": ("reference:legal_row", key),
        },
    )  # fmt: skip


@member("reference:propose")
@require_http_methods(["GET", "HEAD", "POST"])
def propose_legal_end(request: MemberRequest, key: str) -> HttpResponse:
    row = _legal_newest(key)
    form = EndForm(request.POST or None)
    return propose_page(
        request,
        form,
        lambda asked: actions.propose_legal_end(
            row, ends_on=form.ends_on, why=asked["why"], by=request.actor
        ),
        context={
            "heading": _("End this row"), "above": _("Legal bases"),
            "back": ("reference:legal_row", key),
            "note": _("What was sent with it keeps it."),
        },
    )  # fmt: skip


def _legal_newest(key: str) -> LegalBasis:
    row = LegalBasis.objects.filter(key=key).order_by("-version").first()
    if row is None:
        raise Http404(key)
    return row


def _said(row: LegalBasis, names: Mapping[str, str]) -> dict[str, object]:
    return {
        "row": row,
        "sender": sector_words(row.sender_sector, names),
        "recipient": sector_words(row.recipient_sector, names),
        "purpose": PURPOSES.get(row.purpose, row.purpose),
        "told": SECTIONS.get(row.section, row.section),
        "about": AGES.get(row.age, row.age),
    }


def _legal_in_state(row: LegalBasis, state: str) -> bool:
    ended = row.valid_to is not None and row.valid_to <= timezone.localdate()
    return {
        "confirmed": row.lawyer_confirmed and not ended,
        "open": not row.lawyer_confirmed and not ended,
        "ended": ended,
    }.get(state, True)


# Lists of signs: their versions, and bringing an official list as the next one.


@member("network:read")
@require_safe
def signs(request: MemberRequest, sector: str) -> HttpResponse:
    """The signs of one list in one version (`?version=`, else the newest) and all its versions."""
    _check_known(sector)
    versions = list(IndicatorList.objects.filter(sector=sector).order_by("-valid_from", "-version"))
    versions.sort(key=lambda one: one.valid_to is not None)
    asked = request.GET.get("version", "")
    shown = next(
        (one for one in versions if one.version == asked), versions[0] if versions else None
    )
    query = request.GET.get("q", "")[:80]
    rows = list(shown.indicators.all()) if shown else []
    context = {
        "sector": sector,
        "title": _title(sector),
        "versions": versions,
        "shown": shown,
        "rows": found(rows, query, lambda one: f"{one.words} {one.group} {one.code}"),
        "all": len(rows),
        "query": query,
        "history": history_of(SIGNS, sector),
        "waits": waiting((SIGNS,)).get(sector),
        "may_propose": may_propose(request.actor, SIGNS),
    }
    return render(request, "reference/signs.html", context)


@member("reference:propose")
@require_http_methods(["GET", "HEAD", "POST"])
def propose_signs(request: MemberRequest, sector: str) -> HttpResponse:
    """An official list as a file; a second person sees each sign that is new, changed or gone."""
    _check_known(sector)
    now = IndicatorList.objects.filter(sector=sector, valid_to=None).first()
    form = SignsForm(request.POST or None, request.FILES or None, initial=now.words if now else {})
    return propose_page(
        request,
        form,
        lambda asked: actions.propose_signs(
            sector, version=asked["version"], words=form.words, source=asked["source"],
            certainty=asked["certainty"], signs=asked["signs"], by=request.actor,
        ),
        context={
            "heading": _("A new version of the list"), "above": _title(sector),
            "back": ("reference:signs", sector), "upload": True,
            "note": _("Answers given with an older version keep it."),
        },
    )  # fmt: skip


def _check_known(sector: str) -> None:
    """A sector, or one of the lists for everybody; a sector may have no list of its own yet."""
    known = sector in SIGN_LISTS or Code.objects.filter(list="sector", code=sector).exists()
    if not known:
        raise Http404(sector)


def _title(sector: str) -> str:
    return str(SIGN_LISTS[sector]) if sector in SIGN_LISTS else sector_words(sector)
