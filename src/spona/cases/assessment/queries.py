"""Whether a second person is needed, who can be one, and what was written of it so far."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from django.utils.translation import gettext as _

from spona.access.actor import Actor
from spona.access.denied import Denied
from spona.audit.models import Entry
from spona.cases.assessment.documents import ABOUT, SECTION, Approval
from spona.cases.assessment.models import AssessmentRule
from spona.cases.case.actions import read_sections
from spona.cases.case.models import Case
from spona.cases.case.steps.kinds import APPROVE_ASSESSMENT, ASSESSMENT
from spona.cases.case.steps.queries import able_owners
from spona.cases.fields.facts import section_facts
from spona.cases.team.permissions import may_lead
from spona.directory.models import Member
from spona.identity.keyring import Keyring
from spona.tasks.models import Task
from spona.tasks.queries import open_of
from spona.vault.actions import open_section
from spona.vault.history import writers_of
from spona.vault.models import Section
from spona.vault.refusals import Unopenable

# The line of the log about the switch.
RULE_SET: Final = "assessment:rule_set"

# The server is an actor too, and no person.
_UUID: Final = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


@dataclass(slots=True)
class Opened:
    """The approval and the text it is about. `section` None: nobody has asked yet."""

    text: Section
    section: Section | None
    approval: Approval
    is_written: bool = False

    @property
    def revision(self) -> int:
        return self.section.revision if self.section is not None else 0

    @property
    def authors(self) -> set[UUID]:
        """Persons who wrote any text of the assessment: by the texts themselves, and by the log.
        Denied where somebody has changed past Spona who they are: an author could pass for a
        second person.
        """
        saved = Entry.objects.filter(
            subject_kind="section", subject_id=self.text.pk, name="section:saved"
        )
        logged = {
            UUID(one) for one in saved.values_list("actor", flat=True) if _UUID.fullmatch(one)
        }
        try:
            return logged | writers_of(self.text)
        except Unopenable:
            raise Denied(
                _(
                    "Who wrote the earlier texts was changed in the database, so it is not known "
                    "who may be the second person. Tell the operator of the server."
                )
            ) from None


def needs_second_person(institution: UUID) -> bool:
    """As its intake holders have set it. A row that was changed, taken away or put back past Spona
    takes no second look away: the log has what they said last.
    """
    row = AssessmentRule.objects.filter(institution=institution).first()
    if row is not None and row.needs_second_person:
        return True
    said = Entry.objects.filter(subject_kind="institution", subject_id=institution, name=RULE_SET)
    last = said.order_by("-at", "-seq").values_list("detail", flat=True).first()
    return last is not None and last["needed"] == "True"


def text_of(case: Case) -> Section | None:
    """The assessment itself; None in an older file in which nobody has begun it."""
    rows = Section.objects.named(case.box_id, ABOUT)
    return rows.select_related("box").first()


def section_of(case: Case) -> Section | None:
    rows = Section.objects.named(case.box_id, SECTION)
    return rows.select_related("box").first()


def read_approval(case: Case, text: Section, *, by: Actor, keys: Keyring) -> Opened:
    """The text and what was said of it. Denied where it is not for this reader, ReasonNeeded where
    the file is assigned to colleagues.
    """
    row = section_of(case)
    document = open_section(text, by=by, keys=keys)
    found = Opened(text, row, Approval(), is_written=is_written(document))
    if row is not None:
        found.approval = Approval.from_document(open_section(row, by=by, keys=keys))
    return found


def is_written(document: Mapping[str, Any]) -> bool:
    """Something was answered in this assessment, so that there is something to look at."""
    return bool(section_facts(ABOUT, document))


def waiting_task(case: Case) -> Task | None:
    """The task of the second person."""
    return open_of(case.subject).filter(kind=APPROVE_ASSESSMENT).first()


def second_people(case: Case, authors: set[UUID], by: Actor) -> list[Member]:
    """Colleagues who can open the assessment and have not written it, in the order of names."""
    return [
        one
        for one in able_owners(case, section=ABOUT)
        if may_lead(one) and one.person_id not in {*authors, by.person_id}
    ]


def waits_for_approval(case: Case, *, by: Actor, keys: Keyring) -> bool:
    """Whether the institution wants a second person, and none has approved the assessment yet;
    False for whom that part is not, and where the step was ended without. Nothing is opened where
    it is switched off.
    """
    if not needs_second_person(case.owner_institution_id) or _is_ended(case):
        return False
    if not Section.objects.visible_to(by).named(case.box_id, ABOUT).exists():
        return False
    found = read_sections(case, [SECTION], by=by, keys=keys)
    if document := found.documents.get(SECTION):
        return Approval.from_document(document).approved is None
    return section_of(case) is None


def _is_ended(case: Case) -> bool:
    """The step was done or dropped, and nobody has begun it again."""
    done = Task.objects.filter(
        subject_kind="case", subject_id=case.pk, kind=ASSESSMENT
    ).values_list("done_at", flat=True)
    return bool(done) and None not in done
