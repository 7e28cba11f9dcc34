"""The open steps of a case as its reader may see them: the words only where they open."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from spona.access.actor import Actor
from spona.cases.case.models import Case
from spona.cases.case.steps.kinds import ASSESSMENT, REMINDER, REQUEST, REVIEW, STEPS
from spona.cases.case.steps.queries import open_steps, words_section
from spona.deadlines.queries import DeadlineView
from spona.identity.keyring import Keyring
from spona.tasks.models import Task
from spona.tasks.queries import rows as task_rows
from spona.vault.actions import open_many
from spona.vault.models import Section

# Where a kind of step is worked on.
_WORK: Final[Mapping[str, Callable[[str], str]]] = {
    ASSESSMENT: lambda reference: reverse("cases:write_section", args=[reference, "assessment"]),
    REQUEST: lambda reference: reverse("cases:refer", args=[reference]),
}


@dataclass(frozen=True, slots=True)
class Step:
    """`words` empty: it has none, or they are not for this reader."""

    task: Task
    deadline: DeadlineView
    words: str = ""

    @property
    def title(self) -> str | Promise:
        return self.words if self.words and self.is_told_apart else self.task.what.title

    @property
    def is_told_apart(self) -> bool:
        """Whether its words are its title: there may be others of its kind."""
        return self.task.kind == REMINDER or STEPS[self.task.kind].many

    @property
    def more(self) -> str:
        """What was written beside the title."""
        return "" if self.is_told_apart else self.words

    @property
    def kind(self) -> Promise | None:
        """What kind of step it is, where the title does not say so."""
        return STEPS[self.task.kind].label if self.words and self.task.kind in STEPS else None

    @property
    def owner_name(self) -> str:
        owner = self.task.owner
        return owner.person.shown_name if owner is not None else _("lies with the intake")

    @property
    def work_url(self) -> str:
        """The page on which it is done, where there is one; empty: what is done is written down."""
        found = _WORK.get(self.task.kind)
        return found(self.task.reference) if found else ""

    @property
    def basis(self) -> str:
        """What its date rests on: `law`, `network`, `proposal`, `agreed` or nothing.

        Of a review without a rule nothing: people may have agreed on its day, or something sealed
        asks for it, and the page does not tell which.
        """
        deadline = self.task.deadline
        if deadline is None or deadline.rule is None:
            return "agreed" if self.task.due_at and self.task.kind != REVIEW else ""
        if deadline.rule.basis == "law":
            return "law"
        return "network" if deadline.rule.state == "adopted" else "proposal"


def steps_of(tasks: Iterable[Task], documents: Mapping[str, Mapping[str, Any]]) -> list[Step]:
    """In the order of `tasks`; `documents` by the name of the section, as far as they opened."""
    return [
        Step(
            row.task,
            row.deadline,
            str(documents.get(words_section(row.task), {}).get("what") or ""),
        )
        for row in task_rows(tasks)
    ]


def opened_steps(case: Case, *kinds: str, by: Actor, keys: Keyring) -> list[Step]:
    """The open steps of these kinds with their words, as far as they open."""
    tasks = list(open_steps(case).filter(kind__in=kinds).with_deadline())
    if not tasks:
        return []
    rows = Section.objects.visible_to(by).select_related("box")
    found = list(rows.named(case.box_id, *map(words_section, tasks)))
    opened = open_many(found, by=by, keys=keys, purpose="page")
    documents = {row.name: opened[row.pk] for row in found if row.pk in opened}
    return steps_of(tasks, documents)
