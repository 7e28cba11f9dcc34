"""What somebody without an account fills in: register, take a test, answer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from spona.directory.models import Institution
from spona.forms.choices import offer_choices
from spona.reference.templatetags.scripts import in_script
from spona.training.models import Question
from spona.training.questionnaires import Asked


def _ascii(email: str) -> None:
    if not email.isascii():
        raise forms.ValidationError(gettext("Type the address in Latin letters without marks."))


class JoinForm(forms.Form):
    """For everybody who has the link. No more is asked than a list and a certificate need."""

    name = forms.CharField(
        label=_("Name and surname"),
        help_text=_("As it is to stand on the certificate."),
        min_length=3,
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={
            "required": _("Write name and surname."),
            "min_length": _("Write name and surname."),
        },
    )
    institution = forms.ChoiceField(
        label=_("Institution"),
        error_messages={
            "required": _("Choose where you work."),
            "invalid_choice": _("Choose where you work."),
        },
    )
    position = forms.CharField(label=_("Position"), max_length=120, required=False)
    email = forms.EmailField(
        label=_("E-mail"),
        help_text=_("Then your link comes by mail too. The mail says only that something waits."),
        max_length=254,
        required=False,
        validators=[_ascii],
        error_messages={"invalid": _("This is no e-mail address. Correct it or leave it empty.")},
    )

    def __init__(self, *args: Any, institutions: Sequence[tuple[UUID, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_choices(
            self, "institution", ((str(pk), name) for pk, name in institutions), gettext("choose")
        )

    def given(self) -> dict[str, Any]:
        """Arguments of the action."""
        given = self.cleaned_data
        return {
            "name": given["name"],
            "institution": Institution.objects.get(pk=given["institution"]),
            "position": given["position"],
            "email": given["email"],
        }


class TestForm(forms.Form):
    """Radio buttons where one option is right, ticks where several are."""

    __test__ = False

    def __init__(self, *args: Any, questions: Sequence[Question], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._ids = {f"q_{one.pk.hex}": one for one in questions}
        for name, one in self._ids.items():
            rows = [(str(at), in_script(option["text"])) for at, option in enumerate(one.options)]
            several = len(one.right) > 1
            kind = forms.MultipleChoiceField if several else forms.ChoiceField
            self.fields[name] = kind(
                label=f"{one.number}. {in_script(one.text)}",
                help_text=gettext("Several answers are right.") if several else "",
                choices=rows,
                widget=forms.CheckboxSelectMultiple if several else forms.RadioSelect,
                error_messages={
                    "required": gettext("Choose an answer."),
                    "invalid_choice": gettext("Choose an answer."),
                },
            )

    def answers(self) -> dict[UUID, set[int]]:
        found: dict[UUID, set[int]] = {}
        for name, one in self._ids.items():
            given = self.cleaned_data[name]
            found[one.pk] = {int(at) for at in ([given] if isinstance(given, str) else given)}
        return found


class TalliesForm(forms.Form):
    """A few questions with their answers."""

    def __init__(self, *args: Any, asked: Sequence[Asked], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for one in asked:
            self.fields[one.name] = forms.ChoiceField(
                label=str(one.text),
                choices=list(one.words.items()),
                widget=forms.RadioSelect,
                error_messages={
                    "required": gettext("Choose an answer."),
                    "invalid_choice": gettext("Choose an answer."),
                },
            )
