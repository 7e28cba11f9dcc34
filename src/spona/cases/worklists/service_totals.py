"""The part of the page of figures on which an institution makes its totals of services given."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from typing import Any, Protocol
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from spona.access.denied import Conflict, Denied
from spona.access.guards import MemberRequest
from spona.cases.careplan.plan import OWN
from spona.cases.careplan.service_totals import Figure
from spona.cases.careplan.service_totals_update import Preview, preview, update_figures
from spona.cases.case.sealed_entry import OtherThanShown
from spona.directory.institution_names import short_name
from spona.directory.queries import institutions_by_id
from spona.projects.models import Donor, Project
from spona.services.permissions import latest_figures, open_again, today
from spona.services.queries import kind_labels
from spona.statistics.disclosure import fewer, is_small
from spona.statistics.rules import current_rule


@dataclass(frozen=True, slots=True)
class Row:
    label: str
    told: str
    who: str
    paid_by: str
    period: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What a part of the page shows after its button, or `done`."""

    context: dict[str, Any]
    status: int = 200
    done: bool = False


class Shows(Protocol):
    """The part of the page with what was shown, or with a sentence."""

    def __call__(
        self, shown: Any = None, *, status: int = 200, note: str | Promise = ""
    ) -> Answer: ...


def after_preview(
    preview: Callable[[], object], update: Callable[[], object] | None, answer: Shows
) -> Answer:
    """The first press shows what would leave; `update` lets leave what was shown."""
    try:
        if update is not None:
            update()
            return Answer({}, done=True)
        return answer(preview())
    except OtherThanShown as changed:
        return answer(preview(), status=409, note=changed.sentence)
    except Conflict as faster:
        return answer(status=409, note=faster.sentence)
    except Denied as refused:
        return answer(status=422, note=refused.sentence)


def service_totals_part(request: MemberRequest, *, pressed: bool) -> Answer:
    """Its part of the page of figures; `pressed`: one of its buttons was."""
    colleagues = pressed and request.POST.get("colleagues") == "on"
    answer = partial(_answer, request, colleagues=colleagues)
    if not pressed:
        return answer()
    opened: dict[str, Any] = {"colleagues": colleagues, "by": request.actor, "keys": request.keys}
    update = partial(update_figures, seen=request.POST.get("seen", ""), **opened)
    return after_preview(
        partial(preview, **opened), update if "update" in request.POST else None, answer
    )


def _answer(
    request: MemberRequest,
    shown: Preview | None = None,
    *,
    colleagues: bool,
    status: int = 200,
    note: str | Promise = "",
) -> Answer:
    latest = latest_figures(UUID(str(request.actor.institution_id)))
    again = open_again(latest) if latest is not None else None
    context: dict[str, Any] = {
        "latest": latest,
        "opens_again": again if again is not None and today() < again else None,
        "shown": shown,
        "colleagues": colleagues,
        "note": note,
        "fewest": current_rule().threshold,
    }
    if shown is not None:
        context |= {
            "told": _rows(shown.told),
            "waiting": _rows(shown.figures.waiting),
            "unmet": _unmet(shown),
        }
    return Answer(context, status)


def _rows(figures: Iterable[Figure]) -> list[Row]:
    found = list(figures)
    bodies = institutions_by_id({UUID(f.key.provider) for f in found if f.key.provider != OWN})
    projects = Project.objects.in_bulk({UUID(f.key.project) for f in found if f.key.project})
    donors = Donor.objects.select_related("institution").in_bulk(
        {UUID(f.key.donor) for f in found if f.key.donor}
    )
    labels = kind_labels({f.key.kind for f in found})
    rows = []
    for one in found:
        key = one.key
        body = None if key.provider == OWN else bodies.get(UUID(key.provider))
        paid = [
            projects.get(UUID(key.project)) if key.project else None,
            donors.get(UUID(key.donor)) if key.donor else None,
        ]
        rows.append(
            Row(
                labels.get(key.kind, key.kind),
                one.told,
                _("We ourselves") if key.provider == OWN else short_name(body) if body else "",
                " – ".join(str(each) for each in paid if each is not None),
                str(one.complete) if one.since == one.complete else f"{one.since} – {one.complete}",
            )
        )
    return rows


def _unmet(shown: Preview) -> list[tuple[str, str, str]]:
    """(service, how many people, quarter)"""
    labels = kind_labels({one.kind for one in shown.unmet})
    return [
        (
            labels.get(one.kind, one.kind),
            fewer() if is_small(one.people) else str(one.people),
            str(one.quarter),
        )
        for one in shown.unmet
    ]
