"""Forms of closing a case, of the second person's answer and of opening it again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from spona.access.actor import Actor
from spona.cases.case.models import Case
from spona.cases.casefile.open_steps import Step
from spona.cases.casefile.step_forms import INTAKE, offer_owners, own_choice
from spona.cases.closure.actions import Sent
from spona.cases.closure.codes import (
    ANSWERS,
    PILLARS,
    QUESTIONS,
    REASONS,
    STEP_REASONS,
    TOLD,
    YES_NO,
    YES_NO_NOT_SURE,
)
from spona.cases.closure.documents import EndedStep, Said
from spona.directory.models import Member
from spona.forms.choices import offer_choices, several_field
from spona.forms.days import day_field
from spona.forms.text import text_field

_WORDS: Final = 1000
_SUMMARY: Final = 8000


@dataclass(frozen=True, slots=True)
class Asked:
    """One row of the page: a question, what stands under it, and its field."""

    label: Any
    about: Any
    field: forms.BoundField


@dataclass(frozen=True, slots=True)
class StepRow:
    step: Step
    reason: forms.BoundField
    words: forms.BoundField


class CloseForm(forms.Form):
    """All that is said of a closing. Nothing must be filled in to be kept as a draft: what is
    needed to send it, the action says, and `show` puts it beside its field.
    """

    reasons = several_field(_("Why does the work end?"), _("Several may hold."))
    reasons_more = text_field(_("What else is to be said of it"), length=_WORDS, required=False)
    own_words = text_field(
        _("In the words of the person"), length=_WORDS, rows=3, required=False,
        help_text=_("Not required. No name is written here."),
    )  # fmt: skip
    told = several_field(_("Who was told?"))
    told_how = text_field(
        _("How, when and in which language the person was told"), length=300, required=False
    )
    may_return = forms.ChoiceField(
        label=_("Was the person told that they may come back at any time?"),
        choices=YES_NO.items(),
        required=False,
        widget=forms.RadioSelect,
    )
    summary = text_field(
        _("Summary for the archive"), length=_SUMMARY, rows=6, required=False,
        help_text=_("What was needed, what was done, what came of it."),
    )  # fmt: skip
    to = forms.ChoiceField(label=_("Who confirms it?"), required=False)
    revision = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0)

    def __init__(
        self,
        *args: Any,
        said: Said | None = None,
        steps: Sequence[Step],
        institutions: Mapping[str, tuple[str, str]],
        able: Iterable[Member],
        revision: int,
        **kwargs: Any,
    ) -> None:
        """`institutions`: id → name for this reader, and the Serbian one, which is kept."""
        kwargs["initial"] = _initial(said) | {"revision": revision}
        super().__init__(*args, **kwargs)
        self._steps, self._institutions = steps, institutions
        self._able = {str(one.pk): one for one in able}
        offer_choices(self, "reasons", REASONS.items())
        shown = [(key, name) for key, (name, _kept) in institutions.items()]
        offer_choices(self, "told", [*TOLD.items(), *shown])
        people = [(key, one.person.shown_name) for key, one in self._able.items()]
        offer_choices(self, "to", people, empty=_("Choose a colleague"))
        for step in steps:
            self.fields[f"step_{step.task.pk}"] = forms.ChoiceField(
                label=_("Why it ends"),
                choices=[("", _("Choose a reason")), *STEP_REASONS.items()],
                required=False,
            )
            self.fields[f"words_{step.task.pk}"] = text_field(
                _("More about it"), length=_WORDS, required=False
            )
        for key, one in PILLARS.items():
            self.fields[f"pillar_{key}"] = _choice(one.label, YES_NO_NOT_SURE)
        for key, one in QUESTIONS.items():
            self.fields[f"answer_{key}"] = _choice(one.label, ANSWERS)

    @property
    def step_rows(self) -> list[StepRow]:
        return [
            StepRow(one, self[f"step_{one.task.pk}"], self[f"words_{one.task.pk}"])
            for one in self._steps
        ]

    @property
    def pillars(self) -> list[Asked]:
        return [Asked(q.label, q.about, self[f"pillar_{key}"]) for key, q in PILLARS.items()]

    @property
    def questions(self) -> list[Asked]:
        return [Asked(q.label, q.about, self[f"answer_{key}"]) for key, q in QUESTIONS.items()]

    @property
    def said(self) -> Said:
        got = self.cleaned_data
        return Said(
            reasons=tuple(got["reasons"]),
            reasons_more=got["reasons_more"].strip(),
            pillars={key: got[f"pillar_{key}"] for key in PILLARS},
            steps=tuple(
                EndedStep(
                    str(one.task.pk),
                    str(one.title),
                    got[f"step_{one.task.pk}"],
                    got[f"words_{one.task.pk}"].strip(),
                )
                for one in self._steps
            ),
            answers={key: got[f"answer_{key}"] for key in QUESTIONS},
            own_words=got["own_words"].strip(),
            told=tuple(got["told"]),
            told_names={key: kept for key, (_shown, kept) in self._institutions.items()},
            told_how=got["told_how"].strip(),
            may_return=got["may_return"],
            summary=got["summary"].strip(),
        )

    @property
    def sent(self) -> Sent:
        return Sent(self.said, self._able.get(self.cleaned_data["to"]))

    def show(self, wrong: Mapping[str, str]) -> None:
        """Each sentence beside its field; what no field can mend stands above."""
        for name, sentence in wrong.items():
            self.add_error(name if name in self.fields else None, sentence)


class SendBackForm(forms.Form):
    reason = text_field(
        _("Why you send it back"), length=_WORDS, rows=3,
        error_messages={"required": _("Write why you send it back.")},
    )  # fmt: skip


class ReopenForm(forms.Form):
    """Why it is opened again, and who looks at it with the person."""

    reason = text_field(
        _("Why is it opened again?"), length=_WORDS, rows=3,
        help_text=_("Whoever reads the file reads it too."),
        error_messages={"required": _("Write why the file is opened again.")},
    )  # fmt: skip
    owner = forms.ChoiceField(label=_("Who does the review with the person?"), required=False)
    day = day_field(
        _("Until which day"), required=False,
        help_text=_("Without a day the rule counts, where there is one."),
    )  # fmt: skip

    def __init__(self, *args: Any, case: Case, by: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._people = offer_owners(self, case)
        self.initial.setdefault("owner", own_choice(self._people, by))

    @property
    def who(self) -> Member | None:
        return self._people.get(self.cleaned_data["owner"] or INTAKE)


class WholeCaseForm(forms.Form):
    """What the paper is for: said before it is made. `reason`: why a holder prints what colleagues
    work on; asked only there.
    """

    purpose = forms.ChoiceField(
        label=_("What is it for?"),
        widget=forms.RadioSelect,
        error_messages=dict.fromkeys(("required", "invalid_choice"), _("Choose what it is for.")),
    )

    reason = forms.ChoiceField(
        label=_("Why do you open it?"), required=False, widget=forms.RadioSelect
    )

    def __init__(
        self, *args: Any, purposes: Mapping[str, Any], why: Mapping[str, Any], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        offer_choices(self, "purpose", purposes.items())
        offer_choices(self, "reason", why.items())


def _choice(label: Any, codes: Mapping[str, Any]) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label, choices=codes.items(), required=False, widget=forms.RadioSelect
    )


def _initial(said: Said | None) -> dict[str, Any]:
    if said is None:
        return {}
    found: dict[str, Any] = {
        "reasons": list(said.reasons),
        "reasons_more": said.reasons_more,
        "own_words": said.own_words,
        "told": list(said.told),
        "told_how": said.told_how,
        "may_return": said.may_return,
        "summary": said.summary,
    }
    for one in said.steps:
        found[f"step_{one.task}"], found[f"words_{one.task}"] = one.reason, one.words
    found |= {f"pillar_{key}": code for key, code in said.pillars.items()}
    return found | {f"answer_{key}": code for key, code in said.answers.items()}
