"""The first page: how long ago, what one can rehearse, what was held."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_POST, require_safe

from spona import audit
from spona.access.guards import MemberRequest, member
from spona.deadlines.late import today_in
from spona.directory.models import Network
from spona.documents.tables import CSV_TYPE, XLSX_TYPE, csv_table, xlsx_table
from spona.identity.slow_pages import TABLE, slow
from spona.practice import actions
from spona.practice.feedback import feedback_of, who_plays
from spona.practice.models import Drill
from spona.practice.permissions import part_of
from spona.practice.queries import line, wants_reminding
from spona.practice.scenarios import scenarios
from spona.reference.file_names import file_name

SHOWN = 20
_FILES = {"csv": (csv_table, CSV_TYPE), "xlsx": (xlsx_table, XLSX_TYPE)}


@member("network:read")
@require_safe
def overview(request: MemberRequest) -> HttpResponse:
    """`?network=` and `?story=` narrow what was held; who acts in a membership of a drill is led to
    it.
    """
    networks = own_networks(request)
    if not networks:
        return _acting_as(request)
    shown = _chosen(request, networks)
    story = request.GET.get("story", "")
    held = _held(shown, story)
    page = Paginator(held, SHOWN).get_page(request.GET.get("page"))
    leads = shown.pk in request.actor.networks_where("practice:run")
    context = {
        "network": shown,
        "networks": networks,
        "line": line(shown, today_in(shown)),
        "open": [_open_row(request, one) for one in _open(request, shown)],
        "scenarios": list(scenarios().values()),
        "story": story if story in scenarios() else "",
        "page": page,
        "rows": [_held_row(one) for one in page],
        "any_held": bool(page.paginator.count) or bool(story),
        "query": urlencode({"network": shown.slug, **({"story": story} if story else {})}),
        "leads": leads,
        "wanted": wants_reminding(shown),
    }
    return render(request, "practice/overview.html", context)


def own_networks(request: MemberRequest) -> list[Network]:
    """The real networks of the acting membership."""
    rows = Network.objects.visible_to(request.actor).real().select_related("town")
    return list(rows.order_by("slug"))


def _acting_as(request: MemberRequest) -> HttpResponse:
    mine = Drill.objects.open().visible_to(request.actor).filter(started_at__isnull=False)
    for drill in mine:
        if part_of(request.actor, drill) is not None:
            return HttpResponseRedirect(reverse("practice:drill", args=[drill.pk]))
    return render(request, "practice/no_network.html")


def _chosen(request: MemberRequest, networks: list[Network]) -> Network:
    asked = request.GET.get("network", "")
    return next((one for one in networks if one.slug == asked), networks[0])


def _open(request: MemberRequest, network: Network) -> list[Drill]:
    """Called or running, of this network; and the own one of another membership."""
    rows = Drill.objects.open().visible_to(request.actor).select_related("network__town")
    return [one for one in rows if one.network_id == network.pk or part_of(request.actor, one)]


def _open_row(request: MemberRequest, drill: Drill) -> dict[str, Any]:
    parts = list(drill.parts.filter(left_at=None).select_related("person", "institution"))
    return {
        "drill": drill,
        "scenario": scenarios()[drill.scenario],
        "mine": part_of(request.actor, drill) is not None,
        "who": [who_plays(one) for one in parts],
        "free": len(scenarios()[drill.scenario].roles) - len(parts),
    }


def _held(network: Network, story: str) -> Any:
    rows = Drill.objects.held().filter(network=network).order_by("-started_at")
    return rows.filter(scenario=story) if story in scenarios() else rows


def _held_row(drill: Drill) -> dict[str, Any]:
    return {
        "drill": drill,
        "title": scenarios()[drill.scenario].title,
        "answer": feedback_of(drill).answer,
        "who": sorted({str(one.institution.words) for one in drill.parts.all()}),
    }


@member("practice:run")
@require_POST
def set_reminding(request: MemberRequest, slug: str) -> HttpResponse:
    """Whether a task comes to the coordinator's desk half a year after the last drill."""
    network = get_object_or_404(Network.objects.visible_to(request.actor).real(), slug=slug)
    wanted = request.POST.get("wanted") == "yes"
    actions.set_reminding(network, wanted=wanted, by=request.actor)
    return HttpResponseRedirect(f"{reverse('practice:overview')}?network={network.slug}")


@member("network:read")
@slow("table", TABLE)
@require_safe
def export(request: MemberRequest) -> HttpResponse:
    """What was held, as a table: institutions, never names. `?as=csv` or `xlsx`."""
    networks = own_networks(request)
    kind = request.GET.get("as", "csv")
    if not networks or kind not in _FILES:
        return HttpResponse(status=404)
    shown = _chosen(request, networks)
    made, content_type = _FILES[kind]
    head = (_("Day"), _("Story"), _("Who took part"), _("How it ended"), _("Result"))
    rows = [
        (
            localtime(one["drill"].started_at).date(), str(one["title"]), "; ".join(one["who"]),
            one["drill"].get_ending_display(), one["answer"],
        )
        for one in map(_held_row, _held(shown, request.GET.get("story", "")))
    ]  # fmt: skip
    audit.record_read(
        "drill:listed", by=request.actor, subject=("network", shown.pk), detail={"rows": len(rows)}
    )
    name = file_name(pgettext("file name", "drills"))
    return HttpResponse(
        made(head, rows),
        headers={
            "Content-Type": content_type,
            "Content-Disposition": f'attachment; filename="{name}-{shown.slug}.{kind}"',
            "Cache-Control": "no-store",
        },
    )
