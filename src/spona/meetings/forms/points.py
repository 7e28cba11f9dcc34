"""Points of an agenda: own ones in words, and what is taken up again."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from spona.directory.institution_names import short_name
from spona.directory.models import Institution
from spona.forms.choices import offer_choices
from spona.reference.forms import CreatingForm
from spona.reference.pii_patterns import CarefulForm


class PointForm(CarefulForm, CreatingForm):
    careful = ("words",)

    words = forms.CharField(
        label=_("What the point is about"),
        max_length=200,
        error_messages={"required": _("Write what the point is about.")},
    )
    presents = forms.ChoiceField(label=_("Who presents it"), required=False)

    def __init__(self, *args: Any, institutions: Sequence[Institution], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = [(str(one.pk), short_name(one)) for one in institutions]
        field = cast("forms.ChoiceField", self.fields["presents"])
        field.choices = [("", _("nobody yet")), *rows]


class TakeUpForm(forms.Form):
    take_up = forms.MultipleChoiceField(
        label=_("Take up again"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Tick what you take up again.")},
    )

    def __init__(self, *args: Any, offered: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_choices(self, "take_up", offered)
