"""The fields of one page of a form. Whether an answer fits is judged by the form's own rules."""

from __future__ import annotations

from typing import Any, Final

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from spona.surveys import form_model as model
from spona.surveys.filling import Filling, field_of
from spona.surveys.form_model import Question
from spona.surveys.validation import LONGEST_TEXT, sentence_of
from spona.vault.receipt_code_input import ReceiptCodeField

_NUMBERS: Final = {model.INTEGER: "numeric", model.DECIMAL: "decimal"}


class StepForm(forms.Form):
    """`at`: which page. `judged`: its mistakes stand beside their questions."""

    def __init__(self, filling: Filling, at: int, *, judged: bool) -> None:
        language = get_language() or "sr"
        self._questions = {field_of(one): one for one in filling.asked_on(at)}
        said = {
            name: _initial(one, filling.typed.get(one.path, ""))
            for name, one in self._questions.items()
        }
        super().__init__(said if judged else None, initial=said)
        for name, one in self._questions.items():
            self.fields[name] = _field(one, language)
        if judged:
            wrong = filling.judged.wrong()
            for name, one in self._questions.items():
                if one.path in wrong:
                    self.add_error(name, sentence_of(wrong[one.path], one, language))

    def notes(self) -> frozenset[str]:
        """Names of the rows that only say something."""
        return frozenset(name for name, one in self._questions.items() if one.kind == model.NOTE)


def _initial(question: Question, said: str) -> Any:
    return said.split() if question.kind == model.SELECT_MULTIPLE else said


def _field(question: Question, language: str) -> forms.Field:
    label = question.label.in_language(language) or question.name
    given: dict[str, Any] = {
        "label": label, "help_text": question.hint.in_language(language),
        "required": question.required == "true()",
    }  # fmt: skip
    choices = [(one.name, one.label.in_language(language) or one.name) for one in question.choices]
    match question.kind:
        case model.SELECT_ONE | model.ACKNOWLEDGE:
            return _Loose(widget=forms.RadioSelect(choices=choices), **given)
        case model.SELECT_MULTIPLE:
            return _Loose(widget=forms.CheckboxSelectMultiple(choices=choices), **given)
        case model.DATE:
            return _Loose(widget=forms.DateInput(attrs={"type": "date"}), **given)
        case model.INTEGER | model.DECIMAL:
            mode = _NUMBERS[question.kind]
            return _Loose(widget=forms.TextInput(attrs={"inputmode": mode}), **given)
    attrs = {"rows": 4, "maxlength": LONGEST_TEXT, "autocomplete": "off"}
    return _Loose(widget=forms.Textarea(attrs=attrs), **given)


class CodeForm(forms.Form):
    """What was shown at Save for later, however it is typed."""

    code = ReceiptCodeField(missing=_("Type the code that you got when you saved."))


class _Loose(forms.Field):
    """Takes whatever was typed: the form's rules judge it, and it must not be lost."""

    def clean(self, value: Any) -> Any:
        return value
