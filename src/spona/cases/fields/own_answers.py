"""The answers to a network's own questions: as they are typed, and as a document keeps them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django import forms
from django.utils.translation import pgettext_lazy

from spona.cases.fields.case_field import LONGEST
from spona.cases.fields.codes import YES_NO, choices
from spona.reference.models import NetworkQuestion
from spona.reference.models.questions import LINE, ONE, TEXT
from spona.reference.models.questions import YES_NO as YES_OR_NO
from spona.reference.words import Words

# In the words of both languages, for a document is read without this version's catalogues.
_YES_NO: Final = {
    "yes": {"sr": "Да", "en": "Yes"},
    "no": {"sr": "Не", "en": "No"},
    "not_sure": {"sr": "Не знам", "en": "Not sure"},
}
_NOT_ASKED: Final = ("", pgettext_lazy("answer", "not asked"))


def question_field(question: NetworkQuestion) -> forms.Field:
    """The question as a form asks it; it may always stay empty."""
    facts: dict[str, Any] = {"label": str(question.words), "required": False}
    if question.kind == YES_OR_NO:
        return forms.ChoiceField(choices=[_NOT_ASKED, *choices(YES_NO)], **facts)
    if question.kind == ONE:
        offered = [(one, str(Words({"sr": one}))) for one in question.choices]
        return forms.ChoiceField(choices=[_NOT_ASKED, *offered], **facts)
    if question.kind == TEXT:
        area = forms.Textarea(attrs={"rows": 3})
        return forms.CharField(max_length=LONGEST["file"], widget=area, **facts)
    assert question.kind == LINE
    return forms.CharField(max_length=200, **facts)


def answer_to(question: NetworkQuestion, given: str) -> dict[str, Any]:
    """As the document keeps it: the label beside the answer, so that it is read for ever, in every
    town. Empty where nothing was given.
    """
    given = given.strip()
    if not given:
        return {}
    value = _YES_NO[given] if question.kind == YES_OR_NO else {"sr": given}
    return {"label": dict(question.words), "given": given, "value": value}


def answer_of(kept: Mapping[str, Any] | None) -> str:
    """What the form shows of a kept answer."""
    return str(kept["given"]) if kept else ""
