"""Form fields from the list: as many as one form asks, in the order in which a file is read."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any, ClassVar, Final

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, pgettext_lazy

from spona.cases.case.sections import EMPTY, NOT_KNOWN, OWN
from spona.cases.fields.case_field import LONGEST, AskedIn, CaseField, Kind
from spona.cases.fields.case_fields import FIELDS
from spona.cases.fields.codes import choices
from spona.cases.fields.facts import answers_in
from spona.cases.fields.network_questions import AS_LISTED, NetworkQuestions
from spona.cases.fields.own_answers import answer_of, answer_to, question_field
from spona.cases.fields.possible import at_most_years, check_birth, check_past, is_under_age

_NOT_ASKED: Final = ("", pgettext_lazy("answer", "not asked"))
# The heading of what a report asks of the reporter's sector only.
OF_SECTOR: Final = _("What your work shows")


class BirthField(forms.CharField):
    """A day, a year, or words; refused is only what cannot be."""

    def clean(self, value: Any) -> str:
        return check_birth(str(super().clean(value)))


class PastField(forms.CharField):
    """The same of whatever has happened."""

    def clean(self, value: Any) -> str:
        mistake = _(
            "There is no such day, or it has not come yet. Write it as 5. 3. 2010, or only the "
            "year."
        )
        return check_past(str(super().clean(value)), str(mistake))


# Each with its box "not known", where it has one.
type _Questions = list[tuple[forms.BoundField, forms.BoundField | None]]


class CaseFieldsForm(forms.Form):
    """Asks every field that the list gives to `asked_in`; of `section` only, where one is named.

    `sector` is the reporter's, who is asked more where their work shows it. In a file a field that
    is typed has a box "not known" beside it, where that is an answer, and the network's own
    `questions` stand at the end. `on_page` names what stood on the page: where the network has
    changed its questions since, only that is written.
    """

    asked_in: ClassVar[AskedIn]
    section = ""
    # Choices that stand in one row.
    segmented = frozenset({"age", "safe"})

    def __init__(
        self,
        *args: Any,
        questions: NetworkQuestions = AS_LISTED,
        sector: str = "",
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.sector = sector
        fields = asked_fields(self.asked_in, self.section, sector)
        self.asked = [one for one in fields if questions.asks(one)]
        self.own = questions.own_of(self.section)
        unknown = self.initial.get(NOT_KNOWN, ())
        for one in self.asked:
            self.fields[one.name] = form_field(one, self.asked_in, sector)
            if self._has_box(one):
                box = forms.BooleanField(label=pgettext_lazy("answer", "not known"), required=False)
                self.fields[box_name(one)] = box
                self.initial[box_name(one)] = one.name in unknown
        if self.section:
            self.fields[ON_PAGE] = forms.CharField(widget=forms.HiddenInput, required=False)
            names = [*(one.name for one in self.asked), *(one.key for one in self.own)]
            self.initial[ON_PAGE] = " ".join(names)
        answers = self.initial.get(OWN, {})
        for question in self.own:
            self.fields[question.key] = question_field(question)
            self.initial[question.key] = answer_of(answers.get(question.key))

    def clean(self) -> dict[str, Any]:
        """The boxes become one list under `NOT_KNOWN`, and the answers to a network's own questions
        one object under `OWN`, as a document keeps them.
        """
        cleaned = super().clean() or self.cleaned_data
        shown = set(str(cleaned.pop(ON_PAGE, "")).split())
        if shown:
            for one in self.asked:
                if one.name not in shown:
                    cleaned.pop(one.name, None)
            self.own = [one for one in self.own if one.key in shown]
        boxes = [
            one for one in self.asked if self._has_box(one) and (not shown or one.name in shown)
        ]
        unknown = [one for one in boxes if cleaned.pop(box_name(one), False)]
        for one in unknown:
            if cleaned.get(one.name):
                self.add_error(
                    one.name, _("Either write the answer or tick that it is not known, not both.")
                )
        if boxes:
            cleaned[NOT_KNOWN] = [one.name for one in unknown]
        if self.own:
            cleaned[OWN] = {
                one.key: answer_to(one, str(cleaned.pop(one.key, ""))) for one in self.own
            }
        self._check_age(cleaned)
        return cleaned

    def _check_age(self, cleaned: Mapping[str, Any]) -> None:
        """An adult who was born less than 18 years ago would go without the child's path."""
        born = str(cleaned.get("born") or "")
        if cleaned.get("age") != "adult" or not is_under_age(born):
            return
        years = at_most_years(born) or 0
        self.add_error(
            "age",
            ngettext(
                "By the birth that is written here the person is not older than %(number)d year. "
                "Choose “Child” or “Not sure”, or correct the birth.",
                "By the birth that is written here the person is not older than %(number)d years. "
                "Choose “Child” or “Not sure”, or correct the birth.",
                years,
            )
            % {"number": years},
        )

    def question_groups(self) -> list[tuple[str, _Questions]]:
        """Heading → its questions, each with its box; the heading is empty where there is one
        group only.
        """
        found: list[tuple[str, _Questions]] = [
            (str(title or ""), [(self[one.name], self._box_of(one)) for one in fields])
            for title, fields in _by_group(self.asked)
        ]
        if self.own:
            title = str(_("Questions of the network"))
            found.append((title, [(self[one.key], None) for one in self.own]))
        return found if len(found) > 1 else [("", questions) for _title, questions in found]

    def _has_box(self, field: CaseField) -> bool:
        return self.asked_in == "file" and field.may_be_unknown

    def _box_of(self, field: CaseField) -> forms.BoundField | None:
        return self[box_name(field)] if self._has_box(field) else None


ON_PAGE: Final = "on_page"


def box_name(field: CaseField) -> str:
    return f"{field.name}-not-known"


def _by_group(fields: Sequence[CaseField]) -> Iterator[tuple[Promise | None, list[CaseField]]]:
    """In the order of the list: what stands apart under the same heading is asked together."""
    order = list(dict.fromkeys(one.group for one in fields))
    for title, found in groupby(
        sorted(fields, key=lambda one: order.index(one.group)), key=lambda one: one.group
    ):
        yield title, list(found)


def asked_fields(asked_in: AskedIn, section: str = "", sector: str = "") -> list[CaseField]:
    return [
        one
        for one in FIELDS
        if section in ("", one.section) and one.question_in(asked_in, sector) is not None
    ]


def sector_fields(sector: str) -> list[CaseField]:
    """What a report asks of this sector and of no other reporter."""
    return [one for one in FIELDS if sector in one.sectors]


def sector_sections(sector: str, given: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """Of what this sector was asked, that which a packet carries as sections of a file, as they
    are kept there; what was not answered is left out.
    """
    asked = [one for one in sector_fields(sector) if one.part == "section"]
    found = {
        name: answers_in([one for one in asked if one.section == name], given)
        for name in dict.fromkeys(one.section for one in asked)
    }
    return {name: EMPTY | answers for name, answers in found.items() if answers}


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


def form_field(field: CaseField, asked_in: AskedIn, sector: str = "") -> forms.Field:
    """The question as this form asks it."""
    question = field.question_in(asked_in, sector)
    assert question is not None
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
    kind = _TYPED.get(field.kind, forms.CharField)
    return kind(max_length=field.length, **facts)


_TYPED: Final[Mapping[Kind, type[forms.CharField]]] = {
    Kind.BIRTH: BirthField,
    Kind.PAST: PastField,
}


def _one_of(field: CaseField, asked_in: AskedIn, facts: dict[str, Any]) -> forms.ChoiceField:
    """In a file an answer can be taken back; what has to be answered, and a report, is a choice."""
    if asked_in == "file" and field.missing is None:
        return forms.ChoiceField(choices=[_NOT_ASKED, *choices(field.codes)], **facts)
    return forms.ChoiceField(choices=choices(field.codes), widget=forms.RadioSelect, **facts)
