"""Forms of a file: one for each section, for what is attached, the team."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Final

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from spona.cases.case.attached import ATTACHMENT_KINDS
from spona.cases.case.sections import SECTIONS
from spona.cases.fields.case_field import LONGEST
from spona.cases.fields.codes import YES_NO, Codes, choices
from spona.cases.fields.form_fields import CaseFieldsForm
from spona.cases.fields.related_people import KNOWS, RELATION, RelatedPerson
from spona.directory.models import Member, Network
from spona.forms.choices import offer_choices
from spona.forms.days import possible
from spona.reference.reference_codes import normalise
from spona.vault.uploads import drop_metadata

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

_LONG: Final = LONGEST["file"]


def _line(label: _StrPromise, hint: _StrPromise | str = "", length: int = 200) -> forms.CharField:
    return forms.CharField(label=label, help_text=hint, max_length=length, required=False)


def _answer(label: _StrPromise, codes: Codes = YES_NO) -> forms.ChoiceField:
    nobody = ("", pgettext_lazy("answer", "not asked"))
    return forms.ChoiceField(label=label, choices=[nobody, *choices(codes)], required=False)


def _text(label: _StrPromise, hint: _StrPromise | str = "", rows: int = 4) -> forms.CharField:
    area = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(
        label=label, help_text=hint, max_length=_LONG, required=False, widget=area
    )


class SectionForm(CaseFieldsForm):
    """The fields of one section. `revision` is the text that was read; saving names it."""

    asked_in = "file"
    revision = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def __init__(self, section: str, *args: Any, **kwargs: Any) -> None:
        self.section = section
        super().__init__(*args, **kwargs)


class RelatedPersonForm(forms.Form):
    """Somebody around the person. `read` marks the entry from which the page was made."""

    relation = forms.ChoiceField(
        label=_("Who they are to the person"),
        choices=[("", _("choose …")), *choices(RELATION)],
        error_messages={"required": _("Choose who they are to the person.")},
    )
    name = _line(_("Name"), _("If it is known."))
    age = _line(_("Age"), length=60)
    lives_with = _answer(_("Do they live with the person?"))
    at_risk = _answer(_("May they be at risk themselves?"))
    may_contact = _answer(_("May they be contacted?"))
    knows = _answer(_("Do they know of the report?"), KNOWS)
    reach = _line(_("Phone or address"))
    more = _text(_("What else is known of them"), rows=3)
    own_case = _line(_("Reference of their own file"), _("If one was opened."), length=12)
    read = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)

    def person(self, ident: str) -> RelatedPerson:
        """What was typed, of the entry `ident`."""
        said = {key: value for key, value in self.cleaned_data.items() if key != "read"}
        return RelatedPerson(ident, **{key: str(value).strip() for key, value in said.items()})

    @classmethod
    def of(cls, person: RelatedPerson) -> RelatedPersonForm:
        return cls(initial=person.to_document() | {"read": person.mark})

    def clean_own_case(self) -> str:
        typed = str(self.cleaned_data["own_case"])
        try:
            reference = normalise(typed) if typed.strip() else ""
        except ValueError:
            reference = None
        if reference is None or (reference and not reference.startswith("F")):
            raise forms.ValidationError(_("This is no reference of a file, such as F-7K3M-Q2."))
        return reference


class AttachForm(forms.Form):
    """The file stands last, so that whatever happens to it the words have arrived."""

    kind = forms.ChoiceField(
        label=_("What kind of file is it?"),
        choices=[
            ("", pgettext_lazy("kind of attachment", "not stated")),
            *ATTACHMENT_KINDS.items(),
        ],
        required=False,
        error_messages={"invalid_choice": _("Choose one from the list.")},
    )
    text = _text(_("What it is and how it came to you"), _("Who took it, when, from whom."), rows=3)
    evidence = forms.BooleanField(
        label=_("Keep the original as evidence"),
        help_text=_("It stays exactly as it is, with the time and its fingerprint."),
        required=False,
    )
    file = forms.FileField(
        label=_("File"),
        help_text=_(
            "Up to 100 MB. It is sealed while it comes. From a photo the place and the day that "
            "the camera wrote into it are taken out; any other file is kept as it is, a film with "
            "the place where it was taken. A file name in which a camera wrote the day is replaced."
        ),
        max_length=200,
        error_messages={
            "required": _("Choose a file."),
            "empty": _("This file is empty. Choose another one."),
            "max_length": _("The name of this file is too long. Give it a shorter one."),
            "invalid": _("Choose a file."),
            "missing": _("Choose a file."),
        },
    )

    def clean_file(self) -> UploadedFile:
        file: UploadedFile = self.cleaned_data["file"]
        if not self.cleaned_data.get("evidence"):
            drop_metadata(file)
        return file


class TeamForm(forms.Form):
    member = forms.ChoiceField(
        label=_("To whom"),
        error_messages={"required": _("Choose a colleague of your own institution.")},
    )
    sections = forms.MultipleChoiceField(
        label=_("Which parts they open"),
        help_text=_("They also read how these parts were before, from the first text on."),
        choices=list(SECTIONS.items()),
        widget=forms.CheckboxSelectMultiple,
        initial=list(SECTIONS),
        error_messages={"required": _("Tick at least one part of the file.")},
    )

    def __init__(self, *args: Any, people: Iterable[Member], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _people(self.fields["member"], people)


class ExcludeForm(forms.Form):
    member = forms.ChoiceField(
        label=_("Who must not see this file?"),
        help_text=_("They get no key, no row and no notice, also as an intake officer."),
        error_messages={"required": _("Choose a colleague of your own institution.")},
    )

    def __init__(self, *args: Any, people: Iterable[Member], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _people(self.fields["member"], people)


class HandOverForm(forms.Form):
    leaver = forms.ChoiceField(
        label=_("Whose work"), error_messages={"required": _("Choose whose.")}
    )
    to = forms.ChoiceField(
        label=_("To whom"),
        error_messages={"required": _("Choose a colleague of your own institution.")},
    )

    def __init__(
        self, *args: Any, leavers: Iterable[Member], people: Iterable[Member], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        _people(self.fields["leaver"], leavers)
        _people(self.fields["to"], people)


class SelfReportForm(CaseFieldsForm):
    """Somebody came by themselves: what is needed to begin, the rest is added in the file."""

    asked_in = "self"
    network = forms.ChoiceField(label=_("Network"))

    def __init__(self, *args: Any, networks: Iterable[Network], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["network"].choices = [  # type: ignore[attr-defined]
            (str(one.pk), one.short_name) for one in networks
        ]


class AnotherCaseForm(CaseFieldsForm):
    """One more person of a report: what is needed to begin. `takes_account`: whether what was
    noticed may be copied at all.
    """

    asked_in = "self"
    account = forms.BooleanField(
        label=_("Copy what was noticed from the report"),
        help_text=_(
            "Without the words and the data of the first person. Read it through afterwards: what "
            "concerns only the other one does not belong here."
        ),
        required=False,
    )

    def __init__(self, *args: Any, takes_account: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not takes_account:
            del self.fields["account"]


class CarryForm(forms.Form):
    """Asked before anything is shown: paper can be found."""

    segmented = frozenset({"safe"})
    safe = forms.ChoiceField(
        label=_("Is it safe for you to carry paper?"),
        help_text=_("Ask it aloud. Somebody at home may find the paper and read it."),
        choices=choices(YES_NO),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose an answer. “Not sure” is an answer too.")},
    )


class JoinForm(forms.Form):
    other = forms.ChoiceField(
        label=_("The file of the same person"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose a file.")},
    )

    def __init__(self, *args: Any, others: Iterable[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_choices(self, "other", others)


class LightNoteForm(forms.Form):
    who = _line(_("About whom"), _("Initials or a class are enough."))
    text = forms.CharField(
        label=_("What you noticed"),
        widget=forms.Textarea(attrs={"rows": 5}),
        max_length=4000,
        error_messages={"required": _("Write what you noticed.")},
    )
    review_on = forms.DateField(
        validators=[possible],
        label=_("Look again on"),
        help_text=_("After this day it is deleted, unless you renew it. At most half a year."),
        widget=forms.DateInput(attrs={"type": "date"}),
        error_messages={
            "required": _("Choose the day on which you look again."),
            "invalid": _("Write the day as on the calendar."),
        },
    )


class RenewForm(forms.Form):
    review_on = LightNoteForm.base_fields["review_on"]


def _people(field: forms.Field, people: Iterable[Member]) -> None:
    found = [(str(one.pk), one.person.shown_name) for one in people]
    nobody = [("", _("choose …"))] if len(found) != 1 else []
    field.choices = nobody + found  # type: ignore[attr-defined]
