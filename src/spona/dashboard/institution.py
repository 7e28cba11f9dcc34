"""The desk of an institution: what runs, with whom it lies, who is away, who answers at night."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any, Final

from django.core.paginator import Page, Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, npgettext

from spona.access.actor import Actor
from spona.access.guards import MemberRequest
from spona.dashboard import traces
from spona.dashboard.institution_load import NOBODY, Load, Ticking, rows_of, work_of
from spona.dashboard.keys import key_notes
from spona.dashboard.number_words import deadlines, sentence, things
from spona.deadlines import time
from spona.deadlines.gaps import NIGHTS, nights_without_duty
from spona.deadlines.models import Absence, Duty
from spona.deadlines.presence import on_duty
from spona.deadlines.unreachable_steps import UnreachableStep, unreachable_steps
from spona.directory.models import Institution, Seat
from spona.mandates.actions import AT_HOME, REACH_STEP
from spona.tasks.models import Task

SHOWN: Final = 25
_SOON: Final = dt.timedelta(days=30)
_LATE: Final = "late"


@dataclass(frozen=True, slots=True)
class Way:
    """A page where something of the institution is arranged."""

    url: str
    label: str
    icon: str


def institution_page(request: MemberRequest) -> HttpResponse:
    """`?whose=` (a colleague, or nobody by name) and `?late` narrow what runs."""
    actor = request.actor
    where = get_object_or_404(Institution, pk=actor.institution_id)
    work = work_of(actor, where)
    whose, only_late = request.GET.get("whose", ""), _LATE in request.GET
    shown = [row for row in work.running if whose in ("", row.whose)]
    shown = [row for row in shown if row.is_late or not only_late]
    page: Page[Any] = Paginator(shown, SHOWN).get_page(request.GET.get("page"))
    page.object_list = rows_of(actor, where, page.object_list)
    absences = _absences(where)
    context: dict[str, Any] = {
        "institution": where,
        "title": _title(work.running),
        "late": _late(work.running),
        "lead": _lead(work.loads),
        "running": page,
        "how_many": len(work.running),
        "how_many_late": sum(row.is_late for row in work.running),
        "whose": whose,
        "only_late": only_late,
        "query": _query(whose, only_late),
        "chosen": _chosen(work.loads, whose, only_late),
        "loads": work.loads,
        "made": traces.institution_load(),
        "files": work.files,
        "absences": absences,
        "unreachable": _unreachable(where, work.running),
        **_duty(where),
        "seats": _seats(where),
        "key_notes": key_notes(actor),
        "ways": _ways(actor, where),
    }
    return render(request, "dashboard/institution.html", context)


def _unreachable(where: Institution, running: list[Ticking]) -> list[UnreachableStep]:
    """Steps of the escalation that reach nobody; one query where the timetable has found none.

    Who sees none of what runs must not learn from this that anything does.
    """
    found = Task.objects.open().filter(kind=REACH_STEP, subject_kind=AT_HOME, subject_id=where.pk)
    return unreachable_steps(institution=where.pk) if running and found.exists() else []


def _query(whose: str, only_late: bool) -> str:
    """What the list is narrowed by, for the links to its pages."""
    said = {"whose": whose} if whose else {}
    return urlencode(said | ({_LATE: ""} if only_late else {}))


def _title(running: list[Ticking]) -> str:
    if not running:
        return _("No deadline is running here.")
    n = len(running)
    text = ngettext("%(n)s deadline is running", "%(n)s deadlines are running", n)
    ending = "," if any(row.is_late for row in running) else "."
    return sentence(text % {"n": deadlines(n)}) + ending


def _late(running: list[Ticking]) -> str:
    n = sum(row.is_late for row in running)
    if not n:
        return ""
    text = npgettext("end of a sentence on deadlines", "%(n)s is late.", "%(n)s are late.", n)
    return text % {"n": deadlines(n)}


def _lead(loads: list[Load]) -> str:
    """Who is away; and what nobody has by name, for that is the first thing to arrange."""
    said = []
    away = sum(load.absence is not None for load in loads)
    if away:
        text = ngettext("%(n)s person is away today.", "%(n)s people are away today.", away)
        said.append(sentence(text % {"n": things(away)}))
    nobodys = sum(load.tasks for load in loads if load.member is None)
    if nobodys:
        text = ngettext("%(n)s thing lies with nobody by name.",
                        "%(n)s things lie with nobody by name.", nobodys)  # fmt: skip
        said.append(sentence(text % {"n": things(nobodys)}))
    return " ".join(said) or _("Everything that is open here lies with somebody by name.")


def _chosen(loads: list[Load], whose: str, only_late: bool) -> list[str]:
    """What the list is narrowed to, in words."""
    said = [_("late")] if only_late else []
    if whose == NOBODY:
        said.append(_("with nobody by name"))
    said += [one.member.person.shown_name for one in loads if one.member and one.whose == whose]
    return said


def _absences(where: Institution) -> list[Absence]:
    """Now and in the next month; a row that Spona did not write counts for nothing."""
    today = time.today()
    rows = Absence.objects.filter(
        member__institution=where, starts_on__lte=today + _SOON, ends_on__gt=today
    )
    rows = rows.select_related("member__person", "stands_in__person").order_by("starts_on", "pk")
    return [row for row in rows if row.has_valid_mac()]


def _duty(where: Institution) -> dict[str, Any]:
    """Nights without anybody are told only where a roster is kept at all."""
    kept = Duty.objects.standing().filter(institution=where).exists()
    gaps = nights_without_duty(where.pk) if kept else []
    return {
        "on_duty": on_duty(where.pk),
        "roster_kept": kept,
        "gaps": gaps,
        "nights": NIGHTS,
    }


def _seats(where: Institution) -> list[Seat]:
    rows = Seat.objects.active_on(time.today()).filter(institution=where)
    found = rows.select_related("network__town", "member__person", "deputy__person")
    return [seat for seat in found if seat.has_valid_mac()]


def _ways(actor: Actor, where: Institution) -> list[Way]:
    """Where things are arranged, as far as this person's role goes."""
    ways = [Way(reverse("directory:institution", args=[where.code]),
                _("People and numbers"), "users")]  # fmt: skip
    if actor.may("key:hold"):
        ways.append(Way(reverse("vault:keys"), _("Keys of the institution"), "key"))
        ways.append(Way(reverse("cases:take_out"), _("Take out all files"), "archive"))
    if actor.may("referral:assign"):
        ways.append(Way(reverse("cases:hand_over_work"), _("Hand over somebody's work"), "users"))
    if actor.may("case:write"):
        ways.append(Way(reverse("cases:light_notes"), _("Notes to look at again"), "note"))
    ways.append(Way(reverse("deadlines:rules"), _("Deadlines and their sources"), "clock"))
    ways.append(Way(reverse("dashboard:start"), _("The beginning, and papers to sign"), "printer"))
    return ways
