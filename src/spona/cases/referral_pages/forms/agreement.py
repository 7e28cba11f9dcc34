"""What the person has agreed to, and what not."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from spona.cases.consent.words import HOW, WHO
from spona.cases.fields.codes import YES_NO, choices
from spona.cases.referral_pages.forms.fields import (
    CHOOSE,
    NOT_LISTED,
    Choices,
    TownForm,
    message_field,
)
from spona.cases.referral_pages.forms.unlisted_body import ElsewhereForm
from spona.cases.referral_pages.parts import PARTS
from spona.directory.models import ELSEWHERE
from spona.forms.choices import offer_choices
from spona.forms.days import day_field


class AgreementForm(TownForm, ElsewhereForm):
    """What the person said yes and no to. `recipients` of the town that is chosen: (id, words)."""

    recipient = forms.ChoiceField(
        label=_("For which institution"),
        error_messages={"required": CHOOSE, "invalid_choice": CHOOSE},
    )
    parts = forms.MultipleChoiceField(
        label=_("The person agrees: this may go"),
        choices=choices(PARTS),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    refused = forms.MultipleChoiceField(
        label=_("The person does not agree: this may not go"),
        help_text=_("A no stands on top of every referral, until the person says yes."),
        choices=choices(PARTS),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    purpose = message_field(
        _("What for"),
        required=_("Write what it is for. The person agrees to a purpose, not to a form."),
    )
    starts_on = day_field(_("From"))
    ends_on = day_field(
        _("To, the last day"),
        required=False,
        help_text=_("Of a yes. Empty: until the person withdraws it."),
    )
    how = forms.ChoiceField(
        label=_("How the answer was given"),
        choices=choices(HOW),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose how the answer was given.")},
    )
    who = forms.ChoiceField(
        label=_("Who answered"),
        choices=choices(WHO),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose who answered.")},
    )
    guardian = forms.CharField(
        label=_("Name of the guardian"),
        help_text=_("Only where a guardian agrees."),
        max_length=200,
        required=False,
    )
    conflict = forms.ChoiceField(
        label=_("May the guardian's interests and the child's collide?"),
        help_text=_("Asked before a guardian sees or agrees to anything. “Not sure” is an answer."),
        choices=choices(YES_NO),
        widget=forms.RadioSelect,
        required=False,
    )
    language = forms.CharField(label=_("In which language"), max_length=80, required=False)
    interpreter = forms.CharField(label=_("Interpreter"), max_length=200, required=False)

    def __init__(
        self,
        *args: Any,
        networks: Choices,
        recipients: Choices,
        elsewhere: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.offer_towns(networks)
        offered = [("", _("Choose")), *recipients]
        # Who it is for is known by name and town; its kind belongs to what is sent.
        for name in ("body_sector", "body_phone"):
            del self.fields[name]
        if elsewhere:
            offered.append((ELSEWHERE, NOT_LISTED))
            self.offer_elsewhere(_as_typed(self.data or self.initial))
        else:
            self.without_elsewhere()
        offer_choices(self, "recipient", offered)
        self.order_fields(["network", "recipient", "body_name", "body_town", "body_is"])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        self.check_elsewhere(_as_typed(cleaned), kind=False)
        agreed, refused = set(cleaned.get("parts") or ()), set(cleaned.get("refused") or ())
        if not agreed | refused:
            self.add_error(
                "parts", _("Tick what the person agreed to, or what they did not agree to.")
            )
        if agreed & refused:
            self.add_error("refused", _("The same part cannot be both. Tick it once."))
        return cleaned


def _as_typed(values: Any) -> dict[str, Any]:
    """As the fields of a typed body are read beside the choice of a recipient."""
    names = ("body_name", "body_town", "body_is")
    return {name: values.get(name) for name in names} | {"institution": values.get("recipient")}
