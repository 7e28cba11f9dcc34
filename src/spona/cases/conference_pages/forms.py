"""Forms of a conference; none of them saves."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from spona.cases.conferences.actions.holding import LONGEST
from spona.cases.fields.codes import choices
from spona.cases.referral_pages.forms import Choices, message_field
from spona.cases.referral_pages.parts import PARTS
from spona.forms.choices import offer_choices
from spona.forms.days import day_field, time_field
from spona.meetings.models import Reason
from spona.meetings.permissions import AT_MOST
from spona.reference.reference_codes import normalise

# When, where, about what, who is invited; and for each of them what goes along.

NOBODY = _("Choose whom you invite.")
NO_GROUND = _("Choose on what it rests.")


class CallForm(forms.Form):
    """`invited`: (id, words) of whom one can invite; `providers`: who knows the place of stay."""

    day = day_field(_("Day"))
    time = time_field(_("Time"))
    place = forms.CharField(
        label=_("Where you meet"),
        help_text=_("Sealed: only those who are invited here see it. Never where the person is."),
        max_length=200,
        error_messages={"required": _("Write where you meet.")},
    )
    about = message_field(_("What it is about"), required=_("Write what it is about."))
    until = day_field(
        _("Visible until"),
        help_text=_(
            "The last day on which the invited can open it; after it their keys are destroyed."
        ),
    )
    invited = forms.MultipleChoiceField(
        label=_("Whom you invite"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": NOBODY, "invalid_choice": NOBODY},
    )
    stay = forms.ChoiceField(
        label=_("With which provider does the person stay?"),
        help_text=_("Only the name of the provider goes along, never an address."),
        required=False,
    )
    reason = message_field(_("Why does it go without the person's agreement?"))

    def __init__(
        self,
        *args: Any,
        invited: Choices,
        providers: Choices,
        seats: Sequence[SeatForm] = (),
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.seats = list(seats)
        offer_choices(self, "invited", invited)
        offer_choices(self, "stay", providers, _("not said"))

    def clean_invited(self) -> list[str]:
        chosen: list[str] = self.cleaned_data["invited"]
        if len(chosen) > AT_MOST:
            raise forms.ValidationError(_("Invite fifteen institutions at most."))
        return chosen

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        wanted = [one for one in self.seats if one.is_bound]
        if not all([one.is_valid() for one in wanted]):  # noqa: C419 — each shows its mistakes
            self.add_error(None, _("For somebody who is invited something is missing below."))
        parts = {part for one in wanted for part in one.cleaned_data.get("parts") or ()}
        if "stay" in parts and not cleaned.get("stay"):
            self.add_error("stay", _("Choose the provider, or untick the place of stay."))
        grounds = [str(one.cleaned_data.get("ground", "")) for one in wanted]
        by_law = any(one.startswith("law:") for one in grounds)
        if by_law and not cleaned.get("reason", "").strip() and "reason" not in self.errors:
            self.add_error(
                "reason",
                _(
                    "Write why it goes without the person's agreement. It stays at your "
                    "institution."
                ),
            )
        return cleaned


class SeatForm(forms.Form):
    """For one invited institution: what of the file it sees, and on what that rests."""

    parts = forms.MultipleChoiceField(
        label=_("What they see"),
        choices=choices(PARTS),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Tick what goes along. Without a part there is nothing.")},
    )
    ground = forms.ChoiceField(
        label=_("On what does it rest?"),
        widget=forms.RadioSelect,
        error_messages={"required": NO_GROUND, "invalid_choice": NO_GROUND},
    )

    def __init__(self, *args: Any, grounds: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_choices(self, "ground", grounds)


# A meeting about what stands still: references, a time, a place, who comes. No content.


class ConveneForm(forms.Form):
    """`invited`: (id, words). The references are the neutral ones of the coordinator's list."""

    day = day_field(_("Day"))
    time = time_field(_("Time"))
    place = forms.CharField(
        label=_("Where you meet"),
        help_text=_("A room of an institution. Nothing here may tell of a person."),
        max_length=60,
        error_messages={"required": _("Write where you meet.")},
    )
    more = forms.CharField(
        label=_("Other references for the same meeting"),
        help_text=_("As they stand on your desk, with a space between them."),
        max_length=200,
        required=False,
    )
    invited = forms.MultipleChoiceField(
        label=_("Whom you invite"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": NOBODY, "invalid_choice": NOBODY},
    )

    def __init__(self, *args: Any, invited: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_choices(self, "invited", invited)

    def clean_more(self) -> list[str]:
        found = []
        for word in self.cleaned_data["more"].replace(",", " ").split():
            try:
                reference = normalise(word)
            except ValueError:
                reference = None
            if reference is None:
                raise forms.ValidationError(
                    _("%(word)s is no reference. Compare it once more.") % {"word": word}
                )
            found.append(reference)
        return found

    def clean_invited(self) -> list[str]:
        chosen: list[str] = self.cleaned_data["invited"]
        if len(chosen) > AT_MOST:
            raise forms.ValidationError(_("Invite fifteen institutions at most."))
        return chosen


# Minutes, decisions, calling off, refusing.

# What people choose; the last one is written by the second person's refusal only.
REASONS = [one for one in Reason.choices if one[0] != Reason.NOT_APPROVED]


class MinutesForm(forms.Form):
    minutes = forms.CharField(
        label=_("Minutes"),
        help_text=_("Sealed; who leads the file reads them. Names of those present belong here."),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 14}),
        error_messages={"required": _("Write the minutes.")},
    )
    revision = forms.IntegerField(widget=forms.HiddenInput, required=False)


class DecideForm(forms.Form):
    """`owners`: (id, words) of who was at the table."""

    text = message_field(_("What was decided"), required=_("Write what was decided."))
    institution = forms.ChoiceField(
        label=_("Who does it"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose who does it.")},
    )
    due_on = day_field(_("By when"))

    def __init__(self, *args: Any, owners: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_choices(self, "institution", owners)


class CallOffForm(forms.Form):
    reason = forms.ChoiceField(
        label=_("Why does it not take place?"),
        choices=REASONS,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose why.")},
    )
