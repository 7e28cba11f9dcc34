"""Form fields from the list: as many as one form asks, in the order in which a file is read."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any, ClassVar, Final

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from spona.cases.fields.case_field import LONGEST, AskedIn, CaseField, Kind
from spona.cases.fields.case_fields import FIELDS
from spona.cases.fields.codes import choices
from spona.cases.fields.possible import check_birth

_NOBODY_HAS_SAID: Final = ("", _("nobody has said"))


class BirthField(forms.CharField):
    """A day, a year, or words; refused is only what cannot be."""

    def clean(self, value: Any) -> str:
        return check_birth(str(super().clean(value)))


class CaseFieldsForm(forms.Form):
    """Asks every field that the list gives to `asked_in`; of `section` only, where one is named."""

    asked_in: ClassVar[AskedIn]
    section = ""
    # Choices that stand in one row.
    segmented = frozenset({"age", "safe"})

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for one in asked_fields(self.asked_in, self.section):
            self.fields[one.name] = form_field(one, self.asked_in)


def asked_fields(asked_in: AskedIn, section: str = "") -> list[CaseField]:
    return [one for one in FIELDS if asked_in in one.asked_in and section in ("", one.section)]


type Groups = Sequence[tuple[Promise, tuple[str, ...]]]


def with_the_rest(groups: Groups, asked_in: AskedIn, drawn: Collection[str] = ()) -> Groups:
    """The groups with each field that the form asks and nobody has placed (`drawn`: outside of the
    groups): at the end of the last group in which something of its part stands.
    """
    parts = {one.name: one.part for one in asked_fields(asked_in)}
    placed = {*drawn, *(name for _title, names in groups for name in names)}
    found = [(title, list(names)) for title, names in groups]
    for name, part in parts.items():
        if name in placed:
            continue
        beside = [names for _title, names in found if part in map(parts.get, names)]
        (beside or [names for _title, names in found])[-1].append(name)
    return [(title, tuple(names)) for title, names in found]


def form_field(field: CaseField, asked_in: AskedIn) -> forms.Field:
    """The question as this form asks it."""
    question = field.asked_in[asked_in]
    facts: dict[str, Any] = {
        "label": question.label or field.question or field.label,
        "help_text": question.hint,
        "required": field.missing is not None,
    }
    if field.missing is not None:
        facts["error_messages"] = {"required": field.missing}
    if field.kind == Kind.MANY:
        widget = forms.CheckboxSelectMultiple
        return forms.MultipleChoiceField(choices=choices(field.codes), widget=widget, **facts)
    if field.kind == Kind.ONE:
        return _one_of(field, asked_in, facts)
    if field.kind == Kind.TEXT:
        area = forms.Textarea(attrs={"rows": question.rows})
        return forms.CharField(max_length=LONGEST[asked_in], widget=area, **facts)
    kind = BirthField if field.kind == Kind.BIRTH else forms.CharField
    return kind(max_length=field.length, **facts)


def _one_of(field: CaseField, asked_in: AskedIn, facts: dict[str, Any]) -> forms.ChoiceField:
    """In a file an answer can be taken back; what has to be answered, and a report, is a choice."""
    if asked_in == "file" and field.missing is None:
        return forms.ChoiceField(choices=[_NOBODY_HAS_SAID, *choices(field.codes)], **facts)
    return forms.ChoiceField(choices=choices(field.codes), widget=forms.RadioSelect, **facts)
