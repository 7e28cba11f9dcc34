"""Forms of the second person for an initial assessment."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from spona.directory.models import Member
from spona.forms.choices import offer_choices


class SecondPersonForm(forms.Form):
    """Who looks at it: `people` are those who can."""

    to = forms.ChoiceField(
        label=_("Who looks at it?"),
        widget=forms.RadioSelect,
        error_messages=dict.fromkeys(
            ("required", "invalid_choice"),
            _("Choose who looks at it: another person than who wrote it."),
        ),
    )

    def __init__(self, *args: Any, people: Sequence[Member], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._people = {str(one.pk): one for one in people}
        rows = [(ident, one.person.shown_name) for ident, one in self._people.items()]
        offer_choices(self, "to", rows)

    @property
    def who(self) -> Member | None:
        return self._people.get(self.cleaned_data["to"])
