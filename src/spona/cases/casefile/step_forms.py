"""Forms of the steps of a case: what comes next, who does it, until when."""

from __future__ import annotations

from typing import Any, Final

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from spona import deadlines
from spona.access.actor import Actor
from spona.cases.case.models import Case
from spona.cases.case.steps.actions import NextStep
from spona.cases.case.steps.kinds import CHOSEN, STEPS
from spona.cases.case.steps.queries import able_owners, is_by_name
from spona.deadlines.queries import view_if_begun
from spona.directory.models import Member
from spona.forms.choices import offer_choices
from spona.forms.days import day_field
from spona.forms.text import text_field

INTAKE: Final = ""
_WORDS: Final = 1000


class StepForm(forms.Form):
    """What is to be done next. `step` once it is valid."""

    kind = forms.ChoiceField(
        label=gettext_lazy("What comes next?"),
        widget=forms.RadioSelect,
        error_messages=dict.fromkeys(
            ("required", "invalid_choice"), gettext_lazy("Choose what comes next.")
        ),
    )
    words = text_field(
        gettext_lazy("In a few words"), length=_WORDS, rows=3, required=False,
        help_text=gettext_lazy(
            "For the team. Needed for a step of the plan and for what is waited for."
        ),
    )  # fmt: skip
    owner = forms.ChoiceField(label=gettext_lazy("Who does it?"), required=False)
    day = day_field(
        gettext_lazy("Until which day"), required=False,
        help_text=gettext_lazy("Without a day the rule counts, where there is one."),
    )  # fmt: skip

    def __init__(self, *args: Any, case: Case, by: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.case = case
        offer_choices(self, "kind", [(kind, _choice(kind, case)) for kind in CHOSEN])
        self._people = offer_owners(self, case)
        self.initial.setdefault("owner", own_choice(self._people, by))

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or {}
        if (kind := said.get("kind")) and STEPS[kind].many and not said.get("words", "").strip():
            self.add_error("words", _("Write what is to be done."))
        return said

    @property
    def step(self) -> NextStep:
        said = self.cleaned_data
        owner = self._people.get(said["owner"])
        return NextStep(said["kind"], owner, said["day"], said["words"])


class EndStepForm(StepForm):
    """How a step ended, and what comes next: `following` None where others are open already."""

    ended = forms.ChoiceField(
        label=gettext_lazy("How did it end?"),
        choices=[
            ("done", gettext_lazy("It is done")),
            ("dropped", gettext_lazy("It will not be done")),
        ],
        initial="done",
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose how it ended.")},
    )
    reason = text_field(
        gettext_lazy("Why not"), length=_WORDS, rows=2, required=False,
        help_text=gettext_lazy("Only where it will not be done. The team reads it."),
    )  # fmt: skip
    field_order = ("ended", "reason", "kind", "words", "owner", "day")

    def __init__(self, *args: Any, others: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if others:
            rows = [(kind, _choice(kind, self.case)) for kind in CHOSEN]
            offer_choices(self, "kind", rows, empty=_("Nothing new: other steps are open"))
            self.fields["kind"].required = False

    def clean(self) -> dict[str, Any]:
        said = super().clean()
        if said.get("ended") == "dropped" and not said.get("reason", "").strip():
            self.add_error("reason", _("Write why it will not be done."))
        return said

    @property
    def dropped(self) -> bool:
        return bool(self.cleaned_data["ended"] == "dropped")

    @property
    def following(self) -> NextStep | None:
        return self.step if self.cleaned_data["kind"] else None


class ChangeStepForm(forms.Form):
    """Who does it and until when; `who` None: the intake."""

    words = text_field(gettext_lazy("In a few words"), length=_WORDS, rows=3, required=False)
    owner = forms.ChoiceField(label=gettext_lazy("Who does it?"), required=False)
    day = day_field(gettext_lazy("Until which day"), required=False)

    def __init__(self, *args: Any, case: Case, fixed: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._people = offer_owners(self, case)
        self._fixed = fixed
        if fixed:
            del self.fields["day"]

    @property
    def who(self) -> Member | None:
        return self._people.get(self.cleaned_data["owner"])


class ReminderForm(forms.Form):
    """Own lines, which nobody else opens."""

    what = text_field(
        gettext_lazy("What do you want to be reminded of?"), length=_WORDS, rows=2,
        error_messages={"required": gettext_lazy("Write what you want to be reminded of.")},
    )  # fmt: skip
    day = day_field(gettext_lazy("On which day"), required=False)


def _choice(kind: str, case: Case) -> str:
    """`Initial assessment (until Tuesday, 8 December, a proposal)`."""
    found = STEPS[kind]
    if not found.event:
        return str(found.label)
    face = view_if_begun(
        found.event,
        network=case.network,
        sector=case.owner_institution.sector,
        urgency="",
        at=deadlines.now(),
    )
    if face is None:
        return str(found.label)
    form = _("%(step)s: %(day)s, a proposal") if face.proposed else _("%(step)s: %(day)s")
    return form % {"step": found.label, "day": face.deadline_label}


def offer_owners(form: forms.Form, case: Case) -> dict[str, Member]:
    people = {str(one.pk): one for one in able_owners(case)}
    rows = [(ident, one.person.shown_name) for ident, one in people.items()]
    intake = None if is_by_name(case) else _("The intake of the institution")
    offer_choices(form, "owner", rows, empty=intake)
    return people


def own_choice(people: dict[str, Member], by: Actor) -> str:
    return str(by.member_id) if str(by.member_id) in people else INTAKE
