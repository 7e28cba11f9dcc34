"""Closed files that are still kept: until when, who may end that, and what stands in the way."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from spona.access.actor import Actor
from spona.access.denied import Denied
from spona.cases.case.models import Case
from spona.cases.case.queries import joined_with
from spona.cases.case.steps.kinds import CONFIRM_DESTROYING
from spona.cases.closure.queries import obstacles
from spona.cases.closure.queries import second_people as can_confirm
from spona.cases.data_requests.queries import requests_about
from spona.cases.retention.documents import Retention
from spona.cases.retention.sealing import SECTION, section_of
from spona.cases.team.permissions import ASSIGNS
from spona.deadlines.late import today_in
from spona.directory.models import Member
from spona.identity.keyring import Keyring
from spona.reference.models.signed import verify_rows
from spona.tasks.models import Task
from spona.tasks.queries import open_of
from spona.vault.actions import open_many, open_section
from spona.vault.models import Section


@dataclass(frozen=True, slots=True)
class Read:
    """What is sealed of keeping; revision 0 where nothing is."""

    retention: Retention | None = None
    revision: int = 0


@dataclass(frozen=True, slots=True)
class Line:
    """One closed file. `retention` None where no rule is sealed with it yet."""

    case: Case
    retention: Retention | None

    @property
    def is_due(self) -> bool:
        return self.retention is not None and self.retention.due_day <= today_in(self.case.network)


@dataclass(frozen=True, slots=True)
class Looked:
    """The closed files that opened: due, without a rule, and not due; `unopened` did not open."""

    due: Sequence[Line]
    unset: Sequence[Line]
    later: Sequence[Line]
    unopened: int


def read_retention(case: Case, *, by: Actor, keys: Keyring) -> Read:
    section = section_of(case)
    if section is None:
        return Read()
    document = open_section(section, by=by, keys=keys)
    return Read(Retention.from_document(document), section.revision)


def closed_files(actor: Actor) -> list[Case]:
    """Closed and not joined into another one, of those that the actor can open."""
    rows = Case.objects.visible_to(actor).filter(closed_at__isnull=False, joined_to=None)
    return list(rows.select_related("network__town", "owner_institution").order_by("closed_at"))


def look_through(actor: Actor, keys: Keyring) -> Looked:
    """Open what is sealed of keeping in each closed file, in memory: one row of the read log."""
    cases = closed_files(actor)
    sections = Section.objects.named([one.box_id for one in cases], SECTION)
    rows = {one.box_id: one for one in sections.select_related("box")}
    opened = open_many(rows.values(), by=actor, keys=keys, purpose="retention")
    lines, unopened = [], 0
    for case in cases:
        section = rows.get(case.box_id)
        if section is None:
            lines.append(Line(case, None))
        elif section.pk in opened:
            lines.append(Line(case, Retention.from_document(opened[section.pk])))
        else:
            unopened += 1
    due = [one for one in lines if one.is_due]
    later = [one for one in lines if one.retention is not None and not one.is_due]
    return Looked(
        sorted(due, key=_day),
        [one for one in lines if one.retention is None],
        sorted(later, key=_day),
        unopened,
    )


def _day(line: Line) -> dt.date:
    assert line.retention is not None
    return line.retention.due_day


def check_can_keep(actor: Actor, case: Case) -> None:
    """An intake holder of the institution that keeps the file, once it is closed."""
    verify_rows(case)
    if actor.institution_id != case.owner_institution_id or not actor.may(ASSIGNS):
        raise Denied(_("Only an intake officer of the institution may do this."))
    if not Case.objects.visible_to(actor).filter(pk=case.pk).exists():
        raise Denied(_("This part was not shared with you. Ask who leads the file."))
    if case.joined_to is not None:
        raise Denied(
            _("This file was joined with %(reference)s and goes on there. It ends with that one.")
            % {"reference": case.joined_to.reference}
        )
    if case.closed_at is None:
        raise Denied(_("This file is open. How long it is kept counts from its closing."))


def check_can_confirm(actor: Actor, case: Case, retention: Retention, task: Task | None) -> None:
    """To whom it was sent, and never the one who asked."""
    check_can_keep(actor, case)
    if retention.asked is None or task is None:
        raise Denied(_("Nobody asks any more that this file be destroyed."))
    if str(actor.person_id) == retention.asked.person:
        raise Denied(_("You asked for it yourself. Another person confirms it."))
    if task.owner_id not in (None, actor.member_id):
        raise Denied(_("This was sent to a colleague. Nobody else confirms it."))


def in_the_way(case: Case, *, by: Actor, keys: Keyring) -> Iterator[str]:
    """Sentences about what has to end first, in the file and in those that were joined into it."""
    for each in joined_with(case):
        if each.closed_at is None:
            yield _("A file that was joined with this one is open.")
        yield from (one.sentence for one in obstacles(each, by))
        about = requests_about(each, by=by, keys=keys)
        if about.running:
            yield _("Somebody asks about the data in this file. Answer that first.")
        elif about.unnamed:
            yield _(
                "A running request about data names no file, so it may be about this one. Answer "
                "it first."
            )
        elif about.unopened:
            yield _(
                "A running request about data does not open for you, so it is not known whether it "
                "is about this file. Ask the colleague who answers it."
            )


def second_people(case: Case, by: Actor) -> list[Member]:
    """Intake holders who can open the file, but for who asks."""
    return can_confirm(case, by)


def waiting_task(case: Case) -> Task | None:
    """The task of the second person."""
    return open_of(case.subject).filter(kind=CONFIRM_DESTROYING).first()


def task_of_second_person(case: Case, actor: Actor) -> bool:
    """Whether this reader was asked to confirm the destroying of a closed file."""
    if case.closed_at is None or not actor.may(ASSIGNS):
        return False
    task = waiting_task(case)
    return task is not None and task.owner_id == actor.member_id
