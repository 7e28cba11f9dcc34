"""The papers: which there are, and each as a PDF in one of three languages."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final, cast

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone, translation
from django.views.decorators.http import require_safe

from spona import audit
from spona.access.guards import MemberRequest, member
from spona.audit.witnesses import root_line
from spona.dashboard.onboarding import institution_papers, network_papers
from spona.dashboard.onboarding.papers import PAPERS, Paper, has_paper_key, may_print
from spona.dashboard.onboarding.views import frame, known
from spona.directory.models import Institution, Network
from spona.directory.permissions import may_edit_network
from spona.directory.queries import institutions_of
from spona.documents import Language
from spona.documents.adoption import AdoptionPaper, adoption_pdf
from spona.identity.slow_pages import PAPER, slow
from spona.reference.scripts import serbian_key

# Each in its own letters, as the row of languages shows them.
LANGUAGES: Final = (("sr", "Ћирилица"), ("sr-latn", "Latinica"), ("en", "English"))
_OF_NETWORK: Final[Mapping[str, Callable[[Network, Language], AdoptionPaper]]] = {
    "protocol": network_papers.protocol,
    "deadlines": network_papers.deadlines,
    "reporting": network_papers.reporting,
    "controllers": network_papers.joint_controllers,
    "processor": network_papers.processor_contract,
    "assessment": network_papers.impact_assessment,
    "operator": network_papers.operator_sheet,
    "requirements": network_papers.requirements,
}
_OF_INSTITUTION: Final[Mapping[str, Callable[[Network, Institution, Language], AdoptionPaper]]] = {
    "decision": institution_papers.decision,
    "statement": institution_papers.statement,
    "safe": institution_papers.safe,
    "talk": institution_papers.talk,
    "record": institution_papers.record,
    "incident": institution_papers.incident,
}


@member("network:read")
@require_safe
def papers(request: MemberRequest, slug: str) -> HttpResponse:
    """What is signed on paper; `?institution=` chooses whose papers a coordinator prints."""
    network = known(request, slug)
    choices = _institutions(request, network)
    where = next(
        (one for one in choices if one.code == request.GET.get("institution", "")),
        next(iter(choices), None),
    )
    context = frame(request, network) | {
        "institution": where,
        "choices": choices,
        "of_network": [_row(one, network, None) for one in PAPERS if not one.own],
        "of_institution": [
            _row(one, network, where)
            for one in PAPERS
            if one.own and may_print(one, request.actor, network, where)
        ],
        "no_paper_key": where is not None
        and where.pk == request.actor.institution_id
        and request.actor.may("key:hold")
        and not has_paper_key(where),
    }
    return render(request, "dashboard/onboarding/papers.html", context)


@member("network:read")
@slow("paper", PAPER)
@require_safe
def network_paper(request: MemberRequest, slug: str, name: str) -> HttpResponse:
    """A paper of the network, as an attachment; `?language=` one of the three."""
    return _printed(request, known(request, slug), _paper(name, own=False), None)


@member("network:read")
@slow("paper", PAPER)
@require_safe
def institution_paper(request: MemberRequest, slug: str, code: str, name: str) -> HttpResponse:
    """A paper of one institution of the network; 404 for whoever may not print it."""
    network = known(request, slug)
    where = get_object_or_404(institutions_of(network), code=code)
    return _printed(request, network, _paper(name, own=True), where)


def _printed(
    request: MemberRequest, network: Network, paper: Paper, where: Institution | None
) -> HttpResponse:
    if not may_print(paper, request.actor, network, where):
        raise Http404
    language = _language(request)
    with translation.override(language):
        data = _filled(paper, network, where, language)
    audit.record_read(
        "start:printed",
        by=request.actor,
        subject=("network", network.pk),
        lane=where.pk if where else None,
        detail={"paper": paper.number},
    )
    content = adoption_pdf(
        data,
        language=language,
        checkpoint=root_line(language),
        printed_at=timezone.localtime(),
        font_paths=settings.FONT_PATHS,
        practice=network.practice,
    )
    return HttpResponse(
        content,
        headers={
            "Content-Type": "application/pdf",
            "Content-Disposition": f'attachment; filename="P-{paper.number}.pdf"',
            "Cache-Control": "no-store",
        },
    )


def _filled(
    paper: Paper, network: Network, where: Institution | None, language: Language
) -> AdoptionPaper:
    if where is None:
        return _OF_NETWORK[paper.name](network, language)
    return _OF_INSTITUTION[paper.name](network, where, language)


def _paper(name: str, *, own: bool) -> Paper:
    for one in PAPERS:
        if one.name == name and one.own == own:
            return one
    raise Http404


def _language(request: MemberRequest) -> Language:
    asked = request.GET.get("language", "") or str(getattr(request, "language", "sr"))
    if asked not in dict(LANGUAGES):
        raise Http404
    return cast("Language", asked)


def _institutions(request: MemberRequest, network: Network) -> list[Institution]:
    """One's own first; the coordinator chooses among all who sit there."""
    seated = list(institutions_of(network))
    if not may_edit_network(request.actor, network):
        return [one for one in seated if one.pk == request.actor.institution_id]
    seated.sort(key=lambda one: serbian_key(str(one.words)))
    return sorted(seated, key=lambda one: one.pk != request.actor.institution_id)


def _row(paper: Paper, network: Network, where: Institution | None) -> dict[str, Any]:
    there = (
        reverse("dashboard:institution_paper", args=[network.slug, where.code, paper.name])
        if where is not None
        else reverse("dashboard:network_paper", args=[network.slug, paper.name])
    )
    links = [(f"{there}?language={code}", words, code) for code, words in LANGUAGES]
    return {"paper": paper, "links": links}
