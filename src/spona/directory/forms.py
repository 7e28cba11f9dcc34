"""POST into the arguments of one action. Dates are last days, as people write them."""

from __future__ import annotations

import datetime as dt
from typing import Any, cast

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from spona.access.roles import ROLES
from spona.reference.forms import CreatingForm, day_field

from .models import ConditionCode, ContactKind, Institution, Member, Network, Person, Standing
from .queries import institutions_of, members_of


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
        cast("forms.ChoiceField", self.fields["roles"]).choices = _roles_of("institution")

    def ask_same(self, known: list[tuple[Person, Institution | None]]) -> None:
        """Put the question who is meant by the address: one of the `known`, each with where they
        work or last worked, or somebody else; sent back unanswered.

        Silently taken as the same, whoever wrote an address down first would get the hats that
        others give to its owner.
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
    institution = forms.ModelChoiceField(Institution.objects.none(), label=_("Institution"))
    standing = forms.ChoiceField(
        label=_("Sits as"), choices=Standing.choices, initial=Standing.MEMBER
    )
    first_day = day_field(_("Since when"), required=False)

    def __init__(self, *args: Any, unseated: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self.fields["institution"], unseated)


class NetworkRoleForm(CreatingForm):
    member = forms.ModelChoiceField(Member.objects.none(), label=_("Person"))
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
        r"^[+0-9][0-9 /()–-]{2,38}$",
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
