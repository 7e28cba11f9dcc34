"""What the case files of a network ask, and changing it by two people."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django import forms
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from spona.access.guards import MemberRequest, member
from spona.cases.case.sections import EDITED, SECTIONS
from spona.cases.fields import actions
from spona.cases.fields.form_fields import asked_fields
from spona.cases.fields.network_questions import field_at, key_of, questions_of
from spona.cases.question_pages.forms import KINDS, QuestionForm, WhyForm
from spona.directory.models import Network
from spona.directory.views.lookups import known_network
from spona.reference.actions import refuse, withdraw
from spona.reference.differences import Difference
from spona.reference.forms import RefuseForm
from spona.reference.models import NetworkQuestion, Proposal
from spona.reference.models.proposals import CASE_QUESTION
from spona.reference.permissions import may_confirm, may_propose, may_withdraw
from spona.reference.queries import waiting
from spona.reference.views import found, propose_page
from spona.reference.words import Words


@dataclass(frozen=True, slots=True)
class Row:
    """A question as the list shows it. `waits`: a change of it that a second person has to see."""

    key: str
    label: str
    section: str | Promise
    state: str
    kind: str | Promise = ""
    may_change: bool = False
    waits: Proposal | None = None

    @property
    def text(self) -> str:
        return f"{self.label} {self.section}"


@member("network:read")
@require_safe
def questions(request: MemberRequest) -> HttpResponse:
    """Every question in the order of the file; words and a part of the file narrow it down."""
    networks = list(Network.objects.visible_to(request.actor).select_related("town"))
    if not networks:
        raise Http404
    asked = request.GET.get("network", "")
    network = next((one for one in networks if one.slug == asked), networks[0])
    query, state = request.GET.get("q", "")[:80], request.GET.get("state", "")
    rows = _rows(network)
    shown = [row for row in rows if state in ("", row.state)]
    context = {
        "network": network,
        "networks": networks,
        "rows": found(shown, query, lambda row: row.text),
        "own": sum(row.state == "own" for row in rows),
        "hidden": sum(row.state == "hidden" for row in rows),
        "new": [
            one
            for one in waiting((CASE_QUESTION,), network.pk).values()
            if one.change["what"] == "own"
        ],
        "query": query,
        "state": state,
        "states": [
            ("asked", _("asked everywhere")),
            ("own", _("of this network")),
            ("hidden", _("not asked here")),
        ],
        "may_propose": may_propose(request.actor, CASE_QUESTION, network.pk),
    }
    return render(request, "cases/questions/list.html", context)


@member("reference:propose")
@require_http_methods(["GET", "HEAD", "POST"])
def propose_question(request: MemberRequest, slug: str) -> HttpResponse:
    network = known_network(request, slug)
    form = QuestionForm(request.POST or None)
    return _propose(
        request, network, form, _("A question of the network"),
        lambda asked: actions.propose_question(
            network, section=asked["section"], kind=asked["kind"], words=form.words,
            choices=asked["choices"], why=asked["why"], by=request.actor,
        ),
        note=_("It is asked in every file of the network, and counted nowhere."),
    )  # fmt: skip


@member("reference:propose")
@require_http_methods(["GET", "HEAD", "POST"])
def propose_hiding(request: MemberRequest, slug: str, key: str) -> HttpResponse:
    network = known_network(request, slug)
    field = field_at(key)
    if field is None:
        raise Http404
    return _propose(
        request, network, WhyForm(request.POST or None), str(field.label),
        lambda asked: actions.propose_hiding(
            network, field, why=asked["why"], by=request.actor
        ),
        note=_("The files of the network do not ask it any more. What was answered stays."),
    )  # fmt: skip


@member("reference:propose")
@require_http_methods(["GET", "HEAD", "POST"])
def propose_end(request: MemberRequest, slug: str, key: str) -> HttpResponse:
    network = known_network(request, slug)
    question = get_object_or_404(
        NetworkQuestion.objects.filter(network_id=network.pk, ended_on=None), key=key
    )
    field = field_at(key) if question.hides else None
    note = (
        _("The files of the network ask it again.")
        if question.hides
        else _("Nobody is asked it any more. What was answered stays, with its question.")
    )
    return _propose(
        request, network, WhyForm(request.POST or None),
        str(field.label if field else question.words),
        lambda asked: actions.propose_end(
            network, question, why=asked["why"], by=request.actor
        ),
        note=note,
    )  # fmt: skip


@member("network:read")
@require_safe
def question_proposal(request: MemberRequest, slug: str, proposal_id: UUID) -> HttpResponse:
    network, row = _known(request, slug, proposal_id)
    return _page(request, network, row, RefuseForm())


@member("reference:confirm")
@require_POST
def confirm_question(request: MemberRequest, slug: str, proposal_id: UUID) -> HttpResponse:
    network, row = _known(request, slug, proposal_id)
    actions.confirm_question(row, network=network, by=request.actor)
    return _to_list(network)


@member("reference:confirm")
@require_POST
def refuse_question(request: MemberRequest, slug: str, proposal_id: UUID) -> HttpResponse:
    network, row = _known(request, slug, proposal_id)
    form = RefuseForm(request.POST)
    if not form.is_valid():
        return _page(request, network, row, form, status=422)
    refuse(row, reason=form.cleaned_data["reason"], by=request.actor)
    return _to_list(network)


@member("reference:propose")
@require_POST
def withdraw_question(request: MemberRequest, slug: str, proposal_id: UUID) -> HttpResponse:
    network, row = _known(request, slug, proposal_id)
    withdraw(row, by=request.actor)
    return _to_list(network)


def _rows(network: Network) -> list[Row]:
    asked = questions_of(network.pk)
    waits = waiting((CASE_QUESTION,), network.pk)
    rows: list[Row] = []
    for section in EDITED:
        for field in asked_fields("file", section):
            key = key_of(field)
            state = "asked" if asked.asks(field) else "hidden"
            rows.append(
                Row(key, str(field.label), SECTIONS[section], state,
                    may_change=field.may_be_hidden, waits=waits.get(key))
            )  # fmt: skip
        rows += [
            Row(one.key, str(one.words), SECTIONS[section], "own", KINDS[one.kind],
                may_change=True, waits=waits.get(one.key))
            for one in asked.own_of(section)
        ]  # fmt: skip
    return rows


def _known(request: MemberRequest, slug: str, proposal_id: UUID) -> tuple[Network, Proposal]:
    network = known_network(request, slug)
    rows = Proposal.objects.filter(kind=CASE_QUESTION, network_id=network.pk)
    return network, get_object_or_404(rows, pk=proposal_id)


def _propose(
    request: MemberRequest,
    network: Network,
    form: forms.Form,
    heading: str,
    act: Callable[[dict[str, Any]], Proposal],
    *,
    note: str,
) -> HttpResponse:
    return propose_page(
        request, form, act,
        context={
            "heading": heading, "above": network.short_name, "note": note,
            "back": ("cases:questions",),
        },
        page_of=lambda made: reverse("cases:question_proposal", args=[network.slug, made.pk]),
    )  # fmt: skip


def _page(
    request: MemberRequest, network: Network, row: Proposal, form: RefuseForm, status: int = 200
) -> HttpResponse:
    context = {
        "network": network,
        "row": row,
        "words": _words(row, network) if row.has_valid_mac() else "",
        "lines": _lines(row) if row.has_valid_mac() else [],
        "form": form,
        "may_confirm": may_confirm(request.actor, row),
        "may_withdraw": may_withdraw(request.actor, row),
    }
    return render(request, "cases/questions/proposal.html", context, status=status)


def _words(row: Proposal, network: Network) -> str:
    field = field_at(row.subject)
    if field is not None:
        return str(field.label)
    if row.change["what"] == "own":
        return str(Words(row.change["words"]))
    question = NetworkQuestion.objects.filter(network_id=network.pk, key=row.subject).first()
    return str(question.words) if question else ""


def _lines(row: Proposal) -> list[Difference]:
    """What would change, in words that the second person can judge."""
    change = row.change
    if change["what"] != "own":
        asked, left_out = _("asked"), _("not asked")
        begins = change["what"] == "end" and field_at(row.subject) is not None
        before, after = (left_out, asked) if begins else (asked, left_out)
        return [Difference(_("In the files of the network"), before, after)]
    lines = [
        Difference(_("In which part of the file"), "", str(SECTIONS[change["section"]])),
        Difference(_("The question in Serbian"), "", str(Words({"sr": change["words"]["sr"]}))),
        Difference(_("The question in English"), "", change["words"].get("en", "")),
        Difference(_("How it is answered"), "", str(KINDS[change["kind"]])),
        Difference(
            _("Answers to choose from"), "",
            ", ".join(str(Words({"sr": one})) for one in change["choices"]),
        ),
    ]  # fmt: skip
    return [one for one in lines if one.after]


def _to_list(network: Network) -> HttpResponse:
    return HttpResponseRedirect(f"{reverse('cases:questions')}?network={network.slug}")
