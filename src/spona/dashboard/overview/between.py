"""Whether institutions answered in time, over a year and by the day: for who leads.

Who sent, reference, content and person are nowhere; what the coordinator was locked out of is not
counted.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from spona import deadlines
from spona.access.actor import Actor
from spona.access.exclusion_marks import marks_of
from spona.cases.case.models import Case
from spona.cases.case.steps.queries import is_stepless
from spona.deadlines.late import answered_in_time, binding
from spona.deadlines.late_rows import late_by_day, starts_of_today, zones_in_use
from spona.deadlines.models import Deadline
from spona.deadlines.status import COLUMNS, Facts
from spona.directory.institution_names import short_name
from spona.directory.models import Institution
from spona.documents.tables import Cell
from spona.reference.scripts import serbian_key
from spona.statistics.disclosure import fewer, is_small

# A file leaves the screen: what is seldom is told there in words only.


@dataclass(frozen=True, slots=True)
class Answers:
    """Of one institution: answered in time, answered late or late now, and still running."""

    institution: Institution
    in_time: int
    late: int
    running: int

    @property
    def over(self) -> int:
        """How many have an answer, or should have one."""
        return self.in_time + self.late


def answers(actor: Actor, since: dt.datetime) -> list[Answers]:
    """Only by rules that somebody adopted: what nobody promised is not late. What is still open is
    late as on the coordinator's desk. Three queries.
    """
    now = deadlines.now()
    led = actor.networks_where("network:read_waiting")
    rows = Deadline.objects.visible_to(actor).filter(
        binding(), network_id__in=led, network__practice=False, kind="answer",
        subject_kind="referral", started_at__gte=since, due_at__isnull=False,
        institution__isnull=False,
    )  # fmt: skip
    zones = zones_in_use()
    open_and_late = late_by_day(now, zones, starts_of_today(zones, now), ())
    late = set(rows.filter(open_and_late).values_list("pk", flat=True))
    counts: dict[UUID, Counter[str]] = {}
    for ident, institution, *facts in rows.values_list("pk", "institution_id", *COLUMNS):
        if institution is not None:
            kept = "late" if ident in late else _kept(Facts(*facts))
            counts.setdefault(institution, Counter())[kept] += 1
    bodies = Institution.objects.in_bulk(counts)
    found = [
        Answers(bodies[ident], n["in_time"], n["late"], n["running"]) for ident, n in counts.items()
    ]
    return sorted(found, key=lambda one: (-one.over, -one.running, _by_name(one.institution)))


def _kept(deadline: Facts) -> str:
    if deadline.due_at is None or deadline.stopped_at is None:
        return "running"
    in_time = answered_in_time(deadline.due_at, deadline.stopped_at, deadline.zone)
    return "in_time" if in_time else "late"


def _by_name(one: Institution) -> tuple[tuple[int, ...], str]:
    return serbian_key(short_name(one))


def answer_rows(found: Iterable[Answers]) -> tuple[list[str], list[list[Cell]]]:
    head = [_("Institution"), _("In time"), _("Late"), _("Still running")]
    return head, [
        [short_name(one.institution), told(one.in_time), told(one.late), told(one.running)]
        for one in found
    ]


@dataclass(frozen=True, slots=True)
class Stepless:
    """How many open files of an institution have no next step; from five up in figures."""

    institution: Institution
    files: int

    @property
    def words(self) -> str:
        return pgettext("files", "some") if is_small(self.files) else str(self.files)


def stepless(actor: Actor) -> list[Stepless]:
    """Those that have some. What the actor was locked out of is not counted. Two queries."""
    led, marks = actor.networks_where("network:read_waiting"), marks_of(actor)
    rows = Case.objects.filter(is_stepless(), network_id__in=led, network__practice=False)
    rows = rows.exclude(exclusions__mark__in=marks)
    rows = rows.exclude(referrals_in__exclusions__mark__in=marks)
    counted = Counter(rows.values_list("owner_institution_id", flat=True))
    bodies = Institution.objects.in_bulk(counted)
    found = [Stepless(bodies[ident], n) for ident, n in counted.items()]
    return sorted(found, key=lambda one: _by_name(one.institution))


def told(n: int) -> Cell:
    """For what leaves the screen."""
    return fewer() if is_small(n) else n
