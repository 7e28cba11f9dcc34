"""The loop: quality of reports → what became of them → training → the next reports.

From a snapshot only. Nobody is told that a number is zero: who has sent nothing would say who has.
"""

from __future__ import annotations

from typing import Any, Final

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from spona.access.actor import Actor
from spona.access.guards import MemberRequest, hands_over, member, step_up
from spona.directory.models import Network
from spona.documents.tables import CSV_TYPE, XLSX_TYPE, csv_table, xlsx_table
from spona.identity.slow_pages import TABLE, slow
from spona.statistics import loop, traces
from spona.statistics.models import Snapshot
from spona.statistics.rules import rules
from spona.training.queries import modules_for
from spona.ui.trace import Facts

_FILES: Final = {"csv": (csv_table, CSV_TYPE), "xlsx": (xlsx_table, XLSX_TYPE)}
# Which code of the list `training_gap` a missing fact is.
_GAPS: Final = {
    "what_was_seen": "no_what_seen", "age": "no_age", "where_now": "no_place_time",
    "safe_contact": "no_safe_contact", "danger": "no_danger", "basis": "no_ground",
}  # fmt: skip
# Of the people whom the Centre identified, as its analysis with IDEAS of 2020 tells.
MET_BEFORE: Final = 57
MET_SOURCE: Final = (
    "https://ideje.rs/saopstenje-povodom-svetskog-dana-borbe-protiv-trgovine-ljudima/"
)


@member("statistics:read")
@require_safe
def loop_page(request: MemberRequest) -> HttpResponse:
    """`?network=`; `?before=` a snapshot to compare with."""
    networks = _networks(request.actor)
    if not networks:
        return render(request, "dashboard/loop/none.html")
    network = _chosen(networks, request.GET.get("network", ""))
    rows = _snapshots(request.actor, network)
    shown = rows[0] if rows else None
    told: dict[str, Any] = _told(request, shown, rows) if shown else {"answer": _answer(None, [])}
    context: dict[str, Any] = {
        "network": network,
        "networks": networks,
        "snapshot": shown,
        "may_write": request.actor.may("report:follow"),
        "met_before": MET_BEFORE,
        "met_source": MET_SOURCE,
        "invented": _invented(),
        **told,
    }
    return render(request, "dashboard/loop/loop.html", context)


@member("statistics:read")
@step_up
@slow("table", TABLE)
@hands_over
@require_safe
def loop_export(request: MemberRequest, slug: str, kind: str) -> HttpResponse:
    """The same numbers as a file; its name says nothing, and no copy stays in the browser."""
    networks = [one for one in _networks(request.actor) if one.slug == slug]
    rows = _snapshots(request.actor, networks[0]) if networks else []
    if not rows or kind not in _FILES:
        raise Http404
    make_bytes, content_type = _FILES[kind]
    source = _("Own records of %(network)s as of %(day)s, rule %(rule)s") % {
        "network": networks[0].short_name,
        "day": date_format(localtime(rows[0].source.made_at), "j. n. Y"),
        "rule": rows[0].source.rule_version,
    }
    if _invented():
        source = f"{source} ({_('example, invented')})"
    head, *lines = loop.export_rows(rows[0], source)
    return HttpResponse(
        make_bytes(head, lines),
        headers={
            "Content-Type": content_type,
            "Content-Disposition": f'attachment; filename="spona.{kind}"',
            "Cache-Control": "no-store",
        },
    )


def _invented() -> bool:
    """In the demo nothing was ever reported; a table of it must not wander off as a real one."""
    return bool(settings.SPONA_KIND == "demo")


def _told(request: MemberRequest, shown: Snapshot, rows: list[Snapshot]) -> dict[str, Any]:
    number, outcomes = loop.total(shown), loop.funnel(shown)
    lines = loop.lines(shown)
    earlier = [row for row in rows[1:] if row.stands_on_id is None and loop.has_reports(row)]
    asked = request.GET.get("before", "")
    before = next((row for row in earlier if str(row.pk) == asked), next(iter(earlier), None))
    return {
        "answer": _answer(number, outcomes),
        "number": number,
        "outcomes": outcomes,
        "lines": lines,
        "modules": _modules(lines),
        "unseen": loop.unseen(shown),
        "earlier": earlier,
        "before": before,
        "changes": loop.changes(before, shown) if before else [],
        "rule": rules()[shown.source.rule_version],
        "made": traces.of_reports(shown, _facts(request.actor)),
    }


def _facts(actor: Actor) -> Facts | None:
    """Reports of the reader's own work are the only ones of which there is a list."""
    if not actor.may("report:follow"):
        return None
    words = _("The reports among them whose outcome you write")
    return Facts(words, reverse("dashboard:loop_outcomes"))


def _answer(number: int | None, outcomes: list[loop.Outcome]) -> str:
    if number is None:
        return _("Too few reports to show a number, perhaps none. Zero is normal.")
    said = ngettext("%(n)d report was counted", "%(n)d reports were counted", number) % {
        "n": number
    }
    found = {one.code: one.number for one in outcomes}
    if found.get("identified") is None:
        return f"{said}."
    return _("%(said)s, in %(n)d somebody was identified.") % {
        "said": said, "n": found["identified"],
    }  # fmt: skip


def _modules(lines: list[loop.Line]) -> list[tuple[str, list[Any]]]:
    """Each fact that is often missing, with the modules that cover it."""
    labels = {one.code: one.label for line in lines for one in line.lacks}
    found = [(label, modules_for([_GAPS[code]])) for code, label in labels.items() if code in _GAPS]
    return [(label, modules) for label, modules in found if modules]


def _networks(actor: Actor) -> list[Network]:
    readable = actor.networks_where("statistics:read")
    rows = Network.objects.real().filter(pk__in=readable).select_related("town")
    return list(rows.order_by("slug"))


def _chosen(networks: list[Network], slug: str) -> Network:
    if not slug:
        return networks[0]
    found = next((one for one in networks if one.slug == slug), None)
    if found is None:
        raise Http404
    return found


def _snapshots(actor: Actor, network: Network) -> list[Snapshot]:
    """The newest first."""
    rows = Snapshot.objects.visible_to(actor).filter(network=network)
    return list(rows.select_related("stands_on", "network__town").order_by("-period"))
