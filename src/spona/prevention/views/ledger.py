"""The list of observations of a network, its search, and the list as a file."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from spona import audit
from spona.access.guards import MemberRequest, member
from spona.identity.slow_pages import TABLE, slow
from spona.prevention.files import table_answer
from spona.prevention.lists import OPEN, SORTS, Wanted, export_rows, listed, wanted
from spona.prevention.models import Observation, State
from spona.prevention.permissions import may_act
from spona.prevention.views.lookups import chosen, known_network, networks_of
from spona.prevention.words import seen, word, words_of

SHOWN = 25


@member("network:read")
@require_safe
def observations(request: MemberRequest) -> HttpResponse:
    """`?network=` chooses it; `?state=`, `?kind=` and `?sort=` narrow and order."""
    return _page(request, "")


@member("network:read")
@require_POST
def search(request: MemberRequest) -> HttpResponse:
    """The same page with what was looked for: by POST, to keep it out of addresses."""
    return _page(request, request.POST.get("q", "").strip())


def _page(request: MemberRequest, query: str) -> HttpResponse:
    networks = networks_of(request)
    if not networks:
        return render(request, "directory/no_network.html", {"practice": False})
    network = chosen(networks, request.GET.get("network", ""))
    kinds = words_of("observation")
    by = wanted(request.GET.dict(), kinds, query)
    rows = listed(network, by, Observation.objects.visible_to(request.actor))
    page = Paginator(rows, SHOWN).get_page(request.GET.get("page"))
    waiting = Observation.objects.filter(network=network, state=State.NEW).count()
    context: dict[str, Any] = {
        "network": network,
        "networks": networks,
        "answer": _answer(waiting),
        "page": page,
        "rows": [
            {
                "row": row,
                "kind": word(kinds, row.kind),
                "seen": seen(row.seen_on, row.seen_precision),
                "times": getattr(row, "seen_times", 1),
            }
            for row in page
        ],
        "kinds": kinds,
        "states": [(OPEN, _("all open")), *State.choices, ("all", _("all"))],
        "sorts": SORTS,
        "wanted": by,
        "query": _query(network.slug, by),
        "may_write": may_act(request.actor, network),
    }
    return render(request, "prevention/observations.html", context)


@member("network:read")
@slow("table", TABLE)
@require_safe
def export(request: MemberRequest, slug: str, kind: str) -> HttpResponse:
    """What the list shows, as CSV or XLSX, without the names of firms."""
    network = known_network(request, slug)
    by = wanted(request.GET.dict(), words_of("observation"))
    rows = listed(network, by, Observation.objects.visible_to(request.actor))
    answer = table_answer(export_rows(rows), kind)
    audit.record_read("observation:exported", by=request.actor, subject=("network", network.pk))
    return answer


def _answer(waiting: int) -> str:
    if not waiting:
        return _("Nothing new waits for a decision.")
    return ngettext(
        "%(n)d observation waits for somebody to say what follows.",
        "%(n)d observations wait for somebody to say what follows.",
        waiting,
    ) % {"n": waiting}


def _query(slug: str, by: Wanted) -> str:
    return urlencode({"network": slug, "state": by.state, "kind": by.kind, "sort": by.sort})
