from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from spona.directory.models import Member, Person
from spona.vault.queries import HOLDERS_AT_MOST


class BeginForm(forms.Form):
    """Who holds the first key: members of the institution with the role and an account."""

    holders = forms.MultipleChoiceField(
        label=_("Who opens what arrives"),
        help_text=_("Two to four people. With one alone, an illness closes the queue."),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one person; two or more is safer.")},
    )

    def __init__(self, *args: Any, able: list[Member], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["holders"]
        field.choices = [  # type: ignore[attr-defined]
            (str(member.person.account_id), member.person.shown_name) for member in able
        ]

    def clean_holders(self) -> list[str]:
        chosen: list[str] = self.cleaned_data["holders"]
        if len(chosen) > HOLDERS_AT_MOST:
            raise forms.ValidationError(_("Four holders are the most. Choose fewer."))
        return chosen


class BeginStatisticsForm(forms.Form):
    """Who holds the first statistics key: analysts of today who may count."""

    analysts = forms.MultipleChoiceField(
        label=_("Who opens the count sheets"),
        help_text=_("Tick those whose words you have compared. Two are best."),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one analyst; two are better.")},
    )

    def __init__(self, *args: Any, able: list[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["analysts"]
        field.choices = [  # type: ignore[attr-defined]
            (str(person.account_id), person.shown_name) for person in able
        ]


class PaperForm(forms.Form):
    """What is printed on the sheet from the safe."""

    text = forms.CharField(
        label=_("Key from the paper"),
        help_text=_("Capitals, dashes and spaces do not matter."),
        max_length=100,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        error_messages={"required": _("Type the key as it stands on the paper.")},
    )


class TheftForm(forms.Form):
    """Whether the sheet in the safe was seen too."""

    paper = forms.BooleanField(
        label=_(
            "The paper key from the safe may have been seen too: it counts no more, and I print "
            "a new one."
        ),
        required=False,
    )
