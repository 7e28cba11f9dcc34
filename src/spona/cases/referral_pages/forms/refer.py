"""What goes out of a file, to whom and on what ground."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from spona.cases.fields.codes import URGENCY, choices
from spona.cases.referral_pages.forms.fields import Choices, RecipientForm, message_field
from spona.cases.referral_pages.parts import PARTS
from spona.cases.referrals.moves import Kind
from spona.forms.choices import offer_choices


class ReferForm(RecipientForm):
    """From a file. `seconds`: whom one may name as the second; `providers`: who knows the place."""

    asked = message_field(_("What do you ask?"), required=_("Write what you ask of the recipient."))
    urgency = forms.ChoiceField(
        label=_("How urgent is it?"),
        choices=choices(URGENCY),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose how urgent it is.")},
    )
    reached = forms.CharField(
        label=_("Whom did you reach by phone?"),
        help_text=_("Needed when it is immediate: nobody watches a queue at night."),
        max_length=200,
        required=False,
    )
    parts = forms.MultipleChoiceField(
        label=_("What you send"),
        choices=choices(PARTS),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    stay = forms.ChoiceField(
        label=_("With which provider does the person stay?"),
        help_text=_("Only the name of the provider goes along, never an address."),
        required=False,
    )
    ground = forms.ChoiceField(
        label=_("On what does it rest?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose on what it rests.")},
    )
    reason = message_field(_("Why does it go without the person's agreement?"))
    second = forms.ChoiceField(
        label=_("A second institution, if the first one cannot"),
        help_text=_("For what is urgent. It gets nothing until the first one says no."),
        required=False,
    )

    def __init__(
        self,
        *args: Any,
        kind: Kind,
        grounds: Choices,
        seconds: Choices,
        providers: Choices,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        offer_choices(self, "ground", grounds)
        nobody = [("", _("nobody"))]
        offer_choices(self, "second", [*nobody, *seconds])
        offer_choices(self, "stay", providers, _("not said"))
        if kind == Kind.TRANSFER:
            for name in ("parts", "stay", "second"):
                del self.fields[name]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("urgency") == "immediate" and not cleaned.get("reached"):
            self.add_error("reached", _("Call first, and write down whom you reached."))
        if "parts" in self.fields and not cleaned.get("parts") and "parts" not in self.errors:
            self.add_error("parts", _("Tick what goes along. Without a part there is nothing."))
        if "stay" in (cleaned.get("parts") or ()) and not cleaned.get("stay"):
            self.add_error("stay", _("Choose the provider, or untick the place of stay."))
        by_law = str(cleaned.get("ground", "")).startswith("law:")
        if by_law and not cleaned.get("reason", "").strip():
            self.add_error(
                "reason",
                _(
                    "Write why it goes without the person's agreement. It stays at your "
                    "institution."
                ),
            )
        return cleaned


class AskForm(RecipientForm):
    """A second opinion without identity."""

    code_name = forms.CharField(
        label=_("A word that stands for the person"),
        help_text=_("Invented, and of no one you know: a tree, a river."),
        max_length=40,
        error_messages={"required": _("Invent a word that stands for the person.")},
    )
    told = message_field(
        _("What they need to know"), required=_("Write what the other institution needs to know.")
    )
    asked = message_field(_("What do you ask?"), required=_("Write what you ask of the recipient."))
    urgency = forms.ChoiceField(
        label=_("How urgent is it?"),
        choices=choices(URGENCY),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose how urgent it is.")},
    )
    anyway = forms.BooleanField(
        label=_("I have looked: these words tell nobody who it is."), required=False
    )
