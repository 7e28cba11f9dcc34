"""Step 3: the person, their safety, what is asked, and who here knows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar, Final

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from spona.cases.fields.case_field import AskedIn
from spona.cases.fields.form_fields import (
    OF_SECTOR,
    CaseFieldsForm,
    Groups,
    sector_fields,
    with_the_rest,
)
from spona.cases.intake.forms.call import CALL, CALL_FIRST, LoggedCallForm


@dataclass(frozen=True, slots=True)
class Group:
    """Fields that are drawn together. `open` False: folded up, its title says what is in it."""

    title: str | Promise
    fields: list[forms.BoundField]
    open: bool
    folds: bool

    @property
    def filled(self) -> int:
        return sum(1 for one in self.fields if one.value())


# The first group is what a report cannot do without; the others are folded up until opened.
_GROUPS: Final[Groups] = (
    (_("What the recipient needs"),
     ("asked", "urgency", "age", "safe", "how_to_reach", "own_words", "noticed")),
    (_("Who the person is"), ("name", "age_detail", "born", "language", "more")),
    (_("How to reach the person"), ("phone", "address", "trusted")),
    (_("Who else knows, and how certain you are"), ("who_else", "certainty")),
    (_("In your institution"),
     ("told", "told_more", "own_phone", "registry_number", "notes")),
)  # fmt: skip


class PersonForm(CaseFieldsForm, LoggedCallForm):
    """Few answers are required, and each of those has "not sure" among its choices.

    The call is asked where the urgency is chosen, whatever was answered on danger.
    """

    asked_in: ClassVar[AskedIn] = "report"

    def needs_call(self, given: dict[str, Any]) -> bool:
        return given.get("urgency") == CALL_FIRST

    def call(self) -> list[forms.BoundField]:
        """The fields of the call, drawn below the urgency; none where it is known already."""
        return [self[name] for name in CALL if name in self.fields]

    def clean_told(self) -> list[str]:
        told = list(self.cleaned_data["told"])
        if "nobody" in told and len(told) > 1:
            raise forms.ValidationError(_("Either somebody was told or nobody. Leave one answer."))
        return told

    def clean_asked(self) -> str:
        return " ".join(str(self.cleaned_data["asked"]).split())

    def of_sector(self) -> Groups:
        """What is asked of the reporter's sector only; no group where that is nothing."""
        names = tuple(one.name for one in sector_fields(self.sector))
        return [(OF_SECTOR, names)] if names else []

    def groups(self) -> list[Group]:
        """The fields in their groups; one with a mistake in it is open."""
        first, *others = with_the_rest(_GROUPS, self.asked_in)
        return [
            Group(
                title,
                fields := [self[name] for name in names],
                open=number == 0 or any(one.errors for one in fields),
                folds=number > 0,
            )
            for number, (title, names) in enumerate([first, *self.of_sector(), *others])
        ]
