"""Forms of a decision: what the Centre has decided, how it is known, who was told, what follows."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import fields
from datetime import date
from typing import Any, Final
from uuid import UUID

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from spona.cases.case.models import Case
from spona.cases.case.steps.kinds import STEPS
from spona.cases.case.steps.queries import able_owners, open_steps
from spona.cases.casefile.open_steps import Step
from spona.cases.casefile.step_forms import StepForm
from spona.cases.fields.case_field import LONGEST
from spona.cases.identification.actions import Before
from spona.cases.identification.checks import AHEAD, WHY, days_ahead, mistakes
from spona.cases.identification.decisions import (
    DISAGREES,
    HEARD,
    HINTS,
    OWN,
    PAPER,
    PHONE,
    SPONA,
    TOLD,
    TOLD_BY,
    TOLD_HOW,
    YES,
    Decision,
    changes_what_stood,
    outcomes,
)
from spona.cases.identification.queries import Request, is_own
from spona.deadlines.late import today_in
from spona.forms.choices import offer_choices, several_field
from spona.forms.days import day_field
from spona.forms.text import text_field
from spona.ui.days import long_day

_LINE: Final = 200
_LONG: Final = LONGEST["file"]
_DISAGREES: Final = "disagrees_"
_WHY: Final = "why_"
_CHOOSE: Final = gettext_lazy("choose …")


def _radio(label: Any, sentence: Any, choices: Iterable[tuple[str, Any]] = ()) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label,
        choices=list(choices),
        widget=forms.RadioSelect,
        error_messages=dict.fromkeys(("required", "invalid_choice"), sentence),
    )


def _tick(label: Any, help_text: Any = "") -> forms.BooleanField:
    return forms.BooleanField(label=label, help_text=help_text, required=False)


class DecisionForm(forms.Form):
    """`decision` once it is valid. `before` is what was read; of an entry that is corrected `old`.

    What stands in a part that was not opened, as the way of telling where nobody was told, is left
    out.
    """

    revision = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=10**6)
    outcome = _radio(
        gettext_lazy("What the Centre has decided"),
        gettext_lazy("Choose what the Centre has decided."),
    )
    day = day_field(
        gettext_lazy("Day of the decision"),
        error_messages={
            "required": gettext_lazy(
                "Write the day. If you do not know it, write the day on which you heard of it."
            )
        },
    )
    number = text_field(gettext_lazy("Number at the Centre"), length=100, required=False)
    heard = _radio(
        gettext_lazy("How you know it"), gettext_lazy("Choose how you know it."), HEARD.items()
    )
    heard_from = text_field(gettext_lazy("From whom"), length=_LINE, required=False)
    heard_on = day_field(gettext_lazy("On which day"), required=False)
    remind = _tick(gettext_lazy("Remind me in 7 days to ask for the paper"))
    referral = forms.ChoiceField(label=gettext_lazy("By which referral"), required=False)
    began_before = _tick(
        gettext_lazy("It began before Spona"),
        gettext_lazy("The Centre was asked outside Spona. It is shown as heard second-hand."),
    )
    asked_on = day_field(gettext_lazy("Day on which the Centre was asked"), required=False)
    asked_source = text_field(
        gettext_lazy("Where you know this from"), length=_LINE, required=False,
        help_text=gettext_lazy("For example: the letter in our records office, with its number."),
    )  # fmt: skip
    told = _radio(
        gettext_lazy("Was the person told"),
        gettext_lazy("Choose one. “Not yet” is fine: it becomes your next step."),
        TOLD.items(),
    )
    told_on = day_field(gettext_lazy("When"), required=False)
    told_how = forms.ChoiceField(
        label=gettext_lazy("How"), choices=[("", _CHOOSE), *TOLD_HOW.items()], required=False
    )
    told_language = text_field(gettext_lazy("In which language"), length=_LINE, required=False)
    told_by = forms.ChoiceField(label=gettext_lazy("Who told them"), required=False)
    told_services = _tick(
        gettext_lazy("They were also told that services stay, and how they can complain")
    )
    person_says = text_field(
        gettext_lazy("What the person says"), length=_LONG, rows=3, required=False
    )
    reason = text_field(
        gettext_lazy("Why it is corrected"), length=_LINE * 5, rows=2, required=False,
        help_text=gettext_lazy(
            "Not needed where you only add that the person was told, or does not agree."
        ),
    )  # fmt: skip
    ends = several_field(gettext_lazy("What is over by this"))
    answers = several_field(
        gettext_lazy("Which request on paper it answers"),
        gettext_lazy("The request ends with it. What asked for something else stays open."),
    )
    segmented = frozenset({"heard", "told"})

    def __init__(
        self,
        *args: Any,
        case: Case,
        before: Before,
        waiting: Iterable[Step] = (),
        old: Decision | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self._case, self._before, self._old = case, before, old
        for code, label in DISAGREES.items():
            self.fields[_DISAGREES + code] = _tick(label)
            self.fields[_WHY + code] = text_field(_("Why"), length=_LONG, rows=3, required=False)
        offer_choices(self, "outcome", outcomes().items())
        answered = [(one.reference, one.reference) for one in before.requests.answered]
        offer_choices(self, "referral", answered)
        people = [one.person for one in able_owners(case)]
        named = {one.name: one.shown_name for one in people}
        if old is not None and old.told_by and old.told_by not in TOLD_BY:
            named.setdefault(old.told_by, old.told_by)
        offer_choices(self, "told_by", [*named.items(), *TOLD_BY.items()], empty=_CHOOSE)
        rows = [(str(one.task.pk), one.title) for one in waiting]
        offer_choices(self, "ends", rows)
        self.initial.setdefault("ends", [ident for ident, _title in rows])
        on_paper = [one for one in before.requests.rows if one.waits]
        offer_choices(
            self, "answers", [(str(one.referral), _request_line(one)) for one in on_paper]
        )
        self.initial.setdefault("answers", [str(one.referral) for one in on_paper])
        self.initial.setdefault("revision", before.revision)
        self._leave_out(answered)
        if not rows:
            del self.fields["ends"]
        if old is not None:
            self.initial.update(_initial_of(old))

    def _leave_out(self, answered: list[tuple[str, str]]) -> None:
        """What this page has no use for."""
        gone = [] if answered else ["referral"]
        if is_own(self._case):
            # What the Centre itself has decided is heard from nobody.
            gone += ["heard", "heard_from", "heard_on", "remind", "referral"]
        elif not answered and (self._old is None or self._old.heard != SPONA):
            rows = [(code, label) for code, label in HEARD.items() if code != SPONA]
            offer_choices(self, "heard", rows)
        gone += ["remind", "answers"] if self._old is not None else ["reason"]
        for name in gone:
            self.fields.pop(name, None)

    @property
    def outcome_cards(self) -> list[tuple[forms.boundfield.BoundWidget, Any]]:
        """Each choice, and what it means for the work."""
        return [(one, HINTS[str(one.data["value"])]) for one in self["outcome"]]

    @property
    def disagreements(self) -> list[tuple[str, forms.BoundField, forms.BoundField]]:
        return [(code, self[_DISAGREES + code], self[_WHY + code]) for code in DISAGREES]

    @property
    def wrong(self) -> list[tuple[str, str]]:
        """Id of the control and its label, of each field that needs another look."""
        found = []
        for bound in self:
            if bound.errors and not bound.is_hidden:
                first = next(iter(bound.subwidgets), None)
                found.append((first.id_for_label if first else bound.auto_id, str(bound.label)))
        return found

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or self.cleaned_data
        for code in DISAGREES:
            if said.get(_WHY + code, "").strip() and not said.get(_DISAGREES + code):
                self.add_error(_WHY + code, _("Tick who does not agree, or take these words out."))
        if said.get("began_before") and not said.get("asked_on"):
            self.add_error("asked_on", _("Write the day on which the Centre was asked."))
        if self.errors:
            # What is wrong by itself is said with the rest, and not only in the next round.
            for name in days_ahead(self._days(said), today=today_in(self._case.network)):
                self.add_error(name, str(AHEAD))
        else:
            made = self.decision
            wrong = mistakes(
                made, self._before.requests, today=today_in(self._case.network), old=self._old
            )
            for name, sentence in wrong.items():
                self.add_error(name if name in self.fields else None, str(sentence))
            unexplained = self._old is not None and changes_what_stood(self._old, made)
            if unexplained and not made.reason.strip():
                self.add_error("reason", str(WHY))
        return said

    @staticmethod
    def _days(said: dict[str, Any]) -> dict[str, Any]:
        """The days that the entry would have; of what was folded in again none is looked at."""
        asked = {
            "day": True,
            "asked_on": said.get("began_before"),
            "heard_on": said.get("heard") in (PAPER, PHONE),
            "told_on": said.get("told") == YES,
        }
        return {name: said.get(name) for name, wanted in asked.items() if wanted}

    @property
    def decision(self) -> Decision:
        said = self.cleaned_data
        parts: dict[str, Any] = {
            "outcome": said["outcome"],
            "day": said["day"],
            "number": said["number"].strip(),
            "heard": said.get("heard", OWN),
            "told": said["told"],
            "corrects": self._old.id if self._old else "",
            "reason": said.get("reason", "").strip(),
            "disagree": {
                code: said.get(_WHY + code, "").strip()
                for code in DISAGREES
                if said.get(_DISAGREES + code)
            },
        }
        if parts["heard"] in (PAPER, PHONE):
            parts |= {"heard_from": said["heard_from"].strip(), "heard_on": said["heard_on"]}
        elif parts["heard"] == SPONA:
            parts["referral"] = said.get("referral", "") or (
                self._old.referral if self._old else ""
            )
        if said["began_before"]:
            parts |= {"asked_on": said["asked_on"], "asked_source": said["asked_source"].strip()}
        if said["told"] == YES:
            for name in ("told_on", "told_how", "told_language", "told_by", "told_services"):
                parts[name] = said[name]
            parts["told_language"] = said["told_language"].strip()
            parts["person_says"] = said["person_says"].strip()
        return Decision(**parts)

    @property
    def ended(self) -> list[UUID]:
        return [UUID(one) for one in self.cleaned_data.get("ends", [])]

    @property
    def answered(self) -> list[UUID]:
        return [UUID(one) for one in self.cleaned_data.get("answers", [])]

    @property
    def wants_reminder(self) -> bool:
        return bool(self.cleaned_data.get("remind")) and self.cleaned_data.get("heard") == PHONE


def _request_line(one: Request) -> str:
    return f"{one.reference}, {long_day(one.day)}"


def _initial_of(old: Decision) -> dict[str, Any]:
    found: dict[str, Any] = {one.name: getattr(old, one.name) for one in fields(old)}
    found["began_before"] = old.began_before
    for code, words in old.disagree.items():
        found |= {_DISAGREES + code: True, _WHY + code: words}
    found["reason"] = ""
    return found


class FollowingForm(StepForm):
    """What comes after the decision, whatever it was."""

    def __init__(self, *args: Any, words: str, day: date, **kwargs: Any) -> None:
        initial = {"kind": "plan_step", "words": words, "day": day}
        super().__init__(*args, initial=initial, prefix="next", **kwargs)

    def clean(self) -> dict[str, Any]:
        said = super().clean()
        day = said.get("day")
        if day is not None and day < today_in(self.case.network):
            self.add_error("day", _("Choose today or a day that is still to come."))
        return said

    def check_open(self, ends: Iterable[UUID]) -> bool:
        """Whether no other step of this kind stays open; else it says so beside the kind."""
        kind = self.cleaned_data["kind"]
        if STEPS[kind].many:
            return True
        if open_steps(self.case).filter(kind=kind).exclude(pk__in=list(ends)).exists():
            self.add_error("kind", _("A step of this kind is open already."))
            return False
        return True

    @property
    def wrong(self) -> list[tuple[str, str]]:
        return [
            (next(iter(bound.subwidgets)).id_for_label, str(bound.label))
            for bound in self
            if bound.errors
        ]
