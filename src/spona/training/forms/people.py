"""Add somebody, write down who was there, say why."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from spona.forms.choices import offer_choices
from spona.reference.forms import CreatingForm
from spona.training.forms.public import JoinForm
from spona.training.models import Participant


class AddForm(JoinForm, CreatingForm):
    """The same, filled in by whoever leads the session."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["institution"].error_messages["required"] = gettext("Choose where they work.")


class AttendanceForm(forms.Form):
    """One tick for each person with a place."""

    present = forms.MultipleChoiceField(
        label=_("Who was there?"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, people: Sequence[Participant], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = [(str(one.pk), one.shown_name) for one in people]
        offer_choices(self, "present", rows)

    @property
    def there(self) -> set[UUID]:
        return {UUID(one) for one in self.cleaned_data["present"]}


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=_("Why?"),
        help_text=_("Nobody's name and nothing about a person."),
        max_length=200,
        error_messages={"required": _("Write why.")},
    )
