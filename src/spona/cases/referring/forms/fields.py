"""Fields and the choice of a recipient that several forms share."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from spona.reference.days import possible

type Choices = Sequence[tuple[str, Any]]

ROWS: Final = {"rows": 3}
DAYS: Final = ["%Y-%m-%d", "%d.%m.%Y", "%d.%m.%Y.", "%d. %m. %Y.", "%d. %m. %Y"]
NO_DAY: Final = _("There is no such day. Write it like 30.11.2026.")
CHOOSE: Final = _("Choose to whom you send it.")


def message_field(label: Any, *, required: Any = "") -> forms.CharField:
    return forms.CharField(
        label=label,
        widget=forms.Textarea(attrs=ROWS),
        max_length=2000,
        required=bool(required),
        error_messages={"required": required} if required else None,
    )


def day_field(label: Any, *, required: bool = True, hint: Any = "") -> forms.DateField:
    return forms.DateField(
        label=label,
        validators=[possible],
        help_text=hint,
        required=required,
        input_formats=DAYS,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": _("Choose the day."), "invalid": NO_DAY},
    )


class RecipientForm(forms.Form):
    """Network first, then an institution of it: (id, words)."""

    network = forms.ChoiceField(label=_("Network"), widget=forms.RadioSelect)
    institution = forms.ChoiceField(
        label=_("To which institution"),
        widget=forms.RadioSelect,
        error_messages={"required": CHOOSE, "invalid_choice": CHOOSE},
    )

    def __init__(self, *args: Any, networks: Choices, recipients: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["network"].choices = list(networks)  # type: ignore[attr-defined]
        self.fields["institution"].choices = list(recipients)  # type: ignore[attr-defined]
