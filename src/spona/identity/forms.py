"""POST into the arguments of one action. What was typed stays, but secrets are never sent back."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from spona.identity.models import Account, Theme
from spona.identity.security_keys import LONGEST
from spona.ui.languages import used

# Fits beside two buttons on a telephone.
LONGEST_KEY_NAME = 40


def _secret(label: Any, *, autocomplete: str, error: Any, help_text: Any = "") -> forms.CharField:
    return forms.CharField(
        label=label,
        strip=False,
        max_length=1000,
        help_text=help_text,
        widget=forms.PasswordInput(attrs={"autocomplete": autocomplete}),
        error_messages={"required": error},
    )


def _login() -> forms.CharField:
    attributes = {"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}
    return forms.CharField(
        label=_("Login name"),
        max_length=80,
        widget=forms.TextInput(attrs=attributes),
        error_messages={"required": _("Type your login name.")},
    )


def _password() -> forms.CharField:
    return _secret(_("Password"), autocomplete="current-password", error=_("Type your password."))


def _code() -> forms.CharField:
    attributes = {"autocomplete": "one-time-code", "inputmode": "numeric"}
    return forms.CharField(
        label=_("Code"),
        help_text=_("Six digits from the app, or eight from your card."),
        max_length=40,
        widget=forms.TextInput(attrs=attributes),
        error_messages={"required": _("Type the code from the app or from your card.")},
    )


def _recovery_code() -> forms.CharField:
    attributes = {"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}
    return forms.CharField(
        label=_("Recovery code"),
        help_text=_("From the paper you were given. Dashes and spaces do not matter."),
        max_length=120,
        widget=forms.TextInput(attrs=attributes),
        error_messages={"required": _("Type the recovery code from your paper.")},
    )


def _new_password() -> forms.CharField:
    return _secret(
        _("New password"),
        autocomplete="new-password",
        help_text=_("At least 12 characters. Three or four words are easy to remember."),
        error=_("Type a new password."),
    )


class _WithFactor(forms.Form):
    """The code, or in its place the answer of a security key, which a script puts here."""

    code = _code()
    key_answer = forms.CharField(required=False, max_length=LONGEST, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.data.get("key_answer"):
            self.fields["code"].required = False


class SignInForm(_WithFactor):
    login = _login()
    password = _password()
    forget = forms.BooleanField(
        required=False, label=_("A shared computer: do not remember this browser")
    )
    field_order = ("login", "password", "code", "forget")


class AskKeyForm(forms.Form):
    """Whose security keys are asked for: nothing more is known before."""

    login = _login()
    password = _password()


class NewKeyForm(forms.Form):
    name = forms.CharField(
        label=_("What you call it"),
        help_text=_("So that you know it again: the blue key, my phone."),
        max_length=LONGEST_KEY_NAME,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": _("Give the key a name.")},
    )
    credential = forms.CharField(
        max_length=LONGEST,
        widget=forms.HiddenInput,
        error_messages={"required": _("The key did not answer as it should. Try again.")},
    )


class UnlockForm(forms.Form):
    password = _password()


class StepUpForm(_WithFactor):
    password = _password()
    field_order = ("password", "code")


class ForgottenPasswordForm(_WithFactor):
    login = _login()
    recovery_code = _recovery_code()
    new_password = _new_password()
    field_order = ("login", "recovery_code", "code", "new_password")


class AskKeyToRecoverForm(forms.Form):
    """As for the sign-in, with the recovery code in place of the password."""

    login = _login()
    recovery_code = _recovery_code()


class LostFactorForm(forms.Form):
    login = _login()
    password = _password()
    recovery_code = _recovery_code()


class TypedBackForm(forms.Form):
    """The recovery code once more, from the paper: only then it counts."""

    login = forms.CharField(max_length=80, widget=forms.HiddenInput)
    typed = forms.CharField(
        label=_("Type the recovery code from the paper"),
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        error_messages={"required": _("Type the recovery code from the paper.")},
    )


class ChangePasswordForm(forms.Form):
    old = _secret(
        _("Present password"), autocomplete="current-password", error=_("Type your password.")
    )
    new = _new_password()


class RenewKeysForm(ChangePasswordForm):
    """Another password, and with it other keys: the same one would open what a thief knows."""

    def clean(self) -> dict[str, Any] | None:
        typed = super().clean()
        if typed and typed.get("old") and typed.get("old") == typed.get("new"):
            self.add_error("new", _("Choose another password than the present one."))
        return typed


class NewAppForm(forms.Form):
    code = forms.CharField(
        label=_("Six digits that the new app shows"),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric"}),
        error_messages={"required": _("Type the six digits that the new app shows.")},
    )


class PreferencesForm(forms.ModelForm):
    language = forms.ChoiceField(
        label=_("Language and script"),
        choices=[(one.code, one.name) for one in used("staff")],
        widget=forms.RadioSelect,
    )
    theme = forms.ChoiceField(
        label=_("Appearance"), choices=Theme, required=False, widget=forms.RadioSelect
    )

    class Meta:
        model = Account
        fields = ("language", "theme")
