"""What has happened on a stage, read from the rows of the real apps: nobody reports it twice."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import cached_property
from typing import Final
from uuid import UUID

from spona.cases.careplan.plan import SECTION as PLAN
from spona.cases.case.models import Case
from spona.cases.case.steps.kinds import ASSESSMENT, FIRST_CONTACT, REVIEW
from spona.cases.identification.decisions import SECTION as DECISIONS
from spona.cases.referrals.models import Referral
from spona.cases.referrals.moves import Kind, State
from spona.practice.invented_people import InventedPeople
from spona.practice.models import Drill
from spona.practice.scenarios import Scenario, scenarios
from spona.tasks.models import Task
from spona.tipline.models import Tip
from spona.vault.models import ASSIGNED, MEMBER, Grant, Section

# Steps that are done on the pages of the file.
_IN_THE_FILE: Final = ("contact", "assess", "ask", "decide", "plan", "review")


@dataclass(frozen=True, slots=True)
class Seen:
    """When a step was done, and the code of what is worth talking about."""

    at: dt.datetime
    remark: str = ""


@dataclass
class Scene:
    """The rows of one running drill. Read once; make a new one after something has moved."""

    drill: Drill
    people: InventedPeople

    @property
    def scenario(self) -> Scenario:
        return scenarios()[self.drill.scenario]

    @cached_property
    def reports(self) -> list[Referral]:
        """The first report and whatever came of it, as it went from one body to the next."""
        rows = Referral.objects.filter(network=self.people.network, kind=Kind.REPORT)
        found = rows.select_related("recipient_institution", "network", "to_case")
        return list(found.exclude(state=State.WITHDRAWN).order_by("sent_at"))

    @cached_property
    def report(self) -> Referral | None:
        """The one that has come to the centre, which is where this story goes on."""
        csw = self.people.body("csw_holder").pk
        return next((row for row in self.reports if row.recipient_institution_id == csw), None)

    @cached_property
    def tip(self) -> Tip | None:
        return Tip.objects.filter(network=self.people.network).select_related("case").first()

    @cached_property
    def case(self) -> Case | None:
        if self.scenario.begins_with_message:
            return self.tip.case if self.tip else None
        return self.report.to_case if self.report else None

    @cached_property
    def onward(self) -> Referral | None:
        """What the centre asks of another institution, the newest that was not taken back."""
        if self.case is None:
            return None
        rows = Referral.objects.filter(from_case=self.case, kind=Kind.REFERRAL)
        rows = rows.exclude(state=State.WITHDRAWN).select_related("recipient_institution")
        return rows.order_by("-sent_at").first()

    def seen(self, code: str) -> Seen | None:
        """The step `code`, if it is done."""
        return getattr(self, f"_{code}")()  # type: ignore[no-any-return]

    def reference(self, code: str) -> str:
        """What the page of a step is about; "" while there is nothing."""
        row: Referral | Tip | Case | None
        if code in ("read", "take", "reply", "file"):
            row = self.tip
        elif code in ("refer", "team", *_IN_THE_FILE):
            row = self.case
        else:
            row = self.onward if code == "answer" else self.report
        return row.reference if row is not None else ""

    def _send(self) -> Seen | None:
        if not self.reports:
            return None
        first = self.reports[0]
        right = first.recipient_institution.sector in self.scenario.right
        return Seen(first.sent_at, "" if right else "other_body")

    def _open(self) -> Seen | None:
        at = self.report.opened_at if self.report else None
        return Seen(at) if at else None

    def _accept(self) -> Seen | None:
        row = self.report
        if row is None or row.accepted_at is None:
            return None
        asked = row.moves.filter(verb="ask_more").exists()
        return Seen(row.accepted_at, "asked" if asked else "")

    def _assign(self) -> Seen | None:
        return self._let_in(self.report.packet_id if self.report else None)

    def _team(self) -> Seen | None:
        return self._let_in(self.case.box_id if self.case else None)

    def _let_in(self, box: UUID | None) -> Seen | None:
        rows = Grant.objects.filter(section__box=box, to_kind=MEMBER, basis=ASSIGNED)
        at = rows.order_by("granted_at").values_list("granted_at", flat=True).first()
        return Seen(at) if box and at else None

    def _refer(self) -> Seen | None:
        row = self.onward
        if row is None:
            return None
        return Seen(row.sent_at, "" if row.rests_on == self.scenario.basis else "other_basis")

    def _answer(self) -> Seen | None:
        """Taken over, passed on, or no place: each is an answer."""
        row = self.onward
        if row is None:
            return None
        answers = ("accept", "have_no_place", "propose_forward", "hand_to_second", "ask_more")
        at = row.moves.filter(verb__in=answers).values_list("at", flat=True).first()
        return Seen(at) if at else None

    def _close(self) -> Seen | None:
        """After the referral: a word on taking over is not yet what became of it."""
        row = self.report
        waits = any(one.code == "answer" for one in self.scenario.steps)
        if row is None or (waits and self._answer() is None):
            return None
        said = row.moves.filter(verb__in=("finish", "give_feedback"))
        at = said.order_by("-at").values_list("at", flat=True).first()
        return Seen(at) if at else None

    def _read(self) -> Seen | None:
        at = self.tip.read_at if self.tip else None
        return Seen(at) if at else None

    def _take(self) -> Seen | None:
        at = self.tip.taken_at if self.tip else None
        return Seen(at) if at else None

    def _reply(self) -> Seen | None:
        if self.tip is None:
            return None
        rows = self.tip.messages.exclude(institution=None).order_by("at")
        at = rows.values_list("at", flat=True).first()
        return Seen(at) if at else None

    def _file(self) -> Seen | None:
        return Seen(self.case.opened_at) if self.case else None

    # What stands outside the seal of the file: which step ended when, and that a part is there.

    def _contact(self) -> Seen | None:
        return self._ended(FIRST_CONTACT)

    def _assess(self) -> Seen | None:
        return self._ended(ASSESSMENT)

    def _review(self) -> Seen | None:
        return self._ended(REVIEW)

    def _ended(self, kind: str) -> Seen | None:
        if self.case is None:
            return None
        ended = Task.objects.filter(
            subject_kind="case", subject_id=self.case.pk, kind=kind, done_at__isnull=False
        )
        task = ended.order_by("done_at").first()
        if task is None or task.done_at is None:
            return None
        return Seen(task.done_at, "" if task.outcome == "done" else "dropped")

    def _ask(self) -> Seen | None:
        """Once it is handed over: a packet that lies ready is no request."""
        row = self.onward
        at = row.sent_at if row is not None and not row.on_paper else None
        if row is not None and row.on_paper:
            handed = row.moves.filter(verb="deliver").order_by("at")
            at = handed.values_list("at", flat=True).first()
        if row is None or at is None:
            return None
        return Seen(at, "" if row.rests_on == self.scenario.basis else "other_basis")

    def _decide(self) -> Seen | None:
        """By the section: its day is that of the newest text, and it is written once in a drill."""
        row = self._section(DECISIONS)
        return Seen(row.updated_at) if row is not None else None

    def _plan(self) -> Seen | None:
        """Once it was adopted: that opens the review, and a draft opens none."""
        if self.case is None or self._section(PLAN) is None:
            return None
        reviews = Task.objects.filter(
            subject_kind="case", subject_id=self.case.pk, kind=REVIEW
        ).order_by("created_at")
        at = reviews.values_list("created_at", flat=True).first()
        return Seen(at) if at is not None else None

    def _section(self, name: str) -> Section | None:
        if self.case is None:
            return None
        return Section.objects.named(self.case.box_id, name).first()
