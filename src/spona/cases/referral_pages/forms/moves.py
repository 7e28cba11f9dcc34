"""What the two sides say of something that is on its way."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from spona.cases.fields.codes import choices
from spona.cases.referral_pages.forms.fields import Choices, RecipientForm, message_field
from spona.cases.referrals.actions.forward import NOT_OURS
from spona.cases.referrals.actions.no_place import NO_PLACE
from spona.forms.choices import offer_choices


class ForwardForm(RecipientForm):
    """Not ours: for whom it is, and why."""

    reason = forms.ChoiceField(
        label=_("Why is it not yours?"),
        choices=choices(NOT_OURS),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose why it is not yours.")},
    )
    message = message_field(_("A word to the sender"))
    field_order = ("reason", "network", "institution", "message")


class OpenToForwardForm(forms.Form):
    reason = forms.ChoiceField(
        label=_("Why is it not yours?"),
        choices=choices(NOT_OURS),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose why it is not yours.")},
    )


class NoPlaceForm(forms.Form):
    reason = forms.ChoiceField(
        label=_("Why is there no place?"),
        help_text=_("Only of the service. What is about the person stands in the sentence."),
        choices=choices(NO_PLACE),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose why there is no place.")},
    )
    message = message_field(
        _("One sentence to the sender"),
        required=_("Write one sentence: the sender has to look for another place."),
    )


class WithdrawForm(forms.Form):
    why = forms.ChoiceField(
        label=_("What has happened?"),
        choices=[
            ("ours", _("We take it back")),
            ("person", _("The person does not agree any more")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what has happened.")},
    )
    message = message_field(_("A word to the recipient"))

    def __init__(self, *args: Any, reasons: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["why"]
        field.choices = [one for one in field.choices if one[0] in reasons]  # type: ignore[attr-defined]


class MessageForm(forms.Form):
    message = message_field(_("A word to the recipient"))


class RefusalForm(forms.Form):
    message = message_field(
        _("What has to change?"), required=_("Write what has to change, for your colleague.")
    )


class ConfirmForm(forms.Form):
    """`grounds`: agreements and articles for the next recipient, as (code:id, words)."""

    ground = forms.ChoiceField(
        label=_("On what does it rest for this institution?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose on what it rests.")},
    )

    def __init__(self, *args: Any, grounds: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_choices(self, "ground", grounds)
