"""POST into the arguments of one action. Dates are last days, as people write them."""

from __future__ import annotations

import datetime as dt
from typing import Any, Final, cast

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from spona.access.roles import FIRST_ROLES, ROLES
from spona.directory.institution_names import short_name
from spona.forms.choices import offer_choices
from spona.forms.days import day_field
from spona.forms.text import text_field
from spona.reference.forms import CreatingForm, cyrillic
from spona.reference.models import Code, Town
from spona.reference.scripts import latin, serbian_key

from .duplicates import Double
from .models import (
    Certainty,
    ConditionCode,
    ContactKind,
    Institution,
    Member,
    Network,
    Person,
    Standing,
)
from .queries import institutions_of, members_of

CHOOSE: Final = _("choose")
NUMBER: Final = r"^[+0-9][0-9 /()–-]{2,38}$"


def first_day_without(last_day: dt.date | None) -> dt.date | None:
    """From the last day that people write to the `ends_on` that is stored."""
    return last_day + dt.timedelta(days=1) if last_day else None


def offer(field: forms.Field, rows: QuerySet[Any]) -> None:
    cast("forms.ModelChoiceField", field).queryset = rows


def _roles_of(where: str) -> list[tuple[str, Any]]:
    return [(role.name, role.title) for role in ROLES.values() if role.where == where]


def _ascii(email: str) -> None:
    """Letters that look alike, as K and the sign of the kelvin, are taken by no mail server."""
    if not email.isascii():
        raise forms.ValidationError(_("Type the address in Latin letters without marks."))


class ReachForm(forms.Form):
    email = forms.EmailField(
        label=_("E-mail"),
        required=False,
        max_length=254,
        validators=[_ascii],
        help_text=_("Notices go there. They never say what a thing is about."),
    )
    phone = forms.CharField(label=_("Phone at work"), max_length=40, required=False)


class MemberForm(ReachForm, CreatingForm):
    name = forms.CharField(label=_("Name and surname"), max_length=120)
    position = forms.CharField(label=_("Position"), max_length=120, required=False)
    roles = forms.MultipleChoiceField(
        label=_("What this person does here"),
        choices=[],
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("With none chosen, a member on paper who does not use Spona."),
    )
    last_day = day_field(_("Last day of the mandate"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_choices(self, "roles", _roles_of("institution"))

    def ask_same(self, known: list[tuple[Person, Institution | None]]) -> None:
        """Put the question who is meant by the address: one of the `known`, each with where they
        work or last worked, or somebody else; sent back unanswered.

        Silently taken as the same, whoever wrote an address down first would get the memberships
        that others give to its owner.
        """
        self.fields["same_person"] = forms.ChoiceField(
            label=_("Somebody has this address already"),
            choices=[
                *((str(person.pk), _who(person, at)) for person, at in known),
                ("other", _("It is somebody else, with the same address")),
            ],
            widget=forms.RadioSelect,
            error_messages={"required": _("Say who it is, or type another address.")},
        )


def _who(person: Person, at: Institution | None) -> str:
    if at is None:
        return gettext("It is %(name)s") % {"name": person.shown_name}
    said = {"name": person.shown_name, "institution": at.words}
    return gettext("It is %(name)s, who works at %(institution)s") % said


class EndMemberForm(forms.Form):
    last_day = day_field(_("Last day"), _("Left empty, the mandate ends now."), required=False)
    reason = forms.CharField(label=_("Why"), max_length=200, required=False)


class InstitutionChoice(forms.ModelChoiceField):
    def label_from_instance(self, obj: Institution) -> str:
        return short_name(obj)


class InstitutionsChoice(forms.ModelMultipleChoiceField):
    def label_from_instance(self, obj: Institution) -> str:
        return short_name(obj)


class PersonChoice(forms.ModelChoiceField):
    """A member shown by name: the institution is plain from the page."""

    def label_from_instance(self, obj: Member) -> str:
        return obj.person.shown_name


class RepresentativesForm(forms.Form):
    member = PersonChoice(
        Member.objects.none(),
        label=_("Represented by"),
        required=False,
        empty_label=_("nobody yet"),
    )
    deputy = PersonChoice(
        Member.objects.none(),
        label=_("In their absence"),
        required=False,
        empty_label=_("nobody yet"),
    )
    member_name = forms.CharField(
        label=_("Or write the name of the member"), max_length=120, required=False
    )
    deputy_name = forms.CharField(
        label=_("Or write the name of the deputy"),
        max_length=120,
        required=False,
        help_text=_("Whoever is written down here works on paper; a login comes later."),
    )
    first_day = day_field(_("First day of the mandate"), required=False)
    last_day = day_field(_("Last day of the mandate"), required=False)

    def __init__(self, *args: Any, institution: Institution, on_paper: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not on_paper:
            del self.fields["member_name"], self.fields["deputy_name"]
        working = Member.objects.filter(pk__in=[row.pk for row in members_of(institution)])
        for name in ("member", "deputy"):
            offer(self.fields[name], working.select_related("person"))


class SeatForm(CreatingForm):
    institution = forms.ModelChoiceField(
        Institution.objects.none(), label=_("Institution"), empty_label=CHOOSE
    )
    standing = forms.ChoiceField(
        label=_("Sits as"), choices=Standing.choices, initial=Standing.MEMBER
    )
    first_day = day_field(_("Since when"), required=False)

    def __init__(self, *args: Any, unseated: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self.fields["institution"], unseated)


class NetworkRoleForm(CreatingForm):
    member = forms.ModelChoiceField(Member.objects.none(), label=_("Person"), empty_label=CHOOSE)
    role = forms.ChoiceField(label=_("Role"))
    last_day = day_field(_("Last day"), required=False)

    def __init__(self, *args: Any, network: Network, day: dt.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        working = Member.objects.active_on(day).filter(
            institution__in=institutions_of(network, day)
        )
        offer(self.fields["member"], working.select_related("person", "institution"))
        # Nothing is chosen beforehand: the first one would be the coordinator.
        cast("forms.ChoiceField", self.fields["role"]).choices = [
            ("", _("choose")), *_roles_of("network"),
        ]  # fmt: skip


class ContactForm(CreatingForm):
    kind = forms.ChoiceField(
        label=_("What kind of number"),
        choices=[(kind.value, kind.label) for kind in (ContactKind.OFFICE, ContactKind.ON_CALL)],
    )
    number = forms.RegexField(
        NUMBER,
        label=_("Number"),
        max_length=40,
        error_messages={"invalid": _("Write the number in digits, for example 017 123 456.")},
    )


class ConditionForm(forms.Form):
    code = forms.ChoiceField(choices=ConditionCode.choices, widget=forms.HiddenInput)
    done_on = day_field(_("Met on"), required=False)
    document = forms.CharField(
        label=_("Number of the signed document"),
        max_length=80,
        required=False,
        help_text=_("As the records office gave it. Empty where nothing is signed."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


class WelcomeForm(forms.Form):
    code = forms.CharField(
        label=_("Code of the invitation"),
        max_length=80,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    login = forms.CharField(
        label=_("Login name"),
        max_length=40,
        help_text=_("You choose it: letters, digits and dots."),
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none"}),
    )
    password = forms.CharField(
        label=_("Password"),
        max_length=200,
        strip=False,
        help_text=_("At least 12 characters; four words you remember are a good password."),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    again = forms.CharField(
        label=_("Password once more"),
        max_length=200,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def clean_again(self) -> str:
        again: str = self.cleaned_data["again"]
        if again != self.cleaned_data.get("password", again):
            raise forms.ValidationError(_("The two passwords differ. Type the second one again."))
        return again


class TypedBackForm(forms.Form):
    """The second half of a welcome: what was shown comes back, so nothing is kept between."""

    login = forms.CharField(max_length=40, widget=forms.HiddenInput)
    shown_code = forms.CharField(max_length=80, widget=forms.HiddenInput)
    shown_secret = forms.RegexField(r"^[A-Z2-7]{16,64}$", widget=forms.HiddenInput)
    typed_code = forms.CharField(
        label=_("Recovery code, typed from your paper"),
        max_length=80,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    digits = forms.CharField(
        label=_("Six digits that the app shows now"),
        max_length=12,
        widget=forms.TextInput(
            attrs={
                "autocomplete": "one-time-code",
                "inputmode": "numeric",
                "class": "is-short",
            }
        ),
    )


def _number(label: Any, **more: Any) -> forms.RegexField:
    return forms.RegexField(
        NUMBER,
        label=label,
        max_length=40,
        error_messages={"invalid": _("Write the number in digits, for example 017 123 456.")},
        **more,
    )


def _how_sure(label: Any, *, of_number: bool = False) -> forms.ChoiceField:
    """`of_number`: asked only where the number before it is written."""
    if of_number:
        choices = [("", CHOOSE), *Certainty.choices]
        return forms.ChoiceField(label=label, choices=choices, required=False)
    return forms.ChoiceField(label=label, choices=Certainty.choices, initial=Certainty.ENTERED)


_NUMBERS: Final = (ContactKind.OFFICE, ContactKind.ON_CALL)


class InstitutionForm(CreatingForm):
    """A body that the directory lacks, with its numbers and how sure each of them is."""

    sr = text_field(_("Name in Cyrillic"), length=200, help_text=_("The full official name."))
    en = text_field(
        _("Name in English"),
        length=200,
        required=False,
        help_text=_(
            "The name in Latin letters is made from the Cyrillic one, and stands here too where "
            "this is left empty."
        ),
    )
    sector = forms.ChoiceField(label=_("Sector"))
    town = forms.ModelChoiceField(Town.objects.none(), label=_("Town"), empty_label=CHOOSE)
    confidential = forms.BooleanField(
        label=_("Confidential place, for example a shelter"),
        required=False,
        help_text=_("Its address is never kept; only the number of the front gate."),
    )
    office = _number(_("Office number"), required=False)
    office_certainty = _how_sure(_("How sure is the office number"), of_number=True)
    on_call = _number(_("Number on call outside working hours"), required=False)
    on_call_certainty = _how_sure(_("How sure is the number on call"), of_number=True)
    source = text_field(
        _("Where you know this from"),
        length=300,
        help_text=_("For example: their website, read on 28.11.2026."),
    )
    certainty = _how_sure(_("How sure is the rest"))

    def __init__(self, *args: Any, network: Network, day: dt.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        sectors = sorted(
            Code.objects.labels("sector", day).items(), key=lambda row: serbian_key(row[1])
        )
        offer_choices(self, "sector", sectors, CHOOSE)
        offer(self.fields["town"], Town.objects.filter(networks_served__network=network))
        if network.towns_served.count() == 1:
            self.fields["town"].initial = network.town_id
        self.order_fields(
            ["token", "sr", "en", "sector", "town", "office", "office_certainty", "on_call"]
        )

    def clean_sr(self) -> str:
        return cyrillic(" ".join(self.cleaned_data["sr"].split()))

    def clean_en(self) -> str:
        return " ".join(self.cleaned_data["en"].split()) or latin(self.cleaned_data.get("sr", ""))

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        for kind in _NUMBERS:
            sure = f"{kind.value}_certainty"
            if given.get(kind.value) and not given.get(sure) and sure not in self.errors:
                self.add_error(sure, _("Choose how sure the number is."))
        return given

    @property
    def words(self) -> dict[str, str]:
        return {name: self.cleaned_data[name] for name in ("sr", "en")}

    @property
    def numbers(self) -> list[dict[str, str]]:
        """What was typed, each with how sure it is."""
        asked = self.cleaned_data
        return [
            {
                "kind": kind.value,
                "number": " ".join(asked[kind.value].split()),
                "certainty": asked[f"{kind.value}_certainty"],
            }
            for kind in _NUMBERS
            if asked[kind.value]
        ]

    def ask_same(self, found: list[Double]) -> None:
        """Put the question whether one of these is meant; sent back unanswered it is asked anew."""
        self.fields["same"] = forms.ChoiceField(
            label=_("Is it one of these institutions?"),
            choices=[
                *((one.institution.code, _alike(one)) for one in found),
                ("other", _("None of these: it is another institution")),
            ],
            widget=forms.RadioSelect,
            error_messages={"required": _("Choose the one you meant, or say that it is another.")},
        )


def _alike(one: Double) -> str:
    said = {"name": one.institution.words, "town": one.institution.town or gettext("whole country")}
    if one.same_name:
        return gettext("This is the one I meant: %(name)s, %(town)s. Same name.") % said
    return gettext("This is the one I meant: %(name)s, %(town)s. Same sector and town.") % said


class FirstPersonForm(CreatingForm):
    name = forms.CharField(label=_("Name and surname"), max_length=120)
    email = forms.EmailField(
        label=_("E-mail"),
        required=False,
        max_length=254,
        validators=[_ascii],
        help_text=_("Notices go there, never the code. They never say what a thing is about."),
    )
    roles = forms.MultipleChoiceField(
        label=_("What this person does there"),
        choices=[],
        initial=["intake_holder"],
        widget=forms.CheckboxSelectMultiple,
        help_text=_("With either of them, this person invites the rest of the institution."),
        error_messages={"required": _("Choose at least one, so that they can invite the rest.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast("forms.ChoiceField", self.fields["roles"]).choices = [
            (name, title) for name, title in _roles_of("institution") if name in FIRST_ROLES
        ]
