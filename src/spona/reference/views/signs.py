"""Lists of signs: their versions, and bringing an official list as the next one."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from spona.access.guards import MemberRequest, member
from spona.reference import actions
from spona.reference.differences import sector_words
from spona.reference.forms import SignsForm
from spona.reference.labels import SIGN_LISTS
from spona.reference.models import Code, IndicatorList
from spona.reference.models.proposals import SIGNS
from spona.reference.permissions import may_propose
from spona.reference.queries import history_of, waiting
from spona.reference.views.lookups import found, propose_page


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
