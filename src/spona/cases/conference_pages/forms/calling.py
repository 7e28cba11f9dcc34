"""When, where, about what, who is invited; and for each of them what goes along."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from spona.cases.fields.codes import choices
from spona.cases.referral_pages.forms.fields import Choices, message_field
from spona.cases.referral_pages.parts import PARTS
from spona.forms.choices import offer_choices
from spona.forms.days import day_field, time_field
from spona.meetings.permissions import AT_MOST

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
        self, *args: Any, invited: Choices, seats: Sequence[SeatForm] = (), **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.seats = list(seats)
        offer_choices(self, "invited", invited)
        offer_choices(self, "stay", invited, _("not said"))

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
