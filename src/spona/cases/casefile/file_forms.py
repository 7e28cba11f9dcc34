"""Forms of a file: one for each section, for notes, what is attached, the team."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Final

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from spona.cases.case.sections import SECTIONS
from spona.cases.casefile.facts import GUARDIAN
from spona.cases.intake.forms.possible import check_birth
from spona.cases.referrals.words import AGE, CERTAINTY, YES_NO, choices
from spona.directory.models import Member, Network
from spona.forms.choices import offer_choices
from spona.forms.days import possible
from spona.vault.uploads import drop_metadata

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

_LONG: Final = 20_000
_OPEN: Final = ("", _("nobody has said"))


def _line(label: _StrPromise, hint: _StrPromise | str = "", length: int = 200) -> forms.CharField:
    return forms.CharField(label=label, help_text=hint, max_length=length, required=False)


def _text(label: _StrPromise, hint: _StrPromise | str = "", rows: int = 4) -> forms.CharField:
    area = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(
        label=label, help_text=hint, max_length=_LONG, required=False, widget=area
    )


def _one_of(label: _StrPromise, codes: Any, hint: _StrPromise | str = "") -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label, help_text=hint, choices=[_OPEN, *choices(codes)], required=False
    )


class SectionForm(forms.Form):
    """`revision` is the text that was read; saving names it."""

    segmented: frozenset[str] = frozenset()
    revision = forms.IntegerField(widget=forms.HiddenInput, min_value=0)


class NameForm(SectionForm):
    name = _line(_("Name and surname"))


class IdentityForm(SectionForm):
    segmented = frozenset({"age"})
    age = forms.ChoiceField(
        label=_("Is it a child?"),
        choices=choices(AGE),
        widget=forms.RadioSelect,
        help_text=_("Not sure counts as a child until it is settled."),
        error_messages={"required": _("Choose an answer. “Not sure” is an answer too.")},
    )
    age_detail = _line(_("Age, if you know it"), length=60)
    born = _line(_("Date or year of birth"), length=60)
    language = _line(_("Language the person understands best"), length=120)
    more = _text(_("What else says who it is"))

    def clean_born(self) -> str:
        born = str(self.cleaned_data["born"])
        check_birth(born)
        return born


class ContactForm(SectionForm):
    segmented = frozenset({"safe"})
    safe = forms.ChoiceField(
        label=_("Is it safe to contact the person?"),
        choices=choices(YES_NO),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose an answer. “Not sure” is an answer too.")},
    )
    how_to_reach = _text(_("How, when and through whom"), _("Write also what must not be done."))
    phone = _line(_("Phone of the person"), length=60)
    address = _line(_("Address"), _("Of a shelter write only its name: it has no address here."))
    trusted = _line(_("A person they trust"))


class AccountForm(SectionForm):
    own_words = _text(_("In their own words"), _("As they were said."))
    noticed = _text(_("What else was noticed"))
    who_else = _line(_("Who else heard or saw it"))
    certainty = _one_of(_("The writer's certainty"), CERTAINTY)


class HealthForm(SectionForm):
    text = _text(_("What is known"), rows=10)


class LegalForm(SectionForm):
    text = _text(_("What is known"), rows=8)
    guardian_kind = _one_of(_("Who is the child's guardian?"), GUARDIAN)
    guardian = _line(_("Their name"))
    conflict = _one_of(
        _("May the guardian's interests collide with the child's?"),
        YES_NO,
        _("Ask it before any guardian sees something or agrees. Being a relative opens nothing."),
    )


class PlanForm(SectionForm):
    text = _text(_("What is known"), rows=10)


FORMS: Final[dict[str, type[SectionForm]]] = {
    "name": NameForm,
    "identity": IdentityForm,
    "contact": ContactForm,
    "account": AccountForm,
    "health": HealthForm,
    "legal": LegalForm,
    "plan": PlanForm,
}


class NoteForm(forms.Form):
    text = forms.CharField(
        label=_("Your note"),
        help_text=_("It is added with your name and the time. Nobody can change it later."),
        widget=forms.Textarea(attrs={"rows": 6}),
        max_length=_LONG,
        error_messages={"required": _("Write the note first.")},
    )


class AttachForm(forms.Form):
    """The file stands last, so that whatever happens to it the words have arrived."""

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
        help_text=_("They get no key, no row and no notice, also as an intake holder."),
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


class SelfReportForm(forms.Form):
    """Somebody came by themselves: what is needed to begin, the rest is added in the file."""

    segmented = frozenset({"age", "safe"})
    network = forms.ChoiceField(label=_("Network"))
    name = _line(_("Name and surname"), _("A file can begin without a name."))
    age = forms.ChoiceField(
        label=_("Is it a child?"),
        choices=choices(AGE),
        widget=forms.RadioSelect,
        help_text=_("Not sure counts as a child until it is settled."),
        error_messages={"required": _("Choose an answer. “Not sure” is an answer too.")},
    )
    language = _line(_("Language the person understands best"), length=120)
    safe = forms.ChoiceField(
        label=_("Is it safe to contact the person?"),
        choices=choices(YES_NO),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose an answer. “Not sure” is an answer too.")},
    )
    how_to_reach = _text(_("How, when and through whom"), _("Write also what must not be done."))
    own_words = _text(_("In their own words"), _("As they were said."), rows=6)

    def __init__(self, *args: Any, networks: Iterable[Network], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["network"].choices = [  # type: ignore[attr-defined]
            (str(one.pk), one.short_name) for one in networks
        ]


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
