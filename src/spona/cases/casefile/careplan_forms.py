"""Forms of the care plan: a need, a step, who adopted it. Each mistake stands beside its field."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from typing import Any, Final
from uuid import UUID

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from spona.access.actor import Actor
from spona.cases.careplan.actions import StepDraft
from spona.cases.careplan.plan import (
    ADOPTERS,
    NOBODY,
    OWN,
    PLANNED,
    RESULTS,
    SAYS,
    STATES,
    Adopter,
    Need,
)
from spona.cases.careplan.queries import StepView, providers_of
from spona.cases.careplan.service_kinds import kind_choices
from spona.cases.case.models import Case
from spona.cases.case.steps.queries import able_owners, is_by_name
from spona.cases.casefile.open_steps import Step
from spona.cases.fields.codes import choices
from spona.cases.fields.need_areas import area_choices, area_label
from spona.deadlines.late import today_in
from spona.directory.models import Member
from spona.forms.choices import offer_choices, several_field
from spona.forms.days import day_field
from spona.forms.text import text_field
from spona.reference.scripts import fold
from spona.services.queries import kind_labels, room_tonight

_WORDS: Final = 1000
_LINE: Final = 300
# In the words of a step that asked for the plan, in the languages of Spona.
_PLANS: Final = ("plan", "terv")


class NeedForm(forms.Form):
    """`read` is the mark of the need from which the page was made."""

    area = forms.ChoiceField(
        label=gettext_lazy("Which area is it about?"),
        choices=lambda: [("", _("choose …")), *area_choices()],
        error_messages=dict.fromkeys(
            ("required", "invalid_choice"), gettext_lazy("Choose the area.")
        ),
    )
    need = text_field(
        gettext_lazy("What the person needs"), length=_WORDS, rows=2,
        help_text=gettext_lazy("In their own words, as they said it."),
        error_messages={"required": gettext_lazy("Write the need, in the person's words.")},
    )  # fmt: skip
    goal = text_field(
        gettext_lazy("What should be different then"), length=_WORDS, rows=2, required=False,
        help_text=gettext_lazy("The goal, in words that the person agrees with."),
    )  # fmt: skip
    read = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)

    def clean_need(self) -> str:
        return _not_blank(self.cleaned_data["need"], _("Write the need, in the person's words."))

    def typed(self, ident: str = "") -> Need:
        said = self.cleaned_data
        return Need(ident, said["area"], said["need"].strip(), said["goal"].strip())

    @staticmethod
    def initial_of(need: Need) -> dict[str, str]:
        return {"area": need.area, "need": need.need, "goal": need.goal, "read": need.mark}


class PlanStepForm(forms.Form):
    """A step as it is first written; `draft` once it is valid."""

    what = text_field(
        gettext_lazy("What is to be done"), length=_LINE,
        error_messages={"required": gettext_lazy("Write what is to be done.")},
    )  # fmt: skip
    plain = text_field(
        gettext_lazy("In words for the person"), length=_LINE, required=False,
        help_text=gettext_lazy(
            "For the sheet that they may carry: no name, and nothing that tells what it is about. "
            "Empty: as above."
        ),
    )  # fmt: skip
    provider = forms.ChoiceField(
        label=gettext_lazy("Who gives it?"),
        error_messages={"invalid_choice": gettext_lazy("Choose one from the list.")},
    )
    kind = forms.ChoiceField(
        label=gettext_lazy("What kind of service is it?"),
        required=False,
        help_text=gettext_lazy(
            "If nobody gives it, it is counted among the unmet needs of the network."
        ),
        error_messages={"invalid_choice": gettext_lazy("Choose one from the list.")},
    )
    owner = forms.ChoiceField(
        label=gettext_lazy("Who of us does it, or sees to it?"),
        required=False,
        help_text=gettext_lazy("For them it becomes a step of the file."),
        error_messages={
            "invalid_choice": gettext_lazy(
                "This colleague cannot open the file. Let them into the team first."
            )
        },
    )
    day = day_field(gettext_lazy("Until which day"), required=False)
    says = forms.ChoiceField(
        label=gettext_lazy("What does the person say to it?"),
        choices=choices(SAYS),
        widget=forms.RadioSelect,
        required=False,
    )
    read = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)
    segmented: frozenset[str] = frozenset({"says"})

    def __init__(
        self, *args: Any, case: Case, by: Actor, step: StepView | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self._case, self._step = case, step
        providers = providers_of(case)
        self._names = dict(providers)
        if step is not None and step.step.is_with_institution:
            # One that has left the network since stays what was agreed on.
            self._names.setdefault(step.step.provider, step.step.provider_name)
        offered = [(OWN, _("We ourselves")), (NOBODY, _("Nobody in town"))]
        room = room_tonight(by, map(UUID, self._names))
        with_room = [
            (ident, f"{name} ({room[UUID(ident)]})" if UUID(ident) in room else name)
            for ident, name in self._names.items()
        ]
        offer_choices(self, "provider", [*offered, *with_room])
        usual = _("As usual for this area")
        kinds = with_written(kind_choices(), step.step.kind if step is not None else "")
        offer_choices(self, "kind", kinds, usual)
        self._people = {str(one.pk): one for one in able_owners(case)}
        rows = [(ident, one.person.shown_name) for ident, one in self._people.items()]
        begun = step is not None and step.task is not None
        if not (begun and is_by_name(case)):
            empty = _("The intake of the institution") if begun else _("Nobody of us")
            rows.insert(0, ("", empty))
        offer_choices(self, "owner", rows)
        own = str(by.member_id)
        self.initial.setdefault("owner", own if own in self._people else "")
        self.initial.setdefault("provider", OWN)

    def clean_what(self) -> str:
        return _not_blank(self.cleaned_data["what"], _("Write what is to be done."))

    def clean_day(self) -> date | None:
        day: date | None = self.cleaned_data["day"]
        before = self._step.day if self._step is not None else None
        if day is not None and day != before and day < today_in(self._case.network):
            raise forms.ValidationError(_("Choose today or a day that is still to come."))
        return day

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or {}
        begun = self._step is not None and self._step.task is not None
        is_ours = said.get("provider") == OWN and not begun
        if is_ours and not said.get("owner") and "owner" not in self.errors:
            self.add_error("owner", _("Choose who does it."))
        return said

    @property
    def draft(self) -> StepDraft:
        said = self.cleaned_data
        return StepDraft(
            what=said["what"],
            plain=said["plain"],
            provider=said["provider"],
            provider_name=self._names.get(said["provider"], ""),
            owner=self._who,
            day=said["day"],
            says=said["says"],
            state=said.get("state") or PLANNED,
            reason=said.get("reason", ""),
            kind=said["kind"],
        )

    @property
    def _who(self) -> Member | None:
        return self._people.get(self.cleaned_data["owner"])


class ChangePlanStepForm(PlanStepForm):
    """A step that stands in the plan: how far it is, too."""

    state = forms.ChoiceField(
        label=gettext_lazy("How far is it?"), choices=choices(STATES), widget=forms.RadioSelect
    )
    reason = text_field(
        gettext_lazy("Why not"), length=_WORDS, rows=2, required=False,
        help_text=gettext_lazy("Only where it will not be done. The team reads it."),
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        said = super().clean()
        if said.get("state") == "not_done" and not said.get("reason", "").strip():
            self.add_error("reason", _("Write why it will not be done."))
        return said

    @staticmethod
    def initial_of(view: StepView) -> dict[str, Any]:
        step = view.step
        return {
            "what": step.what,
            "plain": step.plain,
            "provider": step.provider,
            "kind": step.kind,
            "owner": str(view.owner.pk) if view.owner is not None else "",
            "day": view.day,
            "says": step.says,
            "state": view.state,
            "reason": view.reason,
            "read": view.mark,
        }


class StepOfDecisionForm(PlanStepForm):
    """A decision of a conference as a step; who and by when are filled in from it."""

    need = forms.ChoiceField(
        label=gettext_lazy("For which need?"),
        required=False,
        error_messages={"invalid_choice": gettext_lazy("Choose one from the list.")},
    )
    field_order = ("need",)

    def __init__(self, *args: Any, needs: Iterable[Need], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = [(one.id, f"{area_label(one.area)}: {one.need}") for one in needs]
        offer_choices(self, "need", rows, _("For none: a step of the file"))
        if rows:
            self.initial.setdefault("need", rows[0][0])

    def draft_of(self, decision: str) -> StepDraft:
        return replace(self.draft, decision=decision)


class EndStepForm(forms.Form):
    """How what was sent from a step ended for the person."""

    result = forms.ChoiceField(
        label=gettext_lazy("How did it end?"),
        choices=choices(RESULTS),
        widget=forms.RadioSelect,
        error_messages=dict.fromkeys(
            ("required", "invalid_choice"), gettext_lazy("Choose how it ended.")
        ),
    )
    reason = text_field(
        gettext_lazy("More, in words"), length=_WORDS, rows=2, required=False,
        help_text=gettext_lazy("Only where it will not be done. The team reads it."),
    )  # fmt: skip
    read = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)


class RemoveForm(forms.Form):
    """Asked before something is taken out; a reason where the step of a colleague ends with it."""

    reason = text_field(
        gettext_lazy("Why is it taken out?"), length=_WORDS, rows=2,
        help_text=gettext_lazy("A step of the file is open for it, and ends too."),
        error_messages={
            "required": gettext_lazy(
                "Write why it is taken out. The step of the file ends with it."
            )
        },
    )  # fmt: skip
    read = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)

    def __init__(self, *args: Any, steps: Iterable[StepView], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not any(one.task is not None and one.task.done_at is None for one in steps):
            del self.fields["reason"]


class AdoptForm(forms.Form):
    """Who has adopted the plan as it stands, in which words, on which day."""

    on = day_field(gettext_lazy("When was it adopted?"))
    review = day_field(
        gettext_lazy("When do you look at it again?"), required=False,
        help_text=gettext_lazy("Without a day the rule counts, where there is one."),
    )  # fmt: skip

    ends = several_field(
        gettext_lazy("Which step of the file is done by it"),
        gettext_lazy("These are open beside the plan. What is ticked is done when you save."),
    )

    read = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)

    def __init__(self, *args: Any, case: Case, beside: Iterable[Step] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._case = case
        rows = [(str(one.task.pk), one.title) for one in beside]
        offer_choices(self, "ends", rows)
        # Of a visit or a decision of a conference a plan is not the end, whatever its kind.
        planning = [ident for ident, title in rows if _asks_for_plan(str(title))]
        self.initial.setdefault("ends", planning)
        if not rows:
            del self.fields["ends"]
        for who, label in ADOPTERS.items():
            self.fields[who] = forms.BooleanField(label=str(label), required=False)
            self.fields[f"{who}_words"] = text_field(
                _("%(who)s: how, and in which words") % {"who": label}, length=_LINE, required=False
            )

    @property
    def pairs(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        return [(self[who], self[f"{who}_words"]) for who in ADOPTERS]

    def clean_on(self) -> date:
        day: date = self.cleaned_data["on"]
        if day > today_in(self._case.network):
            raise forms.ValidationError(
                _("This day is still to come. Write when they have adopted it.")
            )
        return day

    def clean_review(self) -> date | None:
        day: date | None = self.cleaned_data["review"]
        if day is not None and day < today_in(self._case.network):
            raise forms.ValidationError(_("Choose today or a day that is still to come."))
        return day

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or {}
        for who in ADOPTERS:
            if said.get(f"{who}_words", "").strip() and not said.get(who):
                self.add_error(who, _("Tick it too, or take the words out."))
        if not any(said.get(who) for who in ADOPTERS) and not self.errors:
            self.add_error(
                next(iter(ADOPTERS)),
                _("Tick who has adopted it. A plan that nobody has adopted is only a draft."),
            )
        return said

    @property
    def ended(self) -> list[UUID]:
        return [UUID(one) for one in self.cleaned_data.get("ends", ())]

    @property
    def adopters(self) -> list[Adopter]:
        said = self.cleaned_data
        return [Adopter(who, said[f"{who}_words"].strip()) for who in ADOPTERS if said[who]]


def _asks_for_plan(title: str) -> bool:
    return any(word.startswith(_PLANS) for word in fold(title).split())


def with_written(rows: list[tuple[str, str]], code: str) -> list[tuple[str, str]]:
    """With what was chosen before the list changed."""
    if not code or code in dict(rows):
        return rows
    return [*rows, (code, kind_labels([code]).get(code, code))]


def _not_blank(text: str, sentence: str) -> str:
    if not text.strip():
        raise forms.ValidationError(sentence)
    return text
