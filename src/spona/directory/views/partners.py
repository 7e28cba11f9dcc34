"""Adding an institution and letting in a partner's first person: one prepares, another confirms."""

from __future__ import annotations

import datetime as dt
from typing import Any
from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from spona.access.denied import Conflict, Denied
from spona.access.form_errors import RefusalAsFormError
from spona.access.guards import MemberRequest, member
from spona.access.models import once
from spona.access.roles import ROLES
from spona.directory import actions
from spona.directory.duplicates import Double, doubles
from spona.directory.forms import FirstPersonForm, InstitutionForm
from spona.directory.models import Certainty, ContactKind, Institution, Network, Person
from spona.directory.permissions import (
    check_can_edit_network,
    check_can_have_first,
    may_confirm_partner,
    may_edit_network,
)
from spona.directory.queries import institutions_of, released_invitation
from spona.reference.forms import RefuseForm
from spona.reference.models import Code, Proposal, ProposalState, Town
from spona.reference.models.proposals import FIRST_INVITATION, INSTITUTION, PARTNERS
from spona.reference.permissions import may_confirm, may_withdraw
from spona.reference.scripts import latin
from spona.reference.words import Words

from .lookups import known_institution, known_network

_AT_MOST = 200


@member("network:edit")
@require_http_methods(["GET", "HEAD", "POST"])
def add_institution(request: MemberRequest, slug: str) -> HttpResponse:
    """Asks first whether one of those with the same name, or sector and town, is meant."""
    network = known_network(request, slug)
    check_can_edit_network(request.actor, network)
    form = InstitutionForm(request.POST or None, network=network, day=timezone.localdate())
    if request.method == "POST" and form.is_valid():
        asked = form.cleaned_data
        known = Institution.objects.visible_to(request.actor)
        found = doubles(form.words, asked["sector"], asked["town"], among=known)
        if found:
            form.ask_same(found)
            form.full_clean()
        meant = next((o.institution for o in found if o.institution.code == _same(form)), None)
        if meant is not None:
            return HttpResponseRedirect(_page_of(meant, network))
        if form.is_valid():

            def proposed() -> str:
                made = actions.propose_institution(
                    network, words=form.words, sector=asked["sector"], town=asked["town"],
                    source=asked["source"], certainty=asked["certainty"],
                    confidential=asked["confidential"], numbers=form.numbers, by=request.actor,
                )  # fmt: skip
                return reverse("directory:partner", args=[slug, made.pk])

            with RefusalAsFormError(form):
                return HttpResponseRedirect(once(asked["token"], proposed))
    context = {"form": form, "network": network}
    return render(request, "directory/add_institution.html", context)


def _same(form: InstitutionForm) -> str:
    return str(form.cleaned_data.get("same", "")) if form.is_valid() else ""


def _page_of(meant: Institution, network: Network) -> str:
    """Its page; where it has no seat yet, the form that gives one."""
    if institutions_of(network).filter(pk=meant.pk).exists():
        return reverse("directory:institution", args=[meant.code])
    return reverse("directory:seat", args=[network.slug]) + f"?institution={meant.pk}"


@member("network:edit")
@require_http_methods(["GET", "HEAD", "POST"])
def prepare_invitation(request: MemberRequest, slug: str, code: str) -> HttpResponse:
    """Who is to come in first there; the code is made when a second person releases it."""
    network = known_network(request, slug)
    check_can_edit_network(request.actor, network)
    where = known_institution(request, code)
    check_can_have_first(network, where)
    form = FirstPersonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        asked = form.cleaned_data

        def prepared() -> str:
            made = actions.prepare_invitation(
                where, network=network, name=asked["name"], email=asked["email"],
                roles=asked["roles"], by=request.actor,
            )  # fmt: skip
            return reverse("directory:partner", args=[slug, made.pk])

        with RefusalAsFormError(form):
            return HttpResponseRedirect(once(asked["token"], prepared))
    context = {"form": form, "network": network, "institution": where}
    return render(request, "directory/prepare_invitation.html", context)


@member("network:read")
@require_safe
def partners(request: MemberRequest, slug: str) -> HttpResponse:
    """What waits for a second person, and what was decided."""
    network = _partners_of(request, slug)
    state = request.GET.get("state", ProposalState.WAITING)
    if state not in ProposalState.values:
        state = ProposalState.WAITING
    found = Proposal.objects.filter(kind__in=PARTNERS, network_id=network.pk, state=state)
    rows = [(row, _title(row)) for row in found[:_AT_MOST] if row.has_valid_mac()]
    context = {
        "network": network,
        "rows": rows,
        "state": state,
        "states": ProposalState.choices,
        "may_edit": may_edit_network(request.actor, network),
    }
    return render(request, "directory/partners.html", context)


@member("network:read")
@require_safe
def partner(request: MemberRequest, slug: str, proposal_id: UUID) -> HttpResponse:
    network, row = _known(request, slug, proposal_id)
    return _page(request, network, row)


@member("network:confirm_partner")
@require_POST
def confirm_partner(request: MemberRequest, slug: str, proposal_id: UUID) -> HttpResponse:
    """An institution is added; an invitation is released and its code shown this once."""
    network, row = _known(request, slug, proposal_id)
    try:
        if row.kind == INSTITUTION:
            seen = request.POST.getlist("seen")
            made = actions.confirm_institution(row, network=network, by=request.actor, seen=seen)
            return HttpResponseRedirect(reverse("directory:institution", args=[made.code]))
        code = actions.release_invitation(row, network=network, by=request.actor)
    except (Denied, Conflict) as refusal:
        row.refresh_from_db()
        return _page(request, network, row, refusal=str(refusal.sentence), status=422)
    row.refresh_from_db()
    response = _page(request, network, row, code=code)
    response["Cache-Control"] = "no-store"
    return response


@member("network:confirm_partner")
@require_POST
def refuse_partner(request: MemberRequest, slug: str, proposal_id: UUID) -> HttpResponse:
    network, row = _known(request, slug, proposal_id)
    form = RefuseForm(request.POST)
    if not form.is_valid():
        return _page(request, network, row, form=form, status=422)
    actions.refuse_partner(
        row, network=network, reason=form.cleaned_data["reason"], by=request.actor
    )
    return HttpResponseRedirect(reverse("directory:partners", args=[slug]))


@member("network:read")
@require_POST
def take_back_partner(request: MemberRequest, slug: str, proposal_id: UUID) -> HttpResponse:
    """What waits, or an invitation by which nobody has come in yet."""
    network, row = _known(request, slug, proposal_id)
    actions.take_back_partner(row, network=network, by=request.actor)
    return HttpResponseRedirect(reverse("directory:partners", args=[slug]))


def _partners_of(request: MemberRequest, slug: str) -> Network:
    """For those who prepare and those who confirm: a name that waits is nobody else's matter."""
    network = known_network(request, slug)
    if not may_confirm_partner(request.actor, network):
        check_can_edit_network(request.actor, network)
    return network


def _known(request: MemberRequest, slug: str, proposal_id: UUID) -> tuple[Network, Proposal]:
    network = _partners_of(request, slug)
    rows = Proposal.objects.filter(kind__in=PARTNERS, network_id=network.pk)
    return network, get_object_or_404(rows, pk=proposal_id)


def _page(
    request: MemberRequest,
    network: Network,
    row: Proposal,
    *,
    form: RefuseForm | None = None,
    code: str = "",
    refusal: str = "",
    status: int = 200,
) -> HttpResponse:
    welcome = reverse("directory:welcome", args=[getattr(request, "language", "sr")])
    invitation = released_invitation(row)
    context = {
        "network": network,
        "row": row,
        "title": _title(row),
        "of_institution": row.kind == INSTITUTION,
        "lines": _lines(row) if row.has_valid_mac() else [],
        "alike": _alike(request, row) if row.has_valid_mac() else [],
        "form": form or RefuseForm(),
        "refusal": refusal,
        "may_confirm": may_confirm(request.actor, row),
        "may_withdraw": may_withdraw(request.actor, row),
        "invitation": invitation,
        "code": code,
        "expires_at": invitation.expires_at if invitation else None,
        "welcome_url": request.build_absolute_uri(welcome),
        "institution": invitation.institution if invitation else None,
    }
    return render(request, "directory/partner.html", context, status=status)


def _title(row: Proposal) -> str:
    if row.kind == INSTITUTION:
        return str(Words(row.change.get("words", {})))
    where = Institution.objects.filter(code=row.subject).first()
    said = {"name": row.change.get("name", ""), "institution": where.words if where else ""}
    return _("%(name)s, first at %(institution)s") % said


def _alike(request: MemberRequest, row: Proposal) -> list[Double]:
    """What the second person compares with, as the directory stands now."""
    if row.kind != INSTITUTION or not row.waits:
        return []
    asked = row.change
    town = Town.objects.filter(slug=asked["town"]).first()
    known = Institution.objects.visible_to(request.actor)
    return doubles(asked["words"], asked["sector"], town, among=known)


def _lines(row: Proposal) -> list[tuple[str, str]]:
    """What is asked, in words that the second person can judge."""
    asked: dict[str, Any] = row.change
    if row.kind == FIRST_INVITATION:
        where = Institution.objects.filter(code=asked["institution"]).first()
        roles = [str(ROLES[role].title) for role in asked["roles"] if role in ROLES]
        return [
            (_("Institution"), str(where or asked["institution"])),
            (_("Name and surname"), Person(name=asked["name"]).shown_name),
            (_("E-mail"), asked["email"] or _("none: nothing tells them that something waits")),
            (_("What this person does there"), ", ".join(roles)),
            (_("To be released until"), _day(row.proposed_at + actions.INVITATION_LASTS)),
        ]
    words, town = Words(asked["words"]), Town.objects.filter(slug=asked["town"]).first()
    sectors = Code.objects.labels("sector", timezone.localdate())
    lines = [
        (_("Name in Cyrillic"), words.get("sr", "")),
        (_("Name in Latin letters"), latin(words.get("sr", ""))),
        (_("Name in English"), words.get("en", "")),
        (_("Sector"), sectors.get(asked["sector"], asked["sector"])),
        (_("Town"), str(town or asked["town"])),
        (_("How sure"), str(Certainty(asked["certainty"]).label)),
        (_("Source"), asked["source"]),
    ]
    if asked["confidential"]:
        lines.append((_("Confidential place"), _("no address is kept")))
    for number in asked["numbers"]:
        sure = Certainty(number["certainty"]).label
        lines.append((str(ContactKind(number["kind"]).label), f"{number['number']} ({sure})"))
    return lines


def _day(at: dt.datetime) -> str:
    local = timezone.localtime(at)
    return f"{local.day}. {local.month}. {local.year}."
