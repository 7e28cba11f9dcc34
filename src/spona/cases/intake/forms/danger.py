"""Step 1: is anyone in danger now, and whom did you reach."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from spona.cases.fields.codes import YES_NO, choices
from spona.cases.intake.forms.call import LoggedCallForm


class DangerForm(LoggedCallForm):
    field_order = ("in_danger",)

    in_danger = forms.ChoiceField(
        label=_("Is anyone in danger now?"),
        choices=choices(YES_NO),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose an answer. “Not sure” is an answer too.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reached"].help_text = _(
            "Needed when somebody is in danger: institution and name. If nobody answered, write "
            "that and whom you called."
        )

    def needs_call(self, given: dict[str, Any]) -> bool:
        return given.get("in_danger") == "yes"
