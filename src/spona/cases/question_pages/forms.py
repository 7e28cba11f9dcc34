"""A question of the network's own, and why one is left out or ended."""

from __future__ import annotations

from typing import Any, Final

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from spona.cases.case.sections import EDITED, SECTIONS
from spona.cases.fields.actions import MOST_CHOICES
from spona.forms.text import text_field
from spona.reference.forms import CreatingForm, cyrillic
from spona.reference.models.questions import LINE, ONE, TEXT, YES_NO

KINDS: Final[dict[str, Promise]] = {
    LINE: _("One line"),
    TEXT: _("A longer text"),
    YES_NO: _("Yes, no or not sure"),
    ONE: _("One of several answers"),
}
_WHY: Final = _("What the network needs it for. It is asked in every file, so ask little.")


class QuestionForm(CreatingForm):
    section = forms.ChoiceField(
        label=_("In which part of the file"),
        choices=[(name, SECTIONS[name]) for name in EDITED if name != "name"],
    )
    sr = text_field(
        _("The question in Serbian"), length=120, help_text=_("In Cyrillic; Latin is made from it.")
    )
    en = text_field(_("The question in English"), length=120, required=False)
    kind = forms.ChoiceField(label=_("How it is answered"), choices=list(KINDS.items()))
    choices = text_field(
        _("Answers to choose from"),
        length=2000,
        rows=4,
        required=False,
        help_text=_("One a line, in Cyrillic; only for one of several answers."),
    )
    why = text_field(_("Why"), length=500, rows=2, help_text=_WHY)

    def clean_sr(self) -> str:
        return cyrillic(self.cleaned_data["sr"])

    def clean_choices(self) -> list[str]:
        lines = [" ".join(one.split()) for one in self.cleaned_data["choices"].splitlines()]
        found = list(dict.fromkeys(filter(None, lines)))
        if any(len(one) > 120 for one in found):
            raise forms.ValidationError(_("An answer has at most 120 letters."))
        return [cyrillic(one) for one in found]

    def clean(self) -> dict[str, Any]:
        asked: dict[str, Any] = super().clean() or {}
        found = asked.get("choices")
        if asked.get("kind") == ONE and found is not None and not 2 <= len(found) <= MOST_CHOICES:
            self.add_error(
                "choices",
                _("Write at least two answers to choose from, and at most twenty."),
            )
        return asked

    @property
    def words(self) -> dict[str, str]:
        return {name: self.cleaned_data[name] for name in ("sr", "en") if self.cleaned_data[name]}


class WhyForm(CreatingForm):
    why = text_field(_("Why"), length=500, rows=2)
