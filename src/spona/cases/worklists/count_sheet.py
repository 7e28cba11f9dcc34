"""The part of the page of figures on which an institution writes its count sheets."""

from __future__ import annotations

from functools import partial
from typing import Any
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from spona.access.guards import MemberRequest
from spona.cases.count.sheets_update import SheetPreview, preview_sheets, update_sheets
from spona.cases.worklists.service_totals import Answer, after_preview
from spona.deadlines.time import today
from spona.directory.models import Network
from spona.statistics.codes import STATUS
from spona.statistics.permissions import latest_update
from spona.vault.queries import current_statistics_key

SHOW, UPDATE = "sheet_show", "sheet_update"


def count_sheet_part(request: MemberRequest, *, pressed: bool) -> Answer:
    """Its part of the page of figures; `pressed`: one of its buttons was."""
    colleagues = pressed and request.POST.get("sheet_colleagues") == "on"
    answer = partial(_answer, request, colleagues=colleagues)
    if not pressed:
        return answer()
    opened: dict[str, Any] = {"colleagues": colleagues, "by": request.actor, "keys": request.keys}
    update = partial(update_sheets, seen=request.POST.get("sheet_seen", ""), **opened)
    return after_preview(
        partial(preview_sheets, **opened), update if UPDATE in request.POST else None, answer
    )


def _answer(
    request: MemberRequest,
    shown: SheetPreview | None = None,
    *,
    colleagues: bool,
    status: int = 200,
    note: str | Promise = "",
) -> Answer:
    latest = latest_update(UUID(str(request.actor.institution_id)))
    again = latest.opens_again if latest is not None else None
    mine = Network.objects.real().filter(pk__in=request.actor.networks)
    part = {
        "latest": latest,
        "opens_again": again if again is not None and today() < again else None,
        "without_key": [one for one in mine if current_statistics_key(one.pk) is None],
        "shown": shown,
        "lines": _lines(shown) if shown is not None else [],
        "colleagues": colleagues,
        "note": note,
    }
    return Answer({"sheet": part}, status)


def _lines(shown: SheetPreview) -> list[tuple[str, int]]:
    """(decision, how many people), in the order of the list."""
    counted = shown.by_status
    found = [(str(label), counted[code]) for code, label in STATUS.items() if counted[code]]
    return [*found, (_("All"), shown.total)]
