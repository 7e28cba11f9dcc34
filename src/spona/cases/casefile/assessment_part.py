"""What the page of a file says of the second person for its assessment."""

from __future__ import annotations

from dataclasses import dataclass, replace

from spona.access.actor import Actor
from spona.access.denied import Denied
from spona.cases.assessment.documents import ABOUT, SECTION, Approval
from spona.cases.assessment.permissions import check_can_approve
from spona.cases.assessment.queries import (
    Opened,
    is_written,
    needs_second_person,
    text_of,
    waiting_task,
)
from spona.cases.case.actions import OpenFile
from spona.cases.case.models import Case
from spona.tasks.models import Task


@dataclass(frozen=True, slots=True)
class AssessmentPart:
    """`needed`: the institution has switched it on. `changed`: something was written since the
    approval.
    """

    approval: Approval
    needed: bool
    changed: bool
    task: Task | None
    may_approve: bool
    is_written: bool

    @property
    def may_ask(self) -> bool:
        return (
            self.needed and self.is_written and self.approval.asked is None and not self.is_settled
        )

    @property
    def is_settled(self) -> bool:
        """Two people stand behind the text as it is today."""
        return self.approval.approved is not None and not self.changed


def assessment_part(case: Case, opened: OpenFile, actor: Actor) -> AssessmentPart | None:
    """None where it is switched off and nobody ever asked, and for whom the part is not."""
    if ABOUT not in opened.documents:
        return None
    needed = needs_second_person(case.owner_institution_id)
    document = opened.documents.get(SECTION)
    if document is None and not needed:
        return None
    approval = Approval.from_document(document) if document else Approval()
    task = waiting_task(case) if approval.asked is not None else None
    if task is None:
        # The case was closed meanwhile: nobody is asked any more.
        approval = replace(approval, asked=None)
    done = approval.approved
    return AssessmentPart(
        approval,
        needed,
        changed=done is not None and opened.revisions[ABOUT] != done.revision,
        task=task,
        may_approve=task is not None and _may_approve(case, approval, task, actor),
        is_written=is_written(opened.documents[ABOUT]),
    )


def _may_approve(case: Case, approval: Approval, task: Task, actor: Actor) -> bool:
    text = text_of(case)
    if text is None or task.owner_id not in (None, actor.member_id):
        return False
    try:
        authors = Opened(text, None, approval).authors
        check_can_approve(actor, case, approval.asked, task, authors=authors)
    except Denied:
        return False
    return True
