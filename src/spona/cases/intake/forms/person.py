"""Step 3: the person, their safety, what is asked, and who here knows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from spona.cases.intake.forms.call import CALL, CALL_FIRST, LoggedCallForm
from spona.cases.intake.forms.possible import check_birth
from spona.cases.referrals.words import AGE, CERTAINTY, TOLD, URGENCY, YES_NO, choices

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

_LONG: Final = 8000


def _line(
    label: _StrPromise, hint: _StrPromise | str = "", *, length: int = 200
) -> forms.CharField:
    return forms.CharField(label=label, help_text=hint, max_length=length, required=False)


def _text(label: _StrPromise, hint: _StrPromise | str = "", *, rows: int = 3) -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=hint,
        max_length=_LONG,
        required=False,
        widget=forms.Textarea(attrs={"rows": rows}),
    )


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
_GROUPS: Final[tuple[tuple[Promise, tuple[str, ...]], ...]] = (
    (_("What the recipient needs"),
     ("asked", "urgency", "age", "safe", "how_to_reach", "own_words", "noticed")),
    (_("Who the person is"), ("name", "age_detail", "born", "language", "more")),
    (_("How to reach the person"), ("phone", "address", "trusted")),
    (_("Who else knows, and how certain you are"), ("who_else", "certainty")),
    (_("In your institution"),
     ("told", "told_more", "own_phone", "registry_number", "notes")),
)  # fmt: skip


class PersonForm(LoggedCallForm):
    """Few answers are required, and each of those has "not sure" among its choices.

    The call is asked where the urgency is chosen, whatever was answered on danger.
    """

    # Choices that stand in one row.
    segmented = frozenset({"age", "safe"})

    age = forms.ChoiceField(
        label=_("Is it a child?"),
        choices=choices(AGE),
        widget=forms.RadioSelect,
        help_text=_("Not sure counts as a child until it is settled."),
        error_messages={"required": _("Choose an answer. “Not sure” is an answer too.")},
    )
    age_detail = _line(_("Age, if you know it"), length=60)
    name = _line(_("Name and surname"), _("A report can go without a name."))
    born = _line(_("Date or year of birth"), length=60)
    language = _line(_("Language the person understands best"), length=120)
    more = _text(_("What else says who it is"), _("Class, school, workplace, papers."), rows=2)

    safe = forms.ChoiceField(
        label=_("Is it safe to contact the person?"),
        choices=choices(YES_NO),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose an answer. “Not sure” is an answer too.")},
    )
    how_to_reach = _text(
        _("How, when and through whom"),
        _("The recipient sees this at once. Write also what must not be done."),
        rows=2,
    )
    phone = _line(_("Phone of the person"), length=60)
    address = _line(_("Address"), _("Never write where a shelter is."))
    trusted = _line(_("A person they trust"))

    own_words = _text(
        _("What the person said, in their own words"),
        _("As it was said. Do not question a child in detail."),
    )
    noticed = _text(_("What else you noticed"), _("Facts: what, when, where."))
    who_else = _line(_("Who else heard or saw it"))
    certainty = forms.ChoiceField(
        label=_("How certain are you?"),
        choices=choices(CERTAINTY),
        widget=forms.RadioSelect,
        required=False,
    )

    asked = forms.CharField(
        label=_("What do you ask of the recipient?"),
        help_text=_("One sentence. The recipient sees it at once."),
        max_length=300,
        error_messages={
            "required": _("Write what you ask. Without it the recipient does not know what to do.")
        },
    )
    urgency = forms.ChoiceField(
        label=_("How urgent is it?"),
        choices=choices(URGENCY),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose how urgent it is. The deadline depends on it.")},
    )

    told = forms.MultipleChoiceField(
        label=_("Who here was told?"),
        choices=choices(TOLD),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    told_more = _line(_("When, and who else"))
    own_phone = _line(_("Your phone for the recipient"), length=60)
    registry_number = _line(
        _("Delovodni broj"), _("If your records office has given one. It is sealed."), length=60
    )
    notes = _text(_("Only for you"), _("This is never sent. It stays with your copy."), rows=2)

    def needs_call(self, given: dict[str, Any]) -> bool:
        return given.get("urgency") == CALL_FIRST

    def call(self) -> list[forms.BoundField]:
        """The fields of the call, drawn below the urgency; none where it is known already."""
        return [self[name] for name in CALL if name in self.fields]

    def clean_born(self) -> str:
        return check_birth(str(self.cleaned_data["born"]))

    def clean_told(self) -> list[str]:
        told = list(self.cleaned_data["told"])
        if "nobody" in told and len(told) > 1:
            raise forms.ValidationError(_("Either somebody was told or nobody. Leave one answer."))
        return told

    def clean_asked(self) -> str:
        return " ".join(str(self.cleaned_data["asked"]).split())

    def groups(self) -> list[Group]:
        """The fields in their groups; one with a mistake in it is open."""
        return [
            Group(
                title,
                fields := [self[name] for name in names],
                open=number == 0 or any(one.errors for one in fields),
                folds=number > 0,
            )
            for number, (title, names) in enumerate(_GROUPS)
        ]
