"""The page from which a holder takes the log along, to check it on another computer.

The program that checks is not given out here: a server that was altered would give out one that
praises everything.
"""

from __future__ import annotations

import json

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from spona.access.guards import MemberRequest, member
from spona.audit.witnesses import root_line, signed_by
from spona.directory.models import Institution
from spona.vault.log_export import exported_roots
from spona.vault.views import institution_of


@member("key:hold")
@require_safe
def log(request: MemberRequest) -> HttpResponse:
    """The line of today, who co-signed, and what one needs to check it without this server."""
    last = signed_by()
    names = Institution.objects.in_bulk(last)
    signed = [(names[pk], point) for pk, point in last.items() if pk in names]
    context = {
        "line": root_line(),
        "signed": sorted(signed, key=lambda one: one[1].number, reverse=True),
        "own": next((point for row, point in signed if row.pk == institution_of(request)), None),
    }
    return render(request, "vault/log.html", context)


@member("key:hold")
@require_safe
def roots(request: MemberRequest) -> HttpResponse:
    content = json.dumps(exported_roots(request.actor.networks), ensure_ascii=False, indent=1)
    headers = {
        "Content-Type": "application/json",
        "Content-Disposition": 'attachment; filename="spona-log.json"',
        "Cache-Control": "no-store",
    }
    return HttpResponse(content, headers=headers)
