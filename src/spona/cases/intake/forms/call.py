"""The logged call: whom the writer reached by phone. Asked where danger or urgency asks for it."""

from __future__ import annotations

from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from spona.cases.fields.needed_sometimes import NeededSometimes
from spona.cases.fields.possible import check_time

# Nobody watches a queue at night, so this urgency goes only with a call.
CALL_FIRST: Final = "immediate"
# One call, whichever page asks for it.
CALL: Final = ("reached", "role", "at")


class LoggedCallForm(forms.Form):
    """Whom, their role, when. The form that shows it says when it cannot be left out."""

    reached = NeededSometimes(
        label=_("Whom did you reach by phone?"),
        help_text=_("Institution and name. If nobody answered, write that and whom you called."),
        max_length=200,
    )
    role = forms.CharField(label=_("Their role"), max_length=120, required=False)
    at = forms.CharField(
        label=_("When"),
        max_length=60,
        required=False,
        widget=forms.TextInput(attrs={"class": "is-short"}),
    )

    def clean_reached(self) -> str:
        return str(self.cleaned_data["reached"]).strip()

    def clean_at(self) -> str:
        return check_time(str(self.cleaned_data["at"]))

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        left_out = "reached" in self.fields and "reached" not in self.errors
        if left_out and not given.get("reached") and self.needs_call(given):
            self.add_error(
                "reached", _("Call first. Then write whom you reached, or that nobody answered.")
            )
        return given

    def needs_call(self, given: dict[str, Any]) -> bool:
        """Whether these answers cannot go without a call."""
        raise NotImplementedError
