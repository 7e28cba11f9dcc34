"""A message without a name: one page, two sentences are enough."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from spona.cases.fields.codes import choices
from spona.directory.models import Institution
from spona.forms.choices import offer_choices
from spona.tipline.payload_schemas import FirstMessage
from spona.tipline.words import CHILDREN, LANGUAGES, WHO

LONGEST: Final = 20_000
TOO_LONG = _("This is too long for one message. Send the first part, then add the rest.")


def written_in() -> forms.ChoiceField:
    """Marked for a translator where it is not Serbian; what was written stays as it is."""
    return forms.ChoiceField(
        label=_("In which language did you write?"),
        help_text=_("Write in the one you know best. It stays as you wrote it."),
        choices=choices(LANGUAGES),
    )


class Contact(forms.Form):
    """How the writer may be called back; nobody has to."""

    phone = forms.CharField(
        label=_("A number on which you may be called"),
        help_text=_("Only if you want a call. Otherwise nobody calls you."),
        max_length=60,
        required=False,
    )
    phone_when = forms.CharField(
        label=_("When is it safe to call?"),
        help_text=_("Write also what must not be said if somebody else answers."),
        max_length=300,
        required=False,
    )


class Excluding(forms.Form):
    """Whole institutions only: the public form never shows the names of people."""

    excluded = forms.MultipleChoiceField(
        label=_("Is anyone in these institutions involved or related?"),
        help_text=_("What you tick here never reaches that institution."),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )

    def __init__(self, *args: Any, institutions: Iterable[Institution], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = [(str(one.pk), str(one.words)) for one in institutions]
        offer_choices(self, "excluded", rows)

    def excluded_ids(self) -> frozenset[UUID]:
        """Of those that stand there, also where the form has mistakes or was not sent yet."""
        listed = {one for one, _name in self.fields["excluded"].choices}  # type: ignore[attr-defined]
        ticked = self["excluded"].value() or ()
        return frozenset(UUID(one) for one in ticked if one in listed)


class FirstMessageForm(Contact, Excluding):
    text = forms.CharField(
        label=_("What is happening?"),
        help_text=_("In your own words. Two sentences are enough."),
        widget=forms.Textarea(attrs={"rows": 6}),
        max_length=LONGEST,
        error_messages={
            "required": _("Write at least one sentence about what is happening."),
            "max_length": TOO_LONG,
        },
    )
    where = forms.CharField(
        label=_("Where?"),
        help_text=_("Part of town, street or place."),
        max_length=300,
        required=False,
    )
    children = forms.ChoiceField(
        label=_("Are there children?"),
        choices=choices(CHILDREN),
        widget=forms.RadioSelect,
        required=False,
    )
    who = forms.ChoiceField(
        label=_("Who are you?"), choices=choices(WHO), widget=forms.RadioSelect, required=False
    )
    language = written_in()

    def first_message(self) -> FirstMessage:
        given = {name: str(value).strip() for name, value in self.cleaned_data.items()}
        return FirstMessage(
            given["language"], given["text"], given["where"], given["children"], given["who"],
            given["phone"], given["phone_when"],
        )  # fmt: skip
