"""The page from which a holder takes the log along, to check it on another computer.

The program that checks is not given out here: a server that was altered would give out one that
praises everything.
"""

from __future__ import annotations

import json

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from spona.access.denied import Conflict, Denied
from spona.access.guards import MemberRequest, member, step_up
from spona.audit.lane_heads import heads_file
from spona.audit.recording import SYSTEM_LANE
from spona.audit.root_contents import reason_given
from spona.audit.roots import newest_root
from spona.audit.shares import reopened
from spona.audit.verifier import program_sum, program_version
from spona.audit.witnesses import root_line, signed_by
from spona.directory.models import Institution
from spona.directory.operator_contact import operator_contact
from spona.vault import actions, witness_keys
from spona.vault.log_export import exported_roots
from spona.vault.views import institution_of


@member("key:hold")
@require_safe
def log(request: MemberRequest) -> HttpResponse:
    """The line of today, who co-signed, and what one needs to check it without this server."""
    return _page(request)


@member("key:hold")
@step_up
@require_POST
def sign(request: MemberRequest) -> HttpResponse:
    """After a refusal, a holder who has compared a printed line lets the institution go on."""
    typed = request.POST.get("number", "")
    number = int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 19 else 0
    try:
        actions.sign_again(number, by=request.actor, keys=request.keys)
    except (Denied, Conflict) as refused:
        return _page(request, refusal=str(refused.sentence))
    return HttpResponseRedirect(reverse("vault:log"))


def _page(request: MemberRequest, *, refusal: str = "") -> HttpResponse:
    last = signed_by()
    names = Institution.objects.in_bulk(last)
    signed = [(names[pk], point) for pk, point in last.items() if pk in names]
    own, file = institution_of(request), heads_file()
    lanes = (own, SYSTEM_LANE)
    shut = {lane: file.closed_since(lane) for lane in lanes} if file else {}
    context = {
        "closed_since": shut.get(own) or shut.get(SYSTEM_LANE),
        "operator": operator_contact(),
        "reopened": reopened(own).get(own),
        "reason": reason_given(own),
        "program": program_version(),
        "program_sum": program_sum(),
        "line": root_line(),
        "signed": sorted(signed, key=lambda one: one[1].number, reverse=True),
        "own": next((point for row, point in signed if row.pk == own), None),
        "newest": newest_root(),
        "refused": witness_keys.refusal(own),
        "refusal": refusal,
    }
    return render(request, "vault/log.html", context)


@member("key:hold")
@require_safe
def roots(request: MemberRequest) -> HttpResponse:
    content = json.dumps(exported_roots(request.actor.networks), ensure_ascii=False, indent=1)
    headers = {
        "Content-Type": "application/json",
        "Content-Disposition": 'attachment; filename="spona.json"',
        "Cache-Control": "no-store",
    }
    return HttpResponse(content, headers=headers)
