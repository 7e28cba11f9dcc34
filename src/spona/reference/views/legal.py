"""The table of legal bases: reading it by sector, and proposing a change of a row."""

from __future__ import annotations

from collections.abc import Mapping

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from spona.access.guards import MemberRequest, member
from spona.reference import actions
from spona.reference.actions.legal import says_of
from spona.reference.differences import sector_words
from spona.reference.forms import EndForm, LegalForm, NewLegalForm, sector_choices
from spona.reference.labels import AGES, PURPOSES, SECTIONS
from spona.reference.models import Code, LegalBasis
from spona.reference.models.proposals import LEGAL
from spona.reference.permissions import may_propose
from spona.reference.queries import history_of, legal_rows, waiting
from spona.reference.views.lookups import found, propose_page


@member("network:read")
@require_safe
def legal(request: MemberRequest) -> HttpResponse:
    """On what may one sector tell another something; filters by sender and by confirmation."""
    query, sector = request.GET.get("q", "")[:80], request.GET.get("sector", "")
    state = request.GET.get("state", "")
    rows = [row for row in legal_rows() if _in_state(row, state)]
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
    row = _newest(key)
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
    row = _newest(key)
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
    row = _newest(key)
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


def _newest(key: str) -> LegalBasis:
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


def _in_state(row: LegalBasis, state: str) -> bool:
    ended = row.valid_to is not None and row.valid_to <= timezone.localdate()
    return {
        "confirmed": row.lawyer_confirmed and not ended,
        "open": not row.lawyer_confirmed and not ended,
        "ended": ended,
    }.get(state, True)
