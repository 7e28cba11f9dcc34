"""What the coordinator ticks when a network decides for the first time who reads."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from spona.directory.institution_names import short_name
from spona.tipline.route import Reader


class KeepingForm(forms.Form):
    """Which of those who read by default go on reading; all of them, unless somebody unticks."""

    keeping = forms.TypedMultipleChoiceField(
        label=_("Who goes on reading"),
        help_text=_("What you untick reads nothing new from today. It can be added again."),
        widget=forms.CheckboxSelectMultiple,
        coerce=UUID,
        required=False,
    )

    def __init__(self, *args: Any, reading: Sequence[Reader], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        ids = [str(one.institution.pk) for one in reading]
        self.fields["keeping"].choices = [  # type: ignore[attr-defined]
            (ident, short_name(one.institution)) for ident, one in zip(ids, reading, strict=True)
        ]
        self.initial["keeping"] = ids
